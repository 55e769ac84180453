"""The numbers of a mail and of its PDF are those of the dashboard, filtered or not."""

from __future__ import annotations

import json
import re

import pytest

from analytics.schema import ChartSpec
from core import drawing, paper
from core.boards import filters
from core.models import ScheduledReport, Widget
from core.reporting import recipients, reports

pytestmark = pytest.mark.django_db(transaction=True)


def body(mail, kind: str) -> str:
    return next(part for part in mail.walk() if part.get_content_type() == kind).get_content()


@pytest.fixture
def on_paper(monkeypatch):
    """What was handed to the typesetter, one document for each edition; it sets them all the same."""
    documents = []
    real = paper.set_pdf

    def look(folder, template):
        documents.append(json.loads((folder / "paper.json").read_text()))
        return real(folder, template)

    monkeypatch.setattr(paper, "set_pdf", look)
    return documents


@pytest.mark.parametrize("view", ["", "region = North", "day = 2024-02-01 .. 2024-05-31; region = South, East"])
def test_mail_and_paper_show_what_the_dashboard_shows(report, post, client, people, on_paper, view):
    query = recipients.view_from_text(view)
    ScheduledReport.objects.update(filters=query, attachments=["pdf"], recipients=["ada@example.org"])
    reports.send_due()
    mail = post.mails[0]
    text, page = body(mail, "text/plain"), body(mail, "text/html")
    [document] = on_paper
    board = report.dashboard
    version = board.dataset.current
    chosen = filters.active_filters(board, version, filters.from_query(query) if query else None)
    paper_numbers = [item for block in document["blocks"] if block["kind"] == "numbers" for item in block["items"]]
    paper_charts = [item for block in document["blocks"] if block["kind"] == "charts" for item in block["items"]]
    client.force_login(people.viewer)
    shown = client.get(f"/dashboards/{board.pk}/?{query}").content.decode()
    numbers = charts = 0
    for widget in Widget.objects.filter(dashboard=board).select_related("visualization"):
        spec = ChartSpec.from_json(widget.visualization.spec)
        if widget.kind == "number":
            value = drawing.number(version, spec, filters=chosen)["value"]
            assert f"{widget.title}: {value}" in text
            assert f">{value}<" in page
            assert value in shown
            assert [item["value"] for item in paper_numbers if item["title"] == widget.title] == [value]
            numbers += 1
        else:
            table = drawing.chart(version, spec, filters=chosen, width=400, height=300).table
            told = "; ".join(", ".join(map(str, row)) for row in table["rows"][:6])
            assert told in text
            assert [item["words"].startswith(told) for item in paper_charts if item["title"] == widget.title] == [True]
            charts += 1
    assert (numbers, charts) == (1, 2)


def test_the_paper_has_pages_a_title_and_its_charts(report, post, on_paper):
    ScheduledReport.objects.update(attachments=["pdf"], recipients=["ada@example.org"])
    reports.send_due()
    pdf = next(part for part in post.mails[0].iter_attachments() if part.get_content_type() == "application/pdf")
    data = pdf.get_payload(decode=True)
    assert data.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type\s*/Page\b", data)) >= 1
    assert on_paper[0]["contents"] == ["Total amount", "Amount by region", "Amount over time"]
