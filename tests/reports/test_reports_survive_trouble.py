"""Forged names, ten thousand recipients, greylisting, a full disk, a full database: a clear outcome, nothing lost."""

from __future__ import annotations

import re
import resource
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from core import storage
from core.models import ReportDelivery, ReportRun, ScheduledReport, Widget
from core.reporting import composing, letters, outbox, reports

pytestmark = pytest.mark.django_db(transaction=True)
FORGED = "Sales\r\nBcc: eve@example.org\r\n\r\n<script>"


def change(report, **values) -> None:
    ScheduledReport.objects.filter(pk=report.pk).update(**values)


def try_again() -> int:
    """What the look does whose time has come."""
    ReportDelivery.objects.filter(state="waiting").update(next_try_at=timezone.now())
    return reports.send_due()


def test_line_breaks_in_names_and_titles_forge_neither_headers_nor_recipients(report, post, board):
    change(report, name=FORGED, attachments=["png", "csv", "pdf"])
    type(board).objects.filter(pk=board.pk).update(name=FORGED)
    Widget.objects.filter(dashboard=board).update(title=FORGED)
    assert reports.send_due() == 2
    for mail, (_, recipients) in zip(post.mails, post.envelopes, strict=True):
        assert recipients == [mail["To"]]
        assert mail["Subject"].startswith("Sales Bcc: eve@example.org")
        for part in mail.walk():
            assert part["Bcc"] is None
            assert not re.search(r"[\r\n]", part.get_filename() or "")
        page = next(part for part in mail.walk() if part.get_content_type() == "text/html").get_content()
        assert "<script>" not in page


def test_a_deleted_dataset_is_named_where_its_charts_were(report, post, board, client, people):
    (gone,) = {widget.visualization.dataset for widget in board.widgets.exclude(visualization=None)}
    client.force_login(people.owner)
    assert client.post(f"/datasets/{gone.pk}/delete/", {"confirm": gone.name}).status_code in (302, 303)
    assert not type(gone).objects.filter(pk=gone.pk).exists()
    assert reports.send_due() == 2
    for kind in ("html", "plain"):
        part = next(part for part in post.mails[0].walk() if part.get_content_type() == f"text/{kind}")
        assert "the dataset behind this was deleted" in part.get_content()


def test_ten_thousand_recipients_are_one_edition_and_one_row_each(report, post, client, people):
    change(report, recipients=[f"p{number}@example.org" for number in range(10_000)])
    reports.claim(ScheduledReport.objects.get(), timezone.now())
    composing.compose_waiting()
    run = report.runs.get()
    assert run.deliveries.count() == 10_000
    assert set(run.deliveries.values_list("edition", flat=True)) == {0}
    assert len(set(run.deliveries.values_list("message_id", flat=True))) == 10_000
    letter = letters.of(run.deliveries.get(recipient="p9999@example.org"))
    assert letter.message()["To"] == "p9999@example.org"
    assert "p9998@example.org" not in letter.message().as_bytes().decode()
    client.force_login(people.owner)
    for path in ("/reports/", f"/reports/{report.pk}/", f"/reports/{report.pk}/runs/{run.pk}/"):
        page = client.get(path).content.decode()
        assert "10,000" in page
        assert len(page) < 1_000_000


def test_a_greylisting_server_gets_each_mail_in_the_end_and_once(report, post):
    people = [f"p{number}@example.org" for number in range(8)]
    change(report, recipients=people)
    post.answers = {address: ["450 4.2.0 Greylisted, see you in five minutes"] * 2 for address in people}
    sent = [reports.send_due(), reports.send_due(), try_again(), try_again()]
    assert sent == [0, 0, 0, 8]
    assert sorted(mail["To"] for mail in post.mails) == people
    assert report.runs.get().state == ReportRun.State.SENT
    assert set(ReportDelivery.objects.values_list("attempts", flat=True)) == {3}


@contextmanager
def files_no_larger_than(size: int):
    """As on a disk that is almost full: what is larger cannot be written."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("size", [0, 2_000, 20_000])
def test_a_disk_that_is_full_is_waited_for_and_leaves_no_half_issue(report, post, size):
    with files_no_larger_than(size):
        assert reports.send_due() == 0
    run = report.runs.get()
    assert run.state == ReportRun.State.DUE
    assert "It is tried again." in run.error
    assert not [each for each in storage.archive_folder().glob(f"{run.pk}-*") if any(each.iterdir())]
    assert reports.send_due() == 2
    assert sorted(mail["To"] for mail in post.mails) == ["ada@example.org", "ben@example.org"]
    assert report.runs.get().error == ""


def test_what_was_taken_while_the_database_was_full_is_not_sent_again(report, post):
    def full(execute, sql, params, many, context):
        if sql.startswith("UPDATE") and "core_reportdelivery" in sql and "sent" in map(str, params or ()):
            raise OperationalError("database or disk is full")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(full), pytest.raises(OperationalError):
        reports.send_due()
    assert len(post.mails) == 1
    assert reports.send_due() == 1
    assert sorted(mail["To"] for mail in post.mails) == ["ada@example.org", "ben@example.org"]
    assert set(ReportDelivery.objects.values_list("state", "attempts")) == {("sent", 1)}
    assert outbox._taken == []


def test_a_report_to_many_keeps_no_small_one_waiting(report, post, monkeypatch):
    change(report, recipients=[f"p{number}@example.org" for number in range(30)])
    small = ScheduledReport.objects.get(pk=report.pk)
    small.pk, small.recipients, small.name = None, ["alone@example.org"], "Small"
    small.save(force_insert=True)
    with monkeypatch.context() as short:
        short.setattr(reports, "A_LOOK", timedelta(microseconds=1))
        assert reports.send_due() == 0  # the look is over before the first mail, and nothing is lost
    assert reports.send_due() == 31
    assert post.mails[0]["To"] == "alone@example.org"
    assert {run.state for run in ReportRun.objects.all()} == {ReportRun.State.SENT}
