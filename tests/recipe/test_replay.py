"""A recipe is replayed the same way every time, and each of its steps can be taken back by itself."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from recipe_help import COLUMNS, ROWS, changes, messy, names, one_of_each, rows, run, step, table_of

from analytics.parsing import canonical_sql
from analytics.profiling import profile
from analytics.recipe import propose
from analytics.recipe.ops import registry
from analytics.schema import AnalyticsError, Step

STEPS = one_of_each()


def result(folder: Path) -> tuple[list[str], list[tuple], list[tuple]]:
    return names(folder / "clean.parquet"), rows(folder / "clean.parquet"), changes(folder)


def test_there_is_a_step_of_every_kind_in_these_tests():
    assert {step.op for step in STEPS} == set(registry())


def test_the_whole_recipe_runs(tmp_path):
    table, known = messy(tmp_path)
    done = run(table, known, STEPS, tmp_path / "out")
    assert done.failures == ()
    columns, clean, _ = result(tmp_path / "out")
    assert columns == ["City", "State", "place", "amount", "amount unusual", "weight", "left", "right", "day", "year",
                       "rating", "rating (filled)", "rating was missing", "seen", "uses", "by bus", "by bike",
                       "loud"]  # fmt: skip
    assert [row[0] for row in clean] == ["Reno", "Reno", "Elko", "Elko", 'O\'Brien, "x"']
    assert [row[columns.index("rating (filled)")] for row in clean] == [3, 4, 5, 7, 1]
    assert [row[columns.index("weight")] for row in clean] == [1000, 2000, 3000, 4000, 5000]
    assert [row[columns.index("by bike")] for row in clean] == [True, False, None, True, True]
    assert str(clean[0][columns.index("seen")]) == "2031-03-11 12:53:20"


def test_two_replays_give_the_same_table_and_the_same_log(tmp_path):
    table, known = messy(tmp_path)
    for name in ("one", "other"):
        run(table, known, STEPS, tmp_path / name)
    assert result(tmp_path / "one") == result(tmp_path / "other")


@pytest.mark.parametrize("off", STEPS, ids=lambda each: each.id)
def test_a_step_switched_off_is_as_if_it_had_never_been(tmp_path, off: Step):
    table, known = messy(tmp_path)
    run(table, known, [replace(each, enabled=each is not off) for each in STEPS], tmp_path / "off")
    run(table, known, [each for each in STEPS if each is not off], tmp_path / "never")
    assert result(tmp_path / "off") == result(tmp_path / "never")


@pytest.mark.parametrize("alone", STEPS, ids=lambda each: each.id)
def test_a_step_alone_changes_nothing_that_its_log_does_not_tell(tmp_path, alone: Step):
    table, known = messy(tmp_path)
    done = run(table, known, [alone], tmp_path / "out")
    text = [[cell or "" for cell in row] for row in ROWS]
    removed = set()
    for _, row, column, old, new in changes(tmp_path / "out"):
        if column is None:
            removed.add(row)
            continue
        place = COLUMNS.index(column)
        assert text[row][place] == (old or "")
        text[row][place] = new or ""
    expected = [tuple(row) for number, row in enumerate(text) if number not in removed]
    assert shown(tmp_path / "out" / "clean.parquet", done, alone) == expected
    assert done.rows_removed == len(removed)


def shown(clean: Path, done, alone: Step) -> list[tuple]:
    """The original columns of the clean table as canonical text."""
    import duckdb

    there = {column.name: column for column in done.profile.columns}
    back = {new: old for old, new in (alone.params.get("names") or {}).items()}
    found = [(back.get(name, name), column) for name, column in there.items()]
    texts = {old: f"coalesce(CAST({canonical_sql(column)} AS VARCHAR), '')" for old, column in found}
    left_out = [name for name in COLUMNS if name not in texts]
    assert left_out == ([alone.column] if alone.op == "drop_column" else [])
    with duckdb.connect() as connection:
        listed = ", ".join(texts.get(name, "NULL") for name in COLUMNS)
        found_rows = connection.execute(f"SELECT {listed} FROM read_parquet('{clean}')").fetchall()
    originals = [[cell or "" for cell in row] for row in ROWS]
    return [
        tuple(originals[n][i] if cell is None else cell for i, cell in enumerate(row))
        for n, row in enumerate(found_rows)
    ]


def test_everything_switched_off_is_the_original_text(tmp_path):
    table, known = messy(tmp_path)
    run(table, known, [replace(each, enabled=False) for each in STEPS], tmp_path / "out")
    assert rows(tmp_path / "out" / "clean.parquet") == list(ROWS)
    assert changes(tmp_path / "out") == []


def test_a_step_that_finds_no_ground_is_skipped_whole_and_says_why(tmp_path):
    table, known = messy(tmp_path)
    half = step("split", "note", by="-", into=["left", "city"])
    bad = step("derive", formula="nothing + 1", to="sum")
    done = run(table, known, [half, bad, step("trim", "city")], tmp_path / "out")
    assert [failure.step for failure in done.failures] == [half.id, bad.id]
    assert "nothing" in done.failures[1].reason
    assert names(tmp_path / "out" / "clean.parquet") == list(COLUMNS)
    assert rows(tmp_path / "out" / "clean.parquet")[1][0] == "Reno NV"


def test_a_typed_view_never_loses_a_value(tmp_path):
    table, known = messy(tmp_path)
    done = run(table, known, [step("type", "amount", type="decimal", parse={})], tmp_path / "out")
    assert "do not parse" in done.failures[0].reason
    assert [row[2] for row in rows(tmp_path / "out" / "clean.parquet")] == [row[2] for row in ROWS]


def test_a_recipe_that_leaves_no_column_says_so(tmp_path):
    table = table_of([["a"]], ["only"], tmp_path / "text.parquet")
    with pytest.raises(AnalyticsError, match="no column"):
        run(table, profile(table), [step("drop_column", "only")], tmp_path / "out")


def test_the_safe_steps_change_no_value_and_drop_no_row(tmp_path):
    table, known = messy(tmp_path)
    recipe = propose(table, known)
    safe = [each for each in recipe.steps if each.tier == "auto"]
    assert {each.op for each in safe} <= {"trim", "null_words", "type"}
    done = run(table, known, safe, tmp_path / "out")
    assert done.rows == len(ROWS)
    for _, _, _, old, new in changes(tmp_path / "out"):
        same = (new or "") == (old or "").strip() or (new is None and old == "n/a")
        assert same or float(new) == float(old)


def test_a_killed_replay_leaves_the_old_table(tmp_path, monkeypatch):
    import importlib

    module = importlib.import_module("analytics.recipe.replay")
    table, known = messy(tmp_path)
    run(table, known, [step("trim", "city")], tmp_path / "out")
    before = result(tmp_path / "out")

    def die(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "_counts", die)
    with pytest.raises(KeyboardInterrupt):
        run(table, known, STEPS, tmp_path / "out")
    assert result(tmp_path / "out") == before
