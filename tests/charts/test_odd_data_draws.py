"""Empty, lonely, huge, ancient and hostile data: something sensible is drawn, or it is said why not."""

from __future__ import annotations

import duckdb
import pytest
from charts_cast import NAME, Shop, parsed, texts

from analytics import charts, query
from analytics.charts import svg
from analytics.schema import ChartSpec, Column, Measure, Profile

NAUGHTY = [
    "<script>alert(1)</script>",
    "<b>bold</b>",
    "&lt;i&gt;",
    '"><svg onload=alert(1)>',
    "' OR 1=1 --",
    "]]>",
    "<!-- x",
    "${7*7}",
    "{{7*7}}",
    "$\\alpha$",
    "\u202eright to left",
    "مرحبا بالعالم",
    "שלום",
    "表ポあA鷗",
    "👩‍👩‍👧‍👦",
    "\x07bell",
    "a\x00b",
    "\ufffe",
    "x" * 400,
    "",
    " ",
    "\n\t",
    "NaN",
    "None",
    "=1+1",
    "(empty)",
    "Other",
    "1,000",
    "2024-01-01",
]
KINDS = ("bar", "line", "area", "pie", "treemap", "funnel", "waterfall", "table", "box", "violin", "strip", "combo")


def of(tmp_path, sql: str, *columns: Column, rows: int = 1) -> Shop:
    path = tmp_path / "odd.parquet"
    duckdb.sql(f"COPY ({sql}) TO '{path}' (FORMAT parquet)")
    return Shop(path, Profile(rows, columns))


@pytest.fixture
def naughty(tmp_path):
    names = [n for n in NAUGHTY if "\x00" not in n]
    con = duckdb.connect()
    con.execute('CREATE TABLE t ("<b>&name</b>" VARCHAR, "va""lue" DOUBLE)')
    con.executemany("INSERT INTO t VALUES (?, ?)", [(name, place + 1.5) for place, name in enumerate(names)])
    con.execute(f"COPY t TO '{tmp_path / 'odd.parquet'}' (FORMAT parquet)")
    columns = (Column("<b>&name</b>", "text", "category", distinct=len(names)), Column('va"lue', "decimal", "measure"))
    return Shop(tmp_path / "odd.parquet", Profile(len(names), columns))


@pytest.mark.parametrize("kind", KINDS)
def test_text_of_the_data_never_becomes_markup(naughty, kind):
    spec = ChartSpec(kind, "<b>&name</b>", "<b>&name</b>" if kind == "bar" else None, (Measure('va"lue', "sum"),),
                     title='<img src=x onerror="alert(1)">')  # fmt: skip
    root = parsed(naughty.drawing(spec, heading=True))
    allowed = {"svg", "title", "desc", "text", "path", "rect", "circle", "g"}
    assert {element.tag.removeprefix(NAME) for element in root.iter()} <= allowed
    assert not [key for element in root.iter() for key in element.attrib if key.lower().startswith("on")]


def test_hostile_names_are_read_as_they_are(naughty):
    drawing = naughty.drawing(
        ChartSpec("bar", "<b>&name</b>", measures=(Measure('va"lue', "sum"),), limit=100), height=900
    )
    tips = "\n".join(e.text or "" for e in parsed(drawing).iter(f"{NAME}title"))
    for name in ("<script>alert(1)</script>", "<b>bold</b>", "&lt;i&gt;", "表ポあA鷗", "]]>", "=1+1"):
        assert name in tips


def test_a_value_called_other_is_not_the_rest(naughty):
    data = naughty.data(
        ChartSpec("bar", "<b>&name</b>", measures=(Measure('va"lue', "sum"),), limit=len(NAUGHTY) - 3, other=True)
    )
    assert data.rest is not None
    assert data.rest != "Other" or "Other" not in data.values("dimension")[:-1]


WORDS = Column("word", "text", "category", distinct=3)
NUMBER = Column("n", "decimal", "measure", distinct=3)
DAY = Column("day", "date", "time", distinct=3, min="0001-01-01", max="9999-12-31")


@pytest.mark.parametrize(
    "kind",
    [
        *KINDS,
        "scatter",
        "bubble",
        "histogram",
        "heatmap",
        "correlation",
        "map",
        "gauge",
        "indicator",
        "multiples",
        "pivot",
    ],
)
@pytest.mark.parametrize("rows", ["LIMIT 0", "LIMIT 1", ""])
def test_no_row_one_row_and_nothing_but_nulls(tmp_path, kind, rows):
    shop = of(
        tmp_path,
        f"SELECT NULL::VARCHAR AS word, NULL::DOUBLE AS n, NULL::DOUBLE AS m FROM range(3) {rows}",
        WORDS,
        NUMBER,
        Column("m", "decimal", "measure"),
    )
    points = kind in ("scatter", "bubble", "histogram", "map")
    spec = ChartSpec(
        kind,
        "n" if points else "word",
        "word" if kind in ("heatmap", "multiples", "pivot") else None,
        (Measure("m", "mean"), Measure("n", "mean")),
    )
    drawing = shop.drawing(spec)
    assert "NaN" not in drawing
    assert texts(drawing)


def test_nothing_is_said_in_words(tmp_path):
    shop = of(tmp_path, "SELECT 'a' AS word, 1.0 AS n LIMIT 0", WORDS, NUMBER)
    assert any(
        "nothing to show" in text
        for text in texts(shop.drawing(ChartSpec("bar", "word", measures=(Measure("n", "sum"),))))
    )


