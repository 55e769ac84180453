"""How right files are read: ours beside pandas, DuckDB's sniffer and Python's csv module.

python bench/reading.py traps|spoilt|all [--step N] [--show KIND]; how fast it is, tells bench/read.py
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from bench.reading_pollution import Rows, spoilt

TRAPS = Path(__file__).resolve().parent.parent.parent / "shared" / "fixtures" / "traps"


def ours(path: Path) -> tuple[Rows, int]:
    import pyarrow.parquet as pq

    from analytics.reading import read

    out = path.with_suffix(".parquet")
    table = read(path, out, name=path.name)
    columns = [column.to_pylist() for column in pq.read_table(out).columns]
    body = [["" if c is None else c for c in row] for row in zip(*columns, strict=True)]
    return [list(table.columns), *body], len(table.problems)


def with_duckdb(path: Path) -> tuple[Rows, int]:
    import duckdb

    found = duckdb.connect().sql(
        f"SELECT * FROM read_csv('{path}', all_varchar=true, null_padding=true, ignore_errors=false)"
    )
    return [found.columns, *[["" if c is None else c for c in row] for row in found.fetchall()]], 0


def with_pandas(path: Path) -> tuple[Rows, int]:
    import pandas as pd

    frame = pd.read_csv(path, sep=None, engine="python", dtype=str, keep_default_na=False, on_bad_lines="error")
    return [[str(c) for c in frame.columns], *frame.fillna("").values.tolist()], 0


def with_csv(path: Path) -> tuple[Rows, int]:
    text = path.read_bytes().decode("utf-8-sig")
    return [row for row in csv.reader(io.StringIO(text, newline=""), csv.Sniffer().sniff(text[:20_000])) if row], 0


READERS: dict[str, Callable[[Path], tuple[Rows, int]]] = {
    "ours": ours, "duckdb": with_duckdb, "pandas": with_pandas, "csv": with_csv,
}  # fmt: skip


def padded(rows: Rows) -> Rows:
    width = max((len(row) for row in rows), default=0)
    return [[*row, *[""] * (width - len(row))] for row in rows]


def run_spoilt(step: int, show: str | None) -> None:
    kinds: Counter[str] = Counter()
    exact: dict[str, Counter[str]] = {name: Counter() for name in READERS}
    silent: Counter[str] = Counter()
    headers = failed = 0
    shown: dict[str, list[str]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as folder:
        for file in spoilt(step=step):
            kinds[file.kind] += 1
            path = Path(folder) / f"{file.name}.csv"
            path.write_bytes(file.data)
            truths = [padded(file.table), *([padded(file.also)] if file.also else [])]
            for name, reader in READERS.items():
                if show and name != "ours":
                    continue
                try:
                    rows, problems = reader(path)
                except Exception as error:  # a reader's failure is a result here
                    rows, problems = [], 1
                    if name == "ours":
                        failed += 1
                        shown[file.kind].append(f"{file.name}: {error!r}")
                right = padded(rows) in truths
                exact[name][file.kind] += right
                if name == "ours":
                    headers += bool(rows) and rows[0] == file.table[0]
                    silent[file.kind] += not right and not problems
                    if not right and file.kind == show:
                        _show(file.name, file.data, rows, truths[0])
            path.unlink()
            path.with_suffix(".parquet").unlink(missing_ok=True)
    total = sum(kinds.values())
    names = ["ours"] if show else list(READERS)
    print(f"{'kind':24}{'files':>6}" + "".join(f"{name:>9}" for name in names) + f"{'silent':>9}")
    for kind, count in kinds.items():
        print(
            f"{kind:24}{count:6}" + "".join(f"{exact[name][kind] / count:9.3f}" for name in names) + f"{silent[kind]:9}"
        )
    print(
        f"{'all':24}{total:6}"
        + "".join(f"{sum(exact[name].values()) / total:9.3f}" for name in names)
        + f"{sum(silent.values()):9}"
    )
    whole = [kind for kind in kinds if not kind.startswith("row_")]
    some = sum(kinds[kind] for kind in whole)
    shares = "".join(f"{sum(exact[n][k] for k in whole) / some:9.3f}" for n in names)
    print(f"{'whole-file kinds':24}{some:6}{shares}")
    print(
        f"header right {headers / total:.3f}, not read {failed}, "
        f"wrong without a word {sum(silent.values()) / total:.3f}"
    )
    for lines in shown.values():
        print(*lines[:3], sep="\n")


def _show(name: str, data: bytes, rows: Rows, truth: Rows) -> None:
    print("---", name, len(rows), len(truth))
    for got, want in zip(padded(rows), truth, strict=False):
        if got != want:
            print("   got ", got)
            print("   want", want)
            break


def run_traps() -> None:
    from analytics.__main__ import main

    expected = json.loads((TRAPS / "expect.json").read_text())
    right = total = 0
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out.csv"
        for name, wanted in expected.items():
            main(["clean", str(TRAPS / name), "--output", str(out)])
            rows = list(csv.DictReader(out.open(newline="", encoding="utf-8")))
            for column, values in wanted["values"].items():
                total += 1
                good = [row.get(column) for row in rows[: len(values)]] == values and len(rows) == wanted["rows"]
                right += good
                if not good:
                    print("wrong:", name, column)
    print(f"traps: {right} of {total} columns")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["traps", "spoilt", "all"])
    parser.add_argument("--step", type=int, default=1)
    parser.add_argument("--show")
    arguments = parser.parse_args()
    if arguments.what in ("traps", "all"):
        run_traps()
    if arguments.what in ("spoilt", "all"):
        run_spoilt(arguments.step, arguments.show)


if __name__ == "__main__":
    main()
