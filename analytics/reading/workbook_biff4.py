"""Worksheets of Excel 2, 3 and 4, which some exports still write as .xls: bare records, one sheet a file."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from pathlib import Path

from analytics.reading.workbook_biff import code_page
from analytics.reading.workbook_formats import BUILT_IN, NUMBER, TEXT, Style, style_of
from analytics.reading.workbook_grid import Grid
from analytics.reading.workbook_parts import Sheet
from analytics.reading.workbook_xls import DAMAGED, PROTECTED, Record, SheetScan
from analytics.schema import AnalyticsError, Limits

_BOF = {0x0009: 4, 0x0209: 6, 0x0409: 6}
"""The first record of each version, with its size."""
_WORKSHEET, _EOF = 0x10, 0x0A
_LONGEST = 60_000


def is_worksheet(head: bytes) -> bool:
    """Whether bytes begin a worksheet of these versions."""
    if len(head) < 8:
        return False
    kind, size, _version, what = struct.unpack_from("<HHHH", head)
    return bool(_BOF.get(kind) == size and what == _WORKSHEET)


class WorksheetFile:
    """A file that is one worksheet."""

    def __init__(self, path: Path, limits: Limits) -> None:
        self.limits = limits
        self.data = path.read_bytes()
        self.parsed = len(self.data)
        self.sheets = [Sheet("Sheet1", "0", False)]
        self.epoch_1904 = False
        self.encoding = "cp1252"
        self.biff8 = False
        self.strings: list[str] = []
        self.styles: list[Style] = []
        self.formats: list[Style] = []
        try:
            self._look()
        except (struct.error, IndexError) as error:
            raise AnalyticsError(DAMAGED) from error

    def records(self) -> Iterator[Record]:
        """All records up to the end of the sheet."""
        at = 0
        while at + 4 <= len(self.data):
            kind, size = struct.unpack_from("<HH", self.data, at)
            if kind == _EOF:
                return
            if size > _LONGEST or at + 4 + size > len(self.data):
                break
            yield kind, self.data[at + 4 : at + 4 + size]
            at += 4 + size
        raise AnalyticsError(DAMAGED)

    def _look(self) -> None:
        """The encoding and the formats, which may stand behind cells."""
        codes: list[str] = []
        numbers: list[int] = []
        for kind, body in self.records():
            if kind == 0x2F:
                raise AnalyticsError(PROTECTED)
            if kind == 0x42:
                self.encoding = code_page(struct.unpack_from("<H", body)[0])
            elif kind == 0x22:
                self.epoch_1904 = struct.unpack_from("<H", body)[0] == 1
            elif kind in (0x1E, 0x41E):
                body = body[2:] if kind == 0x41E else body
                codes.append(body[1 : 1 + body[0]].decode(self.encoding, "replace"))
            elif kind in (0x43, 0x243, 0x443):
                numbers.append(body[2] & 0x3F if kind == 0x43 else body[1])
        known = dict(enumerate(codes)) or BUILT_IN
        self.formats = [style_of(known.get(number)) for number in range(max(known) + 1)]
        self.styles = [style_of(known.get(number)) for number in numbers]

    def read(self, sheet: Sheet, progress: Callable[[float], None] | None = None) -> Grid:
        """All cells of the sheet."""
        scan = _OldScan(self, sheet.name)
        try:
            scan.run(self.records())
        except (struct.error, IndexError) as error:
            raise AnalyticsError(DAMAGED) from error
        return scan.filled(self.limits)


class _OldScan(SheetScan):
    """Knows the cells of Excel 2 besides: three bytes of looks where later ones have a number."""

    def __init__(self, book: WorksheetFile, name: str) -> None:
        super().__init__(book, name)
        self.formats = book.formats
        self.handlers.update({
            0x02: self._old_whole, 0x03: self._old_number, 0x04: self._old_label, 0x05: self._old_flag,
            0x06: self._old_formula, 0x07: self._old_string, 0x206: self._formula,
        })  # fmt: skip

    def _shown(self, row: int, column: int, looks: bytes, value: float) -> None:
        number = looks[1] & 0x3F
        style = self.formats[number] if number < len(self.formats) else Style(NUMBER)
        self._render(row, column, style, value)

    def _old_whole(self, body: bytes) -> None:
        row, column, looks, value = struct.unpack_from("<HH3sH", body)
        self._shown(row, column, looks, float(value))

    def _old_number(self, body: bytes) -> None:
        row, column, looks, value = struct.unpack_from("<HH3sd", body)
        self._shown(row, column, looks, value)

    def _old_label(self, body: bytes) -> None:
        row, column, _looks, length = struct.unpack_from("<HH3sB", body)
        self._put(row, column, body[8 : 8 + length].decode(self.book.encoding, "replace"), TEXT)

    def _old_flag(self, body: bytes) -> None:
        row, column, _looks, value, failed = struct.unpack_from("<HH3sBB", body)
        self._flag(row, column, value, bool(failed))

    def _old_formula(self, body: bytes) -> None:
        row, column, looks = struct.unpack_from("<HH3s", body)
        result = body[7:15]
        if result[6:8] != b"\xff\xff":
            self._shown(row, column, looks, struct.unpack("<d", result)[0])
        else:
            self._result(row, column, result)

    def _old_string(self, body: bytes) -> None:
        if self.waiting is not None:
            self._put(*self.waiting, body[1 : 1 + body[0]].decode(self.book.encoding, "replace"), TEXT)
            self.waiting = None
