"""A few cells that contradict a column can be made missing by one step; rows can be left out; both can be undone."""

from __future__ import annotations

import datetime
import random
from dataclasses import replace

import pytest
from recipe_help import changes, names, rows, run, step, table_of

from analytics.profiling import profile
from analytics.recipe import propose
from analytics.recipe.preview import preview
from analytics.schema import Recipe, Step


def days(count: int, odd: dict[int, str]) -> list[list[str | None]]:
    start = datetime.date(2031, 3, 5)
    return [[odd.get(n, (start + datetime.timedelta(days=n)).isoformat()), str(n * 3)] for n in range(count)]


def suggested(folder, columns, data) -> dict[str, Step]:
    table = table_of(data, columns, folder / "text.parquet")
    return {each.column: each for each in propose(table, profile(table)).steps if each.op == "misfits"}


def test_three_words_among_dates_are_offered_as_missing_with_their_number_and_text(tmp_path):
    found = suggested(tmp_path, ["opened", "n"], days(400, {7: "later", 90: "later", 333: "ask Jo"}))["opened"]
    assert found.evidence.startswith("3 of 400 cells are no date: “later” (2), “ask Jo”.")
    assert (found.params["type"], found.cells_changed, found.enabled) == ("date", 3, False)


@pytest.mark.parametrize(
    ("make", "odd", "kind"),
    [
        (lambda c: f"{c.uniform(1, 99):.2f}", "on request", "decimal"),
        (lambda c: f"{c.randrange(1000, 99000):,}", "about ten", "integer"),
        (lambda c: f"{c.randrange(1, 99)},{c.randrange(10, 99)}", "s. u.", "decimal"),
        (lambda c: f"€{c.randrange(10, 99)}.50", "free", "currency"),
        (lambda c: f"{c.randrange(10, 99)}%", "most", "percent"),
        (lambda c: c.choice(["yes", "no"]), "perhaps", "boolean"),
        (lambda c: f"{c.randrange(13, 29)}.{c.randrange(1, 13):02}.2031", "Easter", "date"),
        (lambda c: f"{c.randrange(10, 24)}:{c.randrange(10, 60)}", "noon", "time"),
    ],
)
def test_every_kind_of_column_is_freed_of_a_word(tmp_path, make, odd, kind):
    chance = random.Random(4)
    data = [[odd if n in (30, 61) else make(chance), str(n)] for n in range(200)]
    found = suggested(tmp_path, ["worth", "n"], data)["worth"]
    assert found.params["type"] == kind
    assert found.cells_changed == 2


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("customer id", [str(5000 + n) if n % 60 else f"X{n}" for n in range(180)]),
        ("remark", [f"{n} boxes of {'pears' if n % 2 else 'plums'}" for n in range(180)]),
        ("size", [str(n) if n % 3 else "large" for n in range(180)]),
        ("day", [f"{1 + n % 12:02}/{1 + n % 11:02}/2031" if n != 5 else "soon" for n in range(180)]),
        ("zip", [f"{10000 + n}" if n != 5 else "EC1A" for n in range(180)]),
    ],
)
def test_marks_words_and_what_is_not_clear_without_them_stay_text(tmp_path, name, values):
    assert suggested(tmp_path, [name, "n"], [[value, "1"] for value in values]) == {}


def cleaned(folder, data, *steps):
    table = table_of(data, ["opened", "n"], folder / "text.parquet")
    known = profile(table)
    recipe = propose(table, known, suggest=False)
    done = run(table, known, [*recipe.steps, *steps], folder / "out")
    assert done.failures == ()
    return rows(folder / "out" / "clean.parquet"), done


def test_accepted_it_makes_dates_and_keeps_the_words_in_the_change_log(tmp_path):
    data = days(100, {40: "later"})
    accepted = replace(suggested(tmp_path, ["opened", "n"], data)["opened"], enabled=True, tier="accepted")
    made, done = cleaned(tmp_path, data, accepted)
    assert made[39][0] == datetime.date(2031, 4, 13)
    assert made[40] == (None, 120)
    assert changes(tmp_path / "out", accepted.id) == [(accepted.id, 40, "opened", "later", None)]
    assert done.profile.column("opened").type == "date"


def test_the_next_file_may_bring_another_word(tmp_path):
    accepted = step("misfits", "opened", type="date", parse={"formats": ["%Y-%m-%d"]})
    made, _done = cleaned(tmp_path, days(50, {3: "whenever", 8: "2031-99-99"}), accepted)
    assert [row[0] for row in made if row[1] in (9, 24)] == [None, None]


def test_switched_off_every_cell_is_back(tmp_path):
    data = days(60, {3: "whenever"})
    off = replace(step("misfits", "opened", type="date", parse={"formats": ["%Y-%m-%d"]}), enabled=False)
    made, _done = cleaned(tmp_path, data, off)
    assert [row[0] for row in made] == [row[0] for row in data]


@pytest.mark.parametrize(
    ("column", "test", "value", "left"),
    [
        ("n", "below", "9", [9, 12, 15]),
        ("n", "above", "6.5", [0, 3, 6]),
        ("n", "is", "3", [0, 6, 9, 12, 15]),
        ("n", "is_not", "3", [3]),
        ("opened", "below", "2031-03-08", [9, 12, 15]),
        ("opened", "is", "2031-03-05", [3, 6, 9, 12, 15]),
        ("opened", "contains", "03-0", [15]),
        ("opened", "empty", "", [0, 3, 6, 9, 12, 15]),
        ("opened", "filled", "", []),
    ],
)
def test_rows_are_left_out_by_one_column(tmp_path, column, test, value, left):
    made, done = cleaned(tmp_path, days(6, {}), step("leave_rows", column, test=test, value=value))
    assert [row[1] for row in made] == left
    assert done.rows_removed == 6 - len(left)


def test_rows_without_a_value_stay_unless_they_are_asked_for(tmp_path):
    data = days(6, {2: ""})
    assert len(cleaned(tmp_path, data, step("leave_rows", "opened", test="is_not", value="2031-03-05"))[0]) == 2
    assert len(cleaned(tmp_path, data, step("leave_rows", "opened", test="empty"))[0]) == 5


def test_texts_are_compared_without_their_case_and_quotes_do_no_harm(tmp_path):
    data = [["North'; --", "1"], ["NORTH'; --", "2"], ["south", "3"]]
    made, _done = cleaned(tmp_path, data, step("leave_rows", "opened", test="is", value="north'; --"))
    assert [row[0] for row in made] == ["south"]


def test_what_cannot_be_compared_is_said_and_nothing_goes(tmp_path):
    table = table_of(days(6, {}), ["opened", "n"], tmp_path / "text.parquet")
    known = profile(table)
    recipe = propose(table, known, suggest=False)
    looked = preview(table, recipe, known, step("leave_rows", "n", test="below", value="a lot"))
    assert looked.failure == "“a lot” cannot be compared with “n”, which is integer."
    assert preview(table, recipe, known, step("leave_rows", "n", test="below", value="7")).rows == 3


def test_left_out_and_back_again_the_table_is_the_same(tmp_path):
    data = days(20, {})
    before, _done = cleaned(tmp_path, data)
    off = replace(step("leave_rows", "n", test="above", value="9"), enabled=False)
    assert cleaned(tmp_path, data, off)[0] == before
    assert names(tmp_path / "out" / "clean.parquet") == ["opened", "n"]
    assert isinstance(Recipe(steps=(off,)).to_json(), dict)
