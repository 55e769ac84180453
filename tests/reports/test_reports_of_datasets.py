"""A dataset without a dashboard is mailed too: its numbers, charts, quality, findings, drift, and what changed."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from core.models import ScheduledReport
from core.reporting import recipients, reports
from tests.reports.sales import SALES

pytestmark = pytest.mark.django_db(transaction=True)


def body(mail, kind: str = "text/plain") -> str:
    return next(part for part in mail.walk() if part.get_content_type() == kind).get_content()


@pytest.fixture
def of_data(load, people):
    """A report of a dataset, due now."""
    return ScheduledReport.objects.create(
        workspace=people.workspace, dataset=load(SALES), name="The data", recipients=["ada@example.org"],
        created_by=people.owner, next_due_at=timezone.now() - timedelta(minutes=5),
    )  # fmt: skip


def total(rows) -> int:
    return sum(int(row["amount"]) for row in rows)


ROWS = list(csv.DictReader(io.StringIO(SALES)))


def test_it_tells_size_numbers_quality_and_findings_and_shows_charts(of_data, post):
    assert reports.send_due() == 1
    text, page = body(post.mails[0]), body(post.mails[0], "text/html")
    assert f"Rows: {len(ROWS)}" in text
    assert "Columns: 4" in text
    assert re.search(r"Quality: \d+ \(of 100\)", text)
    assert re.search(rf"amount \| {total(ROWS):,} \| ", text)
    assert "Open the data" in text
    assert f"/datasets/{of_data.dataset_id}/" in text
    assert page.count('src="cid:chart-') >= 2


def test_the_next_issue_tells_how_the_new_version_differs(of_data, post, load, due_again):
    reports.send_due()
    load(SALES.replace("city", "town") + "2024-12-28,Overseas,5000,Aville\n", of_data.dataset)
    due_again(of_data)
    post.mails.clear()
    reports.send_due()
    text = body(post.mails[0])
    assert "WHAT CHANGED SINCE THE LAST REPORT" in text
    assert "How this version differs from the one before" in text
    assert "“town”" in text


def test_a_view_of_a_dataset_shows_its_rows_only(of_data, post):
    view = recipients.view_from_text("region = North")
    ScheduledReport.objects.filter(pk=of_data.pk).update(views={"ada@example.org": view}, attachments=["csv", "pdf"])
    reports.send_due()
    mail = post.mails[0]
    north = [row for row in ROWS if row["region"] == "North"]
    assert f"Rows: {len(north)}" in body(mail)
    assert f"{total(north):,}" in body(mail)
    assert "Quality:" not in body(mail)
    data = next(part for part in mail.iter_attachments() if part.get_filename() == "The-data.csv")
    assert len(list(csv.DictReader(io.StringIO(data.get_content())))) == len(north)
    assert any(part.get_content_type() == "application/pdf" for part in mail.iter_attachments())


def test_only_if_the_data_changed_holds_for_datasets(of_data, post, load, due_again):
    ScheduledReport.objects.filter(pk=of_data.pk).update(condition="changed")
    assert reports.send_due() == 1
    due_again(of_data)
    assert reports.send_due() == 0
    load(SALES + "2024-12-28,North,5000,Aville\n", of_data.dataset)
    due_again(of_data)
    assert reports.send_due() == 1


def test_it_is_made_and_previewed_in_the_page(client, people, load):
    dataset = load(SALES)
    client.force_login(people.owner)
    form = {"name": "Daily data", "dataset": dataset.pk, "recipients": "ada@example.org [de]", "schedule": "daily noon",
            "time_zone": "UTC", "condition": "always", "language": "fr", "keep_days": "30",
            "enabled": "on"}  # fmt: skip
    assert "Daily data" not in client.get(f"/reports/new/?dataset={dataset.pk}").content.decode()
    answer = client.post("/reports/new/", form)
    assert answer.status_code == 303
    made = ScheduledReport.objects.get(name="Daily data")
    assert (made.dataset, made.languages, made.language, made.keep_days) == (
        dataset, {"ada@example.org": "de"}, "fr", 30,
    )  # fmt: skip
    page = client.get(answer["Location"]).content.decode()
    assert f'href="/datasets/{dataset.pk}/"' in page
    assert "for 30 days" in page
    assert "Daten vom" in client.get(f"/reports/{made.pk}/preview/mail/").content.decode()


@pytest.mark.parametrize("sources", [("dashboard", "dataset"), ()])
def test_it_is_about_one_of_the_two(client, people, board, sources):
    client.force_login(people.owner)
    given = {"dashboard": board.pk, "dataset": board.dataset_id}
    form = {"name": "Both", "recipients": "ada@example.org", "schedule": "daily noon", "time_zone": "UTC",
            "condition": "always", **{name: given[name] for name in sources}}  # fmt: skip
    answer = client.post("/reports/new/", form)
    assert answer.status_code == 422
    assert "Choose a dashboard or a dataset, one of the two." in answer.content.decode()
