"""An issue begins with what changed since the last one, comes on its condition, and through each one's own view."""

from __future__ import annotations

import csv
import io

import pytest

from core.models import ReportRun, ScheduledReport
from core.reporting import recipients, reports
from tests.reports.sales import SALES

pytestmark = pytest.mark.django_db(transaction=True)


def body(mail, kind: str = "text/plain") -> str:
    return next(part for part in mail.walk() if part.get_content_type() == kind).get_content()


def attachment(mail, name: str) -> bytes:
    return next(part for part in mail.iter_attachments() if part.get_filename() == name).get_payload(decode=True)


def change(report, **values) -> None:
    ScheduledReport.objects.filter(pk=report.pk).update(**values)


def test_the_second_issue_says_how_the_numbers_moved(report, post, load, due_again, board):
    reports.send_due()
    assert "WHAT CHANGED" not in body(post.mails[0])
    load(SALES + "2024-12-28,North,5000,Aville\n", board.dataset)
    due_again(report)
    post.mails.clear()
    reports.send_due()
    text = body(post.mails[0])
    assert "WHAT CHANGED SINCE THE LAST REPORT" in text
    assert "Total amount: 19,0" in text
    assert "up 35" in text
    assert "673 rows instead of 672" in text


def test_an_unchanged_issue_says_so(report, post, due_again):
    reports.send_due()
    due_again(report)
    post.mails.clear()
    reports.send_due()
    assert "Nothing changed since the last report." in body(post.mails[0])


def test_only_if_the_data_changed(report, post, load, due_again, board):
    change(report, condition="changed")
    assert reports.send_due() == 2
    due_again(report)
    assert reports.send_due() == 0
    skipped = report.runs.first()
    assert (skipped.state, "not changed" in skipped.error) == (ReportRun.State.SKIPPED, True)
    load(SALES + "2024-12-28,North,5,Aville\n", board.dataset)
    due_again(report)
    assert reports.send_due() == 2


@pytest.mark.parametrize(("limit", "mails"), [(1_000, 2), (1_000_000, 0)])
def test_only_if_a_number_passes_its_threshold(report, post, limit, mails):
    change(report, condition="threshold", threshold={"column": "amount", "agg": "sum", "op": ">", "value": limit})
    assert reports.send_due() == mails


def test_a_view_without_rows_can_be_skipped(report, post):
    nowhere = recipients.view_from_text("region = Nowhere")
    change(report, skip_empty=True, views={"ben@example.org": nowhere})
    assert reports.send_due() == 1
    assert [mail["To"] for mail in post.mails] == ["ada@example.org"]


def test_each_view_is_made_once_and_shows_its_own_rows(report, post, people, monkeypatch):
    from core.reporting import report_content

    asked = []
    real = report_content.gather
    monkeypatch.setattr(
        report_content, "gather", lambda board, view, before: asked.append(view) or real(board, view, before)
    )
    names = [f"p{number}@example.org" for number in range(12)]
    views = {name: recipients.view_from_text(f"region = {'North' if place % 2 else 'South'}")
             for place, name in enumerate(names)}  # fmt: skip
    change(report, recipients=["ada@example.org", *names], views=views, attachments=["csv"])
    assert reports.send_due() == 13
    assert len(asked) == 3
    for name, region in (("p0@example.org", "South"), ("p1@example.org", "North")):
        mail = post.to(name)[0]
        assert f"region: {region}" in body(mail)
        rows = list(csv.DictReader(io.StringIO(attachment(mail, "Sales-of-the-day.csv").decode())))
        assert {row["region"] for row in rows} == {region}
        assert len(rows) == 224
        total = sum(int(row["amount"]) for row in rows)
        assert f"Total amount: {total:,}" in body(mail)
        assert f"in%3Aregion={region}" in body(mail)  # the link back has the filters


def test_groups_of_the_workspace_are_who_is_in_them_when_it_is_due(report, post, people):
    from core.models import Membership

    change(report, recipients=["@everyone", "ada@example.org", "OWNER@example.org"])
    Membership.objects.filter(user=people.viewer).delete()
    reports.send_due()
    assert sorted(mail["To"] for mail in post.mails) == ["ada@example.org", "editor@example.org", "owner@example.org"]


