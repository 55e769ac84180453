"""Charts of very many marks: light at first, and every mark has its tooltip as soon as a pointer comes to one."""

from __future__ import annotations

import html
import itertools
import re

import pytest
from charts_cast import SPECS

from analytics.charts import svg
from core.boards import shares
from core.models import Visualization, Widget


def line(count: int) -> dict:
    ys = [(n * 7919) % 1000 / 10 for n in range(count)]
    return {"data": [{"type": "scatter", "mode": "lines", "x": list(range(count)), "y": ys}], "layout": {}}


def tips(drawn: str) -> int:
    return len(re.findall(r"<title>", drawn))


def test_a_cloud_has_tooltips_on_some_and_in_full_on_all(shop):
    few = shop.drawing(SPECS["scatter"])
    assert "c-few" in few
    full = shop.drawing(SPECS["scatter"], full=True)
    assert "c-few" not in full
    assert tips(few) < tips(full) == full.count("<circle") - 5  # the keys of the legend
    assert "c-few" not in shop.drawing(SPECS["bars"])


def test_a_full_line_misses_no_place_that_a_pointer_can_tell_apart():
    for count, size in ((300, 900), (1000, 700), (3000, 700)):
        drawn = svg.draw(line(count), width=size, height=300, full=True)
        places = [float(x) for x in re.findall(r'<circle class="c-hit[^"]*" cx="([\d.]+)"', drawn)]
        assert max(b - a for a, b in itertools.pairwise(places)) < 2 * 2 + size / count
        assert tips(drawn) >= min(count, size / 2 * 0.6)
        assert "c-few" in svg.draw(line(count), width=size, height=300)


@pytest.fixture
def board(shop_board):
    return shop_board(("scatter", "bars"))


@pytest.mark.django_db
def test_the_full_drawing_is_fetched_for_a_chart_and_for_a_widget(people, client, board):
    client.force_login(people.viewer)
    chart = Visualization.objects.get(name="scatter")
    page = client.get(f"/visualizations/{chart.pk}/").content.decode()
    assert "c-few" in page
    full = client.get(f"/visualizations/{chart.pk}/drawing/").content.decode()
    assert full.count("<svg") == 2
    assert "c-few" not in full
    assert full.count("/passport/?mark=1") == 2 * 600  # the wide and the narrow one
    widget = Widget.objects.get(title="scatter")
    part = client.get(f"/dashboards/{board.pk}/widgets/{widget.pk}/drawing/?mine=1&in:region=South").content.decode()
    assert 0 < part.count("<title>") < full.count("<title>")
    assert "mine=1&amp;in%3Aregion=South&amp;mark=1&amp;in%3Aregion=South" in part


@pytest.mark.django_db
def test_strangers_get_no_full_drawing(people, client, board):
    client.force_login(people.stranger)
    chart, widget = Visualization.objects.get(name="scatter"), Widget.objects.get(title="scatter")
    for path in (f"/visualizations/{chart.pk}/drawing/", f"/dashboards/{board.pk}/widgets/{widget.pk}/drawing/"):
        assert client.get(path).status_code == 404


@pytest.mark.django_db
def test_without_a_pointer_every_number_is_a_link_and_a_page_away(people, client, board):
    client.force_login(people.viewer)
    chart = Visualization.objects.get(name="scatter")
    page = client.get(f"/visualizations/{chart.pk}/").content.decode()
    assert "The first 200 of 600 rows are here." in page
    origin = re.search(r'<a href="([^"]+)">All of them, page by page', page)[1]
    places = []
    for number in range(1, 5):
        answer = client.get(origin, {"page": number}).content.decode()
        places += [int(place) for place in re.findall(r"n=0&amp;r=(\d+)", answer)]
        assert ('rel="next"' in answer) == (number < 3)
        if number == 3:
            last = re.findall(r'passport-link" href="(\?[^"]+)"', answer)[-1]
    assert places == list(range(600))
    assert '<span class="badge ok">same</span>' in client.get(f"{origin}{html.unescape(last)}").content.decode()


@pytest.mark.django_db
def test_visitors_read_in_words_how_much_of_the_table_they_see(people, client, board):
    _, token = shares.create(board, people.owner)
    page = client.get(f"/s/{token}/").content.decode()
    assert "The first 500 of 600 rows." in page
