"""The words in a chart's drawing: ticks, values, axis titles of ours; names of categories are the data's and stay."""

from __future__ import annotations

import html
import re
from collections.abc import Collection

from core.reporting.tongues import Tongue, titles
from core.reporting.tongues.english import SHORT_MONTHS, SHORT_WEEKDAYS

EMPTY = "There is nothing to show"
"""How a drawing without marks begins; the rest of it may be cut to the width."""
_TEXT = re.compile(r'<text class="(c-[tv])([^"]*)"([^>]*)>([^<]*)(?:<title>([^<]*)</title>)?</text>')
_NUMBER = re.compile(r"[-−+]?[€$£¥₹]?[\d,]+(\.\d+)?[TBMk]?%?")


def within(svg: str, tongue: Tongue, columns: Collection[str], *, localised: bool = False) -> str:
    """The drawing with its own words in the language. Ticks and values have an anchor, axis titles and legends none.

    ``localised``: its numbers and dates are written so already.
    """
    if tongue.code == "en" and EMPTY not in svg:
        return svg

    def said(found: re.Match[str]) -> str:
        kind, more, attributes, shown, whole = found.groups()
        text = html.unescape(whole or shown)
        if text.startswith(EMPTY):
            written = tongue.say("nothing_shown")
        elif tongue.code == "en":
            return found[0]
        else:
            ours = not localised and ("text-anchor" in attributes or kind == "c-v")
            written = titles.title(_tick(text, tongue) if ours else text, tongue, columns)
        if written == text:
            return found[0]
        if whole and text != shown and not text.startswith(EMPTY):
            written = _cut(written, len(html.unescape(shown)))
        return f'<text class="{kind}{more}"{attributes}>{html.escape(written, quote=False)}</text>'

    return _TEXT.sub(said, svg)


def _tick(text: str, tongue: Tongue) -> str:
    if text in SHORT_MONTHS:
        return str(tongue.words.SHORT_MONTHS[SHORT_MONTHS.index(text)])
    if text in SHORT_WEEKDAYS:
        return str(tongue.words.SHORT_WEEKDAYS[SHORT_WEEKDAYS.index(text)])
    if _NUMBER.fullmatch(text):
        return tongue.figures(text, short=False)  # the drawing has left room for “20k”, not for “20 Tsd.”
    return tongue.period(text)


def _cut(text: str, room: int) -> str:
    """As long as the drawing had room for."""
    return text if len(text) <= room else f"{text[: room - 1].rstrip()}…"
