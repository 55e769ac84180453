"""What files of many people showed: marks that part nothing, headers written as remarks, first rows that are data."""

from __future__ import annotations

import pytest
from text_help import reading


@pytest.mark.parametrize("mark", ["@", "#", "/"])
def test_a_mark_before_each_value_parts_nothing(tmp_path, mark):
    told = reading(tmp_path, "".join(f"{mark}{word}\n" for word in ("anna", "bolt", "carl", "dora", "emil", "fay")))
    assert [row[0][0] for row in told.rows] == [mark] * len(told.rows)
    assert len(told.columns) == 1


def test_a_table_whose_cells_hold_html_is_parted_by_its_tabs(tmp_path):
    box = '<i style="border:1px;margin:{n}px;color:red">a, b</i>'
    rows = [f"Talk {n}\tBonn, DE\t{2000 + n}\t{box.format(n=n)}" for n in range(8)]
    told = reading(tmp_path, "\n".join(["Title\tCity\tYear\tEmbed", *rows]) + "\n")
    assert told.columns == ["Title", "City", "Year", "Embed"]
    assert told.rows[0][1:3] == ("Bonn, DE", "2000")


def test_a_hash_that_stands_as_often_in_all_lines_parts_them_before_a_comma_of_numbers_does(tmp_path):
    rows = [f"Land {n}#{n}.302.923#{n}42.677,00 €#{n}#17.222,2{n} €#8{n},7#9{n},7#Ada, Bo" for n in range(1, 9)]
    told = reading(tmp_path, "\n".join(["Name#Leute#BIP#Rang#Pro Kopf#Fläche#Dichte#Leitung", *rows]) + "\n")
    assert told.columns == ["Name", "Leute", "BIP", "Rang", "Pro Kopf", "Fläche", "Dichte", "Leitung"]
    assert told.rows[0][2] == "142.677,00 €"


def test_slashes_of_addresses_part_nothing(tmp_path):
    rows = [f"{n};http://img.example/a/{n}/{n}.jpg;Title {n}; novel / essay" for n in range(9)]
    told = reading(tmp_path, "\n".join(rows) + "\n")
    assert told.rows[0][1] == "http://img.example/a/0/0.jpg"


def test_all_blanks_beside_the_delimiter_are_none_of_the_value(tmp_path):
    told = reading(tmp_path, "name, size,  time\nfast, 2,    0.1\nslow, 4096,  12.5\nbest, 16, 7.0\n")
    assert told.rows == [("fast", "2", "0.1"), ("slow", "4096", "12.5"), ("best", "16", "7.0")]


def test_bars_around_each_row_are_no_columns(tmp_path):
    told = reading(tmp_path, "| round | cards   | bet |\n| flop  | AA      | 200 |\n| turn  | AK      | 90  |\n")
    assert told.columns == ["round", "cards", "bet"]
    assert told.rows == [("flop", "AA", "200"), ("turn", "AK", "90")]


def test_the_hash_before_names_is_no_column(tmp_path):
    rows = "".join(f"{100 * n} {n}.5 0 {n}\n" for n in range(12))
    told = reading(tmp_path, f"# averages of a run\n# Step mean low high\n{rows}")
    assert told.columns == ["Step", "mean", "low", "high"]
    assert len(told.rows) == 12
    assert None not in told.rows[0]


@pytest.mark.parametrize("header", ["# kind|tag|code|", "#kind|tag|code|more|||"])
def test_a_header_with_a_hash_and_empty_cells_at_its_end_is_still_one(tmp_path, header):
    told = reading(tmp_path, "\n".join([header, *(f"point|way|{n}|{n}" for n in range(20))]) + "\n")
    assert told.columns[1:3] == ["tag", "code"]
    assert len(told.columns) == 4
    assert len(told.rows) == 20


def test_a_delimiter_behind_the_header_and_a_few_rows_makes_no_column(tmp_path):
    rows = [f"{n};place {n}" + (";" if n % 9 == 0 else "") for n in range(60)]
    told = reading(tmp_path, "\n".join(["code;name;", *rows]) + "\n")
    assert told.columns == ["code", "name"]
    assert len(told.rows) == 60
    assert len(told.problems) < 10


