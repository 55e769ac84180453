"""Excel's binary .xlsb ([MS-XLSB]): the parts of an .xlsx as records, read as a stream."""

from __future__ import annotations

import posixpath
import struct
from collections.abc import Callable, Iterator

from analytics.reading.workbook_biff import ERRORS, rk_value
from analytics.reading.workbook_formats import BOOLEAN, BUILT_IN, ERROR, GENERAL, TEXT, Style, render, style_of
from analytics.reading.workbook_grid import Grid, GridBuilder, Merge, column_letters
from analytics.reading.workbook_package import Package, local
from analytics.reading.workbook_parts import MAX_HIDDEN, MAX_MERGES, MAX_STRING_CHARS, MAX_STRINGS, MAX_STYLES, Sheet
from analytics.reading.workbook_xls import DAMAGED
from analytics.schema import AnalyticsError, Limits

ROOT = "xl/workbook.bin"
MAX_RECORD = 64 * 1024**2
Record = tuple[int, bytes]
LAST_COLUMN = 16_384


def records(chunks: Iterator[bytes], seen: Callable[[int], None] | None = None) -> Iterator[Record]:
    """Records (kind, body) of a part; a length that is out of all proportion is damage."""
    buffer, at = b"", 0
    for chunk in chunks:
        buffer = buffer[at:] + chunk
        at = 0
        if seen is not None:
            seen(len(chunk))
        while True:
            head = _head(buffer, at)
            if head is None or head[2] + head[1] > len(buffer):
                if head is not None and head[1] > MAX_RECORD:
                    raise AnalyticsError(DAMAGED)
                break
            kind, size, start = head
            yield kind, buffer[start : start + size]
            at = start + size
    if at < len(buffer):
        raise AnalyticsError(DAMAGED)


def _head(buffer: bytes, at: int) -> tuple[int, int, int] | None:
    """Kind, size and start of the body of the record at a place; None where the buffer ends before."""
    end = len(buffer)
    if at >= end:
        return None
    kind = buffer[at]
    at += 1
    if kind & 0x80:
        if at >= end:
            return None
        kind = (kind & 0x7F) | (buffer[at] & 0x7F) << 7
        at += 1
    size = 0
    for shift in (0, 7, 14, 21):
        if at >= end:
            return None
        byte = buffer[at]
        at += 1
        size |= (byte & 0x7F) << shift
        if not byte & 0x80:
            break
    return kind, size, at


def wide_text(body: bytes, at: int) -> tuple[str, int]:
    """A string with four bytes for its length, and the place behind it; the mark for no string at all is empty."""
    (length,) = struct.unpack_from("<I", body, at)
    at += 4
    if length == 0xFFFFFFFF:
        return "", at
    return body[at : at + 2 * length].decode("utf-16-le", "replace"), at + 2 * length


class XlsbBook:
    """The sheets of a binary package."""

    def __init__(self, package: Package, limits: Limits) -> None:
        self.package = package
        self.limits = limits
        self.epoch_1904 = False
        self.sheets: list[Sheet] = []
        self.targets = self._targets()
        self.strings: list[str] | None = None
        self.styles: list[Style] = []
        try:
            self._workbook()
        except struct.error as error:
            raise AnalyticsError(DAMAGED) from error

    @property
    def parsed(self) -> int:
        return self.package.inflated

    def _targets(self) -> dict[str, tuple[str, str]]:
        found: dict[str, tuple[str, str]] = {}

        def start(tag: str, attributes: dict[str, str]) -> None:
            if local(tag) == "Relationship" and len(found) < self.limits.max_members:
                target = attributes.get("Target", "").replace("\\", "/")
                whole = target.lstrip("/") if target.startswith("/") else posixpath.join("xl", target)
                kind = attributes.get("Type", "").rpartition("/")[2]
                found[attributes.get("Id", "")] = (kind, posixpath.normpath(whole))

        self.package.parse("xl/_rels/workbook.bin.rels", start)
        return found

    def _workbook(self) -> None:
        for kind, body in records(self.package.chunks(ROOT)):
            if kind == 153:
                self.epoch_1904 = bool(body[0] & 1)
            elif kind == 156 and len(self.sheets) < self.limits.max_members:
                (state,) = struct.unpack_from("<I", body)
                relation, at = wide_text(body, 8)
                name, _at = wide_text(body, at)
                part_kind, part = self.targets.get(relation, ("", ""))
                if part_kind == "worksheet":
                    self.sheets.append(Sheet(name, part, state != 0))

    def load(self) -> None:
        """Read what all sheets share; once."""
        if self.strings is not None:
            return
        self.strings = []
        parts = dict(self.targets.values())
        styles, strings = parts.get("styles", "xl/styles.bin"), parts.get("sharedStrings", "xl/sharedStrings.bin")
        if styles in self.package:
            self.styles = _read_styles(records(self.package.chunks(styles)))
        if strings in self.package:
            self.strings = _read_strings(records(self.package.chunks(strings)))

    def read(self, sheet: Sheet, progress: Callable[[float], None] | None = None) -> Grid:
        """All cells of a sheet."""
        size, fed = self.package.size(sheet.part), 0

        def seen(more: int) -> None:
            nonlocal fed
            fed += more
            if progress is not None:
                progress(min(1.0, fed / size))

        try:
            self.load()
            scan = _SheetScan(self, sheet.name)
            scan.run(records(self.package.chunks(sheet.part), seen))
        except (struct.error, IndexError) as error:
            raise AnalyticsError(DAMAGED) from error
        return scan.builder.finish()


