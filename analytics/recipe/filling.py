"""What missing values are filled with, computed once from the table and kept in the step, so that it stays the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from analytics.parsing import canonical_sql, literal, quote, typed_sql
from analytics.recipe import session
from analytics.schema import NUMERIC_TYPES, AnalyticsError, Column, Limits, Profile

MAX_GROUPS = 48
METHODS = {
    "mean": "the mean",
    "median": "the median",
    "mode": "the most frequent value",
    "group": "the median of its group",
    "interpolate": "the line between its neighbours",
    "previous": "the value before",
}


def params_for(
    table: Path, profile: Profile, column: str, method: str, *, by: str | None = None, limits: Limits | None = None
) -> dict[str, Any]:
    """The parameters of ``fill_missing`` for a method of ``METHODS``. ``by``: the groups, or the order.

    Raises AnalyticsError where the column has no such value.
    """
    about = next((each for each in profile.columns if each.name == column), None)
    if about is None:
        raise AnalyticsError(f"There is no column “{column}”.")
    if method in {"mean", "median", "group", "interpolate"} and about.type not in NUMERIC_TYPES:
        raise AnalyticsError(f"“{column}” holds no numbers; fill it with the most frequent value or the one before.")
    if method == "previous":
        return {"method": "previous"}
    if method == "interpolate":
        return {"method": "interpolate"} | ({"order": by} if by else {})
    source = f"read_parquet({literal(str(table))})"
    with session.opened(limits or Limits(memory_mb=256), table.parent) as connection:
        if method == "group":
            return _groups(connection, source, about, profile, by)
        made = "mode" if method == "mode" else "avg" if method == "mean" else "median"
        sql = typed_sql(about) if method == "mode" else f"CAST({typed_sql(about)} AS DOUBLE)"
        typed = f"SELECT {made}(v) AS {quote(column)} FROM (SELECT {sql} AS v FROM {source})"
        text = canonical_sql(about) if method == "mode" else f"printf('%.12g', {quote(column)})"
        ((value,),) = connection.execute(f"SELECT {text} FROM ({typed})").fetchall()
    if value is None:
        raise AnalyticsError(f"“{column}” has no value to fill with.")
    return {"method": "value", "value": str(value), "what": f"{METHODS[method]} {value}"}


def _groups(connection: Any, source: str, about: Column, profile: Profile, by: str | None) -> dict[str, Any]:
    if by is None or by not in {column.name for column in profile.columns}:
        raise AnalyticsError("Choose the column whose groups have a median of their own.")
    rows = connection.execute(
        f"SELECT g, printf('%.12g', median(v)) FROM (SELECT CAST({typed_sql(about)} AS DOUBLE) AS v, {quote(by)} AS g"
        f" FROM {source}) WHERE g <> '' GROUP BY g HAVING count(v) > 0 ORDER BY g LIMIT {MAX_GROUPS + 1}"
    ).fetchall()
    if not rows or len(rows) > MAX_GROUPS:
        raise AnalyticsError(f"“{by}” has {'no' if not rows else 'too many'} groups to fill by; at most {MAX_GROUPS}.")
    return {"method": "group", "by": by, "values": dict(rows)}
