"""A clean table's rows stand where they stood in the file, however many there are and whatever is asked of each."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from analytics.parsing import literal
from analytics.profiling import profile
from analytics.recipe import propose, replay
from analytics.typed import WORTH_ROWS

ROWS = 300_000
"""In five row groups, so that several threads write."""


@pytest.fixture(scope="module")
def table(tmp_path_factory) -> Path:
    """Rows with a column of two answers, which are told by long lists of words."""
    path = tmp_path_factory.mktemp("long") / "text.parquet"
    texts = {
        "number": [str(i) for i in range(ROWS)],
        "paid": ["yes" if i % 3 else "no" for i in range(ROWS)],
        "part": [f"{i % 1000 / 10:.2f}" for i in range(ROWS)],
        "remark": [" n/a" if i % 7 == 0 else f"said {i % 11} " for i in range(ROWS)],
    }
    made = pa.table({name: pa.array(column, pa.string()) for name, column in texts.items()})
    pq.write_table(made, path, row_group_size=ROWS // 5)
    return path


@pytest.mark.parametrize("kept", [False, True], ids=["parsed anew", "parsed once"])
def test_rows_of_a_long_table_stay_in_place(table: Path, tmp_path: Path, kept: bool):
    assert ROWS > WORTH_ROWS
    typed = tmp_path / "typed.parquet" if kept else None
    known = profile(table, typed=typed)
    recipe = propose(table, known, suggest=False)
    clean, changes = tmp_path / "clean.parquet", tmp_path / "changes.parquet"
    done = replay(table, recipe, known, clean=clean, changes=changes, typed=typed)
    assert done.rows == ROWS
    assert not done.failures
    with duckdb.connect() as connection:
        rows = connection.execute(
            f"SELECT file_row_number, number, paid, part, remark FROM read_parquet({literal(str(clean))},"
            " file_row_number = true) WHERE number <> file_row_number OR paid <> (number % 3 <> 0)"
            " OR abs(part - number % 1000 / 10) > 0.001"
        ).fetchall()
        log = connection.execute(
            f"SELECT count(*) FILTER (step = 'nulls:remark' AND \"row\" % 7 <> 0), count(*) FILTER (step = "
            f"'type:paid' AND old <> CASE WHEN \"row\" % 3 = 0 THEN 'no' ELSE 'yes' END),"
            f" count(*) FILTER (step = 'trim:remark') FROM read_parquet({literal(str(changes))})"
        ).fetchone()
    assert rows == []
    assert log == (0, 0, ROWS)
