"""Where all cells are words, the first row is told from the others by how it is written, not by habit."""

from __future__ import annotations

import random

import pytest
from text_help import reading

CITIES = ["Arden", "Bexley", "Corvo", "Dunmore", "Eastlake", "Harrow"]


def people(count: int) -> list[str]:
    chance = random.Random(9)
    made = ["Ada Cole", "Bela Ito", "Carl Fuchs", "Dora Hale", "Emil Kaur", "Fay Novak", "Gus Rossi", "Hana Silva"]
    return [f"{made[n % 8]},{chance.choice(CITIES)},{chance.choice(['open', 'closed'])}" for n in range(count)]


@pytest.mark.parametrize(
    "header", ["name,city,state", "Customer,Town,Status", "CUST_NM,LOC_TXT,OPN_CLS", "Kunde,Ort,Stand"]
)
@pytest.mark.parametrize("count", [4, 12, 60])
def test_a_row_of_names_heads_the_others(tmp_path, header, count):
    told = reading(tmp_path, "\n".join([header, *people(count)]) + "\n")
    assert list(told.columns) == header.split(",")
    assert len(told.rows) == count


@pytest.mark.parametrize("count", [6, 12, 60])
def test_a_first_row_like_the_others_is_data_and_that_is_told(tmp_path, count):
    told = reading(tmp_path, "\n".join(people(count)) + "\n")
    assert list(told.columns) == ["column_1", "column_2", "column_3"]
    assert len(told.rows) == count
    assert told.says("No row is a header")


@pytest.mark.parametrize(
    "rows",
    [
        ["PX-0412,Ada Cole", "PX-9917,Bela Ito", "PX-3300,Carl Fuchs", "PX-1209,Dora Hale"],
        ["We stayed longer than planned,river boat", "Nobody came for the house,calm near", "The boats were near,sea"],
    ],
)  # fmt: skip
def test_codes_and_sentences_on_top_are_data(tmp_path, rows):
    assert len(reading(tmp_path, "\n".join(rows) + "\n").rows) == len(rows)


def test_names_in_another_script_head_their_columns(tmp_path):
    told = reading(
        tmp_path, "имя,город,статус\n" + "Инна Лис,Псков,новый\nОлег Дуб,Тверь,старый\nАнна Бор,Пермь,новый\n" * 3
    )
    assert list(told.columns) == ["имя", "город", "статус"]


def test_a_header_that_comes_again_is_still_one(tmp_path):
    rows = people(12)
    told = reading(tmp_path, "\n".join(["name,city,state", *rows[:6], "name,city,state", *rows[6:]]) + "\n")
    assert list(told.columns) == ["name", "city", "state"]
    assert len(told.rows) == 12


def test_the_same_words_in_a_sheet_are_told_apart_alike(tmp_path):
    import openpyxl

    from analytics.reading import read

    book = openpyxl.Workbook()
    for line in people(20):
        book.active.append(line.split(","))
    book.save(tmp_path / "b.xlsx")
    table = read(tmp_path / "b.xlsx", tmp_path / "t.parquet", name="b.xlsx")
    assert table.rows == 20


def test_a_sheet_says_what_its_header_was_taken_for(tmp_path):
    import openpyxl

    from analytics.reading import read
    from analytics.schema import ReadOptions

    book = openpyxl.Workbook()
    for n in range(9):
        book.active.append([n + 100, n * 2])
    book.save(tmp_path / "b.xlsx")
    table = read(tmp_path / "b.xlsx", tmp_path / "t.parquet", name="b.xlsx")
    assert [(each.line, each.problem) for each in table.problems] == [
        (1, "No row is a header; the columns were numbered.")
    ]
    told = read(tmp_path / "b.xlsx", tmp_path / "t.parquet", name="b.xlsx", options=ReadOptions(header_rows=0))
    assert told.problems == ()
