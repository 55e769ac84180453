"""Pages in a real browser: no sideways scrolling at 360 px, no refused style or script, keyboard and no-script work."""

from __future__ import annotations

from typing import Any

import pytest

from tests import browsing

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), browsing.NEEDED]
OPEN_PAGES = ("/", "/accounts/login/", "/accounts/signup/", "/accounts/password-reset/", "/api/", "/nothing/")


@pytest.mark.parametrize("width", [360, 1280])
def test_pages_fit_and_nothing_in_them_is_refused(live_server, people, width):
    workspace = f"/workspaces/{people.workspace.pk}/"
    refused: list[str] = []
    wide: list[str] = []
    with browsing.browser() as chromium:
        for scheme in ("light", "dark"):
            context = chromium.new_context(viewport={"width": width, "height": 740}, color_scheme=scheme)
            page = context.new_page()
            page.on("console", lambda each: refused.append(each.text) if "Content Security" in each.text else None)
            page.on("pageerror", lambda problem: refused.append(str(problem)))

            def look(*paths: str, page: Any = page) -> None:
                for path in paths:
                    page.goto(live_server.url + path)
                    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                        wide.append(path)

            look(*OPEN_PAGES)
            browsing.sign_in(page, live_server.url, "owner")
            look("/", "/accounts/profile/", workspace, "/workspaces/new/")
            context.close()
    assert not refused
    assert not wide


def test_the_keyboard_reaches_the_content_and_sees_where_it_is(live_server, people):
    with browsing.browser() as chromium:
        page = chromium.new_page()
        page.goto(live_server.url + "/")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Skip to content"
        assert page.evaluate("document.activeElement.getBoundingClientRect().top >= 0")
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "content"
        page.keyboard.press("Tab")
        assert page.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth) >= 2")
        browsing.sign_in(page, live_server.url, "owner")
        page.focus(".person-menu summary")
        page.keyboard.press("Enter")
        assert page.is_visible("text=Sign out")
        page.keyboard.press("Escape")
        assert not page.is_visible("text=Sign out")


def test_everything_works_without_scripts(live_server, db):
    with browsing.browser() as chromium:
        page = chromium.new_context(java_script_enabled=False).new_page()
        page.goto(live_server.url + "/")
        page.click("main >> text=Make the first account")
        for name, value in {"username": "ada", "email": "ada@example.org", "password1": "x", "password2": "x"}.items():
            page.fill(f"[name={name}]", value)
        page.click("main button")
        assert page.is_visible("[aria-invalid=true]")
        for name in ("password1", "password2"):
            page.fill(f"[name={name}]", "engine-of-1843")
        page.click("main button")
        assert page.is_visible("text=ada’s workspace")
        page.click(".person-menu summary")
        page.click("text=Sign out")
        assert page.is_visible("text=You are signed out.")


LIVE_PART = """code => {
  document.querySelector("main").innerHTML = '<div id="live"><p id="part" data-poll-url="/fragment/">old</p></div>';
  const detail = { event: { code } };
  document.getElementById("live").dispatchEvent(new CustomEvent("htmx:wsClose", { bubbles: true, detail }));
}"""


def test_a_page_whose_socket_is_closed_asks_for_the_same_fragment(live_server, db):
    asked: list[str] = []

    def answer(route: Any) -> None:
        asked.append(route.request.headers.get("hx-request", ""))
        route.fulfill(body='<p id="part" data-poll-url="/fragment/">new</p>', content_type="text/html")

    with browsing.browser() as chromium:
        page = chromium.new_page()
        page.route("**/fragment/", answer)
        page.goto(live_server.url + "/")
        page.evaluate(LIVE_PART, 4404)  # refused for good
        page.evaluate("new Promise(resolve => setTimeout(resolve, 200))")
        assert asked == []
        page.evaluate(LIVE_PART, 1006)
        page.wait_for_selector("#part:has-text('new')")
    assert asked[0] == "true"


def test_bad_news_is_said_on_the_page(live_server, db):
    with browsing.browser() as chromium:
        page = chromium.new_page()
        page.goto(live_server.url + "/")
        page.evaluate("htmx.ajax('GET', '/nothing/', { target: 'main', swap: 'innerHTML' })")
        page.wait_for_selector("#page-notice:has-text('not there any more')")
        assert page.is_visible("text=messy file"), "the page itself stays"
