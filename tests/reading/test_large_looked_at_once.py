"""The bytes of a large file are looked at while they are read, and what they say is what a look before had said."""

import duckdb
import pytest

from analytics.reading import fast_parts, read, text
from analytics.reading.encoding import detect
from analytics.schema import Limits, ReadOptions

PAD = "something to make the line long enough"
ROWS = 120_000
LIMITS = Limits(memory_mb=512)


@pytest.fixture(params=["in parts", "at once"], autouse=True)
def way(request, monkeypatch):
    """A text of more than 4 MB, as a large one is read on several cores, and on one."""
    monkeypatch.setattr(fast_parts, "WORTH_BYTES", 2 * 1024**2)
    monkeypatch.setattr(fast_parts.os, "cpu_count", lambda: 3 if request.param == "in parts" else 1)


def made(tmp_path, data, **options):
    (tmp_path / "file.csv").write_bytes(data)
    options = ReadOptions(**options)
    return read(tmp_path / "file.csv", tmp_path / "text.parquet", name="file.csv", options=options, limits=LIMITS)


def lines(word="a", last=b""):
    """A table whose word stands in the last but one row."""
    rows = [f'{i},"{PAD}, {i % 7}",{i / 4}\n'.encode() for i in range(ROWS)]
    rows[ROWS - 2] = f"{ROWS - 2},".encode() + (word if isinstance(word, bytes) else word.encode()) + b",1.5\n"
    return b"id,word,amount\n" + b"".join(rows) + last


def last_word(tmp_path):
    file = tmp_path / "text.parquet"
    return duckdb.sql(f"SELECT word FROM read_parquet('{file}') LIMIT 1 OFFSET {ROWS - 2}").fetchall()[0][0]


@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("word", ["plain", "é far down", "字"])
def test_nobody_looks_at_the_bytes_of_a_sound_file_before(tmp_path, monkeypatch, word, start):
    monkeypatch.setattr(text, "detect_encoding", lambda *given: pytest.fail("looked at before"))
    table = made(tmp_path, start + lines(word))
    told = detect(tmp_path / "file.csv")
    assert (table.rows, last_word(tmp_path), table.columns[0]) == (ROWS, word, "id")
    assert (table.detected.encoding, table.detected.evidence["encoding"]) == ("utf-8", told.why)


def test_letters_of_another_encoding_far_down_decide_for_the_whole_file(tmp_path):
    table = made(tmp_path, lines("Größe café".encode("cp1252")))
    assert (table.rows, table.detected.encoding, last_word(tmp_path)) == (ROWS, "cp1252", "Größe café")


def test_one_wrong_byte_among_valid_letters_is_told_with_its_line(tmp_path):
    table = made(tmp_path, lines("é è ê ".encode() + b"caf\xe9"))
    assert (table.rows, last_word(tmp_path)) == (ROWS, "é è ê café")
    assert any(problem.line == ROWS and "do not fit" in problem.problem for problem in table.problems)


def test_a_zero_byte_far_down_is_left_out_and_told(tmp_path):
    table = made(tmp_path, lines("a\0b"))
    assert (table.rows, last_word(tmp_path)) == (ROWS, "ab")
    assert any(problem.line == ROWS and "nobody sees" in problem.problem for problem in table.problems)


def test_a_mark_of_byte_order_far_down_is_left_out_and_told(tmp_path):
    table = made(tmp_path, lines(last="\ufeff1,b,2\n".encode()))
    assert table.rows == ROWS + 1
    assert any(problem.line == ROWS + 2 and "nobody sees" in problem.problem for problem in table.problems)


def test_a_letter_that_is_cut_off_at_the_very_end_is_told(tmp_path):
    table = made(tmp_path, lines("é", last=b"1,2,\xc3"))
    assert (table.rows, table.detected.encoding) == (ROWS + 1, "utf-8")
    assert any(problem.line == ROWS + 2 and "do not fit" in problem.problem for problem in table.problems)


def test_a_text_all_in_another_encoding_is_read_as_before(tmp_path):
    for encoding in ("cp1252", "utf-16"):
        table = made(tmp_path, lines("Größe café").decode().encode(encoding))
        told = detect(tmp_path / "file.csv")
        assert (table.rows, last_word(tmp_path), table.detected.encoding) == (ROWS, "Größe café", told.name)
        assert table.detected.evidence["encoding"] == told.why


def test_the_encoding_that_a_person_chose_is_not_doubted(tmp_path):
    table = made(tmp_path, lines("Größe"), encoding="cp1252")
    assert (table.rows, table.detected.encoding, last_word(tmp_path)) == (ROWS, "cp1252", "GrÃ¶ÃŸe")
    table = made(tmp_path, b"\xef\xbb\xbf" + lines("Größe"), encoding="utf-8")
    assert (table.rows, last_word(tmp_path), table.columns[0]) == (ROWS, "Größe", "id")


def test_letters_may_lie_across_the_pieces_that_are_handed_on(tmp_path, monkeypatch):
    monkeypatch.setattr(fast_parts, "CHUNK", 4099)
    monkeypatch.setattr("analytics.reading.ends.CHUNK", 4099)
    monkeypatch.setattr(text, "detect_encoding", lambda *given: pytest.fail("looked at before"))
    row = "字" * 20
    table = made(tmp_path, b"id,word\n" + "".join(f"{i},{row}\n" for i in range(ROWS)).encode())
    file = tmp_path / "text.parquet"
    assert table.rows == ROWS
    assert duckdb.sql(f"SELECT count(*) FROM read_parquet('{file}') WHERE word = '{row}'").fetchall() == [(ROWS,)]


def test_a_letter_that_two_pieces_share_is_one():
    found = fast_parts.Lines()
    for byte in "é\n".encode():
        found.add(bytes([byte]))
    assert not found.end().odd
    assert not found.ascii_only
    assert found.filled == 1
