"""OpenDocument spreadsheets (.ods), read as a stream of XML; repeated rows and cells are repeated under limits."""

from __future__ import annotations

import re
from collections.abc import Callable

from analytics.reading.workbook_formats import (
    BOOLEAN,
    CODE,
    CURRENCY,
    DURATION,
    ERROR,
    NUMBER,
    PERCENT,
    TEXT,
    TIME,
    Style,
    render,
)
from analytics.reading.workbook_grid import MAX_CELL_TEXT, Grid, GridBuilder, Merge, column_letters
from analytics.reading.workbook_package import Package, StopParsing, local
from analytics.reading.workbook_parts import MAX_HIDDEN, MAX_MERGES, Sheet, iso_text
from analytics.schema import AnalyticsError, Limits

CONTENT = "content.xml"
LAST_ROW = 1_048_576
LAST_COLUMN = 16_384
MAX_REPEATED = 20_000_000
"""Cells that one row of the file may stand for."""
SIGNS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "INR": "₹", "KRW": "₩"}
_PERIOD = re.compile(r"(-?)P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:([\d.,]+)S)?")


class OdsBook:
    """The tables of ``content.xml``."""

    epoch_1904 = False  # moments are written in ISO form, not as serial numbers

    def __init__(self, package: Package, limits: Limits) -> None:
        self.package = package
        self.limits = limits
        _refuse_protected(package)
        self.sheets: list[Sheet] = []
        self._list()

    @property
    def parsed(self) -> int:
        return self.package.inflated

    def _list(self) -> None:
        hidden_styles: set[str] = set()
        family = style = ""
        depth = 0

        def start(tag: str, attributes: dict[str, str]) -> None:
            nonlocal family, style, depth
            tag = local(tag)
            if tag == "table":
                depth += 1
                if depth == 1 and len(self.sheets) < self.limits.max_members:
                    name = _attribute(attributes, "name") or f"Sheet {len(self.sheets) + 1}"
                    hidden = _attribute(attributes, "style-name") in hidden_styles
                    self.sheets.append(Sheet(name, str(len(self.sheets)), hidden))
            elif tag == "style":
                family, style = _attribute(attributes, "family"), _attribute(attributes, "name")
            elif tag == "table-properties" and family == "table" and _attribute(attributes, "display") == "false":
                hidden_styles.add(style)

        def end(tag: str) -> None:
            nonlocal depth
            depth -= local(tag) == "table"

        self.package.parse(CONTENT, start, end)

    def read(self, sheet: Sheet, progress: Callable[[float], None] | None = None) -> Grid:
        """All cells of a table."""
        scan = _TableScan(sheet, self.limits)
        self.package.parse(CONTENT, scan.start, scan.end, scan.text, progress)
        return scan.builder.finish()


def _refuse_protected(package: Package) -> None:
    manifest = "META-INF/manifest.xml"
    if manifest not in package:
        return

    def start(tag: str, _attributes: dict[str, str]) -> None:
        if local(tag) == "encryption-data":
            raise AnalyticsError("The workbook is protected by a password; take it off and upload the file again.")

    package.parse(manifest, start)


def _attribute(attributes: dict[str, str], name: str) -> str:
    return next((value for key, value in attributes.items() if local(key) == name), "")


def _times(attributes: dict[str, str], name: str) -> int:
    return _whole({name: _attribute(attributes, name)}, name)


def _whole(attributes: dict[str, str], name: str) -> int:
    text = attributes.get(name)
    if text is None:
        return 1
    return max(1, min(int(text), 1 << 30)) if text.isdecimal() and len(text) < 12 else 1


