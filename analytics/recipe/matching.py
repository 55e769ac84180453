"""Which column of one table is which of another, when somebody renamed it: by its name, and by what it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics.parsing import quote, typed_sql
from analytics.recipe.guards import words_of
from analytics.recipe.suggestions.edits import distance
from analytics.schema import NUMERIC_TYPES, TEMPORAL_TYPES, Column, Profile

if TYPE_CHECKING:
    import duckdb

ENOUGH = 0.55
NAME, CONTENT, PLACE = 0.45, 0.45, 0.1
SAMPLE = 2_000


def match(
    connection: duckdb.DuckDBPyConnection, before: Profile, after: Profile
) -> tuple[list[tuple[str, str]], dict[str, str]]:
    """Pairs (earlier name, later name) of the tables ``earlier`` and ``later``, and which of them are renamed."""
    old, new = ({column.name: column for column in profile.columns} for profile in (before, after))
    pairs = [(name, name) for name in old if name in new]
    gone = [name for name in old if name not in new]
    come = [name for name in new if name not in old]
    places = [{name: place for place, name in enumerate(each)} for each in (old, new)]
    scored = []
    for was in gone:
        for now in come:
            similar = _name_score(was, now)
            content = _content_score(connection, old[was], new[now])
            if content == 0 and similar < 1:
                continue
            place = PLACE if places[0][was] == places[1][now] else 0
            scored.append((NAME * similar + CONTENT * content + place, was, now))
    renamed: dict[str, str] = {}
    for score, was, now in sorted(scored, key=lambda item: (-item[0], item[1], item[2])):
        if score >= ENOUGH and was not in renamed and now not in renamed.values():
            renamed[was] = now
    return [*pairs, *renamed.items()], renamed


def _name_score(one: str, other: str) -> float:
    """1 for the same words in another form, else how many words or letters they share."""
    a, b = words_of(one), words_of(other)
    if a == b or "".join(a) == "".join(b):
        return 1.0
    shared = len(set(a) & set(b)) / max(1, len(set(a) | set(b)))
    length = max(len(one), len(other), 1)
    letters = 1 - distance(one.lower()[:60], other.lower()[:60], length) / length
    return max(shared, letters if letters > 0.5 else 0.0)


def _content_score(connection: duckdb.DuckDBPyConnection, old: Column, new: Column) -> float:
    """How much two columns hold the same: shared values of texts, shared span of numbers and dates."""
    numeric = {old.type, new.type} <= NUMERIC_TYPES
    if old.type != new.type and not numeric:
        return 0.0
    if numeric or old.type in TEMPORAL_TYPES:
        if numeric and (old.role == "identifier") != (new.role == "identifier"):
            return 0.0
        return _span_score(connection, old, new)
    values = []
    for table, column in (("earlier", old), ("later", new)):
        name = quote(column.name)
        kept = f"SELECT trim({name}) AS v FROM {table} WHERE {name} <> '' GROUP BY 1"
        sql = f"{kept} ORDER BY count(*) DESC, 1 LIMIT {SAMPLE}"
        values.append({row[0] for row in connection.execute(sql).fetchall()})
    smaller = min(len(each) for each in values)
    return len(values[0] & values[1]) / smaller if smaller else 0.0


def _span_score(connection: duckdb.DuckDBPyConnection, old: Column, new: Column) -> float:
    """How far the bulks overlap. Dates of another month do not, but follow; there the kind says something."""
    spans = []
    for table, column in (("earlier", old), ("later", new)):
        value = typed_sql(column)
        if column.type in TEMPORAL_TYPES:
            value = f"epoch(CAST({value} AS TIMESTAMP))"
        sql = f"SELECT quantile_cont(v, [0.1, 0.9]) FROM (SELECT CAST({value} AS DOUBLE) AS v FROM {table})"
        spans.append(connection.execute(sql).fetchall()[0][0])
    if not all(spans):
        return 0.0
    (a, b), (c, d) = spans
    whole = max(b, d) - min(a, c)
    overlap = max(0.0, min(b, d) - max(a, c)) / whole if whole > 0 else 1.0
    return max(overlap, 0.6 if old.type in TEMPORAL_TYPES else 0.0)
