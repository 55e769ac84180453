"""The cleaning in a real browser: previews at once, what one accepts reaches the others, small screens, no script."""

from __future__ import annotations

import re

import pytest
from test_cleaning_pages import orders

from tests.browsing import NEEDED, Complaints, browser, sign_in, sign_up
from tests.serving import Server

pytestmark = [pytest.mark.browser, pytest.mark.services, NEEDED]
READY = "section.run.is-done"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    running = Server(tmp_path_factory.mktemp("cleaning")).start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def chromium(server):
    with browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def address(server, chromium, tmp_path_factory) -> str:
    """The dataset's page, as soon as it is cleaned."""
    file = tmp_path_factory.mktemp("file") / "orders.csv"
    file.write_text(orders(header="order_no,city,Area code,price"), encoding="utf-8")
    page = chromium.new_page()
    sign_up(page, server.url, "ann")
    page.goto(f"{server.url}/datasets/upload/")
    page.set_input_files("#file", str(file))
    page.wait_for_url(re.compile(r"/datasets/\d+/$"), timeout=60_000)
    link = page.url
    page.wait_for_selector(READY, timeout=120_000)
    page.close()
    return link


def opened(server, chromium, **options):
    context = chromium.new_context(**options)
    page = context.new_page()
    complaints = Complaints()
    complaints.listen(page)
    sign_in(page, server.url, "ann")
    return page, complaints


def test_a_preview_unfolds_and_an_accepted_step_reaches_the_other_window(server, chromium, address):
    page, complaints = opened(server, chromium)
    other, others = opened(server, chromium)
    other.goto(f"{address}cleaning/")
    page.goto(f"{address}cleaning/")
    row = page.locator(".suggestion", has_text="Unify")
    row.get_by_text("Show what it would do").click()
    row.locator(".preview ins").first.wait_for()
    row.get_by_role("button", name="Accept").click()
    other.locator(".own-steps", has_text="Unify").wait_for(timeout=60_000)
    assert complaints == []
    assert others == []


def test_the_story_of_a_changed_cell_comes_into_view_and_goes_again(server, chromium, address):
    page, complaints = opened(server, chromium, viewport={"width": 800, "height": 700})
    page.goto(address)
    page.wait_for_selector(READY, timeout=60_000)  # an earlier step may be applied still, which draws the table anew
    cell = page.locator("td.is-changed a").first
    cell.scroll_into_view_if_needed()
    cell.click()
    story = page.get_by_role("dialog", name="Where this comes from")
    story.get_by_text("Close").wait_for()
    box = story.bounding_box()
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= 700
    story.get_by_text("Close").click()
    assert not story.is_visible()
    cell.click()
    story.get_by_text("Close").wait_for()
    assert complaints == []


def test_what_somebody_rejects_leaves_the_other_window(server, chromium, address):
    page, _ = opened(server, chromium)
    other, others = opened(server, chromium)
    for each in (page, other):
        each.goto(f"{address}cleaning/")
    row = ".suggestion:has-text('Title Case')"
    other.locator(row).wait_for()
    page.locator(row).get_by_role("button", name="Reject").click()
    other.locator(row).wait_for(state="detached", timeout=20_000)
    assert others == []


def test_a_formula_is_previewed_while_it_is_written(server, chromium, address):
    page, complaints = opened(server, chromium)
    page.goto(f"{address}cleaning/new/derive/")
    page.fill("[name=to]", "double")
    page.fill("[name=formula]", "[price] *")
    page.locator("#step-preview .notice", has_text="missing").wait_for()
    page.fill("[name=formula]", "[price] * 2")
    page.locator("#step-preview td.is-new").first.wait_for()
    assert complaints == []


def test_a_changed_choice_of_reading_is_previewed_at_once(server, chromium, address):
    page, complaints = opened(server, chromium)
    page.goto(f"{address}reading/")
    page.select_option("[name=delimiter]", ";")
    page.locator("#reading-preview th", has_text="order_no,city").wait_for(timeout=30_000)
    assert complaints == []


@pytest.mark.parametrize("path", ["", "cleaning/", "reading/", "versions/", "cleaning/new/fill_missing/", "replace/"])
def test_pages_fit_a_small_screen(server, chromium, address, path):
    page, complaints = opened(server, chromium, viewport={"width": 360, "height": 740}, color_scheme="dark")
    page.goto(address + path)
    page.wait_for_selector("h1")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert complaints == []


def test_without_javascript_a_step_is_accepted_noted_and_switched(server, chromium, address):
    page, _ = opened(server, chromium, java_script_enabled=False)
    page.goto(f"{address}cleaning/")
    page.locator(".suggestion", has_text="repeat an earlier row").get_by_role("button", name="Accept").click()
    page.wait_for_url("**/cleaning/**")
    step = page.locator(".own-steps > li", has_text="repeat an earlier row")
    step.locator("summary").click()
    step.locator("textarea").fill("agreed on Monday")
    step.get_by_role("button", name="Save the note").click()
    assert page.locator(".step-note", has_text="agreed on Monday").count() == 1
    page.locator(".own-steps > li", has_text="repeat an earlier row").get_by_role("switch").click()
    assert page.locator(".own-steps > li.is-off", has_text="repeat an earlier row").count() == 1
