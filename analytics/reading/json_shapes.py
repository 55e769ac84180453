"""The shapes in which a JSON document may hold a table: by rows, by columns, by index, or a list somewhere inside."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from analytics.reading.json_stream import Number
from analytics.schema import AnalyticsError, Offer, Problem

MAX_LOOK = 5
"""How deep lists are looked for inside a document."""


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
    lists = dict(_lists(document, "", 0))
    if wanted is not None and wanted not in lists:
        known = ", ".join(f"“{path}”" for path in list(lists)[:20]) or "none"
        raise AnalyticsError(f"The JSON has no list “{wanted}”; its lists are {known}.")
    split = _split(document)
    if split is not None and wanted is None:
        return Found("json", "The document has “columns” and “data”."), split
    tables = {path: items for path, items in lists.items() if _is_table(items)}
    if wanted is None and not tables:
        whole = _by_columns(document) or _by_index(document)
        if whole is not None:
            return whole
    if wanted is None and not tables:
        return Found("json", "The document is one object, which is one row."), [document]
    path = wanted or max(tables, key=lambda key: len(tables[key]))
    found = Found("json", f"The rows are the list “{path}” of the document.", path, tuple(tables) or (path,))
    found.offers = tuple(_offer(key, lists[key]) for key in found.sheets) if len(found.sheets) > 1 else ()
    found.sheet_why = "Chosen by a person." if wanted else "The longest list of objects in the document."
    rest = [key for key, value in document.items() if key != path and not isinstance(value, list | dict)]
    for key in rest[:20]:
        found.problems.append(Problem("A value beside the table; kept apart.", content=f"{key}: {document[key]}"[:500]))
    items = lists[path]
    if items and all(isinstance(item, list) for item in items):
        return found, rows_of(items, (), max(len(item) for item in items))
    found.pointer = _pointer(document, path)
    return found, items


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


def _offer(path: str, items: list[Any]) -> Offer:
    names = dict.fromkeys(key for item in items[:100] if isinstance(item, dict) for key in item)
    return Offer(path, columns=tuple(list(names)[:60]), rows=len(items))


def _lists(value: dict[str, Any], prefix: str, level: int) -> Iterator[tuple[str, list[Any]]]:
    for key, inner in value.items():
        if isinstance(inner, list):
            yield f"{prefix}{key}", inner
        elif isinstance(inner, dict) and level < MAX_LOOK:
            yield from _lists(inner, f"{prefix}{key}.", level + 1)


def _is_table(items: list[Any]) -> bool:
    """Objects, or lists of one width."""
    some = items[:100]
    if not some:
        return False
    if all(isinstance(item, dict) for item in some):
        return True
    return (
        len(some) > 1 and all(isinstance(item, list) and len(item) > 1 for item in some) and len({*map(len, some)}) == 1
    )


def _split(document: dict[str, Any]) -> Iterable[Any] | None:
    """``{"columns": […], "data": [[…], …]}``, as pandas writes it."""
    columns, data = document.get("columns"), document.get("data")
    if not (isinstance(columns, list) and isinstance(data, list) and data):
        return None
    if not all(isinstance(row, list) and len(row) == len(columns) for row in data):
        return None
    if not all(isinstance(column, str) for column in columns):
        return None
    return (dict(zip(columns, row, strict=True)) for row in data)


def _by_columns(document: dict[str, Any]) -> tuple[Found, Iterable[Any]] | None:
    """``{"a": [1, 2], "b": [3, 4]}``, or ``{"a": {"0": 1, "1": 2}, …}`` as pandas writes it."""
    values = list(document.values())
    if values and all(isinstance(value, list) for value in values) and max(map(len, values)) > 0:
        found = Found("json", "The document is an object of lists: one list a column.")
        lengths = {len(value) for value in values}
        if len(lengths) > 1:
            found.problems.append(
                Problem(f"The columns have from {min(lengths)} to {max(lengths)} values; the rest is empty.")
            )
        return found, (dict(zip(document, row, strict=True)) for row in itertools.zip_longest(*values))
    if len(values) > 1 and all(isinstance(value, dict) and value for value in values):
        keys = list(values[0])
        if all(key.isdecimal() for key in keys) and all(list(value) == keys for value in values):
            return (
                Found("json", "The document is an object of numbered values: one object a column."),
                ({column: document[column][key] for column in document} for key in keys),
            )
    return None


def _by_index(document: dict[str, Any]) -> tuple[Found, Iterable[Any]] | None:
    """``{"k1": {"a": 1}, "k2": {"a": 2}}``: objects that share their fields, by key."""
    values = list(document.values())
    if len(values) < 2 or not all(isinstance(value, dict) and value for value in values):
        return None
    shared = set(values[0]).intersection(*values[1:200])
    union = set(values[0]).union(*values[1:200])
    if 2 * len(shared) < len(union):
        return None
    name = "key"
    while name in union:
        name += "_"
    found = Found("json", "The document is an object of alike objects: one row each, its key in the first column.")
    return found, ({name: key, **value} for key, value in document.items())


def rows_of(head: Sequence[Any], rest: Iterable[Any], width: int) -> Iterator[dict[str, Any]]:
    """Lists as rows. The first is the header when it is all text, all different, and the rows below are not like it."""
    first = head[0] if head else []
    words = [cell for cell in first if isinstance(cell, str) and not isinstance(cell, Number)]
    header = len(first) > 0 and len(words) == len(first) == len(set(words)) and len(head) > 1
    if header:
        values = any(not isinstance(cell, str) or isinstance(cell, Number) for row in head[1:] for cell in row)
        again = any(word in (row[j] if j < len(row) else None,) for row in head[1:] for j, word in enumerate(words))
        header = values or not again
    names = [*words] if header else []
    names += [f"column_{place}" for place in range(len(names) + 1, width + 1)]
    for row in itertools.chain(head[1:] if header else head, rest):
        if not isinstance(row, list):
            yield {"value": row}
            continue
        while len(names) < len(row):
            names.append(f"column_{len(names) + 1}")
        yield dict(zip(names, row, strict=False))
