"""Axes: from a value to a pixel, round ticks, and the words on them. Numbers, logarithms, dates, categories."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from analytics.charts import locales
from analytics.charts.scales import nice_step, number
from analytics.charts.svg.moments import back, moment_text, seconds, time_ticks
from analytics.charts.svg.reading import clean, listed, title_of
from analytics.charts.svg.reading import number as plain

PLACES = {"%": "%"}


@dataclass
class Tick:
    """``at`` in the axis' own numbers; ``below`` is a second line (the year under the months)."""

    at: float
    text: str
    below: str = ""


@dataclass
class Axis:
    """One axis of a figure. ``low`` … ``high`` are its numbers (seconds for dates, places for categories)."""

    name: str
    kind: str = "linear"
    spec: Mapping[str, Any] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)
    low: float = 0.0
    high: float = 1.0
    start: float = 0.0
    end: float = 1.0
    ticks: list[Tick] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)
    step: float = 0.0

    @property
    def vertical(self) -> bool:
        return self.name.startswith("y")

    @property
    def title(self) -> str:
        return title_of(self.spec)

    @property
    def band(self) -> float:
        """Pixels for each category."""
        return abs(self.end - self.start) / max(abs(self.high - self.low), 1e-9)

    def value(self, raw: Any) -> float | None:
        """A value of the data in the axis' numbers; None where it has no place."""
        if self.kind == "category":
            word = str(raw)
            return float(self.places[word]) if raw is not None and word in self.places else None
        if self.kind == "date":
            return seconds(raw)
        found = plain(raw)
        if self.kind == "log":
            return math.log10(found) if found is not None and found > 0 else None
        return found

    def pixel(self, value: float) -> float:
        share = (value - self.low) / ((self.high - self.low) or 1.0)
        # A giant value outside a given range stays a number that SVG can hold.
        return max(-1e5, min(1e5, self.start + share * (self.end - self.start)))

    def at(self, raw: Any) -> float | None:
        value = self.value(raw)
        return None if value is None else self.pixel(value)

    def text(self, raw: Any) -> str:
        """A value in full, for tooltips."""
        if raw is None:
            return "–"
        if self.kind == "category":
            return clean(raw)
        if self.kind == "date":
            return moment_text(raw, self.spec)
        return formatted(plain(raw), self.spec)


def formatted(
    value: float | None, spec: Mapping[str, Any], step: float = 0.0, *, short: bool = False, fixed: bool = False
) -> str:
    """A number with the axis' prefix, suffix and format: ``$1,200``, ``34%``, ``1.2M``. ``fixed``: see ``number``."""
    if value is None:
        return "–"
    form = spec.get("tickformat")
    if form and "%" in str(form) and not str(form).startswith("%"):
        return number(value, "%", step=step)
    prefix, suffix = spec.get("tickprefix"), spec.get("ticksuffix")
    if not prefix and not suffix:
        return number(value, short=short, step=step, fixed=fixed)
    with locales.speaking("en"):
        text = number(value, short=short, step=step, fixed=fixed)
    sign = "−" if prefix and text.startswith("−") else ""
    return locales.localised(f"{sign}{clean(prefix)}{text[len(sign) :]}{clean(suffix)}")


def made(name: str, spec: Mapping[str, Any], data: Iterable[Any]) -> Axis:
    """The axis with its kind and categories, as the figure says or as the data shows. The range comes later."""
    values = list(data)
    kind = str(spec.get("type") or "")
    if kind not in ("linear", "log", "date", "category"):
        kind = _kind(values)
    axis = Axis(name, kind, spec)
    if kind == "category":
        order = [str(v) for v in listed(spec.get("categoryarray"))]
        axis.words = list(dict.fromkeys([*order, *(str(v) for v in values if v is not None)]))
        axis.places = {word: place for place, word in enumerate(axis.words)}
    return axis


def _kind(values: list[Any]) -> str:
    seen = [v for v in values if v is not None]
    if not seen or all(isinstance(v, int | float) for v in seen):
        return "linear"
    if all(hasattr(v, "isoformat") or (isinstance(v, str) and len(v) >= 10 and seconds(v) is not None) for v in seen):
        return "date"
    return "linear" if all(plain(v) is not None for v in seen) else "category"


