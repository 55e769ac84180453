"""The charts of a dashboard are begun together; each stands in its place as if it had been drawn alone."""

from __future__ import annotations

import shutil

import pytest
from charts_cast import SPECS
from django.utils import timezone

from core import storage
from core.boards import board_widgets, dashboards
from core.models import ChartFragment, Dashboard, Dataset, DatasetVersion, Visualization, Widget

pytestmark = pytest.mark.django_db(transaction=True)
NAMES = ("many bars", "line", "pie", "heatmap", "histogram")


@pytest.fixture
def board(people, shop):
    profile, now = shop.profile.to_json(), timezone.now()
    dataset = Dataset.objects.create(workspace=people.workspace, name="Shop", created_by=people.owner)
    version = DatasetVersion.objects.create(
        dataset=dataset, number=1, original_name="shop.csv", rows=600, cleaned_at=now, profile=profile,
        clean_profile=profile, clean_rows=600,
    )  # fmt: skip
    shutil.copy(shop.path, storage.clean_table(version))
    dataset.current = version
    dataset.save()
    board = Dashboard.objects.create(workspace=people.workspace, name="Shop", dataset=dataset)
    for place, name in enumerate(NAMES):
        chart = Visualization.objects.create(workspace=people.workspace, dataset=dataset, name=name,
                                             spec=SPECS[name].to_json())  # fmt: skip
        Widget.objects.create(dashboard=board, kind="chart", title=name, visualization=chart, y=place * 4, w=6, h=4)
    return board


def test_they_look_as_if_drawn_one_by_one(board, monkeypatch):
    together = dashboards.grid_html(board)
    assert together.count("c-wide") == len(NAMES)
    assert ChartFragment.objects.count() == len(NAMES)
    ChartFragment.objects.all().delete()
    monkeypatch.setattr(dashboards, "ahead", lambda widgets, *_, **__: widgets)
    assert dashboards.grid_html(board) == together


def test_one_that_cannot_be_drawn_says_so_and_the_others_stand(board):
    broken = board.widgets.first().visualization
    broken.spec = {**broken.spec, "dimension": "gone"}
    broken.save()
    html = dashboards.grid_html(board)
    assert "no longer in the data" in html
    assert html.count("c-wide") == len(NAMES) - 1


def test_what_is_stored_needs_no_thread(board, monkeypatch):
    dashboards.grid_html(board)
    begun = []
    monkeypatch.setattr(board_widgets.ThreadPoolExecutor, "submit", lambda *a, **k: begun.append(a))
    assert dashboards.grid_html(board).count("c-wide") == len(NAMES)
    assert begun == []
