"""Notices reach a person's open pages at once, and nobody else's."""

from __future__ import annotations

import pytest
from asgiref.sync import sync_to_async

from core.alerting import notice_door, notices
from core.models import Notice

pytestmark = pytest.mark.django_db(transaction=True)
tell, read_all = sync_to_async(notices.tell), sync_to_async(notices.read_all)


async def test_the_bell_counts_what_comes_and_is_quiet_again_when_it_is_read(connect, people):
    async with connect("/ws/notices/", people.viewer) as page:
        assert 'id="bell"' in await page.html()
        await tell(people.viewer, "The report “Sales” did not arrive.")
        html = await page.until("unread:")
        assert '<span class="badge bad">1</span>' in html
        assert "did not arrive" not in html  # the page holds the bell alone
        await read_all(people.viewer)
        assert "unread" not in await page.until('id="bell"')


async def test_the_page_of_notices_gets_its_list_as_well(connect, people):
    async with connect("/ws/notices/?list=1", people.viewer) as page:
        assert "Nothing yet" in await page.html()
        await tell(people.viewer, "<b>Late</b> data", link="/alerts/1/", level="bad")
        html = await page.until('id="notice-list"')
        assert "&lt;b&gt;Late&lt;/b&gt; data" in html


async def test_nobody_hears_the_notices_of_others(connect, people):
    async with connect("/ws/notices/", people.viewer) as page:
        await page.html()
        await tell(people.editor, "For the editor alone")
        assert await page.silent()


async def test_a_page_that_shows_them_already_is_sent_nothing(connect, people):
    await tell(people.viewer, "Old news")
    known = await sync_to_async(notices.summary)(people.viewer)
    async with connect(f"/ws/notices/?seen={known.mark}", people.viewer) as page:
        assert await page.silent()


async def test_visitors_without_an_account_have_none(connect):
    async with connect("/ws/notices/") as page:
        assert await page.closed() == 4401


async def test_what_another_process_told_is_seen_within_moments(connect, people, monkeypatch):
    monkeypatch.setattr(notice_door, "LOOK_EVERY", 0.0)
    async with connect("/ws/notices/", people.viewer) as page:
        await page.html()
        await sync_to_async(Notice.objects.create)(user=people.viewer, text="From the scheduler’s process")
        assert "unread:" in await page.until("unread:")


def test_without_a_script_the_page_shows_the_count_when_it_loads(client, people):
    notices.tell(people.viewer, "One")
    notices.tell(people.viewer, "Two")
    client.force_login(people.viewer)
    assert '<span class="badge bad">2</span>' in client.get("/reports/").content.decode()
    page = client.get("/notices/").content.decode()
    assert page.count('<span class="badge busy-still">new</span>') == 2
    assert client.post("/notices/")["Location"] == "/notices/"
    assert "All read." in client.get("/notices/").content.decode()
