"""Missing numbers, filled in a new column beside the old with a mark, in the way that the table itself suggests."""

from __future__ import annotations

from typing import Any

from analytics.parsing import quote, typed_sql
from analytics.recipe.suggestions.making import free_name, suggestion
from analytics.recipe.suggestions.work import Work
from analytics.schema import NUMERIC_TYPES, TEMPORAL_TYPES, Column, Step

MAX_SHARE = 0.4
MAX_GROUPS = 48
EXPLAINED = 0.5
"""A group median is better than the plain one where groups explain at least this share of the variance."""
SMOOTH = 0.5
"""Neighbours in time tell more than the median where they explain at least this share."""


def find(work: Work) -> list[Step]:
    """One way to fill each numeric column that has a few gaps: along time, by group, or by the median."""
    taken = {column.name for column in work.profile.columns}
    steps = []
    for column in work.profile.columns:
        if column.type not in NUMERIC_TYPES or column.role != "measure" or work.every > 1:
            continue
        gaps = work.one(f"SELECT count(*) - count({typed_sql(column)}) FROM work")[0]
        if not 0 < gaps <= MAX_SHARE * work.rows:
            continue
        params, why = _along_time(work, column) or _by_group(work, column) or _median(work, column)
        if not params:
            continue
        names = {
            "to": free_name(f"{column.name} (filled)", taken),
            "mark": free_name(f"{column.name} was missing", taken),
        }
        steps.append(
            suggestion(
                f"fill:{column.name}",
                "fill_missing",
                column.name,
                params | names,
                confidence=0.5,
                evidence=f"{gaps:,} of {work.rows:,} values {'is' if gaps == 1 else 'are'} missing. {why}",
                risk="Filled values are guesses; they stand in a column of their own and are marked; the old stays.",
                cells=gaps,
            )
        )
    return steps


def _median(work: Work, column: Column) -> tuple[dict[str, Any], str]:
    (value,) = work.one(f"SELECT median(CAST({typed_sql(column)} AS DOUBLE)) FROM work")
    if value is None:
        return {}, ""
    text = f"{value:.12g}"
    shown = text.replace("-", "−")
    return {"method": "value", "value": text, "what": f"the median {shown}"}, f"The median of the others is {shown}."


def _by_group(work: Work, column: Column) -> tuple[dict[str, Any], str] | None:
    """The category whose groups differ most in this number, if they differ enough."""
    best: tuple[float, str] | None = None
    value = f"CAST({typed_sql(column)} AS DOUBLE)"
    for other in work.profile.columns:
        if other.type != "text" or other.role != "category" or not 2 <= other.distinct <= MAX_GROUPS:
            continue
        (share,) = work.one(
            "SELECT sum(n * (m - total) ** 2) / nullif(max(spread) * sum(n), 0) FROM (SELECT count(v) AS n, avg(v) AS m"
            f" FROM (SELECT {value} AS v, {quote(other.name)} AS g FROM work) WHERE g IS NOT NULL GROUP BY g"
            f" HAVING count(v) >= 3),"
            f" (SELECT avg(v) AS total, var_pop(v) AS spread FROM (SELECT {value} AS v FROM work))"
        )
        if share is not None and share >= EXPLAINED and (best is None or share > best[0]):
            best = (share, other.name)
    if best is None:
        return None
    share, by = best
    rows = work.connection.execute(
        f"SELECT g, median(v) FROM (SELECT {value} AS v, {quote(by)} AS g FROM work) WHERE g IS NOT NULL"
        " GROUP BY g HAVING count(v) >= 3 ORDER BY g"
    ).fetchall()
    values = {str(group): f"{median:.12g}" for group, median in rows}
    why = f"“{by}” explains {share:.0%} of how the values differ, so each gap gets the median of its group."
    return {"method": "group", "by": by, "values": values}, why


def _along_time(work: Work, column: Column) -> tuple[dict[str, Any], str] | None:
    """Between the neighbours in time, where each value is close to the mean of its two neighbours."""
    times = [each for each in work.profile.columns if each.type in TEMPORAL_TYPES and each.nulls <= 0.02 * work.rows]
    for time in times:
        if time.distinct < 0.95 * work.rows:
            continue
        value = f"CAST({typed_sql(column)} AS DOUBLE)"
        (share,) = work.one(
            "SELECT 1 - avg((v - (a + b) / 2) ** 2) / nullif(var_pop(v), 0)"
            " FROM (SELECT v, lag(v) OVER w AS a, lead(v) OVER w AS b"
            f" FROM (SELECT {value} AS v, {typed_sql(time)} AS t FROM work) WINDOW w AS (ORDER BY t))"
        )
        if share is not None and share >= SMOOTH:
            why = (
                f"Along “{time.name}” the values lie close to their neighbours, so each gap gets the line between them."
            )
            return {"method": "interpolate", "order": time.name}, why
    return None
