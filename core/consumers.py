"""The sockets of the contract: HTML fragments down. They authenticate, pass the gate, join, send; they never work.

A refusal is accepted and then closed with 4401 (sign in) or 4404 (not there): a refused handshake would be tried again
for ever. These are plain ASGI applications under Channels' routing and sessions: its generic consumer awaits one global
thread before each message, which a thousand sockets cannot afford.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Hashable, Mapping
from typing import Any
from urllib.parse import parse_qs

from analytics.charts import locales
from core import doors, live
from core.alerting.notice_door import NoticeDoor
from core.boards import presence
from core.doors import Viewer

log = logging.getLogger(__name__)
SIGN_IN, NOT_THERE, TOO_MANY, TOO_MUCH = 4401, live.NOT_THERE, 4429, 4400
SOCKETS_A_PERSON = 60
SOCKETS_A_LINK = 2000
NOBODY = Viewer(link=-1)
"""A visitor whose link is not good (any more)."""
_open: Counter[Hashable] = Counter()

Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Application = Callable[[Any, Receive, Send], Awaitable[None]]


class Fragments:
    """One open socket on one topic. Subclasses say which kind of object, and who else may come in."""

    topic_name = ""
    door_class: type[doors.ObjectDoor[Any]]

    @classmethod
    def as_asgi(cls) -> Application:
        async def application(scope: Any, receive: Receive, send: Send) -> None:
            await cls(scope, send).serve(receive)

        return application

    def __init__(self, scope: Any, send: Send) -> None:
        self.scope, self._send = scope, send
        self.pk = scope["url_route"]["kwargs"]["pk"]
        self.topic = f"{self.topic_name}:{self.pk}"
        self.viewer = Viewer()
        self.lens: Hashable | None = None
        self.page = ""
        self.cut: Callable[[str], str] | None = None
        self.seen = ""  # what the page that opened the socket already shows
        self.pending: dict[str, str] = {}
        self.busy = True  # until the state is sent, frames wait
        self.joined = self.closed = False

    async def serve(self, receive: Receive) -> None:
        await receive()  # websocket.connect
        await self._send({"type": "websocket.accept"})
        try:
            if refusal := await self.enter():
                await self.close(refusal)
            else:
                await self.show_state()
            while (await receive())["type"] != "websocket.disconnect":
                # Commands travel by POST, where CSRF and the gate are; whoever talks here is not our page.
                await self.close(TOO_MUCH)
        finally:
            self.closed = True
            if self.joined:
                self.leave()

    async def enter(self) -> int:
        """Pass the gate and join; gives the code of a refusal, or 0."""
        self.viewer = await live.work(self.who)
        if self.viewer == Viewer():
            return SIGN_IN
        door = self.door()
        if await live.work(door.enter, self.viewer) is None:
            return NOT_THERE
        if _open[self.count] >= (SOCKETS_A_PERSON if self.viewer.user else SOCKETS_A_LINK):
            return TOO_MANY
        _open[self.count] += 1
        self.joined = True
        await live.join(self.topic, self, door)
        if self.viewer.user:
            await live.join(f"user:{self.viewer.user}", self)
        return 0

    def leave(self) -> None:
        _open[self.count] -= 1
        if not _open[self.count]:
            del _open[self.count]
        live.leave(self.topic, self)
        live.leave(f"user:{self.viewer.user}", self)

    def who(self) -> Viewer:
        """The person whose session the handshake carried."""
        user, session = self.scope.get("user"), self.scope.get("session")
        if not getattr(user, "is_authenticated", False):
            return Viewer()
        return Viewer(user=user.pk, session=getattr(session, "session_key", None) or "")

    @property
    def count(self) -> Hashable:
        return ("person", self.viewer.user) if self.viewer.user else ("link", self.viewer.link)

    async def show_state(self) -> None:
        """The state as of now, then whatever was published while it was drawn."""
        self.busy = True
        try:
            text = await live.work(self._state)
        except Exception:
            log.exception("The state of %s could not be drawn", self.topic_name)
            text = ""
        await self._push(text)

    def _state(self) -> str:
        door = self.door()
        found = door.enter(self.viewer)
        return (self.cut or str)(door.state(found, self.lens, self.seen) if found is not None else "")

    def door(self) -> doors.ObjectDoor[Any]:
        """The topic's door, or one that becomes it with the first socket."""
        found = live.door(self.topic)
        return found if isinstance(found, doors.ObjectDoor) else self.door_class(self.topic, self.pk)

    # What the hub calls

    def hear(self, text: str, parts: Mapping[str, str]) -> None:
        if self.busy:  # the client has not taken the last frame yet: it gets the newest of each element, not all
            for element_id, html in parts.items():
                self.pending.pop(element_id, None)
                self.pending[element_id] = html
        else:
            self.busy = True
            live.start(self._push(text))

    def renew(self) -> None:
        live.spawn(self.show_state())

    def end(self, code: int) -> None:
        live.spawn(self.close(code))

    async def _push(self, text: str) -> None:
        try:
            while not self.closed:
                if text:
                    await self._send({"type": "websocket.send", "text": text})
                if not self.pending:
                    break
                text = "".join(self.pending.values())
                self.pending = {}
        except Exception:
            log.debug("A socket was gone before its fragment came", exc_info=True)
        finally:
            self.busy = False

    async def close(self, code: int) -> None:
        if not self.closed:
            self.closed = True
            await self._send({"type": "websocket.close", "code": code})


