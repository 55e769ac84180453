"""The page for questions on a real server: by keyboard, without JavaScript, cancelled, left, on a phone."""

from __future__ import annotations

import time

import pytest

from tests import browsing
from tests.serving import Server

pytestmark = [pytest.mark.browser, browsing.NEEDED]
SLOW = "SELECT count(*) FROM range(10000000) a, range(10000000) b WHERE a.range % 7 = b.range % 11"
FILE = "region,amount\n" + "".join(f"{('North', 'South')[n % 2]},{n}\n" for n in range(200))


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    running = Server(tmp_path_factory.mktemp("asking")).start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def chromium():
    with browsing.browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def state(server, chromium, tmp_path_factory):
    """A person who has signed up and uploaded a table; the session of their browser."""
    file = tmp_path_factory.mktemp("file") / "sales.csv"
    file.write_text(FILE)
    page = chromium.new_context(java_script_enabled=False).new_page()
    browsing.sign_up(page, server.url, "asker")
    page.goto(f"{server.url}/datasets/upload/")
    page.set_input_files("input[type=file]", str(file))
    page.click("main form button")
    for _ in range(120):
        page.goto(f"{server.url}/questions/")
        if page.locator("text=200 rows").count():
            break
        time.sleep(0.5)
    return page.context.storage_state()


def trouble(page) -> list[str]:
    """What the browser complained of; that a newer question takes the place of a look for the older is no trouble."""
    return [each for each in page.complaints if not each.endswith(("[object HTMLDivElement]", "[object HTMLElement]"))]


def opened(chromium, server, state, **how):
    page = chromium.new_context(storage_state=state, **how).new_page()
    page.complaints = browsing.Complaints()
    page.complaints.listen(page)
    page.goto(f"{server.url}/questions/")
    return page


def test_ctrl_enter_runs_and_the_answer_stands_below(server, chromium, state):
    page = opened(chromium, server, state)
    page.fill("#sql", "SELECT region, sum(amount) AS total FROM sales GROUP BY region ORDER BY total")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#question-result td:has-text('9900')")
    assert "/questions/" in page.url
    page.reload()
    assert page.locator("#question-result td:has-text('10000')").count() == 1
    assert page.locator("#question-lists ol li").first.inner_text().startswith("SELECT region")
    assert not trouble(page)


def test_a_column_is_put_where_the_caret_stands(server, chromium, state):
    page = opened(chromium, server, state)
    page.fill("#sql", "SELECT ")
    page.click("[data-insert=amount] button")
    assert page.input_value("#sql") == "SELECT amount"


def test_a_running_question_is_cancelled_and_the_server_stays(server, chromium, state):
    before = server.process.pid
    page = opened(chromium, server, state)
    page.fill("#sql", SLOW)
    page.click(".asking-form button")
    page.wait_for_selector("#question-result button:has-text('Cancel')")
    page.click("#question-result button:has-text('Cancel')")
    page.wait_for_selector("#question-result >> text=Nothing was changed")
    page.fill("#sql", "SELECT 41 + 1 AS answer")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#question-result td:has-text('42')")
    assert server.process.poll() is None
    assert server.process.pid == before
    assert not trouble(page)


def test_bombs_end_their_child_and_not_the_server(server, chromium, state):
    before = server.process.pid
    page = opened(chromium, server, state)
    for bomb in ("SELECT list(i) FROM range(1000000000) t(i)", "SELECT repeat('x', 1000000000) FROM range(1000)"):
        page.fill("#sql", bomb)
        page.click(".asking-form button")
        page.wait_for_selector("#question-result >> text=memory")
    page.fill("#sql", "SELECT 41 + 1 AS answer")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#question-result td:has-text('42')")
    assert server.process.poll() is None
    assert server.process.pid == before
    assert not trouble(page)


def test_it_all_works_without_javascript(server, chromium, state):
    page = opened(chromium, server, state, java_script_enabled=False)
    page.fill("#sql", SLOW)
    page.click(".asking-form button")
    assert page.locator("text=It is stopped when you leave this page").count() == 1
    page.click("text=Cancel")
    page.wait_for_selector("text=Nothing was changed")
    page.fill("#sql", "SELECT region, sum(amount) AS total FROM sales GROUP BY region")
    page.click(".asking-form button")
    page.fill("#query-name", "Totals")
    page.click("text=Make a chart of it")
    page.wait_for_url(lambda url: "/visualizations/new/" in url or "/datasets/" in url)
    if "/datasets/" not in page.url:
        page.select_option("[name=dimension]", "region")
        page.click("text=Preview")
        assert page.locator("#chart-preview svg").count() == 2
    page.goto(f"{server.url}/questions/")
    assert page.locator("#question-lists a:text-is('Totals')").count() == 1


def test_asking_anew_while_a_question_runs_shows_the_newer_answer(server, chromium, state):
    page = opened(chromium, server, state)
    page.fill("#sql", SLOW)
    page.click(".asking-form button")
    page.wait_for_selector("#question-result button:has-text('Cancel')")
    page.fill("#sql", "SELECT 20 + 1 AS answer")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#question-result td:has-text('21')")
    page.wait_for_selector("#question-lists li:has-text('Cancelled')")
    assert not trouble(page)


def test_a_question_that_nobody_waits_for_is_stopped(server, chromium, state):
    page = opened(chromium, server, state)
    page.fill("#sql", SLOW)
    page.click(".asking-form button")
    page.wait_for_selector("#question-result button:has-text('Cancel')")
    page.goto(f"{server.url}/datasets/")
    for _ in range(80):
        page.goto(f"{server.url}/questions/")
        if "Cancelled" in page.locator("#question-lists ol li").first.inner_text():
            break
        time.sleep(1)
    assert "Cancelled" in page.locator("#question-lists ol li").first.inner_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_a_phone(server, chromium, state, scheme):
    page = opened(chromium, server, state, viewport={"width": 360, "height": 740}, color_scheme=scheme)
    page.fill("#sql", "SELECT *, repeat('long ', 40) AS words FROM sales")
    page.click(".asking-form button")
    page.wait_for_selector("#question-result table")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert not trouble(page)
