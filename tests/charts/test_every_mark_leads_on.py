"""On a dashboard every mark is a filter or, where none stands for it, leads to its passport; visitors have none."""

from __future__ import annotations

import html
import re

import pytest

from core.boards import dashboards, shares
from core.boards.filters import from_query
from core.models import DashboardFilter, Widget

pytestmark = pytest.mark.django_db
KINDS = (
    "correlation",
    "gauge",
    "rhythm",
    "bubbles",
    "waterfall",
    "boxes",
    "map",
    "pivot",
    "small multiples",
    "violins",
)


def drawings(page: str) -> dict[str, str]:
    """The wide drawing of each widget, by the widget's title."""
    parts = re.split(r'<article id="widget-', page)[1:]
    return {
        html.unescape(re.search(r"<h2[^>]*>([^<]+)</h2>", part)[1]): re.search(r"<svg.*?</svg>", part, re.S)[0]
        for part in parts
    }


def addresses(drawn: str) -> list[str]:
    return [html.unescape(each) for each in re.findall(r'<a href="([^"]+)"', drawn)]


@pytest.fixture
def board(shop_board):
    return shop_board(KINDS)


def test_marks_that_no_filter_stands_for_lead_to_their_passports(people, client, board):
    client.force_login(people.viewer)
    page = client.get(f"/dashboards/{board.pk}/").content.decode()
    found = drawings(page)
    assert set(found) == set(KINDS)
    for name, drawn in found.items():
        links = addresses(drawn)
        assert links, f"{name} leads nowhere"
        widget = Widget.objects.get(title=name)
        away = [link for link in links if not link.startswith("?")]
        assert all(link.startswith(f"widgets/{widget.pk}/passport/?") for link in away), name
        if name in ("correlation", "gauge", "rhythm", "bubbles"):
            assert away, name
            answer = client.get(f"/dashboards/{board.pk}/{away[0]}")
            assert answer.status_code == 200, name
            assert '<span class="badge ok">same</span>' in answer.content.decode(), (name, away[0])


def test_every_tooltip_of_them_stands_in_a_link(people, client, board):
    client.force_login(people.viewer)
    for name, drawn in drawings(client.get(f"/dashboards/{board.pk}/").content.decode()).items():
        bare = re.sub(r"<a href.*?</a>", "", re.sub(r"^<svg[^>]*><title.*?</title>", "", drawn), flags=re.S)
        marks = re.findall(r"<(?:rect|circle|path)[^>]*><title>([^<]*)", bare)
        assert not marks, (name, marks[:3])


def test_visitors_of_a_link_get_filters_and_no_passport(people, client, board):
    _, token = shares.create(board, people.owner)
    page = client.get(f"/s/{token}/").content.decode()
    assert "/passport/" not in page
    assert "mark=1" in page


@pytest.fixture
def cloud(shop_board):
    return shop_board(("scatter",))


def the_drawing(client, token: str, query: str = "", inner: str = ""):
    return client.get(f"/s/{token}/{inner}widgets/{Widget.objects.get().pk}/drawing/{query}")


def test_a_visitor_gets_the_tooltip_of_every_mark_under_the_filters_of_the_link(people, client, cloud):
    DashboardFilter.objects.create(dashboard=cloud, column="region", kind="category", value={"values": ["South"]})
    link, token = shares.create(cloud, people.owner, options={"locked": {"region": {"values": ["South"]}}})
    assert "js/tooltips" in client.get(f"/s/{token}/").content.decode()
    answer = the_drawing(client, token, "?in:region=North")
    body = answer.content.decode()
    assert "South" in body
    assert "North" not in body
    assert "/passport/" not in body
    assert "c-few" not in body
    assert answer.headers["Cache-Control"] == "no-store"
    shares.revoke(link)
    assert the_drawing(client, token).status_code == 404


def test_a_password_a_stranger_and_a_widget_of_another_board_get_nothing(people, client, cloud):
    _, token = shares.create(cloud, people.owner, password="open sesame 12")
    assert the_drawing(client, token).status_code == 404
    assert the_drawing(client, "nonsense").status_code == 404
    _, free = shares.create(cloud, people.owner)
    assert client.get(f"/s/{free}/widgets/999999/drawing/").status_code == 404
    assert the_drawing(client, free, inner="embed/").status_code == 404  # no site may embed it


def test_a_frame_gets_them_under_the_filters_that_its_site_has_signed(people, client, cloud):
    options = {"embed": ["https://example.org"], "signed": True}
    link, token = shares.create(cloud, people.owner, options=options)
    assert the_drawing(client, token).status_code == 404
    assert the_drawing(client, token, inner="embed/").status_code == 404
    filters, until = "in:region=South", "9999999999"
    signature = shares.signature_of(shares.signing_key(link), filters, until)
    query = f"?filters=in%3Aregion%3DSouth&until={until}&signature={signature}"
    body = the_drawing(client, token, query, "embed/").content.decode()
    assert 0 < body.count("<title>") < 2 * 600
    assert "c-few" not in body
    assert "<a href" not in body
    assert from_query(filters) == {"region": {"values": ["South"]}}
    assert dashboards.sight(dashboards.lens("", link=link, fixed=filters)).still
