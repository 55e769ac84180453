"""The very first and the very last bytes of a text: signs that nobody sees, an end without a line end."""

from __future__ import annotations

import codecs
import io
from pathlib import Path

from analytics.reading.encoding import ALL_VALID, BOMS, Encoding

STRAY = "\ufeff\u200b" + "".join(chr(code) for code in range(32) if chr(code) not in "\t\n\r\f\x1c\x1d\x1e\x1f")
"""Signs at the start of a file that nobody sees and nobody means."""
LOOKED = 64
START = 4 * 1024**2
"""Bytes that make it likely that a large file is UTF-8 to its end."""


def stray(path: Path, skip: int, encoding: str) -> int:
    """How many such signs the text starts with, behind ``skip`` bytes."""
    with path.open("rb") as raw:
        raw.seek(skip)
        text = raw.read(LOOKED).decode(encoding, "ignore")
    return len(text) - len(text.lstrip(STRAY))


def assume(path: Path) -> Encoding | None:
    """UTF-8, if that is what the start of a file says; to be held against the rest while that is read."""
    with path.open("rb") as file:
        start = file.read(START)
    mark = next((pair for pair in BOMS if start.startswith(pair[0])), None)
    if b"\0" in start or (mark is not None and mark[1] != "utf-8"):
        return None
    try:
        codecs.utf_8_decode(start, "strict", False)
    except UnicodeDecodeError:
        return None
    return Encoding("utf-8", ALL_VALID, len(mark[0]) if mark else 0, assumed=True)


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
