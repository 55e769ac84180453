"""Workbooks and archives that somebody made to do harm; each is (kind, file name, bytes)."""

from __future__ import annotations

import gzip
import io
import random
import struct
import zipfile
import zlib
from collections.abc import Iterator

from hostile_sound import RELATIONS, html, ods, table, text, unzipped, xls, xlsx, xml2003, zipped

Case = tuple[str, str, bytes]
SHEET_PART = "xl/worksheets/sheet1.xml"
START = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
LAUGHS = (
    '<!DOCTYPE lolz [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True))
    + "]>"
)
FILE = '<!DOCTYPE x [<!ENTITY j SYSTEM "file:///etc/hostname">]>'
REMOTE = '<!DOCTYPE x [<!ENTITY % j SYSTEM "http://127.0.0.1:1/x"> %j;]>'


def book(cells: str, behind: str = "", **parts: bytes) -> bytes:
    """A workbook by openpyxl whose first sheet has this XML instead."""
    members = unzipped(xlsx(table(random.Random(1))))
    members[SHEET_PART] = f"{START}<sheetData>{cells}</sheetData>{behind}</worksheet>".encode()
    return zipped({**members, **parts})


def rows_of(count: int, cell: str = '<c r="{c}{n}"><v>{n}</v></c>') -> str:
    return "".join(
        f'<row r="{n}">' + "".join(cell.format(c=c, n=n) for c in "ABC") + "</row>" for n in range(1, count + 1)
    )


def workbooks() -> Iterator[Case]:
    some = rows_of(30)
    sheets = {
        "the last cell alone": '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        "the last cell below a table": some + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        "cells beyond the last": some + '<row r="99999999"><c r="ZZZZ99999999"><v>1</v></c></row>',
        "a row of number zero": '<row r="0"><c r="A0"><v>1</v></c></row>' + some,
        "rows backwards": "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(30, 0, -1)),
        "negative places": '<row r="-5"><c r="A-5"><v>1</v></c></row>' + some,
        "shared text out of range": rows_of(30, '<c r="{c}{n}" t="s"><v>999999{n}</v></c>'),
        "shared text before the first": rows_of(30, '<c r="{c}{n}" t="s"><v>-1</v></c>'),
        "style out of range": rows_of(30, '<c r="{c}{n}" s="4000000000"><v>{n}</v></c>'),
        "digits of a script": rows_of(30, '<c r="{c}{n}" s="²" t="n"><v>²</v></c>'),
        "numbers without end": rows_of(30, '<c r="{c}{n}"><v>' + "9" * 4000 + "e{n}99999</v></c>"),
        "numbers with huge exponents": rows_of(30, '<c r="{c}{n}" s="1"><v>1e{n}00000000</v></c>'),
        "formulas alone": rows_of(30, '<c r="{c}{n}"><f>1+1</f></c>'),
        "cells that do not end": '<row r="1"><c r="A1"><v>1' * 500,
        "entities unknown": rows_of(30, '<c r="{c}{n}" t="inlineStr"><is><t>&j;</t></is></c>'),
        "escapes of halves": rows_of(30, '<c r="{c}{n}" t="inlineStr"><is><t>_xD800_{n}_x0000_</t></is></c>'),
        "unknown kinds of cells": rows_of(30, '<c r="{c}{n}" t="zzz"><v>{n}</v></c>'),
        "moments without sense": rows_of(30, '<c r="{c}{n}" t="d"><v>9999-99-99T99:99:99.9999999999</v></c>'),
    }
    for kind, cells in sheets.items():
        yield f"xlsx: {kind}", "book.xlsx", book(cells)
    everywhere = "".join(f'<mergeCell ref="A{n}:XFD1048576"/>' for n in range(1, 5000))
    yield "xlsx: merged ranges over all", "book.xlsx", book(some, f"<mergeCells>{everywhere}</mergeCells>")
    yield "xlsx: a merged range backwards", "book.xlsx", book(some, '<mergeCells><mergeCell ref="Z9:A1"/></mergeCells>')
    columns = '<cols><col min="1" max="4000000000" width="1e308" hidden="1"/><col min="-1" max="0" width="NaN"/></cols>'
    yield "xlsx: absurd columns", "book.xlsx", book(some, columns)
    yield "xlsx: absurd dimension", "book.xlsx", book(some, '<dimension ref="A1:ZZZZZ-9"/>')
    for kind, start in (("billion laughs", LAUGHS), ("a file as an entity", FILE), ("an address", REMOTE)):
        for part in (SHEET_PART, "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml"):
            members = unzipped(xlsx(table(random.Random(1))))
            content = members[part].decode()
            behind = content.partition("?>")[2] if content.startswith("<?xml") else content
            yield f"xlsx: {kind}", "book.xlsx", zipped({**members, part: (start + behind).encode()})
    styles = (
        "<styleSheet><cellStyleXfs><xf xfId='0'/></cellStyleXfs><cellXfs>"
        + "".join(f'<xf numFmtId="{n + 164}" xfId="{n}"/>' for n in range(3000))
        + "</cellXfs><numFmts>"
        + "".join(f'<numFmt numFmtId="{n + 164}" formatCode="[{"$" * n}]{"#,0" * n};;;"/>' for n in range(300))
        + "</numFmts></styleSheet>"
    )
    yield "xlsx: styles in a circle", "book.xlsx", book(rows_of(30), **{"xl/styles.xml": styles.encode()})
    circle = f'<Relationships {RELATIONS}><Relationship Id="rId1" Type="x/worksheet" Target="../workbook.xml"/>'
    rels = f"{circle}</Relationships>".encode()
    yield "xlsx: a sheet that is the book", "book.xlsx", book(some, **{"xl/_rels/workbook.xml.rels": rels})
    far = rels.replace(b"../workbook.xml", b"../../../../etc/passwd")
    yield "xlsx: a sheet outside the book", "book.xlsx", book(some, **{"xl/_rels/workbook.xml.rels": far})
    yield "xlsx: 3,000 sheets in one part", "book.xlsx", _many_sheets(3000)
    yield "xlsx: a part of a million levels", "book.xlsx", book("<a>" * 1_000_000)
    yield "xlsx: UTF-16 inside", "book.xlsx", book(some, **{SHEET_PART: f"{START}</worksheet>".encode("utf-16")})


