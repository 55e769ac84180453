"""Golden figures: in a real Chromium our marks, ticks and labels stand where plotly.js puts its own, within 2 pixels.

Margins differ, so each axis is compared after one shift and one stretch.
"""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest
from charts_cast import SPECS

from tests.browsing import NEEDED, browser

pytestmark = [pytest.mark.browser, NEEDED]
SIZE = {"width": 640, "height": 360}
Box = tuple[float, float, float, float]


@pytest.fixture(scope="module")
def page():
    import plotly

    with browser() as opened:
        page = opened.new_page(viewport={"width": 700, "height": 420})
        page.add_script_tag(path=str(Path(plotly.__file__).parent / "package_data" / "plotly.min.js"))
        yield page


PLOT = """
async ([figure, selector, marked]) => {
  const box = document.createElement("div"); document.body.replaceChildren(box);
  await Plotly.newPlot(box, figure.data, figure.layout, {staticPlot: true});
  const found = [...box.querySelectorAll(selector)].map((mark) => {
    const r = mark.getBoundingClientRect(); return [r.left, r.top, r.right, r.bottom];
  });
  const axis = (name, value) => {
    const each = box._fullLayout[name];
    return each.d2p(value) + each._offset + box.getBoundingClientRect()[name[0] === "x" ? "left" : "top"];
  };
  return [found, marked.map(([name, value]) => axis(name, value))];
}
"""
DRAW = """
([svg, selector]) => {
  document.body.innerHTML = svg;
  return [...document.querySelectorAll(selector)].map((mark) => {
    const r = mark.getBoundingClientRect(); return [r.left, r.top, r.right, r.bottom];
  });
}
"""
WORDS = """
(svg) => {
  document.body.innerHTML = svg;
  return [...document.querySelectorAll("text.c-t")].map((word) => {
    const anchor = word.getAttribute("text-anchor"), r = word.getBoundingClientRect();
    return [word.textContent, anchor, Number(word.getAttribute("x")) + 8, Number(word.getAttribute("y")) + 8];
  });
}
"""


def theirs(page, figure, selector: str, marked=()) -> tuple[list[Box], list[float]]:
    layout = {**figure["layout"], **SIZE}
    if figure["data"][0]["type"] == "scattergeo":  # without layers it fetches no coast lines
        layout["geo"] = {"visible": False, "fitbounds": "locations", "projection": {"type": "equirectangular"}}
    plain = json.loads(json.dumps({"data": figure["data"], "layout": layout}, default=str))
    found, places = page.evaluate(PLOT, [plain, selector, list(marked)])
    return [tuple(each) for each in found], places


def ours(page, drawing: str, selector: str) -> list[Box]:
    return [tuple(each) for each in page.evaluate(DRAW, [drawing, selector])]


def alike(mine: list[float], other: list[float], within: float = 2) -> None:
    assert len(mine) == len(other) > 0
    low, high = min(range(len(mine)), key=mine.__getitem__), max(range(len(mine)), key=mine.__getitem__)
    spread = other[high] - other[low]
    stretch = (mine[high] - mine[low]) / spread if abs(spread) > 1e-6 else 1.0
    assert 0.2 < stretch < 5
    off = [one - (mine[low] + (two - other[low]) * stretch) for one, two in zip(mine, other, strict=True)]
    assert max(map(abs, off)) <= within, max(map(abs, off))


TITLED = ":is(rect, path, circle):has(> title)"
ALONG, ACROSS = (0, 2), (1, 3)
CASES = {
    "bars": (f"rect{TITLED}", ".barlayer .point path", (0, 2), ()),
    "many bars": (f"rect{TITLED}", ".barlayer .point path", (0, 2), ()),
    "bars side by side": (f"rect{TITLED}", ".barlayer .point path", (0, 2), ()),
    "stacked bars": (f"rect{TITLED}", ".barlayer .point path", (0, 2), ()),
    "shares": (f"rect{TITLED}", ".barlayer .point path", (0, 2), ()),
    "area": ("path.c-area", ".scatterlayer .js-fill[d]", (), (1, 3)),
    "stacked areas": ("path.c-stack", ".scatterlayer .js-fill[d]", (0, 2), (1, 3)),
    "line with its interval": ("path.c-band", ".scatterlayer .js-fill[d]", (0, 2), (1, 3)),
    "violins": ("path.c-box", ".violinlayer path.violin", (), (1, 3)),
    "funnel": (f"rect{TITLED}", ".funnellayer .point path", (0, 2), (1,)),
    "waterfall": (f"rect{TITLED}", ".waterfalllayer .point path", (0,), (1, 3)),
    "bars and a line": (f"rect{TITLED}", ".barlayer .point path", (0, 2), (1, 3)),
    "pie": (f"path{TITLED}", ".pielayer .slice path.surface", (0, 2), (1, 3)),
}


