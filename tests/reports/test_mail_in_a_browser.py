"""The mail as mail readers show it: 600 and 320 pixels wide, light and dark, with its pictures."""

from __future__ import annotations

import os
from pathlib import Path

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


def test_a_wide_chart_gives_way_to_a_narrow_one_on_a_phone(report, tmp_path, monkeypatch):
    monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    report.dashboard.widgets.filter(title="Amount over time").update(w=12)
    run = ReportRun(report=report, due_at=report.next_due_at)
    page_file = tmp_path / "mail.html"
    page_file.write_text(report_mail.preview(run, report_content.gather(report.dashboard, "", None), ""))
    with browsing.browser() as chromium:
        for width, is_phone in ((600, False), (320, True)):
            page = chromium.new_context(viewport={"width": width, "height": 800}).new_page()
            page.goto(page_file.as_uri())
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            seen = page.evaluate("[...document.images].filter(i => i.offsetWidth > 1).map(i => i.className)")
            assert len(seen) == 2
            assert ("slim" in seen) is is_phone


def test_buttons_and_states_are_in_sight_on_a_phone(report, client, people, tmp_path, monkeypatch):
    """The tables of the archive and of the scheduler fold into lines there, and tell what each line is."""
    from django.contrib.staticfiles import finders

    monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    people.owner.is_superuser = True
    people.owner.save()
    client.force_login(people.owner)
    styles = "".join(
        Path(found).read_text()
        for name in ("tokens", "base", "layout", "tables", "controls", "reports")
        if (found := finders.find(f"css/{name}.css"))
    )
    page_file = tmp_path / "page.html"
    html = client.get("/scheduler/").content.decode()
    page_file.write_text(html.replace("</head>", f"<style>{styles}</style></head>"))
    with browsing.browser() as chromium:
        page = chromium.new_context(viewport={"width": 360, "height": 800}).new_page()
        page.goto(page_file.as_uri())
        button = page.locator("button[name=pause]").first.bounding_box()
        assert button["x"] + button["width"] <= 360
        label = page.evaluate("getComputedStyle(document.querySelector('td[data-label]'), '::before').content")
        assert "Every" in label
