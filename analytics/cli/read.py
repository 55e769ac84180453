"""``read FILE [--sheet NAME]``: the table exactly as read, as UTF-8 comma CSV; problems as JSON lines on stderr."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analytics.schema import RawTable, ReadOptions


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", help="the data file, of any format")
    parser.add_argument("--sheet", help="the sheet of a workbook, or the file in an archive")
    parser.add_argument("--table", type=int, help="which table, from 1, where there are several")
    parser.add_argument("--items", help="the list inside JSON rows each of whose items becomes a row, as order.lines")
    parser.add_argument("--long", action="store_true", help="one row for each column that is a month, a year …")
    parser.add_argument(
        "--format", help="text to read a web server's log as lines, json to read GeoJSON field by field"
    )
    parser.add_argument("--tables", action="store_true", help="list the tables of the file as JSON lines instead")
    parser.add_argument("--every", metavar="FOLDER", help="write every table of the file into the folder, as CSV")
    parser.add_argument("--encoding", help="the encoding of a text file")
    parser.add_argument("--delimiter", help="the sign between cells")
    parser.add_argument("--quote", help="the sign around cells; empty for none")
    parser.add_argument("--skip-lines", type=int, help="lines before the header")
    parser.add_argument("--header-rows", type=int, help="rows of the header; 0 for none")
    parser.add_argument(
        "--json", action="store_true", help="print what was detected, columns and problems as JSON instead"
    )


def run(arguments: argparse.Namespace) -> int:
    import json
    import sys
    import tempfile

    from analytics.reading import read
    from analytics.schema import ReadOptions

    source = Path(arguments.file)
    options = ReadOptions(
        encoding=arguments.encoding, delimiter=arguments.delimiter, quote=arguments.quote, sheet=arguments.sheet,
        skip_lines=arguments.skip_lines, header_rows=arguments.header_rows, table=arguments.table,
        items=arguments.items, long=arguments.long or None, format=arguments.format,
    )  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="luminabi-read-") as folder:
        out = Path(folder) / "text.parquet"
        table = read(source, out, name=source.name, options=options)
        if arguments.tables or arguments.every:
            return _tables(table, options, source, Path(arguments.every) if arguments.every else None)
        if arguments.json:
            document = {**table.to_json(), "path": arguments.file}
            sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=1) + "\n")
            return 0
        for problem in table.problems:
            fields = {key: value for key, value in problem.to_json().items() if value is not None}
            sys.stderr.write(json.dumps({"line": problem.line, **fields}, ensure_ascii=False) + "\n")
        write_csv(out, sys.stdout.buffer)
    return 0


def _tables(table: RawTable, options: ReadOptions, source: Path, target: Path | None) -> int:
    """List the tables of a file; with ``target`` write each there, and name its file in the list."""
    import json
    import sys
    import tempfile
    from dataclasses import replace

    from analytics.reading import read
    from analytics.schema import AnalyticsError, Offer

    found = table.detected
    alone = Offer(found.sheet, found.table, columns=table.columns, rows=table.rows)
    for number, offer in enumerate(found.offers or (alone,), start=1):
        line = {key: value for key, value in offer.to_json().items() if value not in (None, "", False)}
        if target is not None:
            target.mkdir(parents=True, exist_ok=True)
            file = target / f"{source.stem}-{number}.csv"
            with tempfile.TemporaryDirectory(prefix="luminabi-read-") as folder:
                out = Path(folder) / "text.parquet"
                try:
                    read(source, out, name=source.name, options=replace(options, sheet=offer.sheet, table=offer.table))
                    with file.open("wb") as stream:
                        write_csv(out, stream)
                    line["file"] = str(file)
                except AnalyticsError as error:
                    line["problem"] = str(error)
        sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    return 0


def write_csv(table: object, target: object) -> None:
    """All cells of an all-text Parquet file as CSV; a row of one empty cell is quoted, so that it stays a row."""
    import csv
    import io

    import pyarrow.parquet as pq

    file = pq.ParquetFile(table)
    names = file.schema_arrow.names
    stream = io.TextIOWrapper(target, encoding="utf-8", newline="", write_through=False)  # type: ignore[type-var]
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(names)
    for batch in file.iter_batches(20_000):
        columns = [column.to_pylist() for column in batch.columns]
        writer.writerows(zip(*columns, strict=True))
    stream.flush()
    stream.detach()
