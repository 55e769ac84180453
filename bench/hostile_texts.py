"""Texts, JSON and Parquet files that somebody made to do harm, and texts whose time may grow faster than their size."""

from __future__ import annotations

import io
import json
import random
import struct
from collections.abc import Callable, Iterator

from hostile_sound import parquet, table

Case = tuple[str, str, bytes]
MB = 1024**2
WEB_LOG = b'1.1.1.1 - - [01/May/2031:10:00:00 +0000] "GET /'
XML_2003 = b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">'


def documents() -> Iterator[Case]:
    """JSON of all kinds."""
    many = {f"k{n}": n for n in range(100_000)}
    texts: dict[str, str | bytes] = {
        "lists a million deep": "[" * 1_000_000,
        "lists a million deep, closed": "[" * 1_000_000 + "]" * 1_000_000,
        "objects a million deep": '{"a":' * 1_000_000 + "1" + "}" * 1_000_000,
        "rows 900 deep": "[" + ",".join('{"a":' * 900 + "1" + "}" * 900 for _ in range(20)) + "]",
        "lists 900 deep in rows": "[" + ",".join('{"a":' + "[" * 900 + "]" * 900 + "}" for _ in range(20)) + "]",
        "numbers beyond all": '[{"a":1e400,"b":-1e999999999},{"a":1e-400,"b":0}]',
        "a number of 100,000 digits": '[{"a":' + "9" * 100_000 + '},{"a":1}]',
        "NaN and Infinity": '[{"a":NaN,"b":Infinity},{"a":-Infinity,"b":1}]',
        "half surrogates": '[{"a\\ud800":"\\udc00x"},{"a\\ud800":"\\ud800\\ud800"}]',
        "zero characters": '[{"a\\u0000":"\\u0000"},{"a\\u0000":"x\\u0000y"}]',
        "the same key 50,000 times": "[{" + ",".join(f'"a":{n}' for n in range(50_000)) + "}]",
        "a key of its own in a million rows": "[" + ",".join(f'{{"k{n}":1}}' for n in range(1_000_000)) + "]",
        "100,000 columns": json.dumps([many, many]),
        "100,000 columns of lists": json.dumps([list(range(100_000))] * 2),
        "lists of lists of lists": json.dumps([[[[n] * 5] * 5] * 5 for n in range(300)]),
        "rows of other kinds": json.dumps([1, "x", None, True, [], {}, {"a": 1}, [1], 1.5] * 50),
        "empty objects": "[" + ",".join(["{}"] * 100_000) + "]",
        "nulls": "[" + ",".join(["null"] * 100_000) + "]",
        "one text of 60 MB": '["' + "x" * 60 * MB + '"]',
        "a text that does not end": '[{"a":"' + "x" * 20 * MB,
        "a list that does not end": '[{"a":1},' * 100_000,
        "commas alone": "[" + "," * MB,
        "blanks alone behind": '[{"a":1}' + " " * 20 * MB,
        "escapes alone": '["' + "\\" * MB,
        "colons alone": '{"a"' + ":" * MB,
        "lines of braces": "{}\n" * 100_000,
        "lines of openings": '{"a":1}\n' + "{\n" * 100_000,
        "lines of quotes": '{"a":1}\n' + '"\n' * 100_000,
        "keys of blanks": '[{" ":1,"  ":2,"":3,"\\n":4},{"":5}]',
        "a key of 5 MB": '[{"' + "k" * 5 * MB + '":1}]',
        "an empty list": "[]", "an empty object": "{}", "a bare number": "12", "a bare text": '"x"',
        "UTF-16 cut in two": json.dumps([{"a": "ü"}] * 50).encode("utf-16")[:-1],
        "UTF-32": json.dumps([{"a": "ü"}] * 50).encode("utf-32"),
        "bytes that are no text": b'[{"a":"' + bytes(range(128, 256)) * 50 + b'"}]',
        "features without end": json.dumps({"type": "FeatureCollection", "features": [{"type": "Feature"}] * 5000}),
        "coordinates 500 deep": '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"a":1},'
        '"geometry":{"type":"Polygon","coordinates":' + "[" * 500 + "1" + "]" * 500 + "}}]}",
        "coordinates that are none": json.dumps({"type": "FeatureCollection", "features": [
            {"type": "Feature", "properties": p, "geometry": {"type": "Point", "coordinates": c}}
            for p, c in [({}, []), (None, None), ([], "x"), (1, [None, {}]), ({"a": 1}, [1e400, "y"])]]}),
    }  # fmt: skip
    for kind, content in texts.items():
        yield f"json: {kind}", "a.json", content.encode() if isinstance(content, str) else content