@pytest.mark.parametrize("name", CASES)
def test_marks_stand_where_those_of_plotly_stand(shop, page, name):
    selector, other, along, across = CASES[name]
    mine = ours(page, shop.drawing(SPECS[name], **SIZE), selector)
    found, _ = theirs(page, shop.figure(SPECS[name]), other)
    assert len(mine) == len(found)
    for sides in (along, across):
        for side in sides:
            alike([box[side] for box in mine], [box[side] for box in found])


def test_boxes_and_whiskers_reach_as_far_as_those_of_plotly(shop, page):
    drawing, figure = shop.drawing(SPECS["boxes"], **SIZE), shop.figure(SPECS["boxes"])
    whiskers = ours(page, drawing, "path.c-thin")
    boxes = ours(page, drawing, "path.c-box")
    found, _ = theirs(page, figure, ".boxlayer path.box")
    assert len(found) == len(boxes) == 5
    # Plotly's path holds the box and its whiskers.
    alike([side for one in whiskers for side in (one[0], one[2])], [side for one in found for side in (one[0], one[2])])
    ends = [each for q in zip(figure["data"][0]["q1"], figure["data"][0]["q3"], strict=True) for each in q]
    _, places = theirs(page, figure, "none", [("xaxis", value) for value in ends])
    alike([side for one in boxes for side in (one[0], one[2])], places)


@pytest.mark.parametrize("name", ["strips", "bubbles"])
def test_every_point_lies_where_plotly_puts_it(shop, page, name):
    mine = ours(page, shop.drawing(SPECS[name], **SIZE), "circle[r]:not([class=c-hit])")
    found, _ = theirs(page, shop.figure(SPECS[name]), ":is(.boxlayer .point, .scatterlayer .points path)")
    alike(sorted((box[1] + box[3]) / 2 for box in mine), sorted((box[1] + box[3]) / 2 for box in found))
    if name == "bubbles":
        alike(sorted((box[0] + box[2]) / 2 for box in mine), sorted((box[0] + box[2]) / 2 for box in found))
        sizes = sorted(box[2] - box[0] for box in mine), sorted(box[2] - box[0] for box in found)
        assert max(abs(a / sizes[0][-1] - b / sizes[1][-1]) for a, b in zip(*sizes, strict=True)) < 0.05


def test_places_on_the_map_lie_as_on_that_of_plotly(shop, page):
    mine = ours(page, shop.drawing(SPECS["map"], **SIZE), f"circle{TITLED}")
    found, _ = theirs(page, shop.figure(SPECS["map"]), ".scattergeo path.point")
    alike(sorted((box[0] + box[2]) / 2 for box in mine), sorted((box[0] + box[2]) / 2 for box in found))
    alike(sorted((box[1] + box[3]) / 2 for box in mine), sorted((box[1] + box[3]) / 2 for box in found))


@pytest.mark.parametrize("name", ["treemap", "nested treemap"])
def test_tiles_have_the_shares_that_those_of_plotly_have(shop, page, name):
    mine = ours(page, shop.drawing(SPECS[name], **SIZE), f"rect{TITLED}")
    found, _ = theirs(page, shop.figure(SPECS[name]), ".treemaplayer .slice path.surface")
    area = [(box[2] - box[0] + 2) * (box[3] - box[1] + 2) for box in mine]
    other = [(box[2] - box[0] + 3) * (box[3] - box[1] + 3) for box in found[1:]]  # the first is the whole
    if name == "treemap":
        assert sorted(a / sum(area) for a in area) == pytest.approx(sorted(a / sum(other) for a in other), abs=0.01)
    assert len(area) == len(other)


def test_small_planes_have_the_heights_that_those_of_plotly_have(shop, page):
    mine = ours(page, shop.drawing(SPECS["small multiples"], **SIZE), "path.c-line")
    found, _ = theirs(page, shop.figure(SPECS["small multiples"]), ".scatterlayer .js-line")
    alike([box[3] - box[1] for box in mine], [box[3] - box[1] for box in found])
    alike([box[2] - box[0] for box in mine] + [0], [box[2] - box[0] for box in found] + [0])


def test_the_arc_of_a_gauge_ends_where_that_of_plotly_ends(shop, page):
    figure = shop.figure(SPECS["gauge"])
    arc = ours(page, shop.drawing(SPECS["gauge"], **SIZE), f"path{TITLED}")[0]
    whole, bar = (theirs(page, figure, f".indicatorlayer g.{name} path")[0][0] for name in ("bg-arc", "value-arc"))
    back = ours(page, shop.drawing(SPECS["gauge"], **SIZE), "path.c-empty")[0]
    mine, other = (arc[2] - back[0]) / (back[2] - back[0]), (bar[2] - whole[0]) / (whole[2] - whole[0])
    assert mine == pytest.approx(other, abs=0.04)


