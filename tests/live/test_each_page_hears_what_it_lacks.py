"""What a page asked for comes to it as the answer and to everybody else as a push, cut to what each shows."""

from __future__ import annotations

import pytest
from asgiref.sync import sync_to_async

from core import live
from core.boards import dashboards, operations

pytestmark = pytest.mark.django_db(transaction=True)
MINE, THEIRS = "pageofmine01", "pageoftheirs"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" class="c-chart{}"></svg>'
DRAWN = (
    '<article id="widget-{0}" class="card" data-widget="{0}" data-w="6" data-h="4">'
    + SVG.format("")
    + SVG.format(" c-narrow")
    + "</article>"
)


async def edit(board, person, page: str, **payload) -> str:
    """An operation that the named page sends; gives what it is answered."""
    made, change = await sync_to_async(operations.apply)(board.pk, person, payload)
    return await sync_to_async(dashboards.broadcast)(made, change, page=page)


async def test_an_edit_is_answered_to_the_page_that_made_it_and_pushed_to_the_others(connect, people, board):
    path = f"/ws/dashboard/{board.pk}/"
    async with (
        connect(f"{path}?page={MINE}", people.editor) as mine,
        connect(f"{path}?page={THEIRS}", people.editor) as second,
        connect(path, people.viewer) as nameless,
    ):
        for socket in (mine, second, nameless):
            await socket.until("grid")
        assert "Renamed" in await edit(board, people.editor, MINE, op="rename", name="Renamed")
        for socket in (second, nameless):
            assert "Renamed" in await socket.until("heading")
        live.publish(f"dashboard:{board.pk}", "mark", '<p id="mark"></p>')
        assert "Renamed" not in await mine.until('id="mark"')


async def test_what_another_did_in_the_same_moment_is_pushed_all_the_same(connect, people, board):
    topic, path = f"dashboard:{board.pk}", f"/ws/dashboard/{board.pk}/"
    async with connect(f"{path}?page={MINE}", people.editor) as mine:
        await mine.until("grid")
        await mine.silent()
        live.publish(topic, "first", '<p id="first">asked for</p>', author=MINE)
        live.publish(topic, "other", '<p id="other">by another page</p>', author=THEIRS)
        live.publish(topic, "third", '<p id="third">by nobody</p>')
        html = await mine.until('id="third"')
        assert "by another page" in html
        assert "asked for" not in html


async def test_what_another_has_changed_since_is_not_kept_from_the_page_that_asked_first(connect, people, board):
    topic, path = f"dashboard:{board.pk}", f"/ws/dashboard/{board.pk}/"
    async with connect(f"{path}?page={MINE}", people.editor) as mine:
        await mine.until("grid")
        live.publish(topic, "part", '<p id="part">mine</p>', author=MINE)
        live.publish(topic, "part", '<p id="part">newer, by another</p>', author=THEIRS)
        assert "newer" in await mine.until('id="part"')


async def test_each_page_is_pushed_the_drawings_that_it_shows(connect, people, board):
    path = f"/ws/dashboard/{board.pk}/"
    async with connect(f"{path}?wide=6", people.editor) as wide, connect(path, people.editor) as phone:
        await wide.until("grid")
        await phone.until("grid")
        live.publish(f"dashboard:{board.pk}", "widget-1", DRAWN.format(1))
        assert (await wide.until('id="widget-1"')).count("<svg") == 1
        assert (await phone.until('id="widget-1"')).count("<svg") == 2
