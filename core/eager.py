"""Coroutines that are run at once, as far as they get without waiting. (Python 3.12 calls this eager tasks.)"""

from __future__ import annotations

import types
from collections.abc import Callable, Coroutine, Generator
from functools import partial
from typing import Any


def begin(task: Coroutine[Any, Any, None]) -> Coroutine[Any, Any, None] | None:
    """Run it until it has to wait; gives what is left to do as a coroutine, or None where nothing is."""
    try:
        first = task.send(None)
    except StopIteration:
        return None
    return _rest(task, first)


async def _rest(task: Coroutine[Any, Any, None], waits_for: Any) -> None:
    await _resumed(task, waits_for)


@types.coroutine
def _resumed(task: Coroutine[Any, Any, None], waits_for: Any) -> Generator[Any, Any, None]:
    while True:
        try:
            value = yield waits_for
        except BaseException as error:
            step: Callable[[], Any] = partial(task.throw, error)
        else:
            step = partial(task.send, value)
        try:
            waits_for = step()
        except StopIteration:
            return
