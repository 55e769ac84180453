"""Sockets against the real ASGI application; a session cookie as the browser would send it."""

from __future__ import annotations

import sqlite3
from contextlib import asynccontextmanager, closing

import pytest
from asgiref.sync import SyncToAsync, sync_to_async
from channels.testing import WebsocketCommunicator

HOST = "127.0.0.1:8000"
ORIGIN = f"http://{HOST}"


@pytest.fixture(scope="module", autouse=True)
def database_in_a_file(request, tmp_path_factory):
    """As in real life: in memory a table that one thread reads cannot be written by another, whatever the timeout."""
    from django.db import connections

    if request.node.get_closest_marker("browser"):  # those have a server with a database of its own
        yield
        return
    request.getfixturevalue("django_db_setup")
    kept, path = connections["default"], tmp_path_factory.mktemp("database") / "tests.sqlite3"
    settings, name = kept.settings_dict, kept.settings_dict["NAME"]
    if kept.vendor != "sqlite":
        yield
        return
    with request.getfixturevalue("django_db_blocker").unblock(), closing(sqlite3.connect(path)) as copy:
        kept.ensure_connection()
        kept.connection.backup(copy)
    settings["NAME"] = str(path)
    del connections["default"]  # without closing it: the database in memory would be gone
    _forget()
    yield
    connections["default"].close()
    _forget()
    settings["NAME"] = name
    connections["default"] = kept


def _forget() -> None:
    """Let the thread in which async code asks the database open its connection anew."""
    from django.db import connections

    def forget() -> None:
        for each in connections.all(initialized_only=True):
            each.close()
            del connections[each.alias]

    SyncToAsync.single_thread_executor.submit(forget).result()


def cookie_of(user) -> str:
    """A signed-in session of that person, as a Cookie header."""
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(user)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


class Heard(list[str]):
    """What a socket has sent so far, and how it was closed."""

    code: int | None = None


@pytest.fixture
def connect():
    """``async with connect(path, user) as socket``: a socket that was accepted; ``socket.closed()`` gives the code."""
    from core.routing import sockets

    @asynccontextmanager
    async def opened(path: str, user=None, *, origin: str | None = ORIGIN, host: str = HOST, cookie: str = ""):
        headers = [(b"host", host.encode())]
        if origin is not None:
            headers.append((b"origin", origin.encode()))
        if user is not None:
            cookie = await sync_to_async(cookie_of)(user)
        if cookie:
            headers.append((b"cookie", cookie.encode()))
        socket = WebsocketCommunicator(sockets, path, headers=headers)
        accepted, _ = await socket.connect(timeout=5)
        assert accepted, "a refused handshake would be tried again for ever"
        yield Socket(socket)
        await socket.disconnect()

    return opened


class Socket:
    def __init__(self, inner: WebsocketCommunicator) -> None:
        self.inner = inner

    async def html(self, timeout: float = 5) -> str:
        message = await self.inner.receive_output(timeout)
        assert message["type"] == "websocket.send", message
        return message["text"]

    async def until(self, text: str, timeout: float = 5) -> str:
        """The first message that holds the text."""
        while text not in (html := await self.html(timeout)):
            pass
        return html

    async def closed(self, timeout: float = 5) -> int:
        while (message := await self.inner.receive_output(timeout))["type"] == "websocket.send":
            pass
        return message["code"]

    async def silent(self, seconds: float = 0.3) -> bool:
        return await self.inner.receive_nothing(timeout=seconds)

    async def say(self, text: str) -> None:
        await self.inner.send_to(text_data=text)


@pytest.fixture
def board(people):
    """A dashboard with one text and no data behind it."""
    from core.models import Dashboard, Widget

    made = Dashboard.objects.create(workspace=people.workspace, name="Sales", created_by=people.owner)
    Widget.objects.create(dashboard=made, kind="text", title="Note", options={"text": "Hello *team*"}, w=6, h=2)
    return made


@pytest.fixture
def dataset(people):
    """A dataset whose file waits to be read."""
    from core.models import Dataset, DatasetVersion, Run

    made = Dataset.objects.create(workspace=people.workspace, name="orders.csv", created_by=people.owner)
    version = DatasetVersion.objects.create(dataset=made, number=1, original_name="orders.csv", created_by=people.owner)
    Run.objects.create(version=version, step="Waiting for its turn")
    return made
