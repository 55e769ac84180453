"""What a large file without faults is spared must still be seen where a fault is."""

import pytest

from analytics.reading import fast, read
from analytics.reading.encoding import detect

PAD = "something to make the line long enough that ninety thousand of them are a large file"
ROWS = 90_000


def written(path, lines, end="\n"):
    path.write_bytes("".join(line + end for line in ["id,word", *lines]).encode())
    return read(path, path.with_name("text.parquet"), name="file.csv")


def rows(count=ROWS):
    return [f"{i},{PAD}" for i in range(count)]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("place", [1, ROWS // 2, ROWS - 1])
def test_a_blank_line_is_met_wherever_it_is(tmp_path, monkeypatch, end, place):
    lines = rows()
    lines.insert(place, "")
    table = written(tmp_path / "file.csv", lines, end)
    assert table.rows == ROWS
    assert any("blank" in problem.problem.lower() and problem.line == place + 2 for problem in table.problems)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_blank_lines_at_the_end_are_no_fault(tmp_path, end):
    table = written(tmp_path / "file.csv", [*rows(), "", "", ""], end)
    assert table.rows == ROWS
    assert not [problem for problem in table.problems if problem.line and problem.line < ROWS]


def test_a_cell_with_two_lines_far_down_is_one_row(tmp_path):
    lines = rows()
    lines[80_000] = f'80000,"{PAD}\nand more"'
    assert written(tmp_path / "file.csv", lines).rows == ROWS


def test_a_header_that_comes_again_far_down_is_no_row(tmp_path):
    lines = rows()
    lines.insert(70_000, "id ,word")
    table = written(tmp_path / "file.csv", lines)
    assert table.rows == ROWS
    assert any(problem.line == 70_002 for problem in table.problems)


def test_words_in_all_columns_do_not_hide_a_header_that_comes_again(tmp_path):
    lines = [f"x{i},w{i} {PAD}" for i in range(ROWS)]
    lines.insert(70_000, "id,word")
    assert written(tmp_path / "file.csv", lines).rows == ROWS


@pytest.mark.parametrize(
    ("data", "lines"),
    [(b"a\nb\n", 2), (b"a\nb", 2), (b"a\n\n\n", 1), (b"a\n\nb\n\n", 3), (b"a\r\nb\r\n", 2), (b"a\r\nb\n", None)],
)
def test_lines_are_counted_up_to_the_last_that_has_anything(tmp_path, data, lines, monkeypatch):
    (tmp_path / "file").write_bytes(data)
    assert fast._lines(tmp_path / "file").filled == lines
    monkeypatch.setattr("analytics.reading.ends.CHUNK", 1)
    assert fast._lines(tmp_path / "file").filled == lines


def test_the_first_byte_that_does_not_fit_is_told_with_its_line(tmp_path):
    (tmp_path / "file").write_bytes(b"plain\n" * 400_000 + "é è ê\n".encode() + b"caf\xe9\n")
    found = detect(tmp_path / "file")
    assert (found.broken, found.line) == (1, 400_002)
