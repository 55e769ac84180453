"""The notification centre: lines for one person, kept until they are read and for a while after."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from core.models import Notice, User

KEPT = timedelta(days=90)
MAX_PAGE = 100


def tell(user: User, text: str, *, link: str = "", level: str = "") -> Notice:
    """``link`` is a path of ours."""
    return Notice.objects.create(user=user, text=" ".join(text.split())[:1000], link=link, level=level)


def unread(user: User) -> int:
    return Notice.objects.filter(user=user, read_at=None).count()


def page(user: User) -> list[Notice]:
    return list(Notice.objects.filter(user=user)[:MAX_PAGE])


def read_all(user: User) -> None:
    Notice.objects.filter(user=user, read_at=None).update(read_at=timezone.now())


def forget_old() -> int:
    return Notice.objects.filter(created_at__lt=timezone.now() - KEPT).delete()[0]
