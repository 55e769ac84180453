"""What is different in the next file: columns, types, categories, ranges, gaps, and steps that find no ground any more.

Two tables of one kind are compared as they came. A month that only brings other rows of the same kind must give no
item: each comparison asks whether the difference is more than such months differ by themselves.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analytics import telling
from analytics.parsing import literal, quote, typed_sql
from analytics.recipe import session
from analytics.recipe.matching import match
from analytics.schema import NUMERIC_TYPES, TEMPORAL_TYPES, Column, JsonValue, Limits, Profile
from analytics.telling import tell

if TYPE_CHECKING:
    import duckdb

MAX_CATEGORIES = 200
"""A column with more different values has no closed list of categories."""
SHARE_OF_ROWS = 0.2
NULL_RISE, NULL_FALL, SURE = 0.05, 0.2, 4.0
FACTOR = 3.0
ROWS_FACTOR = 5.0
FAR_DAYS = 400
NUMBERS = {"integer", "decimal"}
UNLIKELY = 1e-6  # that so many numbers are whole only by chance
SIGNS = (
    ("decimal", "decimal mark", "."), ("formats", "way of writing dates", None), ("currency", "currency", None),
    ("suffix", "unit", None), ("percent", "percent sign", None),
)  # fmt: skip


@dataclass(frozen=True)
class DriftItem(JsonValue):
    """``kind``: new, missing, renamed, retyped, format, categories, range, nulls, rows, step.

    ``said``: what the sentence was written from (``analytics.telling``).
    """

    kind: str
    sentence: str
    column: str | None = None
    before: str | None = None
    after: str | None = None
    said: dict[str, Any] | None = None


def _item(
    kind: str, sentence: telling.Told, column: str | None = None, before: str | None = None, after: str | None = None
) -> DriftItem:  # fmt: skip
    return DriftItem(kind, str(sentence), column, before, after, sentence.said)


@dataclass(frozen=True)
class Drift(JsonValue):
    """``renamed``: the name in the earlier table → the name in the later one."""

    items: tuple[DriftItem, ...] = ()
    renamed: dict[str, str] = field(default_factory=dict)


def compare(before_table: Path, before: Profile, table: Path, after: Profile, *, limits: Limits | None = None) -> Drift:
    """The drift from one text Parquet to another, with their profiles."""
    with session.opened(limits or Limits(memory_mb=256), before_table.parent, table.parent) as connection:
        for name, path in (("earlier", before_table), ("later", table)):
            connection.execute(f"CREATE TEMP VIEW {name} AS SELECT * FROM read_parquet({literal(str(path))})")
        pairs, renamed = match(connection, before, after)
        items = _columns(before, after, renamed)
        items += _rows(before, after)
        for old, new in pairs:
            if before.rows and after.rows:
                items += _one_column(connection, before.column(old), after.column(new), before.rows, after.rows)
    return Drift(tuple(items), renamed)


def _columns(before: Profile, after: Profile, renamed: dict[str, str]) -> list[DriftItem]:
    old, new = ([column.name for column in profile.columns] for profile in (before, after))
    items = [
        _item("renamed", tell("renamed", q1=telling.name(was), q2=telling.name(now)), now, was, now)
        for was, now in renamed.items()
    ]
    items += [
        _item("missing", tell("column_missing", q1=telling.name(name)), name)
        for name in old
        if name not in new and name not in renamed
    ]
    items += [
        _item("new", tell("column_new", q1=telling.name(name)), name)
        for name in new
        if name not in old and name not in renamed.values()
    ]
    return items


def _rows(before: Profile, after: Profile) -> list[DriftItem]:
    if not after.rows and before.rows:
        return [_item("rows", tell("no_rows"), None, f"{before.rows:,}", "0")]
    low, high = sorted((max(1, before.rows), max(1, after.rows)))
    if before.rows < 20 or high < ROWS_FACTOR * low:
        return []
    sentence = tell(
        "times_more" if after.rows > before.rows else "times_fewer", r1=telling.count(round(high / low)),
        r2=telling.count(after.rows), r3=telling.count(before.rows),
    )  # fmt: skip
    return [_item("rows", sentence, None, f"{before.rows:,}", f"{after.rows:,}")]


def _one_column(
    connection: duckdb.DuckDBPyConnection, old: Column, new: Column, rows_before: int, rows_after: int
) -> list[DriftItem]:
    gaps = _nulls(old, new, rows_before, rows_after)
    if new.nulls >= rows_after or old.nulls >= rows_before:
        return gaps
    typed = _types(old, new)
    if typed:
        return [*gaps, *typed]
    if old.type in NUMERIC_TYPES and old.role not in {"identifier", "time"}:
        return [*gaps, *_fractions(connection, old, new), *_numbers(connection, old, new)]
    if old.type in TEMPORAL_TYPES:
        return [*gaps, *_days(old, new)]
    if old.type in {"text", "boolean"} and old.role not in {"identifier", "text"}:
        return [*gaps, *_categories(connection, old, new, rows_before, rows_after)]
    return gaps


def _types(old: Column, new: Column) -> list[DriftItem]:
    name = new.name
    if old.type != new.type and not {old.type, new.type} <= NUMBERS:
        return [_retyped(old, new)]
    if new.ambiguous and not old.ambiguous:
        return [_item("retyped", tell("two_ways_now", q1=telling.name(name)), name, old.type, new.type)]
    # Whole numbers show no decimal mark, so they do not tell which one the column has.
    marked = {old.type, new.type} <= NUMERIC_TYPES - {"integer"}
    for key, word, usual in SIGNS:
        was, now = old.parse.get(key) or usual, new.parse.get(key) or usual
        if was != now and (marked or key != "decimal"):
            sentence = tell("another", q1=telling.name(name), w1=telling.word(word))
            return [_item("format", sentence, name, _short(was), _short(now))]
    return []


def _retyped(old: Column, new: Column) -> DriftItem:
    facts: dict[str, Any] = {
        "q1": telling.name(new.name),
        "w1": telling.word(new.type),
        "w2": telling.word(old.type),
    }
    sentence = tell("retyped_why", **facts, x1=telling.text(new.why)) if new.why else tell("retyped", **facts)
    return _item("retyped", sentence, new.name, old.type, new.type)


def _fractions(connection: duckdb.DuckDBPyConnection, old: Column, new: Column) -> list[DriftItem]:
    """Whole numbers that have fractions now, or have none any more, where it is no chance that they had none."""
    if {old.type, new.type} != NUMBERS:
        return []
    values = {"earlier": typed_sql(old), "later": typed_sql(new)}
    broken, whole = ("later", "earlier") if old.type == "integer" else ("earlier", "later")
    value = values[broken]
    share = connection.execute(f"SELECT avg(CAST({value} <> trunc({value}) AS INT)) FROM {broken}").fetchall()[0][0]
    count = connection.execute(f"SELECT count({values[whole]}) FROM {whole}").fetchall()[0][0]
    return [_retyped(old, new)] if (1 - (share or 0)) ** count < UNLIKELY else []


def _short(value: object) -> str | None:
    text = ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    return None if value is None else text[:60]


def _nulls(old: Column, new: Column, rows_before: int, rows_after: int) -> list[DriftItem]:
    """A share of missing values that changed by more than chance explains (two proportions)."""
    was, now = old.nulls / rows_before, new.nulls / rows_after
    both = (old.nulls + new.nulls) / (rows_before + rows_after)
    spread = math.sqrt(max(both * (1 - both), 1e-12) * (1 / rows_before + 1 / rows_after))
    if abs(now - was) < SURE * spread or not (now - was >= NULL_RISE or was - now >= NULL_FALL):
        return []
    shares: dict[str, Any] = {"p1": telling.per_cent(now, 0), "p2": telling.per_cent(was, 0)}
    return [_item("nulls", tell("nulls", q1=telling.name(new.name), **shares), new.name, f"{was:.1%}", f"{now:.1%}")]


def _numbers(connection: duckdb.DuckDBPyConnection, old: Column, new: Column) -> list[DriftItem]:
    """A sign that was never there, values far outside the old range, or another size of the typical value."""
    found = []
    for table, column in (("earlier", old), ("later", new)):
        value = f"CAST({typed_sql(column)} AS DOUBLE)"
        wanted = "count(v), min(v), max(v), quantile_cont(v, [0.25, 0.5, 0.75])"
        sql = f"SELECT {wanted} FROM (SELECT {value} AS v FROM {table})"
        found.append(connection.execute(sql).fetchall()[0])
    (count, low, high, old_q), (later, new_low, new_high, new_q) = found
    if count < 20 or not later:
        return []
    shown = f"{_number(low)} to {_number(high)}", f"{_number(new_low)} to {_number(new_high)}"
    span, iqr = high - low, max(old_q[2] - old_q[0], (high - low) * 1e-3, 1e-12)
    sentence, name = None, telling.name(new.name)
    if low >= 0 > new_low:
        sentence = tell("negative", q1=name)
    elif new_high > high + 2 * max(span, abs(high) * 0.1, iqr) or new_low < low - 2 * max(span, abs(low) * 0.1, iqr):
        sentence = tell("beyond", q1=name)
    elif _moved(old_q[1], new_q[1], iqr, min(count, later)):
        sentence = tell("typical", q1=name, n1=telling.significant(new_q[1]), n2=telling.significant(old_q[1]))
    return [_item("range", sentence, new.name, *shown)] if sentence else []


def _moved(old: float, new: float, iqr: float, count: int) -> bool:
    """Whether the median moved by more than chance and more than such a column moves by itself."""
    chance = 1.25 * iqr / 1.35 / math.sqrt(max(1, count))  # the standard error of a median
    if abs(new - old) < max(2 * iqr, 6 * chance):
        return old > 0 and new > 0 and max(old, new) / min(old, new) >= FACTOR and abs(new - old) > 6 * chance
    return True


def _number(value: float) -> str:
    return f"{value:,.6g}"


def _days(old: Column, new: Column) -> list[DriftItem]:
    """Dates years away from the old ones; the next month is no drift."""
    from datetime import date

    try:
        low, high, new_low, new_high = (
            date.fromisoformat((text or "")[:10]) for text in (old.min, old.max, new.min, new.max)
        )
    except ValueError:
        return []
    reach = max(FAR_DAYS, (high - low).days)
    if (new_high - high).days <= reach and (low - new_low).days <= reach:
        return []
    ends: dict[str, Any] = {"d1": telling.iso_day(new_low), "d2": telling.iso_day(new_high)}
    sentence = tell("far_dates", q1=telling.name(new.name), **ends)
    return [_item("range", sentence, new.name, f"{low} to {high}", f"{new_low} to {new_high}")]


def _categories(
    connection: duckdb.DuckDBPyConnection, old: Column, new: Column, rows_before: int, rows_after: int
) -> list[DriftItem]:
    """Values that a closed list never had. The rarer the old values were, the less a new rare one means."""
    if old.distinct > min(MAX_CATEGORIES, max(2, SHARE_OF_ROWS * rows_before)):
        return []
    a, b = quote(old.name), quote(new.name)
    singles = connection.execute(
        f"SELECT count(*) FROM (SELECT 1 FROM earlier WHERE {a} <> '' GROUP BY trim({a}) HAVING count(*) = 1)"
    ).fetchall()[0][0]
    fresh = connection.execute(
        f"SELECT trim({b}) AS v, count(*) AS n FROM later WHERE {b} <> '' AND trim({b}) NOT IN"
        f" (SELECT trim({a}) FROM earlier WHERE {a} IS NOT NULL) GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 200"
    ).fetchall()
    # Good and Turing: so many rows are expected to hold values that were never seen.
    expected = singles / rows_before * rows_after
    count = sum(n for _, n in fresh)
    if not fresh or (singles and count <= expected + 3 * math.sqrt(expected) + 1):
        return []
    sentence = tell(
        "new_values", n=len(fresh), q1=telling.name(new.name), r1=telling.count(len(fresh)),
        x1=telling.counted(fresh[:5]),
    )  # fmt: skip
    return [_item("categories", sentence, new.name, None, ", ".join(str(value) for value, _ in fresh[:20]))]


def failed(failures: Sequence[tuple[str, str]]) -> list[DriftItem]:
    """Items for steps (title, reason) whose precondition failed on the new file."""
    return [
        _item("step", tell("skipped", x1=telling.text(title), x2=telling.text(reason))) for title, reason in failures
    ]
