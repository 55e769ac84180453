"""Two faults in one file do not hide each other: rows come back, tables stay whole, and each fault is told."""

from __future__ import annotations

import pytest
from text_help import reading

HEADER = "day;shop;amount;note\n"
ROWS = [f"2031-03-{n:02d};Shop {n % 4};{10 + 7 * n},5;{'paid' if n % 3 else ''}\n" for n in range(1, 26)]


def table(lines: list[str]) -> list[tuple[str, ...]]:
    return [tuple(line.rstrip("\n").split(";")) for line in lines]


@pytest.mark.parametrize("fault", [
    lambda row: f";{row}",
    lambda row: row.replace("\n", ";\n"),
    lambda row: row.replace(";", "\t"),
], ids=["shifted", "one too many", "another delimiter"])  # fmt: skip
def test_a_faulty_row_between_blank_lines_starts_no_table_of_its_own(tmp_path, fault):
    lines = [*ROWS]
    lines[12] = fault(lines[12])
    lines[11:11], lines[14:14] = ["\n"], ["\n"]
    told = reading(tmp_path, HEADER + "".join(lines))
    assert [tuple(cell or "" for cell in row) for row in told.rows] == table(ROWS)
    assert told.problems


def test_a_header_again_is_known_where_the_first_one_lacks_its_last_name(tmp_path):
    lines = [*ROWS[:12], HEADER, *ROWS[12:]]
    told = reading(tmp_path, "day;shop;amount\n" + "".join(lines))
    assert told.rows == table(ROWS)
    assert told.says("The header again", line=14)


def test_a_row_broken_at_a_delimiter_is_whole_again_although_its_rest_could_be_missing(tmp_path):
    lines = [*ROWS]
    day, rest = lines[9].split(";", 1)
    shop, rest = rest.split(";", 1)
    lines[9:10] = [f"{day};{shop}\n", f";{rest}"]
    told = reading(tmp_path, HEADER + "".join(lines))
    assert told.rows == table(ROWS)
    assert told.says("put together with the next line", line=11)


def test_a_lone_quote_is_left_out_where_the_cell_is_like_the_others_without_it(tmp_path):
    lines = [*ROWS]
    lines[7] = '"' + lines[7]
    told = reading(tmp_path, HEADER + "".join(lines))
    assert told.rows == table(ROWS)
    assert told.says("A quote is not closed", line=9)


def test_a_remark_below_is_none_of_the_rows_though_it_has_the_delimiter(tmp_path):
    told = reading(tmp_path, HEADER + "".join(ROWS) + "\nSource: own counting; see the handbook\n")
    assert told.rows == table(ROWS)
    assert told.says("Below the table", line=28)
