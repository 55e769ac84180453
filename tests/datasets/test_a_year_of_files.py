"""A year of monthly files for one dataset: all thirty changes are told, none is made up, every chart survives."""

from __future__ import annotations

import pytest
from django.urls import reverse
from test_cleaning_pages import url
from year_of_files import Year

from analytics.schema import AnalyticsError, ChartSpec, Measure
from core import drawing
from core.boards import autoboard
from core.models import Visualization
from core.versions import comparing

pytestmark = pytest.mark.slow
CHARTS = {
    "region": ChartSpec("bar", dimension="region", measures=(Measure("amount", "sum"),)),
    "day": ChartSpec("line", dimension="ordered", grain="month", measures=(Measure("quantity", "sum"),)),
    "channel": ChartSpec("pie", dimension="channel", measures=(Measure(None, "count"),)),
    "city": ChartSpec("bar", dimension="city", series="status", measures=(Measure("minutes", "mean"),)),
    "rating": ChartSpec("histogram", dimension="rating"),
}


def drawn(version, spec) -> str:
    try:
        return drawing.chart(version, spec, width=600, height=360).svg
    except AnalyticsError as error:
        return str(error)


def test_thirty_changes_in_twelve_files_are_told_and_no_chart_is_lost(dataset, editor, work, people):
    (first, _), *later = Year(seed=5).files()
    orders = dataset(first, "orders.csv")
    fields = {"column": "remark", "find": "note", "replace": "Note", "mode": "part", "action": "save"}
    editor.post(url("dataset_step_new", orders, "replace_text"), fields)
    work()
    orders.refresh_from_db()
    board = autoboard.make(orders, by=people.owner)
    kept = dict(CHARTS)
    kept |= {chart.name: ChartSpec.from_json(chart.spec) for chart in Visualization.objects.filter(dataset=orders)}
    assert all(drawn(orders.newest, spec).startswith("<svg") for spec in kept.values())
    planted = 0
    for text, told in later:
        dataset(text, "orders.csv", replaces=orders)
        items = [(each.item.kind, each.item.column) for each in comparing.stored(orders.newest)]
        assert {item for item in items if item[0] != "step"} == told
        planted += len(told)
        # The step over the column that went away finds no ground; until then and afterwards each step finds its own.
        assert ("step" in dict(items)) == (("missing", "remark") in told or "remark" not in text.splitlines()[0])
        lost = {column for column in ("rating", "remark") if column not in text.splitlines()[0]}
        for name, spec in kept.items():
            gone = lost & {spec.dimension, spec.series, *(measure.column for measure in spec.measures)}
            assert (f"The column “{gone.pop()}” is no longer" if gone else "<svg") in drawn(orders.newest, spec), name
    assert planted == 30
    page = editor.get(reverse("dashboard", args=[board.pk])).content.decode()
    assert page.count("c-chart") >= len(board.widgets.filter(kind="chart"))
