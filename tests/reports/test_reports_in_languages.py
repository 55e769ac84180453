"""Each recipient reads the report in a language of their own: words, dates, numbers, and when it comes."""

from __future__ import annotations

import re

import pytest

from core.models import ScheduledReport, User
from core.reporting import recipients, reports, tongues
from core.reporting.tongues import schedules
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
    assert f"Summe amount: {total.replace(',', '.')}" in found["de"]
    assert f"Total amount: {total.replace(',', chr(0x202F))}" in found["fr"]
    assert "WAS SICH SEIT DEM LETZTEN BERICHT GEÄNDERT HAT" in found["de"]
    assert re.search(r"Summe amount: [\d.]+, \d+,\d\N{NO-BREAK SPACE}% mehr als [\d.]+\.", found["de"])
    assert re.search(r"en hausse de \d+,\d\N{NO-BREAK SPACE}% par rapport à", found["fr"])
    assert re.search(r"sube un \d+,\d\N{NO-BREAK SPACE}% desde", found["es"])
    assert "673 Zeilen statt 672" in found["de"]
    assert "673 lignes au lieu de 672" in found["fr"]


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


@pytest.mark.django_db(transaction=True)
def test_charts_write_their_numbers_months_and_titles_so_too_and_leave_the_data_alone(report, post, board):
    from core.boards.dashboards import version_of
    from core.models import Widget
    from core.reporting import report_content, report_words

    assert version_of(Widget.objects.filter(dashboard=board).last())
    content = report_content.gather(board, "", None)
    german = report_words.written(content, tongues.of("de"))
    [bars, line] = [item for block in german.blocks if block.kind == "charts" for item in block.items]
    assert (bars["title"], line["title"]) == ("Amount by region", "Amount over time")  # people's own words
    assert ">Summe von amount<" in bars["svg"]
    assert re.search(r">\d\.\d00<", bars["svg"])
    assert not re.search(r">\d,\d00<", bars["svg"])
    assert ">North<" in bars["svg"]
    months = '<text class="c-t" x="1" text-anchor="middle">Oct</text><text class="c-k" x="1">Oct</text>'
    assert re.findall(r">(\w+\.?)<", tongues.drawings.within(months, tongues.of("de"), ())) == ["Okt.", "Oct"]


@pytest.mark.django_db(transaction=True)
def test_the_preview_shows_each_edition_that_somebody_gets(client, spoken, report, people):
    languages = {name: code for code, name in spoken.items()} | {"more@example.org": "de"}
    change(report, recipients=list(languages), languages=languages)
    client.force_login(people.viewer)
    page = client.get(f"/reports/{report.pk}/preview/").content.decode()
    assert page.count("<iframe") == len(LANGUAGES)
    assert page.index("Deutsch") < page.index("English")  # two read it in German, one in English
    assert "Daten vom" in client.get(f"/reports/{report.pk}/preview/mail/?edition=0").content.decode()


@pytest.mark.django_db(transaction=True)
def test_the_page_behind_the_way_out_speaks_the_language_of_the_mail(client, spoken, report, post):
    reports.send_due()
    path = re.search(r"<https?://[^/]+(/[^>]+)>", post.to(spoken["de"])[0]["List-Unsubscribe"])[1]
    assert "„Sales of the day“ nicht mehr erhalten?" in client.get(path).content.decode()
    assert "Sie erhalten ihn nicht mehr" in client.post(path).content.decode()


def test_a_drawing_without_marks_says_so_in_the_language_and_cut_names_stay_cut():
    whole = "There is nothing to show: no row has these values."
    empty = f'<text class="c-t" x="1" text-anchor="middle">There is nothing to show: no…<title>{whole}</title></text>'
    axis = '<text class="c-t" x="1">Average of “am…<title>Average of “amount”</title></text>'
    german = tongues.drawings.within(empty + axis, tongues.of("de"), {"amount"})
    assert re.findall(r">([^<]+)</text>", german) == ["Hier gibt es nichts zu zeigen.", "Der Durchschni…"]
    assert ">There is nothing to show.<" in tongues.drawings.within(empty + axis, tongues.of("en"), ())
