"""Workbooks (xlsx, xlsm, xlsb, xls, ods, HTML saved as xls) to a text table: every sheet and every table offered."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from analytics.reading import offers, workbook_places, workbook_table
from analytics.reading import workbook_regions as regions
from analytics.reading.workbook_biff4 import WorksheetFile, is_worksheet
from analytics.reading.workbook_cfb import MAGIC as CFB_MAGIC
from analytics.reading.workbook_grid import Grid, column_letters
from analytics.reading.workbook_header import Shape, shape
from analytics.reading.workbook_html import HtmlBook, is_html
from analytics.reading.workbook_ods import OdsBook
from analytics.reading.workbook_package import Package
from analytics.reading.workbook_parts import Sheet
from analytics.reading.workbook_problems import listed
from analytics.reading.workbook_regions import Region
from analytics.reading.workbook_xls import XlsBook
from analytics.reading.workbook_xlsb import XlsbBook
from analytics.reading.workbook_xlsx import XlsxBook
from analytics.reading.workbook_xml2003 import Xml2003Book, is_spreadsheet_xml
from analytics.schema import AnalyticsError, Detected, Limits, RawTable, ReadOptions

Progress = Callable[[float, str], None]
FORMATS = frozenset({"xlsx", "xlsb", "xls", "ods", "xml", "html"})
LOOK, LOOK_TIMES = 256 * 1024**2, 20
"""Bytes that are gone through in search of a table, or so many times the file: one part may be named as many sheets."""
_OPTIONS = ReadOptions()
_LIMITS = Limits()


class Book(Protocol):
    """What every kind of workbook gives."""

    sheets: list[Sheet]
    epoch_1904: bool

    @property
    def parsed(self) -> int:
        """Bytes gone through so far, over all sheets."""
        ...

    def read(self, sheet: Sheet, progress: Callable[[float], None] | None = None) -> Grid: ...


def sniff(path: Path) -> str | None:
    """The format of a workbook by its content, whatever its name says; None for anything else."""
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith(b"PK"):
        return _sniff_package(path, head)
    if head.startswith(CFB_MAGIC) or is_worksheet(head):
        return "xls"
    if is_spreadsheet_xml(head):
        return "xml"
    return "html" if is_html(head) else None


def _sniff_package(path: Path, head: bytes) -> str | None:
    try:
        with zipfile.ZipFile(path) as archive:
            names = {name.replace("\\", "/").lower() for name in archive.namelist()[:20_000]}
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        # Cut off: the first part's name still tells what it was.
        if b"[Content_Types].xml" in head or b"xl/" in head:
            return "xlsx"
        return "ods" if b"mimetypeapplication/vnd.oasis" in head else None
    if any(name.endswith("xl/workbook.bin") for name in names):
        return "xlsb"
    if "[content_types].xml" in names and any(
        name.endswith("workbook.xml") or name.startswith("xl/") for name in names
    ):
        return "xlsx"
    return "ods" if "content.xml" in names and ("mimetype" in names or "meta-inf/manifest.xml" in names) else None


def read(
    path: Path,
    out: Path,
    *,
    name: str,
    options: ReadOptions = _OPTIONS,
    limits: Limits = _LIMITS,
    progress: Progress | None = None,
) -> RawTable:
    """The text table of one sheet; ``options.sheet`` and ``options.table`` (from 1) choose, else the first with data.

    AnalyticsError: no workbook, damaged, protected, over the limits, without a table, or no such sheet or table.
    """
    kind = sniff(path)
    if kind is None:
        raise AnalyticsError(f"“{name}” is no workbook, or it is damaged or cut off; save it again and upload that.")
    try:
        return _read(path, out, kind, name, options, limits, progress)
    except MemoryError:
        raise AnalyticsError(
            f"The workbook “{name}” holds more than fits into memory; save the sheet as CSV or Parquet and upload that."
        ) from None


def _read(
    path: Path, out: Path, kind: str, name: str, options: ReadOptions, limits: Limits, progress: Progress | None
) -> RawTable:

    def told(fraction: float) -> None:
        if progress is not None:
            progress(0.9 * fraction, "Reading the workbook")

    book = _open(path, kind, limits, told)
    if not book.sheets:
        what = "page has no table" if kind == "html" else "workbook has no sheet with cells"
        raise AnalyticsError(f"The {what}: “{name}” was not read.")
    size = path.stat().st_size
    sheet, grid, found = _choose(book, options, max(LOOK, LOOK_TIMES * size), told)
    place = _which(found, options, sheet)
    region = found[place]
    layout = shape(grid, region, header_rows=options.header_rows, skip_rows=options.skip_lines)
    rows, changes = workbook_table.write(grid, region, layout, out, epoch_1904=book.epoch_1904)
    problems = (
        listed(grid, sheet, found, place, layout, hidden_sheets=[s.name for s in book.sheets if s.hidden]) + changes
    )
    if progress is not None:
        progress(1.0, "Reading the workbook")
    detected = Detected(
        format=kind,
        preamble_lines=_lines_above(grid, region, layout),
        header_rows=len(layout.header),
        footer_lines=len(layout.footers) + len(region.below),
        sheet=sheet.name,
        sheets=tuple(s.name for s in book.sheets),
        tables=len(found),
        table=place + 1,
        offers=offers.of_workbook(book, size, (sheet, grid, found)),
        places=workbook_places.of_region(grid, region, layout),
        evidence=_evidence(kind, sheet, grid, region, layout, found, options),
    )
    problems.sort(key=lambda problem: (problem.line is None, problem.line or 0))
    return RawTable(str(out), layout.names, rows, detected, tuple(problems))


def _open(path: Path, kind: str, limits: Limits, told: Callable[[float], None]) -> Book:
    if kind == "xls":
        with path.open("rb") as file:
            old = is_worksheet(file.read(8))
        return WorksheetFile(path, limits) if old else XlsBook(path, limits)
    if kind == "xml":
        return Xml2003Book(path, limits)
    if kind == "html":
        page = HtmlBook(path, limits)
        page.load(told)
        return page
    package = Package(path, limits)
    if kind == "xlsb":
        return XlsbBook(package, limits)
    return OdsBook(package, limits) if kind == "ods" else XlsxBook(package, limits)


def _choose(
    book: Book, options: ReadOptions, most: int, told: Callable[[float], None]
) -> tuple[Sheet, Grid, list[Region]]:
    """The sheet asked for; else the first visible one with a table of more than one column, else any with a table.

    Once ``most`` bytes are gone through, no further sheet is looked into.
    """
    if options.sheet is not None:
        asked = next((s for s in book.sheets if s.name == options.sheet), None)
        asked = asked or next((s for s in book.sheets if s.name.strip().lower() == options.sheet.strip().lower()), None)
        if asked is None:
            names = ", ".join(f"“{s.name}”" for s in book.sheets[:20])
            raise AnalyticsError(f"The workbook has no sheet “{options.sheet}”; it has {names}.")
        grid = book.read(asked, told)
        found = regions.find(grid)
        if not found:
            raise AnalyticsError(f"The sheet “{asked.name}” is empty.")
        return asked, grid, found
    fallback: tuple[Sheet, Grid, list[Region]] | None = None
    filled = 0
    for place, sheet in enumerate(sorted(book.sheets, key=lambda s: s.hidden)):
        if book.parsed > most:
            if fallback is None:
                raise AnalyticsError(
                    f"The workbook holds no table in the first {place:,} of its {len(book.sheets):,} sheets, "
                    "and no more of them are looked into; save the sheet as CSV and upload that."
                )
            break
        grid = book.read(sheet, told)
        found = regions.find(grid)
        filled += sum(mask.bit_count() for mask in grid.masks)
        if any(region.width > 1 and region.stop - region.start > 1 for region in found):
            return sheet, grid, found
        if fallback is None and any(region.stop - region.start > 1 or region.width > 1 for region in found):
            fallback = sheet, grid, found
    if fallback is None:
        raise AnalyticsError(_nothing(book, filled))
    return fallback


def _nothing(book: Book, filled: int) -> str:
    sheets = "its one sheet" if len(book.sheets) == 1 else f"all of its {len(book.sheets)} sheets"
    if filled == 0:
        return f"The workbook holds no data: {sheets} {'is' if len(book.sheets) == 1 else 'are'} empty."
    cells = "one filled cell" if filled == 1 else f"{filled:,} filled cells"
    there = "there is" if filled == 1 else "there are"
    return f"The workbook holds no table: in {sheets} {there} only {cells}, none beside or below another."


def _which(found: Sequence[Region], options: ReadOptions, sheet: Sheet) -> int:
    """The table asked for; else the first, unless another one holds far more."""
    if options.table is not None:
        if not 1 <= options.table <= len(found):
            raise AnalyticsError(
                f"The sheet “{sheet.name}” has {len(found)} table(s); there is no table {options.table}."
            )
        return options.table - 1
    sizes = [(region.stop - region.start - 1) * region.width for region in found]  # one row is a header, or less
    largest = max(range(len(found)), key=lambda i: (sizes[i], found[i].width))
    real = [i for i, region in enumerate(found) if region.width > 1 and region.stop - region.start > 1]
    first = next((i for i in real if found[i].declared), real[0] if real else 0)
    return largest if sizes[largest] >= 4 * sizes[first] else first


def _lines_above(grid: Grid, region: Region, layout: Shape) -> int:
    """Rows of the sheet before the header."""
    first = layout.header[0] if layout.header else layout.body_start
    return grid.row_numbers[min(first, grid.rows - 1)] - 1


def place_words(grid: Grid, region: Region) -> str:
    """``B4:E8``."""
    columns = region.columns
    top, bottom = grid.row_numbers[region.start], grid.row_numbers[region.stop - 1]
    return f"{column_letters(columns[0])}{top}:{column_letters(columns[-1])}{bottom}"


def _evidence(kind: str, sheet: Sheet, grid: Grid, region: Region, layout: Shape, found: Sequence[Region],
              options: ReadOptions) -> dict[str, str]:  # fmt: skip
    evidence = {
        "format": f"The content is that of a workbook ({kind}).",
        "sheet": "Chosen by a person." if options.sheet else "The first sheet with a table of data.",
        "table": f"The table stands at {place_words(grid, region)} of “{sheet.name}”.",
        "header_rows": layout.why,
    }
    if len(found) > 1:
        places = ", ".join(place_words(grid, other) for other in found[:20])
        evidence["tables"] = f"Blank rows or columns part {len(found)} tables: {places}."
    return evidence
