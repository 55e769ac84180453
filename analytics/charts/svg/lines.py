"""Scatter traces: lines, areas, stacked areas, bands, points, bubbles, error bars."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from analytics.charts.svg.canvas import Canvas, colour, short, xml
from analytics.charts.svg.heat import shade
from analytics.charts.svg.legend import paint
from analytics.charts.svg.plots import Plot
from analytics.charts.svg.reading import at, behind, clean, listed
from analytics.charts.svg.reading import number as plain

Spot = tuple[float | None, float | None]
HITS, TIPS, MANY = 120, 360, 400
"""Lines with more points than ``HITS`` and clouds with more than ``TIPS`` have tooltips on every n-th only, for the
texts would weigh more than the drawing; a page fetches the full one when a pointer comes. With ``MANY`` pixels are
whole."""
APART = 2.0
"""Pixels between the tooltips of a full line: a pointer cannot tell nearer ones apart."""
LONG = 150
"""Longer lines are written in steps."""


def is_line(trace: Mapping[str, Any]) -> bool:
    return trace["type"] in ("scatter", "scattergl")


def mode_of(trace: Mapping[str, Any]) -> str:
    mode = trace.get("mode")
    if mode:
        return str(mode)
    return "lines" if trace.get("stackgroup") or len(trace.get("x") or ()) >= 20 else "lines+markers"


def stacks(plot: Plot) -> None:
    """Give stacked areas their ``base`` and ``height`` at every place: those below are added up."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for trace in plot.traces:
        if is_line(trace) and trace.get("stackgroup"):
            groups.setdefault(str(trace["stackgroup"]), []).append(trace)
    for traces in groups.values():
        raws: dict[float, Any] = {}
        for trace in traces:
            for raw in trace.get("x") or ():
                value = plot.x.value(raw)
                if value is not None:
                    raws.setdefault(value, raw)
        places = sorted(raws)
        known = [{plot.x.value(x): plain(y) or 0.0 for x, y in zip(t.get("x") or (), t.get("y") or (), strict=False)}
                 for t in traces]  # fmt: skip
        norm = next((t["groupnorm"] for t in traces if t.get("groupnorm")), "")
        whole = {p: sum(abs(k.get(p, 0.0)) for k in known) or 1.0 for p in places} if norm else {}
        factor = 100 if norm == "percent" else 1
        level = dict.fromkeys(places, 0.0)
        for trace, values in zip(traces, known, strict=True):
            steps = [values.get(p, 0.0) / whole[p] * factor if norm else values.get(p, 0.0) for p in places]
            trace["x"], trace["real"] = [raws[p] for p in places], [values.get(p) for p in places]
            trace["floor"] = [level[p] for p in places]
            for p, step in zip(places, steps, strict=True):
                level[p] += step
            trace["y"] = [level[p] for p in places]


def values(trace: Mapping[str, Any], plot: Plot) -> tuple[list[float], list[float]]:
    """The numbers that the range of both axes must hold, error bars with them."""
    xs = [v for v in map(plot.x.value, trace.get("x") or ()) if v is not None]
    ys = [v for v in map(plot.y.value, trace.get("y") or ()) if v is not None]
    error = trace.get("error_y")
    if isinstance(error, Mapping) and error.get("visible") is not False:
        for i, y in enumerate(ys):
            up, down = _error(error, i, y)
            ys = [*ys, y + up, y - down] if i < 500 else ys
    return xs, ys


def _error(error: Mapping[str, Any], place: int, value: float) -> tuple[float, float]:
    if error.get("type") == "percent":
        up = abs(value) * (plain(error.get("value")) or 0.0) / 100
        return up, up
    up = plain(at(listed(error.get("array")), place)) or plain(error.get("value")) or 0.0
    down = plain(at(listed(error.get("arrayminus")), place)) if error.get("arrayminus") is not None else up
    return up, down or 0.0


def draw(
    canvas: Canvas, plot: Plot, point: Any, trace: dict[str, Any], before: dict[str, Any] | None, several: bool
) -> None:
    mode = mode_of(trace)
    spots = [(plot.x.at(x), plot.y.at(y)) for x, y in zip(trace.get("x") or (), trace.get("y") or (), strict=False)]
    _area(canvas, plot, trace, spots, before)
    if isinstance(trace.get("error_y"), Mapping) and trace["error_y"].get("visible") is not False:
        _errors(canvas, plot, trace, spots)
    if "lines" in mode and (trace.get("line") or {}).get("width", 2) != 0:
        _line(canvas, trace, spots)
    if "markers" in mode:
        _points(canvas, plot, point, trace, spots, several, small="lines" in mode)
    elif trace.get("hoverinfo") != "skip":
        _hits(canvas, plot, point, trace, spots, several)
    if "text" in mode:
        words = listed(trace.get("text"))
        for i, (x, y) in enumerate(spots):
            if x is not None and y is not None and at(words, i):
                canvas.text(x, y - 8, clean(at(words, i)), "c-t", anchor="middle")


