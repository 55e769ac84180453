"""The rows of a new file behind the rows of an earlier table: columns matched by name and content, nothing lost."""

from __future__ import annotations

import os
from pathlib import Path

from analytics.parsing import literal, quote
from analytics.profiling import profile
from analytics.recipe import session
from analytics.recipe.drift import Drift, compare
from analytics.schema import AnalyticsError, Limits, Profile


def append(
    before_table: Path, before: Profile, part: Path, out: Path, *, limits: Limits | None = None
) -> tuple[Profile, Drift]:
    """Write the rows of ``before_table``, then those of ``part`` (both text Parquet), to ``out``.

    A column that ``part`` calls otherwise goes under the earlier name; its new columns stand last, missing in the
    earlier rows. Gives the columns and rows of the whole, and how ``part`` differs.
    """
    limits = limits or Limits()
    new = profile(part, limits=limits)
    drift = compare(before_table, before, part, new, limits=limits)
    back = {now: was for was, now in drift.renamed.items()}
    earlier = [column.name for column in before.columns]
    later = {back.get(column.name, column.name): column.name for column in new.columns}
    if not set(earlier) & set(later):
        raise AnalyticsError("The new file has no column in common with the earlier one, so it cannot be appended.")
    names = [*earlier, *(name for name in later if name not in earlier)]
    old_sql = ", ".join(quote(n) if n in earlier else f"NULL::VARCHAR AS {quote(n)}" for n in names)
    new_sql = ", ".join(
        f"{quote(later[n])} AS {quote(n)}" if n in later else f"NULL::VARCHAR AS {quote(n)}" for n in names
    )
    draft = out.with_name(f".{out.name}.draft")
    with session.opened(limits, before_table.parent, part.parent, out.parent) as connection:
        connection.execute(
            f"COPY (SELECT {old_sql} FROM read_parquet({literal(str(before_table))})"
            f" UNION ALL SELECT {new_sql} FROM read_parquet({literal(str(part))}))"
            f" TO {literal(str(draft))} (FORMAT parquet, COMPRESSION zstd)"
        )
        os.replace(draft, out)
        rows = session.row_count(connection, out)
    columns = {column.name: column for column in (*before.columns, *new.columns)}
    return Profile(rows, tuple(columns[name] if name in columns else columns[later[name]] for name in names)), drift