def _many_sheets(count: int) -> bytes:
    sheets = "".join(f'<sheet name="S{n}" r:id="rId1"/>' for n in range(count))
    root = f'<workbook xmlns:r="urn:r"><sheets>{sheets}</sheets></workbook>'
    blank = "".join(f'<row r="{n}"><c r="A{n}" s="1"/></row>' for n in range(1, 20_000))
    return book(blank, **{"xl/workbook.xml": root.encode()})


def other_workbooks() -> Iterator[Case]:
    rows = table(random.Random(1))
    open_one = unzipped(ods(rows))
    for kind, old, new in (
        ("rows for ever", "<table:table-row>", '<table:table-row table:number-rows-repeated="1000000000">'),
        ("cells for ever", "<table:table-cell ", '<table:table-cell table:number-columns-repeated="1000000000" '),
        ("spans for ever", "<table:table-cell ",
         '<table:table-cell table:number-columns-spanned="999999999" table:number-rows-spanned="999999999" '),
        ("blanks for ever", "<text:p>", '<text:p><text:s text:c="4000000000"/>'),
        ("tables in tables", "<text:p>", "<text:p><table:table><table:table-row><table:table-cell/>"),
        ("numbers without end", 'office:value="', 'office:value="' + "9" * 5000),
        ("huge exponents", 'office:value="', 'office:value="1e99999999'),
        ("laughs", "<office:document-content", LAUGHS + "<office:document-content"),
    ):  # fmt: skip
        content = open_one["content.xml"].decode().replace(old, new)
        yield f"ods: {kind}", "open.ods", zipped({**open_one, "content.xml": content.encode()})
    both = open_one["content.xml"].decode().replace("<table:table-row>",
        '<table:table-row table:number-rows-repeated="1000000">').replace(
        "<table:table-cell ", '<table:table-cell table:number-columns-repeated="200" ')  # fmt: skip
    yield "ods: rows and cells for ever", "open.ods", zipped({**open_one, "content.xml": both.encode()})
    tables = "".join(f'<table:table table:name="T{n}"/>' for n in range(20_000))
    many = open_one["content.xml"].decode().replace("<office:spreadsheet>", f"<office:spreadsheet>{tables}")
    yield "ods: 20,000 empty tables", "open.ods", zipped({**open_one, "content.xml": many.encode()})
    yield from _xml_and_pages(rows)
    yield from old_workbooks(xls(rows))


