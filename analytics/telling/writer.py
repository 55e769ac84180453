"""Facts into words of one language: the tables say how it speaks, the methods how each kind of fact is written."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import Any

from analytics.insights import words
from analytics.insights.words import ROWS
from analytics.telling import english

_OPTIONAL = re.compile(r"\[\[(.*?)\]\]")
_SLOT = re.compile(r"{(\w+)}")


class Unknown(LookupError):
    """The language has no word for a fact."""


class Writer:
    """``tables``: SENTENCES, SUBJECTS, WORDS, WHENS, PHASES, MONTHS, EACH_WEEKDAY of a language."""

    tables: Any

    def told(self, said: Mapping[str, Any] | None) -> str | None:
        """The sentence of ``telling.tell``'s facts; None where this language has no such form or no word for a fact."""
        if not said:
            return None
        shapes: Mapping[str, str] = self.tables.SENTENCES
        form = str(said.get("form"))
        shape = shapes.get(f"{form}.one") if said.get("n") == 1 else None
        shape = shape or shapes.get(form)
        if shape is None:
            return None
        facts: Mapping[str, Any] = said.get("facts") or {}
        try:
            whole = _OPTIONAL.sub(lambda part: _kept(part, facts), shape)
            return _SLOT.sub(lambda slot: self._slot(slot[1], facts), whole)
        except (LookupError, TypeError, ValueError, AttributeError):
            return None

    def _slot(self, name: str, facts: Mapping[str, Any]) -> str:
        """``o1`` and its like may be missing."""
        return "" if name not in facts and name.startswith("o") else self.fact(facts[name])

    def fact(self, fact: Sequence[Any]) -> str:
        """One fact in words. Raises LookupError for a kind or a word that is not known."""
        kind, *values = fact
        made: str = getattr(self, f"_{kind}")(*values)
        return made

    # What a language writes in its own way

    def figures(self, text: str) -> str:
        """A number as the language writes it."""
        return text

    def short_day(self, value: dt.date) -> str:
        return words.day(value)

    def month(self, place: int) -> str:
        return str(self.tables.MONTHS[place])

    # Numbers

    def _number(self, value: float | None, unit: str | None) -> str:
        return self.figures(words.number(float("nan") if value is None else value, unit))

    def _significant(self, value: float | None, digits: int) -> str:
        return self.figures(words.signed(f"{float('nan') if value is None else value:,.{digits}g}"))

    def _percent(self, share: float) -> str:
        return self.figures(words.percent(share))

    def _per_cent(self, share: float, places: int) -> str:
        return self.figures(words.signed(f"{share:.{places}%}"))

    def _change(self, before: float, after: float) -> str:
        return self.figures(words.change(before, after))

    def _count(self, value: int) -> str:
        return self.figures(words.signed(f"{value:,}"))

    def _figure(self, value: float, places: int) -> str:
        return self.figures(words.signed(f"{value:,.{places}f}"))

    # Time

    def _day(self, iso: str) -> str:
        return self.short_day(dt.date.fromisoformat(iso))

    def _iso_day(self, iso: str) -> str:
        return self._day(iso)

    def _year(self, value: int) -> str:
        return str(value)

    def _span(self, first: str, last: str) -> str:
        start, end = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
        if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31):
            return str(start.year) if start.year == end.year else f"{start.year} – {end.year}"
        return self.short_day(start) if start == end else f"{self.short_day(start)} – {self.short_day(end)}"

    def _when(self, dates: Sequence[str], grain: str) -> str:
        shapes: Mapping[str, str] = self.tables.WHENS
        days = [dt.date.fromisoformat(each) for each in dates]
        first, last = days[0], days[-1]
        if grain == "year":
            if len(days) == 1:
                return shapes["year"].format(a=first.year)
            key = "from_to" if last.year - first.year == len(days) - 1 else "years_between"
            return shapes[key].format(a=first.year, b=last.year, n=len(days))
        a, b = self.short_day(first), self.short_day(last)
        if first == last:
            return shapes["on"].format(a=a)
        if (last - first).days == len(days) - 1:
            return shapes["from_to"].format(a=a, b=b)
        if len(days) <= 4:
            parts = [self.short_day(each) for each in days]
            return shapes["on_several"].format(list=f"{', '.join(parts[:-1])} {self._word('and')} {parts[-1]}")
        return shapes["days_between"].format(n=len(days), a=a, b=b)

    def _moment(self, iso: str) -> str:
        value = dt.datetime.fromisoformat(iso)
        return f"{self.short_day(value.date())}, {_time(value)}"

    def _moments(self, start: str, stop: str) -> str:
        first, end = dt.datetime.fromisoformat(start), dt.datetime.fromisoformat(stop)
        if closing := _closing(first, end):
            return f"{self.short_day(first.date())}, {_time(first)} – {closing}"
        return f"{self._moment(start)} – {self._moment(stop)}"

    def _clock(self, start: str, stop: str) -> str:
        shapes: Mapping[str, str] = self.tables.WHENS
        first, end = dt.datetime.fromisoformat(start), dt.datetime.fromisoformat(stop)
        if closing := _closing(first, end):
            return shapes["clock"].format(a=self.short_day(first.date()), x=_time(first), y=closing)
        return shapes["from_to"].format(a=self._moment(start), b=self._moment(stop))

    def _phase(self, period: str, place: int) -> str:
        shapes: Mapping[str, str] = self.tables.PHASES
        if period in {"daily", "hour"}:
            return shapes[period].format(x=f"{place}:00")
        if period == "weekly":
            return shapes["weekday"].format(x=self.tables.EACH_WEEKDAY[place])
        if period == "yearly":
            return shapes["month"].format(x=self.month(place))
        part = english.MONTH_PARTS[place]
        if found := re.fullmatch(r"days (\d+) to (\d+)", part):
            return shapes["days"].format(a=found[1], b=found[2])
        return shapes[part]

    # Names

    def _name(self, text: str) -> str:
        return text

    _text = _name

    def _value(self, of: Any) -> str:
        label = words.label(of)
        return self._word(label) if of is None or of == "" else label

    def _where(self, pairs: Sequence[Sequence[Any]]) -> str:
        shapes = self.tables.SUBJECTS
        parts = [f"{shapes['column'].format(q=key)} {shapes['is']} {self._value(each)}" for key, each in pairs]
        return f" {self._word('and')} ".join(parts)

    def _subject(self, column: str, agg: str | None, per: str | None, pairs: Sequence[Any] | None) -> str:
        shapes = self.tables.SUBJECTS
        key = (
            "rows" if column == ROWS else {"sum": "total", "mean": "average", "share": "share"}.get(agg or "", "column")
        )
        said = str(shapes[key].format(q=column))
        if per:
            said += shapes["per"].format(grain=self._grain(per))
        return said + shapes["where"].format(x=self._where(pairs)) if pairs else said

    def _grain(self, text: str) -> str:
        """``day``, or ``2 days`` where points were put together."""
        shapes = self.tables.SUBJECTS
        if text in shapes:
            return str(shapes[text])
        count, _, many = text.partition(" ")
        return f"{int(count)} {shapes[many]}"

    def _topics(self, columns: Sequence[str], pairs: Sequence[Any] | None) -> str:
        shapes = self.tables.SUBJECTS
        names = [shapes["the rows"] if each == ROWS else shapes["column"].format(q=each) for each in columns]
        said = f" {self._word('and')} ".join(names)
        return said + shapes["where"].format(x=self._where(pairs)) if pairs else said

    def _listed(self, names: Sequence[str], more: bool) -> str:
        return ", ".join(self.tables.SUBJECTS["column"].format(q=each) for each in names) + (" …" if more else "")

    def _counted(self, pairs: Sequence[Sequence[Any]]) -> str:
        quote = self.tables.SUBJECTS["column"]
        return ", ".join(f"{quote.format(q=each)} ({self._count(often)})" for each, often in pairs)

    def _word(self, text: str) -> str:
        found: str = self.tables.WORDS[text]
        return found

    def _sentence(self, text: str, said: Mapping[str, Any] | None) -> str:
        written = self.told(said)
        if written is None:
            raise Unknown(text)
        return written


class English(Writer):
    """The language that everything is told in first; it has a word for every word."""

    tables: ModuleType = english

    def _iso_day(self, iso: str) -> str:
        return iso

    def _word(self, text: str) -> str:
        return text

    def _grain(self, text: str) -> str:
        return text

    def _sentence(self, text: str, said: Mapping[str, Any] | None) -> str:
        return text


def _time(value: dt.datetime) -> str:
    """With seconds only where there are any."""
    return f"{value:%H:%M:%S}" if value.second else f"{value:%H:%M}"


def _closing(first: dt.datetime, end: dt.datetime) -> str:
    """The time of day at which a stretch ends that lies within one day, its midnight as 24:00; else nothing."""
    if first.date() == end.date():
        return _time(end)
    whole = end.date() - first.date() == dt.timedelta(days=1) and end.time() == dt.time()
    return "24:00" if whole else ""


def _kept(part: re.Match[str], facts: Mapping[str, Any]) -> str:
    """A part in double brackets stays only where all of its facts are known."""
    return part[1] if all(slot in facts for slot in _SLOT.findall(part[1])) else ""
