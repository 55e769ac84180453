"""The other tables of a file become datasets by one click, and nobody loses a column without having been told."""

from __future__ import annotations

import io
import os

import openpyxl
import pytest
from test_cleaning_pages import url

from core import pipeline, storage
from core.models import Alert, Dashboard, DashboardFilter, Dataset, Visualization, Widget
from core.versions import recipes, tables

STACKED = (
    "name;amount\nAnna;12\nBen;7\nCleo;9\n\nCosts\ncode;city;cost\nx1;Oslo;3,5\nx2;Rome;4,25\n\nk;flag\na;1\nb;0\n"
)


@pytest.fixture
def stacked(dataset):
    return dataset(STACKED, "mixed.csv")


@pytest.fixture
def workbook(people, tmp_path, work):
    book = openpyxl.Workbook()
    book.active.title = "Orders"
    for row in (["order", "total"], ["a", 1], ["b", 2], ["c", 5]):
        book.active.append(row)
    other = book.create_sheet("Stock")
    for row in (["part", "left"], ["nut", 4], ["nail", 9]):
        other.append(row)
    stream = io.BytesIO()
    book.save(stream)
    source = tmp_path / "upload"
    source.write_bytes(stream.getvalue())
    made = pipeline.new_dataset(people.workspace, source=source, name="shop.xlsx", by=people.owner)
    work()
    made.refresh_from_db()
    return made


def columns(table: Dataset) -> list[str]:
    return list(pipeline.page_of_rows(table.newest, limit=1).columns)


def test_the_upload_says_which_other_tables_the_file_holds(stacked, editor):
    page = editor.get(url("dataset", stacked)).content.decode()
    assert "This file holds 2 more tables: “Costs”, “Table 3”." in page
    assert "Make datasets of all 2" in page
    panel = editor.get(url("dataset_reading", stacked)).content.decode()
    assert "2 rows · lines 6 to 9 · code, city, cost" in panel


def test_one_click_makes_the_second_table_a_dataset_and_the_first_stays(stacked, editor, work):
    answer = editor.post(url("dataset_tables", stacked), {"table": "2"})
    made = Dataset.objects.latest("pk")
    assert answer.headers["Location"] == url("dataset", made)
    work()
    assert made.name == "mixed – Costs"
    assert columns(made) == ["code", "city", "cost"]
    assert columns(stacked) == ["name", "amount"]
    assert recipes.newest(made.newest).reader.table == 2
    panel = editor.get(url("dataset_reading", stacked)).content.decode()
    assert "Open “mixed – Costs”" in panel
    assert "This file holds one more table: “Table 3”." in editor.get(url("dataset", stacked)).content.decode()


def test_all_at_once_and_never_twice(stacked, editor, work):
    for _ in range(2):
        editor.post(url("dataset_tables", stacked), {"table": "all"})
        work()
    assert sorted(each.name for each in Dataset.objects.all()) == ["mixed", "mixed – Costs", "mixed – Table 3"]
    assert not any(each.is_free for made in Dataset.objects.all() for each in tables.of(made.newest))


def test_the_bytes_are_stored_once_and_outlive_the_dataset_they_came_with(stacked, editor, work):
    editor.post(url("dataset_tables", stacked), {"table": "3"})
    work()
    made = Dataset.objects.latest("pk")
    assert os.path.samefile(storage.original(stacked.newest), storage.original(made.newest))
    assert made.newest.sha256 == stacked.newest.sha256
    editor.post(url("dataset_delete", stacked))
    assert storage.original(made.newest).read_text() == STACKED


def test_a_sheet_becomes_a_dataset_and_the_next_file_is_asked_for_the_same_sheet(workbook, editor, work, tmp_path):
    editor.post(url("dataset_tables", workbook), {"table": "2"})
    work()
    made = Dataset.objects.latest("pk")
    assert (made.name, columns(made)) == ("shop – Stock", ["part", "left"])
    again = tmp_path / "again"
    again.write_bytes(storage.original(workbook.newest).read_bytes())
    pipeline.new_version(made, source=again, name="shop.xlsx", by=None)
    work()
    assert made.newest.number == 2
    assert columns(made) == ["part", "left"]


