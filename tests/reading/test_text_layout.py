"""Titles, headers, footers and several tables: what is no row is kept apart with its line, never dropped."""

from __future__ import annotations

from tests.reading.text_help import reading


def test_titles_above_and_notes_below_are_kept_apart(tmp_path):
    content = (
        "Spending over 25k,,,\nMade: 2024-01-05,,,\n,,,\nDept,Day,Supplier,Amount\nHQ,01/02/2012,Acme,100.5\n"
        "HQ,03/02/2012,Foo plc,200.25\n\nSource: ledger,,,\n"
    )
    told = reading(tmp_path, content)
    assert told.columns == ["Dept", "Day", "Supplier", "Amount"]
    assert told.rows == [("HQ", "01/02/2012", "Acme", "100.5"), ("HQ", "03/02/2012", "Foo plc", "200.25")]
    assert told.apart() == ["Spending over 25k,,,", "Made: 2024-01-05,,,", "Source: ledger,,,"]
    assert (told.detected.preamble_lines, told.detected.header_rows, told.detected.footer_lines) == (3, 1, 1)


def test_narrow_lines_above_a_wide_table_are_no_header(tmp_path):
    content = '"Data Source","World",\n\n"Updated","2019-10-28",\n\n"Country","Code","1960","1961","1962",\n' + "".join(
        f'"C{n}","K{n}","{n}54211","{n}55438","{n}56225",\n' for n in range(1, 6)
    )
    told = reading(tmp_path, content)
    assert told.columns == ["Country", "Code", "1960", "1961", "1962", "column_6"]
    assert len(told.rows) == 5


def test_remarks_that_start_with_a_sign_are_kept_apart_wherever_they_stand(tmp_path):
    told = reading(tmp_path, "# made by hand, on a Monday\nid,n\n1,5\n# checked\n2,6\n3,7\n")
    assert told.columns == ["id", "n"]
    assert [row[0] for row in told.rows] == ["1", "2", "3"]
    assert told.apart() == ["# made by hand, on a Monday", "# checked"]


def test_a_table_without_header_gets_numbered_names(tmp_path):
    assert reading(tmp_path, "2023-01-01,10,foo\n2023-01-02,11,bar\n").columns == ["column_1", "column_2", "column_3"]
    told = reading(tmp_path, "Ann,Oslo\nBob,Rome\nCid,Oslo\nDan,Rome\nEve,Oslo\n")
    assert told.columns == ["column_1", "column_2"]
    assert "come again in their columns" in told.detected.evidence["header_rows"]
    told = reading(tmp_path, "2020-01-01 10:00:00 INFO up\n2020-01-01 10:00:07 WARN odd\n2020-01-01 10:01:00 INFO ok\n")
    assert len(told.rows) == 3


def test_several_header_rows_become_one_name_each(tmp_path):
    told = reading(tmp_path, "Name,Sales,,Costs,\n,2020,2021,2020,2021\nA,1.5,2,3,4\nB,2.5,3,4,5\n")
    assert told.columns == ["Name", "Sales 2020", "Sales 2021", "Costs 2020", "Costs 2021"]
    told = reading(tmp_path, "time,speed,temp\n(s),(m/s),(C)\n0,1.5,20\n1,1.7,21\n")
    assert told.columns == ["time (s)", "speed (m/s)", "temp (C)"]
    told = reading(tmp_path, "Group A,Group A,Group B\nUnits,Price,Share\n1,2.5,3\n4,5.5,6\n")
    assert told.columns == ["Group A Units", "Group A Price", "Group B Share"]


def test_blank_and_repeated_names_are_numbered(tmp_path):
    assert reading(tmp_path, "id,,name,name\n1,x,a,b\n2,y,c,d\n").columns == ["id", "column_2", "name", "name_2"]


def test_a_header_without_a_name_for_the_row_numbers_is_moved_right(tmp_path):
    told = reading(tmp_path, '"mpg" "cyl"\n"Mazda" 21 6\n"Datsun" 22.8 4\n"Valiant" 18.1 6\n')
    assert told.columns == ["column_1", "mpg", "cyl"]
    assert told.says("no name for the first column", line=1)


def test_a_total_is_kept_apart_where_its_sums_are_right(tmp_path):
    told = reading(tmp_path, "dept,q1,q2\nA,10,20.5\nB,30,40\nTotal,40,60.5\n")
    assert [row[0] for row in told.rows] == ["A", "B"]
    assert told.says("A totals row; kept apart.", line=4)


