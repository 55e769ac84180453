"""The hub: topics, who listens in this process, and how a rendered fragment reaches them.

``publish`` may be called from any thread. Within a topic only the newest fragment of each element is kept, at most ten
frames a second go out, and the last one always does. With Redis (see core.relay) each process subscribes once a topic;
without it a publish in a process where nobody listens costs nothing. The row is the truth, a frame only a nudge.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
from collections.abc import Callable, Coroutine, Hashable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from django.conf import settings
from django.db import close_old_connections, reset_queries

from core import relay
from core.eager import begin
from core.listening import Door, Listener, Topic, addressed

log = logging.getLogger(__name__)
FRAME_SECONDS = 0.1
GATE_SECONDS = 1.0
LOOK_SECONDS = 2.0
SWEEP_SECONDS = 5.0
NOT_THERE = 4404
T = TypeVar("T")

_loop: asyncio.AbstractEventLoop | None = None
_topics: dict[str, Topic] = {}
_attaching = threading.Lock()
_tasks: set[asyncio.Task[Any]] = set()
_threads = ThreadPoolExecutor(4, "sockets")


# What everybody calls, from any thread


def publish(topic: str, element_id: str, html: str, *, stamp: int = 0, author: str = "") -> None:
    """Send ``html`` (one element with that id) to everybody on the topic. Never raises because nobody listens.

    ``stamp`` says as of when it was drawn: what was drawn before what is already sent is dropped. ``author`` is the
    page that gets it as the answer to what it asked for.
    """
    if settings.REDIS_URL and relay.send(topic, {"id": element_id, "html": html, "stamp": stamp, "author": author}):
        return
    _on_loop(topic, lambda: take(topic, element_id, html, stamp, author))


def recheck(topic: str) -> None:
    """Make every socket on the topic look at its gate again; those that may not see it any more are closed (4404).

    The topic "user:<id>" holds all sockets of a person: signed out, or a role taken away, they end.
    """
    _everywhere(topic, {"recheck": True})


def signal(topic: str, data: Mapping[str, Any]) -> None:
    """Tell the topic's door in every process; what cannot be JSON cannot be told."""
    _everywhere(topic, {"signal": dict(data)})


def listened(topic: str) -> bool:
    """Whether rendering for the topic can reach anybody: listeners here, or Redis may know some elsewhere."""
    return bool(settings.REDIS_URL) or topic in _topics


def attach(loop: asyncio.AbstractEventLoop) -> None:
    """Learn the loop of this server; every socket that connects does it, too."""
    global _loop
    with _attaching:
        if _loop is loop:
            return
        _topics.clear()
        _loop = loop
    loop.call_soon_threadsafe(lambda: spawn(_keep(loop)))


async def work(call: Callable[..., T], *arguments: Any) -> T:
    """Do something short with the database in one of the sockets' threads, never on the loop."""

    def run() -> T:
        close_old_connections()
        try:
            return call(*arguments)
        finally:
            reset_queries()  # with DEBUG Django remembers every query, and no request ends here
            close_old_connections()

    return await asyncio.get_running_loop().run_in_executor(_threads, run)


# On the loop


async def join(topic: str, listener: Listener, door: Door | None = None) -> None:
    """Hear what is published under ``topic`` from now on; what is drawn after this call misses nothing."""
    attach(asyncio.get_running_loop())
    entry = _topics.get(topic)
    if entry is None:
        entry = _topics[topic] = Topic(door)
    entry.listeners.add(listener)
    if settings.REDIS_URL:
        await relay.subscribe(topic, _hub())


def leave(topic: str, listener: Listener) -> None:
    entry = _topics.get(topic)
    if entry is None:
        return
    entry.listeners.discard(listener)
    if not entry.listeners:
        if entry.timer is not None:
            entry.timer.cancel()
        _topics.pop(topic, None)
        if settings.REDIS_URL:
            relay.unsubscribe(topic, _hub())


def _hub() -> relay.Hub:
    return relay.Hub(spawn, topics, renew, handle)


def listeners(topic: str) -> frozenset[Listener]:
    entry = _topics.get(topic)
    return frozenset(entry.listeners) if entry else frozenset()


def door(topic: str) -> Door | None:
    entry = _topics.get(topic)
    return entry.door if entry else None


def topics() -> tuple[str, ...]:
    return tuple(_topics)


def renew() -> None:
    """Messages may have been lost: everybody gets the whole state again."""
    for listener in {each for entry in list(_topics.values()) for each in entry.listeners}:
        listener.renew()


def handle(topic: str, message: Mapping[str, Any]) -> None:
    """A message that crossed from another thread or process."""
    if message.get("recheck"):
        _recheck(topic)
    elif "signal" in message:
        entry = _topics.get(topic)
        if entry is not None and entry.door is not None:
            entry.door.heard(message["signal"])
    else:
        take(topic, message["id"], message["html"], message.get("stamp", 0), message.get("author", ""))


