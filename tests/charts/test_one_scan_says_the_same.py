"""A chart whose groups come out of one scan shows exactly what asking twice shows."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from analytics import query, query_cells, query_source
from analytics.engine import connect
from analytics.parsing import literal
from analytics.schema import ChartSpec, Column, Filter, Measure, Profile

NAMES = ["a", "B", "ß", "Ω", "日本", "zz", "Other", "", "2", "10", *(f"name {n}" for n in range(30))]


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Profile]:
    chance = random.Random(4)
    folder = tmp_path_factory.mktemp("cells")
    rows = []
    for _ in range(3_000):
        name = chance.choice([None, *NAMES])
        amount = None if chance.random() < 0.1 else round(chance.gauss(50, 300), 2)
        rows.append((name, chance.choice([None, *"vwxyz0123456"]), amount, chance.randint(1, 60),
                     f"2024-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}"))  # fmt: skip
    connection = connect(200, directories=(folder,))
    connection.execute("CREATE TABLE t(name VARCHAR, kind VARCHAR, amount DOUBLE, pieces BIGINT, day DATE)")
    connection.executemany("INSERT INTO t VALUES (?, ?, ?, ?, ?)", rows)
    connection.execute(f"COPY t TO {literal(str(folder / 'clean.parquet'))} (FORMAT parquet)")
    columns = (
        Column("name", "text", "category", distinct=40),
        Column("kind", "text", "category", distinct=12),
        Column("amount", "decimal", "measure", distinct=2_500, min="-1000", max="1200"),
        Column("pieces", "integer", "measure", distinct=60, min="1", max="60"),
        Column("day", "date", "time", distinct=336, min="2024-01-01", max="2024-12-28"),
    )
    return folder / "clean.parquet", Profile(3_000, columns)


MEASURES = [(Measure(),), (Measure("amount", "sum"),), (Measure("amount", "mean"), Measure("amount", "count")),
            (Measure("amount", "min"), Measure("pieces", "max"))]  # fmt: skip
SHAPES = [
    ChartSpec("bar", dimension="name", limit=7),
    ChartSpec("bar", dimension="name", limit=7, other=True),
    ChartSpec("pie", dimension="name"),
    ChartSpec("bar", dimension="pieces", limit=9, other=True),
    ChartSpec("bar", dimension="name", series="kind", limit=5, other=True),
    ChartSpec("bar", dimension="pieces", series="name", limit=5),
    ChartSpec("heatmap", dimension="name", series="kind", limit=6),
    ChartSpec("line", dimension="day", series="name", grain="month"),
    ChartSpec("bar", dimension="name", limit=100),
]


def near(value):
    return pytest.approx(value, rel=1e-9) if isinstance(value, float) else value


@pytest.mark.parametrize("measures", MEASURES, ids=str)
@pytest.mark.parametrize("shape", SHAPES, ids=lambda spec: f"{spec.kind}-{spec.dimension}-{spec.series}-{spec.other}")
def test_one_scan_and_two_scans_give_the_same_chart(table, shape, measures, monkeypatch) -> None:
    clean, profile = table
    spec = replace(shape, measures=measures)
    for filters in ((), (Filter("kind", "in", ("v", "w")),), (Filter("name", "in", ("nobody",)),)):
        once = query.fetch(spec, clean, profile, filters=filters)
        with monkeypatch.context() as patch:
            patch.setattr(query_cells, "few", lambda *_: False)
            twice = query.fetch(spec, clean, profile, filters=filters)
        assert (once.columns, once.names, once.rest, once.notes) == (
            twice.columns,
            twice.names,
            twice.rest,
            twice.notes,
        )
        keys = 1 + (spec.series is not None)
        assert {row[:keys] for row in once.rows} == {row[:keys] for row in twice.rows}
        there = {row[:keys]: row[keys:] for row in twice.rows}
        for row in once.rows:
            assert row[keys:] == tuple(near(value) for value in there[row[:keys]]), row
        assert [row[0] for row in once.rows] == [row[0] for row in twice.rows] or spec.series


@pytest.mark.parametrize("column", ["amount", "pieces"])
@pytest.mark.parametrize("ends", [None, (0, 100), (3, 9), (-2000, 2000), (20, 20.5)])
def test_a_histogram_out_of_fine_cells_has_the_bins_of_the_filtered_range(table, column, ends, monkeypatch) -> None:
    from analytics import query_shapes

    clean, profile = table
    spec = ChartSpec("histogram", dimension=column)
    filters = (Filter(column, "between", ends),) if ends else ()
    once = query.fetch(spec, clean, profile, filters=filters)
    monkeypatch.setattr(query_shapes, "_coarse", lambda *_: None)
    assert query.fetch(spec, clean, profile, filters=filters) == once


TOGETHER = [
    *SHAPES,
    *(replace(shape, measures=measures) for shape in SHAPES[:6] for measures in MEASURES),
    ChartSpec("line", dimension="day", grain="month", measures=(Measure("amount", "sum"),)),
    ChartSpec(
        "combo", dimension="day", grain="quarter", measures=(Measure("amount", "mean"), Measure("pieces", "max"))
    ),
    ChartSpec("histogram", dimension="amount"),
    ChartSpec("histogram", dimension="pieces"),
    ChartSpec("bar", dimension="name", measures=(Measure("amount", "median"),)),
    ChartSpec("box", dimension="kind", measures=(Measure("amount", "sum"),)),
    ChartSpec("scatter", dimension="pieces", measures=(Measure("amount", "sum"),)),
    ChartSpec("bar", dimension="kind", filters=(Filter("pieces", "between", (10, 20)),)),
]


def same(one: query.ChartData, other: query.ChartData) -> None:
    assert (one.columns, one.names, one.rest, one.notes) == (other.columns, other.names, other.rest, other.notes)
    assert one.counts == other.counts
    assert [[near(value) for value in row] for row in one.rows] == [list(row) for row in other.rows]


@pytest.mark.parametrize("chosen", [(), (Filter("kind", "in", ("v", "w", None)),), (Filter("kind", "in", ("none",)),)])
def test_charts_that_are_asked_for_together_show_what_each_shows_alone(table, chosen):
    path, profile = table
    ahead = query.fetch_ahead(TOGETHER, path, profile, filters=chosen)
    assert len(ahead) > 12, "most of them need groups"
    for spec in TOGETHER:
        same(
            query.fetch(spec, path, profile, filters=chosen, ahead=ahead),
            query.fetch(spec, path, profile, filters=chosen),
        )


def test_the_table_is_read_once_for_all_of_them(table, monkeypatch):
    path, profile = table
    specs = [ChartSpec("bar", dimension="name"), ChartSpec("pie", dimension="kind"),
             ChartSpec("heatmap", dimension="name", series="kind"), ChartSpec("histogram", dimension="pieces"),
             ChartSpec("line", dimension="day", grain="month", measures=(Measure("amount", "sum"),))]  # fmt: skip
    asked = []
    run = query_source.Query.run
    monkeypatch.setattr(query_source.Query, "run", lambda self, *more: asked.append(more) or run(self, *more))
    ahead = query.fetch_ahead(specs, path, profile)
    for spec in specs:
        query.fetch(spec, path, profile, ahead=ahead)
    assert len(asked) == 1


def test_a_very_large_table_is_asked_chart_by_chart(table):
    path, profile = table
    large = replace(profile, rows=query.TOGETHER_ROWS + 1)
    assert query.fetch_ahead(SHAPES, path, large) == {}
    assert query.fetch_ahead(SHAPES, path, profile)


def test_a_column_may_be_called_like_what_stands_for_another_in_the_query(tmp_path):
    path = tmp_path / "clean.parquet"
    connect(200, directories=(tmp_path,)).execute(
        "COPY (SELECT * FROM (VALUES ('a', 'x', 1), ('b', 'x', 2), ('b', 'y', 4)) t(\"K0\", \"kk1\", picked)) "
        f"TO {literal(str(path))} (FORMAT parquet)"
    )
    columns = (Column("K0", "text", "category", distinct=2), Column("kk1", "text", "category", distinct=2),
               Column("picked", "integer", "measure", distinct=3, min="1", max="4"))  # fmt: skip
    profile = Profile(3, columns)
    specs = [ChartSpec("bar", dimension=name, measures=(Measure("picked", "sum"),)) for name in ("K0", "kk1")]
    ahead = query.fetch_ahead([*specs, ChartSpec("bar", dimension="gone")], path, profile)
    assert [query.fetch(spec, path, profile, ahead=ahead).rows for spec in specs] == [
        (("b", 6), ("a", 1)),
        (("y", 4), ("x", 3)),
    ]
