"""What a page in a browser shows of the drawings that it is sent, as it says of itself.

A chart comes with a narrow drawing for widgets that are narrow on the screen. A page on a wide screen says from how
many columns on its widgets are wide; there the narrow drawings are left out, which is nearly half of what it is sent.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from core.boards.layout import COLUMNS

PIECES = re.compile(
    r'<article id="widget-[0-9]+"[^>]*? data-w="(?P<w>[0-9]+)"[^>]*>'
    r'|<svg xmlns="http://www.w3.org/2000/svg" class="c-chart c-narrow".*?</svg>',
    re.DOTALL,
)


def page_name(text: str) -> str:
    """The name that a page gives itself; empty for what is none."""
    return text if 8 <= len(text) <= 40 and text.isascii() and text.isalnum() else ""


def cut_for(text: str) -> Callable[[str], str] | None:
    """What leaves out the narrow drawings of widgets of so many columns and more; None where all are shown."""
    least = int(text) if text.isascii() and text.isdigit() and len(text) < 3 else 0
    return _cut(least) if 1 <= least <= COLUMNS else None


@cache
def _cut(least: int) -> Callable[[str], str]:
    def cut(html: str) -> str:
        columns = 0

        def kept(piece: re.Match[str]) -> str:
            nonlocal columns
            if piece["w"] is not None:
                columns = int(piece["w"])
                return piece[0]
            return "" if columns >= least else piece[0]

        return PIECES.sub(kept, html)

    return cut
