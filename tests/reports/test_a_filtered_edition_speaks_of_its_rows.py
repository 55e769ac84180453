"""A mail through a filter says nothing of the rows that it leaves out: no finding, no story, no text about them."""

from __future__ import annotations

import pytest

from core.models import Insight, ScheduledReport, Widget
from core.reporting import recipients, report_content, report_words, reports, tongues

pytestmark = pytest.mark.django_db(transaction=True)
PART = "What is known of all rows (findings, texts about them) is left out: this view shows a part."


def text_of(mail) -> str:
    return " ".join(mail.get_body(("plain",)).get_content().split())


@pytest.fixture
def told(board):
    """The dashboard has what is made for it by itself: the story as a text, and a finding; and a remark of a person."""
    version = board.dataset.current
    spans = "12 before (1 Jan 2024 – 30 Sep 2024), 21 after (1 Oct 2024 – 28 Dec 2024)"
    finding = f"“amount” jumped around 1 Oct 2024 by 72 %: {spans}."
    document = {"kind": "change_point", "columns": ["amount"], "text": finding, "strength": 0.9}
    row = Insight.objects.create(version=version, kind="change_point", text=finding, strength=0.9, document=document)
    story = "\n".join(f"- {each}" for each in version.narrative)
    Widget.objects.create(dashboard=board, kind="text", title="In short", options={"text": story}, y=9)
    Widget.objects.create(
        dashboard=board, kind="text", title="Mind", options={"text": f"Ask Ada.\n\n- {finding}"}, y=10
    )
    Widget.objects.create(dashboard=board, kind="insight", title="A step", insight=row, y=11)
    return [finding, *version.narrative]


def test_a_part_of_the_rows_comes_without_what_is_known_of_all(report, post, told):
    view = recipients.view_from_text("region = North")
    ScheduledReport.objects.update(recipients=["all@example.org", "north@example.org"],
                                   views={"north@example.org": view})  # fmt: skip
    reports.send_due()
    [whole], [part] = post.to("all@example.org"), post.to("north@example.org")
    for sentence in told:
        assert sentence in text_of(whole)
        assert sentence not in text_of(part)
    assert PART in text_of(part)
    assert PART not in text_of(whole)
    assert "Ask Ada." in text_of(part)
    assert "In short" not in text_of(part)


@pytest.mark.parametrize("code", ["de", "fr", "es"])
def test_it_says_so_in_the_language(board, told, code):
    view = recipients.view_from_text("region = North")
    content = report_content.gather(board, view, None)
    tongue = tongues.of(code)
    written = report_words.written(content, tongue)
    assert (written.findings, written.headline) == ([], [])
    assert written.blocks[-1].note == tongue.say("whole_left_out")


def test_a_filtered_dataset_says_so_too(board, told):
    content = report_content.gather(board.dataset, recipients.view_from_text("region = North"), None)
    english = report_words.written(content, tongues.of("en"))
    assert (english.findings, english.headline, english.blocks[-1].note) == ([], [], PART)
