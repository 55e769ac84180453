"""The change log of a large table is written in parts at once: it says the same, in the same order, as in one go."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from analytics import typed_footer as footers
from analytics.profiling import profile
from analytics.recipe import add, changelog, logfile, propose, replay
from analytics.schema import Step
from analytics.typed import WORTH_ROWS

ROWS = WORTH_ROWS + 30_000


@pytest.fixture(scope="module")
def table(tmp_path_factory) -> Path:
    """Whole numbers without any change, texts to trim everywhere, a word to spell, and rows to leave out."""
    path = tmp_path_factory.mktemp("parts") / "text.parquet"
    with duckdb.connect() as connection:
        connection.execute(
            "COPY (SELECT CAST(i AS VARCHAR) AS number, CASE WHEN i % 5 = 0 THEN ' Oslo' WHEN i % 5 = 1 THEN 'n/a' ELSE"
            " 'ROME' END AS city, CASE WHEN i % 2 = 0 THEN '1.50' ELSE '2.5' END AS price, '  every one' AS remark"
            f" FROM range({ROWS}) t(i)) TO '{path}' (FORMAT parquet)"
        )
    return path


def log_of(table: Path, folder: Path, *, in_one: bool, monkeypatch) -> list[tuple]:
    known = profile(table, typed=folder / "typed.parquet")
    recipe = propose(table, known, suggest=False)
    recipe = add(recipe, Step("spell", "map_values", column="city", params={"values": {"ROME": "Rome"}}))
    recipe = add(recipe, Step("out", "leave_rows", column="number", params={"test": "above", "value": str(ROWS - 3)}))
    if in_one:
        monkeypatch.setattr(logfile, "MOST_PARTS", 0)
    else:
        monkeypatch.setattr(changelog, "log_sql", None)  # nothing may write it in one go
    clean, changes = folder / "clean.parquet", folder / "changes.parquet"
    done = replay(table, recipe, known, clean=clean, changes=changes, typed=folder / "typed.parquet")
    assert not done.failures
    assert done.rows == ROWS - 2
    assert sorted(path.name for path in folder.iterdir()) == ["changes.parquet", "clean.parquet", "typed.parquet"]
    with duckdb.connect() as connection:
        return connection.execute(f"SELECT * FROM '{changes}'").fetchall()


def test_the_log_in_parts_says_what_the_log_in_one_go_says(table, tmp_path, monkeypatch):
    found = []
    for in_one in (False, True):
        folder = tmp_path / str(in_one)
        folder.mkdir()
        with monkeypatch.context() as patch:
            found.append(log_of(table, folder, in_one=in_one, monkeypatch=patch))
    parted, whole = found
    assert parted == whole
    assert sum(entry[0] == "trim:remark" for entry in parted) == ROWS
    assert [entry[:3] for entry in parted[-2:]] == [("out", ROWS - 2, None), ("out", ROWS - 1, None)]


def test_files_that_differ_in_what_may_be_missing_are_not_stacked(tmp_path):
    """DuckDB writes a constant without the marks of missing values; such bytes mean something else elsewhere."""
    always, sometimes, none = (tmp_path / f"{name}.parquet" for name in ("always", "sometimes", "none"))
    with duckdb.connect() as connection:
        connection.execute(f"COPY (SELECT 'a' AS word FROM range(9)) TO '{always}'")
        connection.execute(
            f"COPY (SELECT CASE WHEN hash(range) % 2 = 0 THEN 'a' END AS word FROM range(9)) TO '{sometimes}'"
        )
        connection.execute(f"COPY (SELECT 'a' AS word WHERE false) TO '{none}'")
        with pytest.raises(footers.Unfit):
            footers.stack(tmp_path / "both.parquet", [footers.read(always), footers.read(sometimes)])
        whole = tmp_path / "whole.parquet"
        footers.stack(whole, [footers.read(path) for path in (none, always, none, always)])
        assert connection.execute(f"SELECT count(*), min(word) FROM '{whole}'").fetchone() == (18, "a")
