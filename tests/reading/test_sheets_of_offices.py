"""Sheets as offices lay them out: counts among percents, headers apart from their rows, blocks and titles between."""

from __future__ import annotations

from pathlib import Path

import pytest
from formats_help import put, read, xlsx


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "book.xlsx"


PLAIN = [["City", "People"], ["Rome", 28], ["Oslo", 7], ["Bern", 1]]


def test_counts_among_percents_stay_counts(path):
    def fill(sheet):
        put(
            sheet,
            [
                ["Answer", "2009", "2010"],
                ["Asked", 223, 401],
                ["Yes", 0.41, 0.5],
                ["No", 0.39, 0.3],
                ["Late", 0.2, 0.2],
            ],
        )
        for row in sheet.iter_rows(min_row=3, min_col=2, max_col=3):
            for cell in row:
                cell.number_format = "0%"
        sheet["C5"].number_format = "General"

    got = read("workbook", xlsx(path, fill))
    assert got.rows[0] == ["Asked", "223", "401"]
    assert got.column("2009")[1:] == ["41%", "39%", "20%"]
    assert got.told("among percents and may count something")


def test_a_table_whose_rows_only_repeat_the_header_has_no_rows(path):
    got = read("workbook", xlsx(path, [["City", "People"], ["City", "People"], ["City", "People"]]), header_rows=1)
    assert (got.columns, got.rows) == (["City", "People"], [])
    assert got.told("The header again")


def test_a_title_repeated_over_many_columns_is_no_table(path):
    got = read(
        "workbook", xlsx(path, [*PLAIN, [], [], ["Overview"] * 60, [], [], ["Seen", "by"], ["Ann", 3], ["Bo", 4]])
    )
    assert got.columns == ["City", "People"]
    assert got.detected.tables == 2


def test_what_stands_apart_is_shown_without_the_table_beside_it(path):
    left = [["Town", "People", None, None, None], *[[f"T{n}", n, None, None, None] for n in range(1, 9)]]
    right = [["Prices"], [], ["Thing", "Euro", "Cent"], ["Milk", 1, 20], ["Tea", 2, 50]]
    rows = [[*a, *(right[n] if n < len(right) else [])] for n, a in enumerate(left)]
    got = read("workbook", xlsx(path, rows), table=2)
    assert got.columns == ["Thing", "Euro", "Cent"]
    assert [p.content for p in got.problems if "Above the table" in p.problem] == ["Prices"]


def test_rows_that_count_on_have_no_header(path):
    got = read("workbook", xlsx(path, [[1, 2, 3], [4, 5, 6], [7, 8, 9]]))
    assert (got.detected.header_rows, got.rows[0]) == (0, ["1", "2", "3"])
    marked = read("workbook", xlsx(path, [["Hour", 1, 2, 3], ["Mon", 7, 5, 9], ["Tue", 4, 8, 2]]))
    assert marked.columns == ["Hour", "1", "2", "3"]


def test_titles_of_parts_under_a_header_of_words_do_not_hide_it(path):
    part = [[n, f"Plan {n}", "Text", "More"] for n in range(1, 5)]
    got = read("workbook", xlsx(path, [[None, "Topic", "Text", "Effect"], [None, "SEA"], *part, [None, "LAND"], *part]))
    assert got.columns == ["column_1", "Topic", "Text", "Effect"]
    assert len(got.rows) == 10


def test_a_header_may_stand_a_blank_row_above_its_words(path):
    towns = ["Rome", "Milan", "Turin", "Genoa", "Pisa", "Siena", "Lucca", "Parma"]
    words = [[town, "Italy", ("north", "south")[n % 2]] for n, town in enumerate(towns)]
    got = read("workbook", xlsx(path, [["CITY", "COUNTRY", "PLACE"], [], *words]))
    assert (got.columns, len(got.rows)) == (["CITY", "COUNTRY", "PLACE"], 8)


def test_a_header_that_leaves_columns_out_may_stand_a_blank_row_above_its_numbers(path):
    got = read("workbook", xlsx(path, [[None, "Start", "End"], [], *[[n, n / 2, n * 3, n * 7] for n in range(1, 9)]]))
    assert got.columns == ["column_1", "Start", "End", "column_4"]
    assert len(got.rows) == 8


def test_a_blank_column_behind_each_column_of_values_parts_no_tables(path):
    heads = [
        [None, None, "All visits", None, None, None, "By area", None, None, None],
        [None, None, None, None, None, None, "North", None, "South", None],
        [None, None, "plain", None, "adjusted", None, "plain", None, "plain", None],
    ]
    rows = [[2012 + n // 12, f"M{n % 12 + 1}", 9.5 + n, None, 3 * n, None, n / 4, None, n / 8, None] for n in range(24)]
    got = read("workbook", xlsx(path, [*heads, *rows]))
    assert got.columns == [
        "column_1", "column_2", "All visits plain", "All visits adjusted", "By area North plain", "By area South plain",
    ]  # fmt: skip
    assert (len(got.rows), got.rows[1]) == (24, ["2012", "M2", "10.5", "3", "0.25", "0.125"])
    assert got.detected.tables == 1


def test_two_lists_beside_each_other_stay_two_even_if_one_starts_lower(path):
    left = [["Town", "People"], *[[f"T{n}", n] for n in range(1, 30)]]
    right = [[], [], [], [], ["Street", "Houses"], *[[f"S{n}", 3 * n] for n in range(1, 26)]]
    got = read("workbook", xlsx(path, [[*a, None, *b] for a, b in zip(left, right, strict=True)]))
    assert (got.columns, got.detected.tables) == (["Town", "People"], 2)


def test_the_title_of_a_part_may_stand_between_a_header_and_its_numbers(path):
    rows = [["Region", "Men", "Women", "Both"], [], ["Ada County"], *[[f"P{n}", n, 2 * n, 3 * n] for n in range(1, 9)]]
    got = read("workbook", xlsx(path, rows))
    assert got.columns == ["Region", "Men", "Women", "Both"]
    assert got.rows[-1] == ["P8", "8", "16", "24"]


def test_a_block_of_names_and_values_above_the_header_is_kept_apart(path):
    block = [["导出人：", "王"], ["导出时间：", "2023年"], ["周期", "一月 - 二月"]]
    rows = [
        [None, None, "Unit", "Staff", "Days"],
        ["A", "B", "North", 9, 12],
        ["A", "C", "South", 7, 11],
        ["A", "D", "East", 6, 9],
    ]
    got = read("workbook", xlsx(path, [*block, *rows]))
    assert got.columns == ["column_1", "column_2", "Unit", "Staff", "Days"]
    assert [p.content for p in got.problems if "Above" in p.problem] == [
        "导出人： | 王",
        "导出时间： | 2023年",
        "周期 | 一月 - 二月",
    ]
