"""What stands before, between and behind the rows of real files: none of it becomes a value, and each is told."""

from __future__ import annotations

import pytest
from text_help import reading

HEADER = "id,name,price,day\n"
ROWS = [f"{n},item {n},{n * 3}.5,2031-01-{n % 28 + 1:02}\n" for n in range(1, 31)]
NAMES = ["id", "name", "price", "day"]


def right(told, rows: int = 30) -> None:
    assert list(told.columns) == NAMES
    assert len(told.rows) == rows
    assert told.rows[0] == ("1", "item 1", "3.5", "2031-01-02")


@pytest.mark.parametrize(
    "start", [b"\xef\xbb\xbf\xef\xbb\xbf", b"\0\0\0", b"\x01\x02\x1b", "\u200b".encode(), b"\xef\xbb\xbf\0"]
)
def test_signs_without_a_shape_at_the_start_are_no_part_of_the_first_name(tmp_path, start):
    told = reading(tmp_path, start + (HEADER + "".join(ROWS)).encode())
    right(told)
    assert told.says("without a shape", line=1)


def test_two_stray_bytes_that_look_like_a_mark_of_utf_16_do_not_spoil_the_file(tmp_path):
    told = reading(tmp_path, b"\xff\xfe\xfd refuse\n" + (HEADER + "".join(ROWS)).encode())
    right(told)
    assert told.problems


@pytest.mark.parametrize("mark", ["Page {n}", "Page {n} of 3", "- {n} -", "Seite {n} von 3", "page {n}/3"])
def test_numbers_of_pages_between_repeated_headers_are_no_rows(tmp_path, mark):
    parts = [HEADER + "".join(ROWS[n * 10 : n * 10 + 10]) + f"\n{mark.format(n=n + 1)}\n\n" for n in range(3)]
    told = reading(tmp_path, "".join(parts))
    if mark.startswith("-"):
        assert told.problems
        return
    right(told)
    assert told.says("The number of a page")


def test_a_title_and_its_date_with_gaps_between_are_no_names_of_groups(tmp_path):
    told = reading(tmp_path, "Sales by town,,March 2031,\n" + HEADER + "".join(ROWS))
    right(told)
    assert told.says("Above the table", line=1)
    groups = reading(tmp_path, "Sold 2030,,Sold 2031,\nnorth,south,north,south\n" + "1,2,3,4\n5,6,7,8\n" * 4)
    assert list(groups.columns) == ["Sold 2030 north", "Sold 2030 south", "Sold 2031 north", "Sold 2031 south"]


def test_a_header_below_remarks_loses_their_sign_and_one_alone_keeps_it(tmp_path):
    right(reading(tmp_path, "#made by: a tool\n#" + HEADER + "".join(ROWS)))
    assert reading(tmp_path, "#" + HEADER + "".join(ROWS)).columns[0] == "#id"


def test_a_row_of_units_with_dashes_belongs_to_the_header(tmp_path):
    told = reading(tmp_path, "id,mass,len\n-,kg,m\n" + "".join(f"{n},{n * 2}.5,{n}\n" for n in range(20)))
    assert list(told.columns) == ["id", "mass kg", "len m"]
    assert len(told.rows) == 20


def test_a_last_line_that_counts_the_rows_is_no_row(tmp_path):
    told = reading(tmp_path, HEADER + "".join(ROWS) + "\nCount,30,,\n")
    right(told)
    assert (
        reading(tmp_path, "word,n\n" + "".join(f"w{n},{n + 90}\n" for n in range(9)) + "count,30\n").rows[-1][0]
        == "count"
    )


def test_a_header_quoted_as_a_whole_is_parted(tmp_path):
    right(reading(tmp_path, '"id,name,price,day"\n' + "".join(ROWS)))


def test_a_file_that_is_cut_off_says_so(tmp_path):
    whole = HEADER + "".join(ROWS)
    told = reading(tmp_path, whole[:-9])
    assert told.says("may be cut off", line=31)
    assert not reading(tmp_path, whole[:-1]).problems


def test_a_single_quote_that_opens_and_never_closes_is_told(tmp_path):
    told = reading(tmp_path, (HEADER + "".join(ROWS)).replace("item 5,", '"item 5,'))
    assert len(told.rows) == 30
    assert told.says("A quote is not closed", line=6)


def test_padding_beside_bars_at_the_same_places_is_no_value(tmp_path):
    rows = [("alpha", 64, "48.29"), ("be", 9, "8.90"), ("gamma ray", 94, "65.88"), ("d", 5, "85.02"), ("e", 5, "5.02")]
    lines = [f"{'Item':12}|{'Qty':>6} |{'Price':>9}", *(f"{a:12}|{b:>6} |{c:>9}" for a, b, c in rows)]
    told = reading(tmp_path, "\n".join(lines) + "\n")
    assert list(told.columns) == ["Item", "Qty", "Price"]
    assert told.rows[1] == ("be", "9", "8.90")


def test_a_row_broken_at_a_delimiter_is_put_together_without_a_line_end(tmp_path):
    told = reading(tmp_path, (HEADER + "".join(ROWS)).replace("item 7,", "item 7\n,"))
    assert told.rows[6] == ("7", "item 7", "21.5", "2031-01-08")
    assert told.says("put together with the next line", line=8)