def test_drawn_lines_in_remarks_are_no_header(tmp_path):
    rows = "".join(f"P{n},IO_{n},{n % 4},\n" for n in range(20))
    told = reading(tmp_path, f"# Pins by number\n# -----,-----,-----,\nPin,Signal,Bank,\n{rows}")
    assert told.columns[:3] == ["Pin", "Signal", "Bank"]
    assert len(told.rows) == 20


def test_a_bar_of_hashes_is_no_row(tmp_path):
    rows = "".join(f"gate {n};{n};{n}\n" for n in range(9))
    told = reading(tmp_path, f"name;x;y\n{'#' * 40}\n{rows}")
    assert len(told.rows) == 9
    assert told.apart() == ["#" * 40]


@pytest.mark.parametrize(
    "text",
    [
        "006512345678\n(065)12345688\n+6512345679\n",
        "version=5\nhello=Good day to you\nbye=See you [soon]\nyes=Of course it is\n",
        '"ada@mail.example","test"\n',
        "shop:apples\nshop:pears\n",
        "/home/ada/a.xml,text/xml\n/home/ada/a.xml,text/xml\n",
        "../../lib/one\n../../lib/two\n../../lib/three\n",
    ],
)
def test_a_first_row_with_a_value_is_data(tmp_path, text):
    assert len(reading(tmp_path, text).rows) == len(text.splitlines())


def test_numbered_names_are_names(tmp_path):
    assert reading(tmp_path, "col1,col2,col3\nthis,that,other\nsome,more,stuff\n").columns == ["col1", "col2", "col3"]


def test_a_list_of_words_whose_first_may_be_its_name_is_called_in_question(tmp_path):
    told = reading(tmp_path, "".join(f'"{word}"\n' for word in ("abaza", "abkhaz", "aceh", "adyghe", "afar", "ainu")))
    assert told.says("No row is a header") or told.says("Nothing but habit") or len(told.rows) == 6


def test_quotes_that_blanks_part_from_the_delimiter_are_no_part_of_the_value(tmp_path):
    names = ["Row", "Col", *(f"Area {n}" for n in range(100))]
    rows = [f'"a/b c/" ;   {n}; ' + "; ".join(f"   0,{n + place}" for place in range(101)) for n in range(2)]
    told = reading(tmp_path, "\n".join(['"File name" ; ' + "; ".join(names), *rows]) + "\n")
    assert told.columns[:3] == ["File name", "Row", "Col"]
    assert told.rows[1][:3] == ("a/b c/", "1", "0,1")


def test_the_colon_of_a_drive_parts_nothing(tmp_path):
    told = reading(tmp_path, "".join(f"D:\\work\\part{n}\\file.txt\n" for n in range(8)))
    assert len(told.columns) == 1
    assert told.rows[0] == ("D:\\work\\part0\\file.txt",)


def test_a_remark_on_top_that_the_delimiter_parts_is_no_header(tmp_path):
    rows = "".join(f'term {n}="translated {n}"\n' for n in range(9))
    told = reading(tmp_path, f"#Translations, a term and its text are parted by =\n\n{rows}")
    assert len(told.rows) in (8, 9)
    assert told.apart() == ["#Translations, a term and its text are parted by ="]


def test_more_lines_below_than_rows_are_rows(tmp_path):
    rows = "".join(f"{n},band {n},{1990 + n},good\n" for n in range(9))
    notes = "".join(f'{100 + n},"band\n\nplays {n}",{1970 + n},"long\n\nwords {n}"\n' for n in range(40))
    told = reading(tmp_path, rows + notes)
    assert len(told.rows) == 49


def test_notes_below_a_small_table_stay_below_it(tmp_path):
    notes = "".join(f"Note: {'the figures of this year ' * (1 + n % 3)}are provisional\n" for n in range(12))
    rows = "".join(f"town {n},{n}5,{n}6\n" for n in range(8))
    told = reading(tmp_path, f"town,2019,2020\n{rows}\n{notes}")
    assert len(told.rows) == 8
