"""Debian's Chromium driven by Playwright, and what a person does in it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-quic", "--no-first-run"]
SCREENSHOTS = Path(__file__).resolve().parent / "screenshots"
NEEDED = pytest.mark.skipif(CHROMIUM is None, reason="needs Debian's chromium")
"""For tests that drive it: `make test` installs it where it may."""
PASSWORD = "correct-horse-battery"


@contextmanager
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


class Complaints(list[str]):
    """What the browser's console says that no user should ever cause: errors, refused content, lost swaps."""

    def listen(self, page: Any) -> None:
        page.on("pageerror", lambda problem: self.append(f"{page.url}: {problem}"))
        page.on("console", lambda each: self._hear(page, each))

    def _hear(self, page: Any, message: Any) -> None:
        if message.type == "error" or "Content Security" in message.text or "oobErrorNoTarget" in message.text:
            self.append(f"{page.url}: {message.text}")


def keep(page: Any, name: str) -> None:
    """A picture for a person to look at, in tests/screenshots (not part of the project)."""
    SCREENSHOTS.mkdir(exist_ok=True)
    # Hiding the caret would set styles on inputs, which htmx, swapping at that moment, would copy against the policy.
    page.screenshot(path=str(SCREENSHOTS / f"{name}.png"), full_page=True, caret="initial")


def sign_up(page: Any, url: str, name: str) -> None:
    page.goto(f"{url}/accounts/signup/")
    page.fill("[name=username]", name)
    page.fill("[name=email]", f"{name}@example.org")
    page.fill("[name=password1]", PASSWORD)
    page.fill("[name=password2]", PASSWORD)
    page.click("main form button")
    page.wait_for_url(lambda address: "/signup" not in address)


def sign_in(page: Any, url: str, name: str) -> None:
    page.goto(f"{url}/accounts/login/")
    page.fill("[name=username]", name)
    page.fill("[name=password]", PASSWORD)
    page.click("main form button")
    page.wait_for_url(lambda address: "/login" not in address)
