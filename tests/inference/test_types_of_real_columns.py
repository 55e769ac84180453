"""What the columns of real tables taught: each is an own example of a fault that was seen there."""

from __future__ import annotations

import random

import pytest

ROWS = 120
DRAW = random.Random(11)


def some(write) -> list[str]:
    return [write(DRAW) for _ in range(ROWS)]


def role(look, **column: list[str]) -> str:
    profile, _values = look(**column)
    return profile.columns[0].role


@pytest.mark.parametrize(
    ("name", "texts"),
    [
        ("time", [f"{1960 + i / 4:.2f}" for i in range(60)]),
        ("time", [f"{1960 + i / 12:.6f}" for i in range(60)]),
        ("decimal year", [f"{1958 + i / 365:.4f}" for i in range(3, 500)]),
    ],
)
def test_years_with_fractions_say_when(look, name, texts):
    assert role(look, **{name: texts}) == "time"


def test_a_duration_of_some_thousand_seconds_is_no_year(look):
    assert role(look, time=[f"{1500 + DRAW.random() * 500:.2f}" for _ in range(60)]) == "measure"
    assert role(look, price=[f"{1960 + i / 4:.2f}" for i in range(60)]) == "measure"


def test_a_row_of_years_without_a_gap_is_no_key(look):
    assert role(look, iyear=[str(1970 + i) for i in range(45)]) == "category"
    assert role(look, row_id=[str(1970 + i) for i in range(45)]) == "identifier"


def test_what_is_mostly_nothing_is_counted_and_what_spreads_is_a_scale(look):
    seldom = DRAW.choices(range(8), weights=(60, 25, 10, 5, 4, 3, 2, 2), k=200)
    assert role(look, infractions=list(map(str, [*seldom, *range(8)]))) == "measure"
    assert role(look, party=[str(DRAW.randrange(8)) for _ in range(200)]) == "category"


def test_short_codes_that_never_repeat_are_keys(look):
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    codes = [a + b + a for a in letters[:8] for b in letters[:5]]
    assert role(look, symbol=codes) == "identifier"
    assert role(look, first_name=codes) == "text"


def test_numbers_of_things_are_keys_where_no_one_repeats(look):
    assert role(look, orderno=[str(n) for n in DRAW.sample(range(10**6, 10**9), ROWS)]) == "identifier"
    assert role(look, casino=some(lambda r: str(r.randint(5_000, 6_000)))) == "measure"


def test_a_column_is_known_by_its_cells_however_late_they_come(look):
    for nothing in ("", "NA"):
        profile, values = look(score=[nothing] * 1500 + [f"{i}.5" for i in range(40)])
        assert (profile.columns[0].type, values["score"][-1]) == ("decimal", "39.5")


def test_stars_in_place_of_a_number_are_missing(look):
    profile, values = look(share=[*(f"0.{i}" for i in range(10, 60)), "**", "***"])
    assert (profile.columns[0].type, values["share"][-2:]) == ("decimal", [None, None])


def test_ratings_in_stars_stay(look):
    profile, values = look(stars=some(lambda r: "*" * r.randint(1, 5)))
    assert (profile.columns[0].type, profile.columns[0].role) == ("text", "category")
    assert None not in values["stars"]


def test_sentences_and_addresses_with_commas_are_no_lists(look):
    clause = "where nobody had looked before that day"
    prose = [f"In year {i}, {clause}, somebody found the door, {clause}" for i in range(40)]
    assert "is a list" not in look(body=prose)[0].columns[0].why
    streets = [f"{i} Main Street, Springfield, IL {62700 + i}" for i in range(40)]
    assert "is a list" not in look(address=streets)[0].columns[0].why
    mails = [f"a{i}@x.org, b{i}@y.org, c{i}@z.org" for i in range(40)]
    assert "is a list" in look(email_addresses=mails)[0].columns[0].why


@pytest.mark.parametrize("zone", ["", "Z", "-04:00"])
def test_moments_with_seven_digits_of_a_second_are_read(look, zone):
    texts = [f"2014-10-17T00:54:{i:02}.2017463{zone}" for i in range(30)]
    profile, values = look(created_at=texts)
    assert (profile.columns[0].type, values["created_at"][5]) == ("datetime", "2014-10-17 00:54:05.201746")
    assert "to the microsecond" in profile.columns[0].why
    profile, _values = look(created_at=[f"2014-10-17T00:54:{i:02}.201746{zone}" for i in range(30)])
    assert "to the microsecond" not in profile.columns[0].why


def test_money_in_thousands_and_millions_wants_taking_apart(look):
    takings = [f"${i / 10:.1f}{'KM'[i % 2]}" for i in range(11, 90)]
    assert role(look, box_office=[*takings, *takings]) == "text"


def test_the_verb_of_a_question_makes_no_groups(look):
    answers = [f"answer {i}" for i in range(60)]
    assert role(look, **{"How is the dish cooked (other)": answers}) == "text"
    assert role(look, is_ready=some(lambda r: f"yes {r.randint(1, 90)}")) == "category"


@pytest.mark.parametrize("name", ["entity", "Ketchup.hid", "startingPos"])
def test_numbers_of_households_entities_and_positions_say_which(look, name):
    assert role(look, **{name: some(lambda r: str(r.randint(1, 40)))}) == "category"


def test_groups_repeat_whatever_the_name_says(look):
    assert role(look, **{"Job category": [f"worker in trade {i}" for i in range(60)]}) == "text"
    assert role(look, seats_per_week=[str(n) for n in DRAW.sample(range(10**6, 10**9), 50)]) == "measure"


def test_a_year_grown_into_a_word_is_a_year(look):
    assert role(look, modelyear=["1897", *(str(r) for r in DRAW.choices(range(1950, 2020), k=60))]) == "category"


def test_none_beside_yes_is_an_answer(look):
    profile, values = look(phone_line=DRAW.choices(["yes", "none"], k=60))
    assert (profile.columns[0].type, profile.columns[0].role) == ("text", "category")
    assert set(values["phone_line"]) == {"yes", "none"}
