"""How large a picture is, read from its first bytes: nothing is unpacked. A file of 2 MB may hold 3.6 thousand million
points, which would end the browser of whoever looks and the process that draws the dashboard into a file."""

from __future__ import annotations

from struct import error, unpack_from

FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
"""Markers of a JPEG that carry its size."""
BARE = frozenset({0x01, *range(0xD0, 0xD9)})
"""Markers without a body."""


def size_of(data: bytes, mime: str) -> tuple[int, int] | None:
    """Width and height in points; None where the bytes are cut off or damaged."""
    read = {"image/png": _png, "image/gif": _gif, "image/jpeg": _jpeg, "image/webp": _webp}[mime]
    try:
        width, height = read(data)
    except (error, ValueError, IndexError):
        return None
    return (width, height) if width and height else None


def _png(data: bytes) -> tuple[int, int]:
    if data[12:16] != b"IHDR":
        raise ValueError
    width, height = unpack_from(">II", data, 16)
    return width, height


def _gif(data: bytes) -> tuple[int, int]:
    width, height = unpack_from("<HH", data, 6)
    return width, height


def _jpeg(data: bytes) -> tuple[int, int]:
    place = 2
    while data[place] == 0xFF:
        marker = data[place + 1]
        if marker == 0xFF:  # fill
            place += 1
        elif marker in FRAMES:
            height, width = unpack_from(">HH", data, place + 5)
            return width, height
        elif marker in BARE:
            place += 2
        else:
            (length,) = unpack_from(">H", data, place + 2)
            place += 2 + max(length, 2)
    raise ValueError


def _webp(data: bytes) -> tuple[int, int]:
    kind = data[12:16]
    if kind == b"VP8X":
        return 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little")
    if kind == b"VP8L":
        (bits,) = unpack_from("<I", data, 21)
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    width, height = unpack_from("<HH", data, 26)
    return width & 0x3FFF, height & 0x3FFF
