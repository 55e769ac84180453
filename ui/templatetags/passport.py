"""The table of a chart whose numbers lead to their passports."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import template

from analytics.passport.marks import width_of
from analytics.schema import ChartSpec

register = template.Library()
MOST = 200


def linked(table: dict[str, Any], spec: ChartSpec, base: str) -> dict[str, Any]:
    """``columns``, and ``rows`` of (text, link): the words of a row have none. ``base`` ends in ``?`` or ``&``."""
    width = width_of(spec)
    rows = []
    for place, cells in enumerate(table.get("rows", ())[:MOST]):
        keys = [("k", str(text)) for text in cells[:width]]
        numbers = [
            (text, base + urlencode([*keys, ("n", str(number)), ("r", str(place))]))
            for number, text in enumerate(cells[width:])
        ]
        rows.append([*((text, "") for text in cells[:width]), *numbers])
    return {"columns": table.get("columns", ()), "rows": rows, "width": width}


@register.inclusion_tag("passport/_table.html")
def passport_table(table: dict[str, Any], spec: Any, base: str) -> dict[str, Any]:
    """A chart's data, each number a link. ``base``: the passport's address with what it takes along."""
    known = spec if isinstance(spec, ChartSpec) else ChartSpec.from_json(spec or {"kind": "table"})
    joint = "" if base.endswith(("?", "&")) else "&" if "?" in base else "?"
    return {"table": linked(table, known, f"{base}{joint}")}
