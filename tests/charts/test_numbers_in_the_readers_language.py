"""Numbers, money, shares and dates of charts are written as the reader's language writes them."""

from __future__ import annotations

import shutil
from datetime import date, datetime

import pytest
from charts_cast import SPECS, texts
from django.utils import timezone

from analytics.charts import locales
from analytics.charts.pictures import picture, table_of
from analytics.charts.scales import moment, number
from analytics.charts.svg.axes import formatted
from core import storage
from core.models import Dataset, DatasetVersion

HARD, THIN = "\u00a0", "\u202f"


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", ["1,234.5", "$1,234.5", "−€12.4", "34.5%", "1.2M", "−250k", "1,234,567", "–", "12 kg"]),
        ("de", ["1.234,5", f"1.234,5{HARD}$", f"−12,4{HARD}€", f"34,5{HARD}%", f"1,2{HARD}Mio.", f"−250{HARD}Tsd.",
                "1.234.567", "–", "12 kg"]),
        ("fr", [f"1{THIN}234,5", f"1{THIN}234,5{HARD}$", f"−12,4{HARD}€", f"34,5{HARD}%", f"1,2{HARD}M",
                f"−250{HARD}k", f"1{THIN}234{THIN}567", "–", "12 kg"]),
        ("es", ["1.234,5", f"1.234,5{HARD}$", f"−12,4{HARD}€", f"34,5{HARD}%", f"1,2{HARD}M", f"−250{HARD}mil",
                "1.234.567", "–", "12 kg"]),
    ],
)  # fmt: skip
def test_numbers(language, written):
    with locales.speaking(language):
        made = [
            number(1234.5, step=0.1), number(1234.5, "USD", step=0.1), number(-12.4, "EUR"), number(0.345, "%"),
            number(1_234_567, short=True), number(-250_000, short=True), number(1_234_567), number(None),
            number(12, "kg"),
        ]  # fmt: skip
    assert made == written


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", ["2024", "Q1 2024", "Mar 2024", "5 Mar 2024", "5 Mar 2024 14:30"]),
        ("de", ["2024", "Q1 2024", "Mär 2024", "5. Mär 2024", "5. Mär 2024 14:30"]),
        ("fr", ["2024", "T1 2024", "mars 2024", "5 mars 2024", "5 mars 2024 14:30"]),
        ("es", ["2024", "T1 2024", "mar 2024", "5 mar 2024", "5 mar 2024 14:30"]),
    ],
)
def test_dates(language, written):
    day = date(2024, 3, 5)
    with locales.speaking(language):
        made = [moment(day, grain) for grain in ("year", "quarter", "month", "day")]
        assert [*made, moment(datetime(2024, 3, 5, 14, 30), "hour")] == written


def test_ticks_of_money_have_the_sign_where_it_belongs():
    with locales.speaking("de"):
        assert formatted(-12_000, {"tickprefix": "€"}, short=True) == f"−12{HARD}Tsd.{HARD}€"
    assert formatted(-12_000, {"tickprefix": "€"}, short=True) == "−€12k"


def test_a_drawing_its_table_and_its_live_chart_speak_one_language(shop):
    with locales.speaking("de"):
        words = " ".join(texts(shop.drawing(SPECS["line"], width=1400)))
        spec = SPECS["line"]
        table = table_of(spec, shop.data(spec), shop.profile)
        layout = shop.figure(spec)["layout"]
        week = shop.drawing(SPECS["rhythm"])
    assert {"Mär", "Mai"} <= set(words.split())
    assert not {"Mar", "May"} & set(words.split())
    assert "€" in words
    assert not any(word.startswith("€") for word in words.split(" "))
    assert any("Mai" in row[0] for row in table["rows"])
    assert layout["separators"] == ",."
    assert layout["meta"]["locale"]["format"]["shortMonths"][4] == "Mai"
    assert {"Mo", "So"} <= set(texts(week))
    assert "locale" not in shop.figure(spec)["layout"]["meta"]


@pytest.mark.parametrize(
    ("header", "language"),
    [("", "en"), ("de", "de"), ("de-CH,de;q=0.9,en;q=0.8", "de"), ("it,fr;q=0.4,es;q=0.6", "es"), ("*", "en"),
     ("ja,zh", "en"), ("fr;q=0, es;q=0.1", "es"), ("de;q=oops,fr", "fr"), (";;,,=" * 200, "en")],
)  # fmt: skip
def test_the_browser_says_which(header, language):
    assert locales.wanted(header) == language


@pytest.mark.parametrize("language", ["de", "fr", "es"])
@pytest.mark.parametrize("name", SPECS)
def test_every_kind_is_drawn_in_every_language(shop, language, name):
    with locales.speaking(language):
        made = picture(SPECS[name], shop.path, shop.profile, width=640, height=300)
    assert made["svg"].startswith("<svg ")


@pytest.mark.django_db
def test_two_readers_of_one_chart_each_read_their_own(client, people, shop):
    dataset = Dataset.objects.create(workspace=people.workspace, name="Shop", created_by=people.owner)
    profile = shop.profile.to_json()
    now = timezone.now()
    made = DatasetVersion.objects.create(dataset=dataset, number=1, original_name="shop.csv", rows=600, cleaned_at=now,
                                         profile=profile, clean_profile=profile, clean_rows=600)  # fmt: skip
    shutil.copy(shop.path, storage.clean_table(made))
    dataset.current = made
    dataset.save()
    client.force_login(people.owner)
    fields = {"dataset": dataset.pk, "kind": "line", "dimension": "day", "grain": "month", "save": "1"}
    path = client.post("/visualizations/new/", fields)["Location"]
    for _ in range(2):  # drawn, then from the store
        german = client.get(path, headers={"Accept-Language": "de-DE"}).content.decode()
        english = client.get(path).content.decode()
        assert "Okt" in german
        assert "Okt" not in english
        assert "Oct" in english
