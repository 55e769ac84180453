"""Which column of a dataset stands for which of a template: by name, then by likeness, then by kind."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher

from analytics.schema import Column

ALIKE = 0.72
ALONE = {"time", "number"}
FAMILIES = {
    "date": "time", "datetime": "time", "time": "time of day", "boolean": "yes or no", "text": "text",
    "integer": "number", "decimal": "number", "currency": "number", "percent": "number",
}  # fmt: skip


def family(type_: str) -> str:
    """What a column can stand for: a number for a number, a date for a date."""
    return FAMILIES.get(type_, "text")


def propose(wanted: Mapping[str, str], columns: Sequence[Column]) -> dict[str, str]:
    """A column for each wanted name (its family beside it, empty where unknown), or "" where nothing fits.

    No column is proposed twice. The same name counts whatever its kind; a name that is only alike must be of the same
    kind. Another name altogether stands only for a time or a number, where no second column could be meant.
    """
    free = {column.name: column for column in columns}
    found: dict[str, str] = {}
    for same in (str, str.casefold, _plain):
        for name in wanted:
            if name not in found:
                match = next((each for each in free if same(each) == same(name)), "")
                if match:
                    found[name] = match
                    del free[match]
    pairs = sorted(((_likeness(name, each.name), name, each) for name in wanted if name not in found
                    for each in free.values() if _fits(wanted[name], each)), key=lambda pair: -pair[0])  # fmt: skip
    for likeness, name, each in pairs:
        if likeness >= ALIKE and name not in found and each.name in free:
            found[name] = each.name
            del free[each.name]
    for name, kind in wanted.items():
        fitting = [each for each in free.values() if kind in ALONE and _fits(kind, each) and each.role != "identifier"]
        rivals = [other for other, its in wanted.items() if other not in found and its == kind]
        if name not in found and len(fitting) == 1 and len(rivals) == 1:
            found[name] = fitting[0].name
            del free[fitting[0].name]
    return {name: found.get(name, "") for name in wanted}


def _fits(kind: str, column: Column) -> bool:
    return not kind or family(column.type) == kind


def _plain(name: str) -> str:
    """The letters and digits of a name: "Order Date", "order_date" and "OrderDate" are one."""
    return re.sub(r"[\W_]+", "", name.casefold())


def _likeness(one: str, other: str) -> float:
    """From 0 to 1; words in another order are as alike as in the same."""
    plain = SequenceMatcher(None, _plain(one), _plain(other)).ratio()
    first, second = (" ".join(sorted(re.findall(r"[^\W_]+", each.casefold()))) for each in (one, other))
    return max(plain, SequenceMatcher(None, first, second).ratio())
