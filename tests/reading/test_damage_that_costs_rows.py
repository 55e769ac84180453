"""Damage after which a file can still be read, but without rows that it had: that is said, or the file is refused."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest
from formats_help import PARTS, read

from analytics import reading
from analytics.schema import AnalyticsError

ROWS = [("id", "place"), *((f"{1000 + n}", f"Town {n}; north") for n in range(40))]
PAGE = "<table>" + "".join(f"<tr><td>{a}</td><td>{b}</td></tr>" for a, b in ROWS) + "</table>"
XML = "<Table>" + "".join(f"<ss:Row><ss:Cell>{a}</ss:Cell><ss:Cell>{b}</ss:Cell></ss:Row>" for a, b in ROWS)


def refusal(path) -> str:
    with pytest.raises(AnalyticsError) as refused:
        reading.read(path, path.parent / "out", name=path.name)
    assert [p.name for p in path.parent.iterdir()] == [path.name]
    return str(refused.value)


@pytest.mark.parametrize("lost", ["k" + PAGE, PAGE[11:], PAGE[200:], PAGE[-200:], XML[100:]])
def test_what_is_left_of_a_page_without_its_beginning_is_refused(tmp_path, lost):
    path = tmp_path / "a.xls"
    path.write_text(lost)
    assert "beginning is missing or damaged" in refusal(path)


def test_tags_in_cells_are_cells(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("id,what\n1,<table><tr><td>x</td></tr></table>\n2,<b>y</b>\n")
    assert reading.read(path, tmp_path / "out", name="a.csv").rows == 2
    path.write_text("id,<b>what</b>\n")
    assert reading.read(path, tmp_path / "out", name="a.csv").rows == 0


def record(kind: int, body: bytes = b"") -> bytes:
    head = bytes([kind & 0x7F | 0x80, kind >> 7]) if kind > 127 else bytes([kind])
    return head + bytes([len(body)]) + body


def wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def binary_workbook(path, sheet: bytes | None):
    book = record(156, struct.pack("<II", 0, 1) + wide("r1") + wide("Data"))
    root, rels = PARTS["_rels/.rels"], PARTS["xl/_rels/workbook.xml.rels"]
    parts = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": root.replace("workbook.xml", "workbook.bin"),
        "xl/workbook.bin": book,
        "xl/_rels/workbook.bin.rels": rels.replace("sheet1.xml", "sheet1.bin"),
        **({} if sheet is None else {"xl/worksheets/sheet1.bin": sheet}),
    }
    with zipfile.ZipFile(path, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return path


def test_a_binary_sheet_that_ends_between_two_rows_says_so(tmp_path):
    rows = [
        record(0, struct.pack("<IIHHBI", i, 0, 300, 0, 0, 0))
        + b"".join(record(6, struct.pack("<II", j, 0) + wide(text)) for j, text in enumerate(row))
        for i, row in enumerate(ROWS)
    ]
    whole = read("workbook", binary_workbook(tmp_path / "a.xlsb", b"".join([*rows, record(146)])))
    assert len(whole.rows) == 40
    assert not whole.told("cut off")
    half = read("workbook", binary_workbook(tmp_path / "b.xlsb", b"".join(rows[:20])))
    assert len(half.rows) == 19
    assert half.told("The sheet is cut off before its end; rows may be missing.")


def test_a_binary_workbook_without_the_part_of_its_sheet(tmp_path):
    assert "part “xl/worksheets/sheet1.bin” is missing" in refusal(binary_workbook(tmp_path / "a.xlsb", None))


def test_an_archive_with_a_file_of_no_name(tmp_path):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        package.writestr("x", "")
        package.writestr("data.csv", "id,place\n1,Köln\n2,Bonn\n")
    whole = bytearray(made.getvalue())
    entry = whole.index(b"PK\1\2")
    struct.pack_into("<HH", whole, entry + 28, 0, 1)  # the name's one byte becomes one of what stands behind it
    path = tmp_path / "a.zip"
    path.write_bytes(whole)
    assert reading.read(path, tmp_path / "out", name="a.zip").rows == 2
