"""Facts (``analytics.telling``) in the language of a reader, and the sentences that only this room has."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from analytics import telling
from analytics.telling import Fact, Told
from analytics.telling import english as findings
from analytics.telling.writer import English, Unknown, Writer
from core.reporting.tongues import english_news

if TYPE_CHECKING:
    from core.reporting.tongues import Tongue

HARD = "\N{NO-BREAK SPACE}"


class Wider(Writer):
    """The kinds of facts that alerts and reports have beside those of findings."""

    def _measure(self, column: str | None, agg: str, is_chosen: bool) -> str:
        """What an alert is about."""
        shapes: Mapping[str, str] = self.tables.SUBJECTS
        if not column:
            return shapes["m.chosen" if is_chosen else "m.rows"]
        name = shapes[f"m.{agg}"].format(c=column)
        return name + shapes["of_chosen"] if is_chosen else name

    def _small_measure(self, column: str | None, agg: str, is_chosen: bool) -> str:
        return self._measure(column, agg, is_chosen)

    def _tally(self, value: float) -> str:
        """A number of an alert: whole where it is whole or large, else with four digits."""
        return self.figures(f"{value:,.0f}" if abs(value) >= 10_000 or value == int(value) else f"{value:,.4g}")

    def _hundredths(self, value: float, places: int | None) -> str:
        return self.figures(f"{value:g} %" if places is None else f"{value:.{places}f} %")

    def _general(self, value: float) -> str:
        return self.figures(f"{value:g}")

    def _period(self, grain: str, iso: str) -> str:
        """The period that begins then."""
        raise NotImplementedError

    def _sentences(self, told: Sequence[Sequence[Any]]) -> str:
        """Several sentences as parts of one."""
        return str(self.tables.SUBJECTS["joint"]).join(self._sentence(text, said).rstrip(".") for text, said in told)


class WiderEnglish(English, Wider):
    tables: Any = SimpleNamespace(
        **{name: getattr(findings, name) for name in ("WHENS", "PHASES", "MONTHS", "EACH_WEEKDAY")},
        SENTENCES={**findings.SENTENCES, **english_news.SENTENCES},
        SUBJECTS={**findings.SUBJECTS, **english_news.SUBJECTS},
    )

    def _small_measure(self, column: str | None, agg: str, is_chosen: bool) -> str:
        name = self._measure(column, agg, is_chosen)
        return name[:1].lower() + name[1:]

    def _period(self, grain: str, iso: str) -> str:
        return f"{grain} of {self._day(iso)}"


class Translator(Wider):
    """Any other language, by the tables of its module."""

    def __init__(self, tongue: Tongue) -> None:
        self.tongue, self.tables = tongue, tongue.words

    def figures(self, text: str) -> str:
        return self.tongue.figures(text).replace(" %", f"{HARD}%")

    def short_day(self, value: dt.date) -> str:
        return self.tongue.short_day(value).replace(" ", HARD, 1)  # no line ends between day and month

    def _word(self, text: str) -> str:
        return self.tongue.say("and") if text == "and" else super()._word(text)

    def _period(self, grain: str, iso: str) -> str:
        first, shapes = dt.date.fromisoformat(iso), self.tables.SUBJECTS
        if grain == "year":
            return str(first.year)
        if grain == "month":
            return str(shapes["p.month"].format(m=self.month(first.month - 1), y=first.year))
        if grain == "quarter":
            return str(shapes["p.quarter"].format(q=(first.month + 2) // 3, y=first.year))
        return str(shapes["p.week"].format(d=self.short_day(first))) if grain == "week" else self.short_day(first)


ENGLISH = WiderEnglish()


def tell(form: str, *, n: Any = None, **facts: Fact | None) -> Told:
    """``analytics.telling.tell`` with the forms and facts of this room as well."""
    return telling.tell(form, n=n, writer=ENGLISH, **facts)


def told(said: Mapping[str, Any] | None, fallback: str = "") -> Told:
    return telling.told(said, fallback, writer=ENGLISH)


def measure(column: str | None, agg: str, *, chosen: bool, small: bool = False) -> Fact:
    return ["small_measure" if small else "measure", column or None, agg, chosen]


def tally(value: float) -> Fact:
    return ["tally", float(value)]


def hundredths(value: float, places: int | None = None) -> Fact:
    """Of a number that is a percentage already; ``places`` None: as many as it has."""
    return ["hundredths", float(value), places]


def general(value: float) -> Fact:
    return ["general", float(value)]


def period(grain: str, start: dt.date) -> Fact:
    return ["period", grain, start.isoformat()[:10]]


def sentences(told: Sequence[Told]) -> Fact:
    return ["sentences", [[str(each), each.said or None] for each in told]]


__all__ = ["ENGLISH", "Translator", "Unknown", "general", "hundredths", "measure", "period", "sentences", "tally",
           "tell", "told"]  # fmt: skip