def _read_styles(found: Iterator[Record]) -> list[Style]:
    codes: dict[int, str] = {}
    formats: list[int] = []
    inside = False
    for kind, body in found:
        if kind == 44 and len(codes) < MAX_STYLES:
            codes[struct.unpack_from("<H", body)[0]] = wide_text(body, 2)[0]
        elif kind in (617, 618):
            inside = kind == 617
        elif kind == 47 and inside and len(formats) < MAX_STYLES:
            formats.append(struct.unpack_from("<HH", body)[1])
    return [style_of(codes.get(number, BUILT_IN.get(number))) for number in formats]


def _read_strings(found: Iterator[Record]) -> list[str]:
    strings: list[str] = []
    chars = 0
    for kind, body in found:
        if kind == 19:
            text = wide_text(body, 1)[0]
            chars += len(text)
            if len(strings) >= MAX_STRINGS or chars > MAX_STRING_CHARS:
                raise AnalyticsError("The workbook holds more text than can be read; save it as CSV and upload that.")
            strings.append(text)
    return strings


class _SheetScan:
    """Puts the cells of one sheet part into a grid."""

    def __init__(self, book: XlsbBook, name: str) -> None:
        self.book = book
        self.builder = GridBuilder(name, book.limits)
        self.grid = self.builder.grid
        self.row = -1
        self.rendered: dict[tuple[float, int], tuple[str, int]] = {}

    def run(self, found: Iterator[Record]) -> None:
        ended = False
        for kind, body in found:
            if 1 < kind <= 11 or kind == 62:
                self._cell(kind, body)
            elif kind == 0:
                self._start_row(body)
            elif kind == 146:  # the end of the cells
                self._end_row()
                ended = True
            elif kind == 176:
                top, bottom, left, right = struct.unpack_from("<IIII", body)
                if len(self.grid.merges) < MAX_MERGES and top <= bottom and left <= right:
                    self.grid.merges.append(Merge(top + 1, left, bottom + 1, right))
            elif kind == 60:
                first, last, _width, _style, flags = struct.unpack_from("<IIIIH", body)
                if flags & 1 and len(self.grid.hidden_columns) < MAX_HIDDEN:
                    self.grid.hidden_columns.append((first, last))
        self._end_row()
        if not ended:
            self.grid.notes.append("The sheet is cut off before its end; rows may be missing.")

    def _start_row(self, body: bytes) -> None:
        self._end_row()
        (self.row,) = struct.unpack_from("<I", body)
        if body[11] & 0x10 and len(self.grid.hidden_rows) < MAX_HIDDEN:
            self.grid.hidden_rows.append(self.row + 1)

    def _end_row(self) -> None:
        if self.row >= 0:
            self.builder.end_row(self.row + 1)

    def _cell(self, kind: int, body: bytes) -> None:
        column, style = struct.unpack_from("<II", body)
        style &= 0xFFFFFF
        if column >= LAST_COLUMN or self.row < 0:
            raise AnalyticsError(DAMAGED)
        if kind == 2:
            text, found = self._value(rk_value(struct.unpack_from("<I", body, 8)[0]), style)
        elif kind in (5, 9):
            text, found = self._value(struct.unpack_from("<d", body, 8)[0], style)
        elif kind in (4, 10):
            text, found = ("TRUE" if body[8] else "FALSE"), BOOLEAN
        elif kind in (3, 11):
            text, found = ERRORS.get(body[8], "#ERR!"), ERROR
            self.grid.errors[text] += 1
            self.grid.first_error = self.grid.first_error or f"{column_letters(column)}{self.row + 1}"
        elif kind == 7:
            text, found = (self.book.strings or [])[struct.unpack_from("<I", body, 8)[0]], TEXT
        else:
            text, found = wide_text(body, 9 if kind == 62 else 8)[0], TEXT
        if text:
            self.builder.put(column, text, found)

    def _value(self, value: float, style: int) -> tuple[str, int]:
        key = (value, style)
        known = self.rendered.get(key)
        if known is None:
            styles = self.book.styles
            shown = styles[style] if style < len(styles) else GENERAL
            try:
                text = str(int(value)) if value == int(value) and abs(value) < 1e16 else repr(value)
                known = render(text, shown, epoch_1904=self.book.epoch_1904)
            except (ValueError, OverflowError, ArithmeticError):
                known = (repr(value), TEXT)
            if len(self.rendered) > 100_000:
                self.rendered.clear()
            self.rendered[key] = known
        return known
