"""Marks that stand for several rows of a chart's table, as charts of which they are one number."""

from __future__ import annotations

from dataclasses import replace

from analytics.passport.marks import Pick
from analytics.query import ChartData
from analytics.schema import ChartSpec, Filter, Measure

DONUT = 6
"""So many parts of a donut stand by themselves where it puts others together."""


def alone(spec: ChartSpec, data: ChartData, pick: Pick) -> tuple[ChartSpec, Pick] | None:
    """The chart in which the mark is one number, and where it stands there. None where several numbers do not add up.

    A waterfall's total is the number over the values that it shows; a tile around tiles is the tile of a treemap
    without them; what a donut puts together is the rest of a donut of fewer parts.
    """
    measures = spec.measures[:1] or (Measure(),)
    if measures[0].agg not in ("sum", "count"):
        return None
    if spec.kind == "treemap" and spec.series:
        return replace(spec, series=None), Pick(pick.keys, 0)
    if spec.kind == "pie":
        return replace(spec, limit=DONUT, other=True, sort="value"), Pick(pick.keys, 0)
    if spec.kind == "waterfall" and spec.dimension:
        return ChartSpec("indicator", measures=measures, filters=(*spec.filters, *_shown(spec, data))), Pick(())
    return None


def _shown(spec: ChartSpec, data: ChartData) -> tuple[Filter, ...]:
    """Over time all is shown; else a filter for the values that are."""
    if spec.grain or not spec.limit:
        return ()
    values = tuple(None if value is None else str(value) for value in data.values("dimension"))
    return (Filter(str(spec.dimension), "in", values),)
