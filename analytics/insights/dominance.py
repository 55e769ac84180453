"""Dominance: one value of a category makes up most of the rows, or of a total.

Floors come first: a share means something only against the number of values there are and against the runner-up.
Tested exactly
(binomial) against being as frequent as the runner-up.
"""

from __future__ import annotations

import numpy as np
from scipy import stats

from analytics import telling
from analytics.insights.candidate import Candidate, Ledger
from analytics.insights.table import Category, Table, quote
from analytics.schema import ChartSpec, Measure

MIN_SHARE = 0.5
MIN_RATIO = 2.5
"""Floors: share of the whole, and how many times the runner-up."""

MIN_SHARE_FEW = {3: 0.63, 4: 0.57}
"""Of three or four values one often has more than half, and nobody is surprised."""

MIN_SHARE_WIDE = 0.2
MIN_RATIO_WIDE = 4.0
"""Floors for a category of more than twenty values, where a fifth for one of them is already much."""

MIN_VALUES = 3

MORE = 1.25
"""Floor: share of a total over the share of the rows, else the total only says how often the value comes."""

OWN = 0.95
"""A measure of whose variance a category explains so much is a property of the thing, as a price is of a product."""


def look(table: Table, ledger: Ledger) -> None:
    """Test every category by rows, and by each total that is positive throughout."""
    own = _properties(table)
    for category in [*table.categories, *table.wide]:
        if category.boolean or category.distinct < MIN_VALUES:
            continue
        by_rows = _by_rows(table, ledger, category)
        if not by_rows:
            _by_totals(table, ledger, category, own)


def _properties(table: Table) -> set[str]:
    """Measures that some category explains nearly whole (eta squared): adding them up counts rows, not amounts."""
    found: set[str] = set()
    columns = [f"{quote(measure)}::DOUBLE" for measure in table.measures]
    if not columns:
        return found
    parts = ", ".join(f"var_pop({c}) FILTER (isfinite({c})), count({c}) FILTER (isfinite({c}))" for c in columns)
    whole = table.query(f"SELECT {parts} FROM {{source}}")[0]
    for category in [*table.categories, *table.wide]:
        groups = table.query(
            f"SELECT {parts} FROM {{source}} WHERE {quote(category.name)} IS NOT NULL GROUP BY {quote(category.name)}"
        )
        for place, measure in enumerate(table.measures):
            total, rows = whole[2 * place], whole[2 * place + 1]
            inside = sum((row[2 * place] or 0.0) * row[2 * place + 1] for row in groups)
            known = sum(row[2 * place + 1] for row in groups)
            if total and known > 0.5 * rows and len(groups) <= known / 10 and inside / known <= (1 - OWN) * total:
                found.add(measure)
    return found


def _dominates(share: float, second: float, distinct: int) -> bool:
    wide = distinct > 20
    few = MIN_SHARE_FEW.get(distinct, MIN_SHARE)
    least, ratio = (MIN_SHARE_WIDE, MIN_RATIO_WIDE) if wide else (few, MIN_RATIO)
    return share >= least and share >= ratio * second


def _by_rows(table: Table, ledger: Ledger, category: Category) -> bool:
    first, second = category.counts[0], category.counts[1]
    p = float(stats.binomtest(first, first + second, 0.5, alternative="greater").pvalue)
    share = first / category.rows
    if not _dominates(share, second / category.rows, category.distinct):
        ledger.test(p)
        return False
    value = category.levels[0]
    text = telling.tell(
        "most_rows", p1=telling.percent(share), q1=telling.name(category.name), x1=telling.value(value),
        r1=telling.count(first), r2=telling.count(category.rows), x2=telling.value(category.levels[1]),
        p2=telling.percent(second / category.rows), r3=telling.count(category.distinct),
    )  # fmt: skip
    told = _candidate(table, category, value, p, share, text, "count", Measure(None, "count"), first, category.rows)
    wilson = stats.binomtest(first, category.rows).proportion_ci(0.95, method="wilson")
    told.evidence |= {"interval": [round(float(end), 4) for end in wilson], "interval_of": "the share"}
    ledger.test(p, told)
    return True


def _by_totals(table: Table, ledger: Ledger, category: Category, own: set[str]) -> None:
    name = quote(category.name)
    for measure in table.measures:
        values = table.sample[measure]
        if (
            measure == category.name
            or measure in table.rates | own
            or not np.isfinite(values).any()
            or np.nanmin(values) < 0
        ):
            continue
        column = f"{quote(measure)}::DOUBLE"
        top = table.query(
            f"SELECT {name}, sum({column}) s, count({column}) FROM {{source}} WHERE {name} IS NOT NULL AND "
            f"isfinite({column}) "
            "GROUP BY 1 ORDER BY 2 DESC LIMIT 2"
        )
        whole, known = table.query(
            f"SELECT sum({column}), count(*) FROM {{source}} WHERE {name} IS NOT NULL AND isfinite({column})"
        )[0]
        if len(top) < 2 or not whole or whole <= 0:
            continue
        first, second = float(top[0][1]), float(top[1][1])
        spread = float(np.nanstd(values)) * np.sqrt(max(top[0][2] + top[1][2], 1))
        p = float(stats.norm.sf((first - second) / spread)) if spread > 0 else 1.0
        counted = top[0][2] / (known or 1)
        told = _dominates(first / whole, second / whole, category.distinct) and first / whole >= MORE * counted
        if not told or top[0][2] < 20:
            ledger.test(p)
            continue
        unit = table.units.get(measure)
        text = telling.tell(
            "most_total", x1=telling.value(top[0][0]), p1=telling.percent(first / whole), q1=telling.name(measure),
            q2=telling.name(category.name), n1=telling.number(first, unit), n2=telling.number(float(whole), unit),
            x2=telling.value(top[1][0]), p2=telling.percent(second / whole),
        )  # fmt: skip
        ledger.test(
            p,
            _candidate(
                table, category, top[0][0], p, first / whole, text, "sum", Measure(measure, "sum"), first, float(whole)
            ),
        )


def _candidate(
    table: Table, category: Category, value: object, p: float, share: float, text: str, agg: str, measure: Measure,
    part: float, whole: float
) -> Candidate:  # fmt: skip
    return Candidate(
        kind="dominance",
        columns=(category.name,),
        p=p,
        effect=float(share),
        n=category.rows,
        segment={category.name: value},
        agg=agg,
        text=text,
        chart=ChartSpec(
            kind="bar", dimension=category.name, measures=(measure,), sort="value", limit=10, other=True,
            title=f"{'Rows' if measure.column is None else f'Total of “{measure.column}”'} by “{category.name}”",
        ),
        evidence={
            "test": "binomial against the runner-up" if agg == "count" else "difference of totals against their spread",
            "share": share,
            "part": part,
            "whole": whole,
            "measure": measure.column,
            "sampling": f"all {table.rows:,} rows",
        },
    )  # fmt: skip
