"""What the reading panel shows: the first lines of an original, and how it would be read with other choices."""

from __future__ import annotations

import codecs
import re
import secrets
import threading
from typing import Any

from django.conf import settings

from analytics.schema import AnalyticsError
from core import results, storage
from core.jobs import Died, TookTooLong, Worker
from core.models import DatasetVersion
from core.stages import StageFailed
from core.versions import peek, recipes

PEEK = 16 * 1024
LINES = 25
WIDTH = 400
PREVIEW_SECONDS = 20
_one_at_a_time = threading.Semaphore(2)
TEXT_FORMATS = {"csv", "tsv", "txt", "text", "json", "ndjson", "jsonl", "delimited", "weblog", "geojson"}
STRAY = re.compile("[\udc80-\udcff]")
"""Bytes that are no UTF-8, as Python keeps them."""
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
    return _lines(head, detected)


def _lines(head: bytes, detected: dict[str, Any]) -> list[str]:
    encoding = detected.get("encoding") or "utf-8"
    try:
        codecs.lookup(encoding)
    except LookupError:
        encoding = "utf-8"
    if b"\0" in head and not encoding.lower().startswith(("utf-16", "utf_16", "utf-32")):
        return []
    text = _decoded(head, encoding).removeprefix("\ufeff")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if len(head) == PEEK:
        lines = lines[:-1] or lines  # the last one is cut
    elif not lines[-1]:
        lines = lines[:-1]  # behind the last line end stands nothing
    return [line[:WIDTH] for line in lines[:LINES]]


def _decoded(head: bytes, encoding: str) -> str:
    """As the reader does it: bytes that are no UTF-8 are Windows-1252; elsewhere they stay unknown."""
    if codecs.lookup(encoding).name not in {"utf-8", "utf-8-sig"}:
        return head.decode(encoding, errors="replace")
    text = head.decode(encoding, errors="surrogateescape")
    return STRAY.sub(lambda found: bytes([ord(found[0]) - 0xDC00]).decode("cp1252", errors="replace"), text)


def first_rows(version: DatasetVersion) -> dict[str, Any]:
    """What ``first_lines`` cannot show: ``lines`` of a text in an archive, or ``letters`` and ``rows`` of a sheet.

    A job process looks; empty where there is nothing to show, or where it takes too long.
    """
    detected = version.detected or {}
    if not version.read_at or not storage.original(version).exists():
        return {}
    try:
        found = _looked_at(version, {"original": True, "name": version.original_name, "detected": detected})
    except AnalyticsError:
        return {}
    return {"lines": _lines(found["head"].encode("latin-1"), detected)} if "head" in found else found


def preview(version: DatasetVersion, options: dict[str, Any]) -> dict[str, Any]:
    """The first rows as ``options`` would read them (see ``core.versions.peek``); nothing is stored.

    The file is not trusted, so a job process looks at it. AnalyticsError with one sentence where it cannot be read so.
    """
    if not storage.original(version).exists():
        raise AnalyticsError("The original is not there.")
    cut = (version.detected or {}).get("format", "csv") in CUTTABLE
    return _looked_at(version, {"name": version.original_name, "reader": options, "cut": cut})


def decided(version: DatasetVersion, column: str, choice: str) -> dict[str, Any]:
    """What the whole column ``column`` would be if ``choice`` were decided (see ``core.versions.peek.decide``)."""
    if not storage.text_table(version).exists():
        raise AnalyticsError("The table is not read yet.")
    return _looked_at(version, {"column": column, "choice": choice})


def _looked_at(version: DatasetVersion, task: dict[str, Any]) -> dict[str, Any]:
    folder = storage.version_folder(version)
    if not _one_at_a_time.acquire(timeout=PREVIEW_SECONDS):
        raise NoPreview("Too many previews at the same moment; try again.")
    worker, mark = Worker(settings.JOB_MEMORY_MB, PREVIEW_SECONDS), secrets.token_hex(8)
    try:
        return worker.run("peek", str(folder), {**task, "mark": mark, "limits": results.limits().to_json()})
    except StageFailed as failure:
        raise AnalyticsError(str(failure)) from None
    except (Died, TookTooLong, MemoryError):
        raise NoPreview("This file is too large for a preview; “Read again” reads all of it.") from None
    finally:
        worker.close()
        peek.free(folder, mark)
        _one_at_a_time.release()


def before(version: DatasetVersion) -> dict[str, Any] | None:
    """What people had decided about the reading before they last changed it; None where they never did."""
    now = _choices(version.reader or {})
    for row in recipes.history(version):
        earlier = _choices(row.document.get("reader") or {})
        if earlier != now:
            return earlier
    return None


def _choices(reader: dict[str, Any]) -> dict[str, Any]:
    return {name: reader[name] for name in recipes.READER_FIELDS if reader.get(name) is not None}