def tables() -> Iterator[Case]:
    """Delimited texts."""
    chance = random.Random(3)
    texts: dict[str, bytes] = {
        "one line of 50 MB": b"ab,12 x;" * (50 * MB // 8),
        "one word of 50 MB": b"x" * 50 * MB,
        "a million columns": b",".join(b"%d" % n for n in range(1_000_000)) + b"\n" + b"1," * 1_000_000,
        "quotes alone": b'"' * MB, "commas alone": b"," * MB, "tabs and lines": b"\t\n" * 500_000,
        "line ends alone": b"\n" * MB, "carriage returns alone": b"\r" * MB, "blanks alone": b" " * MB,
        "zeros alone": bytes(MB), "a mark of byte order alone": b"\xef\xbb\xbf", "two bytes of UTF-16": b"\xff\xfe",
        "UTF-16 of an odd length": "a,b\n1,2\n".encode("utf-16") + b"x", "one byte": b"x", "one quote": b'"',
        "UTF-32": "a,b\n1,2\n3,4\n".encode("utf-32"), "UTF-7": b"a,b\n+AOQ-,2\n",
        "random bytes": chance.randbytes(200_000), "random letters": bytes(chance.choices(range(32, 127), k=200_000)),
        "every byte value": bytes(range(256)) * 400,
        "every byte value in cells": b"".join(b"%d,%c\n" % (n, n) for n in range(256)) * 20,
        "one quote that stays open": b'a,b\n1,"' + b"2\n3,4\n5," * (30 * MB // 8),
        "a quote that opens late": b"a,b\n" + b"3,4\n" * 2_000_000 + b'5,"6\n7,8\n',
        "a quote in every line": b'a,b\n' + b'1,"2\n' * 300_000,
        "rows that grow": b"".join(b"1," * n + b"\n" for n in range(1500)),
        "delimiters that change": b"".join(b"1%c2%c3\n" % (s, s) for s in b",;|\t" * 20_000),
        "blank lines between": b"a,b\n1,2\n" + b"\n" * 500_000 + b"3,4\n",
        "one long cell": b"a,b\n1,2\n" + b"x" * 20 * MB + b",3\n4,5\n",
        "headers alone": b"a,b,c\n", "headers of blanks": b" , , \n , , \n", "the same header": b"a,a,a\n" * 50_000,
        "formulas": b"a,b\n" + b"=cmd|' /C calc'!A0,@SUM(1)\n" * 50,
        "marks of direction": b"a,b\n" + "\u202e1,\u200b2\n".encode() * 50,
        "marks upon marks": b"a,b\n" + ("e" + "\u0301" * 5000 + ",1\n").encode() * 20,
        "halves of characters": b"a,b\n" + b"\xed\xa0\x80,\xf4\x90\x80\x80\n" * 50,
        "digits of all scripts": b"a,b\n" + "٣,²\n".encode() * 50,
        "numbers of 5,000 digits": b"a,b\n" + (b"9" * 5000 + b"," + b"1" * 5000 + b"\n") * 30,
        "numbers with huge exponents": b"a,b\n" + b"1e999999999,-1E-999999999\n" * 50,
        "dates out of range": b"a,b\n" + b"99999-99-99,0000-00-00\n9999-12-31,0001-01-01\n" * 50,
        "names of 100 KB": b"x" * 100_000 + b"," + b"y" * 100_000 + b"\n" + b"1,2\n" * 50,
        "names that are SQL": b"a\"); DROP TABLE x;--,'b\n" + b"1,2\n" * 50,
        "a web log of one line of 2 MB": WEB_LOG + b"a" * 2 * MB + b' H" 200 1\n',
    }  # fmt: skip
    for kind, content in texts.items():
        yield f"csv: {kind}", "a.csv", content


def parquets() -> Iterator[Case]:
    """Parquet files of odd types, and with footers that lie."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    def written(columns: dict[str, object], **options: object) -> bytes:
        sink = io.BytesIO()
        pq.write_table(pa.table(columns), sink, **options)
        return sink.getvalue()

    from datetime import UTC, datetime
    from decimal import Decimal

    deep: object = 1
    for _ in range(60):
        deep = {"a": deep}
    moments = [datetime(1, 1, 1), datetime(9999, 12, 31), None]
    kinds: dict[str, dict[str, object]] = {
        "decimals": {"a": pa.array([Decimal("9" * 38), Decimal("-1"), None], pa.decimal128(38, 0)),
                     "b": pa.array([Decimal("9" * 70), None, Decimal(0)], pa.decimal256(76, 0))},
        "moments": {"a": pa.array(moments, pa.timestamp("us")), "b": pa.array([1, 2**62, None], pa.timestamp("ns")),
                    "c": pa.array([datetime(2031, 1, 1, tzinfo=UTC)] * 3, pa.timestamp("ms", "Europe/Berlin"))},
        "times and periods": {"a": pa.array([0, 86_399_999_999, None], pa.time64("us")),
                              "b": pa.array([1, 2**62, None], pa.duration("ns"))},
        "bytes": {"a": pa.array([b"\xff\0", b"", None]), "b": pa.array([b"1234"] * 3, pa.binary(4))},
        "lists and maps": {"a": pa.array([[[1, None]], [], None]),
                           "b": pa.array([[("k", 1)], [], None], pa.map_(pa.string(), pa.int32()))},
        "60 levels": {"a": pa.array([deep, deep])}, "nulls": {"a": pa.nulls(5), "b": pa.array([None] * 5, pa.int8())},
        "no rows": {"a": pa.array([], pa.int32())},
        "halves of floats": {"a": pa.array([1.5, float("nan")], pa.float16())},
        "3,000 columns": {f"c{n}": pa.array([n]) for n in range(3000)},
        "names alike": {"a": pa.array([1]), "A": pa.array([2]), " a": pa.array([3]), "": pa.array([4])},
        "one value ten million times": {"a": pa.array(["x" * 1000] * 1000).take(pa.array([0] * 100_000))},
    }  # fmt: skip
    for kind, columns in kinds.items():
        yield f"parquet: {kind}", "a.parquet", written(columns)
    old = {"a": pa.array(moments[:1] * 3, pa.timestamp("us"))}
    yield "parquet: INT96", "a.parquet", written(old, use_deprecated_int96_timestamps=True)
    rows = table(random.Random(2))
    chance = random.Random(4)
    for compression in ("snappy", "gzip", "zstd", "none"):
        whole = parquet(rows, compression=compression)
        (size,) = struct.unpack_from("<I", whole, len(whole) - 8)
        start = len(whole) - 8 - size
        for length in (0, 1, size - 1, size + 1, 0x7FFFFFFF, 0xFFFFFFFF):
            yield "parquet: length of the footer", "a.parquet", whole[:-8] + struct.pack("<I", length) + b"PAR1"
        for _ in range(40):
            spoilt = bytearray(whole)
            spoilt[start + chance.randrange(size)] = chance.randrange(256)
            yield "parquet: a byte of the footer", "a.parquet", bytes(spoilt)
        for _ in range(40):
            spoilt = bytearray(whole)
            spoilt[4 + chance.randrange(start - 4)] = chance.randrange(256)
            yield "parquet: a byte of the pages", "a.parquet", bytes(spoilt)
        yield "parquet: marks alone", "a.parquet", b"PAR1" * 2


GROWING: dict[str, tuple[str, Callable[[int], bytes]]] = {
    "digits": ("a.csv", lambda n: b"1" * n),
    "blanks": ("a.csv", lambda n: b"a" + b" " * n + b"b"),
    "a,a,a …": ("a.csv", lambda n: b"a," * (n // 2)),
    "a;b,c …": ("a.csv", lambda n: b"a;b,c|d\t" * (n // 8)),
    "quotes": ("a.csv", lambda n: b'"' * n),
    'quoted ""': ("a.csv", lambda n: b'"a""b",' * (n // 7)),
    "a quote in each cell": ("a.csv", lambda n: b'a"b,c"\n' * (n // 7)),
    "an open quote": ("a.csv", lambda n: b'a,b\n"x' + b"\n1,2" * (n // 4)),
    "an open quote in each line": ("a.csv", lambda n: b"a,b\n" + b'1,"2\n' * (n // 5)),
    "quotes behind escapes": ("a.csv", lambda n: b"a,b\n" + b'"\\"\\",1\n' * (n // 8)),
    "brackets": ("a.csv", lambda n: b"[" * n),
    "brackets in rows": ("a.csv", lambda n: b"[[((,{\n" * (n // 7)),
    "points and commas": ("a.csv", lambda n: b"1.1,1.1,1" * (n // 9)),
    "dashes": ("a.csv", lambda n: b"-" * n),
    "one long cell": ("a.csv", lambda n: b"a,b\n1,2\n" + b"1,1.1 " * (n // 6)),
    "lines of blanks": ("a.csv", lambda n: b"  \n" * (n // 3)),
    "drawn lines": ("a.csv", lambda n: b"+--+\n" * (n // 5)),
    "names again": ("a.csv", lambda n: b"a,b\n" * (n // 4)),
    "ragged": ("a.csv", lambda n: b"1,2\n1,2,3\n" * (n // 10)),
    "remarks": ("a.csv", lambda n: b"# a\n1,2\n" * (n // 8)),
    "tables": ("a.csv", lambda n: b"a,b\n1,2\n\n" * (n // 9)),
    "tables of other widths": ("a.csv", lambda n: b"a,b\n1,2\n\na,b,c\n1,2,3\n\n" * (n // 22)),
    "totals": ("a.csv", lambda n: b"a,1\nTotal,1\n" * (n // 12)),
    "key=value": ("a.csv", lambda n: b"a=1 b=2\n" * (n // 8)),
    "two columns beside": ("a.csv", lambda n: b"1,2,,3,4\n" * (n // 9)),
    "wide rows": ("a.csv", lambda n: (b"1," * 1500 + b"\n") * (n // 3001)),
    "wide ragged rows": ("a.csv", lambda n: (b"1," * 900 + b"\n" + b"1," * 901 + b"\n") * (n // 3604)),
    "a web log of blanks": ("a.log", lambda n: WEB_LOG + b' H" 200 1\n' + b'1 - - ["' + b' "' * (n // 2)),
    "backslashes": ("a.json", lambda n: b'["' + b"\\\\" * (n // 2)),
    "open braces": ("a.json", lambda n: b'{"a":1}\n' + b"{\n" * (n // 2)),
    "lines that are no JSON": ("a.json", lambda n: b'{"a":1}\n' + b'{"a":1}\n{x\n' * (n // 11)),
    "tags": ("a.xls", lambda n: b"<html><table><tr><td>" + b"<a " * (n // 3)),
    "comments": ("a.xls", lambda n: b"<html><table>" + b"<!--" * (n // 4)),
    "entities": ("a.xls", lambda n: b"<html><table><td>" + b"&#" * (n // 2)),
    "declarations": ("a.xls", lambda n: b"<html><table>" + b"<!x" * (n // 3)),
    "closings": ("a.xls", lambda n: b"<html><table>" + b"</" * (n // 2)),
    "cells": ("a.xls", lambda n: b"<html><table><tr>" + b"<td rowspan=9 colspan=9>a" * (n // 25)),
    "sheets": ("a.xml", lambda n: XML_2003 + b"<Worksheet/>" * (n // 12) + b"</Workbook>"),
}
"""File name and bytes of about ``n``: what is in them comes again and again, so the time should grow with the size."""
