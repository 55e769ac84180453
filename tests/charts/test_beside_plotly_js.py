"""In a real Chromium: our marks stand where plotly.js puts its own, and a chart comes alive under the page's policy."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path

import pytest
from charts_cast import NAME, REVENUE, SPECS, marks, parsed

from analytics.schema import ChartSpec
from tests.browsing import NEEDED, Complaints, browser, keep

pytestmark = [pytest.mark.browser, NEEDED]
SIZE = {"width": 640, "height": 360}


@pytest.fixture(scope="module")
def chromium():
    with browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def plotly_page(chromium):
    import plotly

    page = chromium.new_page(viewport={"width": 700, "height": 420})
    page.add_script_tag(path=str(Path(plotly.__file__).parent / "package_data" / "plotly.min.js"))
    return page


def theirs(page, figure, selector: str) -> list[list[float]]:
    """Left, top, width, height of each mark that plotly.js draws, in pixels."""
    layout = {**figure["layout"], **SIZE}
    return page.evaluate(
        """async ([data, layout, selector]) => {
          const box = document.createElement("div"); document.body.replaceChildren(box);
          await Plotly.newPlot(box, data, layout, {staticPlot: true});
          return [...box.querySelectorAll(selector)].map((mark) => {
            const r = mark.getBoundingClientRect(); return [r.x, r.y, r.width, r.height];
          });
        }""",
        [json.loads(json.dumps(figure["data"], default=str)), json.loads(json.dumps(layout)), selector],
    )


def alike(ours: list[float], others: list[float], within: float = 2) -> None:
    """The same numbers after a shift and a stretch: both axes are straight, only their margins differ."""
    assert len(ours) == len(others)
    low, high = min(range(len(ours)), key=ours.__getitem__), max(range(len(ours)), key=ours.__getitem__)
    stretch = (ours[high] - ours[low]) / (others[high] - others[low])
    off = [mine - (ours[low] + (their - others[low]) * stretch) for mine, their in zip(ours, others, strict=True)]
    assert max(map(abs, off)) <= within


def test_bars_are_as_long_as_those_of_plotly(shop, plotly_page):
    spec = SPECS["standing bars"]
    ours = [float(bar.get("height")) for bar in marks(shop.drawing(spec, **SIZE))]
    others = [box[3] for box in theirs(plotly_page, shop.figure(spec), ".barlayer .point path")]
    assert [mine / max(ours) for mine in ours] == pytest.approx([their / max(others) for their in others], abs=0.01)


def test_bars_below_zero_stand_where_those_of_plotly_stand(shop, plotly_page):
    spec = SPECS["bars below zero"]
    ours = [(float(bar.get("x")), float(bar.get("width"))) for bar in marks(shop.drawing(spec, **SIZE))]
    others = theirs(plotly_page, shop.figure(spec), ".barlayer .point path")
    alike([x + w for x, w in ours], [box[0] + box[2] for box in others])


def test_points_lie_where_those_of_plotly_lie(shop, plotly_page):
    spec = ChartSpec("scatter", "revenue", measures=(SPECS["scatter"].measures[0],))
    circles = parsed(shop.drawing(spec, **SIZE)).iter(f"{NAME}circle")
    ours = [(float(c.get("cx")), float(c.get("cy"))) for c in circles]
    others = theirs(plotly_page, shop.figure(spec), ".scatterlayer .points path")
    alike(sorted(x for x, _ in ours), sorted(box[0] + box[2] / 2 for box in others))
    alike(sorted(y for _, y in ours), sorted(box[1] + box[3] / 2 for box in others))


def test_a_line_over_time_goes_where_that_of_plotly_goes(shop, plotly_page):
    spec = ChartSpec("line", "day", measures=(REVENUE,), grain="month")
    path = next(e for e in parsed(shop.drawing(spec, **SIZE)).iter(f"{NAME}path") if "c-line" in e.get("class", ""))
    ours = [tuple(map(float, spot.split())) for spot in re.split("[ML]", path.get("d")) if spot]
    others = theirs(plotly_page, shop.figure(spec), ".scatterlayer .points path")
    alike([x for x, _ in ours], [box[0] + box[2] / 2 for box in others])
    alike([y for _, y in ours], [box[1] + box[3] / 2 for box in others])


def test_bins_are_as_high_as_those_of_plotly(shop, plotly_page):
    ours = [float(bar.get("height")) for bar in marks(shop.drawing(SPECS["histogram"], **SIZE))]
    others = [box[3] for box in theirs(plotly_page, shop.figure(SPECS["histogram"]), ".barlayer .point path")]
    alike(ours, others)


@pytest.fixture(scope="module")
def served(tmp_path_factory, shop):
    """A server with a person's table of orders, ready."""
    from serving import Server
    from visiting import Visitor

    folder = tmp_path_factory.mktemp("explore")
    server = Server(folder).start()
    try:
        table = folder / "orders.csv"
        rows = shop.sql("SELECT id, day, region, channel, quantity, revenue FROM shop ORDER BY id")
        table.write_text(
            "\n".join([*["id,day,region,channel,quantity,revenue"], *(",".join(map(str, r)) for r in rows)])
        )
        visitor = Visitor(server.url).sign_up("cleo")
        dataset = visitor.upload(table)
        assert visitor.wait(dataset)["state"] == "ready"
        yield server, visitor, dataset
    finally:
        server.kill()


