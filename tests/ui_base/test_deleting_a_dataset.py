"""Whoever deletes a dataset says what becomes of the dashboards that show it."""

from __future__ import annotations

import pytest
from django.test import Client

from core.models import Dashboard, Dataset, ScheduledReport

pytestmark = pytest.mark.django_db


@pytest.fixture
def dataset(people):
    return Dataset.objects.create(workspace=people.workspace, name="Orders")


@pytest.fixture
def editor(people):
    client = Client()
    client.force_login(people.editor)
    return client


def test_the_dashboard_that_was_made_by_itself_goes_along_unless_one_says_no(people, dataset, editor):
    made = Dashboard.objects.create(workspace=people.workspace, name="By itself", dataset=dataset, automatic=True)
    own = Dashboard.objects.create(workspace=people.workspace, name="By hand", dataset=dataset)
    page = editor.get(f"/datasets/{dataset.pk}/delete/").content.decode()
    assert f'value="{made.pk}" checked> By itself' in page
    assert f'value="{own.pk}"> By hand' in page
    editor.post(f"/datasets/{dataset.pk}/delete/", {"dashboard": [str(made.pk)]})
    assert list(Dashboard.objects.all()) == [own]
    assert not Dataset.objects.exists()


def test_one_that_is_mailed_to_people_stays_unless_one_says_so(people, dataset, editor):
    board = Dashboard.objects.create(workspace=people.workspace, name="Mailed", dataset=dataset, automatic=True)
    ScheduledReport.objects.create(workspace=people.workspace, dashboard=board, name="Monday", created_by=people.owner)
    page = editor.get(f"/datasets/{dataset.pk}/delete/").content.decode()
    assert f'value="{board.pk}"> Mailed' in page
    assert "with 1 report that mails it" in page
    editor.post(f"/datasets/{dataset.pk}/delete/")
    assert Dashboard.objects.filter(pk=board.pk).exists()


def test_no_dashboard_of_something_else_can_be_named(people, dataset, editor):
    other = Dashboard.objects.create(workspace=people.workspace, name="Other")
    theirs = Dashboard.objects.create(workspace=people.elsewhere, name="Theirs", dataset=dataset)
    editor.post(f"/datasets/{dataset.pk}/delete/", {"dashboard": [str(other.pk), str(theirs.pk), "9" * 5000, "x"]})
    assert Dashboard.objects.count() == 2
    assert not Dataset.objects.exists()
