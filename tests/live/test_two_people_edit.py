"""Two people in two browsers at one dashboard of a real server."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests import browsing
from tests.serving import Server
from tests.visiting import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow, browsing.NEEDED]
JOIN = """
from core.models import Membership, User, Workspace
ada, ben = User.objects.get(username="ada"), User.objects.get(username="ben")
Membership.objects.create(user=ben, workspace=ada.workspaces.first(), role="editor")
"""
TABLE = "day,region,amount\n" + "".join(
    f"2024-{1 + n // 28 % 12:02d}-{1 + n % 28:02d},{('North', 'South', 'East')[n % 3]},{10 + n % 23}\n"
    for n in range(672)
)


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    """The server, the address of a dashboard with charts, and a browser with two signed-in people."""
    folder = tmp_path_factory.mktemp("together")
    server = Server(folder).start()
    try:
        ada = Visitor(server.url).sign_up("ada")
        Visitor(server.url).sign_up("ben")
        server.manage("shell", "-c", JOIN)
        table = folder / "sales.csv"
        table.write_text(TABLE)
        status = ada.wait(ada.upload(table))
        assert status["dashboard"], status
        with browsing.browser() as chromium:
            pages = {}
            for name in ("ada", "ben"):
                page = chromium.new_context(viewport={"width": 1280, "height": 900}).new_page()
                browsing.sign_in(page, server.url, name)
                pages[name] = page
            yield server, server.url + status["dashboard"], pages
    finally:
        server.stop()


@pytest.fixture
def pages(stage):
    """Both at the dashboard, their sockets open, nothing to complain about at the end."""
    _, address, both = stage
    complaints = browsing.Complaints()
    for page in both.values():
        complaints.listen(page)
        page.goto(address)
    for page in both.values():
        expect(page.locator(".presence .person")).to_have_count(2)
    yield both
    assert not [each for each in complaints if "409 (Conflict)" not in each]  # Chromium notes every refusal


def post(page, **fields):
    """An operation that the page's person sends from elsewhere."""
    token = next(each["value"] for each in page.context.cookies() if each["name"] == "csrftoken")
    address = page.url.partition("?")[0].partition("#")[0]
    answer = page.context.request.post(
        f"{address}operations/", form={key: str(value) for key, value in fields.items()},
        headers={"X-CSRFToken": token, "HX-Request": "true", "Referer": address},
    )  # fmt: skip
    assert answer.ok, answer.text()
    return answer


def test_what_one_types_and_where_one_is_survives_what_others_do(pages):
    ada, ben = pages["ada"], pages["ben"]
    widget = ada.locator(".widget-chart").first
    number = widget.get_attribute("data-widget")
    widget.hover()
    ada.click(f"#widget-{number}-edit")
    title = ada.locator(f"#panel-{number}-title")
    title.fill("")
    wanted = "A title that takes a while to write"
    title.focus()
    others = [each.get_attribute("data-widget") for each in ben.locator(".widget-chart").all()][:3]
    for place, letter in enumerate(wanted):
        ada.keyboard.type(letter)
        if place % 4 == 0:
            post(ben, op="edit", widget=others[place % len(others)], field="color", value=1 + place % 8)
            post(ben, op="move", widget=others[place % len(others)], x=place % 6, y=place)
    assert title.input_value() == wanted
    assert ada.evaluate("document.activeElement.id") == f"panel-{number}-title"
    expect(ben.locator(f'.person[data-widget="{number}"]')).to_have_count(1)
    expect(ben.locator(f"#widget-{number}")).to_have_attribute("data-edited", "ada")
    ada.keyboard.press("Enter")
    expect(ben.locator(f"#widget-{number}-title")).to_have_text(wanted)
    ada.click("text=Done")


def test_an_edit_reaches_the_other_browser_without_a_reload(pages):
    ada, ben = pages["ada"], pages["ben"]
    ada.evaluate("window.unchanged = true")
    post(ben, op="rename", name="Renamed by Ben <b>")
    expect(ada.locator("h1")).to_have_text("Renamed by Ben <b>")
    post(ben, op="add", kind="text", text="Look **here**")
    expect(ada.locator(".widget-text strong", has_text="here")).to_be_visible()
    assert ada.evaluate("window.unchanged")