def test_a_row_that_only_happens_to_be_called_total_stays(tmp_path):
    told = reading(tmp_path, "dept,q1,q2\nA,10,20\nB,30,40\nTotal,99,98\n")
    assert [row[0] for row in told.rows] == ["A", "B", "Total"]
    assert told.says("looks like a total", line=4)
    told = reading(tmp_path, "region,kind,n\nTotal,x,1\nS,x,5\nTotal,y,3\n")
    assert len(told.rows) == 3


def test_notes_below_a_blank_line_are_kept_apart_even_with_delimiters_in_them(tmp_path):
    told = reading(tmp_path, "year,n\n2019,5\n2020,6\n2021,7\n\nNotes:\n1. Provisional.\n2. Excludes X, Y and Z.\n")
    assert told.rows == [("2019", "5"), ("2020", "6"), ("2021", "7")]
    assert told.apart() == ["Notes:", "1. Provisional.", "2. Excludes X, Y and Z."]


def test_the_header_again_and_drawn_lines_are_kept_apart(tmp_path):
    told = reading(tmp_path, "id|n\n--|--\n1|5\n2|6\nid|n\n3|7\n")
    assert [row[0].strip() for row in told.rows] == ["1", "2", "3"]
    assert told.apart() == ["--|--", "id|n"]


def test_blank_lines_between_and_rows_without_content_below_are_told(tmp_path):
    told = reading(tmp_path, "a,b\n1,2\n\n3,4\n,\n5,6\n,\n,\n")
    assert told.rows == [("1", "2"), ("3", "4"), ("", ""), ("5", "6")]
    assert told.says("1 blank line between the rows", line=3)
    assert told.says("2 rows without content at the end", line=7)


def test_each_of_several_tables_is_offered(tmp_path):
    content = "a,b\n1,2\n3,4\n\nPrices\nx,y,z\n1,2,3\n4,5,6\n7,8,9\n"
    told = reading(tmp_path, content)
    assert told.columns == ["a", "b"]
    assert told.detected.tables == 2
    assert told.says("2 tables; this is number 1")
    told = reading(tmp_path, content, table=2)
    assert told.columns == ["x", "y", "z"]
    assert len(told.rows) == 3
    assert told.apart() == ["Prices"]


def test_blank_lines_inside_one_table_do_not_part_it(tmp_path):
    told = reading(tmp_path, "a,b\n1,2\n3,4\n\n5,6\n7,8\n")
    assert told.detected.tables == 1
    assert len(told.rows) == 4


def test_lines_skipped_and_header_rows_chosen_by_a_person_are_obeyed(tmp_path):
    content = "x,y\n1,2\na,b\n3,4\n5,6\n"
    told = reading(tmp_path, content, skip_lines=2)
    assert told.columns == ["a", "b"]
    assert told.apart() == ["x,y", "1,2"]
    assert reading(tmp_path, content, header_rows=0).rows[0] == ("x", "y")
    assert reading(tmp_path, content, skip_lines=2, header_rows=2).columns == ["a 3", "b 4"]


def test_a_second_table_is_found_without_a_blank_line_where_width_and_header_change(tmp_path):
    content = "a,b\n1,2\n3,4\nx,y,z\n1,2,3\n4,5,6\n7,8,9\n"
    told = reading(tmp_path, content)
    assert told.rows == [("1", "2"), ("3", "4")]
    assert reading(tmp_path, content, table=2).columns == ["x", "y", "z"]


def test_rows_without_content_in_between_keep_their_place(tmp_path):
    told = reading(tmp_path, "a,b\n,\n,\n1,2\n3,4\n")
    assert told.rows == [("", ""), ("", ""), ("1", "2"), ("3", "4")]


def test_hundreds_of_unnamed_columns_of_a_spreadsheet_stay_columns(tmp_path):
    told = reading(tmp_path, "a,b,c" + "," * 300 + "\n" + ("1,2,3" + "," * 300 + "\n") * 3)
    assert told.columns[:4] == ["a", "b", "c", "column_4"]
    assert told.detected.delimiter == ","


def test_the_header_again_is_known_by_its_words_not_by_blanks_around_them(tmp_path):
    rows = "".join(f"{n},name {n},{n}.5\n" for n in range(40))
    told = reading(tmp_path, f" ID,Name ,Total\n{rows}ID,Name,Total\n{rows}")
    assert len(told.rows) == 80
    assert told.apart() == ["ID,Name,Total"]


def test_a_remark_below_the_second_table_is_no_row_of_it(tmp_path):
    rows = "".join(f"2024-01-{n:02},{n}.5,OK\n" for n in range(1, 29))
    told = reading(
        tmp_path, f"# logger 7\nid,place\n1,roof\n2,cellar\n\ntime,T1,status\n{rows}# end of log, 28 records\n"
    )
    assert told.columns == ["time", "T1", "status"]
    assert len(told.rows) == 28
    assert "# end of log, 28 records" in told.apart()