def test_pdf_csv_and_workbook_travel_along(report, post):
    change(report, attachments=["pdf", "csv", "xlsx", "png"])
    reports.send_due()
    mail = post.mails[0]
    pdf = attachment(mail, "Sales-of-the-day.pdf")
    assert pdf.startswith(b"%PDF-")
    assert pdf.count(b"/Type /Page\n") or pdf.count(b"/Type/Page") or len(pdf) > 10_000
    assert attachment(mail, "Sales-of-the-day.xlsx")[:2] == b"PK"
    assert attachment(mail, "Sales-of-the-day-1-Amount-by-region.png")[1:4] == b"PNG"
    assert attachment(mail, "Sales-of-the-day.csv").decode().startswith("day,region,amount,city")
    assert "is not attached" not in body(mail)


def test_formulas_in_the_data_stay_text_in_a_filtered_attachment(report, post, load, board):
    load(SALES + "2024-12-28,North,5,=HYPERLINK(1)\n", board.dataset)
    north = recipients.view_from_text("region = North")
    change(report, attachments=["csv"], recipients=["ada@example.org"], views={"ada@example.org": north})
    reports.send_due()
    assert "'=HYPERLINK(1)" in attachment(post.mails[0], "Sales-of-the-day.csv").decode()


def test_markup_in_names_and_data_is_text_in_the_mail(report, post, load, board):
    change(report, name="<script>alert(1)</script> Sales")
    reports.send_due()
    html = body(post.mails[0], "text/html")
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("region = North, South", "mine=1&in%3Aregion=North&in%3Aregion=South"),
        ("day = 2024-01-01 .. 2024-02-01", "mine=1&from%3Aday=2024-01-01&to%3Aday=2024-02-01"),
        ("amount >= 12", "mine=1&low%3Aamount=12.0"),
        ("city ~ ville", "mine=1&has%3Acity=ville"),
        ("day = 30d", "mine=1&period%3Aday=30d"),
        ("", ""),
    ],
)
def test_views_are_written_as_people_write_them(text, query):
    assert recipients.view_from_text(text) == query


@pytest.mark.parametrize("text", ["", "nobody", "@strangers", "a@example.org | region North", "a@b.org\nBcc: x"])
def test_what_names_nobody_is_refused_in_a_sentence(text):
    with pytest.raises(recipients.Unclear, match=r"\.$"):
        recipients.from_text(text)


def test_ten_thousand_addresses_are_taken_and_one_more_is_refused_in_a_sentence():
    addresses = [f"p{number}@example.org" for number in range(10_001)]
    assert recipients.from_text("\n".join(addresses[:-1])).names == addresses[:-1]
    with pytest.raises(recipients.Unclear, match=r"10,001 addresses are too many; at most 10,000"):
        recipients.from_text("\n".join(addresses))


def test_a_view_over_a_column_that_is_gone_is_not_sent_unfiltered(report, post, load, board):
    views = {"ben@example.org": recipients.view_from_text("region = North")}
    change(report, views=views)
    rows = [line.split(",") for line in SALES.splitlines()]
    load("".join(f"{day},{amount},{city}\n" for day, _, amount, city in rows), board.dataset)
    reports.send_due()
    assert [mail["To"] for mail in post.mails if "did not arrive" not in mail["Subject"]] == ["ada@example.org"]
    ben = report.runs.get().deliveries.get(recipient="ben@example.org")
    assert (ben.state, "no longer in the data" in ben.error) == ("failed", True)
    assert report.runs.get().state == ReportRun.State.PARTLY


def test_columns_of_views_are_named_as_the_data_does():
    assert recipients.named(recipients.view_from_text("REGION = North"), {"Region"}) == "mine=1&in%3ARegion=North"
    with pytest.raises(recipients.Unclear, match="has no column “regoin”"):
        recipients.named(recipients.view_from_text("regoin = North"), {"region"})