def path(spots: list[Spot], *, closed: bool = True) -> str:
    """The path through the spots; a missing one breaks it unless ``closed`` joins what is left."""
    parts, joined, fresh = [], False, True
    long = len(spots) > LONG
    here = (0, 0)  # in tenths of a pixel, so that rounding does not add up
    for x, y in spots:
        if x is None or y is None:
            fresh = not closed or fresh
            continue
        spot = (round(x * 10), round(y * 10))
        if fresh or not joined:
            parts.append(f"M{short(x)} {short(y)}")
        elif long:
            parts.append(f"l{short((spot[0] - here[0]) / 10)} {short((spot[1] - here[1]) / 10)}")
        else:
            parts.append(f"L{short(x)} {short(y)}")
        here, joined, fresh = spot, True, False
    return "".join(parts)


def _line(canvas: Canvas, trace: Mapping[str, Any], spots: list[Spot]) -> None:
    cls, own = paint(trace, "s")
    line = trace.get("line") or {}
    dash = {"dash": "6 4", "dot": "2 3", "dashdot": "6 3 2 3", "longdash": "9 4"}.get(str(line.get("dash") or ""))
    thick = "c-line c-thin" if len(spots) > 400 or dash else "c-line"
    if line.get("shape") == "hv":
        spots = [s for i, spot in enumerate(spots) for s in ([(spot[0], spots[i - 1][1]), spot] if i else [spot])]
    closed = bool(trace.get("connectgaps"))
    whole, ends = _parted(trace, spots)
    for end in ends:
        canvas.add("path", f"c-line {cls}".strip(), d=path(end, closed=closed), stroke_dasharray="2 4", **own)
    drawn = path(whole, closed=closed)
    if drawn:
        canvas.add("path", f"{thick} {cls}".strip(), d=drawn, stroke_dasharray=dash, **own)
    # A point between two gaps would be no line at all.
    for i, (x, y) in enumerate(spots):
        alone = all(j < 0 or j >= len(spots) or None in spots[j] for j in (i - 1, i + 1))
        if alone and x is not None and y is not None:
            fill, mine = paint(trace)
            canvas.add("circle", fill, cx=x, cy=y, r=3, **mine)


def _parted(trace: Mapping[str, Any], spots: list[Spot]) -> tuple[list[Spot], list[list[Spot]]]:
    """The line, and the pieces at its ends that lead to a period that is not complete (``meta.partial``)."""
    begin, end = (trace.get("meta") or {}).get("partial") or (False, False)
    if not (begin or end) or len(spots) < 4:
        return spots, []
    pieces = [spots[:2]] * bool(begin) + [spots[-2:]] * bool(end)
    return spots[bool(begin) : len(spots) - bool(end)], [each for each in pieces if None not in (*each[0], *each[1])]


def _area(
    canvas: Canvas, plot: Plot, trace: dict[str, Any], spots: list[Spot],
    before: dict[str, Any] | None,
) -> None:  # fmt: skip
    fill = trace.get("fill") or ("tonexty" if trace.get("stackgroup") else "none")
    kept: list[Spot] = [spot for spot in spots if None not in spot]
    if fill in ("none", "") or not kept:
        return
    cls, own = paint(trace)
    floor: list[Spot]
    if "floor" in trace:
        floor = [(plot.x.at(x), plot.y.pixel(v)) for x, v in zip(trace["x"], trace["floor"], strict=True)]
        cls = f"c-stack {cls}"
    elif fill == "tonexty" and before is not None:
        floor = [
            (plot.x.at(x), plot.y.at(y)) for x, y in zip(before.get("x") or (), before.get("y") or (), strict=False)
        ]
        cls = f"c-band {cls}"
    elif fill == "toself":
        canvas.add("path", f"c-area {cls}", d=path(spots) + "Z", **own)
        return
    else:
        ground = max(min(plot.y.pixel(0.0), plot.bottom), plot.top) if plot.y.kind == "linear" else plot.bottom
        floor = [(kept[0][0], ground), (kept[-1][0], ground)]
        cls = f"c-area {cls}"
    back = [spot for spot in floor if None not in spot][::-1]
    canvas.add("path", cls, d=path(kept) + "L" + path(back)[1:] + "Z", **own)


