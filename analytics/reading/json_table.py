"""JSON values to rows of text: nested objects become dotted columns, lists stay JSON text."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analytics.reading.json_stream import Number
from analytics.schema import AnalyticsError, Limits

if TYPE_CHECKING:
    import pyarrow as pa

ROWS_PER_CHUNK = 20_000
CHARS_PER_CHUNK = 64 * 1024**2
MAX_LEVELS = 32
ROW_GROUP = 122_880


class Rows:
    """Collects rows whose columns turn up as they come, in chunks on disk; then writes them as one Parquet file."""

    def __init__(self, out: Path, limits: Limits, items: str | None = None) -> None:
        self.out = out
        self.limits = limits
        self.folder = Path(tempfile.mkdtemp(prefix="rows-", dir=out.parent))
        self.columns: dict[str, int] = {}
        self.values: list[list[str | None]] = []
        self.held = self.rows = self.chars = 0
        self.parts: list[Path] = []
        self.lists: set[str] = set()
        self.deep: set[str] = set()
        self.items = items
        """The dotted name of a list each of whose items becomes a row; the fields beside it are repeated."""
        self.parted = self.elements = 0

    def __enter__(self) -> Rows:
        return self

    def __exit__(self, *_error: object) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def add(self, element: Any) -> None:
        """One row: an object with its nested ones, or a bare value in the column ``value``; or a row for each item."""
        self.elements += 1
        found = taken(element, self.items) if self.items else None
        if found is None:
            self._row(element)
            return
        rest, items = found
        self.parted += len(items)
        for item in items or [None]:
            self._row(rest, item)

    def _row(self, element: Any, item: Any = None) -> None:
        if isinstance(element, dict):
            self._put(element, "", 1)
        else:
            self._cell("value", element)
        if isinstance(item, dict) and item:
            self._put(item, f"{self.items}.", 2)
        elif item is not None:
            self._cell(str(self.items), item)
        self.held += 1
        if self.held >= ROWS_PER_CHUNK or self.chars > CHARS_PER_CHUNK:
            self.flush()

    def _put(self, element: Mapping[str, Any], prefix: str, level: int) -> None:
        for key, value in element.items():
            if isinstance(value, dict) and value and level < MAX_LEVELS:
                self._put(value, f"{prefix}{key}.", level + 1)
            else:
                self._cell(f"{prefix}{key}", value)

    def _cell(self, name: str, value: Any) -> None:
        place = self.columns.get(name)
        if place is None:
            place = self._new_column(name)
        if value is None:
            return
        if isinstance(value, str):
            text = value
        elif value is True or value is False:
            text = "true" if value else "false"
        else:
            (self.lists if isinstance(value, list) else self.deep).add(name)
            text = dumped(value)
        column = self.values[place]
        gap = self.held - len(column)
        if gap > 0:
            column.extend([None] * gap)
        elif gap < 0:
            column.pop()  # {"a": {"b": 1}, "a.b": 2}: the later one counts, as for any repeated name
        column.append(text)
        self.chars += len(text)

    def _new_column(self, name: str) -> int:
        if len(self.columns) >= self.limits.max_columns:
            raise AnalyticsError(
                f"The JSON has more than {self.limits.max_columns:,} different fields, "
                "which is more columns than can be read."
            )
        self.columns[name] = len(self.columns)
        self.values.append([])
        return len(self.columns) - 1

    def flush(self) -> None:
        """Write what is held to disk."""
        if not self.held:
            return
        import pyarrow as pa

        arrays = []
        for column in self.values:
            column.extend([None] * (self.held - len(column)))
            arrays.append(text_array(column))
        names = [str(n) for n in range(len(arrays))]
        part = self.folder / f"{len(self.parts)}.arrow"
        table = pa.table(arrays, names=names)
        if not names:
            table = pa.table({"none": pa.nulls(self.held, pa.string())})
        with pa.OSFile(str(part), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
            writer.write_table(table)
        self.parts.append(part)
        self.rows += self.held
        if self.rows > self.limits.max_rows:
            raise AnalyticsError(
                f"The file has more than {self.limits.max_rows:,} rows, which is more than can be read."
            )
        self.held = self.chars = 0
        self.values = [[] for _ in self.values]

    def write(self, names: Sequence[str]) -> None:
        """The Parquet file, atomically; ``names`` replace the columns' own."""
        import pyarrow as pa

        self.flush()
        schema = pa.schema([(name, pa.string()) for name in names])
        write_parquet(self.out, schema, self._tables(schema))

    def _tables(self, schema: pa.Schema) -> Iterable[pa.Table]:
        import pyarrow as pa

        for part in self.parts:
            with pa.OSFile(str(part), "rb") as source:
                table = pa.ipc.open_file(source).read_all()
            have = set(table.column_names)
            arrays = [
                table[str(n)] if str(n) in have else pa.nulls(table.num_rows, pa.string()) for n in range(len(schema))
            ]
            yield pa.table(arrays, schema=schema)


