"""Lists of lists as rows, and the names of their columns: in the first list, or beside the rows of a document as in
``"columns": [{"name": "a"}, …], "data": [[1, …], …]``."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from analytics.reading.header_evidence import log_odds
from analytics.reading.json_stream import Number

MAX_LOOK = 5
"""How deep lists are looked for inside a document."""
_SAYS = re.compile(r"(?i)col(?:s|umn)|head|field|names?\b|_names|label|schema|meta|attribut|variable|series|dimension")
"""How a list that names columns is called."""
_NAMES = ("name", "label", "title", "fieldName", "field", "column_name", "column", "id", "key")


class Beside:
    """The lists of a document, by their dotted paths, of which some name the columns or the rows of others."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.lists = dict(lists_in(document))
        self.naming = [where for where in self.lists if _SAYS.search(where.rpartition(".")[2])]

    def names(self, path: str, width: int) -> tuple[list[str], str] | None:
        """The names of ``width`` columns and the path of the list that has them; None where no list names them."""
        for where in self.naming:
            if where != path and len(self.lists[where]) == width:
                names = _names(self.lists[where])
                if names is not None:
                    return names, where
        return None

    def index(self, path: str, rows: int) -> list[Any]:
        """The labels of the rows, as pandas writes them, if they are more than numbers from 0; else an empty list."""
        above = path.rpartition(".")[0]
        labels = self.lists.get(f"{above}.index".lstrip("."), [])
        told = len(labels) == rows and not any(isinstance(label, list | dict) for label in labels)
        return labels if told and [str(label) for label in labels] != [str(n) for n in range(rows)] else []


def _names(items: list[Any]) -> list[str] | None:
    """Different texts, or one of the fields that give an object its name."""
    if all(type(item) is str for item in items):
        return items if len(set(items)) == len(items) else None
    if not all(isinstance(item, dict) for item in items):
        return None
    for field in _NAMES:
        names = [item.get(field) for item in items]
        if all(type(name) is str and name for name in names) and len(set(names)) == len(names):
            return [str(name) for name in names]
    return None


def lists_in(value: dict[str, Any], prefix: str = "", level: int = 0) -> Iterator[tuple[str, list[Any]]]:
    """All lists with their dotted paths."""
    for key, inner in value.items():
        if isinstance(inner, list):
            yield f"{prefix}{key}", inner
        elif isinstance(inner, dict) and level < MAX_LOOK:
            yield from lists_in(inner, f"{prefix}{key}.", level + 1)


def rows_of(
    head: Sequence[Any], rest: Iterable[Any], width: int, names: Sequence[str] | None = None
) -> Iterator[dict[str, Any]]:
    """Lists as rows, under ``names`` where they are known. Else the first is the header when it is all text, all
    different, and the rows below are not like it."""
    first = head[0] if head else []
    words = [cell for cell in first if isinstance(cell, str) and not isinstance(cell, Number)]
    header = len(first) > 0 and len(words) == len(first) == len(set(words)) and len(head) > 1
    if header:
        values = any(not isinstance(cell, str) or isinstance(cell, Number) for row in head[1:] for cell in row)
        again = any(word in (row[j] if j < len(row) else None,) for row in head[1:] for j, word in enumerate(words))
        alike = [row for row in head[:60] if len(row) == len(first)]
        header = values or (not again and (len(alike) < 3 or log_odds(alike) >= 0))
    if names is not None:
        header = list(names) == first
    names = [*(names or (words if header else ()))]
    names += [f"column_{place}" for place in range(len(names) + 1, width + 1)]
    for row in itertools.chain(head[1:] if header else head, rest):
        if not isinstance(row, list):
            yield {"value": row}
            continue
        while len(names) < len(row):
            names.append(f"column_{len(names) + 1}")
        yield dict(zip(names, row, strict=False))
