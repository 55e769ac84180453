"""The very first and the very last bytes of a text: signs that nobody sees, an end without a line end."""

from __future__ import annotations

import io
from pathlib import Path

from analytics.reading.ends import chunks

STRAY = "\ufeff\u200b" + "".join(chr(code) for code in range(32) if chr(code) not in "\t\n\r\f\x1c\x1d\x1e\x1f")
"""Signs at the start of a file that nobody sees and nobody means."""
LOOKED = 64
MARK = "\ufeff".encode()


def stray(path: Path, skip: int, encoding: str) -> int:
    """How many such signs the text starts with, behind ``skip`` bytes."""
    with path.open("rb") as raw:
        raw.seek(skip)
        text = raw.read(LOOKED).decode(encoding, "ignore")
    return len(text) - len(text.lstrip(STRAY))


def unseen(path: Path, skip: int) -> bool:
    """Whether zero bytes, or marks of byte order, stand somewhere in a UTF-8 text; a look of a few milliseconds."""
    return any(b"\0" in chunk or (not chunk.isascii() and MARK in chunk) for chunk in chunks(path, skip))


def bare(line: str) -> str:
    """The first line without them; what was a line stays one."""
    return line.lstrip(STRAY) or line[-1:]


def unended(path: Path) -> bool:
    """Whether the file ends without a line end."""
    with path.open("rb") as raw:
        raw.seek(-min(4, path.stat().st_size), io.SEEK_END)
        return not raw.read().rstrip(b"\0").endswith((b"\n", b"\r"))


def line_ending(lines: list[str]) -> str | None:
    """How lines end: CRLF, LF, CR or mixed; None where there is only one line."""
    ends = {"\r\n" if line.endswith("\r\n") else line[-1:] for line in lines if line.endswith(("\n", "\r"))}
    words = {"\r\n": "CRLF", "\n": "LF", "\r": "CR"}
    return "mixed" if len(ends) > 1 else next((words[end] for end in ends), None)
