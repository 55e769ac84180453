"""A dashboard is built, arranged, filtered and shared without JavaScript, and by keyboard alone, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests import browsing
from tests.serving import Server
from tests.visiting import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow, browsing.NEEDED]
TABLE = "day,region,amount\n" + "".join(
    f"2024-{1 + n // 28 % 12:02d}-{1 + n % 28:02d},{('North', 'South', 'East')[n % 3]},{10 + n % 23}\n"
    for n in range(336)
)


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    """The server with a table that was read, and a browser."""
    folder = tmp_path_factory.mktemp("alone")
    server = Server(folder).start()
    try:
        ada = Visitor(server.url).sign_up("ada")
        (folder / "sales.csv").write_text(TABLE)
        assert ada.wait(ada.upload(folder / "sales.csv"))["dashboard"]
        with browsing.browser() as chromium:
            yield server.url, chromium
    finally:
        server.stop()


def opened(stage, **more) -> Page:
    url, chromium = stage
    page = chromium.new_context(viewport={"width": 1280, "height": 900}, **more).new_page()
    browsing.sign_in(page, url, "ada")
    return page


def menu(page: Page, name: str) -> None:
    page.locator("summary", has_text=name).first.click()


def test_without_javascript_from_nothing_to_a_shared_link(stage):
    url, chromium = stage
    page = opened(stage, java_script_enabled=False)
    page.goto(f"{url}/dashboards/")
    page.fill("#new-name", "By forms alone")
    page.get_by_role("button", name="Create").click()
    expect(page.locator("h1")).to_have_text("By forms alone")

    # Build: two charts, a number, a text
    menu(page, "Add")
    chart = page.locator("select[name=visualization]")
    names = chart.locator("option").all_text_contents()
    chart.select_option(label=next(name for name in names if "region" in name))
    page.get_by_role("button", name="Add chart").click()
    menu(page, "Add")
    chart.select_option(label=next(name for name in names if name.startswith("Total")))
    page.get_by_role("button", name="As a number").click()
    menu(page, "Add")
    page.locator("textarea[name=text]").fill("Made **without** a script")
    page.get_by_role("button", name="Add text").click()
    expect(page.locator(".widget")).to_have_count(3)
    expect(page.locator(".widget-text strong")).to_have_text("without")

    # Arrange
    number = page.locator(".widget-chart").get_attribute("data-widget")
    widget = page.locator(f"#widget-{number}")
    page.locator(f"#widget-{number}-edit").click()
    for label in ("Down", "Down", "Wider", "Taller", "Left"):
        before = [widget.get_attribute(f"data-{key}") for key in "xywh"]
        page.locator(".panel").get_by_role("button", name=label, exact=True).click()
        expect(page.locator(".panel")).to_contain_text("Edit “")
        if label != "Left":
            assert [widget.get_attribute(f"data-{key}") for key in "xywh"] != before, label
    page.fill(f"#panel-{number}-title", "Where it is sold")
    page.get_by_role("button", name="Rename", exact=True).click()
    expect(page.locator(f"#widget-{number}-title")).to_have_text("Where it is sold")
    page.locator(".panel").get_by_text("Done").click()

    # Filter: for the team, then for oneself
    menu(page, "Add")
    page.locator("form", has_text="Filter by").locator("select").select_option("region")
    page.get_by_role("button", name="Above the charts").click()
    total = page.locator(".stat-value").text_content()
    page.locator(".choices summary").click()
    page.get_by_role("checkbox", name="North").check()
    page.locator(".choices").get_by_role("button", name="Apply").click()
    north = page.locator(".stat-value").text_content()
    assert north != total
    page.get_by_text("Filter for myself").click()
    page.locator(".choices summary").click()
    page.get_by_role("checkbox", name="South").check()
    page.locator(".choices").get_by_role("button", name="Apply").click()
    assert page.locator(".stat-value").text_content() not in {north, total}
    page.get_by_text("Back to the team’s filters").click()
    expect(page.locator(".stat-value")).to_have_text(north or "")

    # Share
    page.get_by_role("link", name="Share", exact=True).click()
    page.fill("[name=name]", "The board")
    page.get_by_role("button", name="Make a link").click()
    link = page.locator("input.copy").first.input_value()
    visitor = chromium.new_context(java_script_enabled=False).new_page()
    visitor.goto(link)
    expect(visitor.locator("h1")).to_have_text("By forms alone")
    expect(visitor.locator(".stat-value")).to_have_text(north or "")
    expect(visitor.locator(f"#widget-{number} svg").first).to_be_attached()
    expect(visitor.get_by_text("Add chart")).to_have_count(0)
    visitor.context.close()
    page.context.close()


def reach(page: Page, wanted: str, most: int = 250) -> None:
    """Press Tab until the focus is on what the selector names; whoever has no mouse has no other way."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", wanted):
            return
    raise AssertionError(f"{wanted} is not reached by Tab")