def taken(element: Any, path: str) -> tuple[Any, list[Any]] | None:
    """The element without the list at a dotted path, and that list; None where it has none there."""
    if path == "value" and isinstance(element, list):
        return {}, element
    if not isinstance(element, dict):
        return None
    if isinstance(element.get(path), list):
        return {key: value for key, value in element.items() if key != path}, element[path]
    for key, value in element.items():
        if isinstance(value, dict) and path.startswith(f"{key}.") and (found := taken(value, path[len(key) + 1 :])):
            return {**element, key: found[0]}, found[1]
    return None


def write_parquet(out: Path, schema: pa.Schema, tables: Iterable[pa.Table]) -> int:
    """Write tables of one schema to ``out`` by way of a draft beside it; the number of rows."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    draft = out.with_name(f"{out.name}.draft")
    rows = held_rows = 0
    held: list[pa.Table] = []
    try:
        with pq.ParquetWriter(draft, schema, compression="zstd") as writer:
            for table in tables:
                held.append(table)
                held_rows += table.num_rows
                rows += table.num_rows
                if held_rows >= ROW_GROUP or sum(t.nbytes for t in held) > 128 * 1024**2:
                    writer.write_table(pa.concat_tables(held).combine_chunks(), row_group_size=ROW_GROUP)
                    held, held_rows = [], 0
            if held:
                writer.write_table(pa.concat_tables(held).combine_chunks(), row_group_size=ROW_GROUP)
        os.replace(draft, out)
    finally:
        draft.unlink(missing_ok=True)
    return rows


def text_array(values: list[str | None]) -> pa.Array:
    """Text as Arrow; half surrogate pairs, which no text file can hold, become a question mark."""
    import pyarrow as pa

    try:
        return pa.array(values, pa.string())
    except (UnicodeEncodeError, pa.ArrowInvalid):
        return pa.array(
            [None if v is None else v.encode("utf-8", "replace").decode("utf-8") for v in values], pa.string()
        )


def in_pieces(rows: Iterator[Sequence[str | None]], schema: pa.Schema, limits: Limits) -> Iterator[pa.Table]:
    """Rows of text as tables of at most ROWS_PER_CHUNK. AnalyticsError beyond the most rows that may be read."""
    import pyarrow as pa

    total = 0
    while held := list(islice(rows, ROWS_PER_CHUNK)):
        total += len(held)
        if total > limits.max_rows:
            raise AnalyticsError(f"The file has more than {limits.max_rows:,} rows, which is more than can be read.")
        yield pa.table([text_array(list(column)) for column in zip(*held, strict=True)], schema=schema)


def dumped(value: Any) -> str:
    """A value as JSON text again, its numbers by their source text."""
    import json

    if isinstance(value, Number):
        return str(value)
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(k, ensure_ascii=False)}: {dumped(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(dumped(v) for v in value) + "]"
    return "null" if value is None else "true" if value else "false"
