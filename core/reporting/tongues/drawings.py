"""The words in a chart's drawing: ticks, values, axis titles of ours; names of categories are the data's and stay."""

from __future__ import annotations

import html
import re
from collections.abc import Collection

from core.reporting.tongues import Tongue, grammar
from core.reporting.tongues.english import SHORT_MONTHS

_TEXT = re.compile(r'<text class="(c-[tv])([^"]*)"([^>]*)>([^<]*)</text>')
_NUMBER = re.compile(r"[-−+]?[€$£¥₹]?[\d,]+(\.\d+)?[TBMk]?%?")


def within(svg: str, tongue: Tongue, columns: Collection[str]) -> str:
    """The drawing with its own words in the language. Ticks and values have an anchor, axis titles and legends none."""
    if tongue.code == "en":
        return svg

    def said(found: re.Match[str]) -> str:
        kind, more, attributes, inner = found.groups()
        text = html.unescape(inner)
        if "text-anchor" in attributes or kind == "c-v":
            text = _tick(text, tongue)
        text = grammar.title(text, tongue, columns)
        return f'<text class="{kind}{more}"{attributes}>{html.escape(text, quote=False)}</text>'

    return _TEXT.sub(said, svg)


def _tick(text: str, tongue: Tongue) -> str:
    if text in SHORT_MONTHS:
        return str(tongue.words.SHORT_MONTHS[SHORT_MONTHS.index(text)])
    if _NUMBER.fullmatch(text):
        return tongue.figures(text, short=False)  # the drawing has left room for “20k”, not for “20 Tsd.”
    return tongue.period(text)
