"""Public links: view only, with an expiry, a password, locked filters, an end; and frames of allowed sites."""

from __future__ import annotations

import re
import time
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.utils import timezone

from core.boards import shares
from tests.boards.test_filters import number

pytestmark = pytest.mark.django_db


@pytest.fixture
def link(people, board):
    """``link(password="…", options={…})``: the row, and the path of the link."""

    def made(**more):
        row, token = shares.create(board, people.owner, **more)
        return row, f"/s/{token}/"

    return made


def test_an_editor_makes_a_link_that_is_shown_once_and_opened_by_anyone(people, board, browse):
    client = browse(people.editor)
    page = client.post(
        f"/dashboards/{board.pk}/share/", {"name": "Board", "days": "7", "filters": "1"}
    ).content.decode()
    path = re.search(r"/s/[\w-]+/", page).group()
    again = client.get(f"/dashboards/{board.pk}/share/").content.decode()
    assert "css/dashboards" in again  # which gives the link its full width
    assert path not in again
    answer = browse().get(path)
    assert answer.status_code == 200
    assert number(answer.content.decode()) == "10,950"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert board.share_links.get().views == 1


def test_nobody_edits_through_a_link(people, board, link, browse):
    _, path = link()
    page = browse().get(path).content.decode()
    assert "Add chart" not in page
    assert browse().post(f"/dashboards/{board.pk}/operations/", {"op": "rename", "name": "x"}).status_code == 302
    board.refresh_from_db()
    assert board.name == "Sales"


def test_expired_revoked_and_invented_links_are_the_same_404(people, board, link, browse):
    expired, one = link()
    expired.expires_at = timezone.now() - timedelta(seconds=1)
    expired.save()
    revoked, two = link()
    answer = browse(people.owner).post(f"/dashboards/{board.pk}/share/", {"revoke": revoked.pk})
    assert answer.status_code == 302
    gone = [browse().get(path) for path in (one, two, "/s/invented/")]
    assert [each.status_code for each in gone] == [404, 404, 404]


def test_a_password_is_asked_for_and_a_new_one_ends_old_passes(link, browse):
    row, path = link(password="open sesame")
    visitor = browse()
    asked = visitor.get(path)
    assert "Sales" not in asked.content.decode()
    assert row.views == 0
    assert visitor.post(path, {"password": "guess"}).status_code == 422
    assert visitor.post(path, {"password": "open sesame"}).status_code == 302
    assert number(visitor.get(path).content.decode()) == "10,950"
    assert "Sales" not in browse().get(path).content.decode(), "others are asked all the same"
    row.password = shares.make_password("changed")
    row.save()
    assert "Sales" not in visitor.get(path).content.decode()


def test_locked_filters_hold_whatever_the_visitor_asks_for(link, browse):
    _, path = link(options={"locked": {"region": {"values": ["North"]}}, "filters": True})
    for query in (
        "",
        "?mine=1",
        "?in:region=South",
        "?mark=1&in:region=South",
        "?in:region=North&mark=1&in:region=North",
    ):
        assert number(browse().get(path + query).content.decode()) == "3,660", query
    assert number(browse().get(path + "?low:amount=15").content.decode()) == "2,440"


def test_where_visitors_may_not_filter_no_mark_leads_anywhere(link, browse):
    _, path = link(options={"filters": False})
    page = browse().get(path + "?in:region=North").content.decode()
    assert number(page) == "10,950"
    assert "mark=1" not in page


def test_frames_are_for_allowed_sites_alone_and_show_what_they_signed(link, browse):
    row, path = link(options={"embed": ["https://intranet.example.org"]})
    answer = browse().get(f"{path}embed/")
    assert answer.status_code == 200
    assert "frame-ancestors https://intranet.example.org" in answer.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in answer.headers
    until = str(int(time.time()) + 600)
    query = "in:region=North"
    signature = shares.signature_of(shares.signing_key(row), query, until)
    signed = {"filters": query, "until": until, "signature": signature}
    page = browse().get(f"{path}embed/?{urlencode(signed)}&in:region=South").content.decode()
    assert number(page) == "3,660"
    for bad in ({**signed, "filters": ""}, {**signed, "signature": "0" * 64}, {**signed, "until": "1"}):
        assert browse().get(f"{path}embed/?{urlencode(bad)}").status_code == 404
    _, plain = link()
    assert browse().get(f"{plain}embed/").status_code == 404
    assert "frame-ancestors 'none'" in browse().get(plain).headers["Content-Security-Policy"]


def test_a_link_for_signed_frames_shows_nothing_without_a_signature(board, widget, link, browse):
    row, path = link(options={"embed": ["https://intranet.example.org"], "signed": True, "downloads": True})
    for closed in (path, f"{path}embed/", f"{path}widgets/{widget('Total').pk}/rows.csv"):
        assert browse().get(closed).status_code == 404, closed
    assert shares.find_pass(path.split("/")[2]) == (None, "")
    until = str(int(time.time()) + 600)
    signature = shares.signature_of(shares.signing_key(row), "in:region=North", until)
    query = urlencode({"filters": "in:region=North", "until": until, "signature": signature})
    assert number(browse().get(f"{path}embed/?{query}").content.decode()) == "3,660"
