"""A cell that says what the others say with something more or less is offered in their way of writing."""

from __future__ import annotations

import pytest
from test_other_ways_of_writing import column
from test_suggestions import proposed

from analytics.recipe import in_bulk


def clock(r) -> str:
    return f"{r.randint(1, 12)}:{r.randint(0, 59):02d} {r.choice(['a.m.', 'p.m.'])}"


def pages(r) -> str:
    first = r.randint(1, 900)
    return f"{first}-{first + r.randint(2, 30)}"


MENDED = {
    "departs": (clock, {"12/02/2011 7:10 AM": "7:10 a.m.", "Dec 2 - 10:30pm": "10:30 p.m.", "6:05 PM": "6:05 p.m."}),
    "pages": (pages, {"23-Jul": "7-23", "9-Jan": "1-9", "Jun-70": "6-70"}),
    "released": (lambda r: f"{r.randint(1, 28)} May {r.randint(1980, 2015)}", {"2 May 1999 (USA)": "2 May 1999"}),
    "year": (lambda r: str(r.randint(1950, 2015)), {"2001-2001": "2001"}),
    "duration": (lambda r: f"{r.randint(80, 180)} min", {"116": "116 min"}),
    "price": (lambda r: f"{r.randint(100, 9999)}.50", {"$1,204.50": "1204.50", "300.50 €": "300.50"}),
    "height": (lambda r: str(r.randint(150, 210)), {"180 cm": "180", "2.02 m": "202"}),
}


@pytest.mark.parametrize("name", MENDED)
def test_what_is_too_much_or_too_little_is_put_right(tmp_path, name):
    write, odd = MENDED[name]
    step = proposed(tmp_path, ["id", name], column(write, dict(enumerate(odd))))[f"writing:{name}"]
    assert step.params["values"] == odd
    assert in_bulk(step)


KEPT = {
    "a range of years": (lambda r: str(r.randint(1950, 2015)), ["2001-2003"]),
    "ranges that do not rise": (lambda r: f"{r.randint(1, 30)}-{r.randint(1, 30)}", ["23-Jul"]),
    "an amount of another size": (lambda r: f"{r.randint(80, 180)} min", ["2"]),
    "a clock on many days": (clock, [f"12/{day:02d}/2011 7:10 AM" for day in range(1, 20)]),
    "a house with a letter": (lambda r: str(r.randint(1, 99)), ["12A", "5 m"]),
}


@pytest.mark.parametrize("name", KEPT)
def test_what_may_mean_something_of_its_own_stays(tmp_path, name):
    write, odd = KEPT[name]
    assert f"writing:{name}" not in proposed(tmp_path, ["id", name], column(write, dict(enumerate(odd))))
