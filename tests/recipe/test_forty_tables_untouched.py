"""Without anybody's word nothing is destroyed, dropped or made up; with everything taken back the text is as it was."""

from __future__ import annotations

import csv
import io
import random
import sys
from dataclasses import replace
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
from recipe_help import run, table_of

from analytics.profiling import profile
from analytics.recipe import propose

BENCH = Path(__file__).resolve().parents[2] / "bench"
SEEDS = (11, 12, 13, 14)
KINDS = ("trips", "articles", "people", "films", "flights", "references", "taxes", "restaurants", "players", "cinema")


@pytest.fixture(scope="module")
def made():
    """The kinds of dirty table and the scorer of the bench."""
    sys.path.insert(0, str(BENCH))
    try:
        import clean_score
        import clean_tables
    finally:
        sys.path.remove(str(BENCH))
    kinds = {kind.__name__: kind for kind in clean_tables.KINDS}
    assert set(kinds) == set(KINDS)
    return kinds, clean_score


def lines(folder: Path, parquet: Path) -> list[list[str]]:
    """A clean table as the command writes it."""
    target = folder / "clean.csv"
    with duckdb.connect() as connection:
        connection.execute(f"COPY (SELECT * FROM read_parquet('{parquet}')) TO '{target}' (HEADER)")
    with target.open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


def as_text(parquet: Path) -> bytes:
    """Every cell of a table of text, in its place."""
    table = pq.read_table(parquet)
    written = io.StringIO()
    rows = csv.writer(written)
    rows.writerow(table.column_names)
    rows.writerows(zip(*(column.to_pylist() for column in table.columns), strict=True))
    return written.getvalue().encode()


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("kind", KINDS)
def test_safe_steps_destroy_drop_and_invent_nothing_and_can_all_be_taken_back(tmp_path, made, kind, seed):
    kinds, scorer = made
    head, clean, dirty = kinds[kind](random.Random(seed))
    clean, dirty = clean[:300], dirty[:300]
    table = table_of(dirty, head, tmp_path / "text.parquet")
    known = profile(table)
    steps = propose(table, known, suggest=False).steps
    done = run(table, known, steps, tmp_path / "safe")
    assert (done.rows, done.rows_removed, done.failures) == (len(dirty), 0, ())
    cleaned = lines(tmp_path, tmp_path / "safe" / "clean.parquet")
    score = scorer.compare([head, *dirty], [head, *clean], cleaned)
    assert (score.destroyed, score.wrong) == (0, 0), score.shown
    invented = [(n, i) for n, row in enumerate(dirty) for i, cell in enumerate(row) if not cell and cleaned[n + 1][i]]
    assert invented == []
    run(table, known, [replace(step, enabled=False) for step in steps], tmp_path / "undone")
    assert as_text(tmp_path / "undone" / "clean.parquet") == as_text(table)


@pytest.mark.parametrize("kind", KINDS)
def test_every_suggestion_taken_and_taken_back_leaves_the_text_as_it_was(tmp_path, made, kind):
    head, _, dirty = made[0][kind](random.Random(15))
    table = table_of(dirty[:400], head, tmp_path / "text.parquet")
    known = profile(table)
    steps = propose(table, known).steps
    assert any(step.tier == "suggested" for step in steps)
    run(table, known, [replace(step, enabled=True) for step in steps], tmp_path / "all")
    assert as_text(tmp_path / "all" / "clean.parquet") != as_text(table)
    run(table, known, [replace(step, enabled=False) for step in steps], tmp_path / "undone")
    assert as_text(tmp_path / "undone" / "clean.parquet") == as_text(table)
