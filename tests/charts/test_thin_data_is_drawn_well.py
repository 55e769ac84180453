"""Data of which little is left: one moment, one bubble, nothing but zeros, no value at all; more panels than fit."""

from __future__ import annotations

import itertools
import re

import pytest
from charts_cast import SPECS, parsed, texts

from analytics.charts import svg
from analytics.schema import ChartSpec, Filter, Measure

NOBODY = Filter("region", "in", ("Atlantis",))


def figure(trace: dict, **layout: object) -> dict:
    return {"data": [trace], "layout": layout}


@pytest.mark.parametrize("kind", ["bar", "combo", "multiples", "line"])
def test_one_moment_is_named_and_not_the_hours_around_it(shop, kind):
    series = "region" if kind == "multiples" else None
    spec = ChartSpec(kind, "day", series, (Measure("revenue", "sum"),), "month")
    one = Filter("day", "between", ("2023-01-01", "2023-01-31"))
    said = texts(shop.drawing(spec, one))
    assert "Jan 2023" in said
    assert not [text for text in said if re.fullmatch(r"\d\d:\d\d(:\d\d)?", text)]


def test_the_only_bubble_is_as_large_as_the_largest_of_many():
    bubble = {"type": "scatter", "mode": "markers", "x": [3], "y": [4],
              "marker": {"size": [1], "sizemode": "area", "sizeref": 2 / 30**2}}  # fmt: skip
    circle = next(e for e in parsed(svg.draw(figure(bubble), width=300, height=200)).iter() if e.tag.endswith("circle"))
    assert float(circle.get("r", 0)) > 8


def test_values_that_are_all_missing_are_no_empty_plane():
    for trace in (
        {"type": "bar", "x": ["a"], "y": [None]},
        {"type": "heatmap", "x": ["a"], "y": ["b"], "z": [[None]]},
        {"type": "waterfall", "x": ["a", "b"], "y": [None, None]},
    ):
        said = " ".join(texts(svg.draw(figure(trace), width=220, height=160)))
        assert said == "There is nothing to show: no row has these values."


def test_the_reason_is_read_whole_in_a_small_widget(shop):
    drawn = shop.drawing(SPECS["line"], NOBODY, width=180, height=120)
    assert "…" not in "".join(texts(drawn))
    assert "no row has these values." in " ".join(texts(drawn))


def test_correlations_of_one_row_say_what_they_take(shop):
    said = " ".join(texts(shop.drawing(SPECS["correlation"], Filter("id", "in", (3,)))))
    assert "correlations take some rows whose numbers differ" in said


def gauge(shop, value: str, **options: object) -> list[str]:
    spec = ChartSpec("gauge", measures=(Measure("discount", "mean"),), options=options)
    return texts(shop.drawing(spec, Filter("discount", "between", (value, value))))


def test_a_gauge_of_nothing_goes_to_its_whole_or_beyond_its_target(shop):
    assert "100%" in gauge(shop, "0")
    assert not [text for text in gauge(shop, "0") if "e−" in text]
    said = gauge(shop, "0.01", target=0.5)
    assert "100%" in said or "60%" in said


def test_as_many_panels_are_drawn_as_can_be_read_and_the_others_are_told_of(shop):
    spec = ChartSpec("multiples", "day", "product", (Measure("revenue", "sum"),), "quarter", limit=14)
    small = shop.drawing(spec, width=340, height=150)
    told = next(text for text in texts(small) if "are shown here" in text)
    kept, whole = map(int, re.findall(r"\d+", told))
    assert 4 <= kept < whole
    rows = sorted({float(e.get("y", 0)) for e in parsed(small).iter() if e.tag.endswith("text") and e.text == "€0"})
    assert all(below - above > 24 for above, below in itertools.pairwise(rows))
    assert [text for text in texts(small) if "2023" in text]  # the lowest row has its dates
    assert not [text for text in texts(shop.drawing(spec, width=700, height=500)) if "are shown here" in text]


def test_panels_whose_names_begin_alike_keep_their_ends():
    names = [f"Distribution centre number {n}" for n in range(1, 5)]
    data, layout = [], {"annotations": [], "meta": {"kind": "multiples"}}
    for n, name in enumerate(names):
        key = "" if n == 0 else str(n + 1)
        data.append(
            {"type": "scatter", "mode": "lines", "x": [1, 2], "y": [1, n], "xaxis": f"x{key}", "yaxis": f"y{key}"}
        )
        layout[f"xaxis{key}"] = {"domain": [n / 4, n / 4 + 0.22], "anchor": f"y{key}"}
        layout[f"yaxis{key}"] = {"domain": [0, 0.8], "anchor": f"x{key}", "showticklabels": n == 0}
        layout["annotations"].append({"text": name, "x": n / 4, "y": 0.85, "xref": "paper", "yref": "paper",
                                      "xanchor": "left", "showarrow": False})  # fmt: skip
    said = [text for text in texts(svg.draw({"data": data, "layout": layout}, width=420, height=160)) if "…" in text]
    assert [text[-1] for text in said] == ["1", "2", "3", "4"]


def test_two_years_on_a_phone_have_more_than_one_date():
    days = ["2023-01-02", "2023-06-01", "2024-01-01", "2024-12-31"]
    line = {"type": "scatter", "mode": "lines", "x": days, "y": [100_000, 200_000, 300_000, 400_000]}
    said = texts(svg.draw(figure(line, xaxis={"type": "date"}), width=340, height=360))
    assert [text for text in said if text in ("Jan", "Jul")] == ["Jul", "Jan", "Jul"]