class _TableScan:
    """The handlers for one of the tables."""

    def __init__(self, sheet: Sheet, limits: Limits) -> None:
        self.builder = GridBuilder(sheet.name, limits)
        self.grid = self.builder.grid
        self.wanted = int(sheet.part)
        self.place = -1
        self.depth = 0
        self.row = 0
        self.repeat_row = 1
        self.column = 0
        self.header_column = 0
        self.cells: list[tuple[int, str, int]] = []
        self.attributes: dict[str, str] = {}
        self.parts: list[str] = []
        self.paragraphs = self.skipping = self.size = 0
        self.collecting = self.inside = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = local(tag)
        if tag == "table":
            self.depth += 1
            self.place += self.depth == 1
            self.inside = self.place == self.wanted and self.depth == 1
        elif not self.inside:
            return
        elif tag == "table-cell" or tag == "covered-table-cell":
            self.attributes = attributes
            self.parts.clear()
            self.paragraphs = self.size = 0
        elif tag == "p" and not self.skipping:
            if self.paragraphs:
                self.parts.append("\n")
            self.paragraphs += 1
            self.collecting = True
        elif tag == "table-row":
            self._start_row(attributes)
        elif tag == "table-column":
            self._start_column(attributes)
        elif tag in ("annotation", "ruby-text", "shapes", "frame", "custom-shape"):
            self.skipping += 1
        elif self.collecting and not self.skipping:
            self._inline(tag, attributes)

    def _inline(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "s":
            self.parts.append(" " * min(_times(attributes, "c"), 1000))
        elif tag == "tab":
            self.parts.append("\t")
        elif tag == "line-break":
            self.parts.append("\n")

    def _start_row(self, attributes: dict[str, str]) -> None:
        self.row += 1
        self.repeat_row = _times(attributes, "number-rows-repeated")
        self.column = 0
        self.cells = []
        if _attribute(attributes, "visibility") in ("collapse", "filter"):
            last = min(self.row + self.repeat_row, LAST_ROW + 1)
            if len(self.grid.hidden_rows) + last - self.row < MAX_HIDDEN:
                self.grid.hidden_rows.extend(range(self.row, last))

    def _start_column(self, attributes: dict[str, str]) -> None:
        first = self.header_column
        self.header_column += _times(attributes, "number-columns-repeated")
        if (
            _attribute(attributes, "visibility") in ("collapse", "filter")
            and len(self.grid.hidden_columns) < MAX_HIDDEN
        ):
            self.grid.hidden_columns.append((first, self.header_column - 1))

    def text(self, content: str) -> None:
        if self.collecting and not self.skipping:
            self.parts.append(content)
            self.size += len(content)
            if self.size > MAX_CELL_TEXT:
                raise AnalyticsError(
                    f"The cell {self._cell_name()} holds more text than a cell can have; it was not read."
                )

    def end(self, tag: str) -> None:
        tag = local(tag)
        if tag == "table":
            self.depth -= 1
            self.inside = self.place == self.wanted and self.depth == 1
            if self.place == self.wanted and self.depth == 0:
                raise StopParsing
        elif not self.inside:
            return
        elif tag == "table-cell":
            self._cell()
        elif tag == "covered-table-cell":
            self.column += _times(self.attributes, "number-columns-repeated")
        elif tag == "p":
            self.collecting = False
        elif tag == "table-row":
            self._end_row()
        elif tag in ("annotation", "ruby-text", "shapes", "frame", "custom-shape"):
            self.skipping -= 1

    def _cell(self) -> None:
        attributes = {local(key): value for key, value in self.attributes.items()}
        if "error" in self.attributes.values():
            attributes["value-type"] = "error"
        times = _whole(attributes, "number-columns-repeated")
        shown = "".join(self.parts)
        text, kind = self._meaning(attributes, shown)
        right, down = _whole(attributes, "number-columns-spanned"), _whole(attributes, "number-rows-spanned")
        if (right > 1 or down > 1) and len(self.grid.merges) < MAX_MERGES:
            area = Merge(self.row, self.column, min(self.row + down, LAST_ROW) - 1, self.column + right - 1)
            self.grid.merges.append(area)
        if text:
            for column in range(self.column, min(self.column + times, LAST_COLUMN)):
                self.cells.append((column, text, kind))
        self.column = min(self.column + times, 1 << 30)

    def _meaning(self, attributes: dict[str, str], shown: str) -> tuple[str, int]:
        kind = attributes.get("value-type", "")
        if kind in ("float", "percentage", "currency") and attributes.get("value"):
            return _number(attributes["value"], kind, attributes.get("currency", ""), shown)
        if kind == "date" and attributes.get("date-value"):
            return iso_text(attributes["date-value"])
        if kind == "time" and attributes.get("time-value"):
            return _period(attributes["time-value"])
        if kind == "boolean" and attributes.get("boolean-value"):
            return ("TRUE" if attributes["boolean-value"] == "true" else "FALSE"), BOOLEAN
        return self._error(shown) if kind == "error" else (shown, TEXT)

    def _error(self, shown: str) -> tuple[str, int]:
        self.grid.errors[shown] += 1
        self.grid.first_error = self.grid.first_error or self._cell_name()
        return shown, ERROR

    def _end_row(self) -> None:
        last = min(self.row + self.repeat_row, LAST_ROW + 1)
        if self.cells:
            if len(self.cells) * (last - self.row) > MAX_REPEATED:
                raise AnalyticsError(
                    f"The sheet “{self.grid.name}” repeats row {self.row} more often than can be read; it was not read."
                )
            for number in range(self.row, last):
                for column, text, kind in self.cells:
                    self.builder.put(column, text, kind)
                self.builder.end_row(number)
        self.row = last - 1

    def _cell_name(self) -> str:
        return f"{column_letters(min(self.column, LAST_COLUMN))}{self.row}"


def _number(value: str, kind: str, currency: str, shown: str) -> tuple[str, int]:
    style = Style(PERCENT) if kind == "percentage" else Style(NUMBER)
    if kind == "currency":
        style = Style(CURRENCY, SIGNS.get(currency, currency)) if currency else style
    try:
        text, found = render(value, style)
    except (ValueError, OverflowError, ArithmeticError):
        return shown or value, TEXT
    # A number shown as 00501 is a code: its zeros are part of it.
    if found == NUMBER and len(shown) > len(text) and shown.isdecimal() and shown.lstrip("0") == text.lstrip("0"):
        return shown, CODE
    return text, found


def _period(moment: str) -> tuple[str, int]:
    """``PT10H30M00S`` → ``10:30:00``."""
    match = _PERIOD.fullmatch(moment)
    if match is None:
        return moment, TEXT
    sign, days, hours, minutes, seconds = match.groups()
    whole, _, fraction = (seconds or "0").replace(",", ".").partition(".")
    total = int(days or 0) * 86400 + int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(whole or 0)
    clock = f"{sign}{total // 3600:02d}:{total // 60 % 60:02d}:{total % 60:02d}"
    clock += f".{fraction.rstrip('0')}" if fraction.strip("0") else ""
    return clock, TIME if total < 86400 and not sign else DURATION
