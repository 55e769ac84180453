"""What the reading panel shows: the first lines of an original, and how it would be read with other choices."""

from __future__ import annotations

import codecs
import threading
from typing import Any

from django.conf import settings

from analytics.schema import AnalyticsError
from core import results, storage
from core.jobs import Died, TookTooLong, Worker
from core.models import DatasetVersion
from core.stages import StageFailed
from core.versions import peek

PEEK = 16 * 1024
LINES = 25
WIDTH = 400
PREVIEW_SECONDS = 20
_one_at_a_time = threading.Semaphore(2)
TEXT_FORMATS = {"csv", "tsv", "txt", "text", "json", "ndjson", "jsonl", "delimited", "weblog", "geojson"}
CUTTABLE = TEXT_FORMATS - {"json", "geojson"}
"""Formats of which the beginning can be read by itself; half a document is none."""


class NoPreview(AnalyticsError):
    """Nothing is known of how the file would be read: it is too large to look at beforehand, or others do."""


def first_lines(version: DatasetVersion) -> list[str]:
    """Up to 25 lines of a text file in its detected encoding; empty for workbooks, archives and other binary files."""
    path = storage.original(version)
    detected = version.detected or {}
    if detected.get("format", "csv") not in TEXT_FORMATS or not path.exists():
        return []
    with path.open("rb") as file:
        head = file.read(PEEK)
    encoding = detected.get("encoding") or "utf-8"
    try:
        codecs.lookup(encoding)
    except LookupError:
        encoding = "utf-8"
    if b"\0" in head and not encoding.lower().startswith(("utf-16", "utf_16", "utf-32")):
        return []
    text = head.decode(encoding, errors="replace").removeprefix("\ufeff")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if len(head) == PEEK:
        lines = lines[:-1] or lines  # the last one is cut
    return [line[:WIDTH] for line in lines[:LINES]]


def preview(version: DatasetVersion, options: dict[str, Any]) -> dict[str, Any]:
    """The first rows as ``options`` would read them (see ``core.versions.peek``); nothing is stored.

    The file is not trusted, so a job process looks at it. AnalyticsError with one sentence where it cannot be read so.
    """
    folder = storage.version_folder(version)
    if not storage.original(version).exists():
        raise AnalyticsError("The original is not there.")
    task = {
        "name": version.original_name,
        "reader": options,
        "limits": results.limits().to_json(),
        "cut": (version.detected or {}).get("format", "csv") in CUTTABLE,
    }
    if not _one_at_a_time.acquire(timeout=PREVIEW_SECONDS):
        raise NoPreview("Too many previews at the same moment; try again.")
    worker = Worker(settings.JOB_MEMORY_MB, PREVIEW_SECONDS)
    try:
        return worker.run("peek", str(folder), task)
    except StageFailed as failure:
        raise AnalyticsError(str(failure)) from None
    except (Died, TookTooLong, MemoryError):
        raise NoPreview("This file is too large for a preview; “Read again” reads all of it.") from None
    finally:
        worker.close()
        peek.free(folder)
        _one_at_a_time.release()
