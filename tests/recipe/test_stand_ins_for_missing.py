"""Numbers and days that people write where they have none are offered as missing, with what all others are."""

from __future__ import annotations

import random

import pytest
from recipe_help import table_of
from test_suggestions import cleaned, proposed

from analytics.profiling import profile

COLUMNS = {
    "temperature": (lambda r: f"{r.uniform(-5, 30):.1f}", ["-999", "-888"], "−999 (3), −888 (2)"),
    "age": (lambda r: str(r.randint(18, 90)), ["999"], "999 (3)"),
    "rain": (lambda r: f"{r.uniform(0, 30):.1f}", ["-99.9"], "−99.9 (3)"),
    "rate": (lambda r: f"{r.randint(10, 90)}%", ["-1%"], "lie between 10% and 90%"),
    "until": (lambda r: f"2031-{r.randint(1, 12):02d}-{r.randint(1, 28):02d}", ["9999-12-31"], "9999-12-31 (3)"),
    "since": (lambda r: f"2031-{r.randint(1, 12):02d}-{r.randint(1, 28):02d}", ["1900-01-01"], "between 2031-01-"),
}


def column(name: str) -> list[list[str | None]]:
    write, words, _ = COLUMNS[name]
    chance = random.Random(2)
    data: list[list[str | None]] = [[str(n), write(chance)] for n in range(300)]
    for place, word in enumerate(words):
        for row in range(10 + place, 200, 70 + 30 * place):
            data[row][1] = word
    return data


@pytest.mark.parametrize("name", COLUMNS)
def test_what_stands_in_for_missing_is_offered_with_its_reason(tmp_path, name):
    step = proposed(tmp_path, ["id", name], column(name))[f"nulls:{name}:sentinel"]
    assert COLUMNS[name][2] in step.evidence
    assert sorted(step.params["words"]) == sorted(COLUMNS[name][1])
    clean = cleaned(tmp_path, step)
    assert clean[10][name] is None
    assert sum(row[name] is None for row in clean) == step.cells_changed


@pytest.mark.parametrize(("low", "high", "word"), [(60, 120, "99"), (-50, 30, "-9"), (500, 3000, "999")])
def test_a_number_among_the_others_is_one_of_them(tmp_path, low, high, word):
    chance = random.Random(3)
    data = [[str(n), word if n % 50 == 7 else f"{chance.uniform(low, high):.1f}"] for n in range(300)]
    assert "nulls:level:sentinel" not in proposed(tmp_path, ["id", "level"], data)


def test_words_for_missing_are_so_among_numbers_shares_and_days(tmp_path):
    chance = random.Random(3)
    data = [
        ["empty" if n % 60 == 7 else str(chance.randint(1, 90)), "tbd" if n % 50 == 3 else f"{chance.randint(1, 99)}%",
         "tba" if n % 70 == 9 else f"2031-{chance.randint(1, 12):02d}-03"] for n in range(300)
    ]  # fmt: skip
    table = table_of(data, ["stock", "share", "due"], tmp_path / "words.parquet")
    assert [column.type for column in profile(table).columns] == ["integer", "percent", "date"]


def test_what_is_told_of_numbers_below_zero_has_a_minus_sign(tmp_path):
    chance = random.Random(4)
    data = [[str(n), "900" if n == 5 else str(chance.randint(-60, 60))] for n in range(300)]
    told = proposed(tmp_path, ["id", "change"], data)["outliers:change"].evidence
    assert told.startswith("1 of 300 numbers lies far outside, up to 900; nearly all others lie between −")