def _points(
    canvas: Canvas, plot: Plot, point: Any, trace: dict[str, Any], spots: list[Spot], several: bool, *, small: bool
) -> None:
    """Points of one trace: one group says their look, each says where it is and where it differs."""
    cls, own = paint(trace)
    marker = trace.get("marker") or {}
    sizes, colours = listed(marker.get("size")), listed(marker.get("color"))
    numbers = [plain(c) for c in colours] if len(colours) > 1 else []
    shades = shade(numbers) if any(n is not None for n in numbers) else []
    many = len(spots)
    usual = 2.75 if small else 2.5 if many > MANY else 3.5 if many > 60 else 4.5
    each_own = isinstance(marker.get("size"), list | tuple) or len(sizes) > 1
    if sizes and not each_own:
        usual = (plain(sizes[0]) or 2 * usual) / 2
    tips = _tooltips(plot, trace, several)
    every = max(1, -(-sum(len(each.get("x") or ()) for each in plot.traces if is_line(each)) // TIPS))
    canvas.few, every = (canvas.few, 1) if canvas.full else (canvas.few or every > 1, every)
    places = [(x, y, i) for i, (x, y) in enumerate(spots) if x is not None and y is not None]
    if every > 1:
        places.sort(key=lambda place: (round(place[0]), place[1]))  # neighbours pack better
    found = []
    for place, (x, y, i) in enumerate(places):
        size = plain(at(sizes, i)) if each_own else None
        radius = usual if size is None else _radius(size, marker)
        look = ""
        if shades:
            look = f' class="c-f1" fill-opacity="{at(shades, i, 0.5):.2f}"'
        elif len(colours) > 1 and colour(at(colours, i)):
            look = f' fill="{colour(at(colours, i))}"'
        where = f'cx="{x:.0f}" cy="{y:.0f}"' if many > MANY else f'cx="{x:.1f}" cy="{y:.1f}"'
        head = f'<circle {where} r="{short(radius)}"{look}'
        mark = f"{head}/>" if place % every else f"{head}><title>{xml(tips(i))}</title></circle>"
        target = canvas.links and canvas.links(point(trace, i, at(trace.get("x"), i)))
        found.append(f'<a href="{xml(target)}">{mark}</a>' if target else mark)
    canvas.add("g", cls if small else f"c-dot {cls}".strip(), "".join(found), **own)


def _tooltips(plot: Plot, trace: dict[str, Any], several: bool) -> Callable[[int], str]:
    """What the tooltip of each point says."""
    own_words = listed(trace.get("hovertext")) or listed(trace.get("text"))
    if own_words:
        return lambda i: clean(at(own_words, i))
    head = f"{trace['label']} · " if several and trace["label"] else ""
    between = ", " if plot.x.kind in ("linear", "log") and mode_of(trace) == "markers" else ": "
    xs, ys, real = trace.get("x") or (), trace.get("y") or (), trace.get("real")
    return lambda i: f"{head}{plot.x.text(at(xs, i))}{between}{plot.y.text(at(real or ys, i))}{behind(trace, i)}"


def _radius(size: float, marker: Mapping[str, Any]) -> float:
    """A bubble's radius: by area where the figure says so, else the size is the diameter."""
    ref = plain(marker.get("sizeref")) or 1.0
    if marker.get("sizemode") == "area":
        return max(float((max(size, 0) / ref) ** 0.5) / 2, 1.5)
    return max(size / ref / 2, 1.0)


def _hits(
    canvas: Canvas,
    plot: Plot,
    point: Any,
    trace: dict[str, Any],
    spots: list[Spot],
    several: bool,
) -> None:
    cls, own = paint(trace)
    every = max(1, -(-len(spots) // (HITS if len(spots) < MANY else HITS // 2)))
    canvas.few, every = (canvas.few, 1) if canvas.full else (canvas.few or every > 1, every)
    tips, last = _tooltips(plot, trace, several), -APART
    for i, (x, y) in enumerate(spots):
        if i % every or x is None or y is None or (canvas.full and abs(x - last) < APART):
            continue
        last = x
        canvas.mark(
            "circle", f"c-hit {cls}".strip(), tips(i), point(trace, i, at(trace.get("x"), i)), cx=x, cy=y, r=5, **own
        )


def _errors(canvas: Canvas, plot: Plot, trace: dict[str, Any], spots: list[Spot]) -> None:
    for i, (x, _) in enumerate(spots):
        value = plot.y.value(at(trace.get("y"), i))
        if x is None or value is None:
            continue
        up, down = _error(trace["error_y"], i, value)
        top, bottom = short(plot.y.pixel(value + up)), short(plot.y.pixel(value - down))
        left, right = short(x - 4), short(x + 4)
        canvas.add("path", "c-error", d=f"M{left} {top}H{right}M{short(x)} {top}V{bottom}M{left} {bottom}H{right}")
