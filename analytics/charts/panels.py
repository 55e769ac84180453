"""Small multiples: one small plane for each trace, all with the same axes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from analytics.charts.scales import nice_step

GAP = 0.06
LOWEST = 40
"""Pixels that a row of panels needs for its name, two numbers and the line."""


def panels(traces: list[dict[str, Any]], layout: dict[str, Any]) -> None:
    """Give every trace a plane of its own in a grid, with its name over it and one range for all."""
    count = len(traces)
    if not count:
        return
    columns = 1 if count == 1 else 2 if count <= 4 else 3 if count <= 9 else 4
    rows = math.ceil(count / columns)
    base_x, base_y = layout.pop("xaxis"), layout.pop("yaxis")
    numbers = [y for t in traces for y in t["y"] if isinstance(y, int | float)]
    low, high = min([0.0, *numbers]), max([0.0, *numbers])
    step = nice_step((high - low) / 3) if high > low else 1.0
    span = [math.floor(low / step) * step, math.ceil(high / step) * step]
    order = list(dict.fromkeys(x for t in traces for x in t["x"]))
    notes = []
    wide, tall = 1 / columns, 1 / rows
    for place, trace in enumerate(traces):
        column, row = place % columns, place // columns
        key = "" if place == 0 else str(place + 1)
        trace.update(xaxis=f"x{key}", yaxis=f"y{key}", showlegend=False)
        trace["meta"] = {**trace["meta"], "place": traces[0]["meta"]["place"]}
        left, top = column * wide, 1 - row * tall
        right, bottom = left + wide * (1 - GAP), top - tall * (0.92 if row < rows - 1 else 1.0)
        last = place + columns >= count
        x_axis = {
            **base_x,
            "domain": [left, right],
            "anchor": f"y{key}",
            "title": {"text": ""},
            "showticklabels": last,
            "meta": {"outside": True},
        }
        if base_x.get("type") == "category":
            x_axis["categoryarray"] = order
        elif base_x.get("type") in ("date", "linear") and order and trace["type"] != "bar":
            x_axis["range"] = [min(order), max(order)]
        layout[f"xaxis{key}"] = x_axis
        layout[f"yaxis{key}"] = {
            **base_y,
            "domain": [max(bottom, 0.0), top - tall * 0.16],
            "anchor": f"x{key}",
            "range": span,
            "title": {"text": ""},
            "showticklabels": column == 0,
            "nticks": 4,
        }
        notes.append({"text": trace["name"], "x": left, "y": top - tall * 0.13, "xref": "paper", "yref": "paper",
                      "xanchor": "left", "yanchor": "bottom", "showarrow": False})  # fmt: skip
    layout["annotations"] = notes
    layout["showlegend"] = False


def fitting(
    traces: list[dict[str, Any]], layout: Mapping[str, Any], height: float
) -> tuple[list[dict[str, Any]], Mapping[str, Any], str]:
    """As many rows of panels as are readable in ``height`` pixels, and words about those that are left out."""
    meta = layout.get("meta")
    if not isinstance(meta, Mapping) or meta.get("kind") != "multiples" or len(traces) < 2:
        return traces, layout, ""
    columns = len({str(layout[f"xaxis{str(trace['xaxis'])[1:]}"]["domain"]) for trace in traces})
    rows = math.ceil(len(traces) / columns)
    fit = max(1, int((height - 30) // LOWEST))
    if rows <= fit:
        return traces, layout, ""
    kept = traces[: fit * columns]
    found = {key: value for key, value in layout.items() if not key.startswith(("xaxis", "yaxis"))}
    for place, trace in enumerate(kept):
        number = str(trace["xaxis"])[1:]
        x, y = layout[f"xaxis{number}"], layout[f"yaxis{number}"]
        last = place + columns >= len(kept)
        found[f"xaxis{number}"] = {**x, "showticklabels": last}
        bottom, top = (max(0.0, _risen(end, rows / fit)) for end in y["domain"])
        found[f"yaxis{number}"] = {**y, "domain": [0.0 if last else bottom, top]}
    notes = layout.get("annotations") or ()
    found["annotations"] = [{**note, "y": _risen(note["y"], rows / fit)} for note in notes[: len(kept)]]
    return kept, found, f"{len(kept)} of {len(traces)} are shown here; the table has all."


def _risen(place: float, factor: float) -> float:
    return 1 - (1 - place) * factor
