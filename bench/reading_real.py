"""Files as offices, banks, shops, sensors and people save them, with the table that a person sees in each.

``python bench/reading_real.py [--show NAME]`` prints the share that is read exactly, the F1 of the header's names, and
what is wrong without a problem listed. The files are made here from a seed; none is a copy of a published one.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parent.parent)]

from reading_files import FILES, Case  # noqa: E402

Rows = list[list[str]]


def read(case: Case, folder: Path) -> tuple[Rows, int, str]:
    """The table of a file, how many problems are told of it, and the sentence where it was not read."""
    import pyarrow.parquet as pq

    from analytics.reading import read as read_file
    from analytics.schema import AnalyticsError

    path, out = folder / case.file, folder / "out.parquet"
    path.write_bytes(case.data)
    try:
        table = read_file(path, out, name=case.file)
    except AnalyticsError as error:
        return [], 1, str(error)
    columns = [column.to_pylist() for column in pq.read_table(out).columns]
    body = [["" if c is None else c for c in row] for row in zip(*columns, strict=True)]
    return [list(table.columns), *body], len(table.problems), ""


def padded(rows: Rows) -> Rows:
    width = max((len(row) for row in rows), default=0)
    return [[*row, *[""] * (width - len(row))] for row in rows]


def header_f1(found: list[str], wanted: list[str]) -> float:
    """By the names as sets, as one counts them who looks for columns by name."""
    common = len(set(found) & set(wanted))
    return 2 * common / (len(set(found)) + len(set(wanted))) if found or wanted else 1.0


def show(case: Case, rows: Rows) -> None:
    wanted = padded(case.table)
    print(
        f"--- {case.name}: {len(rows)} rows of {len(rows[0]) if rows else 0}, wanted {len(wanted)} of {len(wanted[0])}"
    )
    for got, want in zip(padded(rows), wanted, strict=False):
        if got != want:
            print("   got ", got, "\n   want", want)
            break


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--show", help="only files whose name has this")
    parser.add_argument("--all", action="store_true", help="show the first difference of every file that is wrong")
    arguments = parser.parse_args()
    exact = silent = failed = total = 0
    f1 = 0.0
    with tempfile.TemporaryDirectory() as folder:
        for case in FILES():
            if arguments.show and arguments.show not in case.name:
                continue
            total += 1
            rows, problems, refusal = read(case, Path(folder))
            right = padded(rows) in [padded(case.table), *([padded(case.also)] if case.also else [])]
            exact += right
            failed += bool(refusal)
            silent += not right and not problems
            f1 += header_f1(rows[0] if rows else [], case.table[0])
            if refusal:
                print(f"not read: {case.name}: {refusal}")
            elif not right and (arguments.all or arguments.show):
                show(case, rows)
            if not right:
                print(f"wrong{'' if problems else ' without a word'}: {case.name}")
    print(f"files {total}, exact {exact / total:.3f}, header F1 {f1 / total:.3f}, not read {failed}, "
          f"wrong without a word {silent / total:.3f}")  # fmt: skip


if __name__ == "__main__":
    main()
