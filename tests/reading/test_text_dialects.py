"""Delimiters, quotes, escapes and line ends are found by what agrees, not by the file's name."""

from __future__ import annotations

import pytest

from tests.reading.text_help import reading

ROWS = [
    ("id", "name", "amount"),
    ("1", "Ann, the first", "1.5"),
    ("2", 'Bob "Bo" Ray', "22.75"),
    ("3", "Cid", "300.25"),
]


def written(delimiter: str, quote: str = '"', end: str = "\n", escape: str | None = None) -> str:
    def cell(text: str) -> str:
        if not any(mark in text for mark in (delimiter.strip() or " ", quote, " ")):
            return text
        return quote + text.replace(quote, escape + quote if escape else quote * 2) + quote

    return "".join(delimiter.join(map(cell, row)) + end for row in ROWS)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", " ", "^", "~", ":", "\x01", "||", ", "])
def test_any_delimiter_gives_the_same_table(tmp_path, delimiter):
    told = reading(tmp_path, written(delimiter))
    assert [tuple(told.columns), *told.rows] == ROWS
    assert told.detected.delimiter == delimiter
    assert "first 4 rows have 3 cells" in told.detected.evidence["delimiter"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_end_gives_the_same_table(tmp_path, end):
    told = reading(tmp_path, written(";", end=end))
    assert [tuple(told.columns), *told.rows] == ROWS
    assert told.detected.line_ending == {"\n": "LF", "\r\n": "CRLF", "\r": "CR"}[end]


def test_mixed_line_ends_part_rows_alike(tmp_path):
    told = reading(tmp_path, "a,b\r\n1,2\n3,4\r5,6\r\n")
    assert told.rows == [("1", "2"), ("3", "4"), ("5", "6")]
    assert told.detected.line_ending == "mixed"


def test_line_ends_inside_quotes_stay_as_they_are(tmp_path):
    told = reading(tmp_path, 'id,note\r\n1,"two\nlines"\r\n2,"three\r\nof\rthem"\r\n3,none\r\n')
    assert [row[1] for row in told.rows] == ["two\nlines", "three\r\nof\rthem", "none"]
    assert not told.problems


def test_apostrophes_quote_cells_where_they_do_so_throughout(tmp_path):
    told = reading(tmp_path, written(",", quote="'"))
    assert [tuple(told.columns), *told.rows] == ROWS
    assert told.detected.quote == "'"


def test_apostrophes_in_names_are_letters(tmp_path):
    told = reading(tmp_path, "id\tname\n1\tO'Neil\n2\tD'Arcy\n3\t'quoted'\n")
    assert [row[1] for row in told.rows] == ["O'Neil", "D'Arcy", "'quoted'"]


def test_backslashes_escape_quotes_only_where_quotes_need_it(tmp_path):
    told = reading(tmp_path, written(",", escape="\\"))
    assert [tuple(told.columns), *told.rows] == ROWS
    told = reading(tmp_path, 'id,path\n1,C:\\new\\table\n2,"D:\\x, y"\n3,E:\\\n')
    assert [row[1] for row in told.rows] == ["C:\\new\\table", "D:\\x, y", "E:\\"]


def test_decimal_commas_are_no_delimiters(tmp_path):
    told = reading(tmp_path, "land;umsatz;steuer\nDE;1.234,56;0,19\nAT;12,5;0,2\nCH;7,25;0,077\n")
    assert told.columns == ["land", "umsatz", "steuer"]
    assert told.rows[0] == ("DE", "1.234,56", "0,19")


@pytest.mark.parametrize(
    "lines",
    [
        ["name", "Smith, John", "Doe, Jane", "Ray, Bob"],
        ["when", "2020-01-01 10:00", "2020-01-02 11:30", "2020-01-03 09:15"],
        ["time", "10:30", "11:45", "12:00"],
        ["url", "https://a.example/x", "https://b.example/y"],
        ["name", "Ann", "Bob", "Cid Smith"],
    ],
)
def test_one_column_of_values_that_hold_signs_stays_one_column(tmp_path, lines):
    told = reading(tmp_path, "\n".join(lines) + "\n")
    assert told.columns == lines[:1]
    assert [row[0] for row in told.rows] == lines[1:]


def test_columns_aligned_by_blanks_are_parted_by_runs_of_them(tmp_path):
    told = reading(tmp_path, "id   name    value\n1    Ann     3.5\n22   Bob    14.0\n333  Cid   105.5\n")
    assert told.columns == ["id", "name", "value"]
    assert told.rows[2] == ("333", "Cid", "105.5")


def test_the_line_that_excel_puts_first_names_the_delimiter(tmp_path):
    told = reading(tmp_path, "sep=;\na;b,c\n1;2,5\n3;4,5\n")
    assert told.columns == ["a", "b,c"]
    assert told.apart() == ["sep=;"]


def test_what_a_person_chose_wins_over_what_is_detected(tmp_path):
    content = "a;b,c\n1;2,5\n3;4,5\n"
    assert reading(tmp_path, content).columns == ["a", "b,c"]
    told = reading(tmp_path, content, delimiter=",", header_rows=0)
    assert told.rows[1] == ("1;2", "5")
    assert told.detected.evidence["delimiter"] == "Chosen by a person."
    quoted = '"a",b\n"x",2\n'
    assert reading(tmp_path, quoted, quote="").columns == ['"a"', "b"]


def test_an_empty_cell_is_empty_text_and_an_absent_one_is_null(tmp_path):
    told = reading(tmp_path, 'a,b,c\n1,,3\n2,"",3\n4,5,6\n')
    assert told.rows[:2] == [("1", "", "3"), ("2", "", "3")]
    told = reading(tmp_path, "a,b,c\n1,2,3\n4,5\n6,7,8\n7,8,9\n")
    assert told.rows[1] == ("4", "5", None)
    assert told.says("2 cells instead of 3", line=3)


def test_a_quoted_name_above_one_column_loses_its_quotes(tmp_path):
    told = reading(tmp_path, '"x"\n1.5\n2.5\n-3\n')
    assert told.columns == ["x"]
    assert told.rows == [("1.5",), ("2.5",), ("-3",)]


def test_quotes_doubled_at_the_edges_of_lines_do_not_end_a_cell(tmp_path):
    told = reading(tmp_path, 'a,b\n1,"ha \n""ha"" \nha"\n3,4\n')
    assert told.rows == [("1", 'ha \n"ha" \nha'), ("3", "4")]
    assert not told.problems


def test_the_first_quotes_may_come_late(tmp_path):
    plain = "".join(f"{n},some words,{n}\n" for n in range(5000))
    told = reading(tmp_path, f'id,text,n\n{plain}5000,"a, b",5000\n5001,"two\nlines",5001\n')
    assert told.rows[-2:] == [("5000", "a, b", "5000"), ("5001", "two\nlines", "5001")]
    assert not told.problems
