"""Who looks at a dashboard and which widget they edit: kept in memory by each process, told to the others.

A room is what one process knows about one dashboard: its own sockets, and what other processes said lately.
"""

from __future__ import annotations

import os
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

PROCESS = f"{os.getpid()}-{uuid.uuid4().hex[:8]}"
FORGET_SECONDS = 30.0
TELL_SECONDS = 10.0


@dataclass(frozen=True, order=True)
class Person:
    """Somebody who is here; ``widget`` is the one they edit, or 0; ``query`` holds filters of their own.

    ``follows`` is the id of the person through whose filters they look.
    """

    name: str
    user: int
    widget: int = 0
    query: str = ""
    follows: int = 0


@dataclass
class Room:
    here: dict[int, tuple[int, str, str]] = field(default_factory=dict)  # socket → user id, name, own filters
    elsewhere: dict[str, tuple[float, list[list[Any]]]] = field(default_factory=dict)  # process → until when, whom
    editing: dict[int, int] = field(default_factory=dict)  # user → widget
    told_at: float = float("-inf")

    def people(self) -> list[Person]:
        known = self._known()
        return sorted(
            Person(name, user, self.editing.get(user, 0), "" if _follows(query) else query, _follows(query))
            for user, (name, query) in known.items()
        )

    def _known(self) -> dict[int, tuple[str, str]]:
        """Name and query of everybody who is here; the query of one who follows names whom."""
        now = time.monotonic()
        known = {user: (name, query) for user, name, query in list(self.here.values())}
        for until, others in list(self.elsewhere.values()):
            if until > now:
                known.update({int(user): (str(name), str(query)) for user, name, query in others})
        return known

    def query_of(self, user: int) -> str | None:
        """The filters through which the person looks: their own, or those of whom they follow; None if away.

        Who follow each other in a circle see the team's view.
        """
        known, passed = self._known(), set()
        while user in known and user not in passed:
            passed.add(user)
            query = known[user][1]
            if not (next_one := _follows(query)):
                return query
            user = next_one
        return "" if user in passed else None

    def message(self) -> dict[str, Any]:
        """What other processes should know about this one."""
        self.told_at = time.monotonic()
        return {"process": PROCESS, "people": sorted(set(self.here.values()))}

    def is_due(self) -> bool:
        """Whether the others should be told again, before they forget."""
        return time.monotonic() - self.told_at > TELL_SECONDS

    def heard(self, data: Mapping[str, Any]) -> bool:
        """Take in a signal; whether somebody must be drawn anew."""
        before = self.people()
        if "editing" in data:
            user, widget = data["editing"]
            if widget:
                self.editing[user] = widget
            else:
                self.editing.pop(user, None)
        elif data.get("process") not in (None, PROCESS):
            self.elsewhere[data["process"]] = (time.monotonic() + FORGET_SECONDS, data["people"])
        self._tidy()
        return self.people() != before

    def enter(self, socket: int, user: int, name: str, query: str = "") -> None:
        self.here[socket] = (user, name, query)

    def left(self, socket: int) -> None:
        self.here.pop(socket, None)
        self._tidy()

    def _tidy(self) -> None:
        now = time.monotonic()
        self.elsewhere = {process: each for process, each in self.elsewhere.items() if each[0] > now and each[1]}
        present = {person.user for person in self.people()}
        self.editing = {user: widget for user, widget in self.editing.items() if user in present}


def _follows(query: str) -> int:
    return int(query.removeprefix("follow=")) if query.startswith("follow=") else 0


_rooms: dict[int, Room] = {}


def room(dashboard_id: int) -> Room:
    return _rooms.setdefault(dashboard_id, Room())


def close(dashboard_id: int) -> None:
    """Nobody of this process is there any more."""
    _rooms.pop(dashboard_id, None)


def people(dashboard_id: int) -> list[Person]:
    """Who is there as far as this process knows; from any thread."""
    found = _rooms.get(dashboard_id)
    return found.people() if found else []


def query_of(dashboard_id: int, user: int) -> str | None:
    """As ``Room.query_of``, as far as this process knows; from any thread."""
    found = _rooms.get(dashboard_id)
    return found.query_of(user) if found else None


def edits(dashboard_id: int, user: Any, widget_id: int) -> None:
    """Say that somebody opened the panel of a widget (0: closed it); from any thread."""
    from core import live

    live.signal(f"dashboard:{dashboard_id}", {"editing": [user.pk, widget_id]})
