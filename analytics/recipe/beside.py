"""A table's texts and the values parsed before, joined for a while into one Parquet file that is read by all cores.

DuckDB reads two files row beside row on one core only. Their column chunks are put into one file instead, byte for
byte, and what a replay does not change is taken from there into the clean table in the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from analytics import typed as ahead
from analytics import typed_footer as footers
from analytics.parsing import literal
from analytics.schema import Column


@dataclass(frozen=True)
class Beside:
    """``names``: the column of the joined file that has a column's values. ``values``: the file they came from."""

    path: Path
    names: Mapping[str, str]
    values: footers.Footer
    runs: Sequence[ahead.Run]

    def source(self, run: ahead.Run | None = None) -> str:
        """A FROM clause with the rows of the whole file, or of a run of its row groups."""
        whole = f"read_parquet({literal(str(self.path))}, file_row_number = true)"
        if run is None or len(self.runs) == 1:
            return whole
        first, stop = run.first, run.first + run.rows
        return f"(SELECT * FROM {whole} WHERE file_row_number >= {first} AND file_row_number < {stop})"


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
    if len({new.lower() for _footer, _name, new in parts} | {"file_row_number"}) <= len(parts):
        raise footers.Unfit("names that differ only in case")
    footers.join(target, parts, {})
    return Beside(target, names, values, ahead.runs(texts))


def assemble(
    beside: Beside, order: Sequence[str], kept: Mapping[str, str], target: Path,
    write: Callable[[str, Path, int], None], folder: Path,
) -> None:  # fmt: skip
    """Write ``target`` with the columns of ``order``: those ``kept`` (name → name of the values) as they are.

    ``write`` writes the others: the source of their rows, where to, the size of row groups. Raises footers.Unfit.
    """
    pieces = [folder / f".{target.name}.{number}" for number in range(len(beside.runs))]
    rest = target.with_name(f"{target.name}.rest")
    try:
        parts = {name: (beside.values, old, name) for name, old in kept.items()}
        if len(kept) < len(order):
            for run, piece in zip(beside.runs, pieces, strict=True):
                write(beside.source(run), piece, run.size)
            footers.stack(rest, [footers.read(piece) for piece in pieces])
            written = footers.read(rest)
            parts |= {name: (written, name, name) for name in order if name not in kept}
        footers.join(target, [parts[name] for name in order], {})
    finally:
        for piece in (*pieces, rest):
            piece.unlink(missing_ok=True)
