"""A row of another width is put right where one way alone fits the columns, and is told in every case."""

from __future__ import annotations

import pytest

from tests.reading.text_help import reading

HEAD = "day,clock,code,price,kind,link,note"
ROWS = [
    f"2021-03-{n:02d},{n % 12 + 8:02d}:30,P{n + 100}-A,{n * 7 % 50}.50,{('Home', 'Office')[n % 2]},"
    f"https://a.example/{n},{('paid', '', 'open')[n % 3]}"
    for n in range(1, 25)
]


def spoilt(place: int, row: str) -> str:
    return "\n".join([HEAD, *ROWS[:place], row, *ROWS[place + 1 :]]) + "\n"


@pytest.mark.parametrize("column", range(7))
def test_an_extra_delimiter_is_taken_out(tmp_path, column):
    cells = ROWS[8].split(",")
    told = reading(tmp_path, spoilt(8, ",".join([*cells[:column], "", *cells[column:]])))
    assert told.rows[8] == tuple(cells)
    assert told.says("8 cells instead of 7; one alignment alone fits", line=10)


@pytest.mark.parametrize("column", range(6))
def test_two_cells_that_lost_their_delimiter_are_parted(tmp_path, column):
    cells = ROWS[8].split(",")
    row = [*cells[:column], cells[column] + cells[column + 1], *cells[column + 2 :]]
    told = reading(tmp_path, spoilt(8, ",".join(row)))
    assert told.rows[8] == tuple(cells)
    assert told.says("6 cells instead of 7; one alignment alone fits", line=10)


def test_a_row_in_another_dialect_is_read_in_it(tmp_path):
    told = reading(tmp_path, spoilt(9, ROWS[9].replace(",", " ")))
    assert told.rows[9] == tuple(ROWS[9].split(","))
    assert told.says("1 cell instead of 7", line=11)


def test_commas_in_the_one_column_of_words_are_put_back(tmp_path):
    rows = "".join(f"{n},word {n}\n" for n in range(10))
    told = reading(tmp_path, f"id,text\n{rows}77,hello, dear, world\n")
    assert told.rows[-1] == ("77", "hello, dear, world")


def test_a_row_that_two_ways_fit_is_kept_as_it_is_and_listed(tmp_path):
    rows = "".join(f"{n},{n + 5},{n + 9}\n" for n in range(10))
    told = reading(tmp_path, f"a,b,c\n{rows}1,2,3,4\n")
    assert told.rows[-1] == ("1", "2", "3")
    assert [(p.line, p.content) for p in told.problems if "the last ones were kept apart" in p.problem] == [
        (12, "1,2,3,4")
    ]


def test_a_file_that_ends_in_the_middle_of_a_row_says_so(tmp_path):
    told = reading(tmp_path, "\n".join([HEAD, *ROWS])[:-40])
    assert len(told.rows) == 24
    assert told.says("instead of 7", line=25)


def test_a_line_end_inside_a_cell_without_quotes_joins_two_lines(tmp_path):
    rows = "".join(f"{n}|thing {n}|{n * 3}\n" for n in range(10))
    told = reading(tmp_path, f"id|desc|amount\n{rows}10|long\nname|30\n11|end|33\n")
    assert told.rows[-2:] == [("10", "long\nname", "30"), ("11", "end", "33")]
    assert told.says("broken the row", line=12)


def test_a_stray_quote_does_not_swallow_the_lines_below(tmp_path):
    told = reading(tmp_path, 'id,size,note\n1,27",a\n2,"30,b\n3,"31"",c\n4,"x ""y"" z",d\n5,6,e\n')
    assert [row[0] for row in told.rows] == ["1", "2", "3", "4", "5"]
    assert told.rows[0][1] == '27"'
    assert told.rows[3][1] == 'x "y" z'
    assert told.says("A quote is not closed", line=3)


def test_quotes_inside_quotes_stay_in_their_cell(tmp_path):
    told = reading(tmp_path, 'id,said,by\n1,"he said "hi" to me",Ann\n2,"plain",Bob\n3,"so, "well", then",Cid\n')
    assert told.rows[0] == ("1", 'he said "hi" to me', "Ann")
    assert told.rows[2] == ("3", 'so, "well", then', "Cid")


def test_a_header_that_lost_a_delimiter_is_parted_at_its_seam(tmp_path):
    content = spoilt(3, ROWS[3]).replace(HEAD, "Day,Clock,CodePrice,Kind,Link,Note")
    told = reading(tmp_path, content)
    assert told.columns == ["Day", "Clock", "Code", "Price", "Kind", "Link", "Note"]
    assert told.says("they were parted", line=1)


def test_a_header_with_names_too_few_says_so(tmp_path):
    told = reading(tmp_path, "id,name\n1,Ann,x\n3,Bob,y\n2,Cid,z\n")
    assert told.columns == ["id", "name", "column_3"]
    assert told.says("2 names for 3 columns", line=1)


def test_trailing_delimiters_make_no_problem_for_each_row(tmp_path):
    told = reading(tmp_path, "a,b\n" + "".join(f"{n},{n},\n" for n in range(50)))
    assert told.rows[0][:2] == ("0", "0")
    assert len(told.problems) <= 2


def test_many_bad_rows_are_listed_up_to_a_thousand_and_then_counted(tmp_path):
    content = "a,b,c\n" + "1,2,3\n" * 3000 + "1,2\n" * 1500
    told = reading(tmp_path, content)
    assert len(told.rows) == 4500
    assert told.says("500 more lines like that")
