"""How a file was read can be seen and changed: a preview at once, the whole table on request."""

from __future__ import annotations

import pytest
from test_cleaning_pages import column, url

from core import pipeline
from core.versions import recipes

TABLE = "name;amount\n" + "".join(f"item {n};{n},5\n" for n in range(40))
HTMX = {"HX-Request": "true"}


def test_what_was_detected_stands_beside_the_first_lines(dataset, editor):
    table = dataset(TABLE)
    page = editor.get(url("dataset_reading", table)).content.decode()
    assert "Detect: semicolon ;" in page
    assert "<code>item 3;3,5</code>" in page
    assert "Why" in page


def test_another_choice_is_previewed_and_nothing_is_stored(dataset, editor):
    table = dataset(TABLE)
    before = recipes.history(table.newest)
    answer = editor.post(url("dataset_reading", table), {"delimiter": ",", "header_rows": "0"}, headers=HTMX)
    shown = answer.content.decode()
    assert "<html" not in shown
    assert "item 3;3" in shown
    assert "With these choices" in shown
    assert recipes.history(table.newest) == before
    assert not table.newest.runs.first().is_open


def test_without_javascript_the_preview_is_a_button(dataset, editor):
    table = dataset(TABLE)
    page = editor.post(url("dataset_reading", table), {"skip_lines": "1", "action": "preview"}).content.decode()
    assert "<html" in page
    assert "With these choices" in page


def test_reading_again_makes_the_table_anew(dataset, editor, work):
    table = dataset(TABLE)
    answer = editor.post(url("dataset_reading", table), {"skip_lines": "1", "header_rows": "0", "action": "read"})
    assert answer.status_code == 303
    work()
    assert pipeline.page_of_rows(table.newest, limit=1).total == 40
    assert "item 0" in column(table, pipeline.page_of_rows(table.newest, limit=1).columns[0])


@pytest.mark.parametrize("wrong", [{"delimiter": "no such"}, {"header_rows": "-3"}, {"encoding": "klingon"}])
def test_an_impossible_choice_is_told(dataset, editor, wrong):
    table = dataset(TABLE)
    assert editor.post(url("dataset_reading", table), {**wrong, "action": "read"}).status_code == 422
    assert "notice warn" in editor.post(url("dataset_reading", table), wrong, headers=HTMX).content.decode()


def test_a_type_can_be_decided_and_is_remembered(dataset, editor, work):
    table = dataset(TABLE)
    assert column(table, "amount")[1] == 1.5
    editor.post(url("dataset_answer", table), {"column": "amount", "choice": "text"})
    work()
    assert column(table, "amount")[1] == "1,5"
    assert recipes.newest(table.newest).decisions == {"amount": "text"}


def test_a_viewer_sees_the_panel_but_cannot_read_again(dataset, people, client):
    table = dataset(TABLE)
    client.force_login(people.viewer)
    assert client.get(url("dataset_reading", table)).status_code == 200
    assert client.post(url("dataset_reading", table), {"action": "preview"}).status_code == 403


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_of_a_large_file_the_beginning_is_previewed_whole_lines_only(tmp_path, encoding):
    from analytics.schema import Limits
    from core.versions.peek import HEAD, peek

    lines = ["näme;amount", *(f"itém {n};{n},5" for n in range(60_000))]
    (tmp_path / "original").write_bytes("\r\n".join(lines).encode(encoding))
    assert (tmp_path / "original").stat().st_size > HEAD
    task = {"name": "big.csv", "reader": {}, "limits": Limits().to_json(), "cut": True}
    shown = peek(tmp_path, task)
    assert shown["cut"]
    assert shown["columns"] == ["näme", "amount"]
    assert shown["rows"][19] == ["itém 19", "19,5"]
    assert 10_000 < shown["total"] < 60_000
    assert shown["problem_count"] <= (encoding == "cp1252")  # there the encoding is a guess
    assert list(tmp_path.iterdir()) == [tmp_path / "original"]


NESTED = (
    '[{"id": 1, "lines": [{"sku": "a", "n": 2}, {"sku": "b", "n": 1}]}, {"id": 2, "lines": [{"sku": "c", "n": 7}]}]'
)


def test_one_row_for_each_item_of_a_list_is_a_choice_with_a_preview(dataset, editor, work):
    table = dataset(NESTED, "orders.json")
    panel = editor.get(url("dataset_reading", table)).content.decode()
    assert "One row for each item of" in panel
    assert "?items=lines#reading-preview" in panel
    looked = editor.get(url("dataset_reading", table) + "?items=lines").content.decode()
    assert "lines.sku" in looked
    assert "more than once" in looked
    assert editor.post(url("dataset_reading", table), {"items": "lines", "action": "read"}).status_code == 303
    work()
    assert column(table, "lines.n") == [2, 1, 7]
    assert recipes.newest(table.newest).reader.items == "lines"
    assert "Lists stay in their cells" in editor.get(url("dataset_reading", table)).content.decode()


def test_a_file_without_lists_offers_no_rows_of_items(dataset, editor):
    assert "One row for each item of" not in editor.get(url("dataset_reading", dataset(TABLE))).content.decode()
