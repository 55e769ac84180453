"""Files of all formats cut off, damaged, locked or without end: one sentence each, inside the limits of a job."""

from __future__ import annotations

import gzip
import json
import random
import struct
from pathlib import Path

import duckdb
import pytest
import xlwt
from formats_help import packed, read, xlsx
from xlwt.CompoundDoc import XlsDoc

from analytics.reading import workbook
from analytics.schema import AnalyticsError


def ods_parts(table: str, manifest: str = "<manifest/>") -> dict[str, str]:
    content = f"<d><body><spreadsheet><table name='Data'>{table}</table></spreadsheet></body></d>"
    return {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content,
            "META-INF/manifest.xml": manifest}  # fmt: skip


@pytest.mark.parametrize("across", [1, 1900, 16_384])
def test_an_open_document_that_repeats_a_cell_for_ever(refused, tmp_path, across):
    cell = f'<table-cell value-type="float" value="1" number-columns-repeated="{across}"><p>1</p></table-cell>'
    rows = f'<table-row number-rows-repeated="2000000000">{cell}</table-row>' * 30
    path = packed(tmp_path / "a.ods", ods_parts(rows))  # type: ignore[arg-type]
    if across > 1:
        refused("workbook", path)
    else:
        assert workbook.read(path, tmp_path / "out", name="a.ods").rows <= 1_048_576


def test_deep_json_of_both_kinds(refused, tmp_path):
    for name, text in (("list.json", "[" * 5_000_000), ("object.json", '{"a":' * 1_000_000)):
        path = tmp_path / name
        path.write_text(text)
        assert "nested too deeply" in refused("json", path)


def test_json_with_more_names_than_columns_can_be(refused, tmp_path):
    path = tmp_path / "a.json"
    path.write_text(json.dumps([{f"n{i}": 1} for i in range(3000)]))
    assert "2,000 different fields" in refused("json", path)


def test_json_whose_text_never_ends(refused, tmp_path):
    path = tmp_path / "a.json"
    with path.open("w") as file:
        file.write('[{"a": "')
        for _ in range(300):
            file.write("x" * 1024**2)
    assert "one JSON object a line" in refused("json", path)


def make_xls(path: Path) -> Path:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Data")
    for i in range(200):
        for j in range(5):
            sheet.write(i, j, f"text {i * j}" if j % 2 else i * j / 7)
    book.save(str(path))
    return path


def make_good(folder: Path) -> dict[str, tuple[str, Path]]:
    """A sound file of each format: kind of reader and path."""
    rows = [["id", "name", "value"], *([i, f"name {i}", i / 7] for i in range(300))]
    cells = "".join(
        f'<table-row><table-cell value-type="float" value="{i}"><p>{i}</p></table-cell>'
        f'<table-cell value-type="string"><p>n{i}</p></table-cell></table-row>'
        for i in range(300)
    )
    parquet = folder / "good.parquet"
    duckdb.sql(f"COPY (SELECT range AS n, 'x' || range AS t FROM range(2000)) TO '{parquet}' (FORMAT parquet)")
    documents = folder / "good.json"
    documents.write_text(json.dumps([{"id": i, "name": f"n{i}"} for i in range(300)]))
    return {
        "xlsx": ("workbook", xlsx(folder / "good.xlsx", rows)),
        "xls": ("workbook", make_xls(folder / "good.xls")),
        "ods": ("workbook", packed(folder / "good.ods", ods_parts(cells))),  # type: ignore[arg-type]
        "parquet": ("parquet", parquet),
        "json": ("json", documents),
        "zip": ("archive", packed(folder / "good.zip", {"a.json": documents.read_text(), "b.json": "[1]"})),
    }


@pytest.mark.parametrize("name", ["xlsx", "xls", "ods", "parquet", "json"])
def test_files_that_are_cut_off(refused, tmp_path, name):
    kind, path = make_good(tmp_path)[name]
    whole = path.read_bytes()
    for part in (0.9, 0.5, 0.05):
        path.write_bytes(whole[: int(len(whole) * part)])
        refused(kind, path)


def test_a_gzip_that_is_cut_off(refused, tmp_path):
    path = tmp_path / "a.json.gz"
    path.write_bytes(gzip.compress(random.Random(2).randbytes(100_000))[:50_000])
    assert "damaged or cut off" in refused("archive", path)


