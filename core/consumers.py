"""The sockets of the contract: HTML fragments down. They authenticate, pass the gate, join, send; they never work.

A refusal is accepted and then closed with 4401 (sign in) or 4404 (not there): a refused handshake would be tried again
for ever. The gate is asked again before each event, at most once a second.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from typing import Any

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.core.exceptions import PermissionDenied
from django.http import Http404

from core import access, live

SIGN_IN, NOT_THERE, TOO_MANY, TOO_MUCH = 4401, 4404, 4429, 4400
SOCKETS_A_PERSON = 60
GATE_SECONDS = 1.0
WATCH_SECONDS = 2.0
_sockets: Counter[int] = Counter()


class Fragments(AsyncWebsocketConsumer):
    """A socket on one topic. Subclasses say which object, who may see it, and how its state looks now."""

    topic_name = ""
    watches = False
    """Whether the state is also looked at every two seconds, because another process may change it."""

    async def connect(self) -> None:
        self.user: Any = self.scope.get("user")
        self.pk = self.scope["url_route"]["kwargs"]["pk"]
        self.topic = f"{self.topic_name}:{self.pk}"
        self.joined = False
        self.watcher: asyncio.Task[None] | None = None
        self.checked_at = time.monotonic()
        self.last_html = ""
        await self.accept()
        if not getattr(self.user, "is_authenticated", False):
            await self.close(SIGN_IN)
            return
        if _sockets[self.user.pk] >= SOCKETS_A_PERSON:
            await self.close(TOO_MANY)
            return
        html = await self.current()
        if html is None:
            await self.close(NOT_THERE)
            return
        self.joined = True
        _sockets[self.user.pk] += 1
        live.join(self.topic, self)
        live.join(f"user:{self.user.pk}", self)
        await self.arrived()
        await self.deliver(await self.current() or html)
        if self.watches:
            self.watcher = asyncio.create_task(self.watch())

    async def disconnect(self, code: int) -> None:
        if not self.joined:
            return
        self.joined = False
        _sockets[self.user.pk] -= 1
        live.leave(self.topic, self)
        live.leave(f"user:{self.user.pk}", self)
        if self.watcher is not None:
            self.watcher.cancel()
        await self.left()

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Commands travel by POST, where CSRF and the gate are; whoever talks here is not our page."""
        await self.close(TOO_MUCH)

    async def deliver(self, html: str) -> None:
        """Send a fragment, if the person may still see the object."""
        if not self.joined:
            return
        if time.monotonic() - self.checked_at > GATE_SECONDS and not await self.may():
            await self.close(NOT_THERE)
            return
        self.last_html = html
        await self.send(text_data=html)

    async def recheck(self) -> None:
        if self.joined and not await self.may():
            await self.close(NOT_THERE)

    async def watch(self) -> None:
        """Send the state when it is another than the one that was sent last."""
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            html = await self.current()
            if html is None:
                await self.close(NOT_THERE)
                return
            if html != self.last_html:
                await self.deliver(html)

    async def may(self) -> bool:
        self.checked_at = time.monotonic()
        return await self._may()

    @database_sync_to_async
    def _may(self) -> bool:
        from django.contrib.sessions.models import Session

        key = getattr(self.scope.get("session"), "session_key", None)
        if key and not Session.objects.filter(pk=key).exists():
            return False  # signed out elsewhere
        return self._state() is not None

    @database_sync_to_async
    def current(self) -> str | None:
        return self._state()

    def _state(self) -> str | None:
        self.user.refresh_from_db(fields=["is_active"])
        try:
            return self.state()
        except (Http404, PermissionDenied):
            return None

    def state(self) -> str:
        """The object's fragments as they are now; Http404 for who may not see it."""
        raise NotImplementedError

    async def arrived(self) -> None: ...
    async def left(self) -> None: ...


class DataCleaning(Fragments):
    topic_name = "dataset"
    watches = True

    def state(self) -> str:
        from core import fragments

        return fragments.dataset_progress(access.dataset(self.user, self.pk))


class Insights(Fragments):
    topic_name = "insights"
    watches = True

    def state(self) -> str:
        from core import fragments

        return fragments.insights_list(access.dataset(self.user, self.pk))


class UploadProgress(Fragments):
    topic_name = "upload"

    def state(self) -> str:
        from core import fragments

        return fragments.upload_progress(access.upload(self.user, self.pk))


class DashboardEdits(Fragments):
    """Every edit of a dashboard, and who is here."""

    topic_name = "dashboard"

    def state(self) -> str:
        from core import dashboards

        return dashboards.state_html(access.dashboard(self.user, self.pk))

    async def arrived(self) -> None:
        await self.show_people()

    async def left(self) -> None:
        await self.show_people()

    async def show_people(self) -> None:
        here = [each.user for each in live.listeners(self.topic) if isinstance(each, DashboardEdits)]
        html = await self._presence(here)
        if html:
            live.publish(self.topic, f"dashboard-{self.pk}-presence", html)

    @database_sync_to_async
    def _presence(self, people: list[Any]) -> str:
        from core import dashboards
        from core.models import Dashboard

        board = Dashboard.objects.filter(pk=self.pk).first()
        return dashboards.presence_html(board, people) if board else ""


class Nothing(AsyncWebsocketConsumer):
    """Any other address: said once and for all, or the browser would try again for ever."""

    async def connect(self) -> None:
        await self.accept()
        await self.close(NOT_THERE)
