"""A large file is read as several at once, and nobody can tell."""

import duckdb
import pytest

from analytics.profiling import profile
from analytics.reading import fast, fast_parts, read
from analytics.schema import Limits

PAD = "something to make the line long enough"
ROWS = 150_000
LIMITS = Limits(memory_mb=512)


@pytest.fixture(autouse=True)
def small_parts(monkeypatch):
    monkeypatch.setattr(fast_parts, "WORTH_BYTES", 2 * 1024**2)
    monkeypatch.setattr(fast_parts.os, "cpu_count", lambda: 3)


@pytest.fixture
def at_once(monkeypatch):
    """How often a file was read at once."""
    calls = []
    monkeypatch.setattr(fast, "_at_once", lambda *given, real=fast._at_once: (calls.append(1), real(*given))[1])
    return calls


def lines(count=ROWS):
    return [f'{i},"é {i % 7}, {PAD}",{i / 4}\n' for i in range(count)]


def made(tmp_path, rows, limits=LIMITS):
    path = tmp_path / "file.csv"
    path.write_text("id,word,amount\n" + "".join(rows), encoding="utf-8", newline="")
    return path, read(path, tmp_path / "text.parquet", name="file.csv", limits=limits)


def rows_of(tmp_path):
    return duckdb.execute(f"SELECT * FROM read_parquet('{tmp_path}/text.parquet')").fetchall()


def test_every_row_is_there_in_its_place(tmp_path, at_once):
    _path, table = made(tmp_path, lines())
    assert not at_once
    assert table.rows == ROWS
    assert rows_of(tmp_path) == [(str(i), f"é {i % 7}, {PAD}", str(i / 4)) for i in range(ROWS)]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file.csv", "text.parquet"]


def test_the_values_are_those_of_a_file_read_at_once(tmp_path, monkeypatch):
    made(tmp_path, lines())
    parted = profile(tmp_path / "text.parquet", typed=tmp_path / "typed.parquet")
    values = duckdb.execute(f"SELECT * FROM read_parquet('{tmp_path}/typed.parquet')").fetchall()
    monkeypatch.setattr(fast_parts, "spans", lambda path, limits: [])
    made(tmp_path, lines())
    assert profile(tmp_path / "text.parquet") == parted
    assert values == [(i, f"é {i % 7}, {PAD}", i / 4) for i in range(ROWS)]


def test_a_part_that_would_begin_inside_a_cell_is_none(tmp_path, at_once):
    rows = lines()
    for i in range(2_000, ROWS):
        rows[i] = f'{i},"{PAD}\né",1.5\n'
    _path, table = made(tmp_path, rows)
    assert at_once
    assert table.rows == ROWS
    assert rows_of(tmp_path)[-1] == (str(ROWS - 1), f"{PAD}\né", "1.5")


def test_a_cell_with_two_lines_inside_a_part_is_one_row(tmp_path, at_once):
    rows = lines()
    rows[20_000] = '20000,"two\nlines",1.5\n'
    _path, table = made(tmp_path, rows)
    assert not at_once
    assert table.rows == ROWS
    assert rows_of(tmp_path)[20_000] == ("20000", "two\nlines", "1.5")


@pytest.mark.parametrize("place", [1, 75_000, ROWS - 1])
def test_a_fault_in_any_part_is_met(tmp_path, place):
    rows = lines()
    rows[place] = "1,2,3,4\n"
    _path, table = made(tmp_path, rows)
    assert any(problem.line == place + 2 for problem in table.problems)


@pytest.mark.parametrize("place", [50_000, ROWS - 1])
def test_a_blank_line_in_any_part_is_met(tmp_path, place):
    rows = lines()
    rows.insert(place, "\n")
    _path, table = made(tmp_path, rows)
    assert table.rows == ROWS
    assert any(problem.line == place + 2 for problem in table.problems)


def test_a_system_without_pipes_reads_the_file_at_once(tmp_path, monkeypatch, at_once):
    def none(path):
        raise OSError("not here")

    monkeypatch.setattr(fast_parts.os, "mkfifo", none)
    assert made(tmp_path, lines())[1].rows == ROWS
    assert at_once


def test_a_machine_of_one_core_reads_the_file_at_once(tmp_path, monkeypatch, at_once):
    monkeypatch.setattr(fast_parts.os, "cpu_count", lambda: 1)
    assert made(tmp_path, lines())[1].rows == ROWS
    assert at_once


def test_a_part_that_cannot_be_fed_ends_the_reading_instead_of_waiting(tmp_path, monkeypatch):
    (tmp_path / "file.csv").write_text("".join(lines(10)))
    path = tmp_path / "gone.csv"
    with pytest.raises((OSError, duckdb.Error, fast_parts.Stopped)):
        fast_parts.write(
            path, tmp_path / "draft", lambda text, out, part: f"COPY (FROM read_csv('{text}')) TO '{out}'",
            [(0, 5), (5, 9)], LIMITS,
        )  # fmt: skip
