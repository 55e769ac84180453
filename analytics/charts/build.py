"""A specification and its data become a figure: the plain JSON of Plotly, and on export ``graph_objects.Figure``.

``document`` gives the dict, which the drawer takes as it is; validating it with plotly costs more than drawing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analytics.charts import locales, partial
from analytics.charts.kinds import MAKERS, flipped
from analytics.charts.labels import dimension_axis, escape, label, number_axis, unit
from analytics.charts.panels import panels
from analytics.charts.scales import aligned, number
from analytics.charts.theme import COLOURS
from analytics.charts.trends import added
from analytics.query import settled
from analytics.query_source import ChartData, measure_name
from analytics.schema import AnalyticsError, ChartSpec, Profile

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

FORMS = ("tickformat", "tickprefix", "ticksuffix")
KEYS = {"pie", "treemap", "table", "pivot", "indicator", "gauge"}
"""Kinds without axes; their number format is in the trace."""


def figure(spec: ChartSpec, data: ChartData, profile: Profile) -> Figure:
    """The figure for plotly.js and for export; labels are escaped."""
    from plotly.graph_objects import Figure

    return Figure(document(spec, data, profile), skip_invalid=True)


def document(spec: ChartSpec, data: ChartData, profile: Profile) -> dict[str, Any]:
    """The figure as plain dicts, with what the drawer needs beyond Plotly's words under ``layout.meta``."""
    spec = settled(spec, profile)
    maker = MAKERS.get(spec.kind)
    if maker is None:
        raise AnalyticsError(f"There is no chart of kind {spec.kind[:20]!r}.")
    traces = maker(spec, data)
    start = _start(spec)
    for place, trace in enumerate(traces):
        trace["meta"] = {**trace.get("meta", {}), "place": trace.get("meta", {}).get("of", place) + start}
    layout: dict[str, Any] = {
        "title": {"text": escape(spec.title)},
        "colorway": [*COLOURS[start:], *COLOURS[:start]],
        "margin": {"l": 12, "r": 12, "t": 24, "b": 12},
        "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"},
        "showlegend": spec.kind == "pie" or len([t for t in traces if t.get("name")]) > 1,
        "meta": {
            "kind": spec.kind, "column": spec.dimension, "series": spec.series, "grain": spec.grain,
            "notes": list(data.notes), "rest": data.rest,
        },
    }  # fmt: skip
    if written := locales.of_plotly():
        layout["separators"] = written["format"]["decimal"] + written["format"]["thousands"]
        layout["meta"]["locale"] = written
    _formats(spec, data, profile, traces, layout)
    partial.mark(spec, profile, traces, layout)
    if spec.kind == "multiples":
        panels(traces, layout)
    added(spec, data, traces, layout)
    return {"data": traces, "layout": layout}


def _start(spec: ChartSpec) -> int:
    """Where in the palette a chart begins; a person may choose it."""
    chosen = str(spec.options.get("color") or "1")
    return (int(chosen) - 1) % 8 if chosen.isdigit() else 0


