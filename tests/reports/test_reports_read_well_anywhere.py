"""What a report looks like where it is hard: nothing to show, names from right to left, numbers of other languages."""

from __future__ import annotations

import re

import pytest

from core.models import ScheduledReport, Widget
from core.reporting import recipients, report_content, report_words, reports, tongues
from core.reporting.tongues import drawings

pytestmark = pytest.mark.django_db(transaction=True)
RIGHT_TO_LEFT = "إجمالي الكمية"


def html_of(mail) -> str:
    return mail.get_body(("html",)).get_content()


def test_a_chart_without_values_is_one_line_that_says_so_in_the_readers_language(report, post):
    ScheduledReport.objects.update(
        recipients=["ada@example.org"], languages={"ada@example.org": "fr"}, attachments=["pdf"],
        views={"ada@example.org": recipients.view_from_text("region = North; day = 2001-01-01 .. 2001-01-02")},
    )  # fmt: skip
    reports.send_due()
    [mail] = post.to("ada@example.org")
    assert html_of(mail).count("Il n’y a rien à montrer.") == 2
    assert "Il n’y a rien à montrer." in mail.get_body(("plain",)).get_content()
    assert not [part for part in mail.walk() if part.get_content_type() == "image/png"]


def test_numbers_in_drawings_are_written_as_the_reader_writes_them_and_the_words_too(board):
    content = report_content.gather(board, "", None)
    kinds = {code: report_words.written(content, tongues.of(code)) for code in tongues.NAMES}
    bars = {
        code: next(block.items[0]["svg"] for block in each.blocks if block.kind == "charts")
        for code, each in kinds.items()
    }
    assert re.search(r">\d,\d{3}<", bars["en"])
    assert re.search(r">\d\.\d{3}<", bars["de"])
    assert re.search(r">\d\u202f\d{3}<", bars["fr"])
    assert re.search(r">\d\.\d{3}<", bars["es"])
    assert ">Summe von amount<" in bars["de"]
    ring = '<text class="c-t c-small" x="1" text-anchor="middle">in all</text>'
    assert ">insgesamt<" in drawings.within(ring, tongues.of("de"), (), localised=True)


def test_a_name_from_right_to_left_does_not_turn_the_sentence_around_it(report, post, due_again):
    Widget.objects.filter(dashboard=report.dashboard, kind="number").update(title=RIGHT_TO_LEFT)
    reports.send_due()
    run = report.runs.get()
    for number in run.facts["views"][""]["numbers"].values():
        number["exact"] /= 2
    run.save()
    due_again(report)
    post.mails.clear()
    reports.send_due()
    text = post.to("ada@example.org")[0].get_body(("plain",)).get_content()
    assert f"- \u2068{RIGHT_TO_LEFT}\u2069: " in text


def test_a_paragraph_is_read_the_way_it_begins():
    assert report_words.is_rtl(f"12 % {RIGHT_TO_LEFT} Sales")
    assert not report_words.is_rtl(f"Sales {RIGHT_TO_LEFT}")
    assert not report_words.is_rtl(f"{report_words.apart(RIGHT_TO_LEFT)}: 12 more.")
    assert report_words.apart("Sales") == "Sales"
