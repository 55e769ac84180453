"""Findings, drift, quality, alerts and failures are told from their facts, in each language, with the same numbers."""

from __future__ import annotations

import random
import re
from datetime import date, timedelta
from typing import get_args

import pytest

from analytics import telling
from analytics.insights.compared import KIND_WORDS
from analytics.recipe.drift import SIGNS
from analytics.schema import ColumnType
from core.alerting import alert_outbox, alerts
from core.models import Alert, Notice, RunState, User
from core.reporting import report_content, report_findings, report_words, reports, tongues
from core.reporting.tongues import english, grammar
from core.reporting.tongues import telling as told_here
from tests.reports.sales import SALES

OTHERS = ("de", "fr", "es")
FORMS = told_here.ENGLISH.tables.SENTENCES


@pytest.fixture
def unread(monkeypatch):
    """No English sentence is read back."""
    monkeypatch.setattr(grammar, "translated", lambda text, tongue: None)


def slots(shape: str) -> set[str]:
    return set(re.findall(r"{(\w+)}", shape))


@pytest.mark.parametrize("code", OTHERS)
def test_every_form_and_word_exists_in_every_language(code):
    words = tongues.MODULES[code]
    assert {form for form in FORMS if not form.endswith(".one")} <= set(words.SENTENCES)
    assert set(told_here.ENGLISH.tables.SUBJECTS) <= set(words.SUBJECTS)
    assert set(telling.english.WHENS) <= set(words.WHENS)
    for form, shape in words.SENTENCES.items():
        assert slots(shape) <= slots(FORMS[form]), form


@pytest.mark.parametrize("code", OTHERS)
def test_every_word_that_a_fact_may_be_exists_in_every_language(code):
    kinds = {*get_args(ColumnType), *KIND_WORDS.values(), *(word for _, word, _ in SIGNS), "(empty)"}
    states = {label.lower() for label in RunState.labels}
    assert kinds | states <= set(tongues.MODULES[code].WORDS)


LONG = "a name that holds “quotes”, {braces} and [[brackets]]"
TOLD = [
    telling.tell("rose", s1=telling.subject("__rows__", "count", per="day"), p1=telling.after(7.44, 9.879),
                 n1=telling.number(7.44), d1=telling.span("2023-01-01", "2023-04-01"), n2=telling.number(9.879),
                 d2=telling.span("2024-10-01", "2024-12-30")),
    telling.tell("jumped_in", s1=telling.subject("price", "mean"), d1=telling.year(1950), p1=None,
                 n1=telling.number(-3, "€"), d2=telling.span("1880-01-01", "1949-12-31"), n2=telling.number(12, "€"),
                 d3=telling.span("1950-01-01", "1960-12-31")),
    telling.tell("low", s1=telling.subject("revenue", "sum", per="2 days", segment={"region": "", "shop": "S 1"}),
                 t1=telling.when([date(2024, 1, 3), date(2024, 1, 9), date(2024, 2, 1)]), n1=telling.number(1234.5),
                 n2=telling.number(15_200), w1=telling.word("days"), x1=telling.change(15_200, 1234.5)),
    telling.tell("together", q1=telling.name(LONG), q2=telling.name("b"), w1=telling.word("clearly"),
                 r1=telling.figure(0.47), r2=telling.count(12_000), o1=None),
    telling.tell("driver_down_all", s1=telling.subject("x", "sum", per="month"), n1=telling.number(200),
                 d1=telling.span("2023-01-01", "2023-03-31"), n2=telling.number(100),
                 d2=telling.span("2024-01-01", "2024-03-31"), p1=telling.percent(1.2), x1=telling.value("Online"),
                 q1=telling.name("channel"), n3=telling.number(160), n4=telling.number(40)),
    telling.tell("rhythm", s1=telling.subject("x", None), w1=telling.word("monthly"), w2=telling.word(" on average"),
                 h1=telling.phase("monthly", 1), n1=telling.number(610.7), h2=telling.phase("monthly", 8),
                 n2=telling.number(383)),
    telling.tell("outliers", n=1, r1=telling.count(1), q1=telling.name("units"), n1=telling.number(9999),
                 r2=telling.count(5), n2=telling.number(1), n3=telling.number(40), n4=telling.number(7)),
    telling.tell("stronger", w1=telling.word("the trend of"), x1=telling.topics(["__rows__"], {"region": "North"}),
                 r1=telling.figure(0.2), r2=telling.figure(0.31)),
    telling.tell("new_values", n=2, q1=telling.name("region"), r1=telling.count(2),
                 x1=telling.counted([("Mars", 1200), ("Venus", 3)])),
    told_here.tell("rose_by", m1=told_here.measure("amount", "sum", chosen=True), p1=told_here.hundredths(12.34, 1),
                   n1=told_here.tally(19_012.6), t1=told_here.period("quarter", date(2024, 7, 1))),
]  # fmt: skip


@pytest.mark.parametrize("code", OTHERS)
@pytest.mark.parametrize("sentence", TOLD, ids=[each.said["form"] for each in TOLD])
def test_a_sentence_is_written_from_its_facts_and_never_from_its_english(sentence, code, unread):
    tongue = tongues.of(code)
    written = report_words.sentence(sentence, tongue)
    assert written.lang == ""
    assert written != sentence
    assert "{s1" not in written
    plain = tongue.figures(re.sub(r"\d{1,2} [A-Z][a-z]{2} \d{4}|2 days", "", sentence)).replace(
        " %", "\N{NO-BREAK SPACE}%"
    )
    for number in re.findall(r"\d[\d.,\u202f]*\d|\d", plain):
        assert number in written, number
    assert LONG in written or LONG not in sentence


