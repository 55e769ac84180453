"""Pictures go along, dashboards move between workspaces with their data, templates propose columns."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from analytics.schema import Column
from core.boards.column_matching import propose
from core.models import Dashboard, Membership, Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def picture():
    """A real PNG: a red square."""
    from analytics import charts

    square = '<rect x="0" y="0" width="40" height="30" fill="#ff0000"/>'
    return charts.png(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30" viewBox="0 0 40 30">{square}</svg>'
    )


@pytest.fixture
def pictured(people, board, browse, picture):
    browse(people.editor).post(
        f"/dashboards/{board.pk}/images/", {"file": SimpleUploadedFile("a.png", picture), "alt": "Red"}
    )
    return board


def image_of(board) -> bytes:
    widget = board.widgets.get(kind="image")
    return bytes(board.images.get(pk=widget.options["image"]).data)


def test_a_picture_is_in_the_copy_and_outlives_the_first(people, pictured, browse, picture):
    browse(people.editor).post(f"/dashboards/{pictured.pk}/duplicate/")
    copy = Dashboard.objects.get(name="Copy of Sales")
    pictured.delete()
    assert image_of(copy) == picture
    number = copy.widgets.get(kind="image").options["image"]
    assert browse(people.viewer).get(f"/dashboards/{copy.pk}/images/{number}/").content == picture


def test_a_picture_travels_in_templates_and_in_json(people, pictured, browse, sales, picture):
    client = browse(people.editor)
    client.post(f"/dashboards/{pictured.pk}/template/")
    kept = people.workspace.dashboard_templates.get()
    answer = client.post(f"/dashboards/templates/{kept.pk}/", {"dataset": sales.pk})
    made = Dashboard.objects.get(pk=int(answer.headers["Location"].split("/")[2]))
    assert image_of(made) == picture
    assert made.widgets.get(kind="image").options["alt"] == "Red"
    text = client.get(f"/dashboards/{pictured.pk}/export.json").content
    apply = client.post("/dashboards/templates/", {"file": SimpleUploadedFile("b.json", text)}).headers["Location"]
    answer = client.post(apply, {"dataset": sales.pk})
    made = Dashboard.objects.get(pk=int(answer.headers["Location"].split("/")[2]))
    assert image_of(made) == picture


@pytest.mark.parametrize("data", ["", "no base64!", "PHN2Zy8+", None, 7, {"a": 1}])
def test_what_is_no_picture_is_not_imported(people, pictured, browse, data):
    client = browse(people.editor)
    document = json.loads(client.get(f"/dashboards/{pictured.pk}/export.json").content)
    next(each for each in document["widgets"] if each["kind"] == "image")["picture"] = {"data": data}
    answer = client.post(
        "/dashboards/templates/", {"file": SimpleUploadedFile("b.json", json.dumps(document).encode())}
    )
    assert answer.headers["Location"] == "/dashboards/templates/"
    assert "has no picture that can be read" in client.get("/dashboards/templates/").content.decode()


def test_a_picture_is_in_every_kind_of_file(people, pictured, browse):
    client, base = browse(people.viewer), f"/dashboards/{pictured.pk}/export"
    assert 'src="data:image/png;base64,' in client.get(f"{base}.html").content.decode()
    with_picture = {fmt: client.get(f"{base}.{fmt}").content for fmt in ("pdf", "png")}
    pictured.widgets.filter(kind="image").update(removed=True)
    without = {fmt: client.get(f"{base}.{fmt}").content for fmt in ("pdf", "png")}
    drawn = [pdf.count(b"/Subtype/Image") for pdf in (with_picture["pdf"], without["pdf"])]
    assert drawn == [1, 0]
    assert with_picture["png"] != without["png"]


# Moving


@pytest.fixture
def second(people):
    """Another workspace of the editor's, which the owner does not know."""
    from core.models import Workspace

    made = Workspace.objects.create(name="Second", created_by=people.editor)
    Membership.objects.create(workspace=made, user=people.editor, role=Role.EDITOR)
    return made


def test_a_dashboard_moves_with_its_data_and_leaves_those_behind_who_stay(people, board, sales, stock, second, browse):
    client = browse(people.editor)
    assert "Move, with its data" in client.get(f"/dashboards/{board.pk}/").content.decode()
    client.post(f"/dashboards/{board.pk}/move/", {"workspace": second.pk})
    page = client.get(f"/dashboards/{board.pk}/").content.decode()
    assert "is in “Second” now" in page
    assert page.count("<svg") >= 3, "the charts find their data where it is now"
    for path in (f"/dashboards/{board.pk}/", f"/datasets/{sales.pk}/", f"/datasets/{stock.pk}/"):
        assert browse(people.owner).get(path).status_code == 404
        assert client.get(path).status_code == 200


def test_data_that_something_else_needs_stays_and_so_does_the_dashboard(people, board, widget, second, browse):
    browse(people.editor).post(f"/dashboards/{board.pk}/duplicate/")
    client = browse(people.editor)
    client.post(f"/dashboards/{board.pk}/move/", {"workspace": second.pk})
    assert "is also needed by the dashboard “Copy of Sales”" in client.get(f"/dashboards/{board.pk}/").content.decode()
    board.refresh_from_db()
    assert board.workspace_id == people.workspace.pk


def test_nobody_moves_into_or_out_of_a_workspace_where_they_may_not_edit(people, board, second, browse):
    client = browse(people.editor)
    assert client.post(f"/dashboards/{board.pk}/move/", {"workspace": people.elsewhere.pk}).status_code == 404
    second.memberships.update(role=Role.VIEWER)
    assert client.post(f"/dashboards/{board.pk}/move/", {"workspace": second.pk}).status_code == 403
    assert browse(people.viewer).post(f"/dashboards/{board.pk}/move/", {"workspace": second.pk}).status_code == 403
    board.refresh_from_db()
    assert board.workspace_id == people.workspace.pk


# Matching


COLUMNS = [
    Column("Order Date", "date", "time"),
    Column("total_amount", "decimal", "measure"),
    Column("Kunde", "text", "category"),
    Column("REGION", "text", "category"),
    Column("id", "integer", "identifier"),
]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"region": "text"}, {"region": "REGION"}),
        ({"order_date": "time"}, {"order_date": "Order Date"}),
        ({"amount total": "number"}, {"amount total": "total_amount"}),
        ({"when": "time"}, {"when": "Order Date"}),
        ({"revenue": "number"}, {"revenue": "total_amount"}),
        ({"customer": "text"}, {"customer": ""}),  # two texts could be meant
        ({"REGION": "number"}, {"REGION": "REGION"}),
        ({"region": "text", "regions": "text"}, {"region": "REGION", "regions": ""}),
        ({"": ""}, {"": ""}),
    ],
)
def test_columns_are_proposed_by_name_and_by_kind(wanted, found):
    assert propose(wanted, COLUMNS) == found


def test_the_page_of_a_template_proposes_what_stands_for_what(people, board, browse, sales):
    client = browse(people.editor)
    client.post(f"/dashboards/{board.pk}/template/")
    kept = people.workspace.dashboard_templates.get()
    other = sales.current
    text = json.dumps(other.clean_profile).replace('"day"', '"Order day"').replace('"amount"', '"Amount (EUR)"')
    other.clean_profile = json.loads(text)
    other.save()
    from core.versions import clean_data

    clean_data._profiles.clear()
    page = client.get(f"/dashboards/templates/{kept.pk}/?dataset={sales.pk}").content.decode()
    assert "<option selected>Order day</option>" in page
    assert "<option selected>Amount (EUR)</option>" in page
