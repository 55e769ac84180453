"""Filters for dashboards: drawings of our own as markup, people's Markdown sanitised, the moves a widget can make."""

from __future__ import annotations

from typing import Any

import nh3
from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from core.boards.filters import PERIODS

register = template.Library()
TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "h3", "h4", "a", "code", "blockquote", "hr"}


@register.filter
def drawing(svg: Any) -> SafeString | str:
    """An SVG that our drawer made (it escapes all text from data); anything else stays text."""
    text = str(svg or "")
    return mark_safe(text) if text.startswith("<svg ") else conditional_escape(text)  # noqa: S308


@register.filter
def markdown(text: Any) -> SafeString:
    """Markdown of a person as HTML, with nothing in it that could run or load."""
    from markdown_it import MarkdownIt

    html = MarkdownIt("commonmark", {"html": False}).render(str(text or ""))
    return mark_safe(nh3.clean(html, tags=TAGS, attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto"}))  # noqa: S308


@register.filter
def fragments(html: Any) -> SafeString:
    """Fragments that our own templates rendered a moment ago, escaping and all."""
    return mark_safe(str(html))  # noqa: S308


@register.filter
def periods(view: Any) -> list[tuple[str, str]]:
    """The relative periods that a filter over dates offers."""
    return list(PERIODS.items())


@register.filter
def moves(widget: Any) -> list[tuple[str, dict[str, int]]]:
    """The buttons of the panel: what each does to the widget's place, in grid cells."""
    x, y, w, h = widget.x, widget.y, widget.w, widget.h
    steps = [
        ("Left", {"x": max(x - 1, 0)}),
        ("Right", {"x": min(x + 1, 12 - w)}),
        ("Up", {"y": max(y - 1, 0)}),
        ("Down", {"y": y + 1}),
        ("Wider", {"w": min(w + 1, 12)}),
        ("Narrower", {"w": max(w - 1, 2)}),
        ("Taller", {"h": h + 1}),
        ("Flatter", {"h": max(h - 1, 2)}),
    ]
    here = {"x": x, "y": y, "w": w, "h": h}
    return [(label, {**here, **change}) for label, change in steps]


@register.filter
def words(text: str) -> list[str]:
    return text.split()
