"""Where tables may be in a JSON document: lists of records, lists of one length beside each other, records by key, and,
where there is nothing better, values by key and lists of bare values."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analytics.reading.json_names import MAX_LOOK, Beside, rows_of
from analytics.reading.json_stream import Number

MANY = 20
"""So many values of one kind in an object are a list by key rather than the fields of one record."""
TABLE, VALUES, BARE = range(3)
"""How much a candidate looks like a table: records, values by key, a list of single values."""
_RECORDS = "an object of alike objects: one row each, its key in the first column"
_PAIRS = "an object of values of one kind: one row each, its key in the first column"
_LIST_A_COLUMN = "an object of lists: one list a column"
_LIST_A_ROW = "an object of lists of different lengths: one row each, its key in the first column"
_ONE_LENGTH = "lists of one length: one list a column"
_OBJECT_A_COLUMN = "an object of objects with the same keys: one object a column"
_DATA = re.compile(r"[\W\d_]*\d[\W\d_]*(?:[TZ][\d:.Z]*)?")


@dataclass(frozen=True)
class Candidate:
    """A table at a dotted ``path`` (empty: the document itself) of about ``rows`` rows; ``make`` gives them."""

    path: str
    rank: int
    rows: int
    names: tuple[str, ...]
    why: str
    make: Callable[[], Iterable[Any]]
    listed: bool = False
    """Whether each element of the list at ``path`` is one row."""
    uneven: tuple[int, int] | None = None
    """The least and the most values of columns that have not as many."""
    used: tuple[str, ...] = ()
    """Paths of what gave the names, or of the parts of an object of which others are left over."""

    @property
    def cells(self) -> int:
        return self.rows * max(1, len(self.names))


def candidates(document: dict[str, Any]) -> list[Candidate]:
    """All tables that a document may hold, in its order. Objects by key are not looked into: they are rows."""
    every = list(_inside(document, "", 0, Beside(document)))
    naming = {path for one in every for path in one.used if path != one.path}
    return [one for one in every if one.path not in naming]


def _inside(value: dict[str, Any], path: str, level: int, beside: Beside) -> Iterator[Candidate]:
    whole = _as_table(value, path)
    if whole is not None:
        yield whole
        if whole.rank == TABLE and whole.uneven is None:
            return
    for key, inner in value.items():
        below = f"{path}.{key}" if path else key
        if isinstance(inner, list):
            found = _of_list(inner, below, beside)
            if found is not None:
                yield found
        elif isinstance(inner, dict) and level < MAX_LOOK:
            yield from _inside(inner, below, level + 1, beside)


def _of_list(items: list[Any], path: str, beside: Beside) -> Candidate | None:
    some = items[:100]
    if not some:
        return None
    if all(isinstance(item, dict) for item in some):
        names = dict.fromkeys(key for item in some if isinstance(item, dict) for key in item)
        return Candidate(path, TABLE, len(items), tuple(names), "", lambda: items, listed=True)
    if all(isinstance(item, list) for item in some):
        return _of_rows(items, path, beside)
    if all(not isinstance(item, dict | list) for item in items):
        name = path.rpartition(".")[2]
        return Candidate(path, BARE, len(items), (name,), "", lambda: ({name: item} for item in items))
    return None


def _of_rows(items: list[Any], path: str, beside: Beside) -> Candidate | None:
    widths = [len(item) for item in items[:100]]
    width, usual = max(widths), max(set(widths), key=widths.count)
    named = beside.names(path, width) if width == usual == min(widths) else None
    if named is None and (len(widths) < 2 or usual < 2 or 2 * widths.count(usual) < len(widths)):
        return None
    if named is None:
        rank = TABLE if width == usual == min(widths) else VALUES
        words = tuple(f"column_{n}" for n in range(1, width + 1))
        return Candidate(path, rank, len(items), words, "", lambda: rows_of(items, (), width))
    names, where = named
    index = beside.index(path, len(items))
    rows = [[cell, *row] for cell, row in zip(index, items, strict=True)] if index else items
    names = [_free("index", names), *names] if index else names
    used = (path, where, f"{path.rpartition('.')[0]}.index".lstrip("."))
    why = f" The names of its columns are in “{where}”."
    return Candidate(path, TABLE, len(items), tuple(names), why, lambda: rows_of(rows, (), width, names), used=used)


def _as_table(value: dict[str, Any], path: str) -> Candidate | None:
    """An object that is a table as a whole."""
    return _columns(value, path) or _numbered(value, path) or _records(value, path) or _by_key(value, path)


def _columns(value: dict[str, Any], path: str) -> Candidate | None:
    """``{"a": [1, 2], "b": [3, 4]}``: one list a column; or, of many short ones, one list a row."""
    lists = {key: inner for key, inner in value.items() if isinstance(inner, list)}
    lengths = {len(inner) for inner in lists.values()}
    if (
        not lists
        or max(lengths) == 0
        or any(isinstance(cell, dict | list) for inner in lists.values() for cell in inner[:5])
    ):
        return None
    names = tuple(lists)
    if len(lists) == len(value) and (not path or (len(lists) > 1 and len(lengths) == 1)):
        if len(lengths) > 1 and len(lists) >= 5 and len(lists) > max(lengths):
            pairs = [{"key": key, "value": inner} for key, inner in lists.items()]
            return Candidate(path, TABLE, len(pairs), ("key", "value"), _LIST_A_ROW, lambda: pairs)
        uneven = (min(lengths), max(lengths)) if len(lengths) > 1 else None
        return Candidate(path, TABLE, max(lengths), names, _LIST_A_COLUMN, lambda: _across(lists), uneven=uneven)
    bare = all(not isinstance(cell, list | dict) for inner in lists.values() for cell in inner)
    alone = len(lists) > 1 and len(lengths) == 1 and bare
    if alone and max(lengths) >= 5 and max(lengths) > len(value) - len(lists):
        used = tuple(f"{path}.{key}".lstrip(".") for key in lists)
        return Candidate(path, TABLE, max(lengths), names, _ONE_LENGTH, lambda: _across(lists), used=used)
    return None


def _across(columns: Mapping[str, Sequence[Any]]) -> Iterator[dict[str, Any]]:
    for n in range(max(map(len, columns.values()))):
        yield {key: column[n] if n < len(column) else None for key, column in columns.items()}


def _numbered(value: dict[str, Any], path: str) -> Candidate | None:
    """``{"a": {"0": 1, "1": 2}, …}``, as pandas writes it; or with other keys, if there are many of them."""
    inner = list(value.values())
    if len(inner) < 2 or not all(isinstance(column, dict) and column for column in inner):
        return None
    keys = list(inner[0])
    if any(list(column) != keys for column in inner):
        return None
    numbered = all(key.isdecimal() for key in keys)
    if not numbered and (len(keys) < MANY or len(keys) < 3 * len(inner) or not all(map(_one_kind, inner))):
        return None
    name = "" if keys == [str(n) for n in range(len(keys))] else _free("key", value)

    def rows() -> Iterator[dict[str, Any]]:
        for key in keys:
            yield {**({name: key} if name else {}), **{column: value[column][key] for column in value}}

    return Candidate(path, TABLE, len(keys), (*([name] if name else []), *value), _OBJECT_A_COLUMN, rows)


def _records(value: dict[str, Any], path: str) -> Candidate | None:
    """``{"k1": {"a": 1}, "k2": {"a": 2}}``: objects that share their fields, by key; few values may stand beside."""
    records = {key: inner for key, inner in value.items() if isinstance(inner, dict) and inner}
    beside = len(value) - len(records)
    if len(records) < (2 if not path and not beside else 3) or 5 * beside > len(records) + (2 if not path else 0):
        return None
    some = list(records.values())[:200]
    shared = set(some[0]).intersection(*some[1:])
    union = dict.fromkeys(field for record in some for field in record)
    if 2 * len(shared) < len(union):
        return None
    inner = [cell for record in some for cell in record.values()]
    if len(records) < 5 and any(isinstance(cell, list) and cell and isinstance(cell[0], dict) for cell in inner):
        return None  # a few parts of a document, each with a table of its own
    name = _free("key", union)
    used = tuple(f"{path}.{key}".lstrip(".") for key in records) if beside else ()

    def rows() -> Iterator[dict[str, Any]]:
        return ({name: key, **record} for key, record in records.items())

    return Candidate(path, TABLE, len(records), (name, *union), _RECORDS, rows, used=used)


def _by_key(value: dict[str, Any], path: str) -> Candidate | None:
    """``{"DE": 83, "FR": 68, …}``: values of one kind by key, if the keys are data themselves or there are many."""
    if len(value) < 2 or not _one_kind(value):
        return None
    texts = any(type(inner) is str for inner in value.values())
    if len(value) < (2 * MANY if texts else MANY) and not all(_DATA.fullmatch(key) for key in value):
        return None
    pairs = [{"key": key, "value": inner} for key, inner in value.items()]
    return Candidate(path, VALUES, len(pairs), ("key", "value"), _PAIRS, lambda: pairs)


def _one_kind(value: dict[str, Any]) -> bool:
    """Whether all values are numbers, or all are texts; some may be missing."""
    kinds = {type(inner) for inner in value.values() if inner is not None}
    return kinds in ({Number}, {str})


def _free(name: str, taken: Iterable[str]) -> str:
    others = set(taken)
    while name in others:
        name += "_"
    return name
