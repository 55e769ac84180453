"""The first lines of an original, to show beside the table. Bytes are decoded, nothing is parsed."""

from __future__ import annotations

import codecs

from core import storage
from core.models import DatasetVersion

PEEK = 16 * 1024
LINES = 25
WIDTH = 400
TEXT_FORMATS = {"csv", "tsv", "txt", "text", "json", "ndjson", "jsonl", "delimited"}


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
