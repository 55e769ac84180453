"""People decide about the recipe: one click, a preview first, and nobody's step is lost."""

from __future__ import annotations

import random

import pytest
from django.test import Client
from django.urls import reverse

from core import pipeline
from core.versions import recipes

CITIES = {"Lisbon": "South", "Porto": "North", "Braga": "North", "Faro": "South"}


def orders(*, header: str = "order,city,area,price", odd: bool = True) -> str:
    chance = random.Random(7)
    lines = [header]
    for number in range(160):
        city = chance.choice(list(CITIES))
        shown = city.upper() if odd and number in {5, 9} else f" {city}" if odd and number == 3 else city
        lines.append(f"{1000 + number},{shown},{CITIES[city]},{chance.gauss(50, 5):.2f}")
    if odd:
        lines.append(lines[20])
    return "\n".join(lines) + "\n"


def url(name: str, dataset, *args) -> str:
    return reverse(name, args=[dataset.pk, *args])


def column(dataset, name: str) -> list:
    page = pipeline.page_of_rows(dataset.newest, limit=500)
    place = list(page.columns).index(name)
    return [row[place] for row in page.rows]


def suggestion(dataset, op: str):
    return next(step for step in recipes.newest(dataset.newest).steps if step.op == op and step.tier == "suggested")


def test_a_suggestion_is_shown_looked_at_and_accepted_by_one_click(dataset, editor, work):
    orders_set = dataset(orders())
    step = suggestion(orders_set, "map_values")
    page = editor.get(url("dataset_cleaning", orders_set)).content.decode()
    assert "Unify" in page
    assert "Risk:" in page
    look = editor.get(url("dataset_step_preview", orders_set), {"step": step.id}, headers={"HX-Request": "true"})
    assert "<del>" in look.content.decode()
    assert "<html" not in look.content.decode()
    assert any(city.isupper() for city in column(orders_set, "city"))
    assert editor.post(url("dataset_step", orders_set), {"accept_one": step.id}).status_code == 303
    work()
    assert not any(city.isupper() for city in column(orders_set, "city"))
    accepted = recipes.step_of(orders_set.newest, step.id)
    assert (accepted.tier, accepted.enabled, accepted.author) == ("accepted", True, "editor")


def test_a_rejected_suggestion_changes_nothing_and_can_be_taken_after_all(dataset, editor, work):
    orders_set = dataset(orders())
    step = suggestion(orders_set, "map_values")
    editor.post(url("dataset_step", orders_set), {"reject_one": step.id})
    assert not orders_set.newest.runs.first().is_open
    assert "1 rejected" in editor.get(url("dataset_cleaning", orders_set)).content.decode()
    editor.post(url("dataset_step", orders_set), {"step": step.id, "action": "accept"})
    work()
    assert recipes.step_of(orders_set.newest, step.id).note == ""
    assert not any(city.isupper() for city in column(orders_set, "city"))


def test_switching_a_step_off_and_on_again_gives_the_same_table(dataset, editor, work):
    orders_set = dataset(orders())
    before = column(orders_set, "city")
    for action in ("off", "on"):
        editor.post(url("dataset_step", orders_set), {"step": "trim:city", "action": action})
        work()
        now = column(orders_set, "city")
        assert any(city.startswith(" ") for city in now) == (action == "off")
    assert now == before


def test_a_step_of_ones_own_is_previewed_then_added(dataset, editor, work):
    orders_set = dataset(orders())
    target = url("dataset_step_new", orders_set, "derive")
    fields = {"to": "double", "formula": "[price] * 2"}
    look = editor.post(target, {**fields, "action": "preview"}, headers={"HX-Request": "true"}).content.decode()
    assert "double" in look
    assert len(recipes.in_order(orders_set.newest)) == 0
    assert editor.post(target, {**fields, "action": "save"}).status_code == 303
    work()
    prices, doubles = column(orders_set, "price"), column(orders_set, "double")
    assert doubles == pytest.approx([2 * price for price in prices])


def test_a_mistake_in_a_formula_is_told_beside_it(dataset, editor):
    orders_set = dataset(orders())
    target = url("dataset_step_new", orders_set, "derive")
    answer = editor.post(target, {"to": "x", "formula": "[prize] * 2", "action": "save"})
    assert answer.status_code == 422
    assert "no column “prize”" in answer.content.decode()


