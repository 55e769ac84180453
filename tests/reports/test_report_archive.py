"""The archive: each issue as it was sent, compared with another, searched, kept so long and no longer."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from django.utils import timezone

from core import storage
from core.models import ReportRun, ScheduledReport, Visualization, Widget
from core.reporting import archive, letters, reports
from tests.reports.sales import SALES

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def two_issues(report, post, load, due_again, board):
    """One of the sales, one with a large order more."""
    reports.send_due()
    load(SALES + "2024-12-28,North,5000,Aville\n", board.dataset)
    due_again(report)
    reports.send_due()
    new, old = report.runs.all()
    return old, new


def folder(run: ReportRun):
    return storage.archive_folder() / run.archive


def test_two_issues_are_compared_number_by_number_and_line_by_line(two_issues, client, people):
    old, new = two_issues
    client.force_login(people.viewer)
    page = client.get(f"/reports/{new.report_id}/runs/{new.pk}/?with={old.pk}").content.decode()
    assert "up 35." in page
    assert "14,0" in page
    assert "19,0" in page
    assert "Here only" in page
    assert "673 rows instead of 672" in page


def test_a_search_finds_the_words_of_every_language_that_was_sent(report, post, client, people):
    ScheduledReport.objects.update(languages={"ben@example.org": "de"})
    reports.send_due()
    client.force_login(people.viewer)
    for words, there in (("Stop getting it", True), ("Nicht mehr erhalten", True), ("Ne plus le recevoir", False)):
        page = client.get(f"/reports/{report.pk}/", {"q": words}).content.decode()
        assert (f"/runs/{report.runs.get().pk}/" in page) is there


def test_an_issue_goes_when_its_time_is_over_and_its_words_and_numbers_stay(two_issues, client, people):
    old, new = two_issues
    ScheduledReport.objects.update(keep_days=30)
    ReportRun.objects.filter(pk=old.pk).update(due_at=timezone.now() - timedelta(days=31))
    assert folder(old).is_dir()
    assert archive.clear_old() == 1
    assert archive.clear_old() == 0
    assert not folder(old).exists()
    assert folder(new).is_dir()
    client.force_login(people.viewer)
    page = client.get(f"/reports/{old.report_id}/runs/{old.pk}/").content.decode()
    assert "had been kept long enough" in page
    assert "Total amount: 14,0" in page
    assert client.get(f"/reports/{old.report_id}/runs/{old.pk}/mail/").status_code == 404
    assert client.get(f"/reports/{old.report_id}/runs/{old.pk}/files/1/").status_code == 404
    assert "up 35." in client.get(f"/reports/{new.report_id}/runs/{new.pk}/?with={old.pk}").content.decode()


def test_the_oldest_go_first_when_there_is_too_much_and_the_newest_always_stays(two_issues, monkeypatch):
    old, new = two_issues
    assert archive.size_of(new.report) == old.archive_bytes + new.archive_bytes > 10_000
    monkeypatch.setattr(archive, "MOST_BYTES", 100)
    assert archive.clear_old() == 1
    assert (folder(old).exists(), folder(new).exists()) == (False, True)
    assert archive.size_of(new.report) == new.archive_bytes


def test_what_is_still_being_sent_is_never_removed(report, post):
    post.answers["ben@example.org"] = ["451 later"]
    reports.send_due()
    ReportRun.objects.update(due_at=timezone.now() - timedelta(days=9999))
    assert archive.clear_old() == 0
    report.runs.get().deliveries.update(next_try_at=timezone.now())
    assert reports.send_due() == 1


def test_a_mail_of_many_busy_charts_stays_below_a_megabyte_and_says_what_is_left_out(report, post, load, people):
    rng = random.Random(3)
    names = [f"n{number}" for number in range(6)]
    rows = "".join(",".join(f"{rng.gauss(50, 20):.3f}" for _ in names) + "\n" for _ in range(4000))
    dataset = load(f"{','.join(names)}\n{rows}", name="noise.csv")
    board = report.dashboard
    type(board).objects.filter(pk=board.pk).update(dataset=dataset)
    board.widgets.all().delete()
    for place in range(16):
        spec = {"kind": "scatter", "dimension": names[place % 6], "measures": [{"column": names[(place + 1) % 6]}]}
        made = Visualization.objects.create(workspace=people.workspace, dataset=dataset, name=f"C{place}", spec=spec)
        Widget.objects.create(dashboard=board, kind="chart", title=f"C{place}", visualization=made, y=place, w=12, h=4)
    text = {"text": "word " * 40_000}
    Widget.objects.create(dashboard=board, kind="text", title="Long", options=text, y=99, w=12, h=4)
    reports.claim(ScheduledReport.objects.get(), timezone.now())
    from core.reporting import composing

    composing.compose_waiting()
    run = report.runs.get()
    letter = letters.of(run.deliveries.first()).message().as_bytes()
    assert len(letter) < 1_000_000
    document = archive.document_of(archive.folder_of(run))
    page = (archive.folder_of(run) / "mail.html").read_text()
    assert len(document["images"]) >= 8
    assert len(document["images"]) == 16 or "left out, so that the mail stays small" in page


@pytest.mark.parametrize("what", ["report", "dashboard", "dataset"])
def test_the_archive_goes_with_what_it_is_about(report, post, what):
    reports.send_due()
    run = report.runs.get()
    assert folder(run).is_dir()
    {"report": report, "dashboard": report.dashboard, "dataset": report.dashboard.dataset}[what].delete()
    assert folder(run).exists() is ReportRun.objects.filter(pk=run.pk).exists()
