"""A page is sent what it shows: no drawing for narrow widgets where its widgets are wide."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from core.boards import drawings_shown

pytestmark = pytest.mark.django_db
NARROW = 'class="c-chart c-narrow"'


def drawings(html: str, number: int) -> tuple[int, int]:
    """How many drawings stand in that widget, and how many of them are for narrow places."""
    widget = re.search(rf'<article id="widget-{number}".*?</article>', html, re.DOTALL)
    assert widget, f"widget {number} was not sent"
    return len(re.findall(r'class="c-chart', widget[0])), widget[0].count(NARROW)


def asked(board, person, **headers) -> str:
    """What the page's own request for other filters is answered."""
    client = Client()
    client.force_login(person)
    address = f"/dashboards/{board.pk}/"
    where = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{address}", **headers}
    answer = client.get(f"{address}?mine=1&in:region=North", headers=where)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_wide_page_is_sent_each_drawing_once_and_a_phone_the_narrow_one_too(people, board, widget):
    charts = [widget(title).pk for title in ("By region", "By year")]  # six columns wide both
    phone, wide = asked(board, people.viewer), asked(board, people.viewer, **{"X-Wide": "6"})
    assert [drawings(phone, each) for each in charts] == [(2, 1)] * 2
    assert [drawings(wide, each) for each in charts] == [(1, 0)] * 2
    assert re.sub(r'<svg [^>]*c-narrow".*?</svg>', "", phone, flags=re.DOTALL) == wide, "nothing else is left out"


def test_a_page_whose_small_widgets_are_narrow_keeps_their_narrow_drawings(people, board, widget):
    board.widgets.filter(title="By year").update(w=5)
    html = asked(board, people.viewer, **{"X-Wide": "6"})
    assert drawings(html, widget("By region").pk) == (1, 0)
    assert drawings(html, widget("By year").pk)[1] == 1


def test_the_answer_to_an_edit_is_cut_like_the_rest(people, board, widget):
    client = Client()
    client.force_login(people.editor)
    for wide, narrow in (("0", 1), ("6", 0)):
        answer = client.post(
            f"/dashboards/{board.pk}/operations/",
            {"op": "edit", "widget": widget("By region").pk, "field": "color", "value": 2 + narrow},
            headers={"HX-Request": "true", "X-Wide": wide},
        )
        assert drawings(answer.content.decode(), widget("By region").pk)[1] == narrow


@pytest.mark.parametrize("said", ["", "0", "13", "-1", "4.5", "six", "٣", "9" * 400])
def test_what_a_page_says_wrongly_of_its_width_leaves_nothing_out(said):
    assert drawings_shown.cut_for(said) is None


def test_a_text_that_looks_like_a_drawing_stays(people, board):
    text = f'<svg xmlns="http://www.w3.org/2000/svg" {NARROW}>said in a note</svg>'
    board.widgets.filter(title="Note").update(options={"text": f"`{text}`"})
    client = Client()
    client.force_login(people.viewer)
    html = client.get(f"/dashboards/{board.pk}/state/", headers={"X-Wide": "1"}).content.decode()
    assert "said in a note" in html


@pytest.mark.parametrize(
    ("said", "name"),
    [("a1b2c3d4e5f6", "a1b2c3d4e5f6"), ("short", ""), ("x" * 41, ""), ("name with spaces", ""), ("ünïcödé123", "")],
)
def test_a_page_has_a_name_only_if_it_is_one(said, name):
    assert drawings_shown.page_name(said) == name
