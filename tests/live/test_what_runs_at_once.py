"""A send that need not wait needs no task; one that must wait goes on when it can."""

from __future__ import annotations

import asyncio

from core.eager import begin


async def test_what_need_not_wait_is_done_at_once():
    done = []

    async def quick():
        done.append(1)

    assert begin(quick()) is None
    assert done == [1]


async def test_what_has_to_wait_goes_on_where_it_stopped():
    gate, steps = asyncio.Event(), []

    async def slow():
        for step in range(3):
            await gate.wait()
            await asyncio.sleep(0)
            steps.append(step)

    rest = begin(slow())
    assert rest is not None
    task = asyncio.create_task(rest)
    await asyncio.sleep(0.01)
    assert steps == []
    gate.set()
    await task
    assert steps == [0, 1, 2]


async def test_what_goes_wrong_meanwhile_is_told_to_whoever_waits():
    gate, seen = asyncio.get_running_loop().create_future(), []

    async def hopeful():
        try:
            await gate
        except ConnectionError as problem:
            seen.append(str(problem))

    rest = begin(hopeful())
    assert rest is not None
    task = asyncio.create_task(rest)
    await asyncio.sleep(0)
    gate.set_exception(ConnectionError("gone"))
    await task
    assert seen == ["gone"]
