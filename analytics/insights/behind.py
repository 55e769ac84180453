"""The rows behind a finding: which rows of the clean table its numbers come from, and those rows, page by page.

Safe inside the server: DuckDB alone, no pandas, no numpy. Names are quoted, values are bound.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analytics import telling
from analytics.insights import words
from analytics.insights.candidate import ROWS
from analytics.parsing import literal, quote
from analytics.schema import AnalyticsError, Insight, Profile

MEMORY_MB = 256
MOST_COLUMNS = 12
MOST_ROWS = 500


@dataclass(frozen=True)
class Behind:
    """A page of the rows behind a finding. ``numbers`` counts the clean table's rows from 1; ``said`` says in words
    which rows these are; the finding's own columns come first."""

    columns: tuple[str, ...]
    numbers: tuple[int, ...]
    rows: tuple[tuple[Any, ...], ...]
    total: int
    said: str


@dataclass(frozen=True)
class Rule:
    """A condition in SQL with its bound values, and in words."""

    sql: str
    values: tuple[Any, ...]
    said: str


def rows_behind(clean: Path, profile: Profile, insight: Insight, *, offset: int = 0, limit: int = 50) -> Behind:
    """Rows in the order of the table. AnalyticsError where a column of the finding is no longer there."""
    from analytics.engine import connect

    known = {column.name for column in profile.columns}
    rules = _rules(insight, known, {column.name for column in profile.columns if column.type == "integer"})
    where = " AND ".join(rule.sql for rule in rules) or "TRUE"
    bound = [value for rule in rules for value in rule.values]
    columns = _columns(insight, profile)
    source = f"read_parquet({literal(str(clean.resolve()))}, file_row_number=true) WHERE {where}"
    connection = connect(MEMORY_MB, directories=[clean.resolve().parent], threads=2)
    try:
        listed = ", ".join(map(quote, columns))
        page = connection.execute(
            f"SELECT file_row_number, {listed} FROM {source} ORDER BY file_row_number LIMIT ? OFFSET ?",
            [*bound, max(0, min(limit, MOST_ROWS)), max(0, offset)],
        ).fetchall()
        counted = connection.execute(f"SELECT count(*) FROM {source}", bound).fetchone()
    finally:
        connection.close()
    total = int(counted[0]) if counted else 0
    said = ", ".join(rule.said for rule in rules if rule.said)
    text = f"{total:,} {'row' if total == 1 else 'rows'}{f': {said}' if said else ''}."
    return Behind(tuple(columns), tuple(row[0] + 1 for row in page), tuple(row[1:] for row in page), total, text)


def _columns(insight: Insight, profile: Profile) -> list[str]:
    """The finding's columns, the time, the segment, then the table's own order."""
    own = [*insight.columns, str(insight.evidence.get("time") or ""), *(insight.segment or {})]
    names = [column.name for column in profile.columns]
    return [*dict.fromkeys(name for name in [*own, *names] if name in names)][:MOST_COLUMNS]


def _rules(insight: Insight, known: set[str], whole: set[str]) -> list[Rule]:
    if insight.rows is not None:
        marks = ", ".join("?" * len(insight.rows)) or "NULL"
        return [Rule(f"file_row_number IN ({marks})", tuple(insight.rows), "the values that lie far out")]
    rules = [*_segment(insight, known), *_times(insight, known, whole)]
    dominant = insight.kind == "dominance"
    for name in insight.columns:
        if name != ROWS and not dominant:
            _check(name, known)
            rules.append(Rule(f"{quote(name)} IS NOT NULL", (), f"“{name}” has a value"))
    return rules


def _check(name: str, known: set[str]) -> None:
    if name not in known:
        raise AnalyticsError(f"The column “{name}” is no longer in the data.")


def _segment(insight: Insight, known: set[str]) -> list[Rule]:
    rules = []
    for name, value in (insight.segment or {}).items():
        _check(name, known)
        if value is None and insight.kind == "simpson":
            rules.append(Rule(f"{quote(name)} IS NOT NULL", (), f"“{name}” has a value"))
            continue
        text = str(value).lower() if isinstance(value, bool) else None if value is None else str(value)
        sql = f"CAST({quote(name)} AS VARCHAR) IS NOT DISTINCT FROM ?"
        rules.append(Rule(sql, (text,), f"“{name}” is {words.label(value)}"))
    return rules


def _times(insight: Insight, known: set[str], whole: set[str]) -> list[Rule]:
    """The stretch of time that the finding speaks of: the odd days, both sides of a step, the whole of a rhythm.

    ``whole``: columns of whole numbers; as time they are years.
    """
    evidence, name = insight.evidence, insight.evidence.get("time")
    if not name:
        return []
    _check(name, known)
    if isinstance(evidence.get("actual"), dict):
        start, end = _ends([evidence["actual"]])
    elif isinstance(evidence.get("before"), dict) and isinstance(evidence.get("after"), dict):
        start, end = _ends([evidence["before"], evidence["after"]])
    else:
        start, end = evidence.get("start"), evidence.get("end")
    if not start or not end:
        return []
    said = f"“{name}” {_stretch(str(start), str(end))}"
    column = quote(str(name))
    if name in whole:
        years = (dt.datetime.fromisoformat(str(start)).year, dt.datetime.fromisoformat(str(end)).year - 1)
        said = f"“{name}” {years[0]}" if years[0] == years[1] else f"“{name}” from {years[0]} to {years[1]}"
        return [Rule(f"{column} BETWEEN ? AND ?", years, said)]
    sql = f"({column} >= CAST(? AS TIMESTAMP) AND {column} < CAST(? AS TIMESTAMP))"
    return [Rule(sql, (str(start), str(end)), said)]


def _stretch(start: str, end: str) -> str:
    """Days in words, or times of a day; ``end`` is the first moment after."""
    begins, ends = dt.datetime.fromisoformat(start), dt.datetime.fromisoformat(end)
    if (begins.time() or ends.time()) != dt.time() and ends - begins < dt.timedelta(days=1):
        return telling.ENGLISH.fact(telling.clock(begins, ends))
    first = dt.datetime.fromisoformat(start).date()
    last = (dt.datetime.fromisoformat(end) - dt.timedelta(microseconds=1)).date()
    return f"on {words.day(first)}" if first >= last else f"from {words.day(first)} to {words.day(last)}"


def _ends(pieces: Sequence[dict[str, Any]]) -> tuple[str | None, str | None]:
    starts, ends = [p["start"] for p in pieces if p.get("start")], [p["end"] for p in pieces if p.get("end")]
    return (min(starts), max(ends)) if starts and ends else (None, None)
