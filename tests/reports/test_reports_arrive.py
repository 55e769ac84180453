"""A report that is due arrives once at each recipient, whatever the mail server says and whoever dies."""

from __future__ import annotations

import re
import smtplib
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from core import due as due_times
from core.models import Notice, ReportDelivery, ReportRun, ScheduledReport
from core.reporting import composing, outbox, reports

pytestmark = pytest.mark.django_db(transaction=True)


def parts(mail) -> dict[str, object]:
    return {part.get_content_type(): part for part in mail.walk() if not part.is_multipart()}


def test_each_recipient_gets_one_mail_with_text_html_and_pictures(report, post):
    assert reports.send_due() == 2
    assert reports.send_due() == 0
    assert sorted(mail["To"] for mail in post.mails) == ["ada@example.org", "ben@example.org"]
    assert all(recipients == [mail["To"]] for mail, (_, recipients) in zip(post.mails, post.envelopes, strict=True))
    mail = post.to("ada@example.org")[0]
    html, text = parts(mail)["text/html"].get_content(), parts(mail)["text/plain"].get_content()
    assert "Total amount" in html
    assert "Total amount: 14,0" in text
    pictures = set(re.findall(r'src="cid:([^"]+)"', html))
    inline = {part["Content-ID"].strip("<>") for part in mail.walk() if part.get_content_type() == "image/png"}
    assert pictures == inline
    assert len(inline) == 2
    assert len(mail.as_bytes()) < 1_000_000
    assert "unsubscribe.invalid" not in html + text
    run = report.runs.get()
    assert run.state == ReportRun.State.SENT
    assert ScheduledReport.objects.get().next_due_at > timezone.now()


def test_the_message_id_is_the_one_of_the_outbox_row(report, post):
    reports.send_due()
    for delivery in ReportDelivery.objects.all():
        assert post.to(delivery.recipient)[0]["Message-ID"] == delivery.message_id


def test_a_server_that_puts_off_is_asked_again_later(report, post):
    post.answers["ben@example.org"] = ["451 4.7.1 Greylisted, please try again"]
    assert reports.send_due() == 1
    ben = ReportDelivery.objects.get(recipient="ben@example.org")
    assert (ben.state, ben.attempts) == (ReportDelivery.State.WAITING, 1)
    assert "Greylisted" in ben.error
    assert ben.next_try_at > timezone.now()
    assert reports.send_due() == 0
    ReportDelivery.objects.filter(pk=ben.pk).update(next_try_at=timezone.now())
    assert reports.send_due() == 1
    assert report.runs.get().state == ReportRun.State.SENT
    assert [mail["Message-ID"] for mail in post.to("ben@example.org")] == [ben.message_id]
    assert len(post.to("ada@example.org")) == 1


def test_a_refused_address_is_told_to_the_owner_once_and_to_nobody_again(report, post, people):
    post.answers["ben@example.org"] = ["550 5.1.1 No such user here"]
    reports.send_due()
    reports.send_due()
    assert report.runs.get().state == ReportRun.State.PARTLY
    assert len(post.to("ada@example.org")) == 1
    assert Notice.objects.filter(user=people.owner, text__contains="did not arrive").count() == 1
    from core import mail

    mail._postman.submit(lambda: None).result(20)
    told = post.to(people.owner.email)
    assert len(told) == 1
    assert "No such user here" in parts(told[0])["text/plain"].get_content()


def test_a_dead_mail_server_loses_nothing(report, post, settings):
    port = settings.EMAIL_PORT
    settings.EMAIL_PORT = 9  # nobody listens there
    assert reports.send_due() == 0
    assert "cannot be reached" in ReportDelivery.objects.exclude(error="").get().error
    settings.EMAIL_PORT = port
    ReportDelivery.objects.update(next_try_at=timezone.now())
    assert reports.send_due() == 2
    assert len(post.mails) == 2


