"""What the hub knows a topic by: its door, who listens to it, and what waits for the next frame."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from typing import Any, Protocol


class Door(Protocol):
    """What a topic knows about its object. All but ``heard`` are called in threads and may ask the database."""

    def allowed(self, viewers: Collection[Any]) -> Collection[Any]:
        """Those of the viewers that may still see the object."""

    def through(self, lens: Any, parts: Mapping[str, str]) -> dict[str, str]:
        """Published elements as somebody with that lens (own filters, a share link) sees them."""

    def look(self, newest: int) -> tuple[dict[str, str], int]:
        """Elements that changed without a publish here, and their stamp; asked every two seconds.

        ``newest`` is the last stamp that was sent.
        """

    def heard(self, data: Mapping[str, Any]) -> None:
        """A ``signal`` of this or another process; on the loop."""


class Listener(Protocol):
    """A socket that has joined a topic; all is called on the server's loop."""

    topic: str
    viewer: Any
    lens: Any

    def hear(self, text: str, parts: Mapping[str, str]) -> None:
        """Send the frame: ``text`` is its ``parts`` (element id → HTML) in order."""

    def renew(self) -> None:
        """Send the whole state again; something may have been missed."""

    def end(self, code: int) -> None:
        """Close the socket."""


class Topic:
    """Who listens, and what waits for the next frame."""

    def __init__(self, door: Door | None) -> None:
        self.door = door
        self.listeners: set[Listener] = set()
        self.waiting: dict[str, str] = {}
        self.stamps: dict[str, int] = {}
        self.shown: dict[str, int] = {}  # hashes of what was sent last
        self.timer: asyncio.TimerHandle | None = None
        self.sending = False
        self.last_frame = float("-inf")
        self.checked_at = float("-inf")
