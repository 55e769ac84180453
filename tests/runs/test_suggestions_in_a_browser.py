"""Suggestions appear on the open page by themselves, and after a reload without any script."""

from __future__ import annotations

import re

import pytest
from test_suggestions_come_last import TEXT

from tests.browsing import NEEDED, Complaints, browser, sign_in, sign_up
from tests.serving import Server

pytestmark = [pytest.mark.browser, pytest.mark.services, NEEDED]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    running = Server(tmp_path_factory.mktemp("suggestions")).start()
    yield running
    running.stop()


def test_suggestions_come_to_the_open_page_and_to_one_without_script(server, tmp_path):
    file = tmp_path / "orders.csv"
    file.write_text(TEXT, encoding="utf-8")
    with browser() as chromium:
        page = chromium.new_page()
        complaints = Complaints()
        complaints.listen(page)
        sign_up(page, server.url, "ann")
        page.goto(f"{server.url}/datasets/upload/")
        page.set_input_files("#file", str(file))
        page.wait_for_url(re.compile(r"/datasets/\d+/$"), timeout=60_000)
        link = f"{page.url}cleaning/"
        page.goto(link)
        page.evaluate("window.neverLeft = true")
        page.wait_for_selector(".suggestion", timeout=120_000)
        assert page.evaluate("window.neverLeft")
        assert page.locator(".stat", has_text="suggestion").locator(".stat-value").inner_text() != "0"
        assert page.locator("text=still being looked for").count() == 0
        assert complaints == []
        plain = chromium.new_context(java_script_enabled=False).new_page()
        sign_in(plain, server.url, "ann")
        plain.goto(link)
        assert plain.locator(".suggestion").count() > 0
