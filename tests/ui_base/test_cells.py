"""Cells of a table are written as people write a column by hand: one manner for all, nothing invented, nothing lost."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from ui.cells import cell, grid, spread
from ui.templatetags.datasets import bars, most_often

AMOUNT = {"type": "decimal", "role": "measure"}


def written(values, column):
    return [row[0].text for row in grid([[value] for value in values], [column])]


def test_decimals_of_a_column_stand_under_each_other_with_a_real_minus_sign():
    assert written([-19.4, 1416.31, -890.0, None], AMOUNT) == ["−19.40", "1,416.31", "−890.00", ""]
    assert written([Decimal("3.5"), Decimal("-0.125")], AMOUNT) == ["3.500", "−0.125"]


def test_whole_numbers_and_computed_ones_get_no_noughts():
    assert written([48.0, -3.0], AMOUNT) == ["48", "−3"]
    assert written([1 / 3, 0.5], AMOUNT) == ["0.3333333333", "0.5"]
    assert written([1e-30, 2.5, float("nan"), float("inf")], AMOUNT)[1] == "2.5"


def test_sums_in_the_billions_are_written_out_with_their_cents():
    assert written([12345678901.5, 1e9 + 0.25], AMOUNT) == ["12,345,678,901.50", "1,000,000,000.25"]
    assert written([25e9], AMOUNT) == ["25,000,000,000"]
    assert written([1e20], AMOUNT) == ["1e+20"]


def test_whole_numbers_that_count_have_thousands_and_years_have_none():
    assert written([-1250, 7], {"type": "integer", "role": "measure"}) == ["−1,250", "7"]
    assert written([2024], {"type": "integer", "role": "category"}) == ["2024"]


def test_shares_and_money():
    assert written([0.05, 0.125], {"type": "percent", "role": "measure"}) == ["5.0 %", "12.5 %"]
    assert written([59.0, 1093.54], {"type": "currency", "role": "measure"}) == ["59.00", "1,093.54"]


def test_midnight_shows_its_time_where_others_have_one_and_no_fraction_is_lost():
    moment = {"type": "datetime", "role": "time"}
    assert written([dt.datetime(2025, 6, 1), dt.datetime(2025, 6, 1, 0, 0, 1)], moment) == [
        "2025-06-01 00:00:00",
        "2025-06-01 00:00:01",
    ]
    assert written([dt.datetime(2025, 6, 1), dt.datetime(2025, 6, 2)], moment) == ["2025-06-01", "2025-06-02"]
    assert written([dt.datetime(2025, 6, 1, 0, 0, 1, 250_000)], moment) == ["2025-06-01 00:00:01.250"]


def test_text_that_looks_like_a_number_stays_byte_for_byte():
    assert written(["-007.50", "1e5"], {"type": "text"}) == ["-007.50", "1e5"]
    assert cell("-5", {}).text == "-5"


def test_the_range_of_a_column_is_written_as_its_cells_are():
    assert spread({**AMOUNT, "min": "-890", "max": "3070.5"}) == ("−890.0", "3,070.5")
    assert spread({"type": "percent", "min": "0.05", "max": "0.15"}) == ("5 %", "15 %")
    ends = {"type": "datetime", "min": "2025-03-01 00:25:00", "max": "2025-04-09 23:00:00"}
    assert spread(ends) == ("2025-03-01", "2025-04-09")
    assert spread({"type": "boolean", "min": "false", "max": "true"}) is None
    assert spread({"type": "integer", "min": str(2**62 + 1), "max": str(2**63 - 1)}) == (str(2**62 + 1), str(2**63 - 1))


def test_all_the_other_values_never_look_like_one_that_leads():
    names = [{"label": f"Customer {n}", "count": 3, "low": f"Customer {n}", "high": f"Customer {n}"} for n in range(4)]
    column = {"bins": [*names, {"label": "Other", "count": 900, "low": None, "high": None}], "examples": ["a", "b"]}
    assert bars(column["bins"]) == []
    assert most_often(column) == "Customer 0 (3), Customer 1 (3), Customer 2 (3)"
    few = [*names, {"label": "Other", "count": 2, "low": None, "high": None}]
    assert [bar.rest for bar in bars(few)] == [False, False, False, False, True]
    alone = [{"label": "x", "count": 1, "low": "x", "high": "x"}, {"label": "Other", "count": 9, "low": None}]
    assert most_often({"bins": alone, "examples": ["x", "y"]}) == "x, y"
