"""The table of a chart whose numbers lead to their passports."""

from __future__ import annotations

from html import escape
from typing import Any
from urllib.parse import urlencode

from django import template
from django.utils.safestring import SafeString, mark_safe

from analytics.passport.marks import width_of
from analytics.schema import ChartSpec

register = template.Library()
MOST = 200
HEAD = """<details class="chart-data"><summary>Data</summary>
  <p class="muted small-text">Each number leads to its passport: the rows, steps and lines that it comes from.</p>
  <div class="table-wrap" tabindex="0"><table class="table"><thead><tr>"""


def linked(table: dict[str, Any], spec: ChartSpec, base: str) -> dict[str, Any]:
    """``columns``, and ``rows`` of (text, link): the words of a row have none. ``base`` ends in ``?`` or ``&``.

    ``places`` of the table say which rows of the chart these are.
    """
    width = width_of(spec)
    rows: list[list[tuple[Any, str]]] = []
    for place, cells in zip(table["places"], table["rows"], strict=True):
        keys = [("k", str(text)) for text in cells[:width]]
        numbers = [
            (text, base + urlencode([*keys, ("n", str(number)), ("r", str(place))]))
            for number, text in enumerate(cells[width:])
        ]
        rows.append([*((text, "") for text in cells[:width]), *numbers])
    return {"columns": table.get("columns", ()), "rows": rows, "width": width}


def lines(table: dict[str, Any], spec: ChartSpec, base: str) -> str:
    """The same rows as HTML.

    Put together here: a template takes longer for the thousands of cells of a dashboard than all else on its page.
    """
    width = width_of(spec)
    address = escape(base)
    rows = []
    for place, cells in enumerate(table.get("rows", ())[:MOST]):
        keys = urlencode([("k", str(text)) for text in cells[:width]])
        start = f'<td><a class="passport-link" href="{address}{escape(keys)}{"&amp;" if keys else ""}n='
        words = [f"<td>{_text(text)}</td>" for text in cells[:width]]
        numbers = [
            "<td></td>" if text is None else f'{start}{number}&amp;r={place}">{_text(text)}</a></td>'
            for number, text in enumerate(cells[width:])
        ]
        rows.append(f"<tr>{''.join(words)}{''.join(numbers)}</tr>")
    return "".join(rows)


def _text(value: Any) -> str:
    return "" if value is None else escape(str(value))


def _beyond(table: dict[str, Any], base: str) -> str:
    """Where the numbers are that the page has no room for."""
    total, shown = int(table.get("total") or 0), min(len(table.get("rows", ())), MOST)
    if total <= shown:
        return ""
    text = f"The first {shown:,} of {total:,} rows are here."
    return f'<p class="small-text">{text} <a href="{escape(base)}">All of them, page by page</a></p>'


@register.simple_tag
def passport_table(table: dict[str, Any], spec: Any, base: str) -> SafeString:
    """A chart's data, each number a link. ``base``: the passport's address with what it takes along."""
    known = spec if isinstance(spec, ChartSpec) else ChartSpec.from_json(spec or {"kind": "table"})
    joint = "" if base.endswith(("?", "&")) else "&" if "?" in base else "?"
    heads = "".join(f'<th scope="col">{_text(name)}</th>' for name in table.get("columns", ()))
    rows = lines(table, known, f"{base}{joint}")
    html = f"{HEAD}{heads}</tr></thead>\n<tbody>{rows}</tbody></table></div>{_beyond(table, base)}\n</details>"
    return mark_safe(html)  # noqa: S308 - all text is escaped above
