"""How fast and in how much memory a large file without faults becomes typed Parquet, beside DuckDB's own COPY.

python bench/read.py [--rows N] [--rounds N] [--memory MB]

Every part runs in a process of its own, the peers in turn, as often as there are rounds; printed are medians, and the
ratio to DuckDB: of time, of the work of the cores (which tells more where other programs run beside), of memory.
``text``: the text table, with its dialect, header and problems. ``typed``: beside it the typed values, every type
decided over every cell. ``profile``: counts, bars and roles, too. ``clean``: also the safe steps, the cell-change log
and the clean table, which is all that an upload needs before it is looked at.

Importing its modules is part of each one's time. Ours are compiled before the first round, as those of the peers are
since they were installed, and as any start of the app leaves them.
"""

from __future__ import annotations

import argparse
import compileall
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PEERS = ("duckdb", "pandas", "ours")
HEADER = "id,when,region,product,amount,share,active,note,code\n"


def line(i: int) -> str:
    when = f"2023-{i % 12 + 1:02d}-{i % 28 + 1:02d} {i % 24:02d}:{i % 60:02d}:00"
    region, active = ("North", "South", "East", "West")[i % 4], ("yes", "no")[i % 2]
    amount, share = f"{i * 7919 % 1000000 / 100:.2f}", f"{i % 1000 / 10:.1f}%"
    note = f'"some words, number {i}, that make the row as long as rows are, with a comma or two in between"'
    return f"{i},{when},{region},Product {i % 977},{amount},{share},{active},{note},{i % 99991:08d}\n"


def make(path: Path, rows: int) -> None:
    with path.open("w") as file:
        file.write(HEADER)
        file.writelines(line(i) for i in range(rows))


class Watch:
    """Seconds since the start, the peak megabytes and the seconds of all cores at each stop."""

    def __init__(self) -> None:
        self.start = time.perf_counter()
        self.stops: dict[str, tuple[float, int, float]] = {}

    def stop(self, name: str) -> None:
        used = resource.getrusage(resource.RUSAGE_SELF)
        seconds, cores = time.perf_counter() - self.start, used.ru_utime + used.ru_stime
        self.stops.setdefault(name, (round(seconds, 3), used.ru_maxrss // 1024, round(cores, 3)))


def duckdb(path: Path, folder: Path, memory: int, watch: Watch) -> None:
    import duckdb as engine

    engine.connect().execute(f"COPY (SELECT * FROM read_csv('{path}')) TO '{folder}/peer.parquet' (FORMAT parquet)")
    watch.stop("duckdb")


def pandas(path: Path, folder: Path, memory: int, watch: Watch) -> None:
    import pandas as pd

    pd.read_csv(path).to_parquet(folder / "peer.parquet")
    watch.stop("pandas")


def ours(path: Path, folder: Path, memory: int, watch: Watch) -> None:
    from analytics.profiling import profile
    from analytics.reading import read
    from analytics.schema import Limits

    text, typed, limits = folder / "text.parquet", folder / "typed.parquet", Limits(memory_mb=memory)
    read(path, text, name=path.name, limits=limits)
    watch.stop("text")

    def hear(fraction: float, step: str) -> None:
        if typed.exists() and step.startswith("Counting"):  # the values are written and every type is decided
            watch.stop("typed")

    known = profile(text, typed=typed, limits=limits, progress=hear)
    watch.stop("profile")
    from analytics import recipe  # nothing before needs it

    found = recipe.propose(text, known, limits=limits, suggest=False)
    clean, changes = folder / "clean.parquet", folder / "changes.parquet"
    done = recipe.replay(text, found, known, clean=clean, changes=changes, typed=typed, limits=limits)
    watch.stop("clean")
    assert [column.type for column in done.profile.columns] == [
        "integer", "datetime", "text", "text", "decimal", "percent", "boolean", "text", "text"
    ]  # fmt: skip


def measured(peer: str, path: Path, folder: Path, memory: int) -> dict[str, tuple[float, int, float]]:
    command = [sys.executable, "-P", __file__, "--part", peer, "--file", str(path), "--folder", str(folder)]
    answer = subprocess.run([*command, "--memory", str(memory)], check=True, capture_output=True, text=True)
    last = answer.stdout.splitlines()[-1]  # DuckDB shows its progress above where it takes long
    return {name: (seconds, peak, cores) for name, (seconds, peak, cores) in json.loads(last).items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument(
        "--memory", type=int, default=512, help="what our DuckDB may use, in MB; the peers have no limit"
    )
    parser.add_argument("--peers", default=",".join(PEERS))
    parser.add_argument("--part", choices=PEERS, help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.part:
        sys.path.insert(0, str(ROOT))
        watch = Watch()
        {"duckdb": duckdb, "pandas": pandas, "ours": ours}[arguments.part](
            arguments.file, arguments.folder, arguments.memory, watch
        )
        print(json.dumps(watch.stops))
        return
    compileall.compile_dir(ROOT / "analytics", quiet=1)
    with tempfile.TemporaryDirectory(prefix="bench-read-") as name:
        path = Path(name) / "file.csv"
        make(path, arguments.rows)
        print(f"{arguments.rows:,} rows, {path.stat().st_size / 1e6:.0f} MB, medians of {arguments.rounds} rounds")
        found: dict[str, list[tuple[float, int, float]]] = {}
        for _ in range(arguments.rounds):
            for peer in arguments.peers.split(","):
                with tempfile.TemporaryDirectory(dir=name) as folder:
                    for stop, figures in measured(peer, path, Path(folder), arguments.memory).items():
                        found.setdefault(stop, []).append(figures)
    medians = {
        stop: [statistics.median(values) for values in zip(*several, strict=True)] for stop, several in found.items()
    }
    base = medians.get("duckdb")
    for stop, (seconds, peak, cores) in medians.items():
        ratios = (seconds / base[0], cores / base[2], peak / base[1]) if base else ()
        beside = "  {:5.2f} x time  {:5.2f} x work of the cores  {:5.2f} x memory".format(*ratios) if base else ""
        print(f"{stop:10} {seconds:8.2f} s  {peak:6.0f} MB{beside}")


if __name__ == "__main__":
    main()
