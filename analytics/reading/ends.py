"""A file's lines as bytes: their ends, their number, and whether they end at all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from analytics.schema import AnalyticsError

CHUNK = 1 << 20
LONGEST = 64 * 1024**2
"""Bytes that a file may have without any line end; a row that long fits no memory."""


def chunks(path: Path, start: int = 0) -> Iterator[bytes]:
    """The bytes of a file from ``start``, a megabyte at a time."""
    with path.open("rb") as file:
        file.seek(start)
        while chunk := file.read(CHUNK):
            yield chunk


def hold_lines(path: Path, name: str) -> None:
    """AnalyticsError where a stretch of the file without line end is longer than a row can be."""
    stretch = 0
    if path.stat().st_size <= LONGEST or _ends_are_near(path):
        return
    for chunk in chunks(path):
        last = max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
        stretch = stretch + len(chunk) if last < 0 else len(chunk) - last
        if stretch > LONGEST:
            raise AnalyticsError(
                f"“{name}” has a line of more than {LONGEST // 1024**2} MB; look whether its rows have line ends."
            )


def _ends_are_near(path: Path) -> bool:
    """Whether each half of the longest stretch has a line end, mostly told by its first bytes."""
    half = LONGEST // 2
    with path.open("rb") as file:
        for start in range(0, path.stat().st_size - half, half):
            file.seek(start)
            head = file.read(65_536)
            if b"\n" not in head and b"\r" not in head:
                return False
    return True


def ends(data: bytes) -> int:
    """How many lines end in the bytes."""
    return data.count(b"\n") or data.count(b"\r")


def line_of(path: Path, place: int) -> int:
    """The number of the line, from 1, that the byte ``place`` is in."""
    lines = 1
    for chunk in chunks(path):
        lines += ends(chunk[:place])
        place -= len(chunk)
        if place <= 0:
            break
    return lines
