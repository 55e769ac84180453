"""The values of Excel's binary records: texts, squeezed numbers, errors, the shared strings of BIFF8."""

from __future__ import annotations

import struct

ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
          0x2B: "#GETTING_DATA"}  # fmt: skip


def code_page(number: int) -> str:
    name = {1200: "utf-16-le", 10000: "mac-roman", 32768: "mac-roman", 32769: "cp1252", 65001: "utf-8"}.get(number)
    name = name or f"cp{number}"
    try:
        b"".decode(name)
    except LookupError:
        return "cp1252"
    return name


def short_text(body: bytes) -> str:
    """A string with one byte for its length and one for its width."""
    length, flags = body[0], body[1]
    return _chars(body[2:], length, flags)


def _chars(body: bytes, length: int, flags: int) -> str:
    """Characters of one or two bytes."""
    return body[: 2 * length].decode("utf-16-le", "replace") if flags & 1 else body[:length].decode("latin-1")


def long_text(body: bytes) -> str:
    """A string with two bytes for its length; rich and phonetic parts are left out."""
    length, flags = struct.unpack_from("<HB", body)
    at = 3 + (2 if flags & 8 else 0) + (4 if flags & 4 else 0)
    return _chars(body[at:], length, flags)


class SharedStrings:
    """The shared strings: a record and its continuations. A string may be cut at a border, its width then told anew."""

    def __init__(self, blocks: list[bytes]) -> None:
        self.blocks = blocks
        self.block = 0
        self.at = 8

    def _take(self, size: int) -> bytes:
        """Bytes that may go over borders without a mark."""
        parts = []
        while size > 0:
            block = self.blocks[self.block]
            part = block[self.at : self.at + size]
            parts.append(part)
            size -= len(part)
            self.at += len(part)
            if size > 0:
                self.block += 1
                self.at = 0
        return b"".join(parts)

    def _chars(self, length: int, wide: bool) -> str:
        parts = []
        while length > 0:
            block = self.blocks[self.block]
            if self.at >= len(block):
                self.block += 1
                wide = bool(self.blocks[self.block][0] & 1)
                self.at = 1
                continue
            size = min(length, (len(block) - self.at) // 2 if wide else len(block) - self.at)
            if size <= 0:
                raise IndexError
            raw = block[self.at : self.at + (2 * size if wide else size)]
            parts.append(raw.decode("utf-16-le", "replace") if wide else raw.decode("latin-1"))
            self.at += len(raw)
            length -= size
        return "".join(parts)

    def read(self) -> list[str]:
        (count,) = struct.unpack_from("<I", self.blocks[0], 4)
        strings: list[str] = []
        total = sum(map(len, self.blocks))
        for _ in range(min(count, total)):
            if self.block == len(self.blocks) - 1 and self.at >= len(self.blocks[self.block]):
                break
            length, flags = struct.unpack("<HB", self._take(3))
            runs = struct.unpack("<H", self._take(2))[0] if flags & 8 else 0
            extra = struct.unpack("<I", self._take(4))[0] if flags & 4 else 0
            strings.append(self._chars(length, bool(flags & 1)))
            self._take(4 * runs + min(extra, total))
        return strings


def rk_value(packed: int) -> float:
    """A number squeezed into 32 bits: an integer or the upper half of a double, perhaps a hundredfold."""
    if packed & 2:
        value = float((packed >> 2) - (1 << 30 if packed & 0x80000000 else 0))
    else:
        (value,) = struct.unpack("<d", b"\0\0\0\0" + struct.pack("<I", packed & 0xFFFFFFFC))
    return value / 100 if packed & 1 else value
