"""All column names can be written in one way by a step of one's own, also where nothing suggests it."""

from __future__ import annotations

from test_cleaning_pages import orders, url

from core import pipeline


def test_a_step_of_ones_own_writes_all_names_in_title_case_but_the_one_written_by_hand(dataset, editor, work):
    orders_set = dataset(orders(odd=False))
    names = dict.fromkeys(("name_0", "name_1", "name_2", "name_3"), "") | {"name_3": "net"}
    answer = editor.post(
        url("dataset_step_new", orders_set, "rename_columns"), {"style": "title", **names, "action": "save"}
    )
    assert answer.status_code == 303, answer.content.decode()
    work()
    assert list(pipeline.page_of_rows(orders_set.newest, limit=1).columns) == ["Order", "City", "Area", "net"]


def test_names_that_would_become_one_are_told(dataset, editor):
    orders_set = dataset(orders(header="order_no,order no,area,price", odd=False))
    answer = editor.post(url("dataset_step_new", orders_set, "rename_columns"), {"style": "snake", "action": "save"})
    assert answer.status_code == 422
    assert "would be the same" in answer.content.decode()
