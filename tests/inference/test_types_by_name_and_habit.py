"""Numbers that tell which one are no measures, lists are no groups, and dates are known in any order."""

from __future__ import annotations

import random

import pytest

ROWS = 120
DRAW = random.Random(5)


def some(write) -> list[str]:
    return [write(DRAW) for _ in range(ROWS)]


WHICH_ONE = {
    "store_nbr": lambda r: str(r.randint(1, 54)),
    "Dept": lambda r: str(r.randint(1, 40)),
    "area_code": lambda r: str(r.choice([415, 510, 212])),
    "Founded": lambda r: str(r.randint(1890, 2020)),
    "yyyymm": lambda r: f"{r.randint(2010, 2020)}{r.randint(1, 12):02d}",
    "age_group": lambda r: str(r.randint(1, 5)),
}
APART = {
    "genres": lambda r: "|".join(r.sample(["Drama", "Comedy", "Action", "Horror", "War"], r.randint(1, 3))),
    "ids": lambda r: ";".join(str(r.randint(1, 50)) for _ in range(r.randint(2, 5))),
    "mileage": lambda r: f"{r.randint(9, 30)}.{r.randint(0, 9)} kmpl",
    "gross": lambda r: f"${r.randint(1, 99)}.{r.randint(0, 9)} million",
}
MOMENTS = {
    "Tue Jan 01 16:30:46 +0000 2019": "2019-01-01 16:30:46",
    "Tue Jan 01 16:30:46 2019": "2019-01-01 16:30:46",
}


@pytest.mark.parametrize("name", WHICH_ONE)
def test_a_number_that_says_which_one_is_a_group(look, name):
    profile, _values = look(**{name: some(WHICH_ONE[name])})
    assert profile.columns[0].role == "category", profile.columns[0].why


@pytest.mark.parametrize("name", APART)
def test_lists_and_numbers_with_words_are_texts_that_want_taking_apart(look, name):
    profile, _values = look(**{name: some(APART[name])})
    assert (profile.columns[0].type, profile.columns[0].role) == ("text", "text"), profile.columns[0].why


def test_what_is_counted_or_sized_stays_a_measure(look):
    columns = {name: [str(DRAW.randint(0, 400)) for _ in range(ROWS)] for name in ("visitors", "lot_size", "num_items")}
    profile, _values = look(**columns)
    assert {column.role for column in profile.columns} == {"measure"}


def test_numbers_of_houses_are_no_amounts_in_different_units(look):
    profile, _values = look(bus=some(lambda r: f"{r.randint(1, 12)}{r.choice('AB')}"))
    assert (profile.columns[0].role, profile.columns[0].ambiguous) == ("category", False)


@pytest.mark.parametrize("text", MOMENTS)
def test_moments_as_programs_print_them_are_read(look, text):
    profile, values = look(when=[text, text])
    assert (profile.columns[0].type, values["when"]) == ("datetime", [MOMENTS[text]] * 2)


def test_a_sentence_with_many_commas_is_seen_through_at_once(look):
    """Each “, ” was tried in two ways: forty of them took longer than anybody waits."""
    text = ", ".join("word" for _ in range(40)) + ","
    profile, _values = look(body=[f"{i} {text}" for i in range(30)])
    assert (profile.columns[0].type, profile.columns[0].role) == ("text", "text")
