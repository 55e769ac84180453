"""JSON as a stream: the elements of a list, or one document after another, without holding the whole file."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from analytics.schema import AnalyticsError

CHUNK = 1 << 20
MAX_ELEMENT = 128 * 1024**2
"""Characters of one element of a list, or of a document that is no list: it has to fit into memory, several times."""
_SPACE = re.compile(r"[ \t\n\r]*")
_MORE = object()


class Number(str):
    """A number by its source text: no digit is lost, ``1.10`` stays ``1.10``."""

    __slots__ = ()


class Decoder:
    """Decodes values with their numbers as text; counts what strict JSON does not allow."""

    def __init__(self) -> None:
        self.repeated: dict[str, int] = {}
        self.constants = 0
        self.decoder = json.JSONDecoder(
            object_pairs_hook=self._object, parse_int=Number, parse_float=Number, parse_constant=self._constant,
            strict=False,
        )  # fmt: skip

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            seen: set[str] = set()
            for key, _value in pairs:
                if key in seen and len(self.repeated) < 100:
                    self.repeated[key] = self.repeated.get(key, 0) + 1
                seen.add(key)
        return found

    def _constant(self, word: str) -> Number:
        self.constants += 1
        return Number(word)

    def value(self, text: str, at: int) -> tuple[Any, int]:
        """The value that starts at ``at`` and where it ends. ValueError where there is none, or it is not complete."""
        try:
            return self.decoder.raw_decode(text, at)
        except RecursionError:
            raise AnalyticsError(
                "The JSON is nested too deeply (about a thousand levels) to be a table; it was not read."
            ) from None


class Source:
    """The text of a file, a window at a time. ``line`` counts lines up to the window's start."""

    def __init__(self, path: Path, encoding: str, progress: Callable[[float], None] | None = None) -> None:
        self.size = max(1, path.stat().st_size)
        self.file = path.open("rb")
        self.decoder = codecs.getincrementaldecoder(encoding)("replace")
        self.progress = progress
        self.text = ""
        self.at = 0
        self.lines_before = 0
        self.counted = self.lines_counted = 0
        self.ended = False
        self.broken = 0

    def __enter__(self) -> Source:
        return self

    def __exit__(self, *_error: object) -> None:
        self.file.close()

    def more(self) -> bool:
        """Read on, at least doubling the window: a long element is not tried again and again. False at the end."""
        if self.ended:
            return False
        self._forget()
        raw = self.file.read(max(CHUNK, len(self.text)))
        self.ended = not raw
        new = self.decoder.decode(raw, final=self.ended)
        self.broken += new.count("\ufffd")
        self.text += new
        if len(self.text) > MAX_ELEMENT:
            raise AnalyticsError(
                "One value of the JSON is larger than can be read at once; save the rows as a list or as one JSON "
                "object a line."
            )
        if self.progress is not None:
            self.progress(self.file.tell() / self.size)
        return not self.ended or bool(new)

    def _forget(self) -> None:
        if self.at:
            self.lines_before = self.line() - 1
            self.text = self.text[self.at :]
            self.at = self.counted = 0
            self.lines_counted = 0

    def line(self, at: int | None = None) -> int:
        """The 1-based line of a place in the window."""
        place, last = self.at if at is None else at, self.counted
        # From where it was asked last: a text may have a fault in every line.
        between = self.text.count("\n", min(place, last), max(place, last))
        self.counted, self.lines_counted = place, self.lines_counted + (between if place > last else -between)
        return self.lines_before + self.lines_counted + 1

    def skip_space(self) -> str:
        """Move over white space; the character there, or nothing at the end."""
        while True:
            match = _SPACE.match(self.text, self.at)
            self.at = match.end() if match else self.at
            if self.at < len(self.text):
                return self.text[self.at]
            if not self.more():
                return ""

    def value(self, decoder: Decoder) -> Any:
        """The next value, reading on as long as it is not complete."""
        while True:
            try:
                found, end = decoder.value(self.text, self.at)
            except (ValueError, IndexError) as error:
                start = self.at
                if not self._may_be_cut(error) or not self.more():
                    raise self._broken(error, start - self.at) from None
                continue
            # A number at the very end of the window may go on.
            if end >= len(self.text) and not self.ended and self.more():
                continue
            self.at = end
            return found

    def _may_be_cut(self, error: Exception) -> bool:
        """Whether the fault lies so near to the window's end that the rest may put it right (or inside a string)."""
        position = getattr(error, "pos", len(self.text))
        return position >= len(self.text) - 16 or "Unterminated string" in str(error)

    def _broken(self, error: Exception, moved: int) -> AnalyticsError:
        """The sentence for a fault; the window has moved on by ``moved`` characters since."""
        position = min(getattr(error, "pos", len(self.text) + moved) - moved, len(self.text))
        line = self.line(position)
        if (self.ended and position >= len(self.text.rstrip())) or "Unterminated" in str(error):
            return AnalyticsError(f"The JSON is cut off: it ends in line {line} in the middle of a value.")
        near = " ".join(self.text[max(0, position - 20) : position + 20].split())
        return AnalyticsError(f"The JSON is not valid in line {line}, near “{near}”.")


def elements(source: Source, decoder: Decoder) -> Iterator[Any]:
    """The elements of the list that starts at the source's place."""
    source.at += 1
    if source.skip_space() == "]":
        source.at += 1
        return
    while True:
        if not source.skip_space():
            raise AnalyticsError(f"The JSON is cut off: its list does not end (line {source.line()}).")
        yield source.value(decoder)
        mark = source.skip_space()
        source.at += 1
        if mark == "]":
            return
        if mark != ",":
            source.at -= 1
            if not mark:
                raise AnalyticsError(f"The JSON is cut off: its list does not end (line {source.line()}).")
            raise AnalyticsError(
                f"The JSON is not valid in line {source.line()}: “{mark}” stands where a comma should."
            )


def encoding_of(head: bytes) -> tuple[str, str]:
    """The encoding of a JSON text by its first bytes, and why (RFC 8259 says UTF-8; the others are met in files)."""
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
        (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
    ):  # fmt: skip
        if head.startswith(mark):
            return name, "The file starts with a byte order mark."
    if len(head) >= 4 and head[1] == 0 and head[0] != 0:
        return ("utf-32-le" if head[2:4] == b"\0\0" else "utf-16-le"), "Every second byte is zero."
    if len(head) >= 4 and head[0] == 0:
        return ("utf-32-be" if head[:3] == b"\0\0\0" else "utf-16-be"), "Every second byte is zero."
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return "cp1252", "The bytes are not UTF-8."
    return "utf-8", "The bytes are UTF-8, as JSON asks for."
