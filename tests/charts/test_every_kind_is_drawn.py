"""Each kind of chart, wide and narrow, is sound SVG with words for those who cannot see it, and fits its drawing."""

from __future__ import annotations

import json
import re

import pytest
from charts_cast import NAME, SPECS, parsed, texts

from analytics import charts
from analytics.charts import svg
from analytics.charts.scales import width as text_width

SIZES = ((900, 420), (600, 260), (340, 260))


@pytest.mark.parametrize("name", SPECS)
def test_it_is_sound_and_says_what_it_shows(shop, name):
    for width, height in SIZES:
        drawing = shop.drawing(SPECS[name], width=width, height=height, ident="one")
        root = parsed(drawing)
        assert root.tag == f"{NAME}svg"
        assert root.get("role") == "img"
        assert root.get("aria-labelledby") == "one-t one-d"
        assert len(root.findtext(f"{NAME}desc")) > 10
        assert root.get("viewBox") == f"0 0 {width} {height}"
        assert not re.search(r"\bstyle=|NaN|\binf\b|<script", drawing)


@pytest.mark.parametrize("name", SPECS)
def test_nothing_leaves_the_drawing(shop, name):
    for width, height in SIZES:
        root = parsed(shop.drawing(SPECS[name], width=width, height=height))
        for mark in root.iter(f"{NAME}rect"):
            x, y, w, h = (float(mark.get(key) or 0) for key in ("x", "y", "width", "height"))
            assert -1 <= x <= x + w <= width + 1, (name, width, mark.attrib)
            assert -1 <= y <= y + h <= height + 1, (name, width, mark.attrib)
        for word in root.iter(f"{NAME}text"):
            left, _, right, _ = box(word)
            if not word.get("transform"):
                assert left >= -8, (name, width, word.text)
                assert right <= width + 8, (name, width, word.text)


def box(word) -> tuple[float, float, float, float]:
    """Where a word stands: left, top, right, bottom."""
    size = float(word.get("font-size") or (11 if "c-small" in word.get("class", "") else 12))
    wide = text_width(word.text or "", size) / 1.11  # without the reserve for wide faces
    x, y = float(word.get("x")), float(word.get("y"))
    left = {"end": x - wide, "middle": x - wide / 2}.get(word.get("text-anchor") or "", x)
    return left, y - size * 0.72, left + wide, y + size * 0.1


@pytest.mark.parametrize("name", SPECS)
def test_words_do_not_lie_over_each_other(shop, name):
    for width, height in SIZES:
        words = list(parsed(shop.drawing(SPECS[name], width=width, height=height)).iter(f"{NAME}text"))
        flat = [(w.text, box(w)) for w in words if not w.get("transform") and "c-halo" not in w.get("class", "")]
        for place, (text, one) in enumerate(flat):
            for other_text, other in flat[place + 1 :]:
                apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
                assert apart, (name, width, text, other_text)


@pytest.mark.parametrize("name", SPECS)
def test_plotly_accepts_the_figure(shop, name):
    import plotly.graph_objects as go

    document = shop.figure(SPECS[name])
    json.dumps(document, allow_nan=False)
    own = {"meta"}
    layout = {key: value for key, value in document["layout"].items() if key not in own}
    for axis in [key for key in layout if key.startswith(("xaxis", "yaxis"))]:
        layout[axis] = {key: value for key, value in layout[axis].items() if key not in own}
    go.Figure(data=document["data"], layout=layout)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_picture_needs_no_font_and_no_browser(shop, theme):
    picture = charts.png(shop.drawing(SPECS["bars"]), theme=theme)
    assert picture.startswith(b"\x89PNG")
    without = charts.png(svg.draw({"data": [], "layout": {}}, width=640, height=360), theme=theme)
    assert len(picture) > len(without)


def test_the_page_has_the_styles_of_the_drawings():
    from pathlib import Path

    from analytics.charts.theme import page_sheet

    sheet = Path(__file__).resolve().parents[2] / "static" / "css" / "charts.css"
    assert sheet.read_text(encoding="utf-8") == page_sheet()


def test_colours_of_files_are_those_of_the_page():
    from pathlib import Path

    from analytics.charts.theme import DARK, LIGHT

    tokens = (Path(__file__).resolve().parents[2] / "static" / "css" / "tokens.css").read_text(encoding="utf-8")
    light, dark = tokens.split("@media (prefers-color-scheme: dark)", 1)
    for colours, text in ((LIGHT, light), (DARK, dark)):
        for number, colour in enumerate(colours["series"], 1):
            assert f"--series-{number}: {colour};" in text
        assert f"--surface: {colours['surface']};" in text


def test_every_mark_may_lead_somewhere(shop):
    spec = SPECS["stacked bars"]
    asked = []

    def links(point):
        asked.append(point)
        return f"/board/?in:region={point['region']}&<>"

    drawing = shop.drawing(spec, links=links)
    anchors = list(parsed(drawing).iter(f"{NAME}a"))
    assert len(anchors) == shop.sql("SELECT count(DISTINCT (region, coalesce(channel, ''))) FROM shop")[0][0]
    assert parsed(drawing).get("role") == "group"
    assert {point["region"] for point in asked} == {"North", "South", "East", "West", "Overseas territories"}
    assert anchors[0].get("href").endswith("&<>")


def test_a_year_is_not_an_amount():
    figure = {"data": [{"type": "scatter", "mode": "lines", "x": [2015, 2016, 2017], "y": [1, 2, 3]}],
              "layout": {"xaxis": {"tickformat": "d"}}}  # fmt: skip
    assert "2015" in texts(svg.draw(figure, width=600, height=300))