@pytest.mark.parametrize("name", ["xlsx", "xls", "ods", "parquet", "json"])
def test_damaged_bytes_never_do_more_than_one_sentence(child, tmp_path, name):
    kind, path = make_good(tmp_path)[name]
    whole = path.read_bytes()
    chance = random.Random(name)
    for _ in range(40):
        broken = bytearray(whole)
        for _ in range(chance.choice((1, 4, 30))):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        path.write_bytes(broken)
        answer = child.read(kind, path)
        assert "rows" in answer or "error" in answer, answer


def test_a_chain_of_sectors_that_runs_in_a_circle(refused, tmp_path):
    path = make_xls(tmp_path / "a.xls")
    whole = bytearray(path.read_bytes())
    fat = (struct.unpack_from("<I", whole, 76)[0] + 1) * 512
    for n in range(20):
        struct.pack_into("<I", whole, fat + 4 * n, (n + 1) % 20)
    path.write_bytes(whole)
    assert "damaged" in refused("workbook", path)


def test_workbooks_under_a_password_say_so(refused, tmp_path):
    locked = tmp_path / "locked.xlsx"
    XlsDoc().save(str(locked), b"\0" * 8192)
    name = "Workbook".encode("utf-16-le")
    replaced = "EncryptedPackage".encode("utf-16-le")
    whole = bytearray(locked.read_bytes())
    at = whole.index(name)
    whole[at : at + len(replaced)] = replaced
    struct.pack_into("<H", whole, at + 64, len(replaced) + 2)
    locked.write_bytes(whole)
    assert "password" in refused("workbook", locked)
    old = tmp_path / "locked.xls"
    records = [(0x809, b"\0\6" + b"\5\0" + b"\0" * 12), (0x2F, b"\1\0" * 27), (0x0A, b"")]
    stream = b"".join(struct.pack("<HH", kind, len(body)) + body for kind, body in records)
    XlsDoc().save(str(old), stream.ljust(8192, b"\0"))
    assert "password" in refused("workbook", old)
    manifest = "<manifest><file-entry><encryption-data/></file-entry></manifest>"
    open_document = packed(tmp_path / "locked.ods", ods_parts("", manifest))  # type: ignore[arg-type]
    assert "password" in refused("workbook", open_document)
    in_zip = packed(tmp_path / "locked.zip", {"a.json": "[1]"})
    whole = bytearray(in_zip.read_bytes())
    for mark, place in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        whole[whole.index(mark) + place] |= 1
    in_zip.write_bytes(whole)
    assert "password" in refused("archive", in_zip)


def test_the_content_counts_and_not_the_name(tmp_path):
    book = xlsx(tmp_path / "really.csv", [["a", "b"], [1, 2]])
    assert workbook.sniff(book) == "xlsx"
    assert workbook.read(book, tmp_path / "out", name="really.csv").columns == ("a", "b")
    text = tmp_path / "text.xlsx"
    text.write_text("a,b\n1,2\n")
    assert workbook.sniff(text) is None
    with pytest.raises(AnalyticsError, match="is no workbook"):
        workbook.read(text, tmp_path / "out", name="text.xlsx")


def test_html_without_a_table_and_with_a_thousand_nested_ones(refused, tmp_path):
    path = tmp_path / "a.xls"
    path.write_text("<html><body><p>Session expired</p></body></html>")
    assert "page has no table" in refused("workbook", path)
    path.write_text("<html><body>" + "<table><tr><td>" * 1000)
    assert "tables inside tables" in refused("workbook", path)
    path.write_text("<html><table><tr><td colspan=999999999 rowspan=999999999>x<tr><td " + "a" * 5_000_000)
    refused("workbook", path)


def test_rows_kept_apart_are_counted_where_they_are_too_many_to_list(tmp_path):
    body = [row for n in range(80) for row in (["Place", "Price"], [f"Town {n}", n])]
    found = read("workbook", xlsx(tmp_path / "a.xlsx", body))
    assert len(found.rows) == 80
    again = [problem for problem in found.problems if "The header again" in problem.problem]
    assert len(again) == 50
    assert found.told("29 more rows that repeat the header; kept apart.")
    few = read("workbook", xlsx(tmp_path / "b.xlsx", body[:40]))
    assert not few.told("more rows")
