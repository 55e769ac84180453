"""Which table of a sheet is read: titles, headers of several rows, footers, notes, several tables of one sheet."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from formats_help import put, read, xlsx
from openpyxl.worksheet.table import Table

from analytics.schema import AnalyticsError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "book.xlsx"


PLAIN = [["City", "People"], ["Rome", 28], ["Oslo", 7], ["Bern", 1]]


def test_a_plain_table_is_read_as_it_is(path):
    got = read("workbook", xlsx(path, PLAIN))
    assert got.columns == ["City", "People"]
    assert got.rows == [["Rome", "28"], ["Oslo", "7"], ["Bern", "1"]]
    assert got.problems == ()
    assert got.detected.format == "xlsx"


def test_a_cover_sheet_is_passed_over_and_every_sheet_is_offered(path):
    got = read("workbook", xlsx(path, [["Annual report"]], Data=PLAIN, Empty=[]))
    assert got.detected.sheet == "Data"
    assert got.detected.sheets == ("Sheet", "Data", "Empty")
    assert got.column("City") == ["Rome", "Oslo", "Bern"]


def test_the_sheet_that_a_person_names_is_read(path):
    xlsx(path, PLAIN, Other=[["a", "b"], [1, 2]])
    assert read("workbook", path, sheet="Other").columns == ["a", "b"]
    assert read("workbook", path, sheet="other ").columns == ["a", "b"]
    with pytest.raises(AnalyticsError, match="no sheet “Third”; it has “Sheet”, “Other”"):
        read("workbook", path, sheet="Third")


def test_titles_above_and_notes_below_are_kept_apart_and_listed(path):
    def fill(sheet):
        put(sheet, [["Towns of Europe"], ["as of 2024"], [], *PLAIN, [], ["Source: town halls"]], 2, 3)
        sheet.merge_cells("C2:D2")

    got = read("workbook", xlsx(path, fill))
    assert got.columns == ["City", "People"]
    assert len(got.rows) == 3
    assert [(p.line, p.content) for p in got.problems] == [
        (2, "Towns of Europe"),
        (3, "as of 2024"),
        (10, "Source: town halls"),
    ]
    assert got.detected.preamble_lines == 4


def test_a_total_is_kept_apart_with_its_values(path):
    got = read("workbook", xlsx(path, [*PLAIN, ["Total", 36]]))
    assert got.column("City") == ["Rome", "Oslo", "Bern"]
    (problem,) = got.problems
    assert (problem.line, problem.content) == (5, "Total | 36")


def test_header_rows_with_merged_groups_become_one_name(path):
    def fill(sheet):
        put(
            sheet,
            [["Region", "2022", None, "2023", None], [None, "Units", "EUR", "Units", "EUR"], ["N", 1, 1.5, 2, 2.5]],
        )
        put(sheet, [["S", 3, 3.5, 4, 4.5]], 4)
        for area in ("A1:A2", "B1:C1", "D1:E1"):
            sheet.merge_cells(area)

    got = read("workbook", xlsx(path, fill))
    assert got.columns == ["Region", "2022 Units", "2022 EUR", "2023 Units", "2023 EUR"]
    assert got.rows[0] == ["N", "1", "1.5", "2", "2.5"]
    assert got.detected.header_rows == 2


def test_three_header_rows_and_a_row_of_units(path):
    def fill(sheet):
        put(
            sheet,
            [[None, "Europe", None, None, None], [None, "Q1", None, "Q2", None], ["Item", "n", "EUR", "n", "EUR"]],
        )
        put(sheet, [["A", 1, 2.5, 3, 4.5], ["B", 1, 2.5, 3, 4.5]], 4)
        for area in ("B1:E1", "B2:C2", "D2:E2"):
            sheet.merge_cells(area)

    got = read("workbook", xlsx(path, fill))
    assert got.columns == ["Item", "Europe Q1 n", "Europe Q1 EUR", "Europe Q2 n", "Europe Q2 EUR"]
    rows = [["Time", "Heat"], ["(s)", "(°C)"], [0, 20.5], [1, 21.5], [2, 22.5]]
    assert read("workbook", xlsx(path, rows)).columns == ["Time (s)", "Heat (°C)"]


@pytest.mark.parametrize("years", [[2021, 2022, 2023], ["2021", "2022", "2023"]])
def test_years_are_a_header_above_numbers(path, years):
    got = read("workbook", xlsx(path, [["Land", *years], ["DE", 1.5, 2.5, 3.5], ["FR", 4, 5, 6], ["IT", 7, 8, 9]]))
    assert got.columns == ["Land", "2021", "2022", "2023"]
    assert len(got.rows) == 3


def test_a_table_without_header_keeps_its_first_row(path):
    got = read(
        "workbook",
        xlsx(path, [["Ann", 1, date(2024, 1, 1)], ["Bob", 2, date(2024, 1, 2)], ["Cy", 3, date(2024, 1, 3)]]),
    )
    assert got.columns == ["column_1", "column_2", "column_3"]
    assert got.rows[0] == ["Ann", "1", "2024-01-01"]
    words = [["red", "small"], ["blue", "large"], ["red", "large"], ["blue", "small"], ["red", "small"]]
    assert len(read("workbook", xlsx(path, words)).rows) == 5


def test_blank_and_repeated_names_are_made_unique(path):
    got = read("workbook", xlsx(path, [["id", None, "name", "name"], [1, "x", "a", "b"], [2, "y", "c", "d"]]))
    assert got.columns == ["id", "column_2", "name", "name_2"]


def test_tables_below_each_other_are_each_offered(path):
    rows = [
        ["Staff"],
        ["Name", "Pay"],
        ["Ann", 5],
        ["Bob", 6],
        [],
        ["Teams"],
        ["Team", "Head"],
        ["HR", "Zed"],
        ["IT", "Yan"],
    ]
    xlsx(path, rows)
    first, second = read("workbook", path), read("workbook", path, table=2)
    assert first.detected.tables == second.detected.tables == 2
    assert (first.columns, first.rows) == (["Name", "Pay"], [["Ann", "5"], ["Bob", "6"]])
    assert (second.columns, second.rows) == (["Team", "Head"], [["HR", "Zed"], ["IT", "Yan"]])
    assert first.told("2 tables")
    with pytest.raises(AnalyticsError, match="no table 3"):
        read("workbook", path, table=3)


def test_tables_beside_each_other_are_each_offered(path):
    def fill(sheet):
        put(sheet, [["Name", "Score"], ["Ann", 1], ["Bob", 2], ["Cy", 3]])
        put(sheet, [["Name", "Score"], ["Pen", 1.5], ["Ink", 3.5], ["Cap", 1]], 1, 4)

    xlsx(path, fill)
    assert read("workbook", path).rows == [["Ann", "1"], ["Bob", "2"], ["Cy", "3"]]
    assert read("workbook", path, table=2).rows == [["Pen", "1.5"], ["Ink", "3.5"], ["Cap", "1"]]


def test_a_note_beside_the_table_is_no_column(path):
    def fill(sheet):
        put(sheet, [["Id", "Amount"], *([i, i * 1.5] for i in range(1, 9))])
        sheet["F3"] = "please check"

    got = read("workbook", xlsx(path, fill))
    assert got.columns == ["Id", "Amount"]
    assert [(p.line, p.content) for p in got.problems] == [(3, "please check")]


def test_blank_rows_and_columns_inside_do_not_break_a_table(path):
    gaps = [["Region", None, "Units"], ["N", None, 1], ["S", None, 2], [], ["E", None, 3], ["W", None, 4]]
    got = read("workbook", xlsx(path, gaps))
    assert got.columns == ["Region", "Units"]
    assert got.column("Region") == ["N", "S", "E", "W"]
    spaced = [row for pair in ([[f"n{i}", i] if i else ["a", "b"], []] for i in range(8)) for row in pair]
    assert len(read("workbook", xlsx(path, spaced)).rows) == 7
    after_header = [["City", "Pop"], [], ["Rome", 1], ["Oslo", 2], ["Bern", 3]]
    assert read("workbook", xlsx(path, after_header)).columns == ["City", "Pop"]


def test_a_header_that_printed_pages_repeat_is_no_data(path):
    got = read("workbook", xlsx(path, [["Id", "Name"], [1, "a"], [2, "b"], ["Id", "Name"], [3, "c"]]))
    assert got.column("Id") == ["1", "2", "3"]
    assert got.told("The header again")


def test_cells_merged_downwards_give_their_value_to_each_row(path):
    def fill(sheet):
        put(sheet, [["Region", "City", "Pop"], ["North", "A", 1], [None, "B", 2], ["South", "C", 3], [None, "D", 4]])
        sheet.merge_cells("A2:A3")
        sheet.merge_cells("A4:A5")

    got = read("workbook", xlsx(path, fill))
    assert got.column("Region") == ["North", "North", "South", "South"]
    assert got.told("merged")


def test_hidden_rows_columns_and_sheets_are_read_and_told(path):
    def fill(sheet):
        put(sheet, [["Id", "Secret"], [1, "x"], [2, "y"], [3, "z"]])
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["B"].hidden = True
        sheet.parent.create_sheet("Back").sheet_state = "hidden"

    got = read("workbook", xlsx(path, fill))
    assert got.column("Secret") == ["x", "y", "z"]
    assert got.told("Row 3 is hidden")
    assert got.told("Column B is hidden")
    assert got.detected.sheets == ("Sheet", "Back")


def test_a_table_that_the_workbook_declares_is_taken_at_its_word(path):
    def fill(sheet):
        put(sheet, [["remark"], ["a", "b"], ["x", "y"], ["u", "v"], ["Sum of it", "w"]])
        sheet.add_table(Table(displayName="Pairs", ref="A2:B5", totalsRowCount=1))

    got = read("workbook", xlsx(path, fill))
    assert (got.columns, got.rows) == (["a", "b"], [["x", "y"], ["u", "v"]])
    assert "Pairs" in got.detected.evidence["header_rows"]


def test_a_person_decides_header_and_skipped_rows(path):
    xlsx(path, [["x", "y"], ["Id", "Name"], [1, "a"], [2, "b"]])
    assert read("workbook", path, skip_lines=1).columns == ["Id", "Name"]
    assert read("workbook", path, header_rows=0).rows[0] == ["x", "y"]
    assert read("workbook", path, header_rows=2).columns == ["x Id", "y Name"]


def test_a_stray_cell_at_the_far_end_costs_nothing(path):
    def fill(sheet):
        put(sheet, PLAIN)
        sheet.cell(1_048_576, 16_384, "stray")

    got = read("workbook", xlsx(path, fill))
    assert got.rows == [["Rome", "28"], ["Oslo", "7"], ["Bern", "1"]]
    assert [(p.line, p.content) for p in got.problems] == [(1_048_576, "stray")]


def test_a_workbook_without_a_table_says_so(path):
    with pytest.raises(AnalyticsError, match="holds no data: its one sheet is empty"):
        read("workbook", xlsx(path, []))

    def corners(sheet):
        sheet["A1"], _last = "x", sheet.cell(1_048_576, 16_384, "y")

    with pytest.raises(AnalyticsError, match="only 2 filled cells"):
        read("workbook", xlsx(path, corners))


def test_the_larger_table_is_taken_where_a_small_block_stands_above_it(path):
    block = [["Key", "Value"], ["Sales", 100], [], ["Orders"], ["Id", "Buyer", "Sum", "Day"]]
    orders = [[i, f"c{i % 5}", i * 2.5, datetime(2024, 1, 1 + i % 28)] for i in range(40)]
    got = read("workbook", xlsx(path, [*block, *orders]))
    assert got.columns == ["Id", "Buyer", "Sum", "Day"]
    assert got.detected.tables == 2


def test_the_public_workbook_of_traps_is_read_right(shared_fixtures, tmp_path):
    path = tmp_path / "traps.xlsx"
    path.write_bytes((shared_fixtures / "traps" / "workbook_traps.xlsx").read_bytes())
    got = read("workbook", path)
    assert got.columns == ["Date", "Zip", "Amount", "Pct"]
    assert got.column("Date") == ["2023-02-13", "2023-02-14", "2023-03-15"]
    assert got.column("Zip") == ["02134", "00501", "10001"]
    assert got.column("Pct") == ["12.5%", "7%", "50%"]
    assert got.told("no stored result (D8)")
