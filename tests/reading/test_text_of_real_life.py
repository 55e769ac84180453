"""Files as offices, programs and instruments save them: the table is read that a person sees in each."""

from __future__ import annotations

import pytest

from tests.reading.text_help import reading

DRAWN = {
    "psql": " id | name  | n \n----+-------+---\n  1 | Ann   | 7 \n  2 | Bo Li | 9 \n(2 rows)\n\n",
    "mysql": "+----+-------+---+\n| id | name  | n |\n+----+-------+---+\n|  1 | Ann   | 7 |\n|  2 | Bo Li | 9 |\n"
    "+----+-------+---+\n",
    "markdown": "| id | name | n |\n|---:|:-----|--:|\n| 1 | Ann | 7 |\n| 2 | Bo Li | 9 |\n",
    "quoted as a whole": 'id,name,n\n"1,""Ann"",7"\n"2,""Bo Li"",9"\n',
    "all quoted as a whole": '"id,name,n"\n"1,Ann,7"\n"2,Bo Li,9"\n',
}


@pytest.mark.parametrize("kind", DRAWN)
def test_a_dressed_up_table_is_read_without_its_dress(tmp_path, kind):
    told = reading(tmp_path, DRAWN[kind])
    assert told.columns == ["id", "name", "n"]
    assert told.rows == [("1", "Ann", "7"), ("2", "Bo Li", "9")]


def test_the_names_that_cells_carry_become_the_header(tmp_path):
    told = reading(tmp_path, "".join(f"id={n} user=U{n} took={n}.5\n" for n in range(4)))
    assert told.columns == ["id", "user", "took"]
    assert told.rows[1] == ("1", "U1", "1.5")


def test_one_column_of_quoted_names_with_commas_is_no_table_quoted_as_a_whole(tmp_path):
    told = reading(tmp_path, 'name\n"Smith, Ann"\n"Li, Bo"\n"Berg, Eva"\n"Kaya, Gül"\n')
    assert told.columns == ["name"]
    assert told.rows[0] == ("Smith, Ann",)


def test_columns_are_known_by_their_place_where_nothing_parts_them(tmp_path):
    rows = [("Leeds North", "12", "0.5", "ok"), ("Bath", "", "3.25", ""), ("York West", "7", "11.00", "ok")] * 3
    lines = [f"{a:<14}{b:>5}{c:>8}  {d}".rstrip() for a, b, c, d in [("Station name", "N", "Mean", "Flag"), *rows]]
    told = reading(tmp_path, "\n".join(lines) + "\n")
    assert told.columns == ["Station name", "N", "Mean", "Flag"]
    assert told.rows == rows


def test_prose_is_no_table_of_fixed_columns(tmp_path):
    words = [
        "alpha",
        "beta",
        "gamma",
        "delta",
        "epsilon",
        "zeta",
        "eta",
        "theta",
        "iota",
        "kappa",
        "lambda",
        "mu",
        "nu",
    ]
    text = "".join(" ".join(words[n:] + words[:n]) + f" and {n} more of it.\n" for n in range(12))
    told = reading(tmp_path, text)
    assert "same places" not in told.detected.evidence["delimiter"]


def test_a_rising_scale_is_a_header_and_rising_rows_are_none(tmp_path):
    body = "".join(f"S{n},0.{n}2,0.{9 - n}1,0.{n}7,0.3{n}\n" for n in range(1, 8))
    assert reading(tmp_path, "Sample,400,410.5,420,430\n" + body).columns == ["Sample", "400", "410.5", "420", "430"]
    rising = "".join(f"S{n},{n},{n + 3},{n + 5},{n + 9}\n" for n in range(8))
    assert len(reading(tmp_path, rising).rows) == 8


def test_several_rows_of_words_above_values_are_one_header(tmp_path):
    body = "".join(f"2021-05-0{n} 10:00:00,{n},{n}.25\n" for n in range(1, 6))
    told = reading(tmp_path, '"TOA5","X1","prog","Table1"\nTIMESTAMP,RECORD,AirT\nTS,RN,Deg C\n,,Avg\n' + body)
    assert told.columns == ["TIMESTAMP TS", "RECORD RN", "AirT Deg C Avg"]
    assert told.apart() == ['"TOA5","X1","prog","Table1"']
    told = reading(tmp_path, "Id,Which?,,Why?\n,Web,App,Open-Ended\n101,Web,,a\n102,,App,b\n103,Web,App,\n")
    assert told.columns == ["Id", "Which? Web", "Which? App", "Why? Open-Ended"]


def test_words_that_stand_for_missing_values_are_no_header(tmp_path):
    told = reading(tmp_path, "town,a,b\nLeeds,12.5 p,9.1 e\nBath,13.5,9.4\nYork,14.5,9.9\nEly,15.5,9.0\n")
    assert told.columns == ["town", "a", "b"]
    assert told.rows[0] == ("Leeds", "12.5 p", "9.1 e")


