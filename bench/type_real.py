"""Score types and roles of real columns: ``python bench/type_real.py FOLDER LABELS [--keep FOLDER] [--verbose]``.

FOLDER has CSV files. LABELS is a CSV file with the header ``file,column,label,type`` and one line a column: the file's
name in the folder, the column's name as it is read, what a person says that the column is, and, where it should be
scored, its type (``boolean``, ``date`` …; empty otherwise). Labels are

``numeric`` (can be added up or averaged), ``category``, ``year``, ``time``, ``sentence``, ``url``, ``embedded`` (a
number inside a text: $5, 12 kg, 10%), ``list``, ``identifier``, ``constant`` (one value, or hardly any), ``other``
(names, addresses and whatever only a person who knows the data could use).

Several labels, ``identifier|other``, are all right; ``?`` leaves the column out. Labels should be given without a look
at what the profile says. ``--keep`` is a folder for the tables as read, so that a second run is quick.
"""

from __future__ import annotations

import argparse
import csv
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from analytics.profiling import profile  # noqa: E402
from analytics.reading import read  # noqa: E402
from analytics.schema import AnalyticsError, Column  # noqa: E402

APART = {"it has addresses": "url", "it has sentences": "sentence"}
"""Reasons for the role text that say what kind of text it is."""


@dataclass(frozen=True)
class Label:
    """What a person says of one column."""

    column: str
    labels: frozenset[str]
    type: str


def said(column: Column) -> str:
    """The label that the profile amounts to."""
    if column.role == "measure":
        marked = column.type in ("currency", "percent") or column.parse.get("thousands")
        return "embedded" if marked else "numeric"
    if column.role != "text":
        return column.role
    reason = column.why.partition("As text: ")[2].rstrip(".")
    if "wants taking apart" in reason or "want taking apart" in reason:
        return "list" if "is a list" in column.why else "embedded"
    return APART.get(reason, "other")


def agrees(label: frozenset[str], mine: str, column: Column) -> bool:
    if mine in label or (mine == "embedded" and "numeric" in label and column.role == "measure"):
        return True
    return "year" in label and mine in ("category", "time")


def labels_of(path: Path) -> dict[str, list[Label]]:
    """The labels of each file."""
    found = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            labels = frozenset(row["label"].split("|"))
            if "?" not in labels:
                found[row["file"]].append(Label(row["column"], labels, row.get("type") or ""))
    return found


def columns_of(file: Path, folder: Path) -> dict[str, Column]:
    """The columns of a file by name, empty if it cannot be read."""
    table = folder / f"{file.name}.parquet"
    try:
        if not table.exists():
            read(file, table, name=file.name)
        return {column.name: column for column in profile(table).columns}
    except AnalyticsError as error:
        print(f"  {file.name}: {error}")
        return {}


def score(folder: Path, labels: dict[str, list[Label]], kept: Path, verbose: bool) -> None:
    table: Counter[tuple[str, str]] = Counter()
    right = called = strangers = typed = types = missing = 0
    for name, wanted in sorted(labels.items()):
        columns = columns_of(folder / name, kept)
        for label in wanted:
            column = columns.get(label.column)
            if column is None:
                missing += 1
                continue
            mine = said(column)
            good = agrees(label.labels, mine, column)
            right += good
            table[mine if mine in label.labels else min(label.labels), mine] += 1
            if not label.labels & {"numeric", "embedded"}:
                strangers += 1
                called += column.role == "measure"
            if label.type:
                typed += 1
                types += column.type == label.type
            if verbose and not (good and label.type in ("", column.type)):
                print(f"  {name} “{column.name}”: {'|'.join(sorted(label.labels))}, but {mine}: {column.why}")
    total = sum(table.values())
    print_confusion(table)
    print(f"{total} columns of {len(labels)} files: {right} as labelled ({right / max(1, total):.3f});")
    print(f"  {called} of {strangers} that are no numbers called measure ({called / max(1, strangers):.3f});")
    print(f"  {types} of {typed} with a labelled type have it; {missing} columns not found")


def print_confusion(table: Counter[tuple[str, str]]) -> None:
    """What a person says down, what the profile says across."""

    def ordered(names: Iterable[str]) -> list[str]:
        return sorted(set(names))

    across = ordered(mine for _, mine in table)
    print(f"{'':12}" + "".join(f"{name[:10]:>11}" for name in across))
    for label in ordered(label for label, _ in table):
        print(f"{label:12}" + "".join(f"{table[label, mine] or '·':>11}" for mine in across))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("labels", type=Path)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--verbose", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        kept = arguments.keep or Path(scratch)
        score(arguments.folder, labels_of(arguments.labels), kept, arguments.verbose)


if __name__ == "__main__":
    main()
