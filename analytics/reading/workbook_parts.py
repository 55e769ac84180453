"""What the sheets of a workbook share: their names, cell formats, shared strings, and bounds on each."""

from __future__ import annotations

import re
from dataclasses import dataclass

from analytics.reading.workbook_formats import BUILT_IN, DATE, DATETIME, TEXT, Style, style_of
from analytics.reading.workbook_grid import MAX_CELL_TEXT
from analytics.reading.workbook_package import Package, local
from analytics.schema import AnalyticsError

MAX_STRINGS = 20_000_000
MAX_STRING_CHARS = 400_000_000
MAX_STYLES = 200_000
MAX_MERGES = 200_000
MAX_HIDDEN = 2_000_000
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_ISO_MIDNIGHT = re.compile(r"T00:00:00(?:\.0+)?Z?$")


@dataclass(frozen=True)
class Sheet:
    """A worksheet: the name that people see, its part in the package, and whether it is hidden."""

    name: str
    part: str
    hidden: bool = False


def read_styles(package: Package, part: str) -> list[Style]:
    """The nature of the numbers of each cell format (``s`` of a cell)."""
    codes: dict[int, str] = {}
    formats: list[int] = []
    inside = False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        tag = local(tag)
        if tag == "numFmt" and len(codes) < MAX_STYLES:
            codes.setdefault(number(attributes.get("numFmtId")), attributes.get("formatCode", ""))
        elif tag == "cellXfs":
            inside = True
        elif tag == "xf" and inside and len(formats) < MAX_STYLES:
            formats.append(number(attributes.get("numFmtId")))

    def end(tag: str) -> None:
        nonlocal inside
        inside = inside and local(tag) != "cellXfs"

    package.parse(part, start, end)
    known = {number: style_of(codes.get(number, BUILT_IN.get(number))) for number in set(formats)}
    return [known[number] for number in formats]


def number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0


def read_strings(package: Package, part: str) -> list[str]:
    """The shared strings in order; phonetic hints left out."""
    strings: list[str] = []
    parts: list[str] = []
    collecting = phonetic = False
    chars = waiting = 0

    def start(tag: str, _attributes: dict[str, str]) -> None:
        nonlocal collecting, phonetic
        tag = local(tag)
        if tag == "t":
            collecting = not phonetic
        elif tag == "rPh":
            phonetic = True

    def end(tag: str) -> None:
        nonlocal collecting, phonetic, chars, waiting
        tag = local(tag)
        if tag == "t":
            collecting = False
        elif tag == "rPh":
            phonetic = False
        elif tag == "si":
            string = unescaped("".join(parts))
            parts.clear()
            chars += len(string)
            waiting = 0
            if len(strings) >= MAX_STRINGS or chars > MAX_STRING_CHARS:
                raise AnalyticsError("The workbook holds more text than can be read; save it as CSV and upload that.")
            strings.append(string)

    def text(content: str) -> None:
        nonlocal waiting
        if collecting:
            parts.append(content)
            waiting += len(content)
            if waiting > MAX_CELL_TEXT:
                raise AnalyticsError("The workbook holds a text that is longer than a cell can have; it was not read.")

    package.parse(part, start, end, text)
    return strings


def unescaped(text: str) -> str:
    """Excel writes control characters as ``_x000D_``."""
    return _ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), text) if "_x" in text else text


def iso_text(stored: str) -> tuple[str, int]:
    """A moment that the file itself writes in ISO form: ``2023-02-13T00:00:00`` → ``2023-02-13``."""
    if len(stored) > 100:
        return stored, TEXT
    text = _ISO_MIDNIGHT.sub("", stored.strip())
    if len(text) == 10:
        return text, DATE
    return re.sub(r"(\.\d*?)0+$", r"\1", text.replace("T", " ")).rstrip("."), DATETIME
