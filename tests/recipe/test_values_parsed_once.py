"""The values that the profile has parsed spare the cleaning work and change nothing."""

from __future__ import annotations

import os
from pathlib import Path

import duckdb
import pytest
from recipe_help import COLUMNS, ROWS, changes, messy, one_of_each, rows, table_of

from analytics import profiling, typed
from analytics.profiling import profile
from analytics.recipe import propose, replay
from analytics.schema import Recipe, Step

AUTO = [step for step in one_of_each() if step.op in ("trim", "null_words", "type")]


@pytest.fixture(autouse=True)
def _even_small_tables_are_worth_it(monkeypatch):
    monkeypatch.setattr(profiling, "WORTH_ROWS", 0)


def cleaned(table: Path, recipe: Recipe, folder: Path, kept: Path | None) -> tuple:
    folder.mkdir()
    known = profile(table)
    done = replay(table, recipe, known, clean=folder / "clean.parquet", changes=folder / "changes.parquet", typed=kept)
    return done.to_json(), rows(folder / "clean.parquet"), changes(folder)


def test_the_profile_is_the_same_whether_its_values_are_kept_or_not(tmp_path):
    table, known = messy(tmp_path)
    assert profile(table, typed=tmp_path / "typed.parquet") == known
    assert len(rows(tmp_path / "typed.parquet")) == len(ROWS)


@pytest.mark.parametrize("steps", [None, AUTO, one_of_each()], ids=["safe steps", "repaired first", "every kind"])
def test_the_clean_table_and_its_log_are_the_same(tmp_path, steps: list[Step] | None):
    table, known = messy(tmp_path)
    kept = tmp_path / "typed.parquet"
    profile(table, typed=kept)
    recipe = Recipe(steps=tuple(steps)) if steps else propose(table, known, suggest=False)
    assert cleaned(table, recipe, tmp_path / "once", kept) == cleaned(table, recipe, tmp_path / "anew", None)


def test_values_of_another_table_are_not_taken(tmp_path):
    table, known = messy(tmp_path)
    kept = tmp_path / "typed.parquet"
    profile(table, typed=kept)
    table_of([row for row in ROWS if row[0] != "Elko"], COLUMNS, table)
    os.utime(table, ns=(1, 1))
    done, clean, _ = cleaned(table, propose(table, known, suggest=False), tmp_path / "out", kept)
    assert done["rows"] == len(clean) == len(ROWS) - 2


def test_the_clean_table_outlives_the_values_it_was_taken_from(tmp_path):
    table, known = messy(tmp_path)
    kept = tmp_path / "typed.parquet"
    profile(table, typed=kept)
    _, clean, _ = cleaned(table, propose(table, known, suggest=False), tmp_path / "out", kept)
    profile(table, decisions={"rating": "text"}, typed=kept)
    assert rows(tmp_path / "out" / "clean.parquet") == clean


def test_a_file_without_such_values_is_told_apart(tmp_path):
    table, _ = messy(tmp_path)
    with duckdb.connect() as connection:
        assert typed.held(connection, table, table) == {}
        assert typed.held(connection, table, tmp_path / "none.parquet") == {}
