"""A new file for the same dataset: told apart, replaced or appended, compared, opened, restored."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from test_cleaning_pages import column, orders, url

from core import pipeline
from core.versions import recipes


def test_a_new_file_keeps_the_recipe_and_tells_what_is_different(dataset, editor, work):
    orders_set = dataset(orders(odd=False))
    fields = {"column": "area", "find": "North", "replace": "N", "mode": "whole", "action": "save"}
    editor.post(url("dataset_step_new", orders_set, "replace_text"), fields)
    work()
    dataset(orders(header="order,city,sales_area,price", odd=False).replace("South", "Centre"), replaces=orders_set)
    assert set(column(orders_set, "area")) == {"N", "Centre"}
    page = editor.get(reverse("dataset", args=[orders_set.pk])).content.decode()
    assert "What is different from version 1" in page
    assert "“area” is called “sales_area” now" in page
    assert "Centre" in page


def test_a_step_that_finds_no_ground_is_told(dataset, editor, work):
    orders_set = dataset(orders(odd=False))
    fields = {"column": "area", "find": "North", "replace": "N", "mode": "whole", "action": "save"}
    editor.post(url("dataset_step_new", orders_set, "replace_text"), fields)
    work()
    kept = "\n".join(",".join(line.split(",")[:2] + line.split(",")[3:]) for line in orders(odd=False).splitlines())
    dataset(kept, replaces=orders_set)
    page = editor.get(reverse("dataset", args=[orders_set.pk])).content.decode()
    assert "The column “area” is not there any more" in page
    assert "A step was skipped" in page


def test_the_same_kind_of_file_brings_no_drift(dataset, editor):
    orders_set = dataset(orders(odd=False))
    dataset(orders(odd=False), replaces=orders_set)
    page = editor.get(reverse("dataset", args=[orders_set.pk])).content.decode()
    assert "Every step found its ground" in page


def test_rows_can_be_appended_and_taken_apart_again(dataset, editor, work):
    orders_set = dataset(orders(odd=False))
    later = orders(header="order,city,sales_area,price", odd=False).replace("\n1", "\n2")
    dataset(later, replaces=orders_set)
    assert editor.post(url("dataset_append", orders_set), {"to": "1"}).status_code == 303
    work()
    first = [1000 + n for n in range(160)]
    assert column(orders_set, "order") == first + [number + 1000 for number in first]
    assert pipeline.page_of_rows(orders_set.newest, limit=1).columns == ("order", "city", "area", "price")
    page = editor.get(reverse("dataset", args=[orders_set.pk])).content.decode()
    assert "behind those of version 1" in page
    editor.post(url("dataset_append", orders_set), {"to": ""})
    work()
    assert len(column(orders_set, "order")) == 160


def test_a_file_can_be_appended_as_it_is_brought(dataset, editor, work):
    orders_set = dataset(orders(odd=False))
    page = editor.get(url("dataset_replace", orders_set)).content.decode()
    assert 'name="how" value="append"' in page
    later = SimpleUploadedFile("february.csv", orders(odd=False).replace("\n1", "\n2").encode())
    answer = editor.post(url("dataset_replace", orders_set), {"file": later, "how": "append"})
    assert answer.status_code == 303
    work()
    first = [1000 + n for n in range(160)]
    assert column(orders_set, "order") == first + [number + 1000 for number in first]
    assert "behind those of version 1" in editor.get(reverse("dataset", args=[orders_set.pk])).content.decode()


def test_what_a_new_file_does_with_the_old_rows_is_one_of_two_things(dataset, editor):
    orders_set = dataset(orders(odd=False))
    file = SimpleUploadedFile("february.csv", b"order,city\n1,Rome\n")
    answer = editor.post(url("dataset_replace", orders_set), {"file": file, "how": "merge"})
    assert answer.status_code == 422
    assert "“append” its rows or “replace”" in answer.content.decode()
    assert orders_set.versions.count() == 1


def test_a_file_appended_to_one_that_is_still_waiting_stands_behind_it(dataset, people, tmp_path, work):
    orders_set = dataset(orders(odd=False))
    for first in ("2", "3"):
        source = tmp_path / f"month-{first}.csv"
        source.write_text(orders(odd=False).replace("\n1", f"\n{first}"), encoding="utf-8")
        pipeline.new_version(orders_set, source=source, name=source.name, by=people.owner, append=True)
    work()
    assert [each.reader.get("append") for each in orders_set.versions.order_by("number")] == [None, 1, 2]
    assert len(column(orders_set, "order")) == 480


def test_appending_to_what_could_not_be_read_is_told_and_never_drops_the_old_rows(dataset, people, tmp_path):
    from core import runs
    from core.results import read
    from core.stages import StageFailed

    orders_set = dataset(orders(odd=False))
    source = tmp_path / "next.csv"
    source.write_text(orders(odd=False), encoding="utf-8")
    version = pipeline.new_version(orders_set, source=source, name="next.csv", by=people.owner, append=True)
    orders_set.versions.filter(number=1).update(profile={})
    trip = SimpleNamespace(run=runs.enqueue(version, by=people.owner))
    with pytest.raises(StageFailed, match="Version 1 has no table yet"):
        read(trip)


def test_an_earlier_version_can_be_opened_compared_and_shown_again(dataset, editor):
    orders_set = dataset(orders(odd=False))
    dataset(orders(odd=False).replace("Lisbon", "Madrid"), replaces=orders_set)
    old = editor.get(url("dataset", orders_set), {"at": 1}).content.decode()
    assert "You look at version 1" in old
    assert "Lisbon" in old
    compared = editor.get(url("dataset_compare", orders_set, 2)).content.decode()
    assert "New values" in compared
    assert "Madrid" in compared
    assert editor.get(url("dataset_compare", orders_set, 1)).status_code == 404
    editor.post(url("dataset_restore", orders_set, 1))
    orders_set.refresh_from_db()
    assert orders_set.current.number == 1
    assert '<span class="badge ok">shown</span>' in editor.get(url("dataset_versions", orders_set)).content.decode()


def test_a_replaced_file_carries_answers_and_rejections_over(dataset, editor, work):
    orders_set = dataset(orders())
    step = next(each for each in recipes.newest(orders_set.newest).steps if each.op == "map_values")
    editor.post(url("dataset_step", orders_set), {"reject_one": step.id})
    dataset(orders(), replaces=orders_set)
    assert recipes.step_of(orders_set.newest, step.id).note == "rejected"
