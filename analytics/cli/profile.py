"""``python -m analytics profile FILE``: the types and roles of a file's columns as one JSON document on stdout."""

from __future__ import annotations

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", help="the data file, in any format that read takes")
    parser.add_argument("--sheet", help="the sheet of a workbook")
    parser.add_argument(
        "--decide",
        action="append",
        default=[],
        metavar="COLUMN=CHOICE",
        help="answer a column's question, as in --decide date=day_first; may be repeated",
    )


def run(arguments: argparse.Namespace) -> int:
    import json
    import sys
    import tempfile
    from pathlib import Path

    from analytics.profiling import profile
    from analytics.reading import read
    from analytics.schema import AnalyticsError, ReadOptions

    decisions = {}
    for answer in arguments.decide:
        column, equals, choice = answer.rpartition("=")
        if not equals:
            raise AnalyticsError(f"--decide wants COLUMN=CHOICE, not {answer!r}.")
        decisions[column] = choice
    source = Path(arguments.file)
    with tempfile.TemporaryDirectory(prefix="analytics-") as folder:
        text = Path(folder) / "text.parquet"
        read(source, text, name=source.name, options=ReadOptions(sheet=arguments.sheet))
        found = profile(text, decisions=decisions)
    json.dump(found.to_json(), sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")
    return 0
