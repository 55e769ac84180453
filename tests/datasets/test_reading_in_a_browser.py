"""The reading page in a real browser: previews at once, what is said of them, keyboard, small screens, no script."""

from __future__ import annotations

import re

import pytest

from tests.browsing import NEEDED, Complaints, browser, sign_in, sign_up
from tests.serving import Server

pytestmark = [pytest.mark.browser, pytest.mark.services, NEEDED]
READY = "section.run.is-done"
VISITS = "Visits of the ward\n\nwho,when,cost\n" + "".join(
    f"p{n},{n % 12 + 1:02d}/{n * 5 % 12 + 1:02d}/2031,{n}.5\n" for n in range(40)
)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    running = Server(tmp_path_factory.mktemp("reading")).start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def chromium(server):
    with browser() as opened:
        page = opened.new_page()
        sign_up(page, server.url, "ann")
        page.close()
        yield opened


@pytest.fixture
def opened(server, chromium):
    """``opened(**options)``: a page of a window of its own, and what its console complained of."""
    contexts = []

    def make(**options):
        context = chromium.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        complaints = Complaints()
        complaints.listen(page)
        sign_in(page, server.url, "ann")
        return page, complaints

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def address(server, chromium, opened, tmp_path) -> str:
    """The reading page of a dataset of its own, as soon as it is cleaned."""
    file = tmp_path / "visits.csv"
    file.write_text(VISITS, encoding="utf-8")
    page, _ = opened()
    page.goto(f"{server.url}/datasets/upload/")
    page.set_input_files("#file", str(file))
    page.wait_for_url(re.compile(r"/datasets/\d+/$"), timeout=60_000)
    page.wait_for_selector(READY, timeout=120_000)
    return f"{page.url}reading/"


def settled(page) -> None:
    """The run of a changed choice is done, and the page shows it."""
    page.wait_for_selector(READY, timeout=60_000)


def agree(page) -> None:
    """Read it although charts break by it, where there are charts already; until the page says that it is read."""
    ask, told = page.get_by_role("button", name="Read it so all the same"), page.get_by_text("is being read again")
    ask.or_(told).first.wait_for(timeout=60_000)
    if ask.is_visible():
        ask.click()
        told.wait_for(timeout=60_000)


def test_a_changed_choice_is_previewed_and_said_and_the_focus_stays(opened, address):
    page, complaints = opened(viewport={"width": 1280, "height": 900})
    page.goto(address)
    field = page.locator("#id_delimiter")
    field.focus()
    field.select_option(";")
    said = page.get_by_role("status").filter(has_text="Preview:")
    said.wait_for(timeout=30_000)
    assert "1 column" in said.inner_text()
    assert page.evaluate("document.activeElement.id") == "id_delimiter"
    assert page.locator("#h-peek").bounding_box()["y"] < 900
    page.fill("#id_skip_lines", "-4")
    page.locator("#id_skip_lines").blur()
    page.get_by_role("status").filter(has_text="It cannot be read so").wait_for(timeout=30_000)
    assert complaints == []


def test_a_click_on_a_line_lets_the_table_begin_there(opened, address):
    page, complaints = opened()
    page.goto(address)
    page.locator(".source li", has_text="p1,02/06/2031").click()
    page.locator("#reading-preview th", has_text="column_1").wait_for(timeout=30_000)
    assert "p0" not in page.inner_text("#reading-preview table")
    assert page.input_value("#id_skip_lines") == "4"
    assert complaints == []


def test_reading_again_stays_on_the_page_and_can_be_taken_back(opened, address):
    page, _ = opened()
    page.goto(address)
    page.fill("#id_header_rows", "0")
    page.locator("#reading-form button[value=read]").click()
    agree(page)
    assert page.url == address
    page.locator(".grid-table th", has_text="column_1").wait_for(timeout=60_000)
    page.locator(".source .is-head").wait_for(state="detached")  # what became of the lines follows, too
    settled(page)
    page.get_by_role("button", name="Detect everything again").click()
    agree(page)
    page.locator(".grid-table th", has_text="who").wait_for(timeout=60_000)
    settled(page)
    page.get_by_role("button", name="Read it as before").wait_for()


def test_a_type_is_decided_by_keyboard_with_its_cells_shown_before(opened, address):
    page, complaints = opened()
    page.goto(address)
    page.get_by_label("Type of when", exact=True).focus()
    page.keyboard.press("ArrowUp")  # from “text” to the type above it
    preview = page.locator("tr", has_text="when").locator(".type-preview")
    preview.wait_for(timeout=30_000)
    page.keyboard.type("Month")
    preview.locator("li", has_text="2031-02-06").wait_for(timeout=30_000)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator(".grid-table td", has_text="2031-02-06").first.wait_for(timeout=60_000)
    assert page.url == address
    page.get_by_text("Decided: month first").wait_for()
    assert complaints == []


def test_on_a_phone_what_a_choice_does_is_in_sight(opened, address):
    page, complaints = opened(viewport={"width": 360, "height": 740}, has_touch=True, color_scheme="dark")
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.locator("#id_delimiter").scroll_into_view_if_needed()
    page.select_option("#id_delimiter", ";")
    said = page.get_by_role("status").filter(has_text="Preview:")
    said.wait_for(timeout=30_000)
    box = said.bounding_box()
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= 740
    said.get_by_role("link", name="See it").click()
    page.wait_for_function("document.querySelector('#h-peek').getBoundingClientRect().top < innerHeight")
    change = page.get_by_role("button", name="Change the type of who")
    change.scroll_into_view_if_needed()
    assert change.bounding_box()["x"] + change.bounding_box()["width"] <= 360
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert complaints == []


def test_without_javascript_forms_do_the_same(opened, address):
    page, _ = opened(java_script_enabled=False)
    page.goto(address)
    page.select_option("[aria-label='Type of when']", "day_first")
    page.get_by_role("button", name="Change the type of when").click()
    assert page.url == address
    page.wait_for_timeout(4000)
    page.goto(address)
    assert page.get_by_text("Decided: day first").is_visible()
    page.fill("#id_header_rows", "0")
    page.locator("#reading-form button[value=read]").click()
    assert page.get_by_role("heading", name="With these choices").is_visible()
    page.get_by_role("link", name="Leave it as it is").first.click()
    assert page.get_by_role("heading", name="With these choices").count() == 0