def test_a_delimiter_behind_each_row_but_not_behind_the_header_makes_no_column(tmp_path):
    told = reading(tmp_path, "a;b;c\n1;x;2;\n3;y;4;\n5;z;6;\n")
    assert told.columns == ["a", "b", "c"]
    assert told.rows == [("1", "x", "2"), ("3", "y", "4"), ("5", "z", "6")]


def test_a_header_that_lost_a_delimiter_keeps_its_first_name_first(tmp_path):
    told = reading(tmp_path, "id,name,city birth\n" + "".join(f"{n},A{n},Oslo,19{n}0\n" for n in range(1, 8)))
    assert told.columns == ["id", "name", "city", "birth"]
    assert told.says("blank between them", line=1)


def test_a_column_of_mail_addresses_is_neither_parted_nor_headed_by_one(tmp_path):
    told = reading(tmp_path, "".join(f"p{n}@example.org\n" for n in range(1, 12)))
    assert (told.columns, len(told.rows)) == (["column_1"], 11)


def test_a_first_row_of_sentences_above_sentences_is_data(tmp_path):
    said = "The {} is what one has when all the others are gone."
    told = reading(tmp_path, "".join(f"{w},{said.format(w)}\n" for w in ("lamp", "door", "roof", "wall", "floor")))
    assert (told.columns, len(told.rows)) == (["column_1", "column_2"], 5)


def test_nothing_below_a_grand_total_is_a_row(tmp_path):
    told = reading(tmp_path, "item,n,p\na,1,2\nb,2,3\nc,3,4\n\nGrand Total,6,\nPrices exclude VAT,,\n")
    assert len(told.rows) == 3
    assert told.apart() == ["Grand Total,6,", "Prices exclude VAT,,"]


def test_signs_of_several_kinds_part_cells(tmp_path):
    told = reading(tmp_path, "".join(f"{n}~|~w{n}~|~{n}.5\n" for n in range(6)))
    assert told.detected.delimiter == "~|~"
    assert told.rows[2] == ("2", "w2", "2.5")


def test_pounds_and_japanese_in_small_files_are_decoded(tmp_path):
    text = "who,amount\nNovák,£51.20\nAnn,£7.00\nMüller,£9.10\n"
    assert reading(tmp_path, text.encode("cp1252")).rows[0] == ("Novák", "£51.20")
    told = reading(tmp_path, ("都市,人口\n" + "東京,12\n大阪,9\n京都,4\n" * 3).encode("cp932"))
    assert told.columns == ["都市", "人口"]


SIDE = "Item,Qty,,Town,People\nbolt,5,,Leeds,100\nnut,7,,Bath,200\npin,9,,York,300\n,,,Ely,400\n"


def test_each_of_two_tables_side_by_side_is_offered(tmp_path):
    told = reading(tmp_path, SIDE)
    assert (told.columns, told.detected.tables) == (["Item", "Qty"], 2)
    assert told.rows == [("bolt", "5"), ("nut", "7"), ("pin", "9")]
    assert told.says("2 tables; this is number 1")
    told = reading(tmp_path, SIDE, table=2)
    assert told.columns == ["Town", "People"]
    assert told.rows[-1] == ("Ely", "400")


def test_an_empty_column_within_one_table_does_not_part_it(tmp_path):
    told = reading(tmp_path, SIDE.replace(",,,Ely,400\n", ""))
    assert (len(told.columns), told.detected.tables) == (5, 1)


def test_a_person_is_told_what_the_header_was_taken_for(tmp_path):
    assert reading(tmp_path, "2023-01-01,10\n2023-01-02,11\n2023-01-03,12\n").says("No row is a header", line=1)
    told = reading(tmp_path, "Name,Sales,,Costs,\n,2020,2021,2020,2021\nA,1.5,2,3,4\nB,2.5,3,4,5\n")
    assert told.says("2 rows were taken for the header")
    assert reading(tmp_path, "Oslo,Norway\nParis,France\nRome,Italy\nWien,Austria\n").says("No row is a header")
    assert reading(tmp_path, "Blox,Trag\nOslo Fjord,Norway\nRome,Italy\nWien,Lower Austria\n").says("Nothing but habit")
    assert not reading(tmp_path, "city,country\nOslo,Norway\nParis,France\nRome,Italy\n").problems


def test_rows_beyond_those_that_are_held_at_once_are_read_all_the_same(tmp_path, monkeypatch):
    from analytics.reading import text

    monkeypatch.setattr(text, "MOST_HELD", 5)
    told = reading(tmp_path, "a,b\n\n" + "".join(f"{n},{n}\n" for n in range(40)))
    assert [row[0] for row in told.rows] == [str(n) for n in range(40)]