def test_what_is_undone_leaves_no_empty_place(pages):
    ada, ben = pages["ada"], pages["ben"]
    counts = [page.locator("article.widget").count() for page in (ada, ben)]
    ada.click("summary:text-is('Add')")
    ada.fill("details[open] textarea", "Only for a moment")
    ada.click("details[open] button:text-is('Add text')")
    for page in (ada, ben):
        expect(page.locator(".widget-text", has_text="Only for a moment")).to_be_visible()
    expect(ada.locator("details[open] textarea")).to_have_count(0)
    ada.locator("button:text-is('Undo')").first.click()
    for page, count in zip((ada, ben), counts, strict=True):
        expect(page.locator("article.widget")).to_have_count(count)


def test_a_widget_is_moved_by_keyboard_and_by_pointer(pages):
    ada, ben = pages["ada"], pages["ben"]
    post(ben, op="add", kind="section", title="Moved", x=0, y=60, w=6, h=2)
    section = ada.locator(".widget-section", has_text="Moved").first
    expect(section).to_be_visible()
    number = section.get_attribute("data-widget")
    here, there = ada.locator(f"#widget-{number}"), ben.locator(f"#widget-{number}")
    ada.focus(f"#widget-{number}-grip")
    ada.keyboard.press("ArrowRight")
    expect(there).to_have_attribute("data-x", "1")
    assert ada.evaluate("document.activeElement.id") == f"widget-{number}-grip"
    ada.keyboard.press("Shift+ArrowRight")
    expect(there).to_have_attribute("data-w", "7")
    head = here.locator(".widget-head h2")
    head.scroll_into_view_if_needed()
    box = head.bounding_box()
    ada.mouse.move(box["x"] + 5, box["y"] + 5)
    ada.mouse.down()
    ada.mouse.move(box["x"] + 250, box["y"] + 5, steps=5)
    ada.mouse.up()
    expect(there).not_to_have_attribute("data-x", "1")


def test_two_who_edit_one_title_see_both_values(pages):
    ada, ben = pages["ada"], pages["ben"]
    number = ada.locator(".widget-chart").first.get_attribute("data-widget")
    ada.locator(f"#widget-{number}").hover()
    ada.click(f"#widget-{number}-edit")
    ada.fill(f"#panel-{number}-title", "Ada's")
    post(ben, op="edit", widget=number, field="title", value="Ben's")
    ada.click(f"#panel-{number}-rename")
    notice = ada.locator(".conflict")
    expect(notice).to_contain_text("Ada's")
    expect(notice).to_contain_text("Ben's")
    notice.get_by_role("button", name="Use mine").click()
    expect(ben.locator(f"#widget-{number}-title")).to_have_text("Ada's")
    expect(notice).to_have_count(0)
    ada.click("text=Done")


def test_a_click_on_a_mark_filters_in_place_and_the_back_button_undoes_it(pages):
    ada, ben = pages["ada"], pages["ben"]
    before = ada.locator(".stat-value").first.text_content()
    ada.evaluate("window.unchanged = true")
    ada.locator("svg a[href*='region']").first.click(force=True)
    ada.wait_for_url("**region**")
    expect(ada.locator(".stat-value").first).not_to_have_text(before)
    assert ada.evaluate("window.unchanged"), "only what changes is swapped"
    expect(ben.locator(".stat-value").first).to_have_text(before)
    post(ben, op="rename", name="Seen by those who filter, too")
    expect(ada.locator("h1")).to_have_text("Seen by those who filter, too")
    post(ben, op="add", kind="text", text="Added **meanwhile**")
    expect(ada.locator(".widget-text strong", has_text="meanwhile")).to_be_visible()
    post(ben, op="undo")
    expect(ada.locator(".widget-text strong", has_text="meanwhile")).to_have_count(0)
    ada.go_back()
    expect(ada.locator(".stat-value").first).to_have_text(before)


def test_a_menu_that_one_has_open_stays_open(pages):
    ada, ben = pages["ada"], pages["ben"]
    opened = ada.locator(".choices summary").first
    opened.click()
    box = ada.locator(".choices input[type=checkbox]").first
    box.check()
    expect(ada.locator(".choices[open]")).to_have_count(1)
    post(ben, op="filter", name="region", value="South")
    expect(ada.locator(".choices input[value=South]")).to_be_checked()
    expect(ada.locator(".choices[open]")).to_have_count(1)
    post(ben, op="filter", name="region")


def answers_later(page) -> list:
    """What the page sends is answered by the server at once, but reaches the page when the list's call is made."""
    kept: list = []

    def keep(route):
        answer = route.fetch()
        kept.append(lambda: route.fulfill(response=answer))

    page.route("**/operations/", keep)
    return kept


