"""Every table of a file is offered: known by its place, title, columns and rows, and read when it is asked for."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import openpyxl
import pytest

from analytics.__main__ import main
from analytics.reading import read
from analytics.schema import Offer, ReadOptions

STACKED = "Sales 2031\nname;amount\nAnna;12\nBen;7\nCleo;9\n\nCosts\ncode;city;cost\nx1;Oslo;3,5\nx2;Rome;4,25\n"


def offers(path: Path, tmp_path: Path) -> tuple[Offer, ...]:
    return read(path, tmp_path / "t.parquet", name=path.name).detected.offers


@pytest.fixture
def stacked(tmp_path):
    path = tmp_path / "two.csv"
    path.write_text(STACKED)
    return path


@pytest.fixture
def workbook(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "Orders"
    for row in (["order", "total"], ["a", 1], ["b", 2]):
        book.active.append(row)
    sheet = book.create_sheet("Stock")
    for row in (
        ["part", "bin", "left"],
        ["nut", "A1", 4],
        ["nail", "A2", 9],
        [],
        ["bin", "aisle"],
        ["A1", 3],
        ["A2", 7],
    ):
        sheet.append(row)
    book.create_sheet("Nothing")
    secret = book.create_sheet("Old")
    secret.sheet_state = "hidden"
    for row in (["k", "v"], ["x", 1]):
        secret.append(row)
    path = tmp_path / "book.xlsx"
    book.save(path)
    return path


def test_tables_below_each_other_are_offered_with_title_place_columns_and_rows(stacked, tmp_path):
    first, second = offers(stacked, tmp_path)
    assert (first.title, first.columns, first.rows) == ("Sales 2031", ("name", "amount"), 3)
    assert (second.title, second.columns, second.rows) == ("Costs", ("code", "city", "cost"), 2)
    assert second.place == "lines 7 to 10"


def test_what_is_offered_is_what_comes_when_it_is_asked_for(stacked, workbook, tmp_path):
    for path in (stacked, workbook):
        for offer in offers(path, tmp_path):
            options = ReadOptions(sheet=offer.sheet, table=offer.table)
            table = read(path, tmp_path / "one.parquet", name=path.name, options=options)
            assert (table.columns, table.rows) == (offer.columns, offer.rows)
            assert table.detected.table == offer.table


def test_every_table_of_every_sheet_is_offered_and_hidden_ones_are_marked(workbook, tmp_path):
    found = offers(workbook, tmp_path)
    assert [(each.sheet, each.table) for each in found] == [("Orders", 1), ("Stock", 1), ("Stock", 2), ("Old", 1)]
    assert [each.hidden for each in found] == [False, False, False, True]


def test_tables_side_by_side_are_offered(tmp_path):
    path = tmp_path / "beside.csv"
    path.write_text("name,age,,city,zone\nAnna,31,,Oslo,N\nBen,25,,Rome,S\n,,,Bern,M\n")
    assert [each.columns for each in offers(path, tmp_path)] == [("name", "age"), ("city", "zone")]


def test_files_of_an_archive_and_lists_of_a_document_are_offered(tmp_path):
    packed = tmp_path / "all.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.csv", "x,y\n1,2\n3,4\n5,6\n")
        archive.writestr("b.csv", "u,v\n1,2\n")
    assert [each.sheet for each in offers(packed, tmp_path)] == ["a.csv", "b.csv"]
    document = tmp_path / "doc.json"
    document.write_text(json.dumps({"users": [{"id": 1}, {"id": 2}], "jobs": [{"job": "a", "pay": 2}]}))
    assert [(each.sheet, each.rows) for each in offers(document, tmp_path)] == [("users", 2), ("jobs", 1)]


def test_one_table_offers_nothing(tmp_path):
    path = tmp_path / "one.csv"
    path.write_text("a,b\n1,2\n3,4\n")
    assert offers(path, tmp_path) == ()


def test_the_command_lists_tables_and_writes_each(stacked, tmp_path, capsys):
    assert main(["read", str(stacked), "--tables"]) == 0
    assert [json.loads(line)["title"] for line in capsys.readouterr().out.splitlines()] == ["Sales 2031", "Costs"]
    assert main(["read", str(stacked), "--every", str(tmp_path / "out")]) == 0
    assert (tmp_path / "out" / "two-2.csv").read_text() == 'code,city,cost\nx1,Oslo,"3,5"\nx2,Rome,"4,25"\n'
