"""The upload page in a real browser: the line drops, the page is loaded anew, and the file goes on where it stopped."""

from __future__ import annotations

import hashlib
import random
import re

import pytest

from tests import browsing
from tests.serving import Server

pytestmark = [pytest.mark.browser, pytest.mark.services, pytest.mark.slow, browsing.NEEDED]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    server = Server(tmp_path_factory.mktemp("uploads"), SCHEDULER="off").start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """A table of some 13 MB: three pieces."""
    path = tmp_path_factory.mktemp("files") / "large.csv"
    chance = random.Random(8)
    with path.open("w") as file:
        file.write("n,noise\n")
        file.writelines(f"{n},{chance.getrandbits(96):029d}\n" for n in range(370_000))
    return path


def test_a_file_goes_on_after_a_dropped_line_and_a_reload(server, large):
    size = large.stat().st_size
    sent: list[int] = []
    with browsing.browser() as chromium:
        context = chromium.new_context()
        page = context.new_page()
        browsing.sign_up(page, server.url, "ada")
        page.goto(f"{server.url}/datasets/upload/")
        assert page.locator(".drop-zone").bounding_box()["height"] < 450  # all of it is seen at once

        def count(route) -> None:
            sent.append(int(route.request.headers.get("content-length") or len(route.request.post_data_buffer or b"")))
            route.continue_() if len(sent) == 1 else route.abort()  # the line drops after the first piece

        page.route(re.compile(r"/uploads/[0-9a-f-]{36}/$"), lambda route: count(route)
                   if route.request.method == "PATCH" else route.continue_())  # fmt: skip
        page.set_input_files("input[type=file]", str(large))
        page.wait_for_selector("[id^=upload-][id$=-progress] progress", timeout=60_000)
        other = context.new_page()  # whoever else looks sees the same bar
        bar = page.locator("[id^=upload-][id$=-progress]").first.get_attribute("id")
        page.wait_for_function("(id) => document.getElementById(id).innerText.match(/[1-9]\\d? ?%/)", arg=bar,
                               timeout=60_000)  # fmt: skip
        other.goto(f"{server.url}/uploads/{bar.removeprefix('upload-').removesuffix('-progress')}/progress/")
        assert re.search(r"[1-9]\d? ?%", other.locator("body").inner_text())

        page.on("dialog", lambda dialog: dialog.accept())  # the browser asks before it leaves an upload
        page.unroute_all(behavior="ignoreErrors")
        page.reload()
        assert "Not finished yet: large.csv" in page.locator("main").inner_text()
        again: list[int] = []
        page.on("request", lambda request: again.append(int(request.headers.get("upload-offset", "0")))
                if request.method == "PATCH" else None)  # fmt: skip
        page.set_input_files("input[type=file]", str(large))
        page.wait_for_url(re.compile(r"/datasets/\d+/$"), timeout=60_000)
        assert min(again) > 0  # the first piece is not sent again
        assert len(again) == len(set(again))
        bytes_kept = context.request.get(f"{page.url}versions/1/original/").body()
    assert len(bytes_kept) == size
    assert hashlib.sha256(bytes_kept).hexdigest() == hashlib.sha256(large.read_bytes()).hexdigest()


def test_the_rows_of_a_new_file_are_appended_where_one_chose_that_before_the_file(server, tmp_path):
    first, second = tmp_path / "january.csv", tmp_path / "february.csv"
    first.write_text("n,city\n1,Rome\n2,Oslo\n")
    second.write_text("n,city\n3,Rome\n4,Oslo\n")
    with browsing.browser() as chromium:
        page = chromium.new_context().new_page()
        browsing.sign_up(page, server.url, "bea")
        page.goto(f"{server.url}/datasets/upload/")
        assert page.locator("input[name=how]").count() == 0  # a first file has nothing to replace
        page.set_input_files("input[type=file]", str(first))
        page.wait_for_url(re.compile(r"/datasets/\d+/$"), timeout=60_000)
        dataset = page.url
        page.goto(f"{dataset}replace/")
        page.get_by_label("Append to the old rows").check()
        page.set_input_files("input[type=file]", str(second))
        page.wait_for_url(dataset, timeout=60_000)
        page.goto(f"{dataset}versions/")
        assert "behind version 1" in page.locator("main").inner_text()


def test_the_first_files_are_dropped_on_the_start_page_and_lead_to_the_list(server, tmp_path):
    files = [tmp_path / name for name in ("visits.log", "rooms.tab", "photo.png")]
    files[0].write_text('10.0.0.1 - "GET / HTTP/1.1" 200\n10.0.0.2 - "GET /a HTTP/1.1" 404\n')
    files[1].write_text("room\tsize\nA\t12\nB\t30\n")
    files[2].write_bytes(b"\x89PNG\r\n")
    with browsing.browser() as chromium:
        page = chromium.new_context().new_page()
        browsing.sign_up(page, server.url, "carl")
        page.goto(server.url)
        page.set_input_files("input[type=file]", [str(each) for each in files])
        page.get_by_text("“photo.png” is of a kind that is not read here").wait_for(timeout=60_000)
        page.click("text=See the datasets")
        listed = page.locator("main").inner_text()
    assert "visits.log" in listed
    assert "rooms.tab" in listed


DROP = """(name) => {
  const files = new DataTransfer();
  files.items.add(new File(["n,city\\n1,Rome\\n2,Oslo\\n"], "dropped.csv", { type: "text/csv" }));
  document.querySelector("h1").dispatchEvent(
    new DragEvent(name, { bubbles: true, cancelable: true, dataTransfer: files }));
}"""


def test_a_file_may_be_dropped_anywhere_on_the_list_of_datasets(server, tmp_path):
    first = tmp_path / "first.csv"
    first.write_text("n,city\n1,Rome\n")
    with browsing.browser() as chromium:
        page = chromium.new_context().new_page()
        browsing.sign_up(page, server.url, "dora")
        page.goto(server.url)
        page.set_input_files("input[type=file]", str(first))
        page.wait_for_url(re.compile(r"/datasets/\d+/$"), timeout=60_000)
        earlier = page.url
        for path in ("/datasets/", "/"):
            page.goto(server.url + path)
            assert not page.locator(".drop-zone").is_visible()
            page.evaluate(DROP, "dragenter")
            assert page.locator(".drop-zone.over").is_visible()
            page.evaluate(DROP, "drop")
            page.wait_for_url(re.compile(r"/datasets/\d+/$"), timeout=60_000)
            assert page.url != earlier
            assert "dropped" in page.locator("h1").inner_text()
            earlier = page.url
