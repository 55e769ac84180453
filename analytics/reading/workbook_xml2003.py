"""Excel's XML of 2003 (SpreadsheetML), which reporting programs still write under the name .xls."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from analytics.reading.workbook_formats import (
    BOOLEAN,
    BUILT_IN,
    ERROR,
    GENERAL,
    TEXT,
    Style,
    render,
    style_of,
)
from analytics.reading.workbook_grid import MAX_CELL_TEXT, Grid, GridBuilder, Merge, column_letters
from analytics.reading.workbook_package import CHUNK, local, parse_xml
from analytics.reading.workbook_parts import MAX_HIDDEN, MAX_MERGES, MAX_STYLES, Sheet, iso_text
from analytics.schema import AnalyticsError, Limits

LAST_COLUMN = 16_384
NAMED = {
    "Percent": BUILT_IN[10], "Currency": BUILT_IN[7], "Euro Currency": '#,##0.00 "€"', "Short Date": BUILT_IN[14],
    "General Date": BUILT_IN[22], "Medium Date": BUILT_IN[15], "Long Date": BUILT_IN[15], "Short Time": BUILT_IN[20],
    "Medium Time": BUILT_IN[18], "Long Time": BUILT_IN[19],
}  # fmt: skip


def is_spreadsheet_xml(head: bytes) -> bool:
    """Whether a file starts like such a workbook."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        start = head.decode("utf-16", "replace").encode("utf-8")
    return start.startswith(b"<?xml") and b"urn:schemas-microsoft-com:office:spreadsheet" in head.replace(b"\0", b"")


class Xml2003Book:
    """The worksheets of one XML file."""

    epoch_1904 = False

    def __init__(self, path: Path, limits: Limits) -> None:
        self.path = path
        self.limits = limits
        self.sheets: list[Sheet] = []
        self.styles: dict[str, Style] = {}
        self.parsed = 0
        self._list()

    def _chunks(self) -> Iterator[bytes]:
        with self.path.open("rb") as file:
            while chunk := file.read(CHUNK):
                self.parsed += len(chunk)
                yield chunk

    def _list(self) -> None:
        style = ""

        def start(tag: str, attributes: dict[str, str]) -> None:
            nonlocal style
            tag = local(tag)
            if tag == "Worksheet" and len(self.sheets) < self.limits.max_members:
                name = _attribute(attributes, "Name") or f"Sheet {len(self.sheets) + 1}"
                self.sheets.append(Sheet(name, str(len(self.sheets))))
            elif tag == "Style":
                style = _attribute(attributes, "ID")
            elif tag == "NumberFormat" and len(self.styles) < MAX_STYLES:
                code = _attribute(attributes, "Format")
                self.styles[style] = style_of(NAMED.get(code, code))

        parse_xml(self._chunks(), start, None, None, what="workbook")

    def read(self, sheet: Sheet, progress: Callable[[float], None] | None = None) -> Grid:
        """All cells of a worksheet."""
        scan = _SheetScan(self, sheet)
        size = max(1, self.path.stat().st_size)
        parse_xml(self._chunks(), scan.start, scan.end, scan.text, what="workbook", progress=progress, size=size)
        return scan.builder.finish()


def _attribute(attributes: dict[str, str], name: str) -> str:
    return next((value for key, value in attributes.items() if local(key) == name), "")


def _whole(attributes: dict[str, str], name: str, default: int) -> int:
    text = _attribute(attributes, name)
    return int(text) if text.isdecimal() and len(text) < 8 else default


class _SheetScan:
    """The handlers for one of the worksheets."""

    def __init__(self, book: Xml2003Book, sheet: Sheet) -> None:
        self.book = book
        self.builder = GridBuilder(sheet.name, book.limits)
        self.grid = self.builder.grid
        self.wanted = int(sheet.part)
        self.place = -1
        self.row = 0
        self.column = 0
        self.next_header = 0
        self.style = GENERAL
        self.kind = ""
        self.parts: list[str] = []
        self.size = 0
        self.collecting = False
        self.right = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = local(tag)
        if tag == "Worksheet":
            self.place += 1
            self.row = self.next_header = 0
        elif self.place != self.wanted:
            return
        elif tag == "Row":
            self.row = _whole(attributes, "Index", self.row + 1)
            self.column = 0
            if _attribute(attributes, "Hidden") == "1" and len(self.grid.hidden_rows) < MAX_HIDDEN:
                self.grid.hidden_rows.append(self.row)
        elif tag == "Cell":
            self._start_cell(attributes)
        elif tag == "Data":
            self.kind = _attribute(attributes, "Type")
            self.collecting = True
        elif tag == "Column":
            first = _whole(attributes, "Index", self.next_header + 1)
            self.next_header = first + _whole(attributes, "Span", 0)
            if _attribute(attributes, "Hidden") == "1" and len(self.grid.hidden_columns) < MAX_HIDDEN:
                self.grid.hidden_columns.append((first - 1, self.next_header - 1))

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self.column = _whole(attributes, "Index", self.column + 1)
        if self.column > LAST_COLUMN:
            raise AnalyticsError(f"The sheet “{self.grid.name}” is damaged: a cell has no valid place; save it again.")
        self.style = self.book.styles.get(_attribute(attributes, "StyleID"), GENERAL)
        self.parts.clear()
        self.size = 0
        right, down = _whole(attributes, "MergeAcross", 0), _whole(attributes, "MergeDown", 0)
        if (right or down) and len(self.grid.merges) < MAX_MERGES:
            self.grid.merges.append(Merge(self.row, self.column - 1, self.row + down, self.column - 1 + right))
        self.right = right

    def text(self, content: str) -> None:
        if self.collecting:
            self.size += len(content)
            if self.size > MAX_CELL_TEXT:
                raise AnalyticsError(f"A cell in row {self.row} holds more text than a cell can have; it was not read.")
            self.parts.append(content)

    def end(self, tag: str) -> None:
        tag = local(tag)
        if self.place != self.wanted:
            return
        if tag == "Data":
            self.collecting = False
        elif tag == "Cell":
            stored = "".join(self.parts)
            if stored:
                text, kind = self._meaning(stored)
                self.builder.put(self.column - 1, text, kind)
            self.column += self.right
        elif tag == "Row":
            self.builder.end_row(self.row)

    def _meaning(self, stored: str) -> tuple[str, int]:
        if self.kind == "Number":
            try:
                return render(stored.strip(), self.style)
            except (ValueError, OverflowError, ArithmeticError):
                return stored, TEXT
        if self.kind == "DateTime":
            return iso_text(stored)
        if self.kind == "Boolean":
            return ("TRUE" if stored.strip() == "1" else "FALSE"), BOOLEAN
        if self.kind == "Error":
            self.grid.errors[stored] += 1
            self.grid.first_error = self.grid.first_error or f"{column_letters(self.column - 1)}{self.row}"
            return stored, ERROR
        return stored, TEXT
