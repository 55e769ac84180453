"""Making a report, looking at it before it goes, its archive, and leaving it by one click."""

from __future__ import annotations

import re

import pytest

from core.models import ReportOptOut, ScheduledReport
from core.reporting import reports, subscriptions

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def owner(client, people):
    client.force_login(people.owner)
    return client


FORM = {
    "name": "Weekly sales",
    "recipients": "ada@example.org | region = North\n@owners",
    "schedule": "mondays at 9:00",
    "time_zone": "Europe/Berlin",
    "condition": "always",
    "attachments": ["pdf"],
    "enabled": "on",
}


def test_a_report_is_made_in_words_and_comes_when_they_say(owner, board):
    answer = owner.post("/reports/new/", {**FORM, "dashboard": board.pk})
    assert answer.status_code == 303
    made = ScheduledReport.objects.get()
    assert made.recipients == ["ada@example.org", "@owners"]
    assert "in%3Aregion=North" in made.views["ada@example.org"]
    page = owner.get(answer["Location"]).content.decode()
    assert len(re.findall(r"<li>Mon \d+ \w+ \d{4}, 09:00</li>", page)) == 5
    assert "ada@example.org | region = North" in page


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("schedule", "when it rains", "is no schedule that is known here"),
        ("recipients", "ada", "is not an e-mail address"),
        ("ends_on", "2020-01-01", "before the first"),
        ("condition", "threshold", "Choose the number"),
    ],
)
def test_what_is_unclear_is_said_at_its_field(owner, board, field, value, sentence):
    answer = owner.post("/reports/new/", {**FORM, "dashboard": board.pk, "starts_on": "2021-01-01", field: value})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not ScheduledReport.objects.exists()


def test_the_next_dates_are_shown_while_one_writes(owner):
    page = owner.get("/reports/next/", {"schedule": "weekdays 08:00", "time_zone": "Asia/Tokyo"}).content.decode()
    assert page.count("<time") == 5
    assert page.count("08:00") == 5
    assert "no schedule" in owner.get("/reports/next/", {"schedule": "bananas"}).content.decode()


def test_a_report_of_another_teams_dashboard_cannot_be_made(client, board, people):
    client.force_login(people.stranger)
    assert client.post("/reports/new/", {**FORM, "dashboard": board.pk}).status_code == 422
    assert not ScheduledReport.objects.exists()


def test_the_preview_is_the_mail(owner, report, post):
    page = owner.get(f"/reports/{report.pk}/preview/")
    assert "preview/mail/" in page.content.decode()
    mail = owner.get(f"/reports/{report.pk}/preview/mail/")
    assert "script" not in mail["Content-Security-Policy"].replace("default-src 'none'", "")
    html = mail.content.decode()
    assert "Total amount" in html
    assert html.count("data:image/png;base64,") == 2
    reports.send_due()
    sent = next(part for part in post.mails[0].walk() if part.get_content_type() == "text/html").get_content()

    def words(text):
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text)).strip()

    assert words(html).split("You get this")[0] == words(sent).split("You get this")[0]


def test_a_test_goes_to_oneself_only_and_says_that_it_is_one(owner, report, post, people):
    owner.post(f"/reports/{report.pk}/send/", {"test": "1"})
    assert [mail["To"] for mail in post.mails] == [people.owner.email]
    assert post.mails[0]["Subject"].startswith("Test: ")


def test_pause_and_resume(owner, report, post):
    owner.post(f"/reports/{report.pk}/pause/", {"pause": "1"})
    assert ScheduledReport.objects.get().next_due_at is None
    assert reports.send_due() == 0
    owner.post(f"/reports/{report.pk}/pause/", {"resume": "1"})
    assert ScheduledReport.objects.get().next_due_at is not None


def test_the_archive_keeps_what_was_sent_and_is_searched(owner, report, post):
    ScheduledReport.objects.update(attachments=["csv"])
    reports.send_due()
    run = report.runs.get()
    page = owner.get(f"/reports/{report.pk}/runs/{run.pk}/").content.decode()
    assert "ada@example.org" in page
    mail = owner.get(f"/reports/{report.pk}/runs/{run.pk}/mail/").content.decode()
    assert "unsubscribe" not in mail
    csv = owner.get(f"/reports/{report.pk}/runs/{run.pk}/files/1/")
    assert b"".join(csv.streaming_content).startswith(b"day,region")
    assert "attachment" in csv["Content-Disposition"]
    assert f"runs/{run.pk}/" in owner.get(f"/reports/{report.pk}/", {"q": "total amount"}).content.decode()
    assert f"runs/{run.pk}/" not in owner.get(f"/reports/{report.pk}/", {"q": "bananas"}).content.decode()


