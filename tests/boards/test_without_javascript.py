"""Everything by plain forms: build, arrange, filter, share."""

from __future__ import annotations

import re
from html import unescape

import pytest

pytestmark = pytest.mark.django_db


def forms(html: str) -> list[dict[str, str]]:
    """The fields of each form that posts, with the words on its button."""
    found = []
    for body in re.findall(r'<form[^>]*method="post"[^>]*>(.*?)</form>', html, re.S):
        fields = {}
        for tag in re.findall(r"<input[^>]*>", body):
            name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
            if name and name.group(1) != "csrfmiddlewaretoken":
                fields[unescape(name.group(1))] = unescape(value.group(1)) if value else ""
        button = re.search(r"<button[^>]*>(.*?)</button>", body, re.S)
        found.append({**fields, "button": button.group(1) if button else ""})
    return found


def press(client, board, widget, label):
    page = client.get(f"/dashboards/{board.pk}/?edit={widget.pk}").content.decode()
    form = next(each for each in forms(page) if each["button"] == label and each.get("widget") == str(widget.pk))
    form.pop("button")
    answer = client.post(f"/dashboards/{board.pk}/operations/", form)
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith(f"/dashboards/{board.pk}/?edit={widget.pk}"), "the panel stays open"
    widget.refresh_from_db()


def test_a_widget_is_moved_and_resized_by_buttons(people, board, widget, browse):
    client, chart = browse(people.editor), widget("By year")
    press(client, board, chart, "Left")
    assert chart.x == 5
    press(client, board, chart, "Wider")
    press(client, board, chart, "Taller")
    assert (chart.w, chart.h) == (7, 5)
    press(client, board, chart, "Down")
    assert chart.y == 3
    press(client, board, chart, "Narrower")
    press(client, board, chart, "Flatter")
    assert (chart.w, chart.h) == (6, 4)


def test_a_refusal_is_said_on_the_page(people, board, browse):
    client = browse(people.editor)
    assert client.post(f"/dashboards/{board.pk}/operations/", {"op": "undo"}).status_code == 303
    answer = client.get(f"/dashboards/{board.pk}/")
    assert "There is nothing of yours to undo." in answer.content.decode()


def test_the_forms_of_the_page_add_and_rename(people, board, browse):
    client = browse(people.editor)
    path = f"/dashboards/{board.pk}/operations/"
    client.post(path, {"op": "add", "kind": "text", "text": "Hello **team**"})
    client.post(path, {"op": "rename", "name": "Together"})
    page = client.get(f"/dashboards/{board.pk}/").content.decode()
    assert "<strong>team</strong>" in page
    assert "<h1>Together</h1>" in page


def test_the_panel_of_a_widget_is_offered_to_editors_alone(people, board, widget, browse):
    chart = widget("By year")
    assert "Edit “By year”" in browse(people.editor).get(f"/dashboards/{board.pk}/?edit={chart.pk}").content.decode()
    assert (
        "Edit “By year”" not in browse(people.viewer).get(f"/dashboards/{board.pk}/?edit={chart.pk}").content.decode()
    )