@pytest.mark.parametrize(
    ("op", "fields", "check"),
    [
        ("replace_text", {"column": "area", "find": "North", "replace": "N", "mode": "whole"}, ("area", "N")),
        ("map_values", {"column": "area", "values_as_meant": "North → Up\nSouth => Down"}, ("area", "Down")),
        ("null_words", {"column": "area", "words": "North\n"}, ("area", None)),
        ("split", {"column": "city", "by": "o", "into": "left, right"}, ("right", "rto")),
        ("merge", {"columns": ["city", "area"], "between": "/", "to": "place"}, ("place", "Porto/North")),
        ("extract", {"column": "city", "pattern": "^(..)", "to": "short"}, ("short", "Po")),
        ("flag_outliers", {"column": "price", "high": "50", "to": "dear"}, ("dear", True)),
        ("fill_missing", {"column": "price", "method": "median", "place": "new"}, ("price was missing", False)),
    ],
)  # fmt: skip
def test_every_kind_of_step_can_be_written(dataset, editor, work, op, fields, check):
    orders_set = dataset(orders(odd=False))
    answer = editor.post(url("dataset_step_new", orders_set, op), {**fields, "action": "save"})
    assert answer.status_code == 303, answer.content.decode()
    work()
    assert check[1] in column(orders_set, check[0])
    assert orders_set.newest.quality["failures"] == []


def test_the_surviving_value_can_be_chosen(dataset, editor, work):
    orders_set = dataset(orders())
    step = suggestion(orders_set, "map_values")
    target = url("dataset_step_edit", orders_set) + f"?step={step.id}"
    page = editor.get(target).content.decode()
    assert "become" in page
    clusters = sorted(set(step.params["values"].values()))
    first = next(iter(step.params["values"].values()))
    number = list(dict.fromkeys(step.params["values"].values())).index(first)
    data = {f"cluster_{n}": name for n, name in enumerate(dict.fromkeys(step.params["values"].values()))}
    data[f"cluster_{number}"] = "The one and only"
    answer = editor.post(target, {"step": step.id, "column": "city", "action": "save", **data})
    assert answer.status_code == 303, answer.content.decode()
    work()
    cities = column(orders_set, "city")
    assert "The one and only" in cities
    assert first not in cities
    assert len(clusters) >= 1


def test_steps_are_noted_moved_and_removed_and_the_history_tells(dataset, editor, work):
    orders_set = dataset(orders(odd=False))
    for find, replace in (("North", "Mid"), ("Mid", "End")):
        fields = {"column": "area", "find": find, "replace": replace, "mode": "part", "action": "save"}
        editor.post(url("dataset_step_new", orders_set, "replace_text"), fields)
        work()
    assert "End" in column(orders_set, "area")
    first, second = (step.id for step in recipes.in_order(orders_set.newest))
    editor.post(url("dataset_step_arrange", orders_set), {"step": second, "action": "earlier"})
    work()
    assert "Mid" in column(orders_set, "area")
    editor.post(
        url("dataset_step_arrange", orders_set), {"step": first, "action": "note", "note": "as the <b>boss</b> said"}
    )
    page = editor.get(url("dataset_cleaning", orders_set)).content.decode()
    assert "as the &lt;b&gt;boss&lt;/b&gt; said" in page
    editor.post(url("dataset_step_arrange", orders_set), {"step": first, "action": "remove"})
    work()
    assert "North" in column(orders_set, "area")
    revision = next(row.revision for row in recipes.history(orders_set.newest) if row.summary.startswith("Earlier"))
    editor.post(url("dataset_recipe_restore", orders_set, revision))
    work()
    assert "Mid" in column(orders_set, "area")


def test_two_people_who_edit_at_once_lose_no_step(dataset, people, monkeypatch):
    orders_set = dataset(orders(odd=False))
    version = orders_set.newest
    first, second, *_ = (step.id for step in recipes.newest(version).steps)
    stale, write = version.recipes.first(), recipes._revision
    recipes.annotate(version, people.owner, first, "mine")
    rows = [stale]  # what the editor saw just before the owner wrote

    def late(version, by, edit, summary, row):
        write(version, by, edit, summary, rows.pop() if rows else row)

    monkeypatch.setattr(recipes, "_revision", late)
    recipes.annotate(version, people.editor, second, "mine too")
    assert not rows
    notes = {step.id: step.note for step in recipes.newest(version).steps}
    assert (notes[first], notes[second]) == ("mine", "mine too")
    assert [row.author.username for row in recipes.history(version)[:2]] == ["editor", "owner"]