def test_what_others_choose_while_ones_own_choice_is_on_its_way_is_shown_in_the_end(pages):
    ada, ben = pages["ada"], pages["ben"]
    answers = answers_later(ada)
    ada.locator(".choices summary").first.click()
    north = ada.locator(".choices input[value=North]")
    north.check()
    expect(ben.locator(".choices input[value=North]")).to_be_checked()  # the server has it
    before = ada.locator(".stat-value").first.text_content()
    post(ben, op="filter", name="region", value="South")
    expect(ada.locator(".stat-value").first).not_to_have_text(before)  # charts do not wait
    expect(north).to_be_checked()  # the form does: it would lose what was chosen, and the answer its place
    assert len(answers) == 1
    answers.pop()()
    expect(ada.locator(".choices input[value=South]")).to_be_checked()
    expect(north).not_to_be_checked()
    ada.unroute("**/operations/")
    post(ben, op="filter", name="region")
    expect(ada.locator(".choices input:checked")).to_have_count(0)


def test_a_push_that_is_older_than_the_answer_is_dropped(pages):
    ada, ben = pages["ada"], pages["ben"]
    waiting = []
    ada.route("**/operations/", lambda route: waiting.append(route))
    ada.locator(".choices summary").first.click()
    ada.locator(".choices input[value=North]").check()
    post(ben, op="rule", name="region", field="required", value="1")
    expect(ben.locator(".filter .must")).to_have_count(1)
    expect(ada.locator(".choices input[value=North]")).to_be_checked()
    waiting.pop().continue_()
    expect(ada.locator(".filter .must")).to_have_count(1)
    expect(ada.locator(".choices input[value=North]")).to_be_checked()
    expect(ben.locator(".choices input[value=North]")).to_be_checked()
    ada.unroute("**/operations/")
    post(ben, op="rule", name="region", field="required", value="")
    post(ben, op="filter", name="region")
    expect(ada.locator(".choices input:checked")).to_have_count(0)


def test_what_one_asked_for_comes_once_and_in_the_widths_that_one_sees(pages):
    ada, ben = pages["ada"], pages["ben"]
    frames = []
    ada.on("websocket", lambda socket: socket.on("framereceived", lambda frame: frames.append(frame)))
    ada.reload()
    expect(ada.locator(".presence .person")).to_have_count(2)
    wide = ada.locator('.widget-chart[data-w="12"], .widget-chart[data-w="8"], .widget-chart[data-w="6"]').first
    number = wide.get_attribute("data-widget")
    ada.locator(".choices summary").first.click()
    ada.locator(".choices input[value=East]").check()
    expect(ben.locator(".choices input[value=East]")).to_be_checked()
    expect(ada.locator(f"#widget-{number} svg.c-narrow")).to_have_count(0)
    post(ben, op="rename", name="Once")
    expect(ada.locator("h1")).to_have_text("Once")
    assert not [each for each in frames if f'id="widget-{number}"' in str(each)], "it came as the answer already"
    ada.set_viewport_size({"width": 500, "height": 900})
    expect(ada.locator(f"#widget-{number} svg.c-narrow")).to_be_visible()  # what was left out is sent
    ada.set_viewport_size({"width": 1280, "height": 900})
    post(ben, op="filter", name="region")


def test_a_link_that_is_ended_ends_the_pages_that_are_open(pages, stage):
    _, address, _ = stage
    ada = pages["ada"]
    ada.goto(f"{address}share/")
    ada.fill("[name=name]", "The board")
    ada.get_by_role("button", name="Make a link").click()
    link = ada.locator("input.copy").first.input_value()
    visitor = ada.context.browser.new_context().new_page()
    closed = []
    visitor.on("websocket", lambda socket: socket.on("close", lambda _: closed.append(socket.url)))
    visitor.goto(link)
    expect(visitor.locator(".widget-chart svg:visible").first).to_be_visible()
    ada.goto(address)
    post(ada, op="rename", name="For visitors")
    expect(visitor.locator("h1")).to_have_text("For visitors")
    ada.goto(f"{address}share/")
    ada.get_by_role("button", name="End").first.click()
    for _ in range(50):
        if closed:
            break
        visitor.wait_for_timeout(100)
    assert closed
    assert visitor.goto(link).status == 404
    visitor.context.close()
    ada.goto(address)