@pytest.mark.services
def test_a_chart_is_built_saved_and_comes_alive(served, chromium):
    server, visitor, dataset = served
    context = chromium.new_context(viewport={"width": 1200, "height": 900})
    context.add_cookies([{"name": c.name, "value": c.value, "url": server.url} for c in visitor.cookies])
    page = context.new_page()
    complaints = Complaints()
    complaints.listen(page)
    page.goto(f"{server.url}/visualizations/new/?dataset={dataset.split('/')[2]}")
    page.wait_for_selector("#chart-preview svg.c-chart")  # it opens on a chart that the columns suggest
    page.select_option("[name=kind]", "bar")
    page.wait_for_selector("[value=undo]:not([disabled])")
    page.select_option("[name=dimension]", "region")
    page.wait_for_selector("#chart-preview h2:has-text('by region')")
    page.select_option("[name=measure]", "revenue")
    page.wait_for_selector("#chart-preview h2:has-text('Sum of revenue by region')")
    keep(page, "chart-builder")
    page.click("[name=save]")
    page.wait_for_selector("#chart-body svg.c-chart")
    page.click("text=Explore")
    page.wait_for_selector(".explore .main-svg .barlayer .point", state="attached")
    assert page.locator(".explore .barlayer .point").count() == 5
    page.click("text=Move")
    assert page.locator("[data-drag=pan]").get_attribute("aria-pressed") == "true"
    keep(page, "chart-explore")
    page.click("text=Back to the drawing")
    page.wait_for_selector("#chart-body svg.c-chart")
    page.set_viewport_size({"width": 360, "height": 700})
    page.wait_for_selector("svg.c-narrow", state="visible")
    page.wait_for_selector("svg.c-wide", state="hidden")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert complaints == []


@pytest.mark.services
def test_an_end_that_is_not_complete_is_dashed_in_the_live_chart_too(served, chromium, tmp_path):
    server, visitor, _ = served
    first = dt.date(2024, 1, 1)  # a Monday; 58 days later it is Tuesday
    table = tmp_path / "daily.csv"
    table.write_text("day,amount\n" + "".join(f"{first + dt.timedelta(n)},{n % 7 + 1}.5\n" for n in range(58)))
    dataset = visitor.upload(table)
    assert visitor.wait(dataset)["state"] == "ready"
    context = chromium.new_context(viewport={"width": 1200, "height": 900})
    context.add_cookies([{"name": c.name, "value": c.value, "url": server.url} for c in visitor.cookies])
    page = context.new_page()
    asked = f"dataset={dataset.split('/')[2]}&kind=line&dimension=day&measure=amount&agg=sum&grain=week"
    page.goto(f"{server.url}/visualizations/new/?{asked}")
    page.click("[name=save]")
    page.wait_for_selector("#chart-body svg.c-chart")
    assert page.locator("svg.c-wide path[stroke-dasharray]").count() == 1
    page.click("text=Explore")
    page.wait_for_selector(".explore .scatterlayer .trace path.js-line", state="attached")
    lines = page.locator(".explore path.js-line")
    dashed = [("dasharray" in (lines.nth(n).get_attribute("style") or "")) for n in range(lines.count())]
    assert sorted(dashed) == [False, True]
    points = page.evaluate("document.querySelector('.explore').data.map((trace) => trace.x.length)")
    assert points == [8, 2]  # nine weeks, the last step dashed


@pytest.mark.services
def test_a_cloud_gets_all_its_tooltips_when_a_pointer_comes(served, chromium):
    server, visitor, dataset = served
    context = chromium.new_context(viewport={"width": 1200, "height": 900})
    context.add_cookies([{"name": c.name, "value": c.value, "url": server.url} for c in visitor.cookies])
    page = context.new_page()
    complaints = Complaints()
    complaints.listen(page)
    asked = f"dataset={dataset.split('/')[2]}&kind=scatter&dimension=quantity&measure=revenue"
    page.goto(f"{server.url}/visualizations/new/?{asked}")
    page.click("[name=save]")
    page.wait_for_url(lambda address: "/new/" not in address)  # the builder shows the same drawing
    page.wait_for_selector("#chart-body svg.c-wide.c-few")
    assert page.locator("svg.c-wide circle > title").count() < 600
    page.hover("#chart-body svg.c-wide", position={"x": 300, "y": 200})
    page.wait_for_selector("#chart-body svg.c-wide:not(.c-few)")
    assert page.locator("svg.c-wide circle > title").count() == 600
    assert complaints == []