def test_viewers_look_and_change_nothing(client, report, people, post):
    client.force_login(people.viewer)
    assert client.get(f"/reports/{report.pk}/").status_code == 200
    for path in ("", "send/", "pause/", "delete/"):
        assert client.post(f"/reports/{report.pk}/{path}").status_code == 403
    assert post.mails == []


# Leaving


def link_in(mail) -> str:
    return re.search(r"<https?://[^/]+(/[^>]+)>", mail["List-Unsubscribe"])[1]


def test_one_click_leaves_without_an_account(client, report, post, due_again):
    reports.send_due()
    mail = post.to("ada@example.org")[0]
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = link_in(mail)
    assert path in next(part for part in mail.walk() if part.get_content_type() == "text/html").get_content()
    assert "Stop getting" in client.get(path).content.decode()
    assert not ReportOptOut.objects.exists()  # looking changes nothing: mail scanners follow links
    from django.test import Client

    provider = Client(enforce_csrf_checks=True)
    assert provider.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    due_again(report)
    post.mails.clear()
    reports.send_due()
    assert [mail["To"] for mail in post.mails] == ["ben@example.org"]
    client.post(path, {"back": "1"})
    assert not ReportOptOut.objects.exists()


def test_a_forged_link_is_nothing(client, report):
    good = subscriptions.link(report.pk, "ada@example.org").rsplit("/", 2)[1]
    for token in (good[:-2] + "xx", "nonsense", good.split(":")[0]):
        assert client.post(f"/reports/unsubscribe/{token}/").status_code == 404
    assert not ReportOptOut.objects.exists()


def test_mail_that_cannot_come_is_said_on_the_page(owner, report, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    assert "No mail server is set up" in owner.get(f"/reports/{report.pk}/").content.decode()


def test_a_new_report_says_when_it_comes_first_and_not_that_it_was_sent(client, people, board):
    client.force_login(people.editor)
    form = {"name": "Morning", "dashboard": board.pk, "recipients": "ada@example.org", "schedule": "every day 08:00",
            "time_zone": "Europe/Berlin", "condition": "always", "keep_days": 30, "language": "en"}  # fmt: skip
    answer = client.post("/reports/new/", {**form, "enabled": "on"})
    page = client.get(answer["Location"]).content.decode()
    assert re.search(r"“Morning” is saved\. It comes first on \d+ \w+ \d{4}, 08:00 \(Europe/Berlin\)\.", page)
    page = client.get(client.post("/reports/new/", form)["Location"]).content.decode()
    assert "“Morning” is saved. It is paused, so nothing is sent." in page


def test_the_form_says_which_of_its_fields_belong_together(owner):
    page = owner.get("/reports/new/").content.decode()
    assert "What it tells about: one of the two" in page
    assert "Days that an issue stays in the archive" in page
    for field in ("time_zone", "starts_on", "ends_on"):
        assert f"change from:#id_{field}" in page  # the next dates follow these as well


def test_an_issue_is_compared_with_nothing_before_somebody_chooses(owner, report, post, people):
    reports.send_now(report, people.owner, only_to="ada@example.org")
    reports.send_now(report, people.owner)
    test, issue = report.runs.order_by("pk")
    page = owner.get(f"/reports/{report.pk}/runs/{issue.pk}/").content.decode()
    assert ">Then<" not in page
    assert "another issue …" in page
    page = owner.get(f"/reports/{report.pk}/runs/{issue.pk}/?with={test.pk}").content.decode()
    assert ">Then<" in page
    assert "another issue …" not in page


def test_who_sends_now_is_told_to_whom_it_went(owner, report, post):
    owner.post(f"/reports/{report.pk}/send/", {"all": "1"})
    page = owner.get(f"/reports/{report.pk}/").content.decode()
    assert "Sent to 2 addresses." in page
