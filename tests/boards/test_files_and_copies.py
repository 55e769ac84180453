"""Dashboards as files and once more: exports, rows behind, pictures, copies, templates, import."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.boards import shares
from core.models import Dashboard

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


def test_the_dashboard_is_saved_as_pdf_picture_and_page(people, board, browse):
    client = browse(people.viewer)
    starts = {"pdf": b"%PDF-", "png": b"\x89PNG", "html": b"<!doctype html>"}
    for fmt, start in starts.items():
        answer = client.get(f"/dashboards/{board.pk}/export.{fmt}?in:region=North")
        assert answer.status_code == 200, fmt
        assert answer.content.startswith(start), fmt
        assert f'filename="sales.{fmt}"' in answer.headers["Content-Disposition"]
    page = client.get(f"/dashboards/{board.pk}/export.html?in:region=North").content.decode()
    assert "3,660" in page
    assert "<script" not in page
    assert "mark=1" not in page
    assert client.get(f"/dashboards/{board.pk}/export.exe").status_code == 404
    assert browse(people.stranger).get(f"/dashboards/{board.pk}/export.pdf").status_code == 404


def test_the_rows_behind_a_chart_are_shown_and_saved_under_the_filters(people, board, widget, browse):
    client, path = browse(people.viewer), f"/dashboards/{board.pk}/widgets/{widget('By region').pk}"
    page = client.get(f"{path}/rows/?in:region=North&low:amount=15").content.decode()
    assert "The first 50 of 122 rows" in page
    text = client.get(f"{path}/rows.csv?in:region=North&low:amount=15").content.decode("utf-8-sig")
    assert len(text.splitlines()) == 123
    assert "South" not in text
    book = client.get(f"{path}/rows.xlsx?in:region=North").content
    assert "xl/workbook.xml" in zipfile.ZipFile(io.BytesIO(book)).namelist()
    assert browse(people.stranger).get(f"{path}/rows.csv").status_code == 404


def test_visitors_save_rows_only_where_the_link_allows_it_and_under_its_locked_filters(people, board, widget, browse):
    options = {"downloads": True, "locked": {"region": {"values": ["North"]}}}
    _, token = shares.create(board, people.owner, options=options)
    end = f"widgets/{widget('By region').pk}/rows.csv?in:region=South"
    answer = browse().get(f"/s/{token}/{end}")
    assert "North" in answer.content.decode()
    assert "South" not in answer.content.decode()
    _, closed = shares.create(board, people.owner)
    _, locked = shares.create(board, people.owner, password="x", options=options)
    for other in (closed, locked, "invented"):
        assert browse().get(f"/s/{other}/{end}").status_code == 404


def test_a_picture_is_shown_on_the_dashboard_and_behind_a_link_and_nothing_else_is_taken(people, board, browse):
    client = browse(people.editor)
    path = f"/dashboards/{board.pk}/images/"
    client.post(path, {"file": SimpleUploadedFile("logo.png", PNG), "alt": "Our <logo>"})
    shown = board.widgets.get(kind="image")
    page = client.get(f"/dashboards/{board.pk}/").content.decode()
    assert 'alt="Our &lt;logo&gt;"' in page
    picture = client.get(f"{path}{shown.options['image']}/")
    assert picture.headers["Content-Type"] == "image/png"
    assert picture.content == PNG
    _, token = shares.create(board, people.owner)
    assert browse().get(f"/s/{token}/images/{shown.options['image']}/").content == PNG
    assert browse(people.stranger).get(f"{path}{shown.options['image']}/").status_code == 404
    client.post(path, {"file": SimpleUploadedFile("evil.png", b"<svg onload=alert(1)>")})
    client.post(path, {})
    assert board.images.count() == 1


def test_a_copy_is_the_same_and_lives_on_its_own(people, board, widget, act, browse):
    answer = browse(people.editor).post(f"/dashboards/{board.pk}/duplicate/")
    copy = Dashboard.objects.get(name="Copy of Sales")
    assert answer.headers["Location"] == f"/dashboards/{copy.pk}/"
    places = lambda it: sorted(it.widgets.values_list("title", "kind", "x", "y", "w", "h"))  # noqa: E731
    assert places(copy) == places(board)
    act(people.editor, op="edit", widget=widget("Note").pk, field="title", value="Changed")
    assert copy.widgets.filter(title="Note").exists()
    assert browse(people.viewer).post(f"/dashboards/{board.pk}/duplicate/").status_code == 403


def test_an_exported_dashboard_is_imported_over_other_columns(people, board, browse, sales):
    from core.boards.filters import profile_of

    text = browse(people.viewer).get(f"/dashboards/{board.pk}/export.json").content
    assert b"owner" not in text
    document = json.loads(text)
    for each in document["widgets"]:
        if each["title"] == "By region":
            each["chart"]["spec"]["dimension"] = "Area"
    client = browse(people.editor)
    file = SimpleUploadedFile("board.json", json.dumps(document).encode())
    apply = client.post("/dashboards/templates/", {"file": file}).headers["Location"]
    page = client.get(f"{apply}?dataset={sales.pk}").content.decode()
    assert 'name="column:Area"' in page
    answer = client.post(apply, {"dataset": sales.pk, "column:Area": "region"})
    made = Dashboard.objects.get(pk=int(answer.headers["Location"].split("/")[2]))
    assert {each.title for each in made.widgets.all()} == {"Total", "By region", "By year", "Note"}, (
        "Pieces has no column"
    )
    assert made.widgets.get(title="By region").visualization.spec["dimension"] == "region"
    assert {column.name for column in profile_of(made.dataset.current).columns} >= {"region"}
    assert client.get(f"/dashboards/{made.pk}/").status_code == 200


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"format": "luminabi-dashboard", "version": 1}', "[" * 3000,
     '{"format": "luminabi-dashboard", "version": 1, "widgets": [{"kind": "chart", "x": 0, "y": 0, "w": 1, "h": 1}]}',
     '{"format": "luminabi-dashboard", "version": 1, "widgets": [{"kind": "text", "x": 1e999}]}'],
)  # fmt: skip
def test_what_is_no_dashboard_is_refused_in_a_sentence(people, browse, text):
    client = browse(people.editor)
    answer = client.post("/dashboards/templates/", {"file": SimpleUploadedFile("x.json", text.encode() or b" ")})
    assert answer.headers["Location"] == "/dashboards/templates/"
    assert 'class="notice' in client.get("/dashboards/templates/").content.decode() or text


def test_a_template_goes_over_data_of_ones_own_alone(people, board, browse, sales):
    browse(people.editor).post(f"/dashboards/{board.pk}/template/")
    kept = people.workspace.dashboard_templates.get()
    assert browse(people.stranger).get(f"/dashboards/templates/{kept.pk}/").status_code == 404
    assert browse(people.viewer).post(f"/dashboards/templates/{kept.pk}/", {"dataset": sales.pk}).status_code == 404
    assert browse(people.editor).post(f"/dashboards/templates/{kept.pk}/", {"dataset": sales.pk}).status_code == 303
