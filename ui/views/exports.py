"""Downloads: the table in four formats, the original bytes, the problems, the change log. All as attachments."""

from __future__ import annotations

import csv
import io
import itertools
import json
import logging
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.text import slugify
from django.views.decorators.http import require_GET

from analytics.exporting import harmless
from analytics.schema import AnalyticsError
from core import access, pipeline, storage
from core.models import Dataset, DatasetVersion
from core.versions import changes, emptied
from ui.downloads import attached, deliver
from ui.http import see_other

log = logging.getLogger(__name__)
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
    "json": "application/json",
}

PROBLEM_COLUMNS = ("line", "row", "column", "problem", "content")
"""``line``: of the original; ``row``: of the table, where a cell was made missing since."""


def file_name(dataset: Dataset, ending: str) -> str:
    """A name of ours for the download: letters, digits and dashes only."""
    return f"{slugify(Path(dataset.name).stem)[:80] or 'dataset'}.{ending}"


@login_required
@require_GET
def dataset_export(request: HttpRequest, pk: int, fmt: str) -> HttpResponseBase:
    found = access.dataset(request.user, pk)
    which = request.GET.get("version", "clean")
    version = found.current if which == "clean" else (found.current or found.newest)
    if fmt not in TYPES or which not in {"clean", "raw"} or version is None:
        raise Http404
    try:
        source = pipeline.export(version, which, fmt)
    except AnalyticsError as error:
        messages.error(request, str(error))
        return see_other("dataset", found.pk)
    log.info("user %s exported dataset %s as %s (%s)", request.user.pk, found.pk, fmt, which)
    return deliver(request, source, TYPES[fmt], file_name(found, fmt))


@login_required
@require_GET
def dataset_original(request: HttpRequest, pk: int, number: int) -> HttpResponseBase:
    """The bytes as they came. The browser never shows them: the type says nothing, and sniffing is off."""
    found = access.dataset(request.user, pk)
    version = get_object_or_404(DatasetVersion, dataset=found, number=number)
    ending = Path(version.original_name).suffix.lstrip(".").lower()
    ending = ending if ending.isascii() and ending.isalnum() else "bin"
    path = storage.original(version)
    if not path.exists():
        raise Http404
    log.info("user %s downloaded the original of dataset %s, version %s", request.user.pk, found.pk, number)
    return deliver(request, path, "application/octet-stream", file_name(found, ending))


@login_required
@require_GET
def dataset_problems(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Everything that was met while reading, and cells made missing since: one JSON object a line, or ``as=csv``."""
    found = access.dataset(request.user, pk)
    version = found.newest
    if version is None:
        raise Http404
    path, more = storage.problems(version), emptied.listed(version)
    if request.GET.get("as") == "csv":
        listed = csv_pieces(problem_rows(path, more), PROBLEM_COLUMNS)
        return deliver(request, listed, TYPES["csv"], file_name(found, "problems.csv"))
    if more or not path.exists():
        read = path.read_text(encoding="utf-8") if path.exists() else ""
        answer = HttpResponse(read + more, content_type="application/x-ndjson")
        return attached(answer, file_name(found, "problems.jsonl"))
    return deliver(request, path, "application/x-ndjson", file_name(found, "problems.jsonl"))


def problem_rows(path: Path, more: str) -> Iterator[list[list[Any]]]:
    """The problems as rows of a table, a piece for each thousand."""
    with path.open(encoding="utf-8") if path.exists() else io.StringIO() as file:
        lines = itertools.chain(file, io.StringIO(more))
        while piece := list(itertools.islice(lines, 1000)):
            problems = [json.loads(line) for line in piece if line.strip()]
            yield [[problem.get(name) for name in PROBLEM_COLUMNS] for problem in problems]


def csv_pieces(rows: Iterable[Iterable[Iterable[Any]]], head: Iterable[str]) -> Iterator[bytes]:
    """CSV in pieces of many rows: one small write a row would be slow."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(head)
    for piece in rows:
        writer.writerows([harmless(value) for value in row] for row in piece)
        yield buffer.getvalue().encode()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue().encode()


@login_required
@require_GET
def dataset_changes_export(request: HttpRequest, pk: int) -> HttpResponseBase:
    found = access.dataset(request.user, pk)
    version = found.newest
    if version is None:
        raise Http404
    pieces = csv_pieces(changes.everything(version), changes.COLUMNS)
    return deliver(request, pieces, TYPES["csv"], file_name(found, "changes.csv"))
