"""Filters that must be chosen, that follow one another, and that have a default."""

from __future__ import annotations

import re

import pyarrow as pa
import pytest

from analytics.schema import Column
from core.boards import shares
from tests.boards.conftest import ready

pytestmark = pytest.mark.django_db


@pytest.fixture
def towns(people, board):
    """Charts over a table of countries, regions and towns on the same dashboard."""
    from core.models import Visualization, Widget

    rows = [
        ("France", "North", "Lille"),
        ("France", "South", "Nice"),
        ("Spain", "South", "Cadiz"),
        ("Spain", "North", "Leon"),
    ]
    table = pa.table({name: [row[n] for row in rows] for n, name in enumerate(("country", "region", "town"))})
    columns = tuple(Column(name, "text", "category", distinct=2) for name in table.column_names)
    dataset = ready(people.workspace, people.owner, "Towns", table, columns)
    spec = {"kind": "bar", "dimension": "town", "measures": [{"agg": "count"}]}
    chart = Visualization.objects.create(workspace=people.workspace, dataset=dataset, name="Towns", spec=spec)
    Widget.objects.create(dashboard=board, kind="chart", title="Towns", visualization=chart, x=0, y=12, w=6, h=4)
    return dataset


def offered(html: str, name: str) -> set[str]:
    """The values that the filter of that column offers."""
    part = html.split(f"<legend>{name}")[1].split("</fieldset>")[0]
    return set(re.findall(r'value="([^"]*)"', part)) - {"1"}


def page(board, client, query: str = "") -> str:
    return client.get(f"/dashboards/{board.pk}/{query}").content.decode()


def part(html: str, widget) -> str:
    return html.split(f'id="widget-{widget.pk}"')[1].split("</article>")[0]


def test_charts_wait_for_a_required_filter_and_say_what_to_choose(people, board, widget, act, browse):
    act(people.editor, op="filter", name="region")
    html = act(people.editor, op="rule", name="region", field="required", value="1").content.decode()
    assert "Choose “region” above to see this." in part(html, widget("By region"))
    client = browse(people.viewer)
    everything = page(board, client)
    assert "<svg" not in part(everything, widget("By region"))
    assert "<svg" in part(everything, widget("Pieces")), "data without the column does not wait"
    assert "<svg" in part(page(board, client, "?in:region=North"), widget("By region"))
    act(people.editor, op="filter", name="region", value=["North"])
    assert "<svg" in part(page(board, client), widget("By region"))
    assert "Choose “region”" in part(page(board, client, "?mine=1"), widget("By region"))


def test_who_may_not_choose_for_the_team_is_led_to_filters_of_their_own(people, board, widget, act, browse):
    act(people.editor, op="filter", name="region")
    act(people.editor, op="rule", name="region", field="required", value="1")
    _, token = shares.create(board, people.owner)
    for client, address in ((browse(people.viewer), f"/dashboards/{board.pk}/"), (browse(), f"/s/{token}/")):
        html = part(client.get(address).content.decode(), widget("By region"))
        link = re.search(r'class="for-viewers" href="([^"]+)"', html)
        assert link
        assert {"North", "South", "East"} <= offered(client.get(address + link.group(1)).content.decode(), "region")
    _, closed = shares.create(board, people.owner, options={"filters": False})
    html = part(browse().get(f"/s/{closed}/").content.decode(), widget("By region"))
    assert "Nothing is chosen for “region” yet." in html
    assert "<a" not in html


def test_rows_and_files_wait_for_a_required_filter_too(people, board, widget, act, browse):
    act(people.editor, op="filter", name="region")
    act(people.editor, op="rule", name="region", field="required", value="1")
    client, base = browse(people.viewer), f"/dashboards/{board.pk}/widgets/{widget('By region').pk}"
    assert "Choose “region”" in client.get(f"{base}/rows/").content.decode()
    assert client.get(f"{base}/rows.csv").status_code == 303
    assert client.get(f"{base}/rows.csv?in:region=North").status_code == 200


def test_a_filter_offers_what_is_there_under_the_choice_in_the_one_above(people, board, towns, act, browse):
    for name in ("country", "region", "town"):
        act(people.editor, op="filter", name=name)
    act(people.editor, op="rule", name="town", field="under", value="region")
    act(people.editor, op="rule", name="region", field="under", value="country")
    html = act(people.editor, op="filter", name="country", value=["Spain"]).content.decode()
    assert offered(html, "town") == {"Cadiz", "Leon"}, "the change of one swaps those that follow it"
    html = act(people.editor, op="filter", name="region", value=["South"]).content.decode()
    assert offered(html, "town") == {"Cadiz"}
    own = page(board, browse(people.viewer), "?mine=1&in:country=France&in:town=Cadiz")
    assert offered(own, "town") == {"Lille", "Nice", "Cadiz"}
    assert "Cadiz (not there now)" in own, "what was chosen is not lost in silence"


def test_filters_do_not_depend_on_each_other_in_a_circle(people, board, towns, act):
    for name in ("country", "town"):
        act(people.editor, op="filter", name=name)
    act(people.editor, op="rule", name="town", field="under", value="country")
    for name, above in (("country", "town"), ("town", "town"), ("town", "nothing")):
        answer = act(people.editor, op="rule", name=name, field="under", value=above)
        assert answer.status_code == 422
    assert act(people.editor, op="rule", name="town", field="colour", value="x").status_code == 422


def test_filters_go_back_to_their_defaults_together_and_that_can_be_undone(people, board, act, browse):
    act(people.editor, op="filter", name="region", value=["North"])
    act(people.editor, op="rule", name="region", field="default", now="1")
    act(people.editor, op="filter", name="day", value={"period": "30d"})
    act(people.editor, op="filter", name="region", value=["South"])
    act(people.editor, op="defaults")
    values = {row.column: row.value for row in board.filters.all()}
    assert values == {"region": {"values": ["North"]}, "day": {"period": "30d"}}
    act(people.editor, op="undo")
    assert board.filters.get(column="region").value == {"values": ["South"]}
    own = page(board, browse(people.viewer), "?mine=1")
    assert 'href="?mine=1&amp;in%3Aregion=North"' in own, "one's own filters go to the defaults, too"
    assert act(people.editor, op="defaults").status_code == 200
    assert act(people.editor, op="defaults").status_code == 422


def test_the_rules_are_set_by_forms_on_a_page_for_editors(people, board, act, browse):
    act(people.editor, op="filter", name="region", value=["North"])
    client, address = browse(people.editor), f"/dashboards/{board.pk}/filters/"
    assert "Make “North” the default" in client.get(address).content.decode()
    fields = {"op": "rule", "name": "region", "field": "required", "value": "1", "page": "filters", "version": "1"}
    answer = client.post(f"/dashboards/{board.pk}/operations/", fields)
    assert (answer.status_code, answer.headers["Location"]) == (303, address)
    assert board.filters.get(column="region").rules == {"required": True}
    assert browse(people.viewer).get(address).status_code == 403


def test_a_filter_that_comes_back_by_undo_has_its_rules(people, board, act):
    act(people.editor, op="filter", name="region")
    act(people.editor, op="rule", name="region", field="required", value="1")
    act(people.editor, op="unfilter", name="region")
    act(people.editor, op="undo")
    assert board.filters.get(column="region").rules == {"required": True}
    act(people.editor, op="undo")
    assert board.filters.get(column="region").rules == {}
    act(people.editor, op="redo")
    assert board.filters.get(column="region").rules == {"required": True}
