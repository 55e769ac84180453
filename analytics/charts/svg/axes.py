"""Scales and the frame around a plot: value axes with round ticks, bands for categories, time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from analytics.charts.scales import fit, moment, number, ticks, width
from analytics.charts.svg.canvas import Canvas, words

SMALL = 11.5


@dataclass
class Linear:
    """Numbers (or times as seconds) to pixels."""

    low: float
    high: float
    start: float
    end: float
    marks: list[tuple[float, str]]

    def at(self, value: float) -> float:
        span = self.high - self.low or 1.0
        return self.start + (float(value) - self.low) / span * (self.end - self.start)


@dataclass
class Bands:
    """Categories to the middles of equal bands."""

    keys: list[Any]
    names: list[str]
    start: float
    end: float

    def __post_init__(self) -> None:
        self.step = (self.end - self.start) / max(1, len(self.keys))
        self.places = {key: place for place, key in enumerate(self.keys)}

    def at(self, key: Any) -> float:
        return self.start + (self.places.get(key, 0) + 0.5) * self.step


def parsed(value: Any) -> datetime | None:
    """A date or time of a figure (ISO text or the real thing), else None."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)
    if not isinstance(value, str) or len(value) < 10 or value[4:5] != "-":
        return None
    try:
        return datetime.fromisoformat(value).replace(tzinfo=None)
    except ValueError:
        return None


def is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def values(low: float, high: float, start: float, end: float, unit: str = "", wanted: int = 5) -> Linear:
    """A scale of numbers whose ends are round."""
    places = ticks(low, high, wanted)
    step = places[1] - places[0] if len(places) > 1 else 0.0
    marks = [(each, number(each, unit, short=True, step=step)) for each in places]
    return Linear(places[0], places[-1], start, end, marks)


EPOCH = datetime(1970, 1, 1)
STEPS = ((timedelta(hours=1), "hour"), (timedelta(hours=6), "hour"), (timedelta(days=1), "day"),
         (timedelta(days=7), "day"), (timedelta(days=30), "month"), (timedelta(days=91), "quarter"),
         (timedelta(days=365), "year"), (timedelta(days=3650), "year"))  # fmt: skip


def seconds(moment_: datetime) -> float:
    return (moment_ - EPOCH).total_seconds()


def times(points: Sequence[datetime], start: float, end: float, grain: str | None) -> Linear:
    """A scale of time; ticks at beginnings of hours, days, months, quarters or years."""
    low, high = min(points), max(points)
    room = max(2, int(abs(end - start) / 90))
    span = high - low
    unit = next((unit for step, unit in STEPS if span / step <= room), "year")
    marks = [(seconds(each), _tick(each, unit, span)) for each in _beginnings(low, high, unit, room)]
    if not marks:
        marks = [(seconds(low), moment(low, grain))]
    pad = 0.0 if high > low else 43_200.0
    return Linear(seconds(low) - pad, seconds(high) + pad, start, end, marks)


def _tick(when: datetime, unit: str, span: timedelta) -> str:
    if unit == "year":
        return str(when.year)
    if unit in ("month", "quarter"):
        return when.strftime("%b %Y") if when.month == 1 or span > timedelta(days=700) else when.strftime("%b")
    if unit == "day":
        return f"{when.day} {when.strftime('%b')}"
    return when.strftime("%H:%M") if when.hour else f"{when.day} {when.strftime('%b')}"


def _beginnings(low: datetime, high: datetime, unit: str, room: int) -> list[datetime]:
    found: list[datetime] = []
    if unit == "year":
        every = max(1, math.ceil((high.year - low.year + 1) / room))
        return [datetime(y, 1, 1) for y in range(low.year, high.year + 1, every) if low <= datetime(y, 1, 1) <= high]
    if unit in ("month", "quarter"):
        months = (high.year - low.year) * 12 + high.month - low.month + 1
        every = next((each for each in (1, 2, 3, 6, 12) if months / each <= room), 12)
        for place in range(low.year * 12 + low.month - 1, high.year * 12 + high.month):
            when = datetime(place // 12, place % 12 + 1, 1)
            if place % every == 0 and low <= when <= high:
                found.append(when)
        return found
    hour = timedelta(hours=1)
    total = (high - low) / (hour if unit == "hour" else 24 * hour)
    every = max(1, math.ceil(total / room))
    step = every * (hour if unit == "hour" else 24 * hour)
    when = low.replace(minute=0, second=0, microsecond=0)
    when = when.replace(hour=0) if unit == "day" else when
    while when <= high and len(found) < 200:
        if when >= low:
            found.append(when)
        when += step
    return found


def value_axis(canvas: Canvas, scale: Linear, *, across: tuple[float, float], upright: bool) -> None:
    """Grid lines with their numbers: at the left of an upright scale, below a lying one."""
    last = -1e9
    for value, text in scale.marks:
        at = scale.at(value)
        cls = "c-axis" if value == 0 and scale.low < 0 else "c-grid"
        if upright:
            canvas.line(across[0], at, across[1], at, cls)
            canvas.text(across[0] - 6, at + 4, text, anchor="end", size=SMALL)
        else:
            canvas.line(at, across[0], at, across[1], cls)
            room = width(text, SMALL) / 2
            if at - room > last:
                canvas.text(at, across[1] + 16, text, anchor="middle", size=SMALL)
                last = at + room + 6


def time_axis(canvas: Canvas, scale: Linear, bottom: float) -> None:
    canvas.line(scale.start, bottom, scale.end, bottom, "c-axis")
    last = -1e9
    for value, text in scale.marks:
        at, half = scale.at(value), width(text, SMALL) / 2
        canvas.line(at, bottom, at, bottom + 4, "c-axis")
        middle = min(max(at, half + 1), canvas.width - half - 1)
        if middle - half > last:
            canvas.text(middle, bottom + 17, text, anchor="middle", size=SMALL)
            last = middle + half + 8


def band_axis(canvas: Canvas, bands: Bands, bottom: float, room: float) -> None:
    """Names below the bands: level where they fit, else slanted, thinned where even that is too dense."""
    canvas.line(bands.start, bottom, bands.end, bottom, "c-axis")
    longest = max((width(name, SMALL) for name in bands.names), default=0)
    every = max(1, math.ceil(15 / bands.step)) if bands.step else 1
    level = longest <= bands.step - 6
    for place, (key, name) in enumerate(zip(bands.keys, bands.names, strict=True)):
        at = bands.at(key)
        if level:
            canvas.text(at, bottom + 17, name, anchor="middle", size=SMALL)
        elif place % every == 0:
            canvas.text(at + 3, bottom + 13, fit(name, room * 1.25, SMALL), anchor="end", size=SMALL, turn=-38)


def band_room(names: Sequence[str], step: float) -> float:
    """How many pixels the names below bands need."""
    longest = max((width(words(name), SMALL) for name in names), default=0)
    return 24.0 if longest <= step - 6 else min(24 + longest * 0.62, 92)
