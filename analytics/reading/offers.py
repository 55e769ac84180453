"""Every table that a text or a workbook holds, each with what asks for it and what a person knows it by."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from analytics.reading.layout import HEAD, Layout, is_blank
from analytics.reading.tokens import Record
from analytics.schema import AnalyticsError, Offer

if TYPE_CHECKING:
    from analytics.reading.workbook import Book
    from analytics.reading.workbook_grid import Grid
    from analytics.reading.workbook_parts import Sheet
    from analytics.reading.workbook_regions import Region

MOST = 200
"""Tables that are offered; a file with more of them is listed up to here."""
COLUMNS = 60
"""Names of columns that an offer carries."""
TITLE = 80
LOOKED_AT = 2 * 1024**2
"""Up to this size (bytes) every sheet of a workbook is looked into; of a larger one the others are known by name."""
PARSED = 128 * 1024**2
"""Bytes that are gone through for it, at most: parts may be packed well, and be named by many sheets."""

Part = tuple[list[Record], int]
"""The records of one table, and its width."""


def of_text(parts: Sequence[Part], plan: Callable[[list[Record], int], Layout]) -> tuple[Offer, ...]:
    """What each table of a text holds. ``plan`` finds the header of records of a width."""
    return tuple(_of_records(part, width, plan, number) for number, (part, width) in enumerate(parts[:MOST], start=1))


def _of_records(part: list[Record], width: int, plan: Callable[[list[Record], int], Layout], number: int) -> Offer:
    layout = plan(part[:HEAD], width)
    rows = sum(not is_blank(record) for record in part[layout.body :])
    above = [part[place].raw.strip() for place in layout.preamble]
    title = next((line for line in above if any(mark.isalpha() for mark in line)), "")
    lines = [record.line for record in part if not is_blank(record)]
    place = f"lines {lines[0]:,} to {lines[-1]:,}" if lines else ""
    return Offer(None, number, _short(title.strip(",;|\t \"'#*")), place, layout.names[:COLUMNS], rows)


def of_workbook(book: Book, size: int, read: tuple[Sheet, Grid, list[Region]]) -> tuple[Offer, ...]:
    """What each sheet holds, the one that was read and, in a small workbook, all others; empty if that is one table."""
    from analytics.reading import workbook_regions as regions

    chosen, grid, found = read
    offers: list[Offer] = []
    for sheet in book.sheets:
        if len(offers) >= MOST:
            break
        if sheet is chosen:
            offers += _of_sheet(sheet, grid, found)
        elif size <= LOOKED_AT and book.parsed <= PARSED:
            try:
                other = book.read(sheet)
            except AnalyticsError:  # too large or damaged: said where a person asks for it
                offers.append(Offer(sheet.name, hidden=sheet.hidden))
                continue
            offers += _of_sheet(sheet, other, regions.find(other))
        else:
            offers.append(Offer(sheet.name, hidden=sheet.hidden))
    return tuple(offers) if len(offers) > 1 else ()


def _of_sheet(sheet: Sheet, grid: Grid, found: Sequence[Region]) -> list[Offer]:
    """The tables of a sheet; cells that are no table by themselves (one row, one column) are notes."""
    from analytics.reading.workbook import place_words
    from analytics.reading.workbook_header import shape

    offers = []
    for number, region in enumerate(found, start=1):
        if region.width < 2 or region.stop - region.start < 2:
            continue
        layout = shape(grid, region)
        rows = sum(1 for i in range(layout.body_start, layout.body_stop) if grid.masks[i] & region.mask)
        title = region.name or _title(grid, region, layout.titles)
        offers.append(
            Offer(sheet.name, number, title, place_words(grid, region), layout.names[:COLUMNS], rows, sheet.hidden)
        )
    return offers


def _title(grid: Grid, region: Region, titles: Sequence[int]) -> str:
    for row in (*region.above, *titles):
        texts, _kinds = grid.cells(row, row + 1, region.columns)
        words = next((text for text in texts[0] if text and any(mark.isalpha() for mark in text)), "")
        if words:
            return _short(words)
    return ""


def _short(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= TITLE else line[: TITLE - 1] + "…"
