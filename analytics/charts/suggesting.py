"""Charts worth drawing, from types, roles, cardinality and findings; each with the reason in a sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from analytics.additive import additive
from analytics.query_source import measure_name
from analytics.schema import (
    NUMERIC_TYPES,
    TEMPORAL_TYPES,
    Aggregation,
    ChartSpec,
    ChartSuggestion,
    Column,
    Insight,
    Measure,
    Profile,
)

MAX_SLICES = 6
MAX_BARS = 30
WIDE_BARS = 12
MONEY = re.compile(r"(?i)(sales|revenue|amount|turnover|profit|income|spend|budget|umsatz|betrag|montant)")


def measure(column: Column, profile: Profile | None = None) -> Measure:
    """The column with the aggregation that a person would choose; ``profile``: of its table."""
    agg: Aggregation = "sum" if additive(column, profile) else "mean"
    return Measure(column.name, agg)


class _Table:
    """The columns of a profile by what they are good for, the most telling first."""

    def __init__(self, profile: Profile) -> None:
        self.rows, self.profile = profile.rows, profile
        present = [c for c in profile.columns if c.role != "constant" and c.nulls < max(profile.rows, 1) * 0.6]
        self.times = sorted(
            (c for c in present if c.type in TEMPORAL_TYPES and c.role == "time" and c.distinct > 2),
            key=lambda c: c.nulls,
        )
        places = re.compile(r"(?i)^(lat|latitude|lon|lng|long|longitude)$")
        numbers = [c for c in present if c.type in NUMERIC_TYPES and c.role == "measure" and c.distinct > 1]
        self.places = [c for c in numbers if places.match(c.name)]
        self.measures = sorted((c for c in numbers if not places.match(c.name)), key=self._worth)
        self.categories = sorted(
            (
                c
                for c in present
                if c.role == "category" and c.type not in TEMPORAL_TYPES and 2 <= c.distinct <= MAX_BARS
            ),
            key=lambda c: (c.nulls > profile.rows / 5, abs(c.distinct - 5)),
        )
        self.long = [
            c for c in present if c.role == "category" and MAX_BARS < c.distinct <= max(profile.rows * 0.5, MAX_BARS)
        ]

    def _worth(self, column: Column) -> tuple[int, int]:
        """Money first, then what can be added up, then the rest; full columns before sparse ones."""
        money = column.type == "currency" or bool(MONEY.search(column.name))
        adds = self.adds(column)
        return (0 if money and adds else 1 if adds else 2, column.nulls)

    def adds(self, column: Column) -> bool:
        return additive(column, self.profile)

    def measure(self, column: Column) -> Measure:
        return measure(column, self.profile)


def suggest(profile: Profile, insights: Sequence[Insight] = (), limit: int = 12) -> list[ChartSuggestion]:
    """At most ``limit`` charts, best first: those of findings, then those that the columns themselves ask for."""
    found: list[ChartSuggestion] = []
    seen: set[tuple[object, ...]] = set()
    names = {c.name for c in profile.columns}
    per_kind: dict[str, int] = {}
    proposals = [*_of_findings(insights, names), *_of_columns(_Table(profile))]
    for each in sorted(proposals, key=lambda s: -s.score):
        key = _key(each.spec)
        if key in seen or per_kind.get(each.spec.kind, 0) >= max(2, limit // 3):
            continue
        seen.add(key)
        per_kind[each.spec.kind] = per_kind.get(each.spec.kind, 0) + 1
        found.append(each)
    return found[:limit]


def _key(spec: ChartSpec) -> tuple[object, ...]:
    kind = {"area": "line"}.get(spec.kind, spec.kind)
    pair = frozenset((spec.dimension, *(m.column for m in spec.measures))) if spec.kind == "scatter" else (
        spec.dimension, *((m.column, m.agg) for m in spec.measures))  # fmt: skip
    return (
        kind,
        pair,
        spec.series,
        tuple((f.column, f.op, f.values) for f in spec.filters),
        bool(spec.options.get("fold")),
    )


def _of_findings(insights: Sequence[Insight], names: set[str]) -> Iterator[ChartSuggestion]:
    for insight in insights:
        spec = insight.chart
        if spec is None or any(name and name not in names for name in (spec.dimension, spec.series)):
            continue
        yield ChartSuggestion(spec, insight.text, round(0.55 + 0.4 * max(0.0, min(1.0, insight.strength)), 3))


def _of_columns(table: _Table) -> Iterator[ChartSuggestion]:
    for rule in (_over_time, _by_category, _shares, _long_categories, _crossed, _related, _spread, _maps):
        yield from rule(table)


Rule = Callable[[_Table], Iterator[ChartSuggestion]]


def _made(kind: str, title: str, reason: str, score: float, **parts: object) -> ChartSuggestion:
    return ChartSuggestion(ChartSpec(kind=kind, title=title, **parts), reason, score)  # type: ignore[arg-type]


def _main(table: _Table) -> Measure:
    return table.measure(table.measures[0]) if table.measures else Measure()


def _over_time(table: _Table) -> Iterator[ChartSuggestion]:
    for time in table.times[:1]:
        chosen = [table.measure(c) for c in table.measures[:3]] or [Measure()]
        for place, m in enumerate(chosen):
            yield _made("line", f"{measure_name(m)} over time", f"“{time.name}” says when; a line shows how it moves.",
                        0.9 - place * 0.12, dimension=time.name, measures=(m,))  # fmt: skip
        if table.measures:
            yield _made("area", f"Rows over time ({time.name})", f"How many rows there are along “{time.name}”.", 0.5,
                        dimension=time.name, measures=(Measure(),))  # fmt: skip
        few = next((c for c in table.categories if c.distinct <= 5), None)
        if few is not None:
            m = chosen[0]
            yield _made("line", f"{measure_name(m)} over time by {few.name}",
                        f"“{few.name}” has {few.distinct} values, few enough for a line each.", 0.72,
                        dimension=time.name, series=few.name, measures=(m,))  # fmt: skip


def _by_category(table: _Table) -> Iterator[ChartSuggestion]:
    m = _main(table)
    for place, category in enumerate(table.categories[:4]):
        yield _made("bar", f"{measure_name(m)} by {category.name}",
                    f"“{category.name}” has {category.distinct} values; bars compare them best.", 0.84 - place * 0.08,
                    dimension=category.name, measures=(m,), limit=WIDE_BARS,
                    sort="natural" if category.type in NUMERIC_TYPES else "value",  # ratings stand in their own order
                    other=m.agg in ("sum", "count"))  # fmt: skip


def _shares(table: _Table) -> Iterator[ChartSuggestion]:
    """Parts of a whole: few of them, of something that adds up."""
    whole = bool(table.measures) and table.adds(table.measures[0]) and not _below_zero(table.measures[0])
    m = _main(table) if whole else Measure()
    few = [c for c in table.categories if c.distinct <= MAX_SLICES and not c.nulls]
    for category in few[1:2] or few[:1]:
        yield _made("pie", f"Share of {measure_name(m)[:1].lower()}{measure_name(m)[1:]} by {category.name}",
                    f"“{category.name}” divides the whole into only {category.distinct} parts.", 0.58,
                    dimension=category.name, measures=(m,), limit=MAX_SLICES, other=True)  # fmt: skip


def _below_zero(column: Column) -> bool:
    """Whether values may be below zero, and so a part of the whole; a column that does not tell its least may be."""
    try:
        return column.min is None or float(column.min) < 0
    except ValueError:
        return True


def _long_categories(table: _Table) -> Iterator[ChartSuggestion]:
    m = _main(table)
    for category in table.long[:1]:
        yield _made("bar", f"Top {category.name} by {measure_name(m)[:1].lower()}{measure_name(m)[1:]}",
                    f"“{category.name}” has {category.distinct:,} values; only the first ten can be read.", 0.62,
                    dimension=category.name, measures=(m,), sort="value", limit=10)  # fmt: skip


def _crossed(table: _Table) -> Iterator[ChartSuggestion]:
    pairs = [c for c in table.categories if c.distinct >= 3][:2]
    if len(pairs) == 2:
        one, other = sorted(pairs, key=lambda c: -c.distinct)
        m = _main(table)
        yield _made("heatmap", f"{measure_name(m)} by {one.name} and {other.name}",
                    "A colour for each combination of two categories shows where the values gather.", 0.55,
                    dimension=one.name, series=other.name, measures=(m,))  # fmt: skip


def _related(table: _Table) -> Iterator[ChartSuggestion]:
    spread = [column for column in table.measures if column.distinct > 12]
    if len(spread) >= 2:
        x, y = spread[1], spread[0]
        yield _made(
            "scatter",
            f"{y.name} against {x.name}",
            "Two columns of numbers: points show whether they go together.",
            0.57,
            dimension=x.name,
            measures=(Measure(y.name, "mean"),),
        )
    if len(table.measures) >= 4:
        chosen = tuple(Measure(c.name, "mean") for c in table.measures[:8])
        yield _made(
            "correlation",
            "Which numbers move together",
            f"{len(chosen)} columns of numbers, each against each.",
            0.48,
            measures=chosen,
        )


def _spread(table: _Table) -> Iterator[ChartSuggestion]:
    for place, column in enumerate([c for c in table.measures if c.distinct > 12][:2]):
        yield _made("histogram", f"Distribution of {column.name}", f"How the values of “{column.name}” are spread.",
                    0.6 - place * 0.1, dimension=column.name, measures=(Measure(),))  # fmt: skip
    wide = next((c for c in table.measures if c.distinct > 12), None)
    few = next((c for c in table.categories if c.distinct <= WIDE_BARS and table.rows >= 8 * c.distinct), None)
    if wide is not None and few is not None:
        yield _made(
            "box",
            f"Spread of {wide.name} by {few.name}",
            "Boxes show the middle and the spread of each group, not only its average.",
            0.52,
            dimension=few.name,
            measures=(Measure(wide.name, "median"),),
            limit=WIDE_BARS,
        )


def _maps(table: _Table) -> Iterator[ChartSuggestion]:
    lat = next((c for c in table.places if c.name.casefold().startswith("lat")), None)
    lon = next((c for c in table.places if c.name.casefold().startswith("l") and c is not lat), None)
    if lat is not None and lon is not None:
        yield _made(
            "map",
            f"Where the rows are ({lat.name}, {lon.name})",
            "Latitude and longitude are places on a map.",
            0.66,
            dimension=lon.name,
            measures=(Measure(lat.name, "mean"),),
        )


def headline(profile: Profile, limit: int = 4) -> list[ChartSpec]:
    """The numbers over a dashboard: how many rows, the main measures, how many different values the main names have."""
    table = _Table(profile)
    specs = [ChartSpec("indicator", measures=(Measure(),), title="Rows")]
    for column in table.measures[: max(limit - 2, 1)]:
        m = table.measure(column)
        title = f"Total {column.name}" if m.agg == "sum" else f"Average {column.name}"
        specs.append(ChartSpec("indicator", measures=(m,), title=title))
    names = [c for c in profile.columns if c.role in ("identifier", "category") and 12 < c.distinct < profile.rows]
    for column in sorted(names, key=lambda c: (c.role != "identifier", -c.distinct)):
        counted = Measure(column.name, "count_distinct")
        specs.append(ChartSpec("indicator", measures=(counted,), title=f"Different {column.name}"))
    return specs[:limit]
