"""The shapes in which a JSON document may hold a table: by rows, by columns, by index, or a list somewhere inside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from analytics.reading.json_candidates import BARE, TABLE, VALUES, Candidate, candidates
from analytics.reading.json_names import MAX_LOOK, lists_in
from analytics.reading.json_table import dumped
from analytics.schema import AnalyticsError, Offer, Problem

SHOWN = 20
RECORD = 8
"""An object with so many values of its own may be a record in which lists stand."""


@dataclass
class Found:
    """What kind of document it is, and the lists that it offers (``sheets``)."""

    format: str
    why: str
    sheet: str | None = None
    sheets: tuple[str, ...] = ()
    sheet_why: str = ""
    offers: tuple[Offer, ...] = ()
    problems: list[Problem] = field(default_factory=list)
    pointer: str | None = None
    """To the list each of whose elements is one row (RFC 6901); None where rows are made otherwise."""


def arrays_of(document: dict[str, Any], wanted: str | None) -> tuple[Found, Iterable[Any]]:
    """The rows inside an object: a list of objects anywhere, columns, rows by key, or the object as one row."""
    lists = dict(lists_in(document))
    every = candidates(document)
    offered = [one for one in every if one.path and one.rank < BARE]
    if wanted is not None:
        if wanted not in lists and wanted not in {one.path for one in every}:
            known = (
                ", ".join(f"“{one}”" for one in list(dict.fromkeys([*lists, *(c.path for c in every)]))[:20]) or "none"
            )
            raise AnalyticsError(f"The JSON has no list “{wanted}”; its lists are {known}.")
        chosen = next((one for one in every if one.path == wanted), None)
        if chosen is None:
            found = Found("json", f"The rows are the list “{wanted}” of the document.", wanted, (wanted,))
            found.sheet_why = "Chosen by a person."
            return found, lists[wanted]
    else:
        chosen = _best(document, every)
        if chosen is None:
            return Found("json", "The document is one object, which is one row."), [document]
    if not chosen.path:
        return _whole(document, chosen), chosen.make()
    return _part(document, chosen, offered, wanted), chosen.make()


def _best(document: dict[str, Any], every: list[Candidate]) -> Candidate | None:
    """The table that a person would look for; None where the document is one record, with lists in it perhaps."""
    if not every:
        return None
    rank = min(one.rank for one in every)
    best = max((one for one in every if one.rank == rank), key=lambda one: one.rows)
    values = sum(not isinstance(inner, list | dict) for inner in document.values())
    if rank == TABLE:
        # A record of many values, in which a short list stands: the list is one more of its fields.
        return best if not best.path or values < RECORD or values <= 2 * best.cells else None
    others = sum(1 for path, _value in _leaves(document, "", 0) if not _within(path, {best.path}))
    return best if not best.path or best.rows >= max(5, 2 * others) else None


def _whole(document: dict[str, Any], chosen: Candidate) -> Found:
    found = Found("json", f"The document is {chosen.why}.")
    if chosen.uneven:
        least, most = chosen.uneven
        found.problems.append(Problem(f"The columns have from {least} to {most} values; the rest is empty."))
    if chosen.rank == VALUES:
        words = "The values of one object became rows: the name of each stands in the column “key”."
        found.problems.append(Problem(words))
    if chosen.used:
        found.problems += beside(document, set(chosen.used))
    return found


def _part(document: dict[str, Any], chosen: Candidate, offered: list[Candidate], wanted: str | None) -> Found:
    what = "list" if chosen.listed or not chosen.why or chosen.why.startswith(" ") else "part"
    own = chosen.why if chosen.why.startswith(" ") else f" It is {chosen.why}." if chosen.why else ""
    shown = offered if chosen in offered else [*offered, chosen]
    paths = tuple(one.path for one in shown)
    found = Found("json", f"The rows are the {what} “{chosen.path}” of the document.{own}", chosen.path, paths)
    found.sheet_why = "Chosen by a person." if wanted else "The longest table in the document."
    if len(paths) > 1:
        found.offers = tuple(Offer(one.path, columns=one.names[:60], rows=one.rows) for one in shown)
    found.problems += beside(
        document, {*(one.path for one in shown if one is not chosen), *(chosen.used or (chosen.path,))}
    )
    if chosen.listed:
        found.pointer = _pointer(document, chosen.path)
    return found


def beside(document: dict[str, Any], apart: set[str], what: str = "table") -> list[Problem]:
    """What stands beside the tables, as problems; ``apart`` are paths that are no loss."""
    left = [(path, value) for path, value in _leaves(document, "", 0) if not _within(path, apart)]
    words = f"A value beside the {what}; kept apart."
    told = [Problem(words, content=f"{path}: {_short(value)}"[:500]) for path, value in left[:SHOWN]]
    if len(left) > SHOWN:
        told.append(Problem(f"{len(left) - SHOWN:,} more values beside the {what} were kept apart."))
    return told


def _short(value: Any) -> str:
    return dumped(value[:20]) if isinstance(value, list) else str(value)


def _within(path: str, parts: set[str]) -> bool:
    """Whether a path, or what is above it, is among the parts, of which there may be as many as records."""
    return path in parts or any(path[:place] in parts for place, sign in enumerate(path) if sign == ".")


def _leaves(value: dict[str, Any], prefix: str, level: int) -> Iterator[tuple[str, Any]]:
    """Values and lists with their dotted paths."""
    for key, inner in value.items():
        if isinstance(inner, dict) and level < MAX_LOOK:
            yield from _leaves(inner, f"{prefix}{key}.", level + 1)
        elif inner not in ([], {}):
            yield f"{prefix}{key}", inner


def _pointer(document: dict[str, Any], path: str) -> str | None:
    """The JSON pointer of a dotted path; keys may have dots themselves."""
    for key, inner in document.items():
        written = f"/{key.replace('~', '~0').replace('/', '~1')}"
        if key == path:
            return written
        if path.startswith(f"{key}.") and isinstance(inner, dict):
            rest = _pointer(inner, path[len(key) + 1 :])
            if rest is not None:
                return written + rest
    return None
