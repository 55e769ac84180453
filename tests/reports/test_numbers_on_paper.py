"""The numbers are read back from the PDF that was mailed, in each language, filtered or not."""

from __future__ import annotations

import re

import pypdfium2
import pytest

from analytics.schema import ChartSpec
from core import drawing
from core.boards import filters
from core.models import ScheduledReport, Widget
from core.reporting import recipients, report_words, reports, tongues

pytestmark = pytest.mark.django_db(transaction=True)
VIEWS = {"": "", "region = North": "North", "day = 2024-02-01 .. 2024-05-31; region = South, East": "South, East"}


def words(text: str) -> str:
    return " ".join(text.split())


def paper_of(mail) -> str:
    part = next(each for each in mail.iter_attachments() if each.get_content_type() == "application/pdf")
    document = pypdfium2.PdfDocument(part.get_payload(decode=True))
    return words(" ".join(page.get_textpage().get_text_bounded() for page in document))


def test_every_recipients_paper_shows_the_numbers_of_the_dashboard_in_their_language(report, post):
    queries = {view: recipients.view_from_text(view) for view in VIEWS}
    who = {f"{code}{place}@example.org": (code, view)
           for code in ("en", "de", "fr", "es") for place, view in enumerate(VIEWS)}  # fmt: skip
    ScheduledReport.objects.update(
        attachments=["pdf"], recipients=list(who), languages={name: code for name, (code, _) in who.items()},
        views={name: queries[view] for name, (_, view) in who.items() if view},
    )  # fmt: skip
    assert reports.send_due() == len(who)
    board = report.dashboard
    version = board.dataset.current
    widgets = list(Widget.objects.filter(dashboard=board).select_related("visualization"))
    for name, (code, view) in who.items():
        [mail] = post.to(name)
        page, tongue = paper_of(mail), tongues.of(code)
        html = words(mail.get_body(("html",)).get_content())
        chosen = filters.active_filters(board, version, filters.from_query(queries[view]) if view else None)
        [number] = [each for each in widgets if each.kind == "number"]
        value = words(tongue.figures(drawing.number(version, ChartSpec.from_json(number.visualization.spec),
                                                    filters=chosen)["value"]))  # fmt: skip
        assert re.search(rf"(?<![\d.,]){re.escape(value)}(?![\d.,]\d)", page), (name, value)
        assert f">{value}<" in html
        assert VIEWS[view] in page
        assert tongue.say("filtered", filters="").split()[0] in page or not view
        for widget in widgets:
            assert report_words.title_in(widget.title, tongue, {"amount", "region"}) in page
            if widget.kind == "chart" and widget.visualization.spec["kind"] == "bar":
                spec = ChartSpec.from_json(widget.visualization.spec)
                rows = drawing.chart(version, spec, filters=chosen, width=400, height=300).table["rows"]
                for region, _ in rows:
                    assert region in page
                for other in (
                    {"North", "South", "East", "West"} - {row[0] for row in rows} - set(VIEWS[view].split(", "))
                ):
                    assert other not in page
