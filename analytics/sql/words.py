"""What is wrong with a question, as one sentence and a place in its text."""

from __future__ import annotations

import re
from pathlib import Path

from analytics.schema import AnalyticsError

LONGEST = 500
PLACE = re.compile(r"\n+LINE (\d+): ([^\n]*)\n( *)\^")
KIND = re.compile(r"^(?:[A-Za-z]+ )*?(?:Error|Exception): ")
PATH = re.compile(r"(?<![\w<])/[^\s'\":,;()\[\]]+/[^\s'\":,;()\[\]]*")
MEMORY = (
    "This question needs more memory than a question may use; filter earlier, choose fewer columns or group the rows."
)
DISK = "This question needs more room on disk than a question may use; filter earlier or choose fewer columns."


class Refused(AnalyticsError):
    """A question that is not run, or did not end well. ``line`` and ``column`` count from 1; 0: no place is known."""

    def __init__(self, text: str, line: int = 0, column: int = 0) -> None:
        super().__init__(text)
        self.line, self.column = line, column


def at(text: str, sql: str, offset: int | None) -> Refused:
    """A refusal of the place that begins ``offset`` bytes into the question (what DuckDB's trees count in)."""
    raw = sql.encode()
    if offset is None or not 0 <= offset <= len(raw):
        return Refused(text)
    before = raw[:offset].decode(errors="ignore").split("\n")
    return Refused(text, len(before), len(before[-1]) + 1)


def of(error: Exception, sql: str) -> Refused:
    """DuckDB's own complaint, without its paths and without the candidates that fill a page."""
    name, text = type(error).__name__, str(error)
    if name == "OutOfMemoryException" or isinstance(error, MemoryError):
        return Refused(DISK if "max_temp_directory_size" in text or "temp_directory" in text else MEMORY)
    line = column = 0
    if found := PLACE.search(text):
        line, column = _place(int(found[1]), found[2], len(found[3]) - len(f"LINE {found[1]}: "), sql.split("\n"))
        text = text[: found.start()]
    if name == "IOException" and "File too large" in text:
        return Refused(DISK)
    return Refused(_told(text), line, column)


def _told(text: str) -> str:
    text = PATH.sub(lambda found: Path(found[0]).name or "a file", KIND.sub("", text.strip()))
    lines = [part.strip() for part in text.split("\n") if part.strip()]
    kept = [part for part in lines if not re.match(r"\w+\(.*\) -> ", part) and part != "Candidate functions:"]
    told = " ".join(part if part.endswith((".", "!", "?", ":", ",")) else f"{part}." for part in kept)
    told = told.replace('Candidate bindings: "', 'There is: "')
    return told[:LONGEST] or "DuckDB could not run this."


def _place(number: int, shown: str, caret: int, lines: list[str]) -> tuple[int, int]:
    """From the line that DuckDB shows (a part of it where it is long, after lines of ours) to the question's own."""
    part, front = shown, shown.startswith("...")
    if front:
        part, caret = part[3:], caret - 3
    part = part.removesuffix("...")
    holds = [place for place, line in enumerate(lines) if part and part in line]
    if not holds:
        return 0, 0
    place = min(holds, key=lambda each: abs(each + 1 - number))
    begins = lines[place].index(part) if front else 0
    return place + 1, max(begins + caret, 0) + 1
