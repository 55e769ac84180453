"""Large files whose lines end in CR LF are read in parts like all others, and their blank lines are met."""

import duckdb
import pytest

from analytics.reading import fast, fast_parts, read
from analytics.schema import Limits

PAD = "something to make the line long enough"
ROWS = 60_000


@pytest.fixture(autouse=True)
def small_parts(monkeypatch):
    monkeypatch.setattr(fast_parts, "WORTH_BYTES", 2 * 1024**2)
    monkeypatch.setattr(fast_parts.os, "cpu_count", lambda: 2)


@pytest.fixture
def slow_ways(monkeypatch):
    """What a file was given that not all of its lines were told apart of: another reading, or another look."""
    calls = []
    for name in ("_at_once", "has_blank_lines"):
        real = getattr(fast, name)
        monkeypatch.setattr(fast, name, lambda *given, real=real, name=name: (calls.append(name), real(*given))[1])
    return calls


def made(tmp_path, rows, end="\r\n"):
    path = tmp_path / "file.csv"
    path.write_text(f"id,word,amount{end}" + "".join(rows), encoding="utf-8", newline="")
    return read(path, tmp_path / "text.parquet", name="file.csv", limits=Limits(memory_mb=512))


def lines(end="\r\n"):
    return [f'{i},"é {i % 7}, {PAD}",{i / 4}{end}' for i in range(ROWS)]


def rows_of(tmp_path):
    return duckdb.execute(f"SELECT * FROM read_parquet('{tmp_path}/text.parquet')").fetchall()


def test_lines_that_end_in_cr_lf_are_read_in_parts(tmp_path, slow_ways):
    table = made(tmp_path, lines())
    assert not slow_ways
    assert not table.problems
    assert rows_of(tmp_path) == [(str(i), f"é {i % 7}, {PAD}", str(i / 4)) for i in range(ROWS)]


def test_a_last_line_without_end_and_empty_lines_behind_it_change_nothing(tmp_path, slow_ways):
    rows = lines()
    made(tmp_path, [*rows[:-1], rows[-1].rstrip()])
    assert len(rows_of(tmp_path)) == ROWS
    made(tmp_path, [*rows, "\r\n", "\r\n"])
    assert len(rows_of(tmp_path)) == ROWS
    assert not slow_ways


@pytest.mark.parametrize("place", [20_000, ROWS - 1])
def test_a_blank_line_is_met(tmp_path, place):
    rows = lines()
    rows.insert(place, "\r\n")
    table = made(tmp_path, rows)
    assert table.rows == ROWS
    assert any(problem.line == place + 2 for problem in table.problems)


def test_files_of_two_kinds_of_ends_are_whole(tmp_path):
    rows = lines()
    rows[ROWS // 2 :] = lines("\n")[ROWS // 2 :]
    made(tmp_path, rows)
    assert [row[2] for row in rows_of(tmp_path)] == [str(i / 4) for i in range(ROWS)]


@pytest.mark.parametrize(
    ("pieces", "filled"),
    [
        ([b"a\r", b"\nb\r\n"], 2),
        ([b"a\r\nb"], 2),
        ([b"a\nb\n", b"\n\n"], 2),
        ([b"a\r\nb\n"], None),
        ([b"a\rb\r\n"], None),
        ([b"a\r", b"b\n"], None),
    ],
)
def test_lines_are_told_from_any_pieces(pieces, filled):
    found = fast_parts.Lines()
    for piece in pieces:
        found.add(piece)
    assert found.filled == filled
