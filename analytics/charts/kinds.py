"""The traces of each kind of chart, as Plotly names them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

from analytics.charts.labels import amount, escape, folds, label, plain
from analytics.charts.parts import Traces, funnel, indicator, pie, pivot, table, treemap, waterfall
from analytics.charts.scales import number
from analytics.query_source import ChartData
from analytics.schema import ChartSpec

SCALE = [[0, "#e8f3f3"], [1, "#0b7a82"]]
BOTH_WAYS = [[0, "#c23b5f"], [0.5, "#ffffff"], [1, "#0b7a82"]]
MISSING = 0.2
"""Periods without rows count as zero while they are fewer than this share; else the data simply has no such days."""


def flipped(spec: ChartSpec, data: ChartData) -> bool:
    """Bars lie down when asked to, or when names are too long or too many to stand under them."""
    if spec.kind not in ("bar", "box"):
        return False
    if "horizontal" in spec.options:
        return bool(spec.options["horizontal"])
    words = [value for value in data.values("dimension") if isinstance(value, str)]
    return bool(words) and (max(map(len, words)) * len(set(words)) > 90 or len(set(words)) > 12)


def cartesian(spec: ChartSpec, data: ChartData) -> Traces:
    """Bars, lines, areas: a trace for each value of the series, or for each measure."""
    lying = flipped(spec, data)
    fold = spec.options.get("fold")
    measures = [column for column in data.columns if column.startswith("m")]
    split = "series" in data.columns
    groups: dict[tuple[int, str], tuple[list[Any], list[Any]]] = {}
    behind: dict[tuple[int, str], list[int]] = {}
    counts = data.counts or (0,) * len(data.rows)
    for place, column in enumerate(measures):
        name = data.names[data.columns.index(column)]
        values = zip(data.values("dimension"), data.values("series"), data.values(column), counts, strict=True)
        for x, s, y, count in values:
            if x is None and spec.dimension and (spec.kind in ("line", "area") or spec.grain):
                continue
            own = (place, label(s) if split else name)
            xs, ys = groups.setdefault(own, ([], []))
            behind.setdefault(own, []).append(count)
            xs.append((label(x, None, str(fold)) if fold else plain(x)) if spec.dimension else name)
            ys.append(amount(y))
    ordered = list(groups.items())
    if split:
        ordered.sort(key=lambda item: (item[0][1] == data.rest, -sum(abs(y or 0) for y in item[1][1])))
    over_time = spec.kind == "multiples" and spec.grain is not None
    kind = "scatter" if spec.kind in ("line", "area") or over_time else "bar"
    periods = calendar(spec, (x for xs, _ in groups.values() for x in xs)) if kind == "scatter" else []
    traces: Traces = []
    for (place, name), (xs, ys) in ordered:
        counted = behind[(place, name)] if data.counts and place == 0 else None
        told: dict[str, Any] = {"measure": place} if place else {}
        if split and len(measures) > 1:
            told = {**told, "series": name}
            name = f"{name} · {data.names[data.columns.index(f'm{place}')]}"
        if kind == "scatter":
            xs, ys = completed(spec, xs, ys, place, periods)
        trace: dict[str, Any] = {"type": kind, "name": escape(name), "x": ys if lying else xs, "y": xs if lying else ys}
        if counted and len(counted) == len(xs):
            trace |= {"customdata": counted}
            told = {**told, "counted": True}
        trace |= {"meta": told} if told else {}
        traces.append(
            trace | ({"orientation": "h" if lying else "v"} if kind == "bar" else _line(spec, len(groups), len(xs)))
        )
    return traces + (band(data, traces[0]) if traces and "lo" in data.columns else [])


def band(data: ChartData, line: dict[str, Any]) -> Traces:
    """The interval around an average: a lower and an upper edge without lines, the room between them filled."""
    known = dict(
        zip(map(plain, data.values("dimension")), zip(data.values("lo"), data.values("hi"), strict=True), strict=True)
    )
    look: dict[str, Any] = {
        "type": "scatter",
        "mode": "lines",
        "line": {"width": 0},
        "hoverinfo": "skip",
        "x": line["x"],
    }
    low, high = ([amount((known.get(x) or (None, None))[end]) for x in line["x"]] for end in (0, 1))
    return [look | {"name": "", "y": low, "showlegend": False, "meta": {"of": 0}},
            look | {"name": "95 % interval", "y": high, "fill": "tonexty", "meta": {"of": 0}}]  # fmt: skip


def _line(spec: ChartSpec, count: int, points: int) -> dict[str, Any]:
    look: dict[str, Any] = {"mode": "lines" if points > 40 or spec.kind == "multiples" else "lines+markers"}
    if spec.kind == "area":
        look = {"mode": "lines", "fill": "tozeroy"} if count == 1 else {"mode": "lines", "stackgroup": "one"}
        if count > 1 and spec.options.get("mode") == "percent":
            look["groupnorm"] = "percent"
    return look


def calendar(spec: ChartSpec, seen: Iterable[Any]) -> list[Any]:
    """The periods that every line of a chart goes through, one rule for all of them: the whole range where few periods
    have no rows at all, else those that have rows in any line."""
    known = sorted(set(seen), key=str)
    if spec.grain is None or spec.options.get("fold"):
        return []
    if spec.grain == "hour" or len(known) < 5:
        return known
    try:
        days = {date.fromisoformat(str(x)[:10]) for x in known}
    except ValueError:
        return known
    whole = list(_periods(min(days), max(days), spec.grain))
    if len(whole) > 3_000 or len(whole) - len(days) > MISSING * len(whole) or not days <= set(whole):
        return known
    return [day.isoformat() for day in whole]


def completed(
    spec: ChartSpec, xs: list[Any], ys: list[Any], place: int, periods: list[Any]
) -> tuple[list[Any], list[Any]]:
    """Counts and sums are zero in those of the ``periods`` that have no rows."""
    agg = spec.measures[place].agg if place < len(spec.measures) else "count"
    if agg not in ("count", "sum"):
        return xs, ys
    keys = [_period(spec, each) for each in periods]
    known = dict(zip([_period(spec, x) for x in xs], ys, strict=True))
    if len(known) < len(xs) or not known.keys() <= set(keys):
        return xs, ys
    return periods, [known.get(key, 0) for key in keys]


def _period(spec: ChartSpec, x: Any) -> str:
    """A period by its day, whether it came as a date or as a moment."""
    return str(x) if spec.grain == "hour" else str(x)[:10]


def _periods(first: date, last: date, grain: str) -> Iterable[date]:
    months = {"month": 1, "quarter": 3, "year": 12}.get(grain)
    here = first
    while here <= last:
        yield here
        if months:
            count = here.year * 12 + here.month - 1 + months
            if count // 12 > 9999:
                return
            here = date(count // 12, count % 12 + 1, 1)
        else:
            here += timedelta(days=7 if grain == "week" else 1)


def combo(spec: ChartSpec, data: ChartData) -> Traces:
    """The first measure as bars, the others as lines over them on an axis of their own."""
    xs = [plain(x) for x in data.values("dimension")]
    traces: Traces = []
    for place, column in enumerate(c for c in data.columns if c.startswith("m")):
        name = escape(data.names[data.columns.index(column)])
        ys = [amount(y) for y in data.values(column)]
        if place == 0:
            traces.append({"type": "bar", "name": name, "x": xs, "y": ys})
        else:
            mode = "lines+markers" if len(xs) <= 40 else "lines"
            line = {"type": "scatter", "mode": mode, "name": name, "x": xs, "y": ys, "yaxis": "y2"}
            traces.append(line | {"meta": {"measure": place}})
    return traces


def scatter(spec: ChartSpec, data: ChartData) -> Traces:
    """Points, by series; the second measure of bubbles is their area."""
    sizes = data.values("m1") if spec.kind == "bubble" else [None] * len(data.rows)
    groups: dict[str, list[tuple[Any, Any, Any, int]]] = {}
    for row, (x, s, y, size) in enumerate(
        zip(data.values("dimension"), data.values("series"), data.values("m0"), sizes, strict=True)
    ):
        name = label(s) if spec.series else data.names[-1]
        groups.setdefault(name, []).append((plain(x), amount(y), amount(size), row))
    many = sorted(groups.items(), key=lambda item: -len(item[1]))
    if len(many) > 8:
        many = [*many[:7], ("Other", [row for _, part in many[7:] for row in part])]
    most = max((s for _, part in many for _, _, s, _ in part if s is not None), default=0)
    traces: Traces = []
    for name, part in many:
        trace: dict[str, Any] = {"type": "scatter", "mode": "markers", "name": escape(name),
                                 "x": [r[0] for r in part], "y": [r[1] for r in part],
                                 "meta": {"rows": [r[3] for r in part]}}  # fmt: skip
        if spec.kind == "bubble" and most > 0:
            trace["marker"] = {
                "size": [max(r[2] or 0, 0) for r in part],
                "sizemode": "area",
                "sizeref": 2 * most / _widest(sum(len(part) for _, part in many)) ** 2,
                "sizemin": 2,
            }
        traces.append(trace)
    return traces


def _widest(count: int) -> float:
    """Pixels of the largest of so many bubbles: where there are hundreds they would hide each other."""
    return max(16.0, min(42.0, 42 * (60 / max(count, 1)) ** 0.5))


def histogram(spec: ChartSpec, data: ChartData) -> Traces:
    lows, highs = data.values("low"), data.values("high")
    words = [f"{number(a)} to {number(b)}: {n:,} row{'s' if n != 1 else ''}" for a, b, n in data.rows]
    return [{"type": "bar", "name": "Rows", "x": [(a + b) / 2 for a, b in zip(lows, highs, strict=True)],
             "y": data.values("m0"), "width": [b - a for a, b in zip(lows, highs, strict=True)], "hovertext": words,
             "hoverinfo": "text"}]  # fmt: skip


def heatmap(spec: ChartSpec, data: ChartData) -> Traces:
    fold = str(spec.options.get("fold") or "")
    keys = [label(v, spec.grain, fold) if fold else escape(label(v, spec.grain)) for v in data.values("dimension")]
    xs = [w for w in folds(fold) if w in keys] if fold else list(dict.fromkeys(keys))
    down = [escape(label(v)) for v in data.values("series")]
    totals: dict[str, float] = {}
    for key, value in zip(down, data.values("m0"), strict=True):
        totals[key] = totals.get(key, 0.0) + float(value or 0)
    ys = sorted(totals, key=lambda key: -totals[key]) if spec.sort != "label" else sorted(totals)
    cells = {(x, y): amount(z) for x, y, z in zip(keys, down, data.values("m0"), strict=True)}
    return [
        {"type": "heatmap", "x": xs, "y": ys, "z": [[cells.get((x, y)) for x in xs] for y in ys], "colorscale": SCALE}
    ]


def correlation(spec: ChartSpec, data: ChartData) -> Traces:
    names = list(dict.fromkeys(map(escape, data.values("dimension"))))
    cells = {(escape(a), escape(b)): value for a, b, value in data.rows}
    return [{"type": "heatmap", "x": names, "y": names, "z": [[cells.get((x, y)) for x in names] for y in names],
             "zmin": -1, "zmax": 1, "zmid": 0, "colorscale": BOTH_WAYS}]  # fmt: skip


def box(spec: ChartSpec, data: ChartData) -> Traces:
    names = [plain(x) for x in data.values("dimension")] if data.names[0] else [""] * len(data.rows)
    along, across = ("y", "x") if flipped(spec, data) else ("x", "y")
    points = data.values("points")
    if spec.kind == "box":
        return [
            {
                "type": "box",
                "name": "",
                along: names,
                "q1": data.values("q1"),
                "median": data.values("median"),
                "q3": data.values("q3"),
                "lowerfence": data.values("low"),
                "upperfence": data.values("high"),
                across: [list(p) or [None] for p in points],  # plotly.js takes an empty list for no trace at all
                "boxpoints": "outliers",
                "orientation": "h" if along == "y" else "v",
            }
        ]
    rows = [(name, value) for name, own in zip(names, points, strict=True) for value in own]
    # The values are a part of all where there are many; their five numbers are those of all.
    shares = ("low", "q1", "median", "q3", "high")
    five = dict(zip(map(str, names), zip(*(data.values(share) for share in shares), strict=True), strict=True))
    trace: dict[str, Any] = {"x": [n for n, _ in rows], "y": [v for _, v in rows], "name": "", "meta": {"five": five}}
    if spec.kind == "violin":
        return [trace | {"type": "violin", "points": False, "spanmode": "hard", "meanline": {"visible": True}}]
    return [trace | {"type": "box", "boxpoints": "all", "jitter": 0.6, "pointpos": 0, "line": {"width": 0},
                     "fillcolor": "rgba(0,0,0,0)"}]  # fmt: skip


def places(spec: ChartSpec, data: ChartData) -> Traces:
    """Points on a map: latitude is the first measure, longitude the dimension."""
    groups: dict[str, tuple[list[Any], list[Any], list[int]]] = {}
    for row, (lon, s, lat) in enumerate(
        zip(data.values("dimension"), data.values("series"), data.values("m0"), strict=True)
    ):
        lons, lats, rows = groups.setdefault(label(s) if spec.series else "", ([], [], []))
        lons.append(amount(lon))
        lats.append(amount(lat))
        rows.append(row)
    many = sorted(groups.items(), key=lambda item: -len(item[1][0]))[:8]
    return [
        {"type": "scattergeo", "mode": "markers", "name": escape(n), "lon": lons, "lat": lats, "meta": {"rows": rows}}
        for n, (lons, lats, rows) in many
    ]


MAKERS: dict[str, Callable[[ChartSpec, ChartData], Traces]] = {
    "bar": cartesian, "line": cartesian, "area": cartesian, "multiples": cartesian, "combo": combo, "scatter": scatter,
    "bubble": scatter, "histogram": histogram, "heatmap": heatmap, "correlation": correlation, "pie": pie, "box": box,
    "violin": box, "strip": box, "waterfall": waterfall, "funnel": funnel, "treemap": treemap, "indicator": indicator,
    "gauge": indicator, "table": table, "pivot": pivot, "map": places,
}  # fmt: skip