class DataCleaning(Fragments):
    topic_name = "dataset"
    door_class = doors.CleaningDoor


class Insights(Fragments):
    topic_name = "insights"
    door_class = doors.InsightsDoor


class UploadProgress(Fragments):
    topic_name = "upload"
    door_class = doors.UploadDoor


class Notices(Fragments):
    """A person's own bell; ``list`` in the address asks for the list on the page of notices as well."""

    topic_name = "notices"
    door_class = NoticeDoor

    def who(self) -> Viewer:
        asked = parse_qs(self.scope.get("query_string", b"").decode("utf-8", "replace"))
        self.seen = asked.get("seen", [""])[0]
        self.lens = "list" if "list" in asked else "bell"
        viewer = super().who()
        self.pk, self.topic = viewer.user, f"{self.topic_name}:{viewer.user}"
        return viewer


class DashboardEdits(Fragments):
    """Members see every edit and each other; a visitor with a share link sees the dashboard as the link shows it."""

    topic_name = "dashboard"
    door_class = doors.DashboardDoor

    follows = 0  # the person through whose filters it looks, as they change them
    is_alone = False  # the person whom it follows has left
    language = "en"

    def who(self) -> Viewer:
        headers = dict(self.scope.get("headers", ()))
        self.language = locales.wanted(headers.get(b"accept-language", b"").decode("latin-1"))
        with locales.speaking(self.language):
            return self._who()

    def _who(self) -> Viewer:
        from core.boards import dashboards, drawings_shown, own_view, shares

        query = self.scope.get("query_string", b"").decode("utf-8", "replace")
        asked = parse_qs(query)
        self.seen = asked.get("seen", [""])[0]
        self.page = drawings_shown.page_name(asked.get("page", [""])[0])
        self.cut = drawings_shown.cut_for(asked.get("wide", [""])[0])
        if "share" in asked:
            link, fixed = shares.find_pass(asked["share"][0])
            if link is None or link.dashboard_id != self.pk:
                return NOBODY
            self.lens = dashboards.lens(query, link=link, fixed=fixed)
            return Viewer(link=link.pk)
        self.lens, self.follows = dashboards.lens(query), own_view.whom(query)
        return super().who()

    async def enter(self) -> int:
        refusal = await super().enter()
        if not refusal and self.viewer.user:
            query = f"follow={self.follows}" if self.follows else getattr(self.lens, "query", "")
            presence.room(self.pk).enter(id(self), self.viewer.user, self.scope["user"].username, query)
            self._tell()
        return refusal

    def leave(self) -> None:
        presence.room(self.pk).left(id(self))
        self._tell()
        super().leave()
        if not presence.room(self.pk).here:
            presence.close(self.pk)

    def follow_on(self) -> None:
        """Look through what the followed person looks through by now; once they have left, through what it was."""
        from core.boards import dashboards

        query = presence.room(self.pk).query_of(self.follows) if self.follows != self.viewer.user else None
        if query is None:
            if self.lens is not None and self.follows not in (0, self.viewer.user) and not self.is_alone:
                self.is_alone = True
                live.spawn(self._left_alone(self.lens))
            return
        came_back, self.is_alone = self.is_alone, False
        with locales.speaking(self.language):
            look = dashboards.lens(query)
        if look == self.lens and not came_back:
            return
        was, self.lens, self.seen = self.lens, look, ""
        live.spawn(self._look_through(was, look))

    async def _left_alone(self, look: Any) -> None:
        from core.boards import own_view

        parts = await live.work(own_view.left_alone, self.pk, self.follows, look)
        if self.is_alone:  # else they are back
            self.hear("".join(parts.values()), parts)

    async def _look_through(self, was: Any, look: Any) -> None:
        from core.boards import own_view

        parts = await live.work(own_view.new_look, self.pk, self.follows, was, look)
        parts = {key: (self.cut or str)(html) for key, html in parts.items()}
        if self.lens == look:  # else they have gone on meanwhile
            self.hear("".join(parts.values()), parts)

    def _tell(self) -> None:
        door = self.door()
        if isinstance(door, doors.DashboardDoor):
            door.show_people()
            live.spawn(live.work(live.signal, self.topic, presence.room(self.pk).message()))


class Nothing:
    """Any other address: said once and for all, or the browser would try again for ever."""

    @classmethod
    def as_asgi(cls) -> Application:
        async def application(scope: Any, receive: Receive, send: Send) -> None:
            await receive()
            await send({"type": "websocket.accept"})
            await send({"type": "websocket.close", "code": NOT_THERE})
            while (await receive())["type"] != "websocket.disconnect":
                pass

        return application
