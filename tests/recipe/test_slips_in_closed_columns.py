"""Where a column knows a few values only, a slip of one of them is surely one; elsewhere a person decides."""

from __future__ import annotations

import random

from test_suggestions import cleaned, proposed

from analytics.recipe import in_bulk

KINDS = ("Bakery", "Coffee Shop", "Steakhouse", "Seafood")


def shops(odd: dict[int, str], values: tuple[str, ...] = KINDS) -> list[list[str | None]]:
    chance = random.Random(5)
    return [[str(n), odd.get(n, chance.choice(values))] for n in range(300)]


def kinds(folder, data):
    return {key: step for key, step in proposed(folder, ["id", "kind"], data).items() if step.op == "map_values"}


def test_slips_and_other_letters_of_a_few_known_values_are_put_right_by_the_surest(tmp_path):
    odd = {3: "Bakrey", 50: "Cofee Shop", 90: "SEAFOOD", 200: "seafood"}
    steps = kinds(tmp_path, shops(odd))
    assert steps
    assert all(in_bulk(step) for step in steps.values())
    clean = cleaned(tmp_path, *steps.values())
    assert [clean[row]["kind"] for row in odd] == ["Bakery", "Coffee Shop", "Seafood", "Seafood"]


def test_where_rare_values_are_honest_a_likeness_is_only_offered(tmp_path):
    rare = {n: f"{word} House" for n, word in enumerate(("Tea", "Fish", "Glass", "Tree", "Moon", "Opera"), start=10)}
    steps = kinds(tmp_path, shops({3: "Bakrey", **rare}))
    assert not any(in_bulk(step) for step in steps.values())


def test_grades_classes_and_opposites_are_no_slips_of_each_other(tmp_path):
    values = ("Serie A", "Stage III", "typical form", "Member north")
    odd = {3: "Serie B", 50: "Stage II", 90: "atypical form", 120: "Stage IV"}
    steps = kinds(tmp_path, shops(odd, values))
    assert not any(in_bulk(step) for step in steps.values())
