"""Files made to do harm, cut off, damaged or locked: one sentence each, inside the limits of a job process."""

from __future__ import annotations

import gzip
import random
import struct
import zlib
from pathlib import Path

import pytest
from formats_help import PARTS, SHEET, packed, sheet_xml, xlsx

from analytics.reading import offers, workbook
from analytics.schema import AnalyticsError, Limits

SHEET_PART = "xl/worksheets/sheet1.xml"
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True))
    + "]>"
)


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
    assert answer["peak_mb"] < 400


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


def test_a_thousand_sheets_that_share_one_part(child, refused, tmp_path):
    names = "".join(f'<sheet name="S{n}" r:id="r1"/>' for n in range(2000))
    book = f'<workbook xmlns:r="urn:r"><sheets>{names}</sheets></workbook>'
    blank = "".join(f'<row r="{n}"><c r="A{n}" s="1"/></row>' for n in range(1, 20_000))
    path = sheet_xml(tmp_path / "a.xlsx", blank, **{"xl/workbook.xml": book})
    assert "holds no table in the first" in refused("workbook", path)
    table = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c><c r="B{n}"><v>1</v></c></row>' for n in range(1, 20_000))
    path = sheet_xml(tmp_path / "b.xlsx", table, **{"xl/workbook.xml": book})
    assert child.read("workbook", path)["rows"] > 19_000


def test_sheets_are_offered_by_name_once_enough_was_gone_through(tmp_path, monkeypatch):
    rows = [["Place", "Price"], ["Köln", 5], ["Bonn", 7]]
    path = xlsx(tmp_path / "a.xlsx", rows, Second=rows, Third=rows)
    offered = workbook.read(path, tmp_path / "out", name="a.xlsx").detected.offers
    assert [offer.rows for offer in offered] == [2, 2, 2]
    monkeypatch.setattr(offers, "PARSED", 0)
    offered = workbook.read(path, tmp_path / "out", name="a.xlsx").detected.offers
    assert [(offer.sheet, offer.rows) for offer in offered] == [("Sheet", 2), ("Second", None), ("Third", None)]
