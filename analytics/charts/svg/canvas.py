"""Where marks are put: SVG text with everything escaped, numbers short, and a place for tooltips and links."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple
from xml.sax.saxutils import escape as _escape

from analytics.charts.scales import fit

Links = Callable[[Mapping[str, Any]], str | None]
MARK = "\x00mark"
"""Under this key a mark's values hold its Spot; no column has such a name."""
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}|rgba?\([\d\s.,%]{3,40}\)|[a-zA-Z]{3,24}")


class Spot(NamedTuple):
    """Which mark it is: its place in the trace, the words that it stands at along the axis and across (the series), of
    which measure it is, and the row of the data behind it where the trace says so."""

    place: Any
    along: str
    across: str
    measure: int = 0
    row: int | None = None


def short(value: float) -> str:
    """A coordinate with one decimal at most."""
    text = f"{value:.1f}"
    return text[:-2] if text.endswith(".0") else text


def xml(text: Any) -> str:
    """Text for an element or an attribute: characters that XML forbids are gone, the rest is escaped."""
    return _escape(_FORBIDDEN.sub("", str(text)), {'"': "&quot;"})


class Canvas:
    """Collects the elements of a drawing of ``width`` × ``height`` pixels."""

    def __init__(self, width: float, height: float, links: Links | None = None, *, full: bool = False) -> None:
        self.width, self.height, self.links = width, height, links
        self.full, self.few = full, False
        """Whether every mark gets its tooltip, however many there are; whether some have none."""
        self.parts: list[str] = []

    def add(self, name: str, cls: str = "", inside: str = "", **attributes: Any) -> None:
        """One element; ``inside`` is markup made by us."""
        self.parts.append(element(name, cls, inside, **attributes))

    def mark(self, name: str, cls: str, title: str, point: Mapping[str, Any] | None = None, **attributes: Any) -> None:
        """One mark with its tooltip; a link where the drawing has links and ``point`` (column → value) leads on."""
        made = element(name, cls, f"<title>{xml(title)}</title>" if title else "", **attributes)
        self.parts.append(self.led(made, point))

    def led(self, made: str, point: Mapping[str, Any] | None) -> str:
        """Markup of ours as a link to what lies behind it, where the drawing has links and ``point`` leads on."""
        target = self.links(point) if self.links and point else None
        return f'<a href="{xml(target)}">{made}</a>' if target else made

    def text(
        self, x: float, y: float, text: str, cls: str = "c-t", *, anchor: str = "", room: float = 0, size: float = 12,
        rotate: float = 0, whole: str = "", point: Mapping[str, Any] | None = None, **attributes: Any,
    ) -> None:  # fmt: skip
        """A line of text on the base line ``y``; cut to ``room`` pixels, the whole of it in its tooltip then.

        ``whole`` is what ``text`` was before somebody else cut it. With ``point`` the words are a mark.
        """
        whole = whole or text
        shown = fit(text, room, size) if room else text
        inside = xml(shown) + (f"<title>{xml(whole)}</title>" if shown != whole else "")
        turned = {"transform": f"rotate({short(rotate)} {short(x)} {short(y)})"} if rotate else {}
        self.parts.append(
            self.led(
                element(
                    "text", cls, inside, x=x, y=y, **({"text-anchor": anchor} if anchor else {}), **turned, **attributes
                ),
                point,
            )
        )

    def line(self, x1: float, y1: float, x2: float, y2: float, cls: str = "c-grid") -> None:
        self.add("path", cls, d=f"M{short(x1)} {short(y1)}L{short(x2)} {short(y2)}")


def element(name: str, cls: str = "", inside: str = "", **attributes: Any) -> str:
    words = [f'class="{cls}"'] if cls else []
    for key, value in attributes.items():
        if value is None:
            continue
        shown = short(value) if isinstance(value, int | float) else xml(value)
        words.append(f'{key.replace("_", "-")}="{shown}"')
    head = f"<{name} {' '.join(words)}"
    return f"{head}>{inside}</{name}>" if inside else f"{head}/>"


def colour(value: Any) -> str | None:
    """A colour that a figure names itself, if it is one; anything else is left to the palette."""
    return value if isinstance(value, str) and _COLOUR.fullmatch(value) else None
