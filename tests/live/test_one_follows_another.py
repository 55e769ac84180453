"""Following: one person looks through another's filters, as they change them, and stops at once."""

from __future__ import annotations

import pytest
from asgiref.sync import sync_to_async
from django.test import Client

from core.boards import presence

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def filtered(people):
    """A dashboard of numbers over regions, with a filter."""
    import pyarrow as pa

    from analytics.schema import Column
    from core.models import Dashboard, DashboardFilter, Visualization, Widget
    from tests.boards.conftest import ready

    table = pa.table({"region": ["North", "South", "South"], "amount": [1.0, 20.0, 300.0]})
    columns = (Column("region", "text", "category", distinct=2), Column("amount", "decimal", "measure", distinct=3))
    data = ready(people.workspace, people.owner, "Sales", table, columns)
    spec = {"kind": "indicator", "measures": [{"column": "amount", "agg": "sum"}]}
    chart = Visualization.objects.create(workspace=people.workspace, dataset=data, name="Total", spec=spec)
    made = Dashboard.objects.create(workspace=people.workspace, name="Sales", dataset=data)
    Widget.objects.create(dashboard=made, kind="number", title="Total", visualization=chart, w=3, h=2)
    DashboardFilter.objects.create(dashboard=made, kind="category", column="region")
    return made


async def test_what_the_followed_chooses_is_seen_by_who_follows(connect, people, filtered):
    address = f"/ws/dashboard/{filtered.pk}/"
    async with connect(f"{address}?mine=1&in:region=North", people.editor) as first:
        await first.until("grid")
        async with connect(f"{address}?follow={people.editor.pk}", people.viewer) as follower:
            html = await follower.until("You see what <strong>editor</strong> sees")
            assert '<strong class="stat-value">1<' in html
            async with connect(f"{address}?mine=1&in:region=South", people.editor):
                html = await follower.until("You see what")
                assert '<strong class="stat-value">320<' in html
                assert "Keep these for myself" in html
                seen = await first.until("follows editor")
                assert 'data-name="viewer"' in seen, "it is visible who follows whom"


async def test_who_follows_keeps_what_was_seen_while_the_other_is_away(connect, people, filtered):
    address = f"/ws/dashboard/{filtered.pk}/"
    async with connect(f"{address}?follow={people.editor.pk}", people.viewer) as follower:
        await follower.until("grid")
        async with connect(f"{address}?mine=1&in:region=North", people.editor):
            await follower.until("You see what")
        html = await follower.until("<strong>editor</strong> has left; you go on with the filters that they had")
        assert 'href="?mine=1&amp;in%3Aregion=North"' in html, "they can be kept for oneself"
        assert "<article" not in html, "nothing is drawn anew because somebody left"
        async with connect(f"{address}?mine=1&in:region=North", people.editor):
            await follower.until("You see what <strong>editor</strong> sees")


async def test_those_who_follow_each_other_see_the_teams_view(connect, people, filtered):
    address = f"/ws/dashboard/{filtered.pk}/"
    async with (
        connect(f"{address}?follow={people.editor.pk}", people.viewer) as one,
        connect(f"{address}?follow={people.viewer.pk}", people.editor) as other,
    ):
        assert "321" in await one.until("stat-value")
        assert "321" in await other.until("stat-value")
        assert presence.query_of(filtered.pk, people.viewer.pk) == ""


async def test_the_page_of_who_follows_is_drawn_through_the_others_filters(connect, people, filtered):
    def page(user, query):
        client = Client()
        client.force_login(user)
        return client.get(f"/dashboards/{filtered.pk}/?{query}").content.decode()

    query = f"follow={people.editor.pk}"
    away = await sync_to_async(page)(people.viewer, query)
    assert "<strong>editor</strong> is not here now" in away
    async with connect(f"/ws/dashboard/{filtered.pk}/?mine=1&in:region=North", people.editor) as socket:
        await socket.until("grid")
        html = await sync_to_async(page)(people.viewer, query)
        assert '<strong class="stat-value">1<' in html
        assert "Stop following" in html
        assert f"follow={people.editor.pk}&amp;mine=1" in html, "the socket goes on from what the page shows"


@pytest.mark.parametrize("whom", ["stranger", "nobody", "nonsense"])
async def test_only_colleagues_are_followed(people, filtered, whom):
    number = {"stranger": str(people.stranger.pk), "nobody": "987654"}.get(whom, "x'--")

    def page():
        client = Client()
        client.force_login(people.viewer)
        return client.get(f"/dashboards/{filtered.pk}/?follow={number}").content.decode()

    html = await sync_to_async(page)()
    assert "Stop following" not in html
    assert "321" in html