def test_a_table_that_is_not_there_and_people_who_may_not(stacked, people, client, editor):
    editor.post(url("dataset_tables", stacked), {"table": "9"})
    assert "no such table" in editor.get(url("dataset_reading", stacked)).content.decode()
    client.force_login(people.viewer)
    assert client.post(url("dataset_tables", stacked), {"table": "2"}).status_code == 403
    assert "Make it a dataset" not in client.get(url("dataset_reading", stacked)).content.decode()
    client.force_login(people.stranger)
    assert client.post(url("dataset_tables", stacked), {"table": "2"}).status_code == 404
    assert Dataset.objects.count() == 1


def test_another_table_can_be_looked_at_without_javascript(stacked, editor):
    page = editor.get(url("dataset_reading", stacked) + "?table=2").content.decode()
    assert "With these choices" in page
    assert "Oslo" in page


@pytest.fixture
def watched(stacked, people):
    """A dashboard with a chart of ``amount``, a filter by ``name`` and an alert on ``amount``."""
    spec = {"kind": "bar", "dimension": "name", "measures": [{"column": "amount", "agg": "sum"}]}
    chart = Visualization.objects.create(workspace=people.workspace, dataset=stacked, name="Amount by name", spec=spec)
    board = Dashboard.objects.create(workspace=people.workspace, dataset=stacked, name="Weekly")
    Widget.objects.create(dashboard=board, visualization=chart)
    DashboardFilter.objects.create(dashboard=board, kind="category", column="name")
    Alert.objects.create(workspace=people.workspace, dataset=stacked, name="Too little", spec={"column": "amount"})
    return stacked


def test_what_breaks_is_counted_and_named_before_another_table_is_read(watched, editor, work):
    answer = editor.post(url("dataset_reading", watched), {"table": "2", "action": "read"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "This breaks 1 chart, 1 dashboard, 1 alert" in page
    assert "Amount by name" in page
    assert "Weekly" in page
    assert "Too little" in page
    assert not watched.newest.runs.first().is_open
    assert columns(watched) == ["name", "amount"]
    assert editor.post(url("dataset_reading", watched), {"table": "2", "action": "confirm"}).status_code == 303
    work()
    assert columns(watched) == ["code", "city", "cost"]


def test_the_live_preview_says_what_breaks_too(watched, editor):
    shown = editor.post(
        url("dataset_reading", watched), {"table": "2"}, headers={"HX-Request": "true"}
    ).content.decode()
    assert "This breaks 1 chart, 1 dashboard, 1 alert" in shown


def test_a_column_that_a_step_made_of_a_lost_one_is_lost_with_it(watched, people, work):
    from analytics.schema import Step
    from core.versions import losses

    step = Step(id="d", op="derive", params={"to": "double", "formula": "[amount] * 2"})
    recipes.write(watched.newest, people.owner, step, "Double")
    work()
    Visualization.objects.create(
        workspace=people.workspace, dataset=watched, name="Doubled", spec={"kind": "bar", "dimension": "double"}
    )
    lost = losses.of(watched.newest, ["name"])
    assert lost.columns == ("amount", "double")
    assert lost.counted() == "2 charts, 1 dashboard, 1 alert, 1 cleaning step"


def test_what_keeps_every_column_is_read_at_once(watched, editor, work):
    answer = editor.post(url("dataset_reading", watched), {"delimiter": ";", "action": "read"})
    assert answer.status_code == 303
    work()


def test_a_choice_that_cannot_be_read_leaves_the_table_as_it_is(watched, editor):
    answer = editor.post(url("dataset_reading", watched), {"table": "8", "action": "read"})
    assert answer.status_code == 422
    assert "there is no table 8" in answer.content.decode()
    assert watched.newest.cleaned_at is not None