def test_a_stored_sentence_is_the_same_when_it_is_told_again():
    for sentence in TOLD:
        assert told_here.told(sentence.said) == sentence
    assert told_here.told({"form": "of a later release", "facts": {}}, "As it was.") == "As it was."
    assert telling.told({"form": "rose", "facts": {"s1": ["riddle", 1]}}, "As it was.") == "As it was."


@pytest.mark.django_db(transaction=True)
def test_what_the_search_finds_in_data_is_told_from_facts_in_every_language(load, unread):
    rng = random.Random(5)
    rows = []
    for number in range(3000):
        day = date(2023, 1, 1) + timedelta(days=number // 6)
        shop = rng.choices(["Aville", "Bville", "Cville"], [7, 2, 1])[0]
        price = rng.gauss(50, 8) + number / 100 + (12 if day.weekday() > 4 else 0) + (9 if shop == "Bville" else 0)
        pieces = 99999 if number == 700 else number % 9
        rows.append(f"{day},{shop},{price:.2f},{price * 2 + rng.gauss(0, 9):.2f},{pieces}")
    version = load("day,shop,price,paid,pieces\n" + "\n".join(rows) + "\n", name="facts.csv").current
    known = report_findings.known(version)
    texts = [*version.insights.values_list("text", flat=True), *report_findings.story(version, known)]
    assert len(texts) > 6
    for code in OTHERS:
        written = [report_words.sentence(known[text], tongues.of(code)) for text in texts]
        assert [each.lang for each in written] == [""] * len(texts)


@pytest.mark.django_db(transaction=True)
def test_how_a_version_differs_and_how_good_it_is_is_told_in_the_language(load, unread):
    dataset = load(SALES)
    load(SALES.replace("region", "district", 1) + "2024-12-28,Mars,,A\n" * 90, dataset)
    content = report_content.gather(dataset, "", None)
    german = report_words.written(content, tongues.of("de"))
    lines = [line.text for block in german.blocks if block.kind == "text" for line in block.lines]
    assert any("heißt jetzt „district“" in line for line in lines)
    assert any("Werte" in line and "amount" in line for line in lines)
    assert [line for line in lines if line.lang] == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("code", "subject", "sentence", "resolved"),
    [
        ("de", "Alarm: Watch threshold", "Summe von amount: 23.0", "Behoben: Watch threshold"),
        (
            "fr",
            "Alerte : Watch threshold",
            "Somme de amount : 23\N{NARROW NO-BREAK SPACE}0",
            "Rétabli : Watch threshold",
        ),
        ("es", "Alerta: Watch threshold", "Suma de amount: 23.0", "Resuelto: Watch threshold"),
    ],
)
def test_an_alert_its_reminder_and_its_end_come_in_the_language_of_who_reads(
    watch, load, post, people, code, subject, sentence, resolved, unread
):
    alert = watch("threshold", column="amount", op=">", value=20_000)
    Alert.objects.filter(pk=alert.pk).update(recipients=["ada@example.org", "owner@example.org"],
                                             languages={"ada@example.org": code})  # fmt: skip
    User.objects.filter(pk=people.owner.pk).update(language=code)
    alerts.check_all()
    load(SALES + "2024-12-28,North,9000,A\n", alert.dataset)
    now = reports.timezone.now()
    assert alerts.check_all(now) == 1
    alert_outbox.deliver_waiting()
    for address in ("ada@example.org", "owner@example.org"):
        [mail] = post.to(address)
        assert (mail["Subject"], mail["Content-Language"]) == (subject, code)
        assert sentence in mail.get_body(("plain",)).get_content()
        assert f'<html lang="{code}">' in mail.get_body(("html",)).get_content()
    notice = Notice.objects.get(user=people.owner)
    assert (sentence in notice.text, notice.language) == (True, code)
    assert alerts.check_all(now + timedelta(hours=25)) == 1
    alert_outbox.deliver_waiting()
    assert tongues.of(code).say("still") in post.mails[-1].get_body(("plain",)).get_content()
    load(SALES, alert.dataset)
    alerts.check_all()
    alert_outbox.deliver_waiting()
    assert post.mails[-1]["Subject"] == resolved


@pytest.mark.django_db(transaction=True)
def test_a_drift_alert_speaks_of_its_differences_in_the_language(watch, load, post, unread):
    alert = watch("drift")
    Alert.objects.filter(pk=alert.pk).update(languages={"ada@example.org": "fr"})
    alerts.check_all()
    load(SALES.replace("amount", "turnover", 1), alert.dataset)
    assert alerts.check_all() == 1
    alert_outbox.deliver_waiting()
    text = post.mails[0].get_body(("plain",)).get_content()
    assert "La version 2 est différente : « amount » s’appelle maintenant « turnover »." in text


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("code", ["en", *OTHERS])
def test_who_made_a_report_reads_of_its_failure_in_their_language(report, post, people, code):
    from core import mail

    User.objects.filter(pk=people.owner.pk).update(language=code)
    post.answers = {name: ["550 no such person"] for name in ("ada@example.org", "ben@example.org")}
    reports.send_due()
    mail._postman.submit(lambda: None).result(timeout=20)
    [letter] = post.to("owner@example.org")
    tongue = tongues.of(code)
    assert letter["Subject"].strip() == tongue.say("failed_subject", name="Sales of the day")
    text = letter.get_body(("plain",)).get_content()
    refused = {
        "en": "The mail server refused the address",
        "de": "Der Mail-Server lehnte die Adresse ab",
        "fr": "Le serveur de courrier a refusé l’adresse",
        "es": "El servidor de correo rechazó la dirección",
    }
    assert f"ada@example.org: {refused[code]}" in text
    assert "550 no such person" in text
    assert Notice.objects.get(user=people.owner).language == code
    assert english.PHRASES["failed_see"] in letter.get_body(("html",)).get_content() or code != "en"