@pytest.mark.parametrize("name", ["heatmap", "correlation"])
def test_cells_stand_under_the_names_that_plotly_puts_there(shop, page, name):
    drawing, figure = shop.drawing(SPECS[name], **SIZE), shop.figure(SPECS[name])
    mine = ours(page, drawing, f"rect{TITLED}")
    across = sorted({round((box[0] + box[2]) / 2, 1) for box in mine})
    down = sorted({round((box[1] + box[3]) / 2, 1) for box in mine})
    columns, rows = figure["data"][0]["x"], figure["data"][0]["y"]
    _, places = theirs(page, figure, "none", [*(("xaxis", x) for x in columns), *(("yaxis", y) for y in rows)])
    alike(across, sorted(places[: len(columns)]))
    alike(down, sorted(places[len(columns) :]))


@pytest.mark.parametrize("name", ["table", "pivot"])
def test_cells_hold_the_words_that_plotly_shows(shop, page, name):
    drawing, figure = shop.drawing(SPECS[name], width=640, height=700), shop.figure(SPECS[name])
    layout = {**figure["layout"], "width": 640, "height": 700}
    shown = page.evaluate(
        """async ([data, layout]) => {
          const box = document.createElement("div"); document.body.replaceChildren(box);
          await Plotly.newPlot(box, data, layout, {staticPlot: true});
          return [...box.querySelectorAll(".cell-text")].map((cell) => cell.textContent).filter((text) => text);
        }""",
        [json.loads(json.dumps(figure["data"], default=str)), layout],
    )
    words = re.findall(r"<text[^>]*>([^<]*)", drawing)
    numbers = [text for text in shown if re.search(r"\d", text)]
    assert len(numbers) > 10
    assert [text for text in numbers if text not in words] == []


def value_of(word: str) -> float | None:
    found = re.fullmatch(r"[−-]?[€$]?(-?[\d,.]+)([kMB%]?)", word.replace("−", "-").replace("-€", "-"))
    if not found:
        return None
    size = {"k": 1e3, "M": 1e6, "B": 1e9, "%": 0.01, "": 1}[found.group(2)]
    sign = -1 if word.startswith(("−", "-")) and not found.group(1).startswith("-") else 1
    return sign * float(found.group(1).replace(",", "")) * size


@pytest.mark.parametrize("name", ["line", "lines", "area", "stacked areas", "standing bars", "bars below zero",
                                  "bubbles", "violins", "waterfall", "shares", "histogram"])  # fmt: skip
def test_ticks_stand_at_their_values(shop, page, name):
    """Each label of an axis of numbers stands where plotly.js puts that number."""
    drawing, figure = shop.drawing(SPECS[name], **SIZE), shop.figure(SPECS[name])
    lying = any(trace.get("orientation") == "h" for trace in figure["data"])
    words = [(value_of(text), anchor, x, y) for text, anchor, x, y in page.evaluate(WORDS, drawing)]
    axis, place, side = ("xaxis", 2, "middle") if lying else ("yaxis", 3, "end")
    ticks = [(word[0], word[place]) for word in words if word[0] is not None and word[1] == side]
    ticks = ticks[:-1] if lying else ticks  # the last word is pushed in where it would leave the drawing
    assert len(ticks) >= 3
    factor = 100 if name == "shares" else 1
    _, places = theirs(page, figure, "none", [(axis, value * factor) for value, _ in ticks])
    alike([spot for _, spot in ticks], places)


@pytest.mark.parametrize("name", ["line", "lines", "area"])
def test_months_and_years_stand_at_their_days(shop, page, name):
    drawing, figure = shop.drawing(SPECS[name], **SIZE), shop.figure(SPECS[name])
    months = {date(2024, month, 1).strftime("%b"): month for month in range(1, 13)}
    months |= {f"Q{quarter}": quarter * 3 - 2 for quarter in (1, 2, 3, 4)}
    words = [w for w in page.evaluate(WORDS, drawing) if w[1] == "middle"]
    years = sorted((x, int(text)) for text, _, x, _ in words if re.fullmatch(r"20\d\d", text))
    ticks = []
    for text, _, x, _ in words:
        before = [year for place, year in years if place <= x + 3]
        if text in months and before:
            ticks.append((f"{before[-1]}-{months[text]:02d}-01", x))
    assert len(ticks) >= 3
    _, places = theirs(page, figure, "none", [("xaxis", day) for day, _ in ticks])
    alike([x for _, x in ticks], places)
