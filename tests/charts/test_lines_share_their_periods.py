"""Lines of counts and sums go through the same periods: none falls to zero where another is drawn across the gap."""

from __future__ import annotations

import duckdb
import pytest
from charts_cast import Shop

from analytics.schema import ChartSpec, Column, Measure, Profile


def of(folder, days_of: dict[str, list[str]]) -> Shop:
    rows = ", ".join(f"('{name}', DATE '{day}', 2.5)" for name, days in days_of.items() for day in days)
    path = folder / "sales.parquet"
    duckdb.sql(f"COPY (SELECT * FROM (VALUES {rows}) t(shop, day, amount)) TO '{path}' (FORMAT parquet)")
    every = sorted(day for days in days_of.values() for day in days)
    day = Column("day", "date", "time", distinct=len(set(every)), min=every[0], max=every[-1])
    shop = Column("shop", "text", "category", distinct=len(days_of))
    return Shop(path, Profile(len(every), (shop, day, Column("amount", "decimal", "measure", distinct=9))))


def lines(shop: Shop, measure: Measure, grain: str = "month", kind: str = "line") -> dict[str, dict[str, float]]:
    traces = shop.figure(ChartSpec(kind, "day", "shop", (measure,), grain=grain))["data"]  # type: ignore[arg-type]
    return {t["name"]: dict(zip([x[:10] for x in t["x"]], t["y"], strict=True)) for t in traces}


MONTHS = [f"2024-{month:02d}-10" for month in range(1, 13)]


@pytest.mark.parametrize("kind", ["line", "area"])
@pytest.mark.parametrize("measure", [Measure("amount", "sum"), Measure()])
def test_a_line_with_many_gaps_falls_to_zero_like_one_with_few(tmp_path, measure: Measure, kind: str):
    shop = of(tmp_path, {"all": MONTHS[:4] + MONTHS[5:], "some": [MONTHS[0], MONTHS[6], MONTHS[9]], "one": MONTHS[4:5]})
    found = lines(shop, measure, kind=kind)
    months = [f"{day[:8]}01" for day in MONTHS]
    assert all(list(line) == months for line in found.values())
    assert [month for month, value in found["all"].items() if not value] == ["2024-05-01"]
    assert sum(1 for value in found["some"].values() if value) == 3
    assert found["one"]["2024-04-01"] == 0


def test_days_on_which_nobody_sells_are_left_out_of_every_line(tmp_path):
    days = [f"2024-01-{day:02d}" for day in range(1, 29, 2)]  # every second day the shops are shut
    found = lines(of(tmp_path, {"all": days, "some": days[::3]}), Measure("amount", "sum"), "day")
    assert list(found["all"]) == list(found["some"]) == days
    assert found["some"][days[1]] == 0


def test_averages_know_no_zero_where_there_are_no_rows(tmp_path):
    found = lines(of(tmp_path, {"all": MONTHS, "some": MONTHS[::3]}), Measure("amount", "mean"))
    assert len(found["some"]) == 4
