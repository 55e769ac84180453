"""Titles of charts that this program made, in other languages; what people wrote stays as it is."""

from __future__ import annotations

import re
from collections.abc import Collection

from core.reporting.tongues import Tongue, grammar

_MEASURES = {
    "sum": r"Sum of {c1}", "mean": r"Average {c1}", "median": r"Median {c1}", "min": r"Lowest {c1}",
    "max": r"Highest {c1}", "total": r"Total {c1}", "different": r"Different {c1}", "values": r"Values in {c1}",
}  # fmt: skip
_TITLE_PARTS = (
    r"(?P<m>.+?) over time by (?P<c2>.+)",
    r"(?P<m>.+?) over time",
    r"(?P<m>.+?): (?P<r>daily|weekly|monthly|yearly) rhythm",
    r"(?P<m>.+?) by (?P<h>hour of the day)",
    r"(?P<m>.+?) by (?P<c2>.+)",
    r"(?P<m>.+)",
)


def title(text: str, tongue: Tongue, columns: Collection[str]) -> str:
    """A chart's title that this program made, of columns of the data; what people wrote stays as it is."""
    titles: dict[str, str] = tongue.words.TITLES
    if text in titles:
        return titles[text]
    if against := re.fullmatch(r"“?(.+?)”? against “?(.+?)”?(?: by “(.+)”)?", text):
        names = [name for name in against.groups() if name]
        if all(name in columns for name in names):
            tail = titles["by"].format(c=names[2]) if len(names) > 2 else ""
            return titles["against"].format(a=names[0], b=names[1]) + tail
    if spread := re.fullmatch(r"Distribution of “(.+)”", text):
        return titles["distribution"].format(c=spread[1]) if spread[1] in columns else text
    for shape in _TITLE_PARTS:
        found = re.fullmatch(shape, text)
        measure = _measure(found["m"], tongue, columns) if found else None
        if found is None or measure is None:
            continue
        by = (found.groupdict().get("c2") or "").strip("“”")
        if by and by not in columns:
            continue
        parts = found.groupdict()
        if parts.get("h"):
            return measure + titles["by_hour"]
        if parts.get("r"):
            return measure + titles["rhythm"].format(c=titles[parts["r"]])
        over = titles["over_time"] if " over time" in shape else ""
        return measure + over + (titles["by"].format(c=by) if by else "")
    return text


def _measure(text: str, tongue: Tongue, columns: Collection[str]) -> str | None:
    titles: dict[str, str] = tongue.words.TITLES
    if text == "Rows":
        return titles["Rows"]
    for key, shape in _MEASURES.items():
        found = re.fullmatch(shape.replace("{c1}", "(.+)"), text)
        if found and found[1] in columns:
            return titles[key].format(c=found[1])
    if (found := re.fullmatch(r"(Total|Average|Share) of “([^”]+)”", text)) and found[2] in columns:
        key = {"Total": "total", "Average": "average", "Share": "share"}[found[1]]
        return str(tongue.words.SUBJECTS[key].format(q=found[2]))
    if (found := re.fullmatch(r"(?:The (?:total|average) of )?“([^”]+)”.*|The number of rows.*", text)) and (
        found[1] is None or found[1] in columns
    ):
        return grammar.subject(text, tongue)
    return None
