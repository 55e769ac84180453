"""The charts of a dashboard are begun together; each stands in its place as if it had been drawn alone."""

from __future__ import annotations

import pytest

from core.boards import board_widgets, dashboards
from core.models import ChartFragment

pytestmark = pytest.mark.django_db(transaction=True)
NAMES = ("many bars", "line", "pie", "heatmap", "histogram")


@pytest.fixture
def board(shop_board):
    return shop_board(NAMES)


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
