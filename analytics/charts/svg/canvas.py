"""What a drawing is made of: escaped text, rounded numbers, classes; links around marks."""

from __future__ import annotations

import html
import re
from typing import Any

TAGS = re.compile(r"<[^>]{0,200}>")
SERIES = 8


def words(text: Any) -> str:
    """A label of Plotly as plain text: entities resolved, its own markup (``<br>``, ``<b>``) dropped."""
    return html.unescape(TAGS.sub(" ", str(text))).strip()


def clean(text: Any) -> str:
    """Plain text for XML: what the format cannot carry is left out, the rest is escaped."""
    kept = "".join(
        c for c in str(text) if c >= " " and not 0xD800 <= ord(c) <= 0xDFFF and ord(c) not in (0xFFFE, 0xFFFF)
    )
    return html.escape(kept)


def n(value: float) -> str:
    """A coordinate with a tenth of a pixel."""
    text = f"{value:.1f}"
    return text[:-2] if text.endswith(".0") else text


class Canvas:
    """Collects elements; coordinates in pixels from the upper left corner."""

    def __init__(self, width: float, height: float, links: dict[str, str] | None = None) -> None:
        self.width, self.height, self.links = width, height, links or {}
        self.parts: list[str] = []

    def add(self, text: str) -> None:
        self.parts.append(text)

    def mark(self, shape: str, tooltip: str = "", key: Any = None) -> None:
        """A mark with its tooltip; a link where there is one for ``key``. ``shape`` is an element without its end."""
        name, _, rest = shape.partition(" ")
        inner = f"<{name} {rest}><title>{clean(tooltip)}</title></{name}>" if tooltip else f"<{name} {rest}/>"
        href = self.links.get(str(key)) if key is not None else None
        if href:
            inner = f'<a href="{clean(href)}" class="c-link">{inner}</a>'
        self.parts.append(inner)

    def text(
        self, x: float, y: float, text: str, *, anchor: str = "start", size: float = 12, cls: str = "c-text",
        turn: float = 0, weight: str = "",
    ) -> None:  # fmt: skip
        turned = f' transform="rotate({n(turn)} {n(x)} {n(y)})"' if turn else ""
        where = "" if anchor == "start" else f' text-anchor="{anchor}"'
        heavy = f' font-weight="{weight}"' if weight else ""
        self.parts.append(
            f'<text class="{cls}" x="{n(x)}" y="{n(y)}" font-size="{n(size)}"{where}{heavy}{turned}>{clean(text)}</text>'
        )

    def line(self, x1: float, y1: float, x2: float, y2: float, cls: str, width: float = 1) -> None:
        self.parts.append(
            f'<line class="{cls}" x1="{n(x1)}" y1="{n(y1)}" x2="{n(x2)}" y2="{n(y2)}" stroke-width="{n(width)}"/>'
        )

    def svg(self, title: str, description: str, ident: str) -> str:
        named = f' aria-labelledby="{ident}-t {ident}-d"' if ident else ""
        t, d = (f' id="{ident}-t"', f' id="{ident}-d"') if ident else ("", "")
        role = "group" if self.links else "img"
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="c-chart" viewBox="0 0 {n(self.width)} {n(self.height)}" '
            f'role="{role}"{named} font-family="inherit"><title{t}>{clean(title)}</title>'
            f"<desc{d}>{clean(description)}</desc>{''.join(self.parts)}</svg>"
        )


def place(index: int) -> int:
    """Which of the series colours, 1-based."""
    return index % SERIES + 1
