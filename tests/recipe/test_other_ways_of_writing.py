"""Cells written otherwise than nearly all others are offered in the usual way, where their own characters prove it."""

from __future__ import annotations

import random

import pytest
from recipe_help import table_of
from test_suggestions import cleaned, proposed

from analytics.profiling import profile
from analytics.recipe import in_bulk, propose

ROWS = 200


def column(write, odd: dict[int, str]) -> list[list[str | None]]:
    """A table of a number and a column that ``write`` fills; ``odd`` are the cells written otherwise, by their row."""
    chance = random.Random(6)
    texts = [write(chance) for _ in range(ROWS)]
    return [[str(n), odd.get(n, text)] for n, text in enumerate(texts)]


MENDED = {
    "phone": (lambda r: f"{r.randint(200, 999)}-{r.randint(200, 999)}-{r.randint(1000, 9999)}",
              {"2125551234": "212-555-1234", "(212) 555-1234": None, "212.555.1234": "212-555-1234"}),
    "pages": (lambda r: f"{r.randint(1, 99)}-{r.randint(100, 999)}", {"12 - 140": "12-140", "12–140": "12-140"}),
    "duration": (lambda r: f"{r.randint(80, 180)} min", {"2 hr. 7 min.": "127 min", "1h 30m": "90 min"}),
    "rating": (lambda r: f"{r.randint(10, 95) / 10}", {"7.5/10": 7.5, "8/10": 8.0}),
    "votes": (lambda r: str(r.randint(100, 99999)), {"12,345": 12345, "900 votes": 900}),
    "year": (lambda r: str(r.randint(1950, 2015)), {"(1987)": 1987, "[1999]": 1999}),
}  # fmt: skip


@pytest.mark.parametrize("name", MENDED)
def test_what_is_written_otherwise_is_offered_as_the_others_are_written(tmp_path, name):
    write, odd = MENDED[name]
    data = column(write, dict(enumerate(odd)))
    step = proposed(tmp_path, ["id", name], data)[f"writing:{name}"]
    assert in_bulk(step)
    clean = [row[name] for row in cleaned(tmp_path, step)]
    for (_text, wanted), value in zip(odd.items(), clean, strict=False):
        if wanted is not None:
            assert value == wanted
    assert [str(value) for value in clean[len(odd) :]] == [row[1] for row in data[len(odd) :]]


KEPT = {
    "house": (lambda r: str(r.randint(1, 99)), ["12A", "12B", "7/9"]),
    "amount": (lambda r: str(r.randint(1, 99)), ["5k", "3 million", "12 approx"]),
    "change": (lambda r: f"{r.randint(1, 900)}", ["(12)", "[3]", "~5"]),
    "code": (lambda r: f"{r.randint(1, 99):04d}", ["12 kg", "13 kg"]),
    "day": (lambda r: f"{r.randint(1000, 9999)}-{r.randint(10, 99)}-x", ["12-1234-x", "99-5555-x"]),
    "remark": (lambda r: r.choice(["paid", "open", "late"]), ["paid - 12", "open-3"]),
}


@pytest.mark.parametrize("name", KEPT)
def test_what_may_say_something_of_its_own_is_left_alone(tmp_path, name):
    write, odd = KEPT[name]
    assert f"writing:{name}" not in proposed(tmp_path, ["id", name], column(write, dict(enumerate(odd))))


@pytest.mark.parametrize("mark", ["*", " *", "†", "[a]", " (b)", "¹", "**"])
def test_numbers_with_the_mark_of_a_footnote_are_offered_without_it(tmp_path, mark):
    data = [[f"{n * 37 + 1000:,}{mark if n in (4, 11, 30) else ''}", "x"] for n in range(40)]
    table = table_of(data, ["people", "y"], tmp_path / "text.parquet")
    found = {step.column: step for step in propose(table, profile(table)).steps if step.op == "map_values"}
    assert found["people"].params["values"][f"1,148{mark}"] == "1,148"
    assert found["people"].params["then"]["type"] == "integer"
