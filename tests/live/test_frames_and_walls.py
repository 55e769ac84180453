"""A dashboard in a frame of somebody's site, on a wall, behind a link that ends, and through a colleague's filters."""

from __future__ import annotations

import hashlib
import hmac
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from tests import browsing
from tests.live.test_two_people_edit import JOIN, TABLE
from tests.serving import Server
from tests.visiting import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow, browsing.NEEDED]


class Site:
    """A page of somebody else's that shows an address in a frame."""

    def __init__(self) -> None:
        site = self
        self.framed = ""

        class Page(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = (
                    f'<!doctype html><title>Site</title><iframe width="900" height="700" src="{site.framed}"></iframe>'
                )
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    folder = tmp_path_factory.mktemp("frames")
    server = Server(folder).start()
    try:
        ada = Visitor(server.url).sign_up("ada")
        Visitor(server.url).sign_up("ben")
        server.manage("shell", "-c", JOIN)
        (folder / "sales.csv").write_text(TABLE)
        status = ada.wait(ada.upload(folder / "sales.csv"))
        assert status["dashboard"], status
        with browsing.browser() as chromium:
            page = chromium.new_context(viewport={"width": 1280, "height": 900}).new_page()
            browsing.sign_in(page, server.url, "ada")
            yield server.url + status["dashboard"], page, chromium
    finally:
        server.stop()


def made_link(page, address: str, **fields: str) -> str:
    page.goto(f"{address}share/")
    for name, value in fields.items():
        page.fill(f"[name={name}]", value)
    page.get_by_role("button", name="Make a link").click()
    return page.locator("input.copy").first.input_value()


def test_only_a_site_that_is_named_shows_the_dashboard_in_a_frame(stage):
    address, page, chromium = stage
    named, other = Site(), Site()
    link = made_link(page, address, embed=named.url)
    named.framed = other.framed = f"{link}embed/"
    visitor = chromium.new_context().new_page()
    visitor.goto(named.url)
    inside = visitor.frame_locator("iframe")
    expect(inside.locator("h1")).to_have_text("sales")
    expect(inside.locator(".widget-chart svg:visible").first).to_be_visible()
    expect(inside.get_by_text("Datasets")).to_have_count(0)
    visitor.goto(other.url)
    visitor.wait_for_timeout(500)
    expect(inside.locator(".stat-value")).to_have_count(0)

    everything = chromium.new_context().new_page()
    everything.goto(link)
    total = everything.locator(".stat-value").first.text_content()
    page.goto(f"{address}share/")
    page.get_by_text("For frames").first.click()
    key = page.get_by_label("Signing key").first.input_value()
    query, until = "in:region=North", str(int(time.time()) + 600)
    signed = hmac.new(key.encode(), f"{until}\n{query}".encode(), hashlib.sha256).hexdigest()
    named.framed = f"{link}embed/?" + urlencode({"filters": query, "until": until, "signature": signed}).replace(
        "&", "&amp;"
    )
    visitor.goto(named.url)
    expect(inside.locator(".stat-value").first).to_be_visible()
    assert inside.locator(".stat-value").first.text_content() != total
    named.framed = named.framed.replace("North", "South")
    visitor.goto(named.url)
    visitor.wait_for_timeout(300)
    expect(inside.locator(".stat-value")).to_have_count(0)
    page.goto(f"{address}share/")
    views = page.locator("tbody tr").first.locator("td.number").text_content()
    assert int(views or 0) == 3, "one page and two frames; what the browser bars is no view"
    for context in (visitor.context, everything.context):
        context.close()


def test_a_wall_shows_no_tools_and_is_drawn_anew_by_itself(stage):
    address, page, _ = stage
    page.goto(f"{address}?wall=10")
    expect(page.get_by_text("Save as")).not_to_be_visible()
    expect(page.locator("header nav").first).not_to_be_visible()
    with page.expect_navigation(timeout=30_000):
        pass
    expect(page.locator(".widget-chart svg:visible").first).to_be_visible()


def test_one_follows_a_colleague_and_stops_at_once(stage):
    address, page, chromium = stage
    complaints = browsing.Complaints()
    complaints.listen(page)
    ben = chromium.new_context(viewport={"width": 1280, "height": 900}).new_page()
    browsing.sign_in(ben, address.split("/dashboards")[0], "ben")
    ben.goto(f"{address}?mine=1")
    page.goto(address)
    before = page.locator(".stat-value").first.text_content() or ""
    page.locator(".person[data-name=ben]").click()
    expect(page.locator(".follow")).to_contain_text("You see what ben sees")
    ben.locator(".choices summary").first.click()
    ben.get_by_role("checkbox", name="North").check()
    ben.wait_for_url("**North**")
    north = ben.locator(".stat-value").first
    expect(north).not_to_have_text(before)
    expect(page.locator(".stat-value").first).to_have_text(north.text_content() or "")
    expect(ben.locator('.person.is-following[data-name="ada"]')).to_have_count(1)
    page.click("#stop-following")
    expect(page.locator(".stat-value").first).to_have_text(before)
    expect(page.locator(".follow p")).to_have_count(0)
    ben.get_by_role("checkbox", name="South").check()
    ben.wait_for_url("**South**")
    page.wait_for_timeout(500)
    expect(page.locator(".stat-value").first).to_have_text(before)
    assert "follow" not in page.url
    assert not complaints
    ben.context.close()
