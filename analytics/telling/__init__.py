"""Sentences about data as facts: what is said (``form``) and of what (``facts``), in English at once, in others later.

A finding, a difference between two versions, a quality remark or an alert is told once, by ``tell``. The English text
is a plain string wherever strings go; the facts beside it are JSON, are stored with it, and are what any other
language is written from. Nothing is ever read back out of a sentence.

A fact is a list: its kind first, then its values. ``Writer`` has a method for each kind.

>>> sentence = tell("average_moved", q1=name("price"), n1=number(12.5, "€"), n2=number(10, "€"), x1=change(10, 12.5))
>>> sentence
'The average of “price” is €12.5, before €10 (+25 %).'
>>> told(sentence.said) == sentence
True
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from typing import Any

from analytics.telling.writer import English, Writer

__all__ = [
    "Told", "after", "change", "clock", "clock_phase", "count", "counted", "day", "figure", "iso_day", "listed",
    "moment", "moments", "name", "number", "per_cent", "percent", "phase", "sentence", "significant", "span",
    "subject", "tell", "text", "told", "topics", "value", "when", "where", "word", "year",
]  # fmt: skip

Fact = list[Any]
Said = dict[str, Any]
ENGLISH = English()


class Told(str):
    """An English sentence that knows what it was made of. ``said`` is JSON: {"form", "facts", "n"?}."""

    said: Said

    def __new__(cls, text: str, said: Said | None = None) -> Told:
        made = super().__new__(cls, text)
        made.said = said or {}
        return made


def tell(form: str, *, n: Any = None, writer: Writer = ENGLISH, **facts: Fact | None) -> Told:
    """The sentence of that form (``english.SENTENCES``); ``n`` chooses between one and many. KeyError for no form."""
    said: Said = {"form": form, "facts": {key: fact for key, fact in facts.items() if fact is not None}}
    if n is not None:
        said["n"] = n
    written = writer.told(said)
    if written is None:
        raise KeyError(form)
    return Told(written, said)


def told(said: Mapping[str, Any] | None, fallback: str = "", writer: Writer = ENGLISH) -> Told:
    """The sentence of stored facts. Where they are not known any more, ``fallback``, which then has no facts."""
    text = writer.told(said) if said else None
    return Told(fallback, None) if text is None else Told(text, dict(said or {}))


# Facts


def number(value: float, unit: str | None = None) -> Fact:
    """With three to four digits that count, and its unit."""
    return ["number", float(value) if math.isfinite(value) else None, unit]


def significant(value: float, digits: int = 6) -> Fact:
    """A bare number with so many digits that count."""
    return ["significant", float(value) if math.isfinite(value) else None, digits]


def percent(share: float) -> Fact:
    """A share of one."""
    return ["percent", float(share)]


def per_cent(share: float, places: int) -> Fact:
    """A share of one, with a fixed number of decimals and no space before the sign."""
    return ["per_cent", float(share), places]


def change(before: float, after: float) -> Fact | None:
    """By how much, with its sign; None where the base is not above zero or the sign changes."""
    return ["change", float(before), float(after)] if before > 0 and after >= 0 else None


def after(before: float, after: float) -> Fact | None:
    """The same without the sign."""
    return ["percent", abs(float(after) / float(before) - 1)] if before > 0 and after >= 0 else None


def count(value: int) -> Fact:
    return ["count", int(value)]


def figure(value: float, places: int = 2) -> Fact:
    """A number with fixed decimals, as a correlation has."""
    return ["figure", float(value), places]


def day(value: dt.date) -> Fact:
    return ["day", value.isoformat()[:10]]


def iso_day(value: dt.date) -> Fact:
    """A day that English shows as 2024-03-05."""
    return ["iso_day", value.isoformat()[:10]]


def year(value: int) -> Fact:
    return ["year", int(value)]


def span(first: str, last: str) -> Fact:
    """Two ISO dates, the last one included."""
    return ["span", first[:10], last[:10]]


def when(dates: Sequence[dt.date], grain: str = "day") -> Fact:
    return ["when", [each.isoformat() for each in dates], grain]


def moment(value: dt.datetime) -> Fact:
    """A day with its time."""
    return ["moment", value.isoformat()]


def moments(first: str, end: str) -> Fact:
    """A stretch of hours, minutes or seconds as ISO moments, ``end`` not included; for brackets."""
    return ["moments", first, end]


def clock(first: dt.datetime, end: dt.datetime) -> Fact:
    """The same within a sentence: on a day, from a time to another."""
    return ["clock", first.isoformat(), end.isoformat()]


def phase(period: str, place: int) -> Fact:
    """Where a daily, weekly, monthly or yearly rhythm is: hour, weekday from 0, part of the month, month from 0."""
    return ["phase", period, int(place)]


def clock_phase(hour: int) -> Fact:
    """The hour that begins then."""
    return ["phase", "hour", int(hour)]


def name(text: str) -> Fact:
    """Of a column; the form quotes it."""
    return ["name", text]


def value(of: Any) -> Fact:
    """A category's value."""
    return ["value", _plain(of)]


def where(segment: Mapping[str, Any]) -> Fact:
    return ["where", [[key, _plain(each)] for key, each in segment.items()]]


def subject(
    column: str, agg: str | None = None, *, per: str | None = None, segment: Mapping[str, Any] | None = None
) -> Fact:
    """What is measured: a column or ``__rows__``, ``agg`` sum, mean, share or none, per which stretch of time."""
    return ["subject", column, agg, per, where(segment)[1] if segment else None]


def topics(columns: Sequence[str], segment: Mapping[str, Any] | None = None) -> Fact:
    """What a finding is about, without its verb."""
    return ["topics", list(columns), where(segment)[1] if segment else None]


def listed(names: Sequence[str], more: bool = False) -> Fact:
    return ["listed", list(names), more]


def counted(pairs: Sequence[tuple[Any, int]]) -> Fact:
    """Values with how often each comes."""
    return ["counted", [[str(each), int(often)] for each, often in pairs]]


def word(text: str) -> Fact:
    """A word of ours, which each language has in its table."""
    return ["word", text]


def text(words: str) -> Fact:
    """Words that stay as they are: somebody's own, or another program's."""
    return ["text", words]


def sentence(of: str) -> Fact:
    """A sentence within a sentence."""
    return ["sentence", str(of), of.said if isinstance(of, Told) else None]


def _plain(of: Any) -> Any:
    return of if of is None or isinstance(of, str | bool | int | float) else str(of)