def _xml_and_pages(rows: list[list[str]]) -> Iterator[Case]:
    whole = xml2003(rows).decode()
    for kind, old, new in (
        ("places out of range", "<Cell>", '<Cell ss:Index="9999999">'),
        ("rows out of range", "<Row>", '<Row ss:Index="9999999">'),
        ("merged for ever", "<Cell>", '<Cell ss:MergeAcross="9999999" ss:MergeDown="9999999">'),
        ("laughs", "<Workbook", LAUGHS + "<Workbook"),
        ("a file", "<Workbook", FILE + "<Workbook"),
        ("numbers with huge exponents", 'ss:Type="String">', 'ss:Type="Number">1e999999999'),
    ):
        yield f"xml: {kind}", "of2003.xml", whole.replace(old, new).encode()
    empty = '<Worksheet ss:Name="E"><Table/></Worksheet>' * 9000
    yield "xml: 9,000 empty sheets", "of2003.xml", whole.replace("<Worksheet", empty + "<Worksheet", 1).encode()
    page = html(rows).decode()
    for kind, old, new in (
        ("colspan without end", "<td>", '<td colspan="100000000" rowspan="100000000">'),
        ("colspan of a thousand", "<td>", '<td colspan="1000" rowspan="1000">'),
        ("tables in tables", "<td>", "<td><table><tr><td>"),
        ("comments that do not end", "<td>", "<!-- <td>"),
        ("declarations", "<td>", "<![CDATA[ <!x <? <td>"),
        ("entities without end", "<td>", "<td>&#99999999999;&" + "a" * 3000),
        ("attributes without end", "<td>", "<td " + "a=" * 3000),
        ("script that does not end", "<table>", "<table><script>"),
        ("an unknown character set", "utf-8", "utf-7"), ("a codec of another kind", "utf-8", "rot13"),
        ("zlib as character set", "utf-8", "zlib"), ("idna as character set", "utf-8", "idna"),
    ):  # fmt: skip
        yield f"html: {kind}", "page.xls", page.replace(old, new).encode()
    yield "html: comments before the page", "page.xls", b"<!---->" * 500 + b"<p"
    yield "html: comments of many dashes", "page.xls", b"<!--" * 1000 + b"-->" * 50 + page.encode()
    yield "html: brackets alone", "page.xls", b"<html><table><tr><td>" + b"<" * 1_500_000
    yield "html: openings alone", "page.xls", b"<html><table><tr><td>" + b"<a " * 500_000
    yield "html: quotes alone", "page.xls", b"<html><table><tr><td>" + b"<a '" * 500_000


def old_workbooks(whole: bytes) -> Iterator[Case]:
    """An .xls whose chains of sectors, directory and records point where they should not."""
    fat = (struct.unpack_from("<I", whole, 76)[0] + 1) * 512
    circle = bytearray(whole)
    for n in range(20):
        struct.pack_into("<I", circle, fat + 4 * n, (n + 1) % 20)
    yield "xls: sectors in a circle", "old.xls", bytes(circle)
    for at in range(24, 76, 4):
        for value in (0, 1, 0x7FFFFFFF, 0xFFFFFFFE, 0xFFFFFFFF):
            spoilt = bytearray(whole)
            struct.pack_into("<I", spoilt, at, value)
            yield "xls: header of the sectors", "old.xls", bytes(spoilt)
    chance = random.Random(5)
    for _ in range(60):
        spoilt = bytearray(whole)
        struct.pack_into("<I", spoilt, fat + 4 * chance.randrange(40), chance.choice((0, 3, 99999, 0xFFFFFFFE)))
        yield "xls: one sector elsewhere", "old.xls", bytes(spoilt)
    for _ in range(60):
        spoilt = bytearray(whole)
        at = 512 + 2 * chance.randrange(2000)
        struct.pack_into("<H", spoilt, at, chance.choice((0, 0xFFFF, 0x8224, 1)))
        yield "xls: a record of another length", "old.xls", bytes(spoilt)


