"""A table's texts and the values parsed before, joined for a while into one Parquet file that is read by all cores.

DuckDB reads two files row beside row on one core only. Their column chunks are put into one file instead, byte for
byte, and what a replay does not change is taken from there into the clean table in the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from analytics import typed_footer as footers
from analytics import typed_groups as groups
from analytics.parsing import literal
from analytics.schema import Column

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class Beside:
    """``names``: the column of the joined file that has a column's values. ``values``: the file they came from."""

    path: Path
    names: Mapping[str, str]
    values: footers.Footer

    def source(self) -> str:
        """A FROM clause with all rows."""
        return f"read_parquet({literal(str(self.path))}, {groups.ROW_NUMBER} = true)"


@contextmanager
def joined(
    table: Path, typed: Path | None, held: Mapping[str, str], columns: Sequence[Column], target: Path
) -> Iterator[Beside | None]:
    """The texts of ``table`` beside the values in ``typed``, as the file ``target``; None where that cannot be."""
    try:
        made = _join(table, typed, columns, target) if typed is not None and held else None
    except footers.Unfit:
        made = None
    try:
        yield made
    finally:
        target.unlink(missing_ok=True)


def _join(table: Path, typed: Path, columns: Sequence[Column], target: Path) -> Beside:
    texts, values = footers.read(table), footers.read(typed)
    groups.hold(texts)
    if any(column.name not in values.columns or column.name not in texts.columns for column in columns):
        raise footers.Unfit("other columns")
    parts = [(texts, name, name) for name in texts.columns]
    names = {}
    for column in columns:
        bounds = texts.columns[column.name].bounds() if column.type == "text" else None
        if bounds and bounds[0] > b"" and not column.parse.get("nulls"):
            names[column.name] = column.name  # no text is empty, so each is its own value
            continue
        new = f"{column.name} value"
        while new in texts.columns:
            new += "'"
        names[column.name] = new
        parts.append((values, column.name, new))
    if len({new.lower() for _footer, _name, new in parts}) < len(parts):
        raise footers.Unfit("names that differ only in case")
    footers.join(target, parts, {})
    return Beside(target, names, values)


def assemble(
    connection: duckdb.DuckDBPyConnection, beside: Beside, order: Sequence[str], kept: Mapping[str, str], target: Path,
    select: Callable[[str], str],
) -> None:  # fmt: skip
    """Write ``target`` with the columns of ``order``: those ``kept`` (name → name of the values) as they are.

    ``select`` gives the SELECT of the others from a FROM clause. Raises footers.Unfit where that cannot be.
    """
    rest = target.with_name(f"{target.name}.rest")
    try:
        parts = {name: (beside.values, old, name) for name, old in kept.items()}
        if len(kept) < len(order):
            groups.write(
                connection, beside.values, rest, lambda first, stop: select(groups.rows(beside.path, first, stop))
            )
            written = footers.read(rest)
            parts |= {name: (written, name, name) for name in order if name not in kept}
        footers.join(target, [parts[name] for name in order], {})
    finally:
        rest.unlink(missing_ok=True)
