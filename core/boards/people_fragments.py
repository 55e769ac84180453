"""Who is at a dashboard, as a fragment of its page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.template.loader import render_to_string

from core.boards import presence
from core.models import Widget


def people_shown(dashboard_id: int, people: Iterable[presence.Person]) -> list[dict[str, Any]]:
    """Who is here, which widget they edit and whom they follow, for ``_presence.html``."""
    here = list(people)
    rows = Widget.objects.filter(pk__in={person.widget for person in here if person.widget}, dashboard_id=dashboard_id)
    titles = {widget.pk: widget.title or widget.get_kind_display() for widget in rows}
    names = {each.user: each.name for each in here}
    return [
        vars(each) | {"title": titles.get(each.widget, ""), "follows_name": names.get(each.follows, "")}
        for each in here
    ]


def presence_html(dashboard_id: int, people: Iterable[presence.Person]) -> str:
    context = {"dashboard_id": dashboard_id, "people": people_shown(dashboard_id, people)}
    return render_to_string("dashboards/_presence.html", context)
