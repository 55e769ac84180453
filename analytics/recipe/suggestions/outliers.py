"""Numbers far away from all others: marked in a new column, never removed."""

from __future__ import annotations

from analytics.parsing import typed_sql
from analytics.recipe.suggestions.making import free_name, suggestion
from analytics.recipe.suggestions.work import Work
from analytics.schema import NUMERIC_TYPES, Column, Step

FAR = 3.0
"""Tukey's outer fence: so many interquartile ranges beyond the quartiles (Exploratory Data Analysis, 1977)."""
MAX_SHARE = 0.02
MIN_ROWS = 20


def find(work: Work) -> list[Step]:
    taken = {column.name for column in work.profile.columns}
    measures = [c for c in work.profile.columns if c.type in NUMERIC_TYPES and c.role == "measure"]
    return [step for column in measures if (step := _suggest(work, column, taken))]


def _suggest(work: Work, column: Column, taken: set[str]) -> Step | None:
    bounds = _fences(work, column)
    if bounds is None:
        return None
    low, high = bounds
    value = typed_sql(column)
    known, below, above, least, most = work.one(
        f"SELECT count(v), count(*) FILTER (WHERE v < {low!r}), count(*) FILTER (WHERE v > {high!r}),"
        f" min(v), max(v) FROM (SELECT CAST({value} AS DOUBLE) AS v FROM work)"
    )
    odd = below + above
    if not odd or odd > max(1, MAX_SHARE * known):
        return None
    name = free_name(f"{column.name} is unusual", taken)
    verb = "lies" if odd == 1 else "lie"
    examples = [signed(value, 6) for value, count in ((least, below), (most, above)) if count]
    return suggestion(
        f"outliers:{column.name}",
        "flag_outliers",
        column.name,
        {"low": low if below else None, "high": high if above else None, "to": name},
        confidence=0.6,
        evidence=f"{odd:,} of {known:,} numbers {verb} far outside, up to {' and '.join(examples)}; "
        f"nearly all others lie between {signed(low, 4)} and {signed(high, 4)}.",
        risk="None: the values stay; a new column marks them.",
        cells=odd * work.every,
    )


def signed(value: float, digits: int) -> str:
    """A number for people, with a minus sign instead of a hyphen."""
    return f"{value:,.{digits}g}".replace("-", "−")


def _fences(work: Work, column: Column) -> tuple[float, float] | None:
    """The outer fences; of the logarithms where the numbers are positive and skewed to the right."""
    value = typed_sql(column)
    quartiles = "quantile_cont(v, [0.05, 0.25, 0.5, 0.75, 0.95])"
    count, least, plain = work.one(
        f"SELECT count(v), min(v), {quartiles} FROM (SELECT CAST({value} AS DOUBLE) AS v FROM work)"
    )
    if count < MIN_ROWS or plain is None:
        return None
    from math import exp, log

    p5, q1, middle, q3, p95 = plain
    if q3 <= q1:
        return None
    skewed = p95 - middle > 2 * (middle - p5)
    if least > 0 and q1 > 0 and skewed:
        low, high = log(q1), log(q3)
        spread = FAR * (high - low)
        return exp(low - spread), exp(min(high + spread, 700))
    return q1 - FAR * (q3 - q1), q3 + FAR * (q3 - q1)
