"""The notification centre: lines for one person, kept until they are read and for a while after, live on every page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Count, Max, Q
from django.template.loader import render_to_string
from django.utils import timezone

from core import live
from core.models import Notice, User

KEPT = timedelta(days=90)
MAX_PAGE = 100
BELL, LIST = "bell", "notice-list"
BLANKS = re.compile("[^\\S\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]+")
"""What becomes one space; those within numbers stay."""


@dataclass(frozen=True)
class Summary:
    """``mark`` changes with everything that the bell and the list show."""

    unread: int
    newest: int

    @property
    def mark(self) -> str:
        return f"{self.newest}-{self.unread}"


def tell(user: User, text: str, *, link: str = "", level: str = "", language: str = "en") -> Notice:
    """``link`` is a path of ours; ``language`` is the one that the text is in."""
    text = BLANKS.sub(" ", text).strip()[:1000]
    made = Notice.objects.create(user=user, text=text, link=link, level=level, language=language)
    show(user)
    return made


def show(user: User) -> None:
    """Send bell and list to the person's open pages, once the rows are there."""
    transaction.on_commit(lambda: _show(user))


def _show(user: User) -> None:
    if live.listened(topic(user.pk)):
        for name, html in parts(user).items():
            live.publish(topic(user.pk), name, html)


def topic(user_id: int) -> str:
    return f"notices:{user_id}"


def parts(user: User) -> dict[str, str]:
    """The fragments by the ids of their elements."""
    known = summary(user)
    bell = render_to_string("alerts/_bell.html", {"notices": known})
    return {BELL: bell, LIST: render_to_string("alerts/_notices.html", {"found": page(user), "notices": known})}


def summary(user: User) -> Summary:
    found = Notice.objects.filter(user=user).aggregate(
        unread=Count("pk", filter=Q(read_at=None)), newest=Max("pk", default=0)
    )
    return Summary(**found)


def unread(user: User) -> int:
    return summary(user).unread


def page(user: User) -> list[Notice]:
    return list(Notice.objects.filter(user=user)[:MAX_PAGE])


def read_all(user: User) -> None:
    Notice.objects.filter(user=user, read_at=None).update(read_at=timezone.now())
    show(user)


def forget_old() -> int:
    return Notice.objects.filter(created_at__lt=timezone.now() - KEPT).delete()[0]