def archives() -> Iterator[Case]:
    plain = text(table(random.Random(1))).encode()
    kept = zipped({"a.csv": plain})
    for kind, mark, place, field in (
        ("bad checksum", b"PK\1\2", 16, struct.pack("<I", 1)), ("bad checksum inside", b"PK\3\4", 14, b"\1\2\3\4"),
        ("huge size", b"PK\1\2", 24, b"\xff\xff\xff\x7f"), ("huge packed size", b"PK\1\2", 20, b"\xff\xff\xff\x7f"),
        ("size of nothing", b"PK\1\2", 24, bytes(4)), ("place behind the end", b"PK\1\2", 42, b"\xff\xff\xff\x7f"),
        ("unknown method", b"PK\1\2", 10, struct.pack("<H", 99)), ("method of LZMA", b"PK\1\2", 10, b"\x0e\0"),
        ("version of the future", b"PK\1\2", 6, b"\xff\0"), ("under a password", b"PK\1\2", 8, b"\1\0"),
        ("strong encryption", b"PK\1\2", 8, b"\x41\0"), ("patched data", b"PK\1\2", 8, b"\x20\0"),
    ):  # fmt: skip
        spoilt = bytearray(kept)
        at = spoilt.index(mark) + place
        spoilt[at : at + len(field)] = field
        yield f"zip: {kind}", "a.zip", bytes(spoilt)
    ways = (
        "../../../../tmp/evil.csv",
        "/etc/evil.csv",
        "C:\\evil.csv",
        "a\0b.csv",
        "..",
        "\x1b[31mred.csv",
        "a\nb.csv",
    )
    for name in (*ways, "x" * 60_000 + ".csv"):
        yield "zip: a name that leads elsewhere", "a.zip", zipped({name: plain})
    yield "zip: no file", "a.zip", zipped({})
    yield "zip: folders alone", "a.zip", zipped({"a/": b"", "a/b/": b""})
    yield "zip: an empty file", "a.zip", zipped({"a.csv": b""})
    yield "zip: a file without a readable one", "a.zip", zipped({"a.png": b"\x89PNG\r\n\x1a\n" + bytes(100)})
    yield "zip: 20,000 files", "a.zip", zipped({f"{n}.csv": b"a,b\n1,2\n" for n in range(20_000)})
    yield "zip: zip in zip in zip", "a.zip", zipped({"b.zip": zipped({"c.zip": kept})})
    yield "zip: gz in zip", "a.zip", zipped({"b.csv.gz": gzip.compress(plain, mtime=0)})
    yield "zip: bomb", "a.zip", zipped({"a.csv": b"a,b\n" * 40_000_000})
    yield "zip: bomb in a zip", "a.zip", zipped({"b.zip": zipped({"a.csv": b"1,2\n" * 40_000_000})})
    yield "zip: overlapping files", "a.zip", _overlapping(400)
    yield from _odd_entries(plain)
    packed = gzip.compress(plain, mtime=0)
    yield "gz: garbage behind", "a.csv.gz", packed + random.Random(1).randbytes(5000)
    yield "gz: zeros behind", "a.csv.gz", packed + bytes(5000)
    yield (
        "gz: 100,000 parts",
        "a.csv.gz",
        b"".join(gzip.compress(f"{n},1\n".encode(), 1, mtime=0) for n in range(100_000)),
    )
    yield "gz: 200,000 empty parts", "a.csv.gz", gzip.compress(b"", 1, mtime=0) * 200_000
    yield "gz: nothing inside", "a.csv.gz", gzip.compress(b"", mtime=0)
    yield "gz: bad checksum", "a.csv.gz", packed[:-8] + b"\1\2\3\4" + packed[-4:]
    yield "gz: gz in gz in gz", "a.csv.gz.gz.gz", gzip.compress(gzip.compress(packed, mtime=0), mtime=0)
    yield "gz: bomb", "a.csv.gz", gzip.compress(b"1,2\n" * 75_000_000, 9, mtime=0)
    yield "gz: a name without end", "a.csv.gz", packed[:3] + b"\x08" + packed[4:10] + b"n" * 1_000_000 + packed[10:]
    for part in (SHEET_PART, "xl/sharedStrings.xml", "xl/workbook.xml"):
        members = unzipped(xlsx(table(random.Random(1))))
        yield "xlsx: bomb in a part", "a.xlsx", zipped({**members, part: b"<a>" + b" " * 150_000_000})


def _odd_entries(plain: bytes) -> Iterator[Case]:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        link = zipfile.ZipInfo("data.csv")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    yield "zip: a link", "a.zip", made.getvalue()
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for content in (b"a,b\n1,2\n", plain):
            archive.writestr(zipfile.ZipInfo("data.csv"), content)
    yield "zip: the same name twice", "a.zip", made.getvalue()
    for method in (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", method) as archive:
            archive.writestr("data.csv", plain)
        yield "zip: packed in another way", "a.zip", made.getvalue()
        spoilt = bytearray(made.getvalue())
        spoilt[60] ^= 0xFF
        yield "zip: packed in another way, spoilt", "a.zip", bytes(spoilt)


def _overlapping(count: int) -> bytes:
    """Many entries of the list that share one packed kernel (after Fifield 2019)."""
    body = zlib.compress(b"1,2\n" * 1_000_000, 9)[2:-4]
    check, size = zlib.crc32(b"1,2\n" * 1_000_000), 4_000_000
    local = struct.pack("<4sHHHIIIIHH", b"PK\3\4", 20, 0, 8, 0, check, len(body), size, 5, 0) + b"0.csv"
    entries = b"".join(
        struct.pack("<4sHHHHIIIIHHHHHII", b"PK\1\2", 20, 20, 0, 8, 0, check, len(body), size, 5, 0, 0, 0, 0, 0, 0)
        + b"0.csv"
        for _ in range(count)
    )
    start = len(local) + len(body)
    return local + body + entries + struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, count, count, len(entries), start, 0)
