"""Each recipient reads the report in a language of their own: words, dates, numbers, and when it comes."""

from __future__ import annotations

import random
import re
from datetime import UTC, date, datetime, timedelta

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


@pytest.mark.parametrize(
    ("title", "german"),
    [
        ("Sum of revenue over time by region", "Summe von revenue im Lauf der Zeit nach region"),
        ("Rows", "Zeilen"),
        ("“revenue” against “units”", "„revenue“ gegen „units“"),
        ("Total revenue", "Summe revenue"),
        ("Average “units” by “region”", "Average “units” by “region”"),
        ("Total eclipse", "Total eclipse"),
        ("Sum of all fears by night", "Sum of all fears by night"),
    ],
)
def test_titles_of_ours_are_said_in_the_language_and_those_of_people_stay(title, german):
    assert tongues.grammar.title(title, tongues.of("de"), {"revenue", "units", "region"}) == german


SENTENCES = [
    "The table has 12,000 rows and 9 columns, from 1 Jan 2023 to 30 Dec 2024.",
    "Mind the gaps: “age” is empty in 6.1 % of the rows.",
    "3 findings in all passed a test that allows for having looked at everything.",
    "The number of rows per day where “channel” is Online rose by 33 %: from 7.44 (1 Jan 2023 – 1 Apr 2023) to 9.879 "
    "(1 Oct 2024 – 30 Dec 2024).",
    "“price” fell: from €12 (1880 – 1897) to −€3 (1950 – 1960).",
    "The average of “revenue” jumped around 28 Nov 2024 by 72 %: 120.9 before (19 Jul 2024 – 27 Nov 2024), 207.7 after "
    "(28 Nov 2024 – 30 Dec 2024).",
    "The total of “revenue” per day was unusually high on 9 Jul 2024: 41,000, against 15,200 on comparable days around "
    "it (+170 %).",
    "The total of “revenue” per week where “region” is North and “shop” is S 1 was unusually low from 3 Jan 2024 to "
    "9 Jan 2024: 1.5, against 15 on comparable weeks around it.",
    "“units” and “revenue” clearly go together: where one is higher, the other tends to be higher (rank correlation "
    "0.47, 12,000 rows, movement with time taken out).",
    "“a” and “b” strongly go in opposite directions: where one is higher, the other tends to be lower (rank "
    "correlation -0.81, 900 rows).",
    "“a” and “b” somewhat go together where “region” is North (rank correlation 0.41, 300 rows); among the others it "
    "is 0.02.",
    "62 % of all rows with a “city” are Aville (620 of 1,000); the next, Bville, has 12 %, of 9 values in all.",
    "North makes up 61 % of the total of “revenue” by “region” (€1,200 of €1,967); the next, South, has 20 %.",
    "The total of “revenue” per month rose from 100 (1 Jan 2023 – 31 Mar 2023) to 200 (1 Oct 2024 – 31 Dec 2024), and "
    "85 % of that comes from Online in “channel”: 20 before, 105 after.",
    "1 value of “units” lies far from all the others: the farthest is 9,999 (data row 5), while the rest runs from 1 "
    "to 40 with a median of 7.",
    "The total of “revenue” per day has a weekly rhythm: highest on Saturdays (1,200 on average), lowest on Mondays "
    "(300).",
    "“x” has a monthly rhythm: highest on the days 3 to 5 of the month (610.7 on average), lowest on the last two days "
    "of the month (383).",
    "Over all rows “a” and “b” rise together (rank correlation 0.40), but within “c” it is the other way round (-0.30 "
    "to -0.10 over 4 groups): the overall figure misleads.",
    "The average of “revenue” is highest where “region” is North: 120, +22 % against South, the next (98.4).",
    "New: “a” and “b” strongly go together: where one is higher, the other tends to be higher (rank correlation 0.81, "
    "900 rows).",
    "The average of “amount” is 12.5, before 10 (+25 %).",
    "“day” now reaches to 31 Dec 2024, before to 30 Nov 2024.",
]


@pytest.mark.parametrize("code", [code for code in LANGUAGES if code != "en"])
@pytest.mark.parametrize("sentence", SENTENCES, ids=range(len(SENTENCES)))
def test_sentences_about_the_data_keep_every_number_and_name(sentence, code):
    tongue = tongues.of(code)
    told = tongues.grammar.translated(sentence, tongue)
    assert told is not None
    assert "{" not in told
    assert "[[" not in told
    plain = tongue.figures(re.sub(r"\d{1,2} [A-Z][a-z]{2} \d{4}", "", sentence))
    for number in re.findall(r"\d[\d.,\u202f]*\d|\d", plain):
        assert number in told, number
    for name in re.findall(r"“(.+?)”", sentence):
        assert name in told
    assert not re.search(r"\b(the|of|rows|before|where|and)\b", told)


@pytest.mark.django_db(transaction=True)
def test_what_the_search_writes_has_a_form_in_every_language(load):
    rng = random.Random(11)
    rows = []
    for number in range(3000):
        day = date(2023, 1, 1) + timedelta(days=number // 6)
        shop = rng.choices(["Aville", "Bville", "Cville"], [7, 2, 1])[0]
        price = rng.gauss(50, 8) + number / 100 + (12 if day.weekday() > 4 else 0) + (9 if shop == "Bville" else 0)
        rows.append(
            f"{day},{shop},{price:.2f},{price * 2 + rng.gauss(0, 9):.2f},{99999 if number == 700 else number % 9}"
        )
    version = load("day,shop,price,paid,pieces\n" + "\n".join(rows) + "\n", name="found.csv").current
    texts = [*version.insights.values_list("text", flat=True), *version.narrative]
    assert len(texts) > 6
    for code in ("de", "fr", "es"):
        assert [text for text in texts if tongues.grammar.translated(text, tongues.of(code)) is None] == []


def test_a_sentence_of_another_form_stays_english_and_says_so():
    from core.reporting import report_words

    told = report_words.sentence("Something quite new happened to “revenue”.", tongues.of("fr"))
    assert (str(told), told.lang) == ("Something quite new happened to “revenue”.", "en")
    assert report_words.sentence("Something new.", tongues.of("en")).lang == ""


def test_moments_are_said_with_their_zone():
    moment = datetime(2026, 3, 5, 14, 30, tzinfo=UTC)
    assert [tongues.of(code).moment(moment) for code in ("en", "de", "fr", "es")] == [
        "5 March 2026, 14:30 UTC",
        "5. März 2026, 14:30 UTC",
        "5 mars 2026, 14:30 UTC",
        "5 de marzo de 2026, 14:30 UTC",
    ]


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
