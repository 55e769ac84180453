"""Excel's old .xls (BIFF8 of 97 to 2003, BIFF5 of 95): cells with their formats, merged and hidden ones."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

from analytics.reading.workbook_biff import ERRORS, SharedStrings, code_page, long_text, rk_value, short_text
from analytics.reading.workbook_cfb import CompoundFile
from analytics.reading.workbook_formats import BOOLEAN, BUILT_IN, ERROR, GENERAL, TEXT, Style, render, style_of
from analytics.reading.workbook_grid import Grid, GridBuilder, Merge, column_letters
from analytics.reading.workbook_parts import MAX_MERGES, Sheet
from analytics.schema import AnalyticsError, Limits

PROTECTED = "The workbook is protected by a password; take it off and upload the file again."
DAMAGED = "The workbook is damaged or cut off; save it again and upload that."
_BOF, _EOF, _CONTINUE = 0x809, 0x0A, 0x3C
Record = tuple[int, bytes]


class XlsBook:
    """The sheets of a BIFF workbook."""

    def __init__(self, path: Path, limits: Limits) -> None:
        self.limits = limits
        file = CompoundFile(path, limits)
        if "EncryptedPackage" in file:
            raise AnalyticsError(PROTECTED)
        name = next((name for name in ("Workbook", "Book", "WORKBOOK", "BOOK") if name in file), None)
        if name is None:
            raise AnalyticsError("The file is an old Office document but holds no workbook.")
        self.data = file.stream(name)
        self.epoch_1904 = False
        self.parsed = 0
        self.encoding = "cp1252"
        self.biff8 = True
        self.sheets: list[Sheet] = []
        self.strings: list[str] = []
        self.styles: list[Style] = []
        try:
            self._globals()
        except (struct.error, IndexError) as error:
            raise AnalyticsError(DAMAGED) from error

    def records(self, at: int) -> Iterator[Record]:
        """Records from a place up to the end of their substream; those of a chart inside the sheet are left out."""
        data = self.data
        level = 0
        while at + 4 <= len(data):
            kind, size = struct.unpack_from("<HH", data, at)
            if at + 4 + size > len(data):
                raise AnalyticsError(DAMAGED)
            self.parsed += 4 + size
            level += (kind == _BOF) - (kind == _EOF)
            if level == 0:
                return
            if level == 1:
                yield kind, data[at + 4 : at + 4 + size]
            at += 4 + size
        raise AnalyticsError(DAMAGED)

    def _globals(self) -> None:
        codes: dict[int, str] = {}
        formats: list[int] = []
        shared: list[bytes] = []
        before = 0
        for kind, body in self.records(0):
            if kind == _BOF:
                self.biff8 = struct.unpack_from("<H", body)[0] >= 0x600
            elif kind == 0x2F:
                raise AnalyticsError(PROTECTED)
            elif kind == 0x42:
                self.encoding = code_page(struct.unpack_from("<H", body)[0])
            elif kind == 0x22:
                self.epoch_1904 = struct.unpack_from("<H", body)[0] == 1
            elif kind == 0x85 and len(self.sheets) < self.limits.max_members:
                self._bound_sheet(body)
            elif kind == 0x41E:
                codes[struct.unpack_from("<H", body)[0]] = self._format_code(body)
            elif kind == 0xE0:
                formats.append(struct.unpack_from("<HH", body)[1])
            elif kind == 0xFC or (kind == _CONTINUE and before == 0xFC):
                shared.append(body)
                kind = 0xFC
            before = kind
        self.styles = [style_of(codes.get(number, BUILT_IN.get(number))) for number in formats]
        if shared:
            self.strings = SharedStrings(shared).read()

    def _bound_sheet(self, body: bytes) -> None:
        place, state, kind = struct.unpack_from("<IBB", body)
        if kind != 0:  # a chart, a macro sheet, a module
            return
        name = short_text(body[6:]) if self.biff8 else body[7 : 7 + body[6]].decode(self.encoding, "replace")
        self.sheets.append(Sheet(name, str(place), state & 3 != 0))

    def _format_code(self, body: bytes) -> str:
        if self.biff8:
            return long_text(body[2:])
        return body[3 : 3 + body[2]].decode(self.encoding, "replace")

    def read(self, sheet: Sheet, progress: Callable[[float], None] | None = None) -> Grid:
        """All cells of a sheet, in the order of rows whatever order the file has."""
        scan = SheetScan(self, sheet.name)
        try:
            scan.run(self.records(int(sheet.part)))
        except (struct.error, IndexError) as error:
            raise AnalyticsError(DAMAGED) from error
        return scan.filled(self.limits)


class Styled(Protocol):
    """What the cells of a sheet need to know of their workbook."""

    styles: list[Style]
    strings: list[str]
    encoding: str
    biff8: bool
    epoch_1904: bool


class SheetScan:
    """Collects the cells of one sheet."""

    def __init__(self, book: Styled, name: str) -> None:
        self.book = book
        self.grid = Grid(name)
        self.cells: dict[int, dict[int, tuple[str, int]]] = {}
        self.waiting: tuple[int, int] | None = None
        self.rendered: dict[tuple[float, Style], tuple[str, int]] = {}
        self.handlers: dict[int, Callable[[bytes], None]] = {
            0x203: self._number, 0x27E: self._rk, 0xBD: self._many_rk, 0xFD: self._shared, 0x204: self._label,
            0xD6: self._label, 0x205: self._bool_or_error, 0x06: self._formula, 0x406: self._formula,
            0x207: self._string, 0xE5: self._merged, 0x208: self._row, 0x7D: self._columns,
        }  # fmt: skip

    def run(self, records: Iterator[Record]) -> None:
        for kind, body in records:
            handler = self.handlers.get(kind)
            if handler is not None:
                handler(body)

    def filled(self, limits: Limits) -> Grid:
        """The cells in the order of their rows."""
        builder = GridBuilder(self.grid.name, limits)
        builder.grid = self.grid
        for row in sorted(self.cells):
            for column, (text, kind) in sorted(self.cells[row].items()):
                builder.put(column, text, kind)
            builder.end_row(row + 1)
        return builder.finish()

    def _put(self, row: int, column: int, text: str, kind: int) -> None:
        if text:
            self.cells.setdefault(row, {})[column] = (text, kind)

    def _value(self, row: int, column: int, style: int, value: float) -> None:
        styles = self.book.styles
        self._render(row, column, styles[style] if style < len(styles) else GENERAL, value)

    def _render(self, row: int, column: int, shown: Style, value: float) -> None:
        key = (value, shown)
        known = self.rendered.get(key)
        if known is None:
            try:
                text = str(int(value)) if value == int(value) and abs(value) < 1e16 else repr(value)
                known = render(text, shown, epoch_1904=self.book.epoch_1904)
            except (ValueError, OverflowError, ArithmeticError):
                known = (repr(value), TEXT)
            self.rendered[key] = known
        self._put(row, column, *known)

    def _number(self, body: bytes) -> None:
        row, column, style, value = struct.unpack_from("<HHHd", body)
        self._value(row, column, style, value)

    def _rk(self, body: bytes) -> None:
        row, column, style, packed = struct.unpack_from("<HHHI", body)
        self._value(row, column, style, rk_value(packed))

    def _many_rk(self, body: bytes) -> None:
        row, first = struct.unpack_from("<HH", body)
        for n in range((len(body) - 6) // 6):
            style, packed = struct.unpack_from("<HI", body, 4 + 6 * n)
            self._value(row, first + n, style, rk_value(packed))

    def _shared(self, body: bytes) -> None:
        row, column, _style, place = struct.unpack_from("<HHHI", body)
        self._put(row, column, self.book.strings[place], TEXT)

    def _label(self, body: bytes) -> None:
        row, column = struct.unpack_from("<HH", body)
        if self.book.biff8:
            text = long_text(body[6:])
        else:
            (length,) = struct.unpack_from("<H", body, 6)
            text = body[8 : 8 + length].decode(self.book.encoding, "replace")
        self._put(row, column, text, TEXT)

    def _bool_or_error(self, body: bytes) -> None:
        row, column, _style, value, failed = struct.unpack_from("<HHHBB", body)
        self._flag(row, column, value, bool(failed))

    def _flag(self, row: int, column: int, value: int, failed: bool) -> None:
        if not failed:
            self._put(row, column, "TRUE" if value else "FALSE", BOOLEAN)
            return
        text = ERRORS.get(value, "#ERR!")
        self.grid.errors[text] += 1
        self.grid.first_error = self.grid.first_error or f"{column_letters(column)}{row + 1}"
        self._put(row, column, text, ERROR)

    def _formula(self, body: bytes) -> None:
        row, column, style = struct.unpack_from("<HHH", body)
        result = body[6:14]
        if result[6:8] != b"\xff\xff":
            self._value(row, column, style, struct.unpack("<d", result)[0])
        else:
            self._result(row, column, result)

    def _result(self, row: int, column: int, result: bytes) -> None:
        """The result of a formula that is no number."""
        if result[0] == 0:
            self.waiting = (row, column)
        elif result[0] in (1, 2):
            self._flag(row, column, result[2], result[0] == 2)

    def _string(self, body: bytes) -> None:
        if self.waiting is None:
            return
        if self.book.biff8:
            text = long_text(body)
        else:
            text = body[2:].decode(self.book.encoding, "replace")
        self._put(*self.waiting, text, TEXT)
        self.waiting = None

    def _merged(self, body: bytes) -> None:
        (count,) = struct.unpack_from("<H", body)
        for n in range(min(count, (len(body) - 2) // 8)):
            top, bottom, left, right = struct.unpack_from("<HHHH", body, 2 + 8 * n)
            if len(self.grid.merges) < MAX_MERGES and top <= bottom and left <= right:
                self.grid.merges.append(Merge(top + 1, left, bottom + 1, right))

    def _row(self, body: bytes) -> None:
        if body[12] & 0x20:
            self.grid.hidden_rows.append(struct.unpack_from("<H", body)[0] + 1)

    def _columns(self, body: bytes) -> None:
        first, last, _width, _style, flags = struct.unpack_from("<HHHHH", body)
        if flags & 1:
            self.grid.hidden_columns.append((first, last))
