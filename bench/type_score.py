"""Score types, values and questions: ``python bench/type_score.py [TRAPS] [--columns N] [--seed S] [--verbose]``.

Without a folder it draws columns as people of many places write them (``type_tables``) and prints, per family, how many
have the right type, every value right, and the question where one is due. TRAPS is a folder with files and an
``expect.json`` (type, values and ambiguous columns of each); every file then goes the whole way of
``read``, ``profile`` and ``clean --accept none``.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import sys
import tempfile
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parent.parent)]

from type_tables import Drawn, columns  # noqa: E402


def look(
    texts: dict[str, tuple[str, ...]], folder: Path, *, decisions: dict[str, str] | None = None
) -> tuple[Any, dict[str, list[str | None]]]:
    """The profile of columns of equal length and their canonical values, by the SQL that makes clean tables."""
    import duckdb
    import pyarrow
    import pyarrow.parquet

    from analytics.parsing import canonical_sql, typed_sql
    from analytics.profiling import profile

    path = folder / "text.parquet"
    pyarrow.parquet.write_table(pyarrow.table({k: pyarrow.array(v, pyarrow.string()) for k, v in texts.items()}), path)
    found, values = profile(path, decisions=decisions), {}
    with duckdb.connect() as connection:
        for column in found.columns:
            typed = f"SELECT {typed_sql(column)} AS v FROM read_parquet('{path}')"
            shown = canonical_sql(replace(column, name="v"))
            rows = connection.execute(f"SELECT CAST({shown} AS VARCHAR) FROM ({typed})").fetchall()
            values[column.name] = [row[0] for row in rows]
    return found, values


def judge(drawn: Drawn, folder: Path) -> dict[str, Any]:
    """What is right about one column."""
    found, values = look({drawn.name: drawn.texts}, folder)
    column = found.columns[0]
    return {
        "type": column.type == drawn.type,
        "values": tuple(values[column.name]) == drawn.values,
        "asked": column.ambiguous == drawn.ambiguous and bool(column.question) == drawn.ambiguous,
        "role": not drawn.role or column.role == drawn.role or column.role == "constant",
        "column": column,
        "got": values[column.name],
    }


def score_drawn(count: int, seed: int, verbose: bool) -> None:
    totals: Counter[str] = Counter()
    families: dict[str, Counter[str]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for drawn in columns(seed, count):
            result = judge(drawn, Path(folder))
            right = {key for key in ("type", "values", "asked", "role") if result[key]}
            totals.update([*right, "columns"])
            families.setdefault(drawn.family, Counter()).update([*right, "columns"])
            if verbose and len(right) < 4:
                pairs = zip(drawn.texts, drawn.values, result["got"], strict=True)
                wrong = [pair for pair in pairs if pair[1] != pair[2]][:4]
                print(f"  {drawn.family} “{drawn.name}”: {result['column'].type} {result['column'].role}", wrong,
                      result["column"].why, result["column"].question or "")  # fmt: skip
    for name, counts in sorted(families.items()):
        print(f"{name:24} {counts['columns']:4} columns  type {counts['type']:4}  values {counts['values']:4}"
              f"  question {counts['asked']:4}  role {counts['role']:4}")  # fmt: skip
    print(f"all: {totals['columns']} columns, type {totals['type']}, every value {totals['values']},"
          f" question {totals['asked']}, role {totals['role']}")  # fmt: skip


def clean(file: Path, folder: Path) -> tuple[Any, dict[str, list[str]]]:
    """Read and clean a file by the safe steps; the profile and the columns of the clean CSV."""
    from analytics.cli.clean import export
    from analytics.profiling import profile
    from analytics.reading import read
    from analytics.recipe import propose, replay

    text, typed, changes, out = (folder / n for n in ("text.parquet", "clean.parquet", "changes.parquet", "out.csv"))
    read(file, text, name=file.name)
    found = profile(text)
    done = replay(text, propose(text, found, suggest=False), found, clean=typed, changes=changes)
    export(typed, done.profile, out, memory_mb=512)
    with out.open(encoding="utf-8", newline="") as stream:
        header, *rows = csv.reader(stream)
    return found, {name: [row[i] for row in rows] for i, name in enumerate(header)}


def score_traps(traps: Path) -> None:
    expected = json.loads((traps / "expect.json").read_text(encoding="utf-8"))
    right = total = asked = due = extra = 0
    for name, truth in expected.items():
        with tempfile.TemporaryDirectory() as folder:
            found, got = clean(traps / name, Path(folder))
        flagged = {column.name for column in found.columns if column.ambiguous}
        due += len(truth["ambiguous"])
        asked += len(flagged & set(truth["ambiguous"]))
        extra += len(flagged - set(truth["ambiguous"]))
        for column, values in truth["values"].items():
            total += 1
            mine = got.get(column)
            same = mine is not None and [_value(v) for v in mine] == [_value(v) for v in values]
            right += same
            if not same:
                print(f"  {name} “{column}”: wanted {values[:5]}, got {(mine or [])[:5]}")
    print(f"{total} columns: {right} with every value right; {asked} of {due} questions asked, {extra} more")


def _value(text: str | None) -> Any:
    """What two texts are compared by: plain numbers by their value, everything else as it is."""
    return float(text) if text and re.fullmatch(r"-?(0|[1-9][0-9]{0,14})([.][0-9]+)?", text) else text or ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("traps", type=Path, nargs="?")
    parser.add_argument("--columns", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--verbose", action="store_true")
    arguments = parser.parse_args()
    if arguments.traps:
        score_traps(arguments.traps)
    else:
        score_drawn(arguments.columns, arguments.seed, arguments.verbose)


if __name__ == "__main__":
    main()