def test_by_keyboard_alone_from_nothing_to_a_shared_link(stage):
    url, chromium = stage
    page = opened(stage)
    complaints = browsing.Complaints()
    complaints.listen(page)
    press, write = page.keyboard.press, page.keyboard.type
    page.goto(f"{url}/dashboards/")
    reach(page, "#new-name")
    write("By keys alone")
    press("Enter")
    expect(page.locator("h1")).to_have_text("By keys alone")

    # Build
    reach(page, "summary:has(+ .board-menu select[name=visualization])")
    press("Enter")
    reach(page, "button[name=kind][value=chart]")
    press("Enter")
    chart = page.locator(".widget-chart")
    expect(chart).to_have_count(1)
    expect(chart).to_be_focused()  # the menu closed and the new widget is in sight
    reach(page, "summary:has(+ .board-menu select[name=visualization])")
    press("Enter")
    reach(page, "textarea[name=text]")
    write("Made **without** a mouse")
    press("Tab")
    press("Enter")
    expect(page.locator(".widget-text strong")).to_have_text("without")

    # Arrange: the grip is the last stop of a widget
    number = chart.get_attribute("data-widget")
    widget = page.locator(f"#widget-{number}")
    reach(page, f"#widget-{number}-grip")
    press("ArrowRight")
    expect(widget).to_have_attribute("data-x", "1")
    press("Shift+ArrowDown")
    expect(widget).to_have_attribute("data-h", "5")
    assert page.evaluate("document.activeElement.id") == f"widget-{number}-grip"

    # Edit: the panel is at the top, so the focus goes there, and comes back
    reach(page, f"#widget-{number}-edit")
    press("Enter")
    expect(page.locator(".panel")).to_be_focused()
    reach(page, f"#panel-{number}-title", most=3)
    press("Control+a")
    write("Named by keys")
    press("Enter")
    expect(page.locator(f"#widget-{number}-title")).to_have_text("Named by keys")
    expect(page.locator(f"#panel-{number}-title")).to_be_focused()
    page.locator(".panel a", has_text="Done").focus()
    press("Enter")
    expect(page.locator(f"#widget-{number}-edit")).to_be_focused()

    # Filter
    page.reload()
    reach(page, "summary:has(+ .board-menu select[name=visualization])")
    press("Enter")
    reach(page, "form:has(button[value=add]) select[name=name]")
    write("region")
    reach(page, "button[name=op][value=filter]")
    press("Enter")
    expect(page.locator(".choices summary")).to_be_visible()
    reach(page, ".choices summary")
    press("Enter")
    reach(page, ".choices input[type=checkbox]")
    press("Space")
    expect(page.locator(".choices input:checked")).to_have_count(1)
    expect(page.locator(".choices[open]")).to_have_count(1)
    assert page.evaluate("document.activeElement.type") == "checkbox", "the focus stays where one is"

    # Share
    reach(page, "a[href$='/share/']")
    press("Enter")
    expect(page.locator("h1")).to_contain_text("Share")
    reach(page, "[name=name]")
    write("The board")
    press("Enter")
    link = page.locator("input.copy").first
    expect(link).to_be_visible()
    visitor = chromium.new_context().new_page()
    visitor.goto(link.input_value())
    expect(visitor.locator("h1")).to_have_text("By keys alone")
    visitor.context.close()
    page.context.close()
    assert not complaints
