"""Redis between several server processes: one connection and one subscription per topic in each of them.

Messages that were sent while Redis was away are lost; when it is back, every socket gets the current state.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import threading
from collections.abc import Callable, Collection, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings

log = logging.getLogger(__name__)
PREFIX = "luminabi:"
_client: Any = None
_connecting = threading.Lock()
_reader: asyncio.Task[None] | None = None
_channel: Any = None
_confirmed: dict[str, asyncio.Event] = {}
CONFIRM_SECONDS = 2


def send(topic: str, message: Mapping[str, Any]) -> bool:
    """Publish from any thread; False when Redis does not take it."""
    global _client
    import redis

    try:
        with _connecting:
            if _client is None:
                _client = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2)
        _client.publish(PREFIX + topic, json.dumps(message))
        return True
    except redis.RedisError as error:
        log.warning("Redis did not take a message (%s); only this process shows it", type(error).__name__)
        return False


@dataclass(frozen=True)
class Hub:
    """What the hub of this process does with what comes: it is told, so that neither has to know the other."""

    spawn: Callable[[Coroutine[Any, Any, Any]], asyncio.Task[Any]]
    topics: Callable[[], Collection[str]]
    renew: Callable[[], None]
    handle: Callable[[str, Mapping[str, Any]], None]


async def subscribe(topic: str, hub: Hub) -> None:
    """On the loop: bring what any process publishes under the topic to the hub of this one; returns when it does."""
    global _reader
    loop = asyncio.get_running_loop()
    if _reader is None or _reader.done() or _reader.get_loop() is not loop:
        _confirmed.clear()
        _reader = hub.spawn(_read(hub))
    elif _channel is not None and topic not in _confirmed:
        hub.spawn(_quietly(_channel.subscribe(PREFIX + topic)))
    confirmed = _confirmed.setdefault(topic, asyncio.Event())
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(confirmed.wait(), CONFIRM_SECONDS)


def unsubscribe(topic: str, hub: Hub) -> None:
    _confirmed.pop(topic, None)
    if _channel is not None:
        hub.spawn(_quietly(_channel.unsubscribe(PREFIX + topic)))


async def _quietly(task: Any) -> None:
    """A lost connection is mended by the reader, which then subscribes to every topic anew."""
    with contextlib.suppress(Exception):
        await task


async def _read(hub: Hub) -> None:
    lost = False
    while True:
        try:
            await _listen(hub, lost)
        except asyncio.CancelledError:
            raise
        except Exception as error:
            log.warning("The connection to Redis broke (%s); trying again", type(error).__name__)
        lost = True
        await asyncio.sleep(1)


async def _listen(hub: Hub, lost: bool) -> None:
    global _channel
    import redis.asyncio

    for confirmed in _confirmed.values():
        confirmed.clear()
    client = redis.asyncio.Redis.from_url(settings.REDIS_URL, health_check_interval=15)
    try:
        async with client.pubsub() as channel:
            # The empty name keeps the subscription alive while no topic is listened to.
            await channel.subscribe(PREFIX, *(PREFIX + topic for topic in hub.topics()))
            _channel = channel
            if missed := set(hub.topics()).difference(_names(channel)):
                await channel.subscribe(*(PREFIX + topic for topic in missed))
            if lost:
                hub.renew()
            async for message in channel.listen():
                topic = message["channel"].decode().removeprefix(PREFIX)
                if message["type"] == "subscribe":
                    _confirmed.setdefault(topic, asyncio.Event()).set()
                elif message["type"] == "message":
                    hub.handle(topic, json.loads(message["data"]))
    finally:
        _channel = None
        await client.aclose()


def _names(channel: Any) -> set[str]:
    return {name.decode().removeprefix(PREFIX) for name in channel.channels}
