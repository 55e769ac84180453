"""Parquet to the text table: each value in the canonical form that a CSV would show, done by DuckDB."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from analytics import engine
from analytics.parsing import literal, quote
from analytics.reading.workbook_names import unique_names
from analytics.schema import AnalyticsError, Detected, Limits, RawTable, ReadOptions
from analytics.typed_groups import FORMAT

Progress = Callable[[float, str], None]
FORMATS = frozenset({"parquet"})
Leaf = tuple[str, str, str]
MAX_LEVELS = 8
_OPTIONS = ReadOptions()
_LIMITS = Limits()


def sniff(path: Path) -> str | None:
    """``parquet`` by the mark at both ends of the file."""
    with path.open("rb") as file:
        if file.read(4) != b"PAR1":
            return None
    return "parquet"


def read(
    path: Path,
    out: Path,
    *,
    name: str,
    options: ReadOptions = _OPTIONS,
    limits: Limits = _LIMITS,
    progress: Progress | None = None,
) -> RawTable:
    """All columns as text: numbers with a point, ISO moments, ``true`` and ``false``, nested values as JSON."""
    import duckdb

    if progress is not None:
        progress(0.0, "Reading the Parquet file")
    draft = out.with_name(f"{out.name}.draft")
    source = f"read_parquet({literal(str(path.resolve()))})"
    try:
        with engine.connect(limits.memory_mb, temp=out.parent, directories=[path.parent, out.parent]) as connection:
            relation = connection.sql(f"SELECT * FROM {source}")
            columns = [
                leaf
                for column, kind in zip(relation.columns, relation.types, strict=True)
                for leaf in leaves(column, quote(column), kind)
            ]
            _hold(columns, limits)
            names = unique_names([" ".join(column.split()) for column, _value, _type in columns])
            shown = ", ".join(
                f"{canonical(value, kind)} AS {quote(new)}"
                for (_column, value, kind), new in zip(columns, names, strict=True)
            )
            target = literal(str(draft.resolve()))
            connection.execute(f"COPY (SELECT {shown} FROM {source}) TO {target} ({FORMAT})")
            counted = connection.execute(f"SELECT count(*) FROM read_parquet({target})").fetchone()
        os.replace(draft, out)
    except duckdb.Error as error:
        raise AnalyticsError(f"“{name}” is no readable Parquet file: it is damaged, cut off or encrypted.") from error
    finally:
        draft.unlink(missing_ok=True)
    rows = int(counted[0]) if counted else 0
    if progress is not None:
        progress(1.0, "Reading the Parquet file")
    kinds = ", ".join(sorted({kind.split("(")[0].lower() for _column, _value, kind in columns}))
    evidence = {"format": "The file starts and ends with the mark of Parquet.", "types": f"Its columns are of {kinds}."}
    return RawTable(str(out), names, rows, Detected("parquet", header_rows=0, evidence=evidence))


def _hold(columns: Sequence[Leaf], limits: Limits) -> None:
    if not columns:
        raise AnalyticsError("The Parquet file has no columns.")
    if len(columns) > limits.max_columns:
        raise AnalyticsError(f"The Parquet file has {len(columns):,} columns; at most {limits.max_columns:,} are read.")


def leaves(name: str, value: str, kind: Any, level: int = 0) -> Iterator[Leaf]:
    """A column as it is, or the fields of a nested one with dotted names: name, SQL for the value, DuckDB type."""
    if kind.id != "struct" or level >= MAX_LEVELS:
        yield name, value, str(kind)
        return
    for field, inner in kind.children:
        yield from leaves(f"{name}.{field}", f"struct_extract({value}, {literal(field)})", inner, level + 1)


def canonical(value: str, kind: str) -> str:
    """SQL for the text of a value of a DuckDB type."""
    base = kind.split("(")[0].upper()
    if kind.endswith("]") or base in ("STRUCT", "MAP", "UNION", "LIST"):
        return f"CAST(to_json({value}) AS VARCHAR)"
    text = f"CAST({value} AS VARCHAR)"
    if base in ("DOUBLE", "FLOAT"):
        small, large = f"abs({value}) < 1 AND abs({value}) >= 1e-18", f"abs({value}) >= 1 AND abs({value}) < 1e37"
        plain = (
            f"CASE WHEN contains({text}, 'e') THEN CASE "
            f"WHEN {small} THEN rtrim(CAST(CAST({text} AS DECIMAL(38,36)) AS VARCHAR), '0') "
            f"WHEN {large} THEN CAST(CAST({text} AS DECIMAL(38,0)) AS VARCHAR) ELSE {text} END ELSE {text} END"
        )
        return f"regexp_replace({plain}, '^(-?[0-9]+)[.]0$', '\\1')"
    if base.startswith("TIMESTAMP"):
        return f"regexp_replace({text}, '([.][0-9]*?)0+$', '\\1')"
    if base == "BLOB":
        return f"coalesce(try(decode({value})), {text})"
    return text
