"""The hub: topics, who listens in this process, and how a rendered fragment reaches them.

``publish`` may be called from any thread. Within a topic only the newest fragment of each element is kept, at most ten
frames a second go out, and the last one always does. With Redis each process subscribes once a topic; without it a
publish in a process where nobody listens costs nothing.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import threading
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from django.conf import settings

log = logging.getLogger(__name__)
FRAME_SECONDS = 0.1
PREFIX = "luminabi:"


class Listener(Protocol):
    """A socket that has joined a topic; its methods are called on the server's loop."""

    async def deliver(self, html: str) -> None: ...
    async def recheck(self) -> None: ...


class Topic:
    """Who listens, and what waits for the next frame: element id → newest HTML."""

    def __init__(self) -> None:
        self.listeners: set[Listener] = set()
        self.waiting: dict[str, str] = {}
        self.timer: asyncio.TimerHandle | None = None
        self.last_frame = float("-inf")
        self.reader: asyncio.Task[None] | None = None


_loop: asyncio.AbstractEventLoop | None = None
_topics: dict[str, Topic] = {}
_names = threading.Lock()
_tasks: set[asyncio.Task[Any]] = set()


def attach(loop: asyncio.AbstractEventLoop) -> None:
    """Learn the loop of this server; called by every socket that connects."""
    global _loop
    if _loop is not loop:
        with _names:
            _topics.clear()
            _loop = loop


def join(topic: str, listener: Listener) -> None:
    """On the loop: hear what is published under ``topic`` from now on."""
    attach(asyncio.get_running_loop())
    with _names:
        entry = _topics.setdefault(topic, Topic())
    entry.listeners.add(listener)
    if settings.REDIS_URL and entry.reader is None:
        entry.reader = _spawn(_read_redis(topic))


def leave(topic: str, listener: Listener) -> None:
    entry = _topics.get(topic)
    if entry is None:
        return
    entry.listeners.discard(listener)
    if not entry.listeners:
        if entry.reader is not None:
            entry.reader.cancel()
        if entry.timer is not None:
            entry.timer.cancel()
        with _names:
            _topics.pop(topic, None)


def listeners(topic: str) -> frozenset[Listener]:
    entry = _topics.get(topic)
    return frozenset(entry.listeners) if entry else frozenset()


def publish(topic: str, element_id: str, html: str) -> None:
    """Send ``html`` (one element with that id) to everybody on the topic. Never raises because nobody listens."""
    if settings.REDIS_URL:
        _to_redis(topic, {"id": element_id, "html": html})
    else:
        _on_loop(topic, lambda: _take(topic, element_id, html))


def recheck(topic: str) -> None:
    """Make every socket on the topic look at its gate again; those that may not see it any more are closed."""
    if settings.REDIS_URL:
        _to_redis(topic, {"recheck": True})
    else:
        _on_loop(topic, lambda: _recheck(topic))


def _on_loop(topic: str, call: Callable[[], None]) -> None:
    loop = _loop
    if loop is None or topic not in _topics or loop.is_closed():
        return
    with contextlib.suppress(RuntimeError):  # the loop was closed between the look and the call
        loop.call_soon_threadsafe(call)


def _take(topic: str, element_id: str, html: str) -> None:
    entry = _topics.get(topic)
    if entry is None:
        return
    entry.waiting.pop(element_id, None)  # a newer fragment goes behind what was published between
    entry.waiting[element_id] = html
    if entry.timer is None:
        loop = asyncio.get_running_loop()
        wait = max(0.0, entry.last_frame + FRAME_SECONDS - loop.time())
        entry.timer = loop.call_later(wait, _send, topic)


def _send(topic: str) -> None:
    entry = _topics.get(topic)
    if entry is None:
        return
    entry.timer = None
    entry.last_frame = asyncio.get_running_loop().time()
    html = "".join(entry.waiting.values())
    entry.waiting.clear()
    for listener in list(entry.listeners):
        _spawn(_safely(listener.deliver(html)))


def _recheck(topic: str) -> None:
    for listener in listeners(topic):
        _spawn(_safely(listener.recheck()))


async def _safely(work: Awaitable[None]) -> None:
    try:
        await work
    except Exception:
        log.debug("A socket was gone before its fragment came", exc_info=True)


def _spawn(work: Any) -> asyncio.Task[Any]:
    task = asyncio.get_running_loop().create_task(work)
    _tasks.add(task)
    task.add_done_callback(_tasks.discard)
    return task


# Several processes: Redis carries what is published


_redis: Any = None


def _to_redis(topic: str, message: dict[str, Any]) -> None:
    global _redis
    import redis

    try:
        if _redis is None:
            _redis = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2)
        _redis.publish(PREFIX + topic, json.dumps(message))
    except redis.RedisError:
        log.warning("Redis did not take a message; pages catch up when they connect again")


async def _read_redis(topic: str) -> None:
    """Hand what Redis brings to the listeners of this process; a lost connection is made again."""
    import redis.asyncio

    while True:
        try:
            client = redis.asyncio.Redis.from_url(settings.REDIS_URL)
            async with client.pubsub() as channel:
                await channel.subscribe(PREFIX + topic)
                async for message in channel.listen():
                    if message["type"] != "message":
                        continue
                    body = json.loads(message["data"])
                    if body.get("recheck"):
                        _recheck(topic)
                    else:
                        _take(topic, body["id"], body["html"])
        except redis.RedisError:
            log.warning("Redis is gone; trying again")
            await asyncio.sleep(1)
