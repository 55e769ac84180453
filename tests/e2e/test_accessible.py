"""Every main page, light on a desk and dark on a phone, as axe-core judges it: names, roles, contrast, focus."""

from __future__ import annotations

import re

import pytest

from core.demo import write_table
from tests import browsing
from tests.serving import Server

pytestmark = [pytest.mark.browser, pytest.mark.services, pytest.mark.slow, browsing.NEEDED]
PATIENCE = 120_000  # milliseconds; the machine may be busy
OPEN = ("/", "/accounts/login/", "/accounts/signup/", "/accounts/password-reset/")
OF_A_DATASET = ("", "reading/", "cleaning/", "insights/", "versions/")
OTHERS = (
    "/", "/datasets/", "/datasets/upload/", "/dashboards/", "/visualizations/", "/reports/", "/reports/new/",
    "/alerts/", "/alerts/new/", "/notices/", "/accounts/profile/", "/questions/", "/workspaces/new/",
    "/scheduler/", "/nothing/here/",
)  # fmt: skip


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    server = Server(tmp_path_factory.mktemp("accessible"), "uvicorn").start()
    yield server
    server.stop()


def judged(page, url: str) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    page.goto(url)
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{page.url}: {each['id']}: {node['html'][:200]}" for each in found for node in each["nodes"]]


def test_no_page_shuts_anyone_out(server, tmp_path):
    path = tmp_path / "orders.csv"
    write_table(path, seed=5, count=1_500)
    with browsing.browser() as chromium:
        context = chromium.new_context(viewport={"width": 1280, "height": 860})
        page = context.new_page()
        troubles = [trouble for each in OPEN for trouble in judged(page, server.url + each)]
        browsing.sign_up(page, server.url, "ada")
        troubles += judged(page, server.url + "/")
        page.goto(f"{server.url}/datasets/upload/")
        page.set_input_files("input[type=file]", str(path))
        if page.locator("[data-drop-send]").is_visible():
            page.click("[data-drop-send]")
        page.wait_for_url(re.compile(r"/datasets/\d+/$"), timeout=PATIENCE)
        dataset = page.url
        board = page.locator("a", has_text="Open dashboard")
        board.wait_for(timeout=PATIENCE)
        addresses = [dataset + each for each in OF_A_DATASET] + [server.url + each for each in OTHERS]
        addresses.append(page.evaluate("link => link.href", board.element_handle()))
        for look in ({"color_scheme": "light"}, {"color_scheme": "dark"}):
            page.emulate_media(**look)
            page.set_viewport_size({"width": 1280 if look["color_scheme"] == "light" else 360, "height": 860})
            troubles += [trouble for each in addresses for trouble in judged(page, each)]
    assert not troubles, "\n".join(troubles)
