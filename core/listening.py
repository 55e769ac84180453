"""What the hub knows a topic by: its door, who listens to it, and what waits for the next frame."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
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
    page: str
    """The page's own name for itself: what it asked for comes to it as the answer, not once more as a push."""
    cut: Callable[[str], str] | None
    """Takes from the HTML what this page does not show; equal for all pages that are cut alike."""

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
        self.authors: dict[str, str] = {}  # element id → the page that has it as an answer
        self.stamps: dict[str, int] = {}
        self.shown: dict[str, int] = {}  # hashes of what was sent last
        self.timer: asyncio.TimerHandle | None = None
        self.sending = False
        self.last_frame = float("-inf")
        self.checked_at = float("-inf")


def addressed(
    listeners: Iterable[Listener], parts: Mapping[str, str], authors: Mapping[str, str]
) -> Iterator[tuple[Listener, str, Mapping[str, str]]]:
    """What each of them hears of a frame; it is put together once for all who hear the same."""
    made: dict[Any, tuple[str, Mapping[str, str]]] = {}
    pages = set(authors.values())
    for listener in listeners:
        page = listener.page if listener.page in pages else ""
        if (found := made.get((page, listener.cut))) is None:
            own = {key: html for key, html in parts.items() if not page or authors.get(key) != page}
            if listener.cut is not None:
                own = {key: listener.cut(html) for key, html in own.items()}
            found = made[page, listener.cut] = "".join(own.values()), own
        if found[0]:
            yield listener, *found