@pytest.mark.parametrize(
    "values", ["1e300, -1e300, 0", "1e-300, 2e-300, 0", "5, 5, 5", "-3, -2, -1", "0, 0, 0", "1e15, 1e15 + 1, 1"]
)
@pytest.mark.parametrize("kind", ["bar", "line", "area", "box", "histogram", "scatter"])
def test_any_size_of_number(tmp_path, kind, values):
    shop = of(
        tmp_path,
        f"SELECT unnest(['a', 'b', 'c']) AS word, CAST(unnest([{values}]) AS DOUBLE) AS n",
        WORDS,
        NUMBER,
        rows=3,
    )
    spec = ChartSpec(kind, "n" if kind in ("histogram", "scatter") else "word", measures=(Measure("n", "sum"),))
    for heading in (True, False):
        drawing = shop.drawing(spec, heading=heading)
        parsed(drawing)
        assert "nan" not in drawing.lower().replace("finance", "")


def test_ten_thousand_categories(tmp_path):
    shop = of(
        tmp_path,
        "SELECT 'value ' || i AS word, i * 1.0 AS n FROM range(10000) t(i)",
        Column("word", "text", "text", distinct=10000),
        NUMBER,
    )
    for kind in KINDS:
        assert len(shop.drawing(ChartSpec(kind, "word", measures=(Measure("n", "sum"),)))) < 200_000
    series = shop.data(ChartSpec("bar", "word", "word", (Measure("n", "sum"),)))
    assert len(set(series.values("series"))) <= query.MAX_SERIES + 1


@pytest.mark.parametrize("grain", [None, "day", "month", "quarter", "year"])
def test_dates_from_the_first_to_the_last_year(tmp_path, grain):
    shop = of(
        tmp_path,
        "SELECT unnest([DATE '0001-01-01', DATE '1969-12-31', DATE '9999-12-31']) AS day, unnest([1.0, 2, 3]) AS n",
        DAY,
        NUMBER,
    )
    for kind in ("line", "bar", "area", "combo", "multiples"):
        drawing = shop.drawing(ChartSpec(kind, "day", measures=(Measure("n", "sum"),), grain=grain))
        assert any(text.isdigit() for text in texts(drawing))


def test_times_within_a_day(tmp_path):
    shop = of(
        tmp_path,
        "SELECT TIMESTAMP '2024-03-05 08:00:00' + INTERVAL (i) HOUR AS day, i * 1.0 AS n FROM range(20) t(i)",
        Column("day", "datetime", "time", distinct=20, min="2024-03-05 08:00:00", max="2024-03-06 03:00:00"),
        NUMBER,
    )
    words = texts(shop.drawing(ChartSpec("line", "day", measures=(Measure("n", "sum"),))))
    assert any(word.endswith(":00") for word in words)
    assert "5 Mar 2024" in words


def test_a_figure_of_an_unknown_kind_says_so():
    figure = {"data": [{"type": "sankey"}], "layout": {}}
    assert not svg.knows(figure)
    parsed(svg.draw(figure, width=300, height=200))


def test_colours_of_a_figure_cannot_smuggle_anything():
    figure = {
        "data": [{"type": "bar", "x": ["a"], "y": [1], "marker": {"color": 'red" onload="alert(1)'}}],
        "layout": {},
    }
    assert "onload" not in svg.draw(figure, width=300, height=200)
    figure["data"][0]["marker"]["color"] = "url(http://example.org/x)"
    assert "example.org" not in svg.draw(figure, width=300, height=200)


def test_escaped_labels_are_what_people_typed():
    assert charts.escape("<a> & b") == "&lt;a&gt; &amp; b"


@pytest.mark.parametrize("width", [600, 340])
def test_long_names_that_begin_alike_can_be_told_apart(width):
    names = [f"A rather long name of a department number {place}" for place in range(6)]
    columns = [f"Quite some long category {place}" for place in range(7)]
    figure = {
        "data": [{"type": "heatmap", "x": columns, "y": names, "z": [[1] * 7] * 6}],
        "layout": {"xaxis": {"type": "category"}, "yaxis": {"type": "category"}},
    }
    words = texts(svg.draw(figure, width=width, height=300))
    for place in range(6):
        assert [word for word in words if word.endswith(f"tegory {place}")]
        assert [word for word in words if word.endswith(f"ber {place}")]
    assert len({word for word in words if "Quite" in word}) == 7


SANKEY = {
    "data": [{"type": "sankey", "node": {"label": ["a", "b"]}, "link": {"source": [0], "target": [1], "value": [2]}}],
    "layout": {},
}


def test_a_figure_that_others_made_is_never_a_blank():
    assert "explore it instead" in " ".join(texts(svg.draw(SANKEY, width=500, height=200)))


def test_without_kaleido_a_file_of_it_says_what_to_do(monkeypatch):
    from analytics.charts import foreign
    from analytics.schema import AnalyticsError

    monkeypatch.setattr(foreign, "available", lambda: False)
    with pytest.raises(AnalyticsError, match="install kaleido"):
        foreign.drawn(SANKEY, "png", width=400, height=300)


@pytest.mark.browser
def test_with_kaleido_it_is_a_file():
    pytest.importorskip("kaleido")
    from analytics.charts import foreign

    assert foreign.drawn(SANKEY, "png", width=400, height=300).startswith(b"\x89PNG")
