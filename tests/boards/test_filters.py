"""Filters: the team's, one's own in the URL, and marks of charts that filter the others."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import urlencode

import pytest

from core.boards.filter_urls import from_query, to_query

pytestmark = pytest.mark.django_db
OWN = {"HTTP_HX_REQUEST": "true"}


def shown(html: str) -> set[str]:
    return set(re.findall(r'id="(widget-\d+)"', html))


def number(html: str) -> str:
    found = re.search(r'class="stat-value">([^<]+)<', html)
    assert found, html
    return found.group(1)


def test_a_filter_of_the_team_changes_the_charts_whose_data_has_the_column_and_no_other(people, board, widget, act):
    answer = act(people.editor, op="filter", name="region", value=["North"])
    html = answer.content.decode()
    assert {f"widget-{widget(title).pk}" for title in ("Total", "By region", "By year")} == shown(html)
    assert number(html) == "3,660"  # 244 days of North, half of them at 10 and half at 20


def test_filters_in_the_url_are_for_whoever_has_the_url(people, board, browse):
    page = browse(people.viewer).get(f"/dashboards/{board.pk}/?in:region=North").content.decode()
    assert number(page) == "3,660"
    assert "Back to the team’s filters" in page
    team = browse(people.viewer).get(f"/dashboards/{board.pk}/").content.decode()
    assert number(team) == "10,950"


@pytest.mark.parametrize(
    ("query", "total"),
    [
        ("from:day=2024-01-01&to:day=2024-12-30", "7,300"),
        ("period:day=7d", "140"),
        ("low:amount=15", "7,300"),
        ("has:region=orth", "3,660"),
        ("in:region=North&in:region=South", "7,300"),
        ("from:day=nonsense&low:amount=x&period:day=never", "10,950"),
        ("in:no+such+column=1", "10,950"),
    ],
)
def test_every_kind_of_filter_counts(people, board, browse, query, total):
    assert number(browse(people.viewer).get(f"/dashboards/{board.pk}/?{query}").content.decode()) == total


def test_a_mark_is_a_link_that_filters_by_what_it_stands_for(people, board, widget, browse):
    client = browse(people.viewer)
    page = client.get(f"/dashboards/{board.pk}/").content.decode()
    links = {unescape(link) for link in re.findall(r'<a [^>]*href="(\?[^"]*mark=1[^"]*)"', page)}
    north = next(link for link in links if "in%3Aregion=North" in link)
    assert number(client.get(f"/dashboards/{board.pk}/{north}").content.decode()) == "3,660"


def test_of_a_click_on_a_mark_only_the_charts_that_change_are_swapped(people, board, widget, browse):
    client = browse(people.viewer)
    here = f"http://testserver/dashboards/{board.pk}/"
    answer = client.get(f"{here}?mine=1&mark=1&in:region=North", HTTP_HX_CURRENT_URL=here, **OWN)
    html = answer.content.decode()
    assert {f"widget-{widget(title).pk}" for title in ("Total", "By region", "By year")} == shown(html)
    assert answer.headers["HX-Push-Url"] == f"/dashboards/{board.pk}/?mine=1&in%3Aregion=North"
    assert f'id="dashboard-{board.pk}-socket"' in html, "what is pushed from now on is seen through the new filters"
    same = client.get(f"{here}?in:region=North", HTTP_HX_CURRENT_URL=f"{here}?in:region=North", **OWN)
    assert shown(same.content.decode()) == set()


def test_a_mark_takes_the_place_of_the_last_one_and_a_second_click_takes_it_away():
    assert from_query("mine=1&in:region=North&mark=1&in:region=South") == {"region": {"values": ["South"]}}
    assert from_query("mine=1&in:region=North&in:x=1&mark=1&in:region=North") == {"x": {"values": ["1"]}}
    assert from_query("in:region=North&mark=1&from:day=2024-01-01&to:day=2024-01-31") == {
        "region": {"values": ["North"]},
        "day": {"from": "2024-01-01", "to": "2024-01-31"},
    }
    assert from_query("page=3") is None


def test_a_url_says_the_same_there_and_back():
    values = {
        "a & b=c": {"values": ["x:y", "ü"]},
        "day": {"from": "2024-01-01", "to": "2024-02-01"},
        "n": {"low": 1.5, "high": 2.0},
        "t": {"contains": "50 % & more"},
        "p": {"period": "30d"},
    }
    assert from_query(to_query(values)) == values


def test_a_year_that_was_clicked_is_shown_by_month(people, board, widget, browse):
    query = urlencode({"mine": 1, "from:day": "2024-01-01", "to:day": "2024-12-31"})
    page = browse(people.viewer).get(f"/dashboards/{board.pk}/?{query}").content.decode()
    chart = page.split(f'id="widget-{widget("By year").pk}"')[1].split("</article>")[0]
    assert len(re.findall(r"<tr>", chart)) == 1 + 12


def test_a_filter_that_the_team_adds_is_there_for_all_and_goes_again(people, board, act, browse):
    act(people.editor, op="filter", name="region")
    assert "<legend>region</legend>" in browse(people.viewer).get(f"/dashboards/{board.pk}/").content.decode()
    act(people.owner, op="unfilter", name="region")
    assert "<legend>region</legend>" not in browse(people.viewer).get(f"/dashboards/{board.pk}/").content.decode()


def test_two_people_who_set_one_filter_differently_are_told(people, board, act):
    act(people.owner, op="filter", name="region")
    assert act(people.owner, op="filter", name="region", value=["North"], version=1).status_code == 200
    answer = act(people.editor, op="filter", name="region", value=["South"], version=1)
    assert answer.status_code == 409
    assert {"North", "South"} <= set(re.findall(r"North|South", answer.content.decode()))


def test_a_number_is_compared_with_the_span_before(people, board, widget, act):
    total = widget("Total")
    act(people.editor, op="filter", name="day", value={"from": "2024-01-01", "to": "2024-12-30"})
    answer = act(people.editor, op="edit", widget=total.pk, field="compare", value="period")
    assert "+100.0%" in answer.content.decode()
