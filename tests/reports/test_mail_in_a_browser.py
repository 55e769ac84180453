"""The mail as mail readers show it: 600 and 320 pixels wide, light and dark, with its pictures."""

from __future__ import annotations

import os

import pytest

from core.models import ReportRun
from core.reporting import composing, report_content, report_mail
from tests import browsing

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    browsing.NEEDED,
]


def test_the_mail_fits_and_shows_its_pictures(report, tmp_path, monkeypatch):
    monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # playwright runs a loop in this thread
    run = ReportRun(report=report, due_at=report.next_due_at)
    content = report_content.gather(report.dashboard, "", composing.facts_of(None, ""))
    page_file = tmp_path / "mail.html"
    page_file.write_text(report_mail.preview(run, content, ""))
    with browsing.browser() as chromium:
        for width, scheme in ((600, "light"), (320, "light"), (600, "dark")):
            page = chromium.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme).new_page()
            asked = []
            page.on("request", lambda request, asked=asked: asked.append(request.url))
            page.goto(page_file.as_uri())
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            pictures = page.evaluate("[...document.images].map(image => [image.naturalWidth, image.alt])")
            assert len(pictures) == 2
            assert all(size >= 500 and alt for size, alt in pictures)
            assert all(url.startswith(("file:", "data:")) for url in asked)
            back = page.evaluate("getComputedStyle(document.querySelector('.sheet')).backgroundColor")
            assert (back == "rgb(255, 255, 255)") == (scheme == "light")
            browsing.keep(page, f"mail-{width}-{scheme}")
