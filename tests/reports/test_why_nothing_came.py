"""Why an issue was not sent, or not yet, is told to whoever looks, in their language."""

from __future__ import annotations

import smtplib
import socket

import pytest
from django.utils import timezone

from core.models import ReportRun, ScheduledReport
from core.reporting import composing, outbox, reports, tongues
from core.reporting.report_words import sentence

pytestmark = pytest.mark.django_db(transaction=True)
REASONS = {
    "changed": ("The data has not changed since the last report.", "nicht geändert"),
    "threshold": ("Sum of amount is 14,0", "Summe von amount: 14.0"),
    "empty": ("Its filters leave no rows.", "keine Zeilen übrig"),
}


@pytest.mark.parametrize("what", REASONS)
def test_a_skipped_issue_says_why_in_the_language_of_who_looks(report, post, people, client, due_again, what):
    if what == "changed":
        reports.send_due()
        due_again(report)
        ScheduledReport.objects.update(condition="changed")
    elif what == "threshold":
        rule = {"column": "amount", "agg": "sum", "op": ">", "value": 10_000_000}
        ScheduledReport.objects.update(condition="threshold", threshold=rule)
    else:
        from core.reporting.recipients import view_from_text

        ScheduledReport.objects.update(skip_empty=True, filters=view_from_text("region = Nowhere"))
    reports.send_due()
    run = report.runs.get(state=ReportRun.State.SKIPPED)
    english, german = REASONS[what]
    assert run.error.startswith(english)
    for language, words in (("", english), ("de", german)):
        people.viewer.language = language
        people.viewer.save()
        client.force_login(people.viewer)
        for path in (f"/reports/{report.pk}/", f"/reports/{report.pk}/runs/{run.pk}/"):
            page = client.get(path).content.decode()
            assert words in page
            assert ('<span lang="de">' in page) is (language == "de")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ConnectionRefusedError(111, "Connection refused"), "nimmt niemand die Verbindung an"),
        (TimeoutError("timed out"), "Er antwortet nicht"),
        (socket.gaierror(-2, "Name or service not known"), "Sein Name ist nicht bekannt"),
        (smtplib.SMTPServerDisconnected("gone"), "gone"),
    ],
)
def test_a_machines_error_is_told_as_people_say_it(error, words):
    told = outbox.words(error)
    assert words in sentence(told, tongues.of("de"))
    assert "mail server" in str(told)


def test_a_full_disk_is_told_in_every_language(report, post, monkeypatch):
    from core.reporting import report_mail

    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(report_mail, "compose", full)
    reports.claim(ScheduledReport.objects.get(), timezone.now())
    composing.compose_waiting()
    run = report.runs.get()
    from core.reporting.tongues import telling

    said = {code: sentence(telling.told(run.said, run.error), tongues.of(code)) for code in tongues.NAMES}
    assert len(set(said.values())) == 4
    assert "Datenträger des Servers ist voll" in said["de"]
    assert "disque du serveur est plein" in said["fr"]
