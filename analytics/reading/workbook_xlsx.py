"""Excel's .xlsx and .xlsm, read as a stream of XML: stored values exactly; dates, percent, currency by their format."""

from __future__ import annotations

import posixpath
from collections.abc import Callable

from analytics.reading.workbook_formats import (
    BOOLEAN,
    ERROR,
    GENERAL,
    TEXT,
    Style,
    render,
)  # fmt: skip
from analytics.reading.workbook_grid import (
    MAX_CELL_TEXT,
    Grid,
    GridBuilder,
    column_index,
    column_letters,
    parse_range,
)  # fmt: skip
from analytics.reading.workbook_package import Package, local
from analytics.reading.workbook_parts import (
    MAX_HIDDEN,
    MAX_MERGES,
    Sheet,
    iso_text,
    number,
    read_strings,
    read_styles,
    unescaped,
)
from analytics.schema import AnalyticsError, Limits


class XlsxBook:
    """The sheets of a package, its shared strings and cell formats."""

    def __init__(self, package: Package, limits: Limits) -> None:
        self.package = package
        self.limits = limits
        self.epoch_1904 = False
        self.root = self._office_document()
        self.sheets = self._sheets()
        self.styles: list[Style] | None = None
        self.strings: list[str] | None = None

    @property
    def parsed(self) -> int:
        return self.package.inflated

    def _office_document(self) -> str:
        for kind, target in self._relations("").values():
            if kind == "officeDocument":
                return target
        return "xl/workbook.xml"

    def _relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Relation id → (kind, target part) of a part; empty where there are none."""
        folder, name = posixpath.split(part)
        rels = posixpath.join(folder, "_rels", f"{name}.rels")
        found: dict[str, tuple[str, str]] = {}

        def start(tag: str, attributes: dict[str, str]) -> None:
            if local(tag) == "Relationship" and len(found) < self.limits.max_members:
                target = attributes.get("Target", "").replace("\\", "/")
                whole = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
                kind = attributes.get("Type", "").rpartition("/")[2]
                found[attributes.get("Id", "")] = (kind, posixpath.normpath(whole))

        if rels in self.package:
            self.package.parse(rels, start)
        return found

    def _sheets(self) -> list[Sheet]:
        relations = self._relations(self.root)
        sheets: list[Sheet] = []

        def start(tag: str, attributes: dict[str, str]) -> None:
            tag = local(tag)
            if tag == "workbookPr" and "date1904" in attributes:  # an extension has an element of the same name
                self.epoch_1904 = attributes["date1904"].lower() in ("1", "true", "on")
            elif tag == "sheet" and len(sheets) < self.limits.max_members:
                relation = next((v for k, v in attributes.items() if local(k) == "id"), "")
                kind, part = relations.get(relation, ("", ""))
                if kind == "worksheet":
                    sheets.append(Sheet(attributes.get("name", ""), part, attributes.get("state", "") not in _SHOWN))

        self.package.parse(self.root, start)
        return sheets

    def load(self) -> None:
        """Read what all sheets share; once."""
        if self.styles is not None:
            return
        relations = dict(self._relations(self.root).values())
        styles = relations.get("styles", "xl/styles.xml")
        strings = relations.get("sharedStrings", "xl/sharedStrings.xml")
        self.styles = read_styles(self.package, styles) if styles in self.package else []
        self.strings = read_strings(self.package, strings) if strings in self.package else []

    def read(self, sheet: Sheet, progress: Callable[[float], None] | None = None) -> Grid:
        """All cells of a sheet."""
        self.load()
        scan = _SheetScan(self, sheet.name)
        self.package.parse(sheet.part, scan.start, scan.end, scan.text, progress)
        grid = scan.builder.finish()
        for kind, part in self._relations(sheet.part).values():
            if kind == "table" and part in self.package:
                self._declared_table(grid, part)
        return grid

    def _declared_table(self, grid: Grid, part: str) -> None:
        def start(tag: str, attributes: dict[str, str]) -> None:
            if local(tag) == "table" and (area := parse_range(attributes.get("ref", ""))):
                name = attributes.get("displayName") or attributes.get("name") or ""
                headers, totals = (_count(attributes.get(key), default) for key, default in _TABLE_ROWS)
                grid.tables.append((name, area, headers, totals))

        self.package.parse(part, start)


_SHOWN = ("", "visible")
_TABLE_ROWS = (("headerRowCount", 1), ("totalsRowCount", 0))


def _count(text: str | None, default: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 3 else default


class _SheetScan:
    """The handlers of one worksheet part."""

    def __init__(self, book: XlsxBook, name: str) -> None:
        self.builder = GridBuilder(name, book.limits)
        self.grid = self.builder.grid
        self.styles = book.styles or []
        self.strings = book.strings or []
        self.epoch_1904 = book.epoch_1904
        self.row = 0
        self.column = -1
        self.kind = ""
        self.style = GENERAL
        self.parts: list[str] = []
        self.size = 0
        self.formula = self.collecting = self.phonetic = False
        self.style_key: str | None = None
        self.by_style: dict[Style, dict[str, tuple[str, int]]] = {}
        self.rendered = self.by_style.setdefault(GENERAL, {})

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if ":" in tag:
            tag = local(tag)
        if tag == "c":
            reference = attributes.get("r")
            self.column = column_index(reference) if reference else self.column + 1
            self.kind = attributes.get("t", "n")
            style = attributes.get("s")
            if style != self.style_key:
                self._new_style(style)
            self.formula = False
            self.parts.clear()
            self.size = 0
        elif tag == "v":
            self.collecting = self.kind != "inlineStr"
        elif tag == "t":
            self.collecting = self.kind == "inlineStr" and not self.phonetic
        elif tag == "row":
            self._start_row(attributes)
        elif tag == "f":
            self.formula = True
        elif tag == "rPh":
            self.phonetic = True
        elif tag == "mergeCell":
            area = parse_range(attributes.get("ref", ""))
            if area and len(self.grid.merges) < MAX_MERGES:
                self.grid.merges.append(area)
        elif tag == "col" and attributes.get("hidden", "0") in ("1", "true"):
            low, high = number(attributes.get("min")), number(attributes.get("max"))
            if 0 < low <= high and len(self.grid.hidden_columns) < MAX_HIDDEN:
                self.grid.hidden_columns.append((low - 1, high - 1))

    def _new_style(self, key: str | None) -> None:
        """The style of a cell that differs from the one before it, with what it made of numbers so far."""
        known = key is not None and key.isdecimal() and int(key) < len(self.styles)
        self.style = self.styles[int(key or 0)] if known else GENERAL
        self.style_key = key
        self.rendered = self.by_style.setdefault(self.style, {})

    def _start_row(self, attributes: dict[str, str]) -> None:
        number = attributes.get("r")
        self.row = int(number) if number and number.isdecimal() and len(number) < 9 else self.row + 1
        self.column = -1
        if attributes.get("hidden", "0") in ("1", "true") and len(self.grid.hidden_rows) < MAX_HIDDEN:
            self.grid.hidden_rows.append(self.row)

    def end(self, tag: str) -> None:
        if ":" in tag:
            tag = local(tag)
        if tag == "v" or tag == "t":
            self.collecting = False
        elif tag == "c":
            self._cell()
        elif tag == "row":
            self.builder.end_row(self.row)
        elif tag == "rPh":
            self.phonetic = False

    def text(self, content: str) -> None:
        if self.collecting:
            self.parts.append(content)
            self.size += len(content)
            if self.size > MAX_CELL_TEXT:
                raise AnalyticsError(f"The cell {self._place()} holds more text than a cell can have; it was not read.")

    def _cell(self) -> None:
        stored = self.parts[0] if len(self.parts) == 1 else "".join(self.parts)
        if self.column < 0:
            raise AnalyticsError(f"The sheet “{self.grid.name}” is damaged: a cell has no valid place; save it again.")
        if not stored:
            if self.formula and self.kind != "str":
                self.grid.errors["formula"] += 1
                if len(self.grid.uncalculated) < 5:
                    self.grid.uncalculated.append(self._place())
            return
        text, kind = self._meaning(stored)
        if text:
            self.builder.put(self.column, text, kind)

    def _meaning(self, stored: str) -> tuple[str, int]:
        kind = self.kind
        if kind == "n":
            known = self.rendered.get(stored)
            if known is None:
                try:
                    known = render(stored.strip(), self.style, epoch_1904=self.epoch_1904)
                except (ValueError, OverflowError, ArithmeticError):
                    known = (stored, TEXT)
                if len(self.rendered) > 20_000:
                    self.rendered.clear()
                self.rendered[stored] = known
            return known
        if kind == "s":
            try:
                return self.strings[int(stored)], TEXT
            except (ValueError, IndexError):
                raise AnalyticsError(
                    f"The workbook is damaged: cell {self._place()} points at a text that is not in it; save it again."
                ) from None
        if kind == "b":
            return ("TRUE" if stored.strip() in ("1", "true") else "FALSE"), BOOLEAN
        if kind == "e":
            self.grid.errors[stored] += 1
            self.grid.first_error = self.grid.first_error or self._place()
            return stored, ERROR
        if kind == "d":
            return iso_text(stored)
        return unescaped(stored), TEXT

    def _place(self) -> str:
        return f"{column_letters(max(self.column, 0))}{self.row}"
