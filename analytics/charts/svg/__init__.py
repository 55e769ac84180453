"""A Plotly figure drawn as SVG in Python: no browser, no plotly, a few kilobytes for page, mail and paper.

Colours are classes (``c-f1`` … ``c-f8`` fill, ``c-s1`` … stroke), so that a page's style sheet makes it light or dark.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from typing import Any

from analytics.charts import panels
from analytics.charts.scales import nice_step, wrap
from analytics.charts.svg import cartesian, figures, funnels, maps, pies, tiles, words
from analytics.charts.svg.canvas import MARK, Canvas, Links, Spot, short, xml
from analytics.charts.svg.reading import at, clean, listed, number, traces

__all__ = ["draw", "knows"]
KNOWN = cartesian.KINDS | {"pie", "indicator", "table", "treemap", "funnel", "scattergeo"}


def knows(document: Mapping[str, Any]) -> bool:
    """Whether every trace of the figure is of a kind that is drawn here."""
    return all((trace.get("type") or "scatter") in KNOWN for trace in document.get("data") or ())


def draw(
    document: Mapping[str, Any], *, width: float, height: float, links: Links | None = None, ident: str = "",
    heading: bool = False, cls: str = "", full: bool = False,
) -> str:  # fmt: skip
    """The figure as ``<svg …>`` text of ``width`` × ``height`` pixels.

    ``links`` gives the address behind a mark from its data (``{column: value}``), or None. ``ident`` makes the
    ids of this drawing its own on a page. ``heading`` writes the figure's title over it, for files that stand alone.
    ``full``: each mark has its tooltip; without it a drawing of very many has them on some, and the class ``c-few``.
    """
    width, height = max(120.0, float(width)), max(70.0, float(height))
    layout = document.get("layout") or {}
    found = traces(document)
    canvas = Canvas(width, height, links, full=full)
    title = words.title(document)
    top = 2.0
    if heading and title:
        canvas.text(8, 20, title, "c-h", room=width * 0.72)
        top = 30.0
    described = words.describe(found, layout)
    _body(canvas, found, layout, top)
    ident = ident or f"c{zlib.crc32(f'{title}{described}{width}{height}'.encode()):x}"
    names = (
        f'<title id="{xml(ident)}-t">{xml(title or "Chart")}</title><desc id="{xml(ident)}-d">{xml(described)}</desc>'
    )
    role = "group" if links else "img"
    cls = f"c-chart {cls} {'c-few' if canvas.few else ''}"
    look, size = xml(" ".join(cls.split())), f"{short(width)} {short(height)}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{look}" viewBox="0 0 {size}" '
        f'width="{short(width)}" height="{short(height)}" role="{role}" '
        f'aria-labelledby="{xml(ident)}-t {xml(ident)}-d">'
        f"{names}{''.join(canvas.parts)}</svg>"
    )


def _body(canvas: Canvas, found: list[dict[str, Any]], layout: Mapping[str, Any], top: float) -> None:
    if found and not any(trace["type"] in KNOWN for trace in found):
        _say(canvas, "This kind is not drawn here; explore it instead.")
        return
    if not found or not any(_has_data(trace) for trace in found):
        meta = layout.get("meta")
        pairs = isinstance(meta, Mapping) and meta.get("kind") == "correlation"
        why = "correlations take some rows whose numbers differ" if pairs else "no row has these values"
        _say(canvas, f"There is nothing to show: {why}.")
        return
    first = found[0]
    point = _pointer(layout)
    if first["type"] == "pie":
        pies.draw(canvas, first, layout, top, point)
    elif first["type"] == "indicator":
        spark = next((t for t in found if t["type"] == "scatter"), {})
        values = [v for v in map(number, spark.get("y") or ()) if v is not None]
        figures.indicator(canvas, first, top, values, point(first, 0, None))
    elif first["type"] == "table":
        figures.table(canvas, first, top, point)
    elif first["type"] == "treemap":
        tiles.draw(canvas, first, layout, top, point)
    elif first["type"] == "funnel":
        funnels.draw(canvas, found, layout, top, point)
    elif first["type"] == "scattergeo":
        maps.draw(canvas, found, layout, top, point)
    else:
        drawn = [_counted(t) if t["type"] == "histogram" else t for t in found if t["type"] in cartesian.KINDS]
        drawn, layout, said = panels.fitting(drawn, layout, canvas.height - top)
        if said:
            canvas.text(6, top + 12, said, "c-t", room=canvas.width - 12)
            top += 16
        cartesian.draw(canvas, drawn, layout, top, point)


def _say(canvas: Canvas, text: str) -> None:
    """A sentence in the middle instead of a drawing, in as many lines as it needs."""
    lines = wrap(text, canvas.width - 12, 3)
    for place, line in enumerate(lines):
        y = canvas.height / 2 + (place - (len(lines) - 1) / 2) * 16
        canvas.text(canvas.width / 2, y, line, "c-t", anchor="middle")


def _has_data(trace: Mapping[str, Any]) -> bool:
    if trace["type"] == "indicator":
        return True
    if trace["type"] == "table":
        return any(listed(c) for c in listed((trace.get("cells") or {}).get("values")))
    if trace["type"] == "heatmap":
        return any(cell is not None for row in listed(trace.get("z")) for cell in listed(row))
    keys = {"pie": ("values", "labels"), "treemap": ("labels",), "scattergeo": ("lat",)}
    arrays = [listed(trace.get(key)) for key in keys.get(trace["type"], ("x", "y", "q1"))]
    return any(arrays) and all(any(value is not None for value in each) for each in arrays if each)


def _counted(trace: dict[str, Any]) -> dict[str, Any]:
    """A histogram trace as the bars that it stands for; its bins as the figure says, else about thirty."""
    values = [v for v in map(number, trace.get("x") or ()) if v is not None]
    if not values:
        return {**trace, "type": "bar"}
    wanted = trace.get("nbinsx") or 30
    step = number((trace.get("xbins") or {}).get("size")) or nice_step((max(values) - min(values)) / wanted)
    counts: dict[int, int] = {}
    for value in values:
        counts[int(value // step)] = counts.get(int(value // step), 0) + 1
    places = sorted(counts)
    return {**trace, "type": "bar", "x": [(p + 0.5) * step for p in places], "y": [counts[p] for p in places],
            "width": [step] * len(places)}  # fmt: skip


def _pointer(layout: Mapping[str, Any]) -> Any:
    """From a mark to the data behind it, by the names of the columns that ``layout.meta`` holds."""
    meta = layout.get("meta") if isinstance(layout.get("meta"), Mapping) else {}
    column, series, rest = ((meta or {}).get(key) for key in ("column", "series", "rest"))
    hidden = {str(rest)} if rest else set()

    def point(
        trace: Mapping[str, Any], place: Any, raw: Any, across: Any = None, measure: int | None = None
    ) -> dict[str, Any]:
        own = trace.get("meta") if isinstance(trace.get("meta"), Mapping) else {}
        along = clean(raw) if isinstance(raw, str) else raw
        split = clean(across) if across is not None else (own or {}).get("series", trace.get("label"))
        rows, which = (own or {}).get("rows"), int((own or {}).get("measure", 0)) if measure is None else measure
        row = at(rows, place) if rows and isinstance(place, int) else None
        found: dict[str, Any] = {MARK: Spot(place, "" if along is None else str(along), split or "", which, row)}
        if column and raw is not None and along not in hidden:
            found[str(column)] = along
        if series and split and split not in hidden:
            found[str(series)] = split
        return found

    return point
