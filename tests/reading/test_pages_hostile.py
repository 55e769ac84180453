"""HTML pages saved under the name of a workbook: with spans and openings without end, and with odd character sets."""

from __future__ import annotations

from pathlib import Path

import pytest
from formats_help import read

from analytics.reading.workbook_html import is_html

TABLE = "<table><tr><th>Place</th><th>Price</th></tr><tr><td>Köln</td><td>5</td></tr><tr><td>Łódź</td><td>7</td></tr>"
ROWS = [["Köln", "5"], ["Łódź", "7"]]


def page(path: Path, inner: str | bytes, charset: str = "utf-8") -> Path:
    inner = inner.encode() if isinstance(inner, str) else inner
    path.write_bytes(f'<html><head><meta charset="{charset}"></head><body>'.encode() + inner)
    return path


@pytest.mark.parametrize(
    "charset", ["utf-16", "utf-32", "idna", "punycode", "zlib", "rot13", "undefined", "cp037", "x"]
)
def test_a_page_that_names_what_it_cannot_be_written_in_is_read_as_utf_8(tmp_path, charset):
    assert read("workbook", page(tmp_path / "a.xls", TABLE, charset)).rows == ROWS


def test_a_page_that_names_its_character_set_is_read_in_it(tmp_path):
    path = page(tmp_path / "a.xls", TABLE.encode("cp1250", "replace"), "windows-1250")
    assert read("workbook", path).rows == [["Köln", "5"], ["Łódź", "7"]]


@pytest.mark.parametrize("opening", ["<a ", "<a '", "<!--", '<a b="c" '])
def test_openings_without_end(refused, tmp_path, opening):
    path = page(tmp_path / "a.xls", TABLE + opening * (1_500_000 // len(opening)))
    assert "not well formed" in refused("workbook", path)


@pytest.mark.parametrize("behind", [
    "<script>" + "if (a<b && c<d) {}\n" * 20_000 + "</script>", "<!--" + "<td>old</td>" * 20_000 + "-->",
    "<p>" + "words & more; " * 50_000, "<p>" + "R&D" * 100_000, "<img src='data:," + "A" * 1_000_000 + "'>",
    "<!-- a remark that does not end <td> </td>",
])  # fmt: skip
def test_a_table_before_long_text_of_a_page_is_read(tmp_path, behind):
    assert read("workbook", page(tmp_path / "a.xls", TABLE + "</table>" + behind)).rows == ROWS


def test_cells_that_span_for_ever(refused, tmp_path):
    cells = '<td colspan="1000" rowspan="1000">a</td>' * 100_000
    assert "more than 2,000 columns" in refused("workbook", page(tmp_path / "a.xls", f"<table><tr>{cells}"))


def test_cells_stand_beside_those_that_reach_down_from_above(tmp_path):
    rows = (
        "<tr><th>Land</th><th>Place</th><th>Price</th></tr>"
        '<tr><td rowspan="3">DE</td><td>Köln</td><td>5</td></tr><tr><td>Bonn</td><td>6</td></tr>'
        "<tr><td>Kiel</td><td>7</td></tr><tr><td>PL</td><td>Łódź</td><td>8</td></tr>"
    )
    found = read("workbook", page(tmp_path / "a.xls", f"<table>{rows}</table>"))
    assert [row[1:] for row in found.rows] == [["Köln", "5"], ["Bonn", "6"], ["Kiel", "7"], ["Łódź", "8"]]
    assert found.column("Land")[0] == "DE"
    assert found.column("Land")[3] == "PL"


def test_a_page_behind_comments_without_end_is_one():
    assert is_html(b"<!-- a -->\n" * 5000 + b"<table>")
    assert is_html(b"\xef\xbb\xbf <!-- a > b -- c --><HTML>")
    assert not is_html(b"<!---->" * 5000 + b"<p")
    assert not is_html(b"<!-- <table> ")
    assert not is_html(b"<!-- a --> text <table>")


def test_a_number_before_blanks_without_end_in_a_cell(tmp_path):
    path = page(tmp_path / "a.xls", TABLE + "<tr><td>Wien</td><td>1" + " ' " * 50_000 + "x</td></tr></table>")
    assert read("workbook", path).rows[2][0] == "Wien"


def test_a_page_that_ends_inside_its_table_says_so(tmp_path):
    assert read("workbook", page(tmp_path / "a.xls", TABLE)).told("rows may be missing")
    assert not read("workbook", page(tmp_path / "b.xls", TABLE + "</table>")).told("rows may be missing")
