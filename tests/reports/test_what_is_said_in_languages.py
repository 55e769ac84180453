"""The phrases, numbers, moments and sentences of each language, as recipients read them."""

from __future__ import annotations

import random
import re
from datetime import UTC, date, datetime, timedelta

import pytest

from core.reporting import recipients, tongues
from core.reporting.tongues import english, schedules, titles

LANGUAGES = ("de", "fr", "es", "en")


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


@pytest.mark.parametrize(
    ("title", "german"),
    [
        ("Sum of revenue over time by region", "Summe von revenue im Lauf der Zeit nach region"),
        ("Rows", "Zeilen"),
        ("“revenue” against “units”", "„revenue“ gegen „units“"),
        ("Total revenue", "Summe revenue"),
        ("Average “units” by “region”", "Average “units” by “region”"),
        ("Average of “night” by “region”", "Average of “night” by “region”"),
        ("Total eclipse", "Total eclipse"),
        ("Sum of all fears by night", "Sum of all fears by night"),
        ("The average of “revenue”: weekly rhythm", "Der Durchschnitt von „revenue“: Wochenrhythmus"),
        ("The number of rows by hour of the day", "Die Zahl der Zeilen nach Tageszeit"),
        ("Total of “revenue” by “region”", "Die Summe von „revenue“ nach region"),
    ],
)
def test_titles_of_ours_are_said_in_the_language_and_those_of_people_stay(title, german):
    assert titles.title(title, tongues.of("de"), {"revenue", "units", "region"}) == german


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