def test_a_process_that_died_while_sending_is_followed_at_once(report, post):
    reports.claim(report, timezone.now())
    composing.compose_waiting()
    gone = f"{outbox.holders.ME.split('|')[0]}|999999|x"
    ReportDelivery.objects.filter(recipient="ben@example.org").update(
        state=ReportDelivery.State.SENDING, holder=gone, next_try_at=timezone.now() + timedelta(minutes=5)
    )
    reports.send_due()
    assert [len(post.to(who)) for who in ("ada@example.org", "ben@example.org")] == [1, 1]


def test_a_process_that_died_while_composing_is_followed(report, post):
    run = reports.claim(report, timezone.now())
    gone = f"{outbox.holders.ME.split('|')[0]}|999999|x"
    ReportRun.objects.filter(pk=run.pk).update(state=ReportRun.State.SENDING, holder=gone, started_at=timezone.now())
    assert reports.send_due() == 2


def test_a_process_that_slept_over_its_claim_sends_nothing(report, post, monkeypatch):
    reports.claim(report, timezone.now())
    composing.compose_waiting()
    claimed = outbox.claim(ReportDelivery.objects.get(recipient="ada@example.org").pk)
    ReportDelivery.objects.filter(pk=claimed.pk).update(holder="elsewhere|1|x")  # somebody else took it meanwhile
    assert outbox._deliver(claimed, outbox.Line()) == 0
    assert post.mails == []


def test_an_issue_of_a_due_time_is_made_once_however_many_ask(report, post):
    stale = ScheduledReport.objects.get(pk=report.pk)
    assert reports.claim(report, timezone.now()) is not None
    assert reports.claim(stale, timezone.now()) is None
    assert ReportRun.objects.count() == 1


def test_after_a_long_downtime_only_the_newest_issue_comes(report, post):
    ScheduledReport.objects.update(next_due_at=timezone.now() - timedelta(days=9))
    assert reports.send_due() == 2
    assert report.runs.count() == 1


def test_a_full_disk_is_waited_for(report, post, monkeypatch):
    from core.reporting import report_mail

    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(report_mail, "new_folder", full)
        assert reports.send_due() == 0
    run = report.runs.get()
    assert (run.state, "No space left" in run.error) == (ReportRun.State.DUE, True)
    assert reports.send_due() == 2


def test_names_forge_no_headers(report, post):
    ScheduledReport.objects.update(name="Sales\r\nBcc: eve@example.org")
    reports.send_due()
    assert len(post.mails) == 2
    assert all(mail["Bcc"] is None for mail in post.mails)
    assert all("eve" not in str(recipients) for _, recipients in post.envelopes)


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "UTC"])
@pytest.mark.parametrize(("start", "end"), [("2028-02-27", "2028-05-01"), ("2028-09-28", "2028-11-08")])
def test_each_due_time_makes_one_run_whatever_the_clock_does(report, zone, start, end):
    """Both changes of the clocks, a leap day, downtimes of some hours, a clock that steps back by half an hour."""
    start, end = (datetime.fromisoformat(day).replace(tzinfo=UTC) for day in (start, end))
    ScheduledReport.objects.update(time_zone=zone, schedule="every day 02:30", recipients=[], next_due_at=None)
    report.refresh_from_db()
    expected = [due for due in due_times.following(report, start, 70) if due < end]
    now, tick = start, 0
    while now < end:
        reports.plan(now)
        tick += 1
        now += timedelta(minutes=(11, 171, 249, 371)[tick % 4])
        if tick % 50 == 0:
            now -= timedelta(minutes=30)
    assert sorted(report.runs.values_list("due_at", flat=True)) == expected


@pytest.mark.parametrize(
    ("error", "permanent"),
    [
        (smtplib.SMTPRecipientsRefused({"a@b.c": (550, b"no")}), True),
        (smtplib.SMTPRecipientsRefused({"a@b.c": (450, b"later")}), False),
        (smtplib.SMTPDataError(552, b"too large"), True),
        (smtplib.SMTPDataError(451, b"later"), False),
        (smtplib.SMTPServerDisconnected("gone"), False),
        (smtplib.SMTPAuthenticationError(535, b"wrong password"), False),
        (TimeoutError(), False),
    ],
)
def test_only_what_will_never_go_is_given_up(error, permanent):
    assert outbox.is_permanent(error) is permanent
