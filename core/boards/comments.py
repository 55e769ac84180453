"""What people say about widgets: remarks that name colleagues (``@ada``) and that somebody resolves."""

from __future__ import annotations

import re
from collections.abc import Collection

from django.db.models import Count
from django.utils import timezone

from core.alerting import notices
from core.models import Dashboard, User, Widget, WidgetComment

MAX_TEXT = 2000
MENTION = re.compile(r"(?<![\w@.])@([\w.@+-]{1,150})")


class Refused(Exception):
    """The remark cannot be taken; one sentence for the person."""


def say(widget: Widget, author: User, text: str) -> WidgetComment:
    """Keep the remark and tell the members whom it names."""
    text = text.replace("\0", "").replace("\r\n", "\n").strip()
    if not text:
        raise Refused("The comment is empty; write at least one character.")
    if len(text) > MAX_TEXT:
        raise Refused(f"The comment is longer than {MAX_TEXT} characters; shorten it.")
    made = WidgetComment.objects.create(dashboard=widget.dashboard, widget=widget, author=author, text=text)
    for person in mentioned(widget.dashboard, text):
        if person.pk != author.pk:
            notices.tell(
                person,
                f"{author} mentioned you on “{widget.dashboard}”: {text[:200]}",
                link=f"/dashboards/{widget.dashboard_id}/?comments={widget.pk}",
            )
    return made


def mentioned(dashboard: Dashboard, text: str) -> list[User]:
    """The members of the dashboard's workspace that the text names; strangers are not told and not found out."""
    names = {name.rstrip(".-+").lower() for name in MENTION.findall(text)}
    members = User.objects.filter(memberships__workspace_id=dashboard.workspace_id, is_active=True)
    return [person for person in members if person.username.lower() in names]


def resolve(comment: WidgetComment, by: User, *, done: bool) -> None:
    """Set aside what is done with, or take it up again."""
    comment.resolved_at, comment.resolved_by = (timezone.now(), by) if done else (None, None)
    comment.save(update_fields=["resolved_at", "resolved_by"])


def open_counts(widgets: Collection[int]) -> dict[int, int]:
    """How many remarks wait on each of the widgets."""
    rows = WidgetComment.objects.filter(widget__in=widgets, resolved_at=None).order_by()
    return dict(rows.values_list("widget").annotate(count=Count("pk")).values_list("widget", "count"))
