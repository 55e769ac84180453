"""Dialects of real CSV files as people labelled them, ours beside CleverCSV, DuckDB's sniffer and Python's csv.Sniffer.

The labels are those of van den Burg, Nazábal, Sutton (2019), github.com/alan-turing-institute/CSV_Wrangling:
``results/test/detection/out_reference_github.json``; its ``urls_github.json`` says where the files are. Of what can be
had, put each file into one folder as ``<md5>.csv`` (one whose md5 is another is left out). ``pip install clevercsv``
brings the peer; without it that column is missing.

python bench/reading_dialects.py LABELS FOLDER [--readers ours,duckdb,csv,clevercsv] [--list]
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from analytics.reading import read
from analytics.schema import AnalyticsError

csv.field_size_limit(1 << 30)


@dataclass(frozen=True)
class Said:
    """A dialect in the terms of the labels: empty where there is none. ``note`` is what the reader said beside it."""

    delimiter: str
    quote: str = ""
    escape: str = ""
    encoding: str | None = None
    note: str = ""


def ours(path: Path) -> Said:
    with tempfile.TemporaryDirectory() as scratch:
        found = read(path, Path(scratch) / "out.parquet", name=path.name).detected
    delimiter = found.delimiter or ""
    # Of a delimiter with blanks beside it or of two signs the labels know the first sign only.
    delimiter = delimiter.strip(" ")[:1] or delimiter[:1]
    note = found.format if found.format not in ("csv", "text", "tsv") else ""
    return Said(delimiter, found.quote or "", found.escape or "", found.encoding, note)


def with_clevercsv(path: Path) -> Said:
    import clevercsv

    found = clevercsv.Detector().detect(text_of(path, None))
    if found is None:
        raise ValueError("no dialect")
    return Said(found.delimiter or "", found.quotechar or "", found.escapechar or "")


def with_duckdb(path: Path) -> Said:
    import duckdb

    row = duckdb.connect().execute("SELECT Delimiter, Quote, Escape FROM sniff_csv(?)", [str(path)]).fetchone()
    assert row is not None
    empty = {"(empty)", "\0", None}
    delimiter, quote, escape = ("" if cell in empty else cell for cell in row)
    return Said(delimiter, quote, "" if escape == quote else escape)


def with_csv(path: Path) -> Said:
    found = csv.Sniffer().sniff(text_of(path, None)[:100_000])
    return Said(found.delimiter, found.quotechar or "", found.escapechar or "")


READERS: dict[str, Callable[[Path], Said]] = {"ours": ours, "duckdb": with_duckdb, "csv": with_csv}
if find_spec("clevercsv"):
    READERS["clevercsv"] = with_clevercsv


def text_of(path: Path, encoding: str | None) -> str:
    data = path.read_bytes()
    for name in ([encoding] if encoding else []) + ["utf-8-sig", "cp1252", "latin-1"]:
        try:
            return data.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    return data.decode("latin-1")


def cells(text: str, said: Said) -> list[list[str]]:
    """The text cut by a dialect, the blanks around cells aside, by one parser for all."""
    if not said.delimiter:
        return [[line.strip().strip(said.quote or " ")] for line in text.splitlines() if line.strip()]
    reader = csv.reader(
        text.splitlines(keepends=True), delimiter=said.delimiter, quotechar=said.quote or None,
        quoting=csv.QUOTE_MINIMAL if said.quote else csv.QUOTE_NONE, escapechar=said.escape or None,
    )  # fmt: skip
    return [[cell.strip() for cell in row] for row in reader if any(row)]


def labelled(labels: Path, folder: Path) -> Iterator[tuple[Path, Said, str]]:
    """Each file at hand with the dialect that it has, and who said so (``normal``: it follows the standard)."""
    for line in labels.read_text(encoding="utf-8").splitlines():
        item = json.loads(line)
        path = folder / Path(item["filename"]).name
        dialect = item.get("dialect")
        if item["status"] != "OK" or dialect is None or not path.is_file():
            continue
        if hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest() == path.stem:
            said = Said(dialect["delimiter"] or "", dialect["quotechar"] or "", dialect["escapechar"] or "")
            yield path, said, item["original_detector"]


def compare(name: str, path: Path, true: Said) -> tuple[str, str]:
    """How far a dialect is the labelled one: ``same``, ``cells`` (it cuts the same cells), ``delimiter``, ``wrong``."""
    try:
        said = READERS[name](path)
    except AnalyticsError as error:
        return "refused", str(error)
    except Exception as error:  # a peer's failure is a result
        return "failed", type(error).__name__
    text = text_of(path, said.encoding)
    told = f"{said.delimiter!r} {said.quote!r} {said.escape!r} {said.note}"
    unused = {mark for mark in (said.quote, said.escape) if mark not in text}
    plain = (said.delimiter, *("" if mark in unused else mark for mark in (said.quote, said.escape)))
    if plain == (true.delimiter, true.quote, true.escape):
        return "same", told
    try:
        if cells(text, said) == cells(text, true):
            return "cells", told
    except csv.Error as error:
        told += f" ({error})"
    return ("delimiter" if said.delimiter == true.delimiter else "wrong"), told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("labels", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--list", action="store_true", help="print the files that we cut in another way")
    parser.add_argument("--readers", default=",".join(READERS))
    asked = parser.parse_args()
    readers = asked.readers.split(",")
    ends: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for path, true, label in labelled(asked.labels, asked.folder):
        # The authors' subset of messy files: those that the standard's own dialect does not read.
        messy = "usual" if (true.delimiter, true.escape) == (",", "") and true.quote in ("", '"') else "other"
        for name in readers:
            end, told = compare(name, path, true)
            ends[name, "all"][end] += 1
            ends[name, messy][end] += 1
            if asked.list and name == "ours" and end not in ("same", "cells"):
                wanted = f"{true.delimiter!r} {true.quote!r} {true.escape!r}"
                print(f"{end:9} {path.name} ({label}): labelled {wanted}, read {told}")
    print(f"{'reader':10} {'dialects':9} {'files':>6} {'delimiter':>10} {'dialect':>8} {'cells':>7}  not read")
    for (name, kind), counts in ends.items():
        files = counts.total()
        same, cut = counts["same"], counts["same"] + counts["cells"]
        sign, lost = cut + counts["delimiter"], counts["refused"] + counts["failed"]
        print(f"{name:10} {kind:9} {files:6} {sign / files:10.3f} {same / files:8.3f} {cut / files:7.3f}  {lost}")


if __name__ == "__main__":
    main()
