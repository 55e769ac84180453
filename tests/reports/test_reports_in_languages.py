"""Each recipient reads the report in a language of their own: words, dates, numbers, and when it comes."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from core.models import ScheduledReport, User
from core.reporting import recipients, reports, tongues
from core.reporting.tongues import english, schedules
from tests.reports.sales import SALES

LANGUAGES = {"de": "Daten vom", "fr": "données du", "es": "datos del", "en": "data of"}


def body(mail, kind: str = "text/plain") -> str:
    return next(part for part in mail.walk() if part.get_content_type() == kind).get_content()


def change(report, **values) -> None:
    ScheduledReport.objects.filter(pk=report.pk).update(**values)


@pytest.fixture
def spoken(report):
    """The report goes to one address for each language."""
    names = {code: f"{code}@example.org" for code in LANGUAGES}
    change(report, recipients=list(names.values()), languages={name: code for code, name in names.items()})
    report.refresh_from_db()
    return names


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("code", LANGUAGES)
def test_mail_and_pdf_come_in_the_language_behind_the_name(spoken, report, post, code):
    change(report, attachments=["pdf"], recipients=[spoken[code]])
    reports.send_due()
    mail = post.to(spoken[code])[0]
    tongue = tongues.of(code)
    day = reports.timezone.localtime(report.runs.get().due_at)
    assert mail["Subject"] == f"Sales of the day – {tongue.short_day(day)}"
    assert mail["Content-Language"] == code
    assert f'<html lang="{code}">' in body(mail, "text/html")
    text = body(mail)
    assert LANGUAGES[code] in text
    assert tongue.say("why", name="Sales of the day") in text
    assert schedules.in_words(report.schedule, tongue) in text
    assert tongue.say("leave") in text
    assert any(part.get_content_type() == "application/pdf" for part in mail.iter_attachments())


@pytest.mark.django_db(transaction=True)
def test_the_data_is_asked_once_however_many_languages_there_are(spoken, report, post, monkeypatch):
    from core.reporting import report_content

    asked = []
    real = report_content.gather
    monkeypatch.setattr(report_content, "gather", lambda *given: asked.append(given[1]) or real(*given))
    assert reports.send_due() == len(LANGUAGES)
    assert asked == [""]
    assert sorted({each.edition for each in report.runs.get().deliveries.all()}) == [0, 1, 2, 3]


@pytest.mark.django_db(transaction=True)
def test_numbers_and_what_changed_are_written_as_the_language_does(spoken, report, post, load, due_again, board):
    reports.send_due()
    load(SALES + "2024-12-28,North,5000,Aville\n", board.dataset)
    due_again(report)
    post.mails.clear()
    reports.send_due()
    found = {code: body(post.to(name)[0]) for code, name in spoken.items()}
    total = re.search(r"Total amount: ([\d,]+\d)", found["en"])[1]
    assert f"Total amount: {total.replace(',', '.')}" in found["de"]
    assert f"Total amount: {total.replace(',', chr(0x202F))}" in found["fr"]
    assert "WAS SICH SEIT DEM LETZTEN BERICHT GEÄNDERT HAT" in found["de"]
    assert re.search(r"Total amount: [\d.]+, \d+,\d\N{NO-BREAK SPACE}% mehr als [\d.]+\.", found["de"])
    assert re.search(r"en hausse de \d+,\d\N{NO-BREAK SPACE}% par rapport à", found["fr"])
    assert re.search(r"sube un \d+,\d\N{NO-BREAK SPACE}% desde", found["es"])
    assert 'lang="en"' in body(post.to(spoken["de"])[0], "text/html")  # what is known in English only says so


@pytest.mark.django_db(transaction=True)
def test_filters_are_said_in_the_language(report, post):
    view = recipients.view_from_text("day = 2024-01-01 .. 2024-03-31; region = North")
    name = "de@example.org"
    change(report, recipients=[name], languages={name: "de"}, views={name: view})
    reports.send_due()
    text = body(post.mails[0])
    assert "Gefiltert nach" in text
    assert "day: 1. Jan. 2024 – 31. März 2024" in text


@pytest.mark.django_db(transaction=True)
def test_a_members_own_setting_counts_before_the_reports(report, post, people):
    User.objects.filter(pk=people.viewer.pk).update(language="fr")
    change(report, recipients=["@viewers", "guest@example.org", "owner@example.org [en]"], language="es")
    form_text = recipients.from_text("@viewers\nguest@example.org\nowner@example.org [English]")
    change(report, recipients=form_text.names, languages=form_text.languages)
    assert {each.address: each.language for each in recipients.resolve(ScheduledReport.objects.get(pk=report.pk))} == {
        "viewer@example.org": "fr",
        "guest@example.org": "es",
        "owner@example.org": "en",
    }


@pytest.mark.django_db
def test_the_browser_says_it_at_the_first_sign_in_and_the_profile_changes_it(client, people):
    password = {"username": "viewer", "password": "correct-horse-battery"}
    client.post("/accounts/login/", password, headers={"Accept-Language": "pl, de-AT;q=0.9, en;q=0.5"})
    assert User.objects.get(username="viewer").language == "de"
    answer = client.post("/accounts/profile/", {"action": "save", "email": "viewer@example.org", "time_zone": "UTC",
                                                "theme": "auto", "language": "fr"})  # fmt: skip
    assert answer.status_code == 303
    client.post("/accounts/login/", password, headers={"Accept-Language": "de"})
    assert User.objects.get(username="viewer").language == "fr"


@pytest.mark.parametrize(
    ("accept", "code"),
    [("", ""), ("de", "de"), ("fr-CA,en;q=0.9", "fr"), ("pl,ja", ""), ("en;q=0.5,es;q=0.8", "es"), ("de;q=0,en", "en"),
     ("*;q=x,,;", "")],
)  # fmt: skip
def test_what_a_browser_asks_for_is_understood(accept, code):
    assert tongues.best_of(accept) == code


def test_an_unknown_language_is_refused_in_a_sentence():
    with pytest.raises(recipients.Unclear, match="“xx” is no language of reports"):
        recipients.from_text("ada@example.org [xx]")


@pytest.mark.parametrize("code", [code for code in LANGUAGES if code != "en"])
def test_every_phrase_exists_in_every_language_with_the_same_values(code):
    phrases = tongues.MODULES[code].PHRASES
    assert set(phrases) == set(english.PHRASES)
    for key, text in english.PHRASES.items():
        wanted, given = (set(re.findall(r"{(\w+)}", each)) for each in (text, phrases[key]))
        assert given <= wanted, key


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("weekdays 08:00", {"de": "werktags (Montag bis Freitag) um 08:00 Uhr", "fr": "du lundi au vendredi à 08:00",
                            "es": "de lunes a viernes a las 08:00", "en": "on weekdays at 08:00"}),
        ("mondays and thursdays 9:30", {"de": "montags und donnerstags um 09:30 Uhr",
                                        "fr": "le lundi et le jeudi à 09:30",
                                        "es": "los lunes y los jueves a las 09:30"}),
        ("last day of the month 18:00", {"de": "am letzten Tag des Monats um 18:00 Uhr"}),
        ("first monday of the month 08:00", {"en": "on the first Monday of the month at 08:00",
                                             "de": "am ersten Montag des Monats um 08:00 Uhr"}),
        ("every 2 hours", {"de": "alle 2 Stunden", "fr": "toutes les 2 heures", "es": "cada 2 horas"}),
        ("25 december 09:00", {"de": "am 25. Dezember um 09:00 Uhr", "es": "el 25 de diciembre a las 09:00"}),
        ("*/15 9-17 * * 1-5", {"en": "on weekdays, 36 times between 09:00 and 17:45"}),
        ("0 8 1 * mon", {"en": "on day 1 of the month or on Mondays at 08:00"}),
    ],
)  # fmt: skip
def test_when_it_comes_is_said_in_words(words, said):
    assert {code: schedules.in_words(words, tongues.of(code)) for code in said} == said


@pytest.mark.parametrize(
    ("text", "german"),
    [("1,234,567.5", "1.234.567,5"), ("€1,200", "€1.200"), ("1.2M", "1,2 Mio."), ("12.5%", "12,5 %"), ("2024", "2024"),
     ("version 1.2.3", "version 1.2.3")],
)  # fmt: skip
def test_numbers_that_we_wrote_change_their_marks_only(text, german):
    assert tongues.of("de").figures(text).replace("\N{NO-BREAK SPACE}", " ") == german
    assert tongues.of("en").figures(text) == text


def test_moments_are_said_with_their_zone():
    moment = datetime(2026, 3, 5, 14, 30, tzinfo=UTC)
    assert [tongues.of(code).moment(moment) for code in ("en", "de", "fr", "es")] == [
        "5 March 2026, 14:30 UTC",
        "5. März 2026, 14:30 UTC",
        "5 mars 2026, 14:30 UTC",
        "5 de marzo de 2026, 14:30 UTC",
    ]
