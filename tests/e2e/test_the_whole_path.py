"""The main job in a real browser on a real server: sign up, upload, watch, dashboard; with and without scripts."""

from __future__ import annotations

import json
import re

import pytest

from core.demo import write_table
from tests import browsing
from tests.serving import Server

pytestmark = [
    pytest.mark.browser,
    pytest.mark.services,
    pytest.mark.slow,
    browsing.NEEDED,
]
PATIENCE = 120_000  # milliseconds; the machine may be busy
WATCH = """() => {
  window.seen = new Set();
  const look = () => window.seen.add(document.querySelector("[id^=dataset-][id$=-progress]")?.innerText);
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true, characterData: true });
  look();
}"""
"""Collects what the progress fragment says, from one swap to the next."""


@pytest.fixture(scope="module", params=["uvicorn", "daphne"])
def server(request, tmp_path_factory):
    server = Server(tmp_path_factory.mktemp(request.param), request.param).start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def orders(tmp_path_factory):
    path = tmp_path_factory.mktemp("files") / "bike orders.csv"
    write_table(path, seed=11, count=6_000)
    return path


def status(page, url: str) -> dict:
    return json.loads(page.request.get(re.sub(r"(/datasets/\d+/).*", r"\1status.json", url)).text())


def test_from_a_file_to_a_dashboard_with_two_tabs_that_both_move(server, orders):
    complaints = browsing.Complaints()
    with browsing.browser() as chromium:
        context = chromium.new_context(viewport={"width": 1280, "height": 860})
        page = context.new_page()
        complaints.listen(page)
        browsing.sign_up(page, server.url, f"ada-{server.kind}")
        page.goto(f"{server.url}/datasets/upload/")
        page.set_input_files("input[type=file]", str(orders))
        if page.locator("[data-drop-send]").is_visible():
            page.click("[data-drop-send]")
        page.wait_for_url(re.compile(r"/datasets/\d+/$"), timeout=PATIENCE)
        page.evaluate(WATCH)
        other = context.new_page()
        complaints.listen(other)
        other.goto(page.url)
        other.evaluate(WATCH)
        for tab in (page, other):  # without a reload
            tab.wait_for_selector("table tbody tr", timeout=PATIENCE)
            tab.wait_for_function(
                "() => !document.querySelector('[id^=dataset-][id$=-progress] progress')", timeout=PATIENCE
            )
            assert len(tab.evaluate("() => [...window.seen]")) >= 3, "the bar moved"
            tab.wait_for_selector("a:text('Open dashboard')", timeout=PATIENCE)
        assert status(page, page.url)["state"] == "ready"
        browsing.keep(page, f"dataset-{server.kind}")
        page.goto(page.url + "insights/")
        page.wait_for_selector("[id$='-insights'] article", timeout=PATIENCE)
        browsing.keep(page, f"insights-{server.kind}")
        dashboard = status(page, page.url)["dashboard"]
        page.goto(server.url + dashboard)
        page.wait_for_selector("article.widget svg", timeout=PATIENCE)
        assert page.locator("article.widget-chart svg").count() >= 4
        assert page.locator("article.widget-number").count() >= 2
        browsing.keep(page, f"dashboard-{server.kind}")
    assert not complaints, "\n".join(complaints)


def test_insights_arrive_on_an_open_page(server, orders):
    with browsing.browser() as chromium:
        page = chromium.new_page()
        browsing.sign_up(page, server.url, f"eva-{server.kind}")
        page.goto(f"{server.url}/datasets/upload/")
        page.set_input_files("input[type=file]", str(orders))
        if page.locator("[data-drop-send]").is_visible():
            page.click("[data-drop-send]")
        page.wait_for_url(re.compile(r"/datasets/\d+/$"), timeout=PATIENCE)
        page.goto(page.url + "insights/")
        assert status(page, page.url)["state"] != "ready"
        page.wait_for_selector("[id$='-insights'] article", timeout=PATIENCE)


def test_the_same_path_without_scripts(server, orders):
    with browsing.browser() as chromium:
        context = chromium.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
        page = context.new_page()
        browsing.sign_up(page, server.url, f"bob-{server.kind}")
        page.goto(f"{server.url}/datasets/upload/")
        page.set_input_files("input[type=file]", str(orders))
        page.click("[data-drop-send]")
        assert re.search(r"/datasets/\d+/$", page.url)
        for _ in range(240):
            if status(page, page.url)["state"] in {"ready", "failed"}:
                break
            page.wait_for_timeout(500)
        page.reload()
        assert status(page, page.url)["state"] == "ready"
        assert page.locator("table tbody tr").count() >= 20
        browsing.keep(page, f"dataset-no-script-{server.kind}")
        page.goto(server.url + status(page, page.url)["dashboard"])
        assert page.locator("article.widget-chart svg").count() >= 4
        browsing.keep(page, f"dashboard-no-script-{server.kind}")


def test_markup_in_headers_and_cells_is_shown_as_text(server, tmp_path):
    payload = "<img src=x onerror=alert(1)>"
    table = tmp_path / "payload.csv"
    rows = "".join(f"{payload}{n % 3},{n},{n * 2 % 7}\n" for n in range(120))
    table.write_text(f"<b>group</b>,<script>alert(2)</script>,plain\n{rows}")
    fired: list[str] = []
    with browsing.browser() as chromium:
        page = chromium.new_page()
        page.on("dialog", lambda dialog: (fired.append(dialog.message), dialog.dismiss()))
        browsing.sign_up(page, server.url, f"mia-{server.kind}")
        page.goto(f"{server.url}/datasets/upload/")
        page.set_input_files("input[type=file]", str(table))
        if page.locator("[data-drop-send]").is_visible():
            page.click("[data-drop-send]")
        page.wait_for_url(re.compile(r"/datasets/\d+/$"), timeout=PATIENCE)
        for _ in range(240):
            if status(page, page.url)["state"] in {"ready", "failed"}:
                break
            page.wait_for_timeout(250)
        found = status(page, page.url)
        assert found["state"] == "ready", found
        base = page.url
        for place in (base, base + "cleaning/", base + "insights/", base + "reading/", server.url + found["dashboard"]):
            page.goto(place)
            assert page.locator("main img[src=x]").count() == 0
            assert page.locator("main b", has_text="group").count() == 0
        assert payload in page.content().replace("&lt;", "<").replace("&gt;", ">")
    assert not fired


def test_a_server_killed_in_the_middle_finishes_after_its_restart(tmp_path, orders):
    server = Server(tmp_path).start()
    try:
        with browsing.browser() as chromium:
            page = chromium.new_page()
            browsing.sign_up(page, server.url, "kim")
            page.goto(f"{server.url}/datasets/upload/")
            page.set_input_files("input[type=file]", str(orders))
            if page.locator("[data-drop-send]").is_visible():
                page.click("[data-drop-send]")
            page.wait_for_url(re.compile(r"/datasets/\d+/$"), timeout=PATIENCE)
            server.kill()
            server.start()
            for _ in range(240):
                if status(page, page.url)["state"] in {"ready", "failed", "interrupted"}:
                    break
                page.wait_for_timeout(500)
            assert status(page, page.url)["state"] == "ready"
    finally:
        server.stop()
