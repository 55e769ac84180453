"""Which dates and times could these texts be? Formats from each value; the whole column decides day or month first."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from analytics.calendar_words import ENGLISH, MONTHS, plain
from analytics.inference.reading import Reading
from analytics.schema import ColumnType
from analytics.temporal import DIRECTIVES

_CLOCK = re.compile(
    r"(?P<h>[0-9]{1,2}):(?P<m>[0-9]{2})(?::(?P<s>[0-9]{2})(?P<f>[.,][0-9]{1,9})?)?"
    r"(?:(?P<gap>[ ]?)(?P<half>[AaPp][Mm]))?(?P<zone>[ ]?(?:Z|z|UTC|GMT|[+-][0-9]{2}(?::?[0-9]{2})?))?"
)
_SPLIT = re.compile(
    r"(?P<date>.*[^\s,T:])(?P<sep>T|,?[ ]{1,2}|:(?=[0-9]{2}:[0-9]{2}:))(?P<clock>[0-9]{1,2}:[0-9]{2}.*)", re.ASCII
)
_NUMERIC = re.compile(r"([0-9]{1,4})([-/. ]|\. )([0-9]{1,2})\2([0-9]{1,4})(\.?)")
_CJK = re.compile(r"[0-9]{4}(年|년 ?)[0-9]{1,2}(月|월 ?)[0-9]{1,2}([日일])")
_YEAR_MONTH = re.compile(r"([0-9]{4})([-/])([0-9]{2})")
_MONTH_YEAR = re.compile(r"(0?[1-9]|1[0-2])([-/])((?:19|20)[0-9]{2})")
_PACKED = re.compile(r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])")
_PACKED_CLOCK = re.compile(_PACKED.pattern + r"(?:[01][0-9]|2[0-3])[0-5][0-9][0-5][0-9]")
_JOINED = re.compile(r"[0-9]{1,2}([A-Za-z]{3})[12][0-9]{3}")
_WORDED = re.compile(
    r"(?:(?P<wday>[^\W\d_]{3,9})(?P<wsep>,? ))?"
    r"(?:(?P<d1>[0-9]{1,2})(?P<s1>\. |[-/. ]))?(?P<month>[^\W\d_]{3,12}\.?)(?P<s2>[-/. ,'’]{1,2})"
    r"(?:(?P<d2>[0-9]{1,2})(?P<s3>,? |[-/]))?(?P<year>[0-9]{4}|[0-9]{2})"
)
_YEAR_WORDED = re.compile(
    r"(?P<year>[0-9]{4})(?P<s1>[-/ ]|\. ?)(?P<month>[^\W\d_]{3,12}\.?)(?P<s2>[-/ ]|\. ?)"
    r"(?P<day>[0-9]{1,2})(?P<end>\.?)"
)
_CTIME = re.compile(
    r"(?P<wday>[A-Z][a-z]{2}) (?P<month>[A-Z][a-z]{2}) (?P<gap> ?)[0-9]{1,2} (?P<clock>[0-9]{2}:[0-9]{2}:[0-9]{2})"
    r"(?P<zone> (?:[+]0000|UTC|GMT))? [0-9]{4}"
)
"""As C's ctime and many programs print it: the year stands last."""
_SHORT = {name.lower() for name in ENGLISH}
_LONG = frozenset(re.findall("[a-z]{3,}", DIRECTIVES["%B"]))
_DAYS = {day[:3]: day for day in ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")}
NAMES = {language: {name for several in months for name in several} for language, months in MONTHS.items()}
ORDERS = ("day_first", "month_first", "year_first")


@dataclass(frozen=True)
class Shape:
    """How one value is written: a format for each order that the value allows; ``any`` where only one order exists.

    ``@`` stands for the month's name ``word`` until the column's language is known. ``loose``: small words, endings of
    ordinals or foreign weekdays have to be taken away first.
    """

    formats: dict[str, str]
    timed: bool = False
    dated: bool = True
    word: str = ""
    loose: bool = False
    ends: tuple[str, str] = ("", "")
    """First and last part of a date whose year has two digits and could stand at either end."""


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
    language = _language({shape.word for shape in shapes if shape.word})
    if language is None:
        return []
    shapes = [_named(shape, language) if shape.word else shape for shape in shapes]
    shared: dict[str, Any] = {"months": language} if language else {}
    if any(shape.loose for shape in shapes):
        shared["loose"] = True
    if not shapes[0].dated:
        return [Reading("time", {"formats": _unique(s.formats["any"] for s in shapes), **shared}, "time")]
    kind: ColumnType = "datetime" if any(shape.timed for shape in shapes) else "date"
    if all("any" in shape.formats for shape in shapes):
        return [Reading(kind, {"formats": _unique(s.formats["any"] for s in shapes), **shared}, "date")]
    readings = []
    for order in ORDERS:
        if all("any" in shape.formats or order in shape.formats for shape in shapes):
            formats = _unique(shape.formats.get(order) or shape.formats["any"] for shape in shapes)
            readings.append(Reading(kind, {"formats": formats, **shared}, order))
    return _year_last(readings, shapes) or _both_orders(shapes, kind, shared)


def _year_last(readings: list[Reading], shapes: list[Shape]) -> list[Reading]:
    """Where a year of two digits could stand at either end, it is the end that hardly changes. If neither says so,
    dates with hyphens stay open (23-02-13), the others have the year last, as everybody writes them.
    """
    usual = [reading for reading in readings if reading.choice != "year_first"]
    if len(usual) == len(readings) or not usual:
        return readings
    ends = {shape.ends for shape in shapes if shape.ends[0]}
    firsts, lasts = len({first for first, _ in ends}), len({last for _, last in ends})
    if lasts >= 2 * firsts and lasts > 2:
        return [reading for reading in readings if reading.choice == "year_first"]
    hyphens = any("-" in form for reading in readings for form in reading.parse["formats"])
    return readings if hyphens and firsts < 2 * lasts else usual


def _language(words: set[str]) -> str | None:
    """The language that knows all of these names of months ("" for English), None if there is none. English names may
    stand among others: many programs write them whatever the language.
    """
    foreign = [word.rstrip(".").lower() for word in words if _english(word) is None]
    if not foreign:
        return ""
    known = (language for language, names in NAMES.items() if all(word in names for word in foreign))
    return next(known, None)


def _english(word: str) -> str | None:
    """The directive for an English month's name."""
    name = word.rstrip(".").lower()
    if name in _SHORT:
        return "%b" + ("." if word.endswith(".") else "")
    return "%B" if name in _LONG and not word.endswith(".") else None


def _named(shape: Shape, language: str) -> Shape:
    translated = language and shape.word.rstrip(".").lower() in NAMES[language]
    directive = "%b" if translated else _english(shape.word) or "%b"
    return replace(shape, formats={order: form.replace("@", directive) for order, form in shape.formats.items()})


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
    if len(value) > 48 or not any(c.isdigit() for c in value) or "@" in value or "%" in value:
        return None
    shape = _shape(value)
    if shape is None:
        bare = plain(value)
        shape = _shape(bare) if bare != value else None
        return replace(shape, loose=True) if shape else None
    return shape


def _shape(value: str) -> Shape | None:
    clock = _CLOCK.fullmatch(value)
    if clock:
        form = _clock_format(clock)
        return Shape({"any": form}, timed=True, dated=False) if form and not clock["zone"] else None
    if _PACKED_CLOCK.fullmatch(value):
        return Shape({"any": "%Y%m%d%H%M%S"}, timed=True)
    split = _SPLIT.fullmatch(value)
    ctime = _CTIME.fullmatch(value)
    if ctime and ctime["wday"].lower() in _DAYS and ctime["month"].lower() in _SHORT:
        return Shape({"any": f"%a %b {ctime['gap']}%d %H:%M:%S{ctime['zone'] or ''} %Y"}, timed=True)
    if not split:
        return _date_shape(value)
    clock = _CLOCK.fullmatch(split["clock"])
    shape = _date_shape(split["date"])
    form = _clock_format(clock) if clock else None
    if not shape or not form:
        return None
    return replace(shape, formats={o: f + split["sep"] + form for o, f in shape.formats.items()}, timed=True)


def _clock_format(clock: re.Match[str]) -> str | None:
    hour, half = int(clock["h"]), clock["half"]
    if int(clock["m"]) > 59 or int(clock["s"] or 0) > 59 or hour > (12 if half else 23) or (half and hour == 0):
        return None
    fraction = clock["f"] or ""
    form = ("%I" if half else "%H") + ":%M" + (":%S" if clock["s"] else "")
    form += fraction[:1] + ("%n" if len(fraction) > 7 else "%f") if fraction else ""
    form += f"{clock['gap']}%p" if half else ""
    zone = clock["zone"] or ""
    return form + (" " if zone.startswith(" ") else "") + "%z" if zone else form


def _date_shape(text: str) -> Shape | None:
    found = _NUMERIC.fullmatch(text)
    if found:
        return _numeric_shape(*found.groups())
    if _PACKED.fullmatch(text):
        return Shape({"any": "%Y%m%d"})
    found = _JOINED.fullmatch(text)
    if found and found[1].lower() in _SHORT:
        return Shape({"any": "%d%b%Y"})
    found = _YEAR_MONTH.fullmatch(text)
    if found:
        return Shape({"any": f"%Y{found[2]}%m"}) if 1 <= int(found[3]) <= 12 and 1500 <= int(found[1]) <= 2500 else None
    found = _MONTH_YEAR.fullmatch(text)
    if found:
        return Shape({"any": f"%m{found[2]}%Y"})
    found = _CJK.fullmatch(text)
    if found:
        return Shape({"any": f"%Y{found[1]}%m{found[2]}%d{found[3]}"})
    return _worded_shape(text)


def _numeric_shape(a: str, mark: str, b: str, c: str, end: str) -> Shape | None:
    first, middle, last = int(a), int(b), int(c)
    if end and not mark.startswith("."):
        return None
    if len(a) == 4:
        if len(c) > 2 or first < 1000:
            return None
        fits = 1 <= middle <= 12 and 1 <= last <= 31
        return Shape({"any": f"%Y{mark}%m{mark}%d{end}"}) if fits else None
    if len(a) > 2 or len(c) not in (2, 4) or (len(c) == 4 and last < 1000):
        return None
    year = "%Y" if len(c) == 4 else "%y"
    formats = {}
    if 1 <= first <= 31 and 1 <= middle <= 12:
        formats["day_first"] = f"%d{mark}%m{mark}{year}{end}"
    if 1 <= first <= 12 and 1 <= middle <= 31:
        formats["month_first"] = f"%m{mark}%d{mark}{year}{end}"
    if year == "%y" and len(a) == 2 and 1 <= middle <= 12 and 1 <= last <= 31:
        formats["year_first"] = f"%y{mark}%m{mark}%d{end}"
    return Shape(formats, ends=(a, c) if year == "%y" else ("", "")) if formats else None


def _worded_shape(text: str) -> Shape | None:
    found = _YEAR_WORDED.fullmatch(text)
    if found:
        form = f"%Y{found['s1']}@{found['s2']}%d{found['end']}"
        return Shape({"any": form}, word=found["month"]) if _is_month(found["month"]) else None
    found = _WORDED.fullmatch(text)
    if not found or (found["d1"] and found["d2"]) or not _is_month(found["month"]):
        return None
    form = ""
    if found["wday"]:
        day = found["wday"].lower()
        if day not in _DAYS and day not in _DAYS.values():
            return None
        form = ("%a" if len(day) == 3 else "%A") + found["wsep"]
    form += f"%d{found['s1']}" if found["d1"] else ""
    form += "@" + found["s2"] + (f"%d{found['s3']}" if found["d2"] else "")
    bare = not found["d1"] and not found["d2"] and len(found["year"]) == 2
    if bare and found["s2"] not in ("-", " ", "'", "-'", " '"):
        return None
    return Shape({"any": form + ("%Y" if len(found["year"]) == 4 else "%y")}, word=found["month"])


def _is_month(word: str) -> bool:
    return _english(word) is not None or any(word.rstrip(".").lower() in names for names in NAMES.values())
