"""Points by latitude and longitude on a plain graticule: an equirectangular map of the region that holds them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from analytics.charts.scales import ticks
from analytics.charts.svg import legend
from analytics.charts.svg.canvas import Canvas
from analytics.charts.svg.legend import paint
from analytics.charts.svg.reading import at, clean, listed
from analytics.charts.svg.reading import number as plain


def draw(canvas: Canvas, found: list[dict[str, Any]], layout: Mapping[str, Any], top: float, point: Any) -> None:
    top += legend.draw(canvas, legend.shown(found, layout), 6, top)
    spots = [(t, i, plain(lon), plain(at(t.get("lat"), i))) for t in found for i, lon in enumerate(t.get("lon") or ())]
    placed = [
        (t, i, lon, lat)
        for t, i, lon, lat in spots
        if lon is not None and lat is not None and abs(lat) <= 90 and abs(lon) <= 180
    ]
    if not placed:
        canvas.text(
            canvas.width / 2,
            canvas.height / 2,
            "No row has a latitude and a longitude.",
            anchor="middle",
            room=canvas.width - 12,
        )
        return
    lons, lats = [p[2] for p in placed], [p[3] for p in placed]
    box = (36.0, top + 4, canvas.width - 8, canvas.height - 20)
    west, east, south, north = _region(lons, lats, box)

    def at_pixel(lon: float, lat: float) -> tuple[float, float]:
        x = box[0] + (lon - west) / (east - west) * (box[2] - box[0])
        return x, box[3] - (lat - south) / (north - south) * (box[3] - box[1])

    canvas.add("rect", "c-land", x=box[0], y=box[1], width=box[2] - box[0], height=box[3] - box[1])
    for lon in _inside(ticks(west, east, max(2, int((box[2] - box[0]) / 90))), west, east):
        x, _ = at_pixel(lon, south)
        canvas.line(x, box[1], x, box[3], "c-land")
        canvas.text(x, box[3] + 14, _degrees(lon, "EW"), "c-t c-small", anchor="middle")
    for lat in _inside(ticks(south, north, max(2, int((box[3] - box[1]) / 60))), south, north):
        _, y = at_pixel(west, lat)
        canvas.line(box[0], y, box[2], y, "c-land")
        canvas.text(box[0] - 5, y + 4, _degrees(lat, "NS"), "c-t c-small", anchor="end")
    usual = 2.5 if len(placed) > 400 else 3.5 if len(placed) > 60 else 5.0
    for trace, i, lon, lat in placed:
        x, y = at_pixel(lon, lat)
        sizes = listed((trace.get("marker") or {}).get("size"))
        radius = (plain(at(sizes, i)) or 2 * usual) / 2 if sizes else usual
        cls, own = paint(trace)
        text = at(listed(trace.get("text")), i)
        name = trace["label"] if len(found) > 1 else ""
        where = f"{_degrees(lat, 'NS')} {_degrees(lon, 'EW')}"
        words = " · ".join(part for part in (clean(text), name, where) if part)
        data = point(trace, i, None)
        canvas.mark("circle", f"c-dot {cls}".strip(), words, data, cx=x, cy=y, r=radius, **own)


def _region(
    lons: list[float], lats: list[float], box: tuple[float, float, float, float]
) -> tuple[float, float, float, float]:
    """West, east, south, north with some room, true to shape at the middle latitude."""
    west, east, south, north = min(lons), max(lons), min(lats), max(lats)
    middle = (south + north) / 2
    squeeze = max(math.cos(math.radians(middle)), 0.2)
    wide, tall = max((east - west) * 1.1, 0.02), max((north - south) * 1.1, 0.02)
    shape = (box[2] - box[0]) / max(box[3] - box[1], 1)
    if wide * squeeze / tall < shape:
        wide = tall * shape / squeeze
    else:
        tall = wide * squeeze / shape
    centre = (west + east) / 2
    return centre - wide / 2, centre + wide / 2, middle - tall / 2, middle + tall / 2


def _inside(found: list[float], low: float, high: float) -> list[float]:
    return [v for v in found if low + (high - low) * 0.02 <= v <= high - (high - low) * 0.02]


def _degrees(value: float, letters: str) -> str:
    text = f"{abs(value):.3f}".rstrip("0").rstrip(".")
    return f"{text}°{letters[value < 0] if value else ''}"
