"""A kept query is a source of charts: its result is a dataset, and follows what it reads."""

from __future__ import annotations

import pytest

from core.models import Dataset, SavedQuery
from core.questions import saved
from tests.questions.conftest import ORDERS

pytestmark = pytest.mark.django_db
TOTALS = "SELECT region, sum(amount) AS total, '00' || row_number() OVER () AS code FROM orders GROUP BY region"


@pytest.fixture
def totals(people, orders, ask, work):
    """The dataset of a query over the orders."""
    made = saved.make_dataset(ask(people.editor, TOTALS), people.editor, "Totals v1.2")
    work()
    made.refresh_from_db()
    return made


def follow(child):
    """What the pool does after a source has changed."""
    for pk in SavedQuery.objects.values_list("pk", flat=True):
        saved.refresh(pk, child)


def rows_of(dataset):
    from core import pipeline

    return {row[0]: row[-1] if len(row) < 3 else row[1] for row in pipeline.page_of_rows(dataset.current).rows}


def test_the_result_is_a_dataset_with_types_and_a_chart_can_be_built_of_it(people, totals, enter):
    assert totals.name == "Totals v1.2"
    types = {each["name"]: each["type"] for each in totals.current.clean_profile["columns"]}
    assert types == {"region": "text", "total": "integer", "code": "text"}
    assert rows_of(totals) == {"North": 580.0, "South": 600.0, "East": 620.0}
    page = enter(people.editor).post(
        "/visualizations/new/",
        {"dataset": totals.pk, "kind": "bar", "dimension": "region", "measure": "total", "agg": "sum", "save": "1"},
        follow=True,
    )
    assert "Sum of total by region" in page.content.decode()


def test_a_new_version_of_what_it_reads_makes_a_new_version_of_it(people, totals, orders, dataset, child, work):
    more = ORDERS + "West,nuts,1000,2024-01-01\n"
    dataset(more, replaces=orders)
    assert SavedQuery.objects.get().is_behind
    follow(child)
    work()
    totals.refresh_from_db()
    assert rows_of(totals)["West"] == 1000
    assert totals.current.number == 2
    result = totals.current.query_result
    assert [(each["title"], each["number"]) for each in result.sources] == [("orders", 2)]
    assert not SavedQuery.objects.get().is_behind


def test_a_changed_query_makes_a_version_of_the_same_dataset(people, totals, ask, work):
    changed = ask(people.editor, f"{TOTALS} HAVING total > 590", saved=SavedQuery.objects.get())
    assert saved.make_dataset(changed, people.editor, "Totals v1.2") == totals
    work()
    totals.refresh_from_db()
    assert rows_of(totals) == {"South": 600, "East": 620}
    assert not SavedQuery.objects.get().is_behind


def test_a_result_that_did_not_change_makes_no_version(people, totals, child):
    saved.want(SavedQuery.objects.get())
    follow(child)
    assert totals.versions.count() == 1


def test_a_query_that_fails_later_says_so_and_keeps_its_last_result(people, totals, orders, dataset, child, enter):
    dataset("area,product\nx,y\nz,w\n", replaces=orders)
    follow(child)
    query = SavedQuery.objects.get()
    assert "region" in query.error
    assert not query.is_behind  # it is not tried again and again
    assert rows_of(totals)["North"] == 580
    assert "The newest data is not in it" in enter(people.viewer).get(f"/datasets/{totals.pk}/").content.decode()


def test_the_dataset_says_how_it_was_made(people, totals, enter):
    page = enter(people.viewer).get(f"/datasets/{totals.pk}/").content.decode()
    assert "Made by a query over orders v1" in page
    assert "sum(amount) AS total" in page


def test_queries_of_queries_follow_and_a_circle_is_refused(people, totals, orders, ask, dataset, child, work):
    second = saved.make_dataset(ask(people.editor, "SELECT max(total) AS top FROM totals_v1_2"), people.editor, "Top")
    work()
    dataset(ORDERS + "West,nuts,1000,2024-01-01\n", replaces=orders)
    for _ in range(2):
        follow(child)
        work()
    second.refresh_from_db()
    assert next(iter(rows_of(second))) == 1000
    circle = ask(people.editor, "SELECT top AS region, top AS total FROM top", saved=totals.made_by_query)
    with pytest.raises(saved.Refused, match="its own result"):
        saved.save(circle, people.editor, "Totals")


def test_a_renamed_dataset_keeps_its_name_in_saved_queries(people, totals, orders, dataset, ask, child, work):
    Dataset.objects.filter(pk=orders.pk).update(name="Something else")
    dataset("region,amount\nNobody,1\n", "orders.csv")  # takes the free name
    saved.want(SavedQuery.objects.get())
    follow(child)
    work()
    totals.refresh_from_db()
    assert "Nobody" not in rows_of(totals)
    again = ask(people.editor, TOTALS, saved=SavedQuery.objects.get())
    assert again.names == {"orders": orders.pk}


def test_only_editors_keep_queries_and_nobody_elsewhere_sees_them(people, orders, ask, enter):
    question = ask(people.viewer, TOTALS)
    assert enter(people.viewer).post(f"/questions/{question.pk}/save/", {"name": "Mine"}).status_code == 403
    mine = ask(people.editor, TOTALS)
    enter(people.editor).post(f"/questions/{mine.pk}/save/", {"name": "Ours"})
    query = SavedQuery.objects.get(name="Ours")
    assert TOTALS[:20] in enter(people.viewer).get(f"/questions/?saved={query.pk}").content.decode()
    assert enter(people.viewer).post(f"/questions/saved/{query.pk}/delete/").status_code == 403
    for path in (f"/questions/?saved={query.pk}", f"/questions/saved/{query.pk}/delete/"):
        assert enter(people.stranger).get(path).status_code == 404
    assert enter(people.stranger).post(f"/questions/saved/{query.pk}/refresh/").status_code == 404


def test_a_deleted_query_leaves_its_dataset(people, totals, enter):
    query = SavedQuery.objects.get()
    enter(people.editor).post(f"/questions/saved/{query.pk}/delete/")
    assert not SavedQuery.objects.exists()
    assert "Made by a query" in enter(people.viewer).get(f"/datasets/{totals.pk}/").content.decode()


def test_a_cut_or_empty_result_is_no_source(people, ask, settings):
    empty = ask(people.editor, "SELECT 1 AS a WHERE false")
    with pytest.raises(saved.Refused, match="no rows"):
        saved.make_dataset(empty, people.editor, "Empty")
    settings.SQL_ROWS = 2_000
    cut = ask(people.editor, "SELECT * FROM range(5000)")
    with pytest.raises(saved.Refused, match="cut"):
        saved.make_dataset(cut, people.editor, "Cut")
