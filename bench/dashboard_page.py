"""A dashboard's page in Chromium and on the scales; for ``bench/dashboard.py``."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urljoin

from tests.browsing import PASSWORD, browser
from tests.visiting import Visitor

WATCH = """
(charts) => {
  window.stamps = () => [...document.querySelectorAll(".widget-chart")].map((each) => Number(each.dataset.stamp));
  window.drawn = (least) => stamps().filter((each) => each >= least).length >= charts &&
    document.querySelectorAll(".widget-chart svg.c-wide").length >= charts;
  window.painted = (least, from) => new Promise((done) => {
    const look = () => drawn(least)
      ? requestAnimationFrame(() => setTimeout(() => done(performance.now() - from)))
      : setTimeout(look, 4);
    look();
  });
}
"""
"""After the frame in which the last chart is there has been painted."""


def chromium(server: Any, board: Any, rounds: int, told: Callable[..., None]) -> None:
    """Seconds until the last chart is painted: a page without any stored drawing, and after a click on a filter."""
    with browser() as opened:
        cold = []
        for _ in range(rounds):
            context = opened.new_context(viewport={"width": 1400, "height": 900})
            page = context.new_page()
            sign_in(page, server.url)
            board.forget()
            page.goto(f"{server.url}{board.path}", wait_until="commit")
            page.evaluate(WATCH, 12)
            cold.append(page.evaluate("painted(0, 0)") / 1000)  # performance.now() counts from the navigation
            context.close()
        told("Chromium, twelve charts from no stored drawing, browser cache empty", cold, 0.6, "s")
        page = opened.new_page(viewport={"width": 1400, "height": 900})
        sign_in(page, server.url)
        board.change(["Country 40"])
        page.goto(f"{server.url}{board.path}")
        page.wait_for_timeout(1500)
        page.evaluate(WATCH, 12)
        spent = []
        for place in range(rounds):
            spent.append(page.evaluate(CLICK, f"Country {1 + place * 2:02d}") / 1000)
            page.wait_for_timeout(700)
        told("Chromium, twelve charts after a click on a filter", spent, 0.4, "s")


CLICK = """
async (name) => {
  const form = [...document.querySelectorAll("form.filter")].find((each) => each.elements.name.value === "country");
  const boxes = [...form.querySelectorAll("input[name=value]")];
  const least = Math.max(...stamps()) + 1;
  const from = performance.now();
  boxes.find((each) => each.value === name).click();
  return painted(least, from);
}
"""


def sign_in(page: Any, url: str) -> None:
    page.goto(f"{url}/accounts/login/")
    page.fill("[name=username]", "bench")
    page.fill("[name=password]", PASSWORD)
    page.click("main form button")
    page.wait_for_url(lambda address: "/login" not in address)


def parts(visitor: Visitor, path: str) -> dict[str, tuple[int, int]]:
    """Address → bytes, bytes gzipped, of everything that the page loads by itself; the page itself comes first.

    Style sheets name no other file; pictures of the page are few. What is fetched on demand is not there.
    """
    html = visitor.get(path).text
    found = {path: html.encode()}
    waiting = re.findall(r'<(?:script[^>]*? src|link[^>]*?(?:rel="(?:stylesheet|icon)"[^>]*? href))="([^"]+)"', html)
    while waiting:
        address = waiting.pop()
        if address not in found:
            body = visitor.get(urljoin(path, address)).content
            found[address] = body
            if address.partition("?")[0].endswith(".js"):
                pattern = rb'^import[^;]*?from\s*"([^"]+)"|^import\s*"([^"]+)"'
                names = [a or b for a, b in re.findall(pattern, body, re.M)]
                waiting += [urljoin(address, name.decode()) for name in names]
    return {address: (len(body), len(gzip.compress(body, 6))) for address, body in found.items()}


def weight(visitor: Visitor, path: str) -> None:
    loaded = parts(visitor, path)
    scripts = sum(packed for address, (_, packed) in loaded.items() if address.partition("?")[0].endswith(".js"))
    sheets = sum(packed for address, (_, packed) in loaded.items() if address.partition("?")[0].endswith(".css"))
    whole = sum(packed for _, packed in loaded.values())
    print(
        f"The page of twelve charts, gzipped: HTML {loaded[path][1] / 1024:.0f} KB, sheets {sheets / 1024:.0f} KB,"
        f" JavaScript {scripts / 1024:.0f} KB (limit 60: {'kept' if scripts <= 60 * 1024 else 'missed'}),"
        f" in all {whole / 1024:.0f} KB (limit 250: {'kept' if whole <= 250 * 1024 else 'missed'})"
    )
