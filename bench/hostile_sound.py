"""Small sound files of every format that is read, each with the same table; ``reading_hostile.py`` spoils them."""

from __future__ import annotations

import gzip
import io
import json
import random
import struct
import zipfile
from collections.abc import Callable, Mapping

Rows = list[list[str]]
NAMES = ["id", "place", "opened", "price", "note"]
TYPE = 'xmlns="http://schemas.openxmlformats.org/package/2006/content-types"'
RELATIONS = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def table(chance: random.Random, rows: int = 60) -> Rows:
    """The header and rows of ids, places, dates, prices and remarks."""
    places = ["Köln", "Łódź", "Bergen", "São Paulo", "Wien", "Nice"]
    notes = ["ok", "late, see mail", 'size 5"', "", "two\u00a0parts", "again; checked"]
    made = [
        [str(1001 + n), chance.choice(places), f"2031-{n % 12 + 1:02d}-{n % 28 + 1:02d}",
         f"{chance.randrange(100, 99999) / 100:.2f}", chance.choice(notes)]
        for n in range(rows)
    ]  # fmt: skip
    return [NAMES, *made]


def text(rows: Rows, sign: str = ",", end: str = "\n") -> str:
    def cell(value: str) -> str:
        return '"' + value.replace('"', '""') + '"' if any(mark in value for mark in (sign, '"', "\n")) else value

    return "".join(sign.join(map(cell, row)) + end for row in rows)


def documents(rows: Rows) -> list[dict[str, object]]:
    return [{"id": int(r[0]), "place": r[1], "opened": r[2], "price": float(r[3]), "note": r[4]} for r in rows[1:]]


def geojson(rows: Rows) -> bytes:
    features = [
        {"type": "Feature", "id": r[0], "geometry": {"type": "Point", "coordinates": [float(n), 50.5]},
         "properties": {"place": r[1], "opened": r[2]}}
        for n, r in enumerate(rows[1:])
    ]  # fmt: skip
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False).encode()


def weblog(rows: Rows) -> bytes:
    return "".join(
        f'10.0.0.{n} - - [{n % 28 + 1:02d}/May/2031:10:00:{n:02d} +0000] "GET /page/{r[0]} HTTP/1.1" 200 {1000 + n} '
        f'"-" "Agent/1.0 (test)"\n'
        for n, r in enumerate(rows[1:])
    ).encode()


def parquet(rows: Rows, **options: object) -> bytes:
    import datetime

    import pyarrow as pa
    import pyarrow.parquet as pq

    body = rows[1:]
    made = pa.table(
        {
            "id": pa.array([int(r[0]) for r in body], pa.int32()),
            "place": pa.array([r[1] for r in body]).dictionary_encode(),
            "opened": pa.array([datetime.date.fromisoformat(r[2]) for r in body]),
            "price": pa.array([float(r[3]) for r in body]),
            "note": pa.array([{"text": r[4], "parts": [r[4]]} for r in body]),
        }
    )
    sink = io.BytesIO()
    pq.write_table(made, sink, row_group_size=25, **options)
    return sink.getvalue()


def xlsx(rows: Rows) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append([float(v) if n == 3 and v != "price" else v for n, v in enumerate(row)])
    sheet.merge_cells("H1:H3")
    book.create_sheet("More").append(["x", 1])
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def xls(rows: Rows) -> bytes:
    import xlwt

    book = xlwt.Workbook()
    sheet = book.add_sheet("Data")
    for i, row in enumerate(rows):
        for j, value in enumerate(row):
            sheet.write(i, j, float(value) if i and j in (0, 3) else value)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def ods(rows: Rows) -> bytes:
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import Table, TableCell, TableRow
    from odf.text import P

    book = OpenDocumentSpreadsheet()
    sheet = Table(name="Data")
    for i, row in enumerate(rows):
        line = TableRow()
        for j, value in enumerate(row):
            number = {"valuetype": "float", "value": value} if i and j in (0, 3) else {"valuetype": "string"}
            cell = TableCell(**number)
            cell.addElement(P(text=value))
            line.addElement(cell)
        sheet.addElement(line)
    book.spreadsheet.addElement(sheet)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def record(kind: int, body: bytes = b"") -> bytes:
    """A record of a binary workbook ([MS-XLSB] 2.1.4): kind and size in seven bits a byte."""
    head = bytes([kind & 0x7F | 0x80, kind >> 7]) if kind > 127 else bytes([kind])
    size, sizes = len(body), b""
    while True:
        size, low = size >> 7, size & 0x7F
        sizes += bytes([low | 0x80 if size else low])
        if not size:
            return head + sizes + body


