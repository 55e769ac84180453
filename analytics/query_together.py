"""The groups of several charts over the same rows out of one scan of the table.

Twelve charts under one filter read the table twelve times, though each needs some hundred groups of it. As GROUPING
SETS DuckDB makes them all while it reads once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from analytics.parsing import quote
from analytics.query_source import Asked, Query
from analytics.schema import AnalyticsError, ChartSpec, Filter, Profile

MAX_KEYS = 60
"""Of different dimensions: the grouping set of a row is told by one bit each."""
Row = tuple[Any, ...]
Shape = Callable[[Query, ChartSpec], Any]


class _Asking(Query):
    """Finds out which groups a chart asks for first, and asks nobody."""

    def run(self, sql: str, extra: Sequence[Any] = ()) -> list[Row]:
        raise _Other

    def grouped(self, keys: Sequence[str], parts: Sequence[str]) -> list[Row]:
        raise _Found(keys, parts)


class _Found(Exception):
    def __init__(self, keys: Sequence[str], parts: Sequence[str]) -> None:
        super().__init__()
        self.asked: Asked = tuple(keys), tuple(parts)


class _Other(Exception):
    """It asks for something else than groups."""


def wanted(shape: Shape, spec: ChartSpec, clean: Path, profile: Profile) -> Asked | None:
    """The groups that a chart (settled) asks for; None where that is not what it asks."""
    try:
        shape(_Asking(clean, profile, (), connection=object()), spec)
    except _Found as found:
        return found.asked
    except (_Other, AnalyticsError):  # what is wrong with it is said where it is drawn
        pass
    return None


def together(
    asked: Iterable[Asked], clean: Path, profile: Profile, filters: Sequence[Filter] = (), connection: Any = None
) -> dict[Asked, list[Row]]:
    """The rows of each of the groups under the filters, as ``Query.grouped`` gives them one by one."""
    wishes = list(dict.fromkeys(asked))
    keys = list(dict.fromkeys(key for dimensions, _ in wishes for key in dimensions))
    parts = list(dict.fromkeys(part for _, numbers in wishes for part in numbers))
    if not keys or len(keys) > MAX_KEYS:
        return {}
    query = Query(clean, profile, filters, connection)
    names = _free_names(profile, len(keys))
    sets = {_bits(wish, keys): ", ".join(names[keys.index(key)] for key in wish[0]) for wish in wishes}
    inner = ", ".join(f"{key} AS {name}" for key, name in zip(keys, names, strict=True))
    found = query.run(
        f"SELECT grouping_id({', '.join(names)}), {', '.join([*names, *parts])} "
        f"FROM (SELECT *, {inner} FROM {query.source}) "
        f"GROUP BY GROUPING SETS ({', '.join(f'({each})' for each in sets.values())})"
    )
    rows: dict[int, list[Row]] = {bits: [] for bits in sets}
    for row in found:
        rows[row[0]].append(row)
    return {wish: _own(wish, rows[_bits(wish, keys)], keys, parts) for wish in wishes}


def _bits(wish: Asked, keys: Sequence[str]) -> int:
    """As ``grouping_id`` says it: the first key is the highest bit, set where the key is not grouped by."""
    return sum(1 << (len(keys) - 1 - place) for place, key in enumerate(keys) if key not in wish[0])


def _own(wish: Asked, rows: Iterable[Row], keys: Sequence[str], parts: Sequence[str]) -> list[Row]:
    places = [1 + keys.index(key) for key in wish[0]] + [1 + len(keys) + parts.index(part) for part in wish[1]]
    return [tuple(row[place] for place in places) for row in rows]


def _free_names(profile: Profile, count: int) -> list[str]:
    """Names that no column has, in whatever case."""
    taken = {column.name.casefold() for column in profile.columns}
    word = "k"
    while any(name.startswith(word) for name in taken):
        word += "k"
    return [quote(f"{word}{place}") for place in range(count)]


Ahead = Mapping[Asked, list[Row]]
