"""The values beside a large table are put together from bytes that are written already, and nobody can tell."""

import duckdb
import pytest

from analytics import typed, typed_footer
from analytics.inference.cells import Cells
from analytics.parsing import quote, typed_sql
from analytics.profiling import profile
from analytics.schema import Column

NUMBER, WORD = Column("n, “1”.a", "integer", "measure"), Column("wörd", "text", "text")
GAPS, LONG = Column("gaps", "text", "text"), Column("long", "text", "text")
EVERY = [NUMBER, WORD, GAPS, LONG]


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "text.parquet"
    duckdb.execute(
        "COPY (SELECT CAST(i AS VARCHAR) AS \"n, “1”.a\", 'é' || (i % 7) AS wörd,"
        " CASE i % 3 WHEN 0 THEN '' WHEN 1 THEN NULL ELSE 'x' END AS gaps, repeat('long ', 90) || i AS long"
        f" FROM range(150_000) t(i)) TO '{path}' (FORMAT parquet)"
    )
    return path


@pytest.fixture
def connection():
    with duckdb.connect() as opened:
        opened.execute("SET disabled_optimizers='in_clause'")
        yield opened


def values(connection, path, columns=EVERY):
    shown = ", ".join(quote(column.name) for column in columns)
    return connection.execute(f"SELECT {shown} FROM read_parquet('{path}')").fetchall()


def parsed(connection, path, columns=EVERY):
    shown = ", ".join(typed_sql(column) for column in columns)
    return connection.execute(f"SELECT {shown} FROM read_parquet('{path}')").fetchall()


def test_the_values_are_those_that_parsing_gives(connection, table, tmp_path):
    typed.write(connection, table, tmp_path / "typed.parquet", EVERY)
    assert values(connection, tmp_path / "typed.parquet") == parsed(connection, table)
    assert list(typed.held(connection, table, tmp_path / "typed.parquet")) == [column.name for column in EVERY]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["text.parquet", "typed.parquet"]


def test_other_programs_read_them_too(connection, table, tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet")
    typed.write(connection, table, tmp_path / "typed.parquet", EVERY)
    read = parquet.read_table(tmp_path / "typed.parquet")
    rows = list(zip(*(column.to_pylist() for column in read.columns), strict=True))
    assert rows == parsed(connection, table)


def test_only_what_is_decided_anew_is_parsed_anew(connection, table, tmp_path, monkeypatch):
    target = tmp_path / "typed.parquet"
    typed.write(connection, table, target, EVERY)
    asked = []
    monkeypatch.setattr(typed, "_values", lambda columns, real=typed._values: (asked.append(columns), real(columns))[1])
    wide = Column(NUMBER.name, "decimal", "measure")
    typed.write(connection, table, target, [wide, WORD, GAPS, LONG])
    assert asked == [[wide]]
    assert values(connection, target) == parsed(connection, table, [wide, WORD, GAPS, LONG])


def test_a_table_of_texts_alone_is_taken_over_whole(connection, table, tmp_path):
    texts = [WORD, LONG]
    typed.write(connection, table, tmp_path / "typed.parquet", texts)
    assert values(connection, tmp_path / "typed.parquet", texts) == parsed(connection, table, texts)


def test_the_missing_values_are_counted_without_a_look_at_the_rows(connection, table, tmp_path):
    counts = Cells(connection, table, tmp_path / "typed.parquet").parse(EVERY)
    assert counts == [150_000, 150_000, 50_000, 150_000]


def test_uneven_row_groups_are_parsed_whole(connection, tmp_path):
    pa = pytest.importorskip("pyarrow")
    import pyarrow.parquet as parquet

    path, target = tmp_path / "text.parquet", tmp_path / "typed.parquet"
    rows = pa.table({"n, “1”.a": [str(i) for i in range(30_000)], "wörd": ["a"] * 30_000})
    with parquet.ParquetWriter(path, rows.schema) as writer:
        for size in (100, 20_000, 9_900):
            writer.write_table(rows.slice(0, size), row_group_size=size)
    typed.write(connection, path, target, EVERY[:2])
    assert values(connection, target, EVERY[:2]) == parsed(connection, path, EVERY[:2])


def test_a_profile_with_kept_values_is_the_profile_without_them(table, tmp_path):
    assert profile(table, typed=tmp_path / "typed.parquet") == profile(table)


@pytest.mark.parametrize("damage", [b"", b"PAR1", b"PAR1" + b"\xff" * 40 + b"PAR1"])
def test_what_is_no_parquet_file_is_not_taken_apart(tmp_path, damage):
    (tmp_path / "file").write_bytes(damage)
    with pytest.raises(typed_footer.Unfit):
        typed_footer.read(tmp_path / "file")
