"""The compound files that old Office programs write: named streams in sectors, read with every pointer checked."""

from __future__ import annotations

import struct
from pathlib import Path

from analytics.schema import AnalyticsError, Limits

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAX_SIZE = 512 * 1024**2
_END = 0xFFFFFFFA
"""Sector numbers from here on are marks, not places."""


class CompoundFile:
    """The streams of a compound file ([MS-CFB]); the whole file is held in memory."""

    def __init__(self, path: Path, limits: Limits) -> None:
        if path.stat().st_size > min(MAX_SIZE, limits.max_bytes):
            raise AnalyticsError("The workbook is larger than an .xls file can be; it was not read.")
        self.data = path.read_bytes()
        try:
            self._open()
        except (struct.error, IndexError, ValueError) as error:
            raise _damaged() from error

    def _open(self) -> None:
        data = self.data
        shift, mini_shift = struct.unpack_from("<HH", data, 30)
        if data[:8] != MAGIC or shift not in (9, 12) or mini_shift != 6:
            raise _damaged()
        self.sector = 1 << shift
        (fat_count, directory, _transaction, self.cutoff, mini_fat, _mini_count, difat, _count) = struct.unpack_from(
            "<IIIIIIII", data, 44
        )
        places = list(struct.unpack_from("<109I", data, 76))
        seen = 0
        while difat < _END and seen < len(data) // self.sector:
            entries = struct.unpack_from(f"<{self.sector // 4}I", data, (difat + 1) * self.sector)
            places += entries[:-1]
            difat = entries[-1]
            seen += 1
        self.fat: list[int] = []
        for place in places[:fat_count]:
            if place < _END:
                self.fat += struct.unpack_from(f"<{self.sector // 4}I", data, (place + 1) * self.sector)
        self.entries = self._directory(self._chain(directory))
        root = next((e for e in self.entries.values() if e[0] == 5), None)
        self.mini = self._chain(root[1])[: root[2]] if root and root[1] < _END else b""
        packed = self._chain(mini_fat) if mini_fat < _END else b""
        self.mini_fat = list(struct.unpack(f"<{len(packed) // 4}I", packed[: len(packed) // 4 * 4]))

    def _chain(self, start: int) -> bytes:
        """The bytes of a chain of sectors; a chain that runs in a circle is damaged."""
        parts, steps = [], 0
        while start < _END:
            steps += 1
            if start >= len(self.fat) or steps > len(self.fat):
                raise _damaged()
            parts.append(self.data[(start + 1) * self.sector : (start + 2) * self.sector])
            start = self.fat[start]
        return b"".join(parts)

    def _directory(self, data: bytes) -> dict[str, tuple[int, int, int]]:
        """Name → type (2 stream, 5 root), first sector, size."""
        found: dict[str, tuple[int, int, int]] = {}
        for at in range(0, len(data) - 127, 128):
            length, kind = struct.unpack_from("<HB", data, at + 64)
            start, size = struct.unpack_from("<II", data, at + 116)
            name = data[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
            if kind in (2, 5) and name not in found:
                found[name] = (kind, start, size)
        return found

    def __contains__(self, name: str) -> bool:
        return name in self.entries

    def stream(self, name: str) -> bytes:
        """The bytes of a stream."""
        _kind, start, size = self.entries[name]
        if size >= self.cutoff:
            return self._chain(start)[:size]
        parts, steps = [], 0
        while start < _END:
            steps += 1
            if start >= len(self.mini_fat) or steps > len(self.mini_fat):
                raise _damaged()
            parts.append(self.mini[start * 64 : start * 64 + 64])
            start = self.mini_fat[start]
        return b"".join(parts)[:size]


def _damaged() -> AnalyticsError:
    return AnalyticsError("The workbook is damaged or cut off; save it again and upload that.")