def _formats(
    spec: ChartSpec, data: ChartData, profile: Profile, traces: list[dict[str, Any]], layout: dict[str, Any]
) -> None:
    measures = spec.measures
    units = [unit(profile, spec, place) for place in range(max(1, len(measures)))]
    name = escape(measure_name(measures[0])) if measures else "Rows"
    value = number_axis(units[0], name if len(measures) <= 1 or spec.kind == "combo" else "")
    whole = not measures or all(measure.agg in ("count", "count_distinct") for measure in measures)
    if whole and spec.kind != "correlation":
        value["meta"] = {"whole": True}
    if spec.kind in KEYS:
        form = {key: value[key] for key in FORMS if key in value}
        traces[0]["meta"] = {**form, **traces[0]["meta"]}
        if traces[0]["type"] == "table":
            _cells(traces[0], data, units)
        if traces[0]["type"] == "indicator":
            if len(traces) > 1:  # the small line below
                layout["xaxis"], layout["yaxis"] = {"visible": False}, {"visible": False, "domain": [0, 0.28]}
            traces[0]["number"] = {"valueformat": form.get("tickformat", ""), "prefix": form.get("tickprefix", ""),
                                   "suffix": form.get("ticksuffix", "")}  # fmt: skip
        return
    along = dimension_axis(spec, profile, data.values("dimension"))
    lying = flipped(spec, data)
    if spec.kind in ("heatmap", "correlation"):
        layout["xaxis"] = {"type": "category", "automargin": True, "title": {"text": escape(spec.dimension or "")}}
        layout["yaxis"] = {
            "type": "category",
            "automargin": True,
            "title": {"text": escape(spec.series or "")},
            "autorange": "reversed",
        }
        form = {key: value[key] for key in FORMS if key in value}
        traces[0]["colorbar"] = {**form, "title": {"text": name if spec.kind == "heatmap" else ""}}
        return
    if spec.kind in ("scatter", "bubble", "box", "violin", "strip"):
        own = next((m.column for m in measures if m.column), None) or spec.dimension
        value = number_axis(units[0] if measures else unit(profile, spec), escape(own or ""))
        if spec.kind in ("box", "violin", "strip"):
            grouped = bool(data.names[0])
            along = {
                "type": "category",
                "automargin": True,
                "title": {"text": escape(data.names[0])},
                "showticklabels": grouped,
            }
    if spec.kind == "funnel":
        layout["xaxis"], layout["yaxis"] = value, {"type": "category", "automargin": True, "title": {"text": ""}}
        return
    if spec.kind == "waterfall":
        along = {"type": "category", "automargin": True, "title": {"text": escape(spec.dimension or "")}}
    _bar_mode(spec, layout, value)
    layout["xaxis"], layout["yaxis"] = (value, {**along, "autorange": "reversed"}) if lying else (along, value)
    if spec.kind == "combo" and len(measures) > 1:
        layout["yaxis2"] = {
            **number_axis(units[1], escape(measure_name(measures[1]))),
            "overlaying": "y",
            "side": "right",
            "showgrid": False,
        }


def _cells(trace: dict[str, Any], data: ChartData, units: list[str]) -> None:
    """The numbers of a table in their units."""
    raw = trace["meta"]["numbers"]
    first = next((place for place, numbers in enumerate(raw) if numbers), 0)
    for place, numbers in enumerate(raw):
        if numbers:
            own = units[min(place - first, len(units) - 1)] if len(raw) == len(data.columns) else units[0]
            step = aligned([v for column in raw for v in column] if len(units) == 1 else numbers, own)
            trace["cells"]["values"][place] = ["" if v is None else number(v, own, step=step) for v in numbers]


def _bar_mode(spec: ChartSpec, layout: dict[str, Any], value: dict[str, Any]) -> None:
    """Beside each other, on each other, or as shares of a whole; areas with a series are always on each other."""
    mode = (
        "percent"
        if spec.options.get("mode") == "percent"
        else "stack"
        if (spec.options.get("stack") or spec.options.get("stacked") or spec.options.get("mode") == "stack")
        else "group"
    )
    if spec.kind == "bar":
        layout["barmode"] = "group" if mode == "group" else "relative" if mode == "stack" else "stack"
        layout["bargap"] = 0.26
    if spec.kind == "histogram":
        layout["bargap"] = 0.03
    if mode == "percent" and spec.kind in ("bar", "area") and spec.series:
        if spec.kind == "bar":
            layout["barnorm"] = "percent"
        for key in ("tickprefix", "tickformat"):
            value.pop(key, None)
        name = value["title"]["text"]
        value.update(ticksuffix="%", range=[0, 100], title={"text": f"Share of {name[:1].lower()}{name[1:]}"})


__all__ = ["document", "escape", "figure", "label"]
