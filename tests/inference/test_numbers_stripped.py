"""A number's marks are stripped one by one where these are plain, by a pattern where they are not: with one value."""

import duckdb
import pytest

from analytics import numbers

SPACES = " \u00a0\u2007\u2009\u202f"
PERCENT = {"percent": True}
KINDS = [
    (
        "percent",
        PERCENT,
        ["12.5%", "12.5 %", "+3%", "-0.1%", "\u22127%", "12.5\uff05", *(f"1{s}%" for s in SPACES)],
        ".",
    ),
    ("percent", {**PERCENT, "decimal": ","}, ["12,5%", "12,5\u202f%", "\u22120,25 %"], ","),
    ("currency", {"currency": ["$", "US$"], "thousands": ","}, ["$1,234.50", "US$ 12", "-$5", "\u2212$1,000"], "."),
    ("currency", {"currency": ["kr"], "thousands": " ", "decimal": ","}, ["1 234,5 kr", "1\u00a0234 kr", "kr 5"], ","),
    ("integer", {"thousands": "'"}, ["1'234", "1\u2019234", "12"], "."),
    ("decimal", {"suffix": ["kg", "g"]}, ["12.5 kg", "3g", "\u22121.25\u2009kg"], "."),
]


def expected(text, kind, decimal):
    digits = "".join(c for c in text.replace("\u2212", "-") if c.isdigit() or c in ("-", decimal)).replace(decimal, ".")
    return int(digits) if kind == "integer" else float(f"{digits}e-2" if kind == "percent" else digits)


@pytest.mark.parametrize(("kind", "parse", "texts", "decimal"), KINDS)
def test_every_way_of_writing_a_number_has_its_value(kind, parse, texts, decimal):
    fits, value = numbers.number_sql("v", kind, parse)
    rows = duckdb.execute(f"SELECT v, {fits}, {value} FROM (SELECT unnest(?) AS v)", [texts]).fetchall()
    assert rows == [(text, True, expected(text, kind, decimal)) for text in texts]


def test_plain_marks_are_stripped_before_any_pattern_is_asked():
    _fits, value = numbers.number_sql("v", "percent", PERCENT)
    assert value.startswith("coalesce(TRY_CAST((replace(")
