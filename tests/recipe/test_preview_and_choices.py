"""What people see before they decide, and how they change a recipe."""

from __future__ import annotations

from dataclasses import replace

import pytest
from recipe_help import changes, messy, one_of_each, run, step

from analytics import recipe as recipes
from analytics.recipe.carry import carry_over
from analytics.schema import AnalyticsError, Recipe

STEPS = one_of_each()


@pytest.mark.parametrize("one", STEPS, ids=lambda each: each.id)
def test_a_preview_tells_what_the_replay_will_do(tmp_path, one):
    table, known = messy(tmp_path)
    others = [each for each in STEPS if each is not one and each.op in {"trim", "null_words", "type"}]
    shown = recipes.preview(table, Recipe(steps=tuple(others)), known, one)
    done = run(table, known, [*others, one], tmp_path / "out")
    counted = next(each for each in done.steps if each.id == one.id)
    assert shown.failure == ""
    assert (shown.cells, shown.rows) == (counted.cells_changed, counted.rows_removed)
    logged = [(c, old, new) for _, _, c, old, new in changes(tmp_path / "out", one.id) if c is not None]
    assert sorted({(e.column, e.old, e.new) for e in shown.changes}, key=str) == sorted(set(logged), key=str)


def test_a_preview_shows_new_columns_beside_their_sources(tmp_path):
    table, known = messy(tmp_path)
    shown = recipes.preview(table, Recipe(), known, step("derive", formula="upper(city) & state", to="loud"))
    assert shown.added.columns == ("city", "state", "loud")
    assert shown.added.cells[0] == ("Reno", "NV", "RENONV")


def test_a_preview_shows_rows_that_would_go(tmp_path):
    table, known = messy(tmp_path)
    shown = recipes.preview(table, Recipe(), known, step("drop_duplicates"))
    assert shown.rows == 1
    assert shown.removed.numbers == (4,)
    assert shown.removed.cells[0][0] == "Elko"


def test_a_preview_says_why_a_step_cannot_run(tmp_path):
    table, known = messy(tmp_path)
    assert "no column “town”" in recipes.preview(table, Recipe(), known, step("trim", "town")).failure
    wrong = step("replace_text", "city", find="(", replace="", mode="pattern")
    assert "is no pattern" in recipes.preview(table, Recipe(), known, wrong).failure


def test_a_step_can_be_edited_annotated_and_removed():
    recipe = Recipe(
        steps=(step("trim", "city"), replace(step("null_words", "note", words=["-"]), tier="suggested", enabled=False))
    )
    recipe = recipes.edit(recipe, "null_words:note", {"words": ["-", "?"]}, author="Ann")
    assert recipe.steps[1].params == {"words": ["-", "?"]}
    assert (recipe.steps[1].tier, recipe.steps[1].enabled, recipe.steps[1].author) == ("accepted", True, "Ann")
    assert recipes.annotate(recipe, "trim:city", "as agreed").steps[0].note == "as agreed"
    assert [each.id for each in recipes.remove(recipe, "trim:city").steps] == ["null_words:note"]
    with pytest.raises(AnalyticsError, match="not in the recipe"):
        recipes.remove(recipe, "nothing")


def test_a_new_step_never_takes_the_id_of_another():
    recipe = recipes.add(Recipe(), step("trim", "a,b"))
    recipe = recipes.add(recipe, step("trim", "a,b"))
    assert [each.id for each in recipe.steps] == ["trim:a_b", "trim:a_b:2"]


def test_order_matters_and_can_be_changed_inside_a_stage(tmp_path):
    table, known = messy(tmp_path)
    first = step("replace_text", "city", find="Reno", replace="Elko")
    second = replace(step("replace_text", "city", find="Elko", replace="Tulsa"), id="second")
    recipe = Recipe(steps=(first, step("type", "amount", type="text"), second))
    run(table, known, recipe.steps, tmp_path / "one")
    moved = recipes.move(recipe, "second", -1)
    run(table, known, moved.steps, tmp_path / "other")
    assert [each.id for each in moved.steps] == ["second", "type:amount", first.id]
    assert changes(tmp_path / "one")[0][4] == "Elko"
    assert len(changes(tmp_path / "one", "second")) == 4
    assert len(changes(tmp_path / "other", "second")) == 2
    assert recipes.move(moved, "second", -1) == moved


def test_decisions_and_their_order_survive_a_new_look():
    found = Recipe(
        steps=(
            step("trim", "a"),
            replace(step("map_values", "a", values={"x": "y"}), tier="suggested", enabled=False),
            replace(step("vote", "a", repairs=[["b", "1", "2", "3"]]), tier="suggested", enabled=False),
        )
    )
    found = replace(found, steps=(replace(found.steps[0], tier="auto"), *found.steps[1:]))
    base = recipes.accept(found, ["vote:a", "map_values:a"], author="Ann")
    base = recipes.edit(base, "map_values:a", {"values": {"x": "z"}})
    base = recipes.add(base, step("replace_text", "a", find="q", replace=""))
    base = recipes.move(recipes.move(base, "vote:a", -1), "trim:a", 1)
    base = replace(base, steps=tuple(replace(s, enabled=s.id != "trim:a") for s in base.steps))
    carried = carry_over(base, found)
    kept = {s.id: s for s in carried.steps}
    assert kept["map_values:a"].params == {"values": {"x": "z"}}
    assert not kept["trim:a"].enabled
    accepted = [s.id for s in carried.steps if s.tier == "accepted"]
    assert accepted == [s.id for s in base.steps if s.tier == "accepted"]
    assert "replace_text:a" in accepted
