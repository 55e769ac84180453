"""How right and how fast files are read: ours beside pandas, DuckDB's sniffer and Python's csv module.

python bench/reading.py traps|spoilt|clean|all [--step N] [--rows N] [--show KIND]
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import multiprocessing
import resource
import sys
import tempfile
import time
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


def _measured(name: str, path: str, out: str, queue: multiprocessing.Queue) -> None:
    start = time.perf_counter()
    rows: object = None
    if name == "ours, text":
        from analytics.reading import read

        rows = read(Path(path), Path(out), name="clean.csv").rows
    elif name == "ours, typed":
        from analytics import recipe
        from analytics.profiling import profile
        from analytics.reading import read

        text, changes = Path(out).with_name("text.parquet"), Path(out).with_name("changes.parquet")
        rows = read(Path(path), text, name="clean.csv").rows
        known = profile(text)
        recipe.replay(text, recipe.propose(text, known, suggest=False), known, clean=Path(out), changes=changes)
    elif name == "duckdb":
        import duckdb

        rows = (
            duckdb.connect().execute(f"COPY (SELECT * FROM read_csv('{path}')) TO '{out}' (FORMAT parquet)").fetchone()
        )
    else:
        import pandas as pd

        frame = pd.read_csv(path)
        frame.to_parquet(out)
        rows = len(frame)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    queue.put((rows, time.perf_counter() - start, peak))


def _clean_line(i: int) -> str:
    when = f"2023-{i % 12 + 1:02d}-{i % 28 + 1:02d} {i % 24:02d}:{i % 60:02d}:00"
    region, active = ("North", "South", "East", "West")[i % 4], ("yes", "no")[i % 2]
    amount, share = f"{i * 7919 % 1000000 / 100:.2f}", f"{i % 1000 / 10:.1f}%"
    note = f'"some words, number {i}, that make the row as long as rows are, with a comma or two in between"'
    return f"{i},{when},{region},Product {i % 977},{amount},{share},{active},{note},{i % 99991:08d}\n"


def run_clean(rows: int) -> None:
    """A file without faults to Parquet: seconds and peak megabytes, each in a process of its own."""
    context = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "clean.csv"
        with path.open("w") as file:
            file.write("id,when,region,product,amount,share,active,note,code\n")
            file.writelines(_clean_line(i) for i in range(rows))
        print(f"{rows:,} rows, {path.stat().st_size / 1e6:.0f} MB")
        results = {}
        for name in ("duckdb", "ours, text", "ours, typed", "pandas"):
            queue = context.Queue()
            process = context.Process(target=_measured, args=(name, str(path), str(Path(folder) / "o.parquet"), queue))
            process.start()
            results[name] = queue.get()
            process.join()
        for name, (_rows, seconds, peak) in results.items():
            base = results["duckdb"]
            print(f"{name:12} {seconds:7.2f} s ({seconds / base[1]:4.2f} x)  {peak:7.0f} MB ({peak / base[2]:4.2f} x)")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["traps", "spoilt", "clean", "all"])
    parser.add_argument("--step", type=int, default=1)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--show")
    arguments = parser.parse_args()
    if arguments.what in ("traps", "all"):
        run_traps()
    if arguments.what in ("spoilt", "all"):
        run_spoilt(arguments.step, arguments.show)
    if arguments.what in ("clean", "all"):
        run_clean(arguments.rows)


if __name__ == "__main__":
    main()
