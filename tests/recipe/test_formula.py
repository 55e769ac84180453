"""The language of computed columns: small, total and safe."""

from __future__ import annotations

import duckdb
import pytest

from analytics.recipe.formula import FormulaError, compiled

COLUMNS = {"price": ("p", "decimal"), "unit count": ("n", "integer"), "city": ("c", "text"), "day": ("d", "date")}


def value(formula: str, p="10.0", n="4", c="'Reno'", d="DATE '2024-02-29'"):
    made = compiled(formula, COLUMNS)
    with duckdb.connect() as connection:
        source = f"SELECT {p}::DOUBLE AS p, {n}::BIGINT AS n, {c}::VARCHAR AS c, {d}::DATE AS d"
        return connection.execute(f"SELECT {made.sql} FROM ({source})").fetchone()[0]


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("1 + 2 * 3", 7), ("(1 + 2) * 3", 9), ("2 ^ 3 ^ 2", 512), ("-2 ^ 2", -4), ("10 - 4 - 3", 3), ("7 % 4", 3),
        ("[price] / [unit count]", 2.5), ("PRICE * 2", 20), ("price > 5 and not city = 'Elko'", True),
        ("if(price >= 10, 'dear', 'cheap')", "dear"),
        ('city & " " & [unit count]', "Reno 4"), ("round(2.345, 2)", 2.35),
        ("upper(left(city, 2))", "RE"),
        ("year(day)", 2024), ("weekday(day)", 4), ("add_days(day, 1) - day", 1),
        ("days(date(2024, 1, 1), day)", 59), ("number('12.5') + 1", 13.5), ("min(price, 3)", 3), ("length('it''s')", 4),
        ("is_missing(city)", False), ("coalesce(number('x'), 1)", 1), ("mid(city, 2, 2)", "en"),
    ],
)  # fmt: skip
def test_it_computes(formula, expected):
    assert value(formula) == expected


@pytest.mark.parametrize(
    "formula",
    ["price / 0", "price % 0", "sqrt(-1)", "ln(0)", "(0 - 8) ^ 0.5", "0 ^ (0-1)", "number('abc')", "10 ^ 400",
     "exp(1000)", "1e308 * 1e308", "date(2023, 2, 30)", "date(99999, 1, 1)", "price + number(city)"],
)  # fmt: skip
def test_what_has_no_value_is_missing_and_stops_nothing(formula):
    assert value(formula) is None


@pytest.mark.parametrize(
    ("formula", "sentence"),
    [
        ("", "empty"), ("1 +", "missing at the end"), ("(1", "“\\)” is missing"), ("1 2", "does not fit"),
        ("prize + 1", "no column “prize”"), ("eval('1')", "no function"), ("city + 1", "needs a number"),
        ("if(price, 1, 2)", "must be a boolean"), ("if(true, 1, 'a')", "different kinds"),
        ("city < 3", "cannot be compared"),
        ("1; DROP TABLE x", "cannot be read"), ("round()", "1 to 2 values"), ("(" * 60 + "1" + ")" * 60, "too deeply"),
        ("1+" * 1500 + "1", "longer than"), ("left(city)", "takes 2 values"), ('"open', "cannot be read"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_in_one_sentence(formula, sentence):
    with pytest.raises(FormulaError, match=sentence):
        compiled(formula, COLUMNS)


def test_text_of_a_formula_stays_text():
    assert value("'x'') OR 1=1 --' & city") == "x') OR 1=1 --Reno"


def test_a_column_named_like_a_word_of_the_language_can_be_used():
    made = compiled("[if] + 1", {"if": ("c0v1", "integer")})
    assert made.reads == ("if",)
    assert made.type == "decimal"