def take(topic: str, element_id: str, html: str, stamp: int = 0, author: str = "") -> None:
    """Keep the element for the next frame, in place of an older one."""
    entry = _topics.get(topic)
    if entry is None or entry.stamps.get(element_id, 0) > stamp > 0:
        return
    if stamp:
        entry.stamps[element_id] = stamp
    entry.waiting.pop(element_id, None)  # a newer fragment goes behind what was published between
    entry.waiting[element_id], entry.authors[element_id] = html, author
    _plan(topic, entry)


def spawn(task: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
    """Start a task that nobody waits for; the loop alone would forget it."""
    started = asyncio.get_running_loop().create_task(task)
    _tasks.add(started)
    started.add_done_callback(_tasks.discard)
    return started


def start(task: Coroutine[Any, Any, None]) -> None:
    """Like ``spawn``, without a task where nothing has to be waited for: a thousand cost more than their frame."""
    if (rest := begin(task)) is not None:
        spawn(rest)


def _everywhere(topic: str, message: dict[str, Any]) -> None:
    if settings.REDIS_URL and relay.send(topic, message):
        return
    _on_loop(topic, lambda: handle(topic, message))


def _on_loop(topic: str, call: Callable[[], None]) -> None:
    loop = _loop
    if loop is None or topic not in _topics or loop.is_closed():
        return
    with contextlib.suppress(RuntimeError):  # the loop was closed between the look and the call
        loop.call_soon_threadsafe(call)


def _plan(topic: str, entry: Topic) -> None:
    if entry.timer is None and not entry.sending:
        loop = asyncio.get_running_loop()
        wait = max(0.0, entry.last_frame + FRAME_SECONDS - loop.time())
        entry.timer = loop.call_later(wait, _send, topic, entry)


def _send(topic: str, entry: Topic) -> None:
    entry.timer, entry.sending = None, True
    spawn(_frame(topic, entry))


async def _frame(topic: str, entry: Topic) -> None:
    """One frame: ask the gate if that is long ago, then hand what waits to everybody."""
    loop = asyncio.get_running_loop()
    entry.last_frame = loop.time()
    try:
        if loop.time() - entry.checked_at > GATE_SECONDS:
            await check(topic, entry)
        (parts, authors), entry.waiting, entry.authors = (entry.waiting, entry.authors), {}, {}
        entry.shown.update({element_id: hash(html) for element_id, html in parts.items()})
        lenses: dict[Hashable, list[Listener]] = {}
        for listener in entry.listeners:
            if listener.lens is not None:
                lenses.setdefault(listener.lens, []).append(listener)
        team = [listener for listener in entry.listeners if listener.lens is None]
        for listener, text, own in addressed(team, parts, {key: page for key, page in authors.items() if page}):
            listener.hear(text, own)
        await asyncio.gather(*(_through(entry, lens, group, parts) for lens, group in lenses.items()))
    except Exception:
        log.exception("A frame of %s could not be sent; it is tried again", topic.partition(":")[0])
        entry.last_frame = loop.time() + GATE_SECONDS
    finally:
        entry.sending = False
        if entry.waiting and entry.listeners:
            _plan(topic, entry)


async def _through(entry: Topic, lens: Hashable, group: list[Listener], parts: Mapping[str, str]) -> None:
    assert entry.door is not None
    seen = await work(entry.door.through, lens, parts)
    for listener, text, own in addressed(group, seen, {}):
        if listener.lens == lens:
            listener.hear(text, own)
        else:  # it looks through other filters by now
            listener.renew()


async def check(topic: str, entry: Topic) -> None:
    """Close the sockets of those who may not see the object any more: one question for all viewers."""
    if entry.door is None:
        return
    viewers = {listener.viewer for listener in entry.listeners}
    allowed = await work(entry.door.allowed, viewers)
    entry.checked_at = asyncio.get_running_loop().time()
    gone = viewers.difference(allowed)
    for listener in [each for each in entry.listeners if each.viewer in gone]:
        leave(topic, listener)
        listener.end(NOT_THERE)


def _recheck(topic: str) -> None:
    names = {listener.topic for listener in listeners(topic)}
    for name in names:
        if (entry := _topics.get(name)) is not None:
            spawn(_safely(check(name, entry)))


async def _safely(task: Coroutine[Any, Any, Any]) -> None:
    try:
        await task
    except Exception:
        log.exception("A socket's gate could not be asked")


async def _keep(loop: asyncio.AbstractEventLoop) -> None:
    """While the server runs: see what other processes changed, and end what has expired."""
    while _loop is loop:
        await asyncio.sleep(LOOK_SECONDS)
        for topic, entry in list(_topics.items()):
            if entry.door is None or _topics.get(topic) is not entry:
                continue
            try:
                if loop.time() - entry.checked_at > SWEEP_SECONDS:
                    await check(topic, entry)
                parts, stamp = await work(entry.door.look, max(entry.stamps.values(), default=0))
                for element_id, html in parts.items():
                    if entry.shown.get(element_id) != hash(html):
                        take(topic, element_id, html, stamp)
            except Exception:
                log.exception("The state of %s could not be looked at", topic.partition(":")[0])
