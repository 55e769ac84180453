"""The socket of a person's notices: the bell of every page, and the list on the page of notices."""

from __future__ import annotations

import time
from collections.abc import Hashable, Mapping
from typing import Any, ClassVar

from django.db.models import Max
from django.http import Http404

from core.alerting import notices
from core.doors import ObjectDoor
from core.models import Notice, User

LOOK_EVERY = 1.5


class NoticeDoor(ObjectDoor[User]):
    """Each person has a topic, which nobody else may hear. The lens is ``bell``, or ``list`` with the list as well."""

    _newest: ClassVar[int] = 0
    _looked_at: ClassVar[float] = 0.0

    def __init__(self, topic: str, pk: Any) -> None:
        super().__init__(topic, pk)
        self.mark = ""
        self.newest = 0

    def find(self, user: User) -> User:
        if user.pk != self.pk:
            raise Http404
        return user

    def state(self, found: User, lens: Any, seen: str) -> str:
        self.newest = self._newest_of_all()
        self.mark = notices.summary(found).mark
        return "" if seen == self.mark else "".join(self.through(lens, notices.parts(found)).values())

    def through(self, lens: Hashable, parts: Mapping[str, str]) -> dict[str, str]:
        return {name: html for name, html in parts.items() if name == notices.BELL or lens == "list"}

    def look(self, newest: int) -> tuple[dict[str, str], int]:
        """What other processes told: one question for all people, and one more for each when there is anything new."""
        found = self._newest_of_all()
        if found == self.newest:
            return {}, 0
        self.newest = found
        user = User.objects.filter(pk=self.pk).first()
        mark = notices.summary(user).mark if user else self.mark
        if user is None or mark == self.mark:
            return {}, 0
        self.mark = mark
        return notices.parts(user), 0

    @classmethod
    def _newest_of_all(cls) -> int:
        now = time.monotonic()
        if now - cls._looked_at > LOOK_EVERY:
            cls._looked_at = now
            cls._newest = Notice.objects.aggregate(newest=Max("pk"))["newest"] or 0
        return cls._newest
