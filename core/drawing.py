"""Charts of a version as pages, mails and files need them: drawn once, stored under a key of all that they depend on.

This runs in the server: DuckDB with little memory, then plain Python; no plotly, no pandas.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import logging
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import DatabaseError, transaction

from analytics import charts, query
from analytics.charts import foreign, locales, svg
from analytics.charts.grain import narrowed
from analytics.charts.labels import unit
from analytics.charts.pictures import picture
from analytics.charts.scales import number as in_words
from analytics.exporting import harmless
from analytics.query import ChartData
from analytics.schema import AnalyticsError, ChartSpec, Filter, Measure
from core.models import ChartFragment, DatasetVersion, Membership
from core.versions.clean_data import clean_table, profile_of

log = logging.getLogger(__name__)
FORM = 14
"""Grows when drawings change their look, so that stored ones are made anew."""


@dataclass(frozen=True)
class Drawn:
    """``svg`` is one drawing. ``table`` has ``columns`` and ``rows`` of text: the values behind it."""

    svg: str
    table: dict[str, Any]
    narrow: str = ""

    @property
    def page(self) -> str:
        """For pages: the drawing, and a narrow one that takes its place on a phone."""
        return self.svg + self.narrow


def chart(
    version: DatasetVersion, spec: ChartSpec, *, filters: Sequence[Filter] = (), width: int, height: int,
    links: str | None = None,
) -> Drawn:  # fmt: skip
    """The drawing from the store, or drawn and stored. AnalyticsError where the data has no such chart.

    ``links`` begins the address behind each mark, see ``analytics.charts.leading``.
    """
    return begin(version, spec, filters=filters, width=width, height=height, links=links)()


def begin(
    version: DatasetVersion, spec: ChartSpec, *, filters: Sequence[Filter] = (), width: int, height: int,
    links: str | None = None, pool: Executor | None = None, ahead: Callable[[], query.Ahead] | None = None,
) -> Callable[[], Drawn]:  # fmt: skip
    """``chart`` in two steps: with a ``pool`` what is not stored is begun there at once; the call waits for it.

    ``ahead`` waits for what was asked for together with other charts.
    """
    key = key_of(version, spec, filters, width, height, links)
    kept = ChartFragment.objects.filter(key=key).first()
    if kept is not None:
        drawn = Drawn(kept.svg, kept.data.get("table", {}), kept.data.get("narrow", ""))
        return lambda: drawn
    if (waiting := _waiting.get()) is not None:
        waiting.append(Wanted(key, version.pk, spec, tuple(filters), width, height, links, locales.manner().name))
        raise Later
    clean, profile, context = clean_table(version), profile_of(version), copy_context()

    def draw() -> dict[str, Any]:
        return picture(spec, clean, profile, filters=filters, width=width, height=height, links=links,
                       ident=f"c{key[:10]}", ahead=ahead() if ahead is not None else None)  # fmt: skip

    finish = pool.submit(context.run, draw).result if pool is not None else draw

    def made() -> Drawn:
        found = finish()
        keep(key, version, found)
        return Drawn(found["svg"], found["table"], found["narrow"])

    return made


def missing(keys: Sequence[str]) -> set[str]:
    """Those of the keys under which no drawing is stored."""
    return set(keys).difference(ChartFragment.objects.filter(key__in=keys).values_list("key", flat=True))


def ask_together(
    version: DatasetVersion, specs: Sequence[ChartSpec], filters: Sequence[Filter], pool: Executor
) -> Callable[[], query.Ahead]:
    """Begin, in the pool, to ask for what those charts need of the rows; the call waits for it.

    Whatever goes wrong, each chart then asks for itself and says what it is.
    """
    clean, profile = clean_table(version), profile_of(version)
    begun = pool.submit(query.fetch_ahead, specs, clean, profile, filters=filters)

    def done() -> query.Ahead:
        try:
            return begun.result()
        except Exception:
            log.info("The charts of version %s are asked for one by one", version.pk, exc_info=True)
            return {}

    return done


def full(
    version: DatasetVersion, spec: ChartSpec, *, filters: Sequence[Filter] = (), width: int, height: int,
    links: str | None,
) -> Drawn:  # fmt: skip
    """The same drawing with the tooltip of every mark, for somebody who points at one of very many; not stored."""
    ident = f"c{key_of(version, spec, filters, width, height, links)[:10]}"
    found = picture(spec, clean_table(version), profile_of(version), filters=filters, width=width, height=height,
                    links=links, ident=ident, full=True)  # fmt: skip
    return Drawn(found["svg"], found["table"], found["narrow"])


class Later(AnalyticsError):
    """The drawing is on the list of those to be made ahead; nobody looks at this page."""


@dataclass(frozen=True)
class Wanted:
    """A drawing that is not there yet, and everything that it takes to make it."""

    key: str
    version: int
    spec: ChartSpec
    filters: tuple[Filter, ...]
    width: int
    height: int
    links: str | None
    language: str = "en"

    def to_json(self) -> dict[str, Any]:
        return {"key": self.key, "spec": self.spec.to_json(), "filters": [each.to_json() for each in self.filters],
                "width": self.width, "height": self.height, "links": self.links, "language": self.language}  # fmt: skip


def languages(workspace_id: int) -> list[str]:
    """In which drawings are made ahead: the workspace's members', the most frequent first, at most three; English with
    them, for what is sent to all is written so."""
    members = Membership.objects.filter(workspace=workspace_id, user__is_active=True)
    known = Counter(language.partition("-")[0] for language in members.values_list("user__language", flat=True))
    spoken: Counter[str] = Counter()
    for language, count in known.items():
        spoken[language if language in locales.MANNERS else "en"] += count
    others = [language for language, _ in spoken.most_common() if language != "en"]
    return ["en", *others][:MOST_LANGUAGES]


MOST_LANGUAGES = 3
_waiting: ContextVar[list[Wanted] | None] = ContextVar("waiting", default=None)


@contextmanager
def listed() -> Iterator[list[Wanted]]:
    """Inside, charts are not drawn: those that are missing are put on the list, for a job process to draw them."""
    waiting: list[Wanted] = []
    token = _waiting.set(waiting)
    try:
        yield waiting
    finally:
        _waiting.reset(token)


def is_listing() -> bool:
    return _waiting.get() is not None


def keep(key: str, version: DatasetVersion, made: Mapping[str, Any]) -> None:
    """Store a drawing (``svg``, ``narrow``, ``table``).

    One that cannot be stored (its version is gone, the database is busy) is shown all the same.
    """
    defaults = {"version": version, "svg": made["svg"], "data": {"table": made["table"], "narrow": made["narrow"]}}
    try:
        with transaction.atomic():
            ChartFragment.objects.get_or_create(key=key, defaults=defaults)
    except DatabaseError:
        log.warning("A drawing of version %s was not kept", version.pk)


def key_of(version: DatasetVersion, spec: ChartSpec, filters: Sequence[Filter], *rest: Any) -> str:
    """Everything that a drawing depends on, as 64 hexadecimal digits."""
    parts = [FORM, str(version.key), str(version.cleaned_at), spec.to_json(), [f.to_json() for f in filters], *rest]
    if (language := locales.manner().name) != "en":
        parts.append(language)
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()


def _document(version: DatasetVersion, spec: ChartSpec, filters: Sequence[Filter]) -> tuple[ChartData, dict[str, Any]]:
    profile = profile_of(version)
    spec = narrowed(spec, profile, filters)
    data = query.fetch(spec, clean_table(version), profile, filters=filters)
    return data, charts.document(spec, data, profile)


def number(version: DatasetVersion, spec: ChartSpec, *, filters: Sequence[Filter] = ()) -> dict[str, Any]:
    """``value`` in words, ``exact`` (float or None), ``detail``: what it is of where a filter is set."""
    profile = profile_of(version)
    path = clean_table(version)
    measure = spec.measures[0] if spec.measures else Measure()
    found = query.first_value(spec, path, profile, filters=filters)
    exact = None if found is None else float(found)
    short = exact is not None and abs(exact) >= 1e6
    detail = ""
    if filters and measure.agg in ("sum", "count", "count_distinct"):
        whole = query.first_value(spec, path, profile)
        detail = f"of {in_words(whole, unit(profile, spec), short=abs(float(whole)) >= 1e6)}" if whole else ""
    return {"value": in_words(found, unit(profile, spec), short=short), "exact": exact, "detail": detail}


def values_of(version: DatasetVersion, column: str, *, limit: int) -> list[Any]:
    """The values of a column, most frequent first."""
    return query.values(clean_table(version), profile_of(version), column, limit=limit)


def png(
    version: DatasetVersion, spec: ChartSpec, *, filters: Sequence[Filter] = (), width: int, height: int,
    theme: str = "light", heading: bool = False,
) -> bytes:  # fmt: skip
    """The chart as PNG at twice its size, with its own font: the same on every machine."""
    _, document = _document(version, spec, filters)
    return charts.png(svg.draw(document, width=width, height=height, heading=heading), theme=theme)


def figure_json(version: DatasetVersion, spec: ChartSpec, filters: Sequence[Filter] = ()) -> str:
    """The Plotly figure as JSON text."""
    _, document = _document(version, spec, filters)
    for trace in document["data"]:  # what only our drawings need
        trace["meta"] = {key: value for key, value in trace["meta"].items() if key not in ("rows", "five")}
    return json.dumps(document, default=str, ensure_ascii=False, allow_nan=False)


def download(version: DatasetVersion, spec: ChartSpec, fmt: str, *, filters: Sequence[Filter] = ()) -> bytes:
    """The chart as a file: ``png``, ``svg``, ``csv`` (its values) or ``json`` (the figure)."""
    if fmt == "json":
        return figure_json(version, spec, filters).encode()
    data, document = _document(version, spec, filters)
    if fmt == "csv":
        return _csv(spec, data).encode("utf-8-sig")
    if fmt in ("svg", "png") and not svg.knows(document):
        return foreign.drawn(document, fmt, width=900, height=506)
    drawing = svg.draw(document, width=900, height=506, heading=True)
    if fmt == "svg":
        return charts.standalone(drawing).encode()
    if fmt == "png":
        return charts.png(drawing)
    raise AnalyticsError(f"There is no download as {fmt[:10]!r}; choose png, svg, csv or json.")


def _csv(spec: ChartSpec, data: ChartData) -> str:
    file = io.StringIO()
    writer = csv.writer(file)
    kept = [place for place, column in enumerate(data.columns) if column != "points"]
    writer.writerow([harmless(data.names[place]) for place in kept])
    for row in data.rows:
        writer.writerow([harmless(_iso(row[place])) for place in kept])
    return file.getvalue()


def _iso(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value
