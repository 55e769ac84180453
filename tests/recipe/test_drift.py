"""The next month's file: what is different is told, what is not is not, and the recipe goes on."""

from __future__ import annotations

import csv
import datetime
import io
import random
from collections.abc import Callable
from dataclasses import replace

import pytest
from recipe_help import names, rows, run, step, table_of
from year_of_files import Year

from analytics.profiling import profile
from analytics.recipe import propose
from analytics.recipe.carry import carry_over
from analytics.recipe.drift import compare
from analytics.recipe.follow import ID, follow
from analytics.schema import Recipe

COLUMNS = ["order_id", "ordered", "region", "channel", "amount", "quantity", "remark"]
Table = tuple[list[str], list[list[str]]]


def month(number: int, seed: int = 0, count: int = 400) -> Table:
    chance = random.Random(100 * seed + number)
    data = []
    for row in range(count + chance.randrange(-60, 60)):
        day = datetime.date(2024, 1, 1) + datetime.timedelta(days=30 * number + row % 30)
        data.append([
            str(10_000 * number + row), day.isoformat(), chance.choice(["North", "South", "East", "West"]),
            chance.choice(["web"] * 6 + ["shop"] * 3 + ["phone"]), f"{chance.lognormvariate(4, 0.6):.2f}",
            str(chance.randrange(1, 9)), "" if chance.random() < 0.3 else f"note {chance.randrange(10_000)}",
        ])  # fmt: skip
    return list(COLUMNS), data


def renamed(old: str, new: str) -> Callable[[Table], Table]:
    return lambda table: ([new if name == old else name for name in table[0]], table[1])


def dropped(name: str) -> Callable[[Table], Table]:
    def change(table: Table) -> Table:
        place = table[0].index(name)
        return [n for n in table[0] if n != name], [[c for i, c in enumerate(row) if i != place] for row in table[1]]

    return change


def each(name: str, change: Callable[[str, int], str]) -> Callable[[Table], Table]:
    def apply(table: Table) -> Table:
        place = table[0].index(name)
        data = [[change(c, n) if i == place else c for i, c in enumerate(row)] for n, row in enumerate(table[1])]
        return table[0], data

    return apply


def added(name: str) -> Callable[[Table], Table]:
    return lambda table: ([*table[0], name], [[*row, f"{n % 7}.5"] for n, row in enumerate(table[1])])


DRIFTS = {
    "renamed amount": (renamed("amount", "Amount EUR"), "renamed", "Amount EUR"),
    "renamed region": (renamed("region", "sales_area"), "renamed", "sales_area"),
    "renamed style": (renamed("order_id", "Order ID"), "renamed", "Order ID"),
    "missing": (dropped("channel"), "missing", "channel"),
    "new": (added("discount"), "new", "discount"),
    "text in numbers": (each("amount", lambda c, n: "on request" if n % 20 == 0 else c), "retyped", "amount"),
    "other dates": (each("ordered", lambda c, n: f"{c[8:]}.{c[5:7]}.{c[:4]}"), "format", "ordered"),
    "decimal comma": (each("amount", lambda c, n: c.replace(".", ",")), "format", "amount"),
    "new category": (each("region", lambda c, n: "Centre" if n % 50 == 0 else c), "categories", "region"),
    "new channel": (each("channel", lambda c, n: "app" if n % 9 == 0 else c), "categories", "channel"),
    "other case": (each("channel", lambda c, n: c.upper()), "categories", "channel"),
    "cents": (each("amount", lambda c, n: f"{float(c) * 100:.2f}"), "range", "amount"),
    "negative": (each("quantity", lambda c, n: f"-{c}" if n % 40 == 0 else c), "range", "quantity"),
    "one huge": (each("quantity", lambda c, n: "5000" if n == 7 else c), "range", "quantity"),
    "far dates": (each("ordered", lambda c, n: "2094" + c[4:] if n % 90 == 0 else c), "range", "ordered"),
    "gaps": (each("region", lambda c, n: "" if n % 6 == 0 else c), "nulls", "region"),
    "all gone": (each("quantity", lambda c, n: ""), "nulls", "quantity"),
    "few rows": (lambda table: (table[0], table[1][:40]), "rows", None),
}


def drift(folder, before: Table, after: Table):
    tables = []
    for name, (columns, data) in (("before", before), ("after", after)):
        (folder / name).mkdir(exist_ok=True)
        tables.append(table_of(data, columns, folder / name / "text.parquet"))
    return compare(tables[0], profile(tables[0]), tables[1], profile(tables[1]))


@pytest.mark.parametrize("seed", range(6))
def test_a_month_like_the_others_brings_no_drift(tmp_path, seed):
    for number in range(2):
        assert drift(tmp_path, month(number, seed), month(number + 1, seed)).items == ()


@pytest.mark.parametrize("name", DRIFTS)
def test_each_drift_is_told_and_nothing_else(tmp_path, name):
    change, kind, column = DRIFTS[name]
    found = drift(tmp_path, month(3), change(month(4)))
    assert [(item.kind, item.column) for item in found.items] == [(kind, column)]


@pytest.mark.parametrize("seed", range(2))
def test_what_changes_thirty_times_in_a_year_is_told_once_each(tmp_path, seed):
    told, before = 0, None
    for number, (text, expected) in enumerate(Year(seed).files()):
        columns, *data = csv.reader(io.StringIO(text))
        if before is not None:
            found = {(item.kind, item.column) for item in drift(tmp_path, before, (columns, data)).items}
            assert found == expected, number
            told += len(found)
        before = columns, data
    assert told == 30


def test_the_steps_follow_a_renamed_column_and_the_clean_table_keeps_its_name(tmp_path):
    before, after = month(1), renamed("region", "sales_area")(month(2))
    (tmp_path / "one").mkdir()
    table = table_of(before[1], before[0], tmp_path / "one" / "text.parquet")
    own = [
        step("map_values", "region", values={"North": "N"}),
        step("derive", formula="[region] & '-' & channel", to="both"),
        step("rename_columns", names={"remark": "Remark"}),
    ]
    found = propose(table, profile(table), suggest=False)
    base = replace(found, steps=(*found.steps, *own), decisions={"region": "text"})
    changed = drift(tmp_path, before, after).renamed
    assert changed == {"region": "sales_area"}
    later = table_of(after[1], after[0], tmp_path / "one" / "later.parquet")
    known = profile(later)
    recipe = carry_over(follow(base, changed), propose(later, known, suggest=False))
    assert recipe.decisions == {"sales_area": "text"}
    done = run(later, known, recipe.steps, tmp_path / "out")
    assert done.failures == ()
    assert names(tmp_path / "out" / "clean.parquet") == [*COLUMNS[:-1], "Remark", "both"]
    assert "N" in {row[2] for row in rows(tmp_path / "out" / "clean.parquet")}


def test_a_column_that_is_renamed_twice_still_keeps_its_first_name():
    once = follow(Recipe(), {"region": "area"})
    twice = follow(once, {"area": "Gebiet"})
    (only,) = [each for each in twice.steps if each.id == ID]
    assert only.params["names"] == {"Gebiet": "region"}
