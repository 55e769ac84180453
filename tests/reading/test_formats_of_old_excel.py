"""Worksheets of Excel 2, 3 and 4, written record by record."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from formats_help import read

from analytics.schema import AnalyticsError


def record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def text34(row: int, column: int, words: bytes) -> bytes:
    return record(0x204, struct.pack("<HHHH", row, column, 0, len(words)) + words)


def number34(row: int, column: int, style: int, value: float) -> bytes:
    return record(0x203, struct.pack("<HHHd", row, column, style, value))


def text2(row: int, column: int, words: bytes) -> bytes:
    return record(0x04, struct.pack("<HH3sB", row, column, b"", len(words)) + words)


def number2(row: int, column: int, style: int, value: float) -> bytes:
    return record(0x03, struct.pack("<HH3sd", row, column, bytes([0, style, 0]), value))


def newer(version: int) -> bytes:
    """A sheet of Excel 3 or 4: numbers and texts with the index of their looks."""
    three = version == 3
    looks = [record(0x243 if three else 0x443, bytes([0, n]) + bytes(10)) for n in range(3)]
    cells = [
        text34(0, 0, b"Stra\xdfe"), text34(0, 1, b"Day"), text34(0, 2, b"Share"), text34(0, 3, b"Sum"),
        text34(0, 4, b"Open"),
        text34(1, 0, b"Ring 1"), number34(1, 1, 1, 40179), number34(1, 2, 2, 0.25), number34(1, 3, 0, 12.5),
        record(0x205, struct.pack("<HHHBB", 1, 4, 0, 1, 0)),
        text34(2, 0, b"Ring 2"), number34(2, 1, 1, 40180), record(0x27E, struct.pack("<HHHI", 2, 2, 2, 50 << 2 | 3)),
        record(0x206 if three else 0x406, struct.pack("<HHHd", 2, 3, 0, 8) + bytes(4)),
        record(0x205, struct.pack("<HHHBB", 2, 4, 0, 0, 0)),
    ]  # fmt: skip
    formats = [
        record(0x1E if three else 0x41E, (b"" if three else b"\0\0") + bytes([len(words)]) + words)
        for words in (b"General", b"dd/mm/yyyy", b"0%")
    ]
    start = record(0x209 if three else 0x409, struct.pack("<HHH", 0, 0x10, 0)) + record(0x42, struct.pack("<H", 32769))
    return start + b"".join([*formats, *looks, *cells]) + record(0x0A)


def oldest() -> bytes:
    """A sheet of Excel 2: three bytes of looks, the number format in the second."""
    cells = [
        text2(0, 0, b"Stra\xdfe"), text2(0, 1, b"Day"), text2(0, 2, b"Share"), text2(0, 3, b"Sum"),
        text2(0, 4, b"Open"),
        text2(1, 0, b"Ring 1"), number2(1, 1, 1, 40179), number2(1, 2, 2, 0.25), number2(1, 3, 0, 12.5),
        record(0x05, struct.pack("<HH3sBB", 1, 4, b"", 1, 0)),
        record(0x06, struct.pack("<HH3s8s", 2, 0, b"", bytes(6) + b"\xff\xff") + bytes(2)), record(0x07, b"\x06Ring 2"),
        number2(2, 1, 1, 40180), number2(2, 2, 2, 0.5), record(0x02, struct.pack("<HH3sH", 2, 3, b"", 8)),
        record(0x05, struct.pack("<HH3sBB", 2, 4, b"", 0, 0)),
    ]  # fmt: skip
    formats = [record(0x1E, bytes([len(words)]) + words) for words in (b"General", b"dd/mm/yyyy", b"0%")]
    return record(0x09, struct.pack("<HH", 2, 0x10)) + b"".join([*formats, *cells]) + record(0x0A)


@pytest.mark.parametrize("content", [oldest(), newer(3), newer(4)], ids=["2", "3", "4"])
def test_a_sheet_of_the_first_excels_is_read_like_any_other(tmp_path: Path, content: bytes):
    path = tmp_path / "old.xls"
    path.write_bytes(content)
    got = read("workbook", path)
    assert got.columns == ["Straße", "Day", "Share", "Sum", "Open"]
    assert got.rows == [
        ["Ring 1", "2010-01-01", "25%", "12.5", "TRUE"],
        ["Ring 2", "2010-01-02", "50%", "8", "FALSE"],
    ]
    assert got.detected.format == "xls"


def test_one_that_is_cut_off_or_locked_is_refused(tmp_path: Path):
    path = tmp_path / "old.xls"
    path.write_bytes(newer(4)[:-9])
    with pytest.raises(AnalyticsError, match="damaged or cut off"):
        read("workbook", path)
    path.write_bytes(newer(4)[:10] + record(0x2F, bytes(4)) + newer(4)[10:])
    with pytest.raises(AnalyticsError, match="password"):
        read("workbook", path)