def wide(value: str) -> bytes:
    coded = value.encode("utf-16-le")
    return struct.pack("<I", len(coded) // 2) + coded


def xlsb(rows: Rows) -> bytes:
    """No Python package writes this format, so its records are put together here."""
    sheet = record(129) + record(145)
    for i, row in enumerate(rows):
        sheet += record(0, struct.pack("<IIHHBI", i, 0, 300, 0, 0, 0))
        for j, value in enumerate(row):
            place = struct.pack("<II", j, 0)
            number = i and j in (0, 3)
            sheet += record(5, place + struct.pack("<d", float(value))) if number else record(6, place + wide(value))
    sheet += record(146) + record(130)
    bound = struct.pack("<II", 0, 1) + wide("rId1") + wide("Data")
    return zipped(
        {
            "[Content_Types].xml": f'<Types {TYPE}><Default Extension="bin" ContentType="x"/></Types>'.encode(),
            "_rels/.rels": f'<Relationships {RELATIONS}><Relationship Id="r" Type="{OFFICE}/officeDocument" '
            'Target="xl/workbook.bin"/></Relationships>'.encode(),
            "xl/workbook.bin": record(131) + record(143) + record(156, bound) + record(144) + record(132),
            "xl/_rels/workbook.bin.rels": f'<Relationships {RELATIONS}><Relationship Id="rId1" '
            f'Type="{OFFICE}/worksheet" Target="worksheets/sheet1.bin"/></Relationships>'.encode(),
            "xl/worksheets/sheet1.bin": sheet,
        }
    )


def xml2003(rows: Rows) -> bytes:
    from html import escape

    cells = "".join(
        "<Row>" + "".join(f'<Cell><Data ss:Type="String">{escape(v)}</Data></Cell>' for v in row) + "</Row>"
        for row in rows
    )
    return (
        '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="Data"><Table>'
        f"{cells}</Table></Worksheet></Workbook>"
    ).encode()


def html(rows: Rows) -> bytes:
    from html import escape

    lines = "".join("<tr>" + "".join(f"<td>{escape(v)}</td>" for v in row) + "</tr>" for row in rows)
    return f'<html><head><meta charset="utf-8"></head><body><table>{lines}</table></body></html>'.encode()


def zipped(members: Mapping[str, bytes]) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return kept.getvalue()


def unzipped(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def sound(chance: random.Random) -> dict[str, bytes]:
    """File name → bytes; the names are unique and end as such files are called."""
    rows = table(chance)
    plain = text(rows)
    western = [[v.replace("Łódź", "Zürich") for v in row] for row in rows]
    made: dict[str, bytes | Callable[[Rows], bytes]] = {
        "comma.csv": plain.encode(),
        "excel.csv": b"\xef\xbb\xbf" + text(rows, ";", "\r\n").encode(),
        "western.csv": text(western, ";").encode("cp1252"),
        "wide.csv": text(rows).encode("utf-16"),
        "old.csv": text(rows, ",", "\r").encode(),
        "bars.txt": text(rows, "|").encode(),
        "tabs.tsv": text(rows, "\t").encode(),
        "list.json": json.dumps(documents(rows), ensure_ascii=False, indent=1).encode(),
        "lines.ndjson": "".join(json.dumps(d, ensure_ascii=False) + "\n" for d in documents(rows)).encode(),
        "places.geojson": geojson, "access.log": weblog, "table.parquet": parquet, "book.xlsx": xlsx,
        "binary.xlsb": xlsb, "old.xls": xls, "open.ods": ods, "of2003.xml": xml2003, "page.xls": html,
        "csv.zip": zipped({"comma.csv": plain.encode()}),
        "json.csv.gz": gzip.compress(plain.encode(), mtime=0),
        "zip.zip": zipped({"inner.zip": zipped({"comma.csv": plain.encode()})}),
        "book.zip": zipped({"readme.txt": b"see the book", "book.xlsx": xlsx(rows)}),
    }  # fmt: skip
    files = {name: each(rows) if callable(each) else each for name, each in made.items()}
    return {**files, "macro.xlsm": files["book.xlsx"]}
