"""Files made to do harm, cut off, damaged or locked: one sentence each, inside the limits of a job process."""

from __future__ import annotations

import contextlib
import gzip
import json
import os
import random
import struct
import subprocess
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
import xlwt
from formats_help import PARTS, SHEET, packed, sheet_xml, xlsx
from xlwt.CompoundDoc import XlsDoc

from analytics.reading import workbook
from analytics.schema import AnalyticsError, Limits

ROOT = Path(__file__).resolve().parents[2]
SHEET_PART = "xl/worksheets/sheet1.xml"
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True))
    + "]>"
)


class Child:
    """A process that reads files under limits; a new one takes over where one is killed."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[str] | None = None

    def read(self, kind: str, path: Path) -> dict:
        if self.process is None:
            script = Path(__file__).parent / "formats_child.py"
            self.process = subprocess.Popen(
                [sys.executable, str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
                env={**os.environ, "PYTHONPATH": str(ROOT)},
            )  # fmt: skip
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{kind}\t{path}\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            code = self.process.wait()
            self.process = None
            return {"died": code}
        return json.loads(line)

    def close(self) -> None:
        if self.process is not None:
            with contextlib.suppress(OSError):
                self.process.stdin.close()  # type: ignore[union-attr]
            self.process.wait(timeout=30)


@pytest.fixture(scope="module")
def child() -> Iterator[Child]:
    made = Child()
    yield made
    made.close()


@pytest.fixture
def refused(child, tmp_path):
    """Read the file; give the one sentence, having checked that it is one and that nothing was left behind."""

    def read(kind: str, path: Path) -> str:
        answer = child.read(kind, path)
        assert "error" in answer, answer
        sentence = answer["error"]
        assert sentence.endswith(".")
        assert "\n" not in sentence
        assert len(sentence) < 400
        assert "Traceback" not in sentence
        assert not [p.name for p in path.parent.iterdir() if p.name.endswith((".out", ".draft"))]
        assert not [p.name for p in path.parent.iterdir() if p.is_dir() and p.name.startswith(("rows-", "unpacked-"))]
        return sentence

    return read


def raw_zip(path: Path, name: str, packed_parts: list[bytes], claimed: int, more: dict[str, str]) -> Path:
    """A zip whose member ``name`` is made of ready deflate blocks and claims a size, beside honest members."""
    packed(path, more)  # type: ignore[arg-type]
    whole = path.read_bytes()
    start = struct.unpack_from("<I", whole, len(whole) - 6)[0]
    directory, end = whole[start:-22], whole[-22:]
    size = sum(map(len, packed_parts))
    encoded = name.encode()
    local = struct.pack("<4sHHHIIIIHH", b"PK\3\4", 20, 0, 8, 0, 0, size, claimed, len(encoded), 0) + encoded
    entry = struct.pack("<4sHHHHIIIIHHHHHII", b"PK\1\2", 20, 20, 0, 8, 0, 0, size, claimed, len(encoded), 0, 0, 0, 0, 0,
                        start) + encoded  # fmt: skip
    with path.open("wb") as file:
        file.write(whole[:start] + local)
        file.writelines(packed_parts)
        count = struct.unpack_from("<H", end, 8)[0] + 1
        central = file.tell()
        file.write(directory + entry)
        file.write(struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, count, count, len(directory + entry), central, 0))
    return path


def blanks(megabytes: int) -> list[bytes]:
    """Deflate blocks of so many megabytes of blanks: a few kilobytes."""
    maker = zlib.compressobj(9, zlib.DEFLATED, -15)
    first = maker.compress(b" " * 1024**2) + maker.flush(zlib.Z_FULL_FLUSH)
    return [first] * megabytes + [maker.flush()]


def test_a_sparse_workbook_whose_last_cell_is_the_last_of_all(refused, child, tmp_path):
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    path = sheet_xml(tmp_path / "a.xlsx", f'<row r="1"><c r="A1"><v>1</v></c></row>{far}')
    assert "only 2 filled cells" in refused("workbook", path)
    path = sheet_xml(tmp_path / "b.xlsx", far)
    assert "only one filled cell" in refused("workbook", path)
    table = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c><c r="B{n}"><v>{n}</v></c></row>' for n in range(1, 4))
    answer = child.read("workbook", sheet_xml(tmp_path / "c.xlsx", table + far))
    assert answer["rows"] == 3
    assert answer["peak_mb"] < 700


def test_a_workbook_that_unpacks_to_two_gigabytes(refused, tmp_path):
    path = raw_zip(tmp_path / "bomb.xlsx", SHEET_PART, blanks(2048), 2 * 1024**3 - 1, PARTS)
    assert path.stat().st_size < 4 * 1024**2
    assert "200 times its size" in refused("workbook", path)


def test_a_part_that_lies_about_its_size(refused, tmp_path):
    path = raw_zip(tmp_path / "liar.xlsx", SHEET_PART, blanks(100), 1000, PARTS)
    assert "damaged" in refused("workbook", path)


def test_archives_that_unpack_to_far_more(refused, tmp_path):
    path = raw_zip(tmp_path / "a.zip", "data.csv", blanks(300), 300 * 1024**2, {})
    assert "200 times its size" in refused("archive", path)
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(b" " * 1024**2) * 300)
    assert "200 times its size" in refused("archive", path)


def test_the_cap_on_unpacked_bytes_holds_over_all_parts(tmp_path):
    path = sheet_xml(tmp_path / "a.xlsx", "".join(f"<row><c><v>{n}</v></c></row>" for n in range(5000)))
    with pytest.raises(AnalyticsError, match="over the limit"):
        workbook.read(path, tmp_path / "out", name="a.xlsx", limits=Limits(max_inflated_bytes=50_000))


def test_archives_inside_archives_inside_archives(refused, tmp_path):
    inner = packed(tmp_path / "1.zip", {"a.json": "[1]"}).read_bytes()
    for level in (2, 3, 4):
        inner = packed(tmp_path / f"{level}.zip", {f"{level - 1}.zip": inner}).read_bytes()
    assert "archives inside archives" in refused("archive", tmp_path / "4.zip")


def test_more_parts_than_any_workbook_has(refused, tmp_path):
    path = packed(tmp_path / "a.xlsx", {**PARTS, **{f"xl/media/{n}": "" for n in range(10_001)}})
    assert "10,000" in refused("workbook", path)


@pytest.mark.parametrize(
    "part", [SHEET_PART, "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml", "_rels/.rels"]
)
def test_a_billion_laughs_in_any_part(refused, tmp_path, part):
    cells = '<row><c t="inlineStr"><is><t>&j;</t></is></c></row>'
    parts = {**PARTS, SHEET_PART: f"{SHEET}<sheetData>{cells}</sheetData></worksheet>"}
    parts[part] = LAUGHS + str(parts.get(part, "<sst><si><t>&j;</t></si></sst>"))
    assert "document type" in refused("workbook", packed(tmp_path / "a.xlsx", parts))


def test_an_entity_that_names_a_file_of_the_server(refused, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret")
    sheet = f'<!DOCTYPE x [<!ENTITY s SYSTEM "file://{secret}">]>{SHEET}<sheetData><row><c t="inlineStr"><is><t>&s;</t>'
    sheet += "</is></c></row></sheetData></worksheet>"
    sentence = refused("workbook", packed(tmp_path / "a.xlsx", {**PARTS, SHEET_PART: sheet}))
    assert "document type" in sentence


def test_xml_that_is_nested_a_million_deep(refused, tmp_path):
    path = packed(tmp_path / "a.xlsx", {**PARTS, SHEET_PART: (b"<a>" * 100_000 for _ in range(10))})
    assert "nested" in refused("workbook", path)


def test_one_tag_of_a_hundred_megabytes(refused, tmp_path):
    junk = random.Random(1).randbytes(1024**2 // 2).hex().encode()
    parts = {**PARTS, SHEET_PART: (b'<worksheet a="' if n == 0 else junk for n in range(100))}
    assert "not read" in refused("workbook", packed(tmp_path / "a.xlsx", parts))


def test_one_cell_of_a_hundred_megabytes(refused, tmp_path):
    junk = random.Random(1).randbytes(1024**2 // 2).hex().encode()
    start = f'{SHEET}<sheetData><row><c t="inlineStr"><is><t>'.encode()
    parts = {**PARTS, SHEET_PART: (start if n == 0 else junk for n in range(100))}
    assert "more text than a cell can have" in refused("workbook", packed(tmp_path / "a.xlsx", parts))


def test_more_columns_than_can_be_read(refused, tmp_path):
    row = "".join("<c><v>1</v></c>" for _ in range(16_384))
    assert "2,000 columns" in refused("workbook", sheet_xml(tmp_path / "a.xlsx", f"<row>{row}</row>"))


def test_hundreds_of_thousands_of_scattered_cells(child, tmp_path):
    rows = "".join(
        f'<row r="{3 * n + 1}"><c r="{"ACEGI"[n % 5]}{3 * n + 1}"><v>1</v></c></row>' for n in range(100_000)
    )
    answer = child.read("workbook", sheet_xml(tmp_path / "a.xlsx", rows))
    assert "died" not in answer


def test_merged_ranges_that_cover_the_sheet_a_thousand_times(child, tmp_path):
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c><c r="B{n}"><v>1</v></c></row>' for n in range(1, 20_000))
    merges = "".join(f'<mergeCell ref="A{n}:A1048576"/>' for n in range(1, 20_000))
    sheet = f"{SHEET}<sheetData>{rows}</sheetData><mergeCells>{merges}</mergeCells></worksheet>"
    answer = child.read("workbook", packed(tmp_path / "a.xlsx", {**PARTS, SHEET_PART: sheet}))
    assert answer["rows"] > 19_000


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
