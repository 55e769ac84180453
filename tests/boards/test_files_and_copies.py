"""Dashboards as files and once more: exports, rows behind, pictures, copies, templates, import."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.boards import shares
from core.boards.picture_sizes import size_of
from core.models import Dashboard

pytestmark = pytest.mark.django_db


def png(width, height):
    """The beginning of one; what is shown of it is the browser's business."""
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\0" * 24


PNG = png(40, 30)


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
    client.post(path, {"file": SimpleUploadedFile("cut.png", PNG[:14])})
    client.post(path, {})
    assert board.images.count() == 1


def test_a_small_file_that_unpacks_to_a_huge_picture_is_refused_with_its_size(people, board, browse):
    client = browse(people.editor)
    client.post(f"/dashboards/{board.pk}/images/", {"file": SimpleUploadedFile("bomb.png", png(60_000, 60_000))})
    assert "60,000 × 60,000 points" in client.get(f"/dashboards/{board.pk}/").content.decode()
    assert not board.images.exists()


@pytest.mark.parametrize(("mime", "data"), [
    ("image/gif", b"GIF89a\x28\x00\x1e\x00"),
    ("image/jpeg", b"\xff\xd8\xff\xe0\x00\x04ab\xff\xff\xc2\x00\x11\x08\x00\x1e\x00\x28"),
    ("image/webp", b"RIFF\0\0\0\0WEBPVP8X" + b"\0" * 8 + b"\x27\0\0\x1d\0\0"),
    ("image/webp", b"RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f" + (39 | 29 << 14).to_bytes(4, "little")),
    ("image/webp", b"RIFF\0\0\0\0WEBPVP8 " + b"\0" * 10 + b"\x28\0\x1e\0"),
])  # fmt: skip
def test_the_size_of_every_kind_of_picture_is_read_without_unpacking_it(mime, data):
    assert size_of(data, mime) == (40, 30)
    assert size_of(data[: len(data) // 2], mime) is None


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
