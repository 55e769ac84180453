"""Which dates and times could these texts be? Formats from each value; the whole column decides day or month first."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from analytics.inference.reading import Reading
from analytics.schema import ColumnType
from analytics.temporal import DIRECTIVES, ENGLISH, MONTHS

_CLOCK = re.compile(
    r"(?P<h>[0-9]{1,2}):(?P<m>[0-9]{2})(?::(?P<s>[0-9]{2})(?P<f>\.[0-9]{1,9})?)?"
    r"(?:(?P<gap>[ ]?)(?P<half>[AaPp][Mm]))?(?P<zone>[ ]?(?:Z|z|UTC|GMT|[+-][0-9]{2}(?::?[0-9]{2})?))?"
)
_SPLIT = re.compile(r"(?P<date>.*[^\s,T])(?P<sep>T|,?[ ]{1,2})(?P<clock>[0-9]{1,2}:[0-9]{2}.*)", re.ASCII)
_NUMERIC = re.compile(r"([0-9]{1,4})([-/. ]|\. )([0-9]{1,2})\2([0-9]{1,4})")
_YEAR_MONTH = re.compile(r"([0-9]{4})([-/])([0-9]{2})")
_PACKED = re.compile(r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])")
_PACKED_CLOCK = re.compile(_PACKED.pattern + r"(?:[01][0-9]|2[0-3])[0-5][0-9][0-5][0-9]")
_JOINED = re.compile(r"[0-9]{1,2}([A-Za-z]{3})[12][0-9]{3}")
_WORDED = re.compile(
    r"(?:(?P<wday>[^\W\d_]{3,9})(?P<wsep>,? ))?"
    r"(?:(?P<d1>[0-9]{1,2})(?P<s1>\. |[-/. ]))?(?P<month>[^\W\d_]{3,10}\.?)(?P<s2>[-/. ,'’]{1,2})"
    r"(?:(?P<d2>[0-9]{1,2})(?P<s3>,? |[-/]))?(?P<year>[0-9]{4}|[0-9]{2})"
)
_YEAR_WORDED = re.compile(r"(?P<year>[0-9]{4})(?P<s1>[-/. ])(?P<month>[^\W\d_]{3,10})(?P<s2>[-/. ])(?P<day>[0-9]{1,2})")
_SHORT = {name.lower() for name in ENGLISH}
_LONG = frozenset(re.findall("[a-z]{3,}", DIRECTIVES["%B"]))
_DAYS = {day[:3]: day for day in ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")}
ORDERS = ("day_first", "month_first", "year_first")


@dataclass(frozen=True)
class Shape:
    """How one value is written: a format for each order that the value allows; ``any`` where only one order exists."""

    formats: dict[str, str]
    timed: bool = False
    dated: bool = True
    months: str = ""


def moment_readings(values: Iterable[str]) -> list[Reading]:
    """All readings as dates, times or both that fit every value, by order of day and month."""
    shapes = []
    for value in values:
        shape = shape_of(value)
        if shape is None:
            return []
        shapes.append(shape)
    if not shapes or len({shape.dated for shape in shapes}) > 1:
        return []
    languages = {shape.months for shape in shapes if shape.months}
    if len(languages) > 1:
        common = [lang for lang in sorted(languages) if all(s.months in ("", lang) for s in shapes)]
        if not common:
            return []
    if not shapes[0].dated:
        return [Reading("time", {"formats": _unique(shape.formats["any"] for shape in shapes)}, "time")]
    kind: ColumnType = "datetime" if any(shape.timed for shape in shapes) else "date"
    shared: dict[str, Any] = {"months": languages.pop()} if languages else {}
    if all("any" in shape.formats for shape in shapes):
        return [Reading(kind, {"formats": _unique(s.formats["any"] for s in shapes), **shared}, "date")]
    readings = []
    for order in ORDERS:
        if all("any" in shape.formats or order in shape.formats for shape in shapes):
            formats = _unique(shape.formats.get(order) or shape.formats["any"] for shape in shapes)
            readings.append(Reading(kind, {"formats": formats, **shared}, order))
    usual = [reading for reading in readings if reading.choice != "year_first"]
    return usual or readings or _both_orders(shapes, kind, shared)


def _both_orders(shapes: list[Shape], kind: ColumnType, shared: dict[str, Any]) -> list[Reading]:
    """13/02/2023 and 02/13/2023 in one column: a person says which order counts where a date allows both."""
    readings = []
    for first, second in (("day_first", "month_first"), ("month_first", "day_first")):
        if any("any" not in s.formats and first not in s.formats and second not in s.formats for s in shapes):
            return []
        wanted = [s.formats.get(o) for o in (first, second) for s in shapes] + [s.formats.get("any") for s in shapes]
        readings.append(Reading(kind, {"formats": _unique(wanted), **shared}, first, "orders"))
    return readings


def _unique(formats: Iterable[str | None]) -> list[str]:
    return list(dict.fromkeys(form for form in formats if form))


def shape_of(value: str) -> Shape | None:
    """How a value is written if it looks like a date, a time, or both."""
    if len(value) > 40 or not any(c.isdigit() for c in value):
        return None
    clock = _CLOCK.fullmatch(value)
    if clock:
        form = _clock_format(clock)
        return Shape({"any": form}, timed=True, dated=False) if form and not clock["zone"] else None
    if _PACKED_CLOCK.fullmatch(value):
        return Shape({"any": "%Y%m%d%H%M%S"}, timed=True)
    split = _SPLIT.fullmatch(value)
    if not split:
        return _date_shape(value)
    clock = _CLOCK.fullmatch(split["clock"])
    shape = _date_shape(split["date"])
    form = _clock_format(clock) if clock else None
    if not shape or not form:
        return None
    return Shape(
        {order: f + split["sep"] + form for order, f in shape.formats.items()}, timed=True, months=shape.months
    )


def _clock_format(clock: re.Match[str]) -> str | None:
    hour, half = int(clock["h"]), clock["half"]
    if int(clock["m"]) > 59 or int(clock["s"] or 0) > 59 or hour > (12 if half else 23) or (half and hour == 0):
        return None
    form = ("%I" if half else "%H") + ":%M" + (":%S" if clock["s"] else "") + (".%f" if clock["f"] else "")
    form += f"{clock['gap']}%p" if half else ""
    zone = clock["zone"] or ""
    return form + (" " if zone.startswith(" ") else "") + "%z" if zone else form


def _date_shape(text: str) -> Shape | None:
    found = _NUMERIC.fullmatch(text)
    if found:
        return _numeric_shape(found[1], found[2], found[3], found[4])
    if _PACKED.fullmatch(text):
        return Shape({"any": "%Y%m%d"})
    found = _JOINED.fullmatch(text)
    if found and found[1].lower() in _SHORT:
        return Shape({"any": "%d%b%Y"})
    found = _YEAR_MONTH.fullmatch(text)
    if found:
        return Shape({"any": f"%Y{found[2]}%m"}) if 1 <= int(found[3]) <= 12 and 1500 <= int(found[1]) <= 2500 else None
    return _worded_shape(text)


def _numeric_shape(a: str, mark: str, b: str, c: str) -> Shape | None:
    first, middle, last = int(a), int(b), int(c)
    if len(a) == 4:
        if len(c) > 2 or first < 1000:
            return None
        formats = {"any": f"%Y{mark}%m{mark}%d"} if 1 <= middle <= 12 and 1 <= last <= 31 else {}
        return Shape(formats) if formats else None
    if len(a) > 2 or len(c) not in (2, 4) or (len(c) == 4 and last < 1000):
        return None
    year = "%Y" if len(c) == 4 else "%y"
    formats = {}
    if 1 <= first <= 31 and 1 <= middle <= 12:
        formats["day_first"] = f"%d{mark}%m{mark}{year}"
    if 1 <= first <= 12 and 1 <= middle <= 31:
        formats["month_first"] = f"%m{mark}%d{mark}{year}"
    if year == "%y" and len(a) == 2 and 1 <= middle <= 12 and 1 <= last <= 31:
        formats["year_first"] = f"%y{mark}%m{mark}%d"
    return Shape(formats) if formats else None


def _worded_shape(text: str) -> Shape | None:
    found = _YEAR_WORDED.fullmatch(text)
    if found:
        word = _month(found["month"])
        return Shape({"any": f"%Y{found['s1']}{word[0]}{found['s2']}%d"}, months=word[1]) if word else None
    found = _WORDED.fullmatch(text)
    if not found or (found["d1"] and found["d2"]):
        return None
    word = _month(found["month"])
    if not word:
        return None
    form = ""
    if found["wday"]:
        day = found["wday"].lower()
        if day not in _DAYS and day not in _DAYS.values():
            return None
        form = ("%a" if len(day) == 3 else "%A") + found["wsep"]
    form += f"%d{found['s1']}" if found["d1"] else ""
    form += word[0] + found["s2"] + (f"%d{found['s3']}" if found["d2"] else "")
    if (
        not found["d1"]
        and not found["d2"]
        and len(found["year"]) == 2
        and found["s2"] not in ("-", " ", "'", "-'", " '")
    ):
        return None
    return Shape({"any": form + ("%Y" if len(found["year"]) == 4 else "%y")}, months=word[1])


def _month(word: str) -> tuple[str, str] | None:
    """The directive for a month's name and the language it needs; English needs none."""
    name = word.rstrip(".").lower()
    if name in _SHORT:
        return ("%b" + ("." if word.endswith(".") else ""), "")
    if name in _LONG and not word.endswith("."):
        return ("%B", "")
    for language, months in MONTHS.items():
        if any(name in names for names in months):
            return ("%b", language)
    return None
