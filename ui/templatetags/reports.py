"""What the templates of mails, reports and alerts ask for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import template
from django.utils.html import format_html

from analytics.telling import Told
from core.reporting import tongues
from core.reporting.report_words import sentence

register = template.Library()


@register.filter
def place(values: Sequence[Any], number: int) -> Any:
    """The value at that place; None behind the end."""
    return values[number] if number < len(values) else None


@register.simple_tag
def told(text: str, said: Mapping[str, Any] | None, user: Any) -> str:
    """A sentence that was kept as facts in the language of who looks at it, marked where it is not English."""
    tongue = tongues.of(getattr(user, "language", ""))
    words = sentence(Told(text, said), tongue)
    if words.lang or tongue.code == tongues.FALLBACK:
        return words
    return format_html('<span lang="{}">{}</span>', tongue.code, words)
