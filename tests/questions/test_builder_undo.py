"""In the builder a step can be taken back and made again, with and without JavaScript."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest

from tests import browsing

FORM = {"kind": "bar", "dimension": "region", "measure": "amount", "agg": "sum"}


def trail_in(html: str) -> str:
    return unescape(re.search(r'name="trail" value="([^"]*)"', html).group(1))


def chosen_in(html: str, name: str) -> str:
    select = re.search(rf'<select name="{name}">(.*?)</select>', html, re.DOTALL).group(1)
    found = re.search(r"<option(?: value=\"([^\"]*)\")? selected>([^<]*)", select)
    return "" if not found else found.group(1) or found.group(2)


@pytest.mark.django_db
def test_steps_go_back_and_forth_by_plain_forms(people, orders, enter):
    browser = enter(people.editor)
    url = f"/visualizations/new/?dataset={orders.pk}"
    page = browser.get(url).content.decode()
    opened = chosen_in(page, "kind"), chosen_in(page, "dimension")  # as the columns suggest

    def send(**fields):
        nonlocal page
        answer = browser.post("/visualizations/new/", {"dataset": orders.pk, "trail": trail_in(page), **fields})
        page = answer.content.decode()

    send(**FORM, preview="1")
    send(**{**FORM, "kind": "pie"}, preview="1")
    send(**{**FORM, "kind": "pie"}, step="undo")
    assert (chosen_in(page, "kind"), chosen_in(page, "dimension")) == ("bar", "region")
    send(**FORM, step="redo")
    assert chosen_in(page, "kind") == "pie"
    send(**{**FORM, "kind": "pie"}, step="undo")
    send(**{**FORM, "agg": "mean"}, step="undo")  # what was changed and not sent is the step that is taken back
    assert chosen_in(page, "agg") == "sum"
    send(**FORM, step="undo")
    assert (chosen_in(page, "kind"), chosen_in(page, "dimension")) == opened
    assert re.search(r'value="undo"[^>]* disabled', page)


@pytest.mark.django_db
def test_a_trail_that_is_none_harms_nobody(people, orders, enter):
    browser = enter(people.editor)
    for trail in (
        "",
        "no",
        "[]",
        '{"at": 9, "states": []}',
        '{"at": "x", "states": [1]}',
        "[" * 50_000,
        json.dumps({"at": 0, "states": [{"kind": "<b>"}]}),
    ):
        answer = browser.post("/visualizations/new/", {"dataset": orders.pk, "trail": trail, **FORM, "step": "undo"})
        assert answer.status_code == 200
        assert "<b>" not in answer.content.decode()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@browsing.NEEDED
def test_undo_in_a_browser_by_keyboard(live_server, people, orders):
    complaints = browsing.Complaints()
    with browsing.browser() as chromium:
        page = chromium.new_page()
        complaints.listen(page)
        browsing.sign_in(page, live_server.url, "editor")
        page.goto(f"{live_server.url}/visualizations/new/?dataset={orders.pk}")
        opened = page.input_value("[name=kind]"), page.input_value("[name=dimension]")
        assert opened == ("line", "day")
        page.select_option("[name=dimension]", "region")
        page.wait_for_selector("#chart-preview h2:has-text('region')")
        page.select_option("[name=kind]", "pie")
        page.wait_for_selector("[name=trail][value*=pie]", state="attached")
        page.locator("[value=undo]").focus()
        page.wait_for_selector("[value=undo]:not([disabled])")
        page.keyboard.press("Enter")
        page.wait_for_selector("[name=kind] option[value=line]:checked", state="attached")
        page.click("[value=undo]")
        page.wait_for_selector("[name=dimension] option:checked:has-text('day')", state="attached")
        page.click("[value=redo]")
        page.wait_for_selector("[name=dimension] option:checked:has-text('region')", state="attached")
    sockets = ("/ws/", "[object Event]")  # this server has none
    assert not [each for each in complaints if not any(word in each for word in sockets)]
