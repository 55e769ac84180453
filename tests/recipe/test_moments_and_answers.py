"""Numbers that count time since 1970 are offered as moments; several answers in one cell as yes/no columns."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest
from recipe_help import changes, names, rows, run, table_of

from analytics.charts import suggest
from analytics.profiling import profile
from analytics.recipe import preview, propose
from analytics.schema import Column, Profile, Step

START = 1_893_456_000
"""2030-01-01 in seconds."""


def known(folder: Path, columns: dict[str, list[str]]) -> tuple[Path, Profile]:
    table = table_of(list(zip(*columns.values(), strict=True)), list(columns), folder / "text.parquet")
    return table, profile(table)


def offered(folder: Path, columns: dict[str, list[str]], op: str) -> tuple[Path, Profile, list[Step]]:
    table, found = known(folder, columns)
    return table, found, [step for step in propose(table, found).steps if step.op == op]


def column_of(folder: Path, values: list[str], name: str) -> Column:
    return known(folder, {name: values, "n": [str(n % 5) for n in range(len(values))]})[1].column(name)


def events(factor: int = 1, count: int = 60, step: int | None = None) -> list[str]:
    chance = random.Random(4)
    at, found = START * factor, []
    for _ in range(count):
        at += factor * (step or chance.randint(1, 4000)) + (chance.randrange(factor) if factor > 1 and not step else 0)
        found.append(str(at))
    return found


@pytest.mark.parametrize(("name", "factor", "unit"), [
    ("ts", 1, "s"), ("created_at", 1_000, "ms"), ("eventTime", 1_000_000, "us"), ("timestamp_ns", 10**9, "ns"),
])  # fmt: skip
def test_numbers_under_a_name_that_says_when_are_offered_as_moments(tmp_path, name, factor, unit):
    made = {name: events(factor), "load": [str(n % 9) for n in range(60)]}
    _table, found, steps = offered(tmp_path, made, "moments")
    assert found.column(name).role == "time"
    assert [(step.column, step.params["unit"], step.enabled) for step in steps] == [(name, unit, False)]
    assert "2030-01-01" in steps[0].evidence
    assert "UTC" in steps[0].evidence


def test_a_clock_without_a_name_is_seen_by_its_steps(tmp_path):
    assert column_of(tmp_path, events(step=300), "k1").role == "time"
    assert column_of(tmp_path, events(1000, step=10), "k1").role == "time"


@pytest.mark.parametrize(("name", "values"), [
    ("order_number", [str(START + n) for n in range(60)]),
    ("order_id", events(step=60)),
    ("phone", [str(2_025_550_100 + 7 * n) for n in range(60)]),
    ("price", [str(1_500_000_000 + 137_911 * n) for n in range(60)]),
    ("population", events(step=3600)),
    ("k1", [str(START + n) for n in range(60)]),
    ("k1", [str(START + n * n * 977 % 90_000_000) for n in range(60)]),
    ("ts", [str(40_000 + n) for n in range(60)]),
    ("duration", events(step=60)),
])  # fmt: skip
def test_other_large_numbers_are_no_moments(tmp_path, name, values):
    _table, found, steps = offered(tmp_path, {name: values, "n": [str(n % 5) for n in range(60)]}, "moments")
    assert found.column(name).role != "time"
    assert steps == []


def test_moments_are_never_summed_even_before_anybody_decided(tmp_path):
    made = {"ts": events(), "load": [str((n * n) % 23) for n in range(60)], "kind": ["abc"[n % 3] for n in range(60)]}
    _table, found = known(tmp_path, made)
    for each in suggest(found):
        assert "ts" not in [measure.column for measure in each.spec.measures]


def test_an_accepted_step_makes_moments_in_utc_and_tells_each_cell(tmp_path):
    made = {"ts": ["1893456000", "1893456060", "", "1893542400"], "n": ["1", "2", "3", "4"]}
    table, found, steps = offered(tmp_path, made, "moments")
    enabled = [replace(s, enabled=s.tier == "auto" or s.id == steps[0].id) for s in propose(table, found).steps]
    done = run(table, found, enabled, tmp_path / "out")
    assert done.failures == ()
    assert [str(row[0]) for row in rows(tmp_path / "out" / "clean.parquet")] == [
        "2030-01-01 00:00:00", "2030-01-01 00:01:00", "None", "2030-01-02 00:00:00",
    ]  # fmt: skip
    assert (done.profile.column("ts").type, done.profile.column("ts").role) == ("datetime", "time")
    told = [change[1:] for change in changes(tmp_path / "out") if change[2] == "ts"]
    assert told[0] == (0, "ts", "1893456000", "2030-01-01 00:00:00")


def test_parts_of_a_second_are_kept_and_what_is_no_number_stays(tmp_path):
    table, found = known(tmp_path, {"ts": ["1893456000123", "soon", "1893456000500"], "n": ["1", "2", "3"]})
    step = Step("m", "moments", column="ts", params={"unit": "ms"})
    run(table, found, [step], tmp_path / "out")
    assert [row[0] for row in rows(tmp_path / "out" / "clean.parquet")] == [
        "2030-01-01 00:00:00.123", "soon", "2030-01-01 00:00:00.500",
    ]  # fmt: skip


# Several answers in one cell


def survey(mark: str, count: int = 80) -> list[str]:
    chance = random.Random(3)
    ways = ["Bus", "Bike", "Own car", "On foot", "Train (regional)"]
    return [mark.join(chance.sample(ways, chance.randint(1, 3))) if n % 9 else "" for n in range(count)]


@pytest.mark.parametrize("mark", ["; ", ";", ", ", " | ", "\n"])
def test_several_answers_in_a_cell_are_offered_as_yes_no_columns(tmp_path, mark):
    made = {"How do you come?": survey(mark), "n": [str(n) for n in range(80)]}
    table, found, steps = offered(tmp_path, made, "answers")
    (step,) = steps
    assert set(step.params["into"]) == {"Bus", "Bike", "Own car", "On foot", "Train (regional)"}
    looked = preview(table, propose(table, found), found, step)
    assert looked.added is not None
    assert looked.added.new == 5
    run(table, found, [replace(step, enabled=True)], tmp_path / "out")
    columns = names(tmp_path / "out" / "clean.parquet")
    assert columns[0] == "How do you come?"
    place = columns.index("How do you come?: Own car")
    for cell, row in zip(made["How do you come?"], rows(tmp_path / "out" / "clean.parquet"), strict=True):
        assert row[place] is (("Own car" in cell) if cell else None)
        assert row[0] == cell


@pytest.mark.parametrize("values", [
    ["Smith, John", "Roe, Jane", "Poe, Ed", "Doe, Al"] * 10,
    ["Paris, France", "Rome, Italy", "Lyon, France"] * 10,
    ["a long walk, in the rain, without a coat, which was a bad idea, as we all saw", "no"] * 10,
    ["1,204", "3,981", "22,400", "18"] * 10,
    [f"tag{n}; tag{n + 1}" if n % 2 else f"tag{n}" for n in range(40)],
    ["2031-02-03", "2031/02/04"] * 10,
])  # fmt: skip
def test_other_texts_with_commas_are_no_lists_of_answers(tmp_path, values):
    assert offered(tmp_path, {"x": values, "n": [str(n) for n in range(len(values))]}, "answers")[2] == []


def test_more_than_twenty_answers_are_refused_by_the_step(tmp_path):
    table, found = known(tmp_path, {"x": ["a; b", "c"], "n": ["1", "2"]})
    step = Step("a", "answers", column="x", params={"by": ";", "into": {str(n): f"c{n}" for n in range(21)}})
    done = run(table, found, [step], tmp_path / "out")
    assert "More than 20 answers" in done.failures[0].reason
