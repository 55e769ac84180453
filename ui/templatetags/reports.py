"""What the templates of mails ask for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template

register = template.Library()


@register.filter
def place(values: Sequence[Any], number: int) -> Any:
    """The value at that place; None behind the end."""
    return values[number] if number < len(values) else None
