"""Tables of an HTML page, which many programs save under the name .xls; each table is offered as a sheet."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

from analytics.reading.workbook_formats import CODE, TEXT
from analytics.reading.workbook_grid import Grid, GridBuilder, Merge
from analytics.reading.workbook_parts import MAX_MERGES, Sheet
from analytics.schema import AnalyticsError, Limits

CHUNK = 1 << 18
MAX_SPAN = 1000
MAX_PENDING = 2_000_000
"""Characters that may wait for the end of one tag."""
MAX_LEFT = 10**8
"""Characters that wait at the end of the page, times the ``<`` among them: each looks for its end again (3 s)."""
MAX_NESTED = 50
_STARTS = re.compile(rb"<(?:!doctype\s+html|html|table|head|body|meta|style|div)\b", re.I)
_NUMBER = re.compile(r"(?:[-+(]\s*+)?(?:[$€£¥]\s*+)?[-+]?\d[\d.,' \u00a0\u202f]*+\s*+(?:[%€$£]\s*+)?\)?")
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([A-Za-z0-9_\-]{2,30})", re.I)


def is_html(head: bytes) -> bool:
    """Whether a file starts like an HTML page."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    while start.startswith(b"<!--"):  # one after the other: an expression for all of them tries every way to part them
        _comment, _end, start = start.partition(b"-->")
        start = start.lstrip()
    return _STARTS.match(start) is not None


class HtmlBook:
    """The tables of a page, numbered; a table inside a cell of another is one of its own."""

    epoch_1904 = False
    parsed = 0  # the whole page is read at once

    def __init__(self, path: Path, limits: Limits) -> None:
        self.path = path
        self.limits = limits
        with path.open("rb") as file:
            head = file.read(8192)
        found = _CHARSET.search(head)
        self.encoding = found.group(1).decode() if found else "utf-8"
        if head.startswith(b"\xef\xbb\xbf"):
            self.encoding = "utf-8-sig"
        if not _is_charset(self.encoding):
            self.encoding = "utf-8"
        self.grids: list[Grid] = []
        self.sheets: list[Sheet] = []

    def load(self, progress: Callable[[float], None] | None = None) -> None:
        """Read the page; once."""
        scan = _PageScan(self.limits)
        size = max(1, self.path.stat().st_size)
        read = 0
        with self.path.open("r", encoding=self.encoding, errors="replace") as file:
            while chunk := file.read(CHUNK):
                scan.feed(chunk)
                read += len(chunk)
                if len(scan.rawdata) > MAX_PENDING:
                    raise AnalyticsError("The HTML page is not well formed; it was not read.")
                if progress is not None:
                    progress(min(1.0, read / size))
        if len(scan.rawdata) * scan.rawdata.count("<") > MAX_LEFT:
            raise AnalyticsError("The HTML page is not well formed, or it is cut off; it was not read.")
        scan.close()
        scan.finish()
        self.grids = scan.grids
        self.sheets = [Sheet(grid.name, str(n)) for n, grid in enumerate(self.grids)]

    def read(self, sheet: Sheet, progress: Callable[[float], None] | None = None) -> Grid:
        return self.grids[int(sheet.part)]


def _is_charset(name: str) -> bool:
    """Whether a name that a page gives is that of a character set that its own letters, read as ASCII, can be in.

    Python knows codecs of other kinds by such names, too; and a page is not in UTF-16 if its tags were read without.
    """
    try:
        return b"<table>".decode(name, "replace") == "<table>"
    except (LookupError, UnicodeError):
        return False


class _Table:
    """A table that is being read."""

    def __init__(self, name: str, limits: Limits) -> None:
        self.builder = GridBuilder(name, limits)
        self.row = 0
        self.column = 0
        self.most = limits.max_columns
        self.covered: dict[int, int] = {}
        """Column → the last row that a cell from above covers."""
        self.parts: list[str] | None = None
        self.spans = (1, 1)
        self.heads = False

    def start_row(self) -> None:
        self.end_row()
        self.row += 1
        self.column = 0

    def end_row(self) -> None:
        self.end_cell()
        if self.row:
            self.builder.end_row(self.row)

    def start_cell(self, attributes: dict[str, str | None], *, heads: bool) -> None:
        self.end_cell()
        if not self.row:
            self.row = 1
        while self.covered.get(self.column, 0) >= self.row:
            self.column += 1
        if self.column > self.most:
            raise AnalyticsError(f"The HTML page has a table of more than {self.most:,} columns; it was not read.")
        self.parts = []
        self.heads = heads
        self.spans = _span(attributes.get("colspan")), _span(attributes.get("rowspan"))

    def end_cell(self) -> None:
        if self.parts is None:
            return
        text = " ".join("".join(self.parts).replace("\u00a0", " ").split())
        self.parts = None
        right, down = self.spans
        if text:
            self.builder.put(self.column, text, CODE if not self.heads and _NUMBER.fullmatch(text) else TEXT)
        if (right > 1 or down > 1) and len(self.builder.grid.merges) < MAX_MERGES:
            area = Merge(self.row, self.column, self.row + down - 1, self.column + right - 1)
            self.builder.grid.merges.append(area)
        if down > 1:
            for column in range(self.column, min(self.column + right, self.most + 1)):
                self.covered[column] = self.row + down - 1
        self.column += right


def _span(text: str | None) -> int:
    return max(1, min(int(text), MAX_SPAN)) if text and text.isdecimal() and len(text) < 7 else 1


class _PageScan(HTMLParser):
    """Collects the tables; scripts and styles are skipped."""

    def __init__(self, limits: Limits) -> None:
        super().__init__(convert_charrefs=True)
        self.limits = limits
        self.open: list[_Table] = []
        self.grids: list[Grid] = []
        self.found = 0
        self.skipping = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style"):
            self.skipping += 1
        elif tag == "table":
            self.found += 1
            if len(self.open) >= MAX_NESTED or self.found > 1000:
                raise AnalyticsError("The HTML page has more tables inside tables than can be read.")
            self.open.append(_Table(f"Table {self.found}", self.limits))
        elif not self.open:
            return
        elif tag == "tr":
            self.open[-1].start_row()
        elif tag in ("td", "th"):
            self.open[-1].start_cell(dict(attrs), heads=tag == "th")
        elif tag in ("br", "p", "div") and self.open[-1].parts is not None:
            self.open[-1].parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self.skipping = max(0, self.skipping - 1)
        elif not self.open:
            return
        elif tag == "table":
            self._close()
        elif tag in ("td", "th"):
            self.open[-1].end_cell()

    def _close(self) -> None:
        table = self.open.pop()
        table.end_row()
        grid = table.builder.finish()
        if grid.rows:
            self.grids.append(grid)

    def handle_data(self, data: str) -> None:
        if self.open and not self.skipping and self.open[-1].parts is not None:
            self.open[-1].parts.append(data)

    def finish(self) -> None:
        while self.open:
            self.open[-1].builder.grid.notes.append("The page ends inside this table; rows may be missing.")
            self._close()
        self.grids.sort(key=lambda grid: int(grid.name.split()[1]))