def scale(
    axis: Axis, values: Iterable[float], *, zero: bool, pixels: float, snug: bool = False, half: float = 0.0
) -> None:
    """Give ``axis`` its range and ticks. ``half`` is half the width of what stands at the values (bars);
    ``snug`` leaves no room at the ends (lines over time)."""
    found = [v for v in values if v - v == 0]
    given = [axis.value(v) for v in listed(axis.spec.get("range"))] if axis.kind != "log" else [
        plain(v) for v in listed(axis.spec.get("range"))]  # fmt: skip
    wanted = max(2, int(pixels / (46 if axis.vertical else 72 if axis.kind == "date" else 88)))
    if axis.kind == "category":
        axis.low, axis.high = -0.5, max(len(axis.words), 1) - 0.5
        axis.ticks = [Tick(place, clean(word)) for word, place in axis.places.items()]
    elif axis.kind == "date":
        _date_scale(axis, found, given, wanted, 0.0 if snug else None, half)
    else:
        _number_scale(axis, found, given, wanted, zero, snug, half)
    if axis.spec.get("tickvals") is not None:
        words = listed(axis.spec.get("ticktext"))
        marks = [(axis.value(v), i) for i, v in enumerate(listed(axis.spec["tickvals"]))]
        axis.ticks = [Tick(v, clean(words[i]) if i < len(words) else axis.text(v)) for v, i in marks if v is not None]
    if axis.spec.get("autorange") == "reversed":
        axis.low, axis.high = axis.high, axis.low


def _date_scale(axis: Axis, found: list[float], given: list[Any], wanted: int, pad: float | None, half: float) -> None:
    low, high = (min(found) - half, max(found) + half) if found else (0.0, 86400.0)
    if low == high:
        low, high = low - 43200, high + 43200
    margin = (high - low) * (0.02 if pad is None else pad)
    axis.low, axis.high = low - margin, high + margin
    if len(given) == 2 and None not in given and given[0] != given[1]:
        axis.low, axis.high = given
    axis.ticks = [Tick(*each) for each in time_ticks(axis.low, axis.high, wanted)]
    if len(set(found)) == 1 and (not given or given[0] == given[-1]):  # one moment: it, and not the hours around it
        axis.ticks = [Tick(found[0], moment_text(back(found[0]).isoformat(), axis.spec))]


def _number_scale(
    axis: Axis, found: list[float], given: list[Any], wanted: int, zero: bool, snug: bool, half: float
) -> None:
    low, high = (min(found) - half, max(found) + half) if found else (0.0, 1.0)
    tozero = zero or axis.spec.get("rangemode") == "tozero"
    if axis.kind == "linear" and (tozero or (low > 0 and low < 0.4 * high) or (high < 0 and high > 0.4 * low)):
        low, high = min(low, 0.0), max(high, 0.0)
    if low == high:
        low, high = (low - 1, high + 1) if low == 0 or axis.kind == "log" else (low - abs(low) / 2, high + abs(low) / 2)
        if tozero:
            low, high = (0.0, 1.0) if not found or found[0] == 0 else (min(low, 0), max(high, 0))
    fixed = len(given) == 2 and None not in given
    if fixed:
        low, high = given
    if axis.kind == "log":
        _log_ticks(axis, low, high)
        return
    top, bottom = max(low, high), min(low, high)
    step = nice_step(top / wanted - bottom / wanted)
    if axis.spec.get("dtick") and plain(axis.spec["dtick"]):
        step = max(float(axis.spec["dtick"]), (top - bottom) / 50)
    if isinstance(axis.spec.get("meta"), Mapping) and axis.spec["meta"].get("whole"):
        step = max(step, 1.0)  # there is no half of a row
    axis.step = step
    first, last = math.floor(bottom / step + 1e-9), math.ceil(top / step - 1e-9)
    if not fixed and not half and not snug:  # the range ends on ticks
        bottom, top = first * step, last * step
    places = [p * step for p in range(first, min(last, first + 60) + 1)]
    short = max(abs(top), abs(bottom)) >= 10_000
    axis.low, axis.high = (top, bottom) if fixed and low > high else (bottom, top)
    inside = [p for p in places if bottom - step * 1e-6 <= p <= top + step * 1e-6]
    # Years and the like are no amounts: 2,015 reads wrong.
    years = axis.spec.get("tickformat") == "d"
    axis.ticks = [
        Tick(p, str(round(p)) if years else formatted(p, axis.spec, step, short=short))
        for p in inside
        if not years or abs(p - round(p)) < 1e-6
    ]


def _log_ticks(axis: Axis, low: float, high: float) -> None:
    first, last = math.floor(low + 1e-9), math.ceil(high - 1e-9)
    last = max(last, first + 1)
    axis.low, axis.high = float(first), float(last)
    every = max(1, (last - first) // 6)
    axis.ticks = [Tick(float(p), formatted(10.0**p, axis.spec, short=True)) for p in range(first, last + 1, every)]
