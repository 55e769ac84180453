"""A dashboard through filters of one's own, or through somebody else's whom one follows, as they change them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from django.template.loader import render_to_string

from core.boards import dashboards, filters, presence
from core.boards.filters import FilterView
from core.models import Dashboard, User

FOLLOW = "follow"


@dataclass(frozen=True)
class Followed:
    """Whom somebody follows; ``query`` holds that person's filters (empty: the team's), None while they are away."""

    user: int
    name: str
    query: str | None

    @property
    def is_here(self) -> bool:
        return self.query is not None


def whom(query: str) -> int:
    """The id of the person whom a page or socket with that query follows; 0 for nobody."""
    text = parse_qs(query).get(FOLLOW, [""])[0] if FOLLOW in query else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def followed(dashboard: Dashboard, query: str) -> Followed | None:
    """Whom that query follows; members of the workspace alone are followed."""
    user = whom(query)
    members = User.objects.filter(pk=user, is_active=True, memberships__workspace_id=dashboard.workspace_id)
    found = members.first() if user else None
    return Followed(found.pk, found.username, presence.query_of(dashboard.pk, found.pk)) if found else None


def default_query(views: list[FilterView]) -> str:
    """One's own filters at their defaults; nothing where none has any."""
    found = {view.name: view.default for view in views if view.default}
    return filters.to_query(found) if found else ""


def context(board: Dashboard, look: dashboards.Lens | None) -> dict[str, Any]:
    """What the filters above the grid need: those of one's own, or the team's."""
    seen = dashboards.sight(look)
    own: dict[str, Any] = {}
    if seen.values is not None:
        own = {
            "own_query": filters.to_query(seen.values),
            "own_extras": filters.extras(board, seen.values),
            "own_hidden": filters.hidden_fields(board, seen.values),
        }
    views = dashboards.filter_views(board, seen.values) if own else dashboards.top_filters(board)
    return {
        "dashboard": board,
        "own_filters": bool(own),
        "filters": views,
        "mine_query": filters.to_query(filters.shared_values(board)),
        "default_query": default_query(views),
        "shared": seen.shared,
        "still": seen.still,
        **own,
    }


def left_alone(dashboard_id: int, user: int, look: dashboards.Lens) -> dict[str, str]:
    """The followed person has left: it is said, and what is seen stays, to be kept for oneself."""
    board = Dashboard.objects.filter(pk=dashboard_id).first()
    whom = followed(board, f"{FOLLOW}={user}") if board else None
    if board is None or whom is None:
        return {}
    words = {"dashboard": board, "oob": True, "followed": whom, "own_query": look.query, "left": True}
    return {f"dashboard-{board.pk}-follow": render_to_string("dashboards/_follow.html", words)}


def new_look(dashboard_id: int, user: int, was: dashboards.Lens | None, now: dashboards.Lens | None) -> dict[str, str]:
    """The person whom somebody follows has changed their filters: the elements that look different, by id."""
    board = Dashboard.objects.filter(pk=dashboard_id).first()
    if board is None:
        return {}
    parts = dashboards.refiltered_parts(board, was, now)
    words = context(board, now) | {"oob": True, "followed": followed(board, f"{FOLLOW}={user}")}
    above = "own_filters" if words["own_filters"] else "filters"
    for name, template in (("filters", above), ("mine", "mine"), ("follow", "follow")):
        parts[f"dashboard-{board.pk}-{name}"] = render_to_string(f"dashboards/_{template}.html", words)
    return parts
