"""Attachments of a report with data: the rows of the view, no others, as CSV or workbook."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from analytics.exporting import harmless
from analytics.schema import AnalyticsError, Filter
from core import pipeline
from core.models import DatasetVersion
from core.reporting.report_words import Refusal

MAX_BYTES = 8 * 1024 * 1024
MAX_ROWS = 100_000
PAGE = 1000
MIME = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "pdf": "application/pdf"}  # fmt: skip


def write(version: DatasetVersion, chosen: Sequence[Filter], kind: str, target: Path) -> None:
    """The clean table through the view. AnalyticsError where it is too much for a mail."""
    try:
        if not chosen:
            _whole(version, kind, target)
        elif kind == "csv":
            _csv(version, chosen, target)
        else:
            _workbook(version, chosen, target)
        if target.stat().st_size > MAX_BYTES:
            raise Refusal("too_many_bytes", megabytes=MAX_BYTES // 1024 // 1024)
    except AnalyticsError:
        target.unlink(missing_ok=True)
        raise


def _whole(version: DatasetVersion, kind: str, target: Path) -> None:
    if (version.clean_rows or 0) > MAX_ROWS:
        raise Refusal("too_many_rows", rows=MAX_ROWS)
    shutil.copyfile(pipeline.export(version, "clean", kind), target)


def _rows(version: DatasetVersion, chosen: Sequence[Filter]) -> Iterator[Sequence[Any]]:
    """The names of the columns, then the rows."""
    offset, total = 0, 1
    while offset < total:
        page = pipeline.page_of_rows(version, filters=chosen, offset=offset, limit=PAGE)
        total = page.total
        if total > MAX_ROWS:
            raise Refusal("too_many_view_rows", rows=MAX_ROWS)
        if offset == 0:
            yield page.columns
        yield from page.rows
        offset += PAGE


def _csv(version: DatasetVersion, chosen: Sequence[Filter], target: Path) -> None:
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        for row in _rows(version, chosen):
            writer.writerow([harmless(cell) for cell in row])


def _workbook(version: DatasetVersion, chosen: Sequence[Filter], target: Path) -> None:
    import datetime as dt
    import decimal

    import xlsxwriter

    with xlsxwriter.Workbook(str(target), {"constant_memory": True, "strings_to_formulas": False,
                                           "strings_to_urls": False, "nan_inf_to_errors": True}) as book:  # fmt: skip
        sheet = book.add_worksheet("Data")
        formats = {
            dt.datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
            dt.date: book.add_format({"num_format": "yyyy-mm-dd"}),
        }
        cell: Any
        for line, row in enumerate(_rows(version, chosen)):
            for place, cell in enumerate(row):
                if isinstance(cell, dt.date) and cell.year >= 1900:  # a moment is a date, too
                    sheet.write_datetime(line, place, _naive(cell), formats[type(cell)])
                elif isinstance(cell, bool):
                    sheet.write_boolean(line, place, cell)
                elif isinstance(cell, int | float | decimal.Decimal) and abs(float(cell)) < 1e15:
                    sheet.write_number(line, place, float(cell))
                elif cell is not None:
                    sheet.write_string(line, place, str(cell)[:32_767])


def _naive(cell: Any) -> Any:
    return cell.replace(tzinfo=None) if hasattr(cell, "tzinfo") else cell