def test_a_viewer_sees_everything_and_changes_nothing(dataset, people):
    orders_set = dataset(orders())
    viewer = Client()
    viewer.force_login(people.viewer)
    page = viewer.get(url("dataset_cleaning", orders_set)).content.decode()
    assert "Unify" in page
    assert "Add a step" not in page
    step = suggestion(orders_set, "map_values")
    assert viewer.get(url("dataset_step_preview", orders_set), {"step": step.id}).status_code == 200
    assert viewer.post(url("dataset_step", orders_set), {"accept_one": step.id}).status_code == 403
    assert viewer.get(url("dataset_step_new", orders_set, "derive")).status_code == 403
    assert (
        viewer.post(url("dataset_step_arrange", orders_set), {"step": step.id, "action": "remove"}).status_code == 403
    )
    stranger = Client()
    stranger.force_login(people.stranger)
    assert stranger.get(url("dataset_step_preview", orders_set), {"step": step.id}).status_code == 404


def test_a_changed_cell_leads_to_its_step_and_its_original_row(dataset, editor, work):
    orders_set = dataset(orders())
    step = suggestion(orders_set, "map_values")
    editor.post(url("dataset_step", orders_set), {"accept_one": step.id})
    duplicates = suggestion(orders_set, "drop_duplicates")
    editor.post(url("dataset_step", orders_set), {"accept_one": duplicates.id})
    work()
    page = editor.get(url("dataset", orders_set)).content.decode()
    assert "row=6&amp;column=city" in page
    cell = editor.get(url("dataset_cell", orders_set), {"row": 6, "column": "city"}).content.decode()
    assert "Unify" in cell
    assert "<del>" in cell
    assert "1005" in cell
    assert editor.get(url("dataset_cell", orders_set), {"row": 10_000}).status_code == 404


def test_the_quality_is_explained_and_rises(dataset, editor, work):
    orders_set = dataset(orders())
    before = orders_set.newest.quality["score"]
    for op in ("map_values", "drop_duplicates"):
        editor.post(url("dataset_step", orders_set), {"accept_one": suggestion(orders_set, op).id})
    work()
    after = orders_set.newest.quality["score"]
    assert before["before"] == after["before"]
    assert after["after"] > before["after"]
    assert "What the quality of" in editor.get(url("dataset_cleaning", orders_set)).content.decode()


def test_cells_that_were_only_read_as_dates_and_numbers_are_not_told_as_changed(dataset, editor):
    lines = ["name,when"] + [f"{' ' if n == 7 else ''}name {n % 9},{n % 28 + 1}.{n % 12 + 1}.2024" for n in range(60)]
    dates = dataset("\n".join(lines) + "\n")
    page = editor.get(url("dataset_cleaning", dates)).content.decode()
    assert '<span class="stat-value">1</span><span class="stat-label">cells changed</span>' in page
    assert '<span class="stat-value">60</span><span class="stat-label">read as dates, numbers …</span>' in page


def test_a_question_is_answered_in_words_with_an_example_of_the_column():
    from ui.templatetags.datasets import choice_words

    assert choice_words("day_first", ["01/02/2024"]) == "Day first (1 February 2024)"
    assert choice_words("month_first", ["01/02/24"]) == "Month first (2 January 2024)"
    assert choice_words("thousands_comma", ["12", "35,193"]) == "Comma separates thousands (35193)"
    assert choice_words("decimal_comma", ["35,193"]) == "Comma separates decimals (35.193)"
    assert choice_words("day_first", ["41/02/2024"]) == "Day first"
    assert choice_words("text", ["01/02/2024"]) == "Leave it as text"


def test_after_an_answer_the_page_goes_on_at_a_place_that_it_has_and_blanks_are_shown_as_they_are(dataset, editor):
    orders_set = dataset(orders())
    step = suggestion(orders_set, "map_values")
    page = editor.get(url("dataset_cleaning", orders_set)).content.decode()
    assert 'class="as-is"' in page
    assert "1 spellings" not in page
    answer = editor.post(url("dataset_step", orders_set), {"reject_one": step.id})
    place = answer.headers["Location"].partition("#")[2]
    assert f'id="{place}"' in editor.get(url("dataset_cleaning", orders_set)).content.decode()


def test_the_part_that_a_suggestion_takes_out_is_named_in_words():
    from analytics.recipe import describe
    from analytics.recipe.ops.extract import MAIL_DOMAIN
    from analytics.schema import Step

    def title(pattern: str) -> str:
        return describe(Step(id="x", op="extract", column="mail", params={"pattern": pattern, "to": "d"}))["title"]

    assert title(MAIL_DOMAIN) == "Put “d” beside “mail”: the domain of the e-mail address"
    assert title("b+").endswith("what matches b+")
