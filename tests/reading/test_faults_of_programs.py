"""Faults that programs leave in files: bytes nobody sees, two delimiters, padding. The table comes back and tells."""

from __future__ import annotations

import pytest
from text_help import reading

from analytics.reading import text

HEADER = "day;shop;amount;note\n"
ROWS = [f"2031-03-{n:02d};Shop {n % 4};{10 + 7 * n}.5;{'paid, late' if n % 3 else ''}\n" for n in range(1, 26)]
TABLE = [tuple(row.rstrip("\n").split(";")) for row in ROWS]


def test_zero_bytes_are_left_out_and_told_with_the_line_of_the_first(tmp_path):
    lines = [*ROWS]
    lines[4] = lines[4].replace("\n", "\0\0\n")
    lines[9] = lines[9].replace("Shop", "Sh\0op")
    told = reading(tmp_path, HEADER + "".join(lines))
    assert told.rows == TABLE
    assert told.says("signs that nobody sees", line=6)


def test_files_put_together_with_their_marks_are_one_table(tmp_path):
    parts = [HEADER + "".join(ROWS[:12]), HEADER + "".join(ROWS[12:])]
    told = reading(tmp_path, b"".join(part.encode("utf-8-sig") for part in parts))
    assert told.rows == TABLE
    assert told.says("signs that nobody sees", line=14)
    assert told.says("The header again", line=14)


@pytest.mark.parametrize("where", [range(15, 25), range(1, 25, 4)], ids=["behind each other", "mixed"])
def test_lines_with_another_delimiter_are_parted_by_it(tmp_path, where):
    lines = [row.replace(",", "").replace(";", ",") if n in where else row for n, row in enumerate(ROWS)]
    told = reading(tmp_path, HEADER + "".join(lines))
    expected = [tuple(c.replace(",", "") for c in row) if n in where else row for n, row in enumerate(TABLE)]
    assert told.rows == expected
    assert told.says("parted by comma instead of semicolon", line=where[0] + 2)
    assert "Some lines are parted by comma" in told.detected.evidence["delimiter"]


def test_a_few_sentences_with_commas_are_no_second_delimiter(tmp_path):
    notes = "".join(f"note {n}, see a, b, and c\n" for n in range(4))
    told = reading(tmp_path, HEADER + "".join(ROWS) + notes)
    assert not told.says("instead of")


def test_columns_padded_between_tabs_lose_their_padding_only(tmp_path):
    rows = [("alpha beta", "64", "48.29"), ("be", "9", "8.9"), ("gamma ray", "94", "65.88"), ("d", "512", "5.02")]
    lines = ["\t".join(cell.ljust(width) for cell, width in zip(row, (12, 6, 7), strict=True)) for row in rows]
    told = reading(tmp_path, "Item        \tQty   \tPrice  \n" + "\n".join(lines) + "\n")
    assert told.columns == ["Item", "Qty", "Price"]
    assert told.rows == rows


def test_a_large_file_with_a_zero_byte_far_down_is_looked_at_with_care(tmp_path, monkeypatch):
    monkeypatch.setattr(text, "SMALL", 1000)
    many = [f"{n};Shop {n % 4};{n}.5;x\n" for n in range(3000)]
    many[2500] = many[2500].replace("Shop", "Sh\0op")
    told = reading(tmp_path, HEADER.replace("day", "n") + "".join(many))
    assert told.rows[2500] == ("2500", "Shop 0", "2500.5", "x")
    assert told.says("signs that nobody sees", line=2502)
