"""The profile of a clean table: unchanged columns keep theirs, repaired and new ones are looked at again."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from analytics.parsing import literal, quote
from analytics.recipe import session
from analytics.recipe.frame import Frame
from analytics.schema import Column, Limits, Profile, Recipe

SAFE_OPS = frozenset({"trim", "null_words", "type"})
"""What the profile of the source text already reckons with."""


def profile_after(frame: Frame, profile: Profile, recipe: Recipe, *, clean: Path, rows: int, limits: Limits) -> Profile:
    """Describe ``clean``. A column that only the safe steps touched has the statistics of ``profile`` already."""
    touched = _touched(frame, recipe, removed=rows != profile.rows)
    columns = frame.profile_columns()
    looked = _look_again(frame, [name for name in frame.order if name in touched], clean, limits)
    merged = tuple(_merge(columns[name], looked[name]) if name in looked else columns[name] for name in frame.order)
    return Profile(rows=rows, columns=merged)


def _touched(frame: Frame, recipe: Recipe, *, removed: bool) -> set[str]:
    if removed:
        return set(frame.order)
    ran = {change.step for change in frame.changes} | set(frame.added.values())
    safe = {step.id for step in recipe.steps if step.op in SAFE_OPS and step.tier == "auto"}
    originals = {change.column for change in frame.changes if change.step not in safe and change.step in ran}
    untyped = {name for name, cell in frame.cells.items() if not cell.typed}
    return {name for name, cell in frame.cells.items() if cell.original in originals or cell.original is None} | untyped


def _look_again(frame: Frame, names: list[str], clean: Path, limits: Limits) -> dict[str, Column]:
    """Profile the canonical text of the given columns of the clean table."""
    if not names:
        return {}
    from analytics.parsing import canonical_sql
    from analytics.profiling import profile

    texts = []
    for name in names:
        cell = frame.cells[name]
        sql = canonical_sql(replace(cell.column, name=name)) if cell.typed else quote(name)
        texts.append(f"{sql} AS {quote(name)}")
    with tempfile.TemporaryDirectory(prefix=".profile-", dir=clean.parent) as folder:
        text = Path(folder) / "text.parquet"
        with session.opened(limits, clean.parent, Path(folder)) as connection:
            select = f"SELECT {', '.join(texts)} FROM read_parquet({literal(str(clean))})"
            connection.execute(f"COPY ({select}) TO {literal(str(text))} (FORMAT parquet)")
        return {column.name: column for column in profile(text, limits=limits).columns}


def _merge(decided: Column, looked: Column) -> Column:
    """The looked-at statistics, under the type that the recipe decided. A column of new text keeps what was found."""
    if looked.type == decided.type or not decided.parse:
        return replace(looked, type=decided.type, unit=decided.unit or looked.unit)
    return replace(
        looked, type=decided.type, role=decided.role, unit=decided.unit, ambiguous=False, question=None, choices=()
    )
