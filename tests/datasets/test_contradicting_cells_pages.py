"""One click in the reading panel frees a column of the few cells that contradict it; they stay in the problems list."""

from __future__ import annotations

import json

from test_cleaning_pages import column, suggestion, url

from core import pipeline
from core.versions import recipes

DATES = "opened,n\n" + "".join(f"{'later' if n in (4, 9) else f'2031-05-{1 + n % 28:02}'},{n}\n" for n in range(80))


def test_the_panel_says_which_cells_contradict_and_one_click_makes_them_missing(dataset, editor, work):
    table = dataset(DATES)
    page = editor.get(url("dataset_reading", table)).content.decode()
    assert "2 of 80 cells are no date: “later” (2)." in page
    assert column(table, "opened")[4] == "later"
    editor.post(url("dataset_step", table), {"accept_one": suggestion(table, "misfits").id})
    work()
    assert column(table, "opened")[4] is None
    assert str(column(table, "opened")[5]).startswith("2031-05-06")
    page = editor.get(url("dataset_reading", table)).content.decode()
    assert "2 cells of “opened” contradict the others and were made missing." in page


def test_the_emptied_cells_are_in_the_downloaded_problems_with_row_and_text(dataset, editor, work):
    table = dataset(DATES)
    editor.post(url("dataset_step", table), {"accept_one": suggestion(table, "misfits").id})
    work()
    answer = editor.get(url("dataset_problems", table)).content.decode()
    found = [json.loads(line) for line in answer.splitlines()]
    assert [(each["row"], each["column"], each["content"]) for each in found if "row" in each] == [
        (5, "opened", "later"),
        (10, "opened", "later"),
    ]


def test_switched_off_again_the_words_are_back(dataset, editor, work):
    table = dataset(DATES)
    step = suggestion(table, "misfits").id
    editor.post(url("dataset_step", table), {"accept_one": step})
    work()
    editor.post(url("dataset_step", table), {"step": step, "action": "off"})
    work()
    assert column(table, "opened")[4] == "later"


def test_rows_can_be_left_out_by_a_form_with_a_preview(dataset, editor, work):
    table = dataset(DATES)
    form = url("dataset_step_new", table, "leave_rows")
    filled = {"column": "n", "test": "above", "value": "9"}
    looked = editor.post(form, {**filled, "action": "preview"}).content.decode()
    assert "<strong>70</strong> rows would go" in looked
    assert editor.post(form, {"column": "n", "test": "is", "value": "", "action": "save"}).status_code == 422
    assert editor.post(form, {**filled, "action": "save"}).status_code == 303
    work()
    assert pipeline.page_of_rows(table.newest, limit=1).total == 10
    (step,) = [each for each in recipes.newest(table.newest).steps if each.op == "leave_rows"]
    editor.post(url("dataset_step", table), {"step": step.id, "action": "off"})
    work()
    assert pipeline.page_of_rows(table.newest, limit=1).total == 80
