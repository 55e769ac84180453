"""What a dashboard costs: ``python bench/dashboard.py [--rows 10000000] [--rounds 20] [--keep FOLDER] [--no-browser]``.

A real server on a loopback port, its sockets, and Debian's Chromium. Two dashboards over tables of orders that are made
by the stages of the product: eight charts over ten million rows, twelve over a million. Prints beside its limits

- a filter change to the last fragment, for who changes it and for a socket that listens, beside the eight queries that
  one would ask DuckDB by hand, under the same filter, in the same round;
- the page from stored drawings, and the twelve charts from none;
- in Chromium, until the last of twelve charts is painted: from no stored drawing, and after a click on a filter;
- what the page of twelve charts weighs.

Every round has another filter, so that nothing of it is stored. ``--keep`` keeps the tables for the next run.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import re
import sqlite3
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench.dashboard_data import ALONE, BOARD, CHARTS, make  # noqa: E402
from bench.dashboard_page import chromium, weight  # noqa: E402
from tests.serving import Server  # noqa: E402
from tests.visiting import Visitor  # noqa: E402

SMALL = 1_000_000
ARTICLE = re.compile(r'<article id="widget-(\d+)"[^>]*?data-stamp="(\d+)"')


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def told(what: str, values: list[float], limit: float | None = None, unit: str = "ms", share: float = 0.95) -> None:
    worst = percentile(values, share)
    text = f"{what}: median {statistics.median(values):.4g}, p{share * 100:.0f} {worst:.4g} {unit}".rstrip()
    print(text + ("" if limit is None else f" (limit {limit:g}: {'kept' if worst <= limit else 'missed'})"), flush=True)


def milliseconds(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


class Alone:
    """The queries as somebody would ask DuckDB for them, on one warm connection of its own."""

    def __init__(self, clean: Path, charts: int) -> None:
        import duckdb

        self.connection = duckdb.connect()
        self.clean, self.queries = clean, ALONE[:charts]

    def run(self, countries: list[str]) -> float:
        marks = ", ".join("?" * len(countries))
        where = f" WHERE country IN ({marks})" if countries else ""
        picked = f"WITH picked AS (SELECT * FROM read_parquet(?){where}) "
        bound = [str(self.clean), *countries]
        return milliseconds(lambda: [self.connection.execute(picked + sql, bound).fetchall() for sql in self.queries])


class Ear(threading.Thread):
    """A socket on the dashboard: when the last of the widgets has come as drawn for a version."""

    def __init__(self, visitor: Visitor, server: Server, board: str) -> None:
        super().__init__(daemon=True)
        from websockets.sync.client import connect

        cookie = "; ".join(f"{each.name}={each.value}" for each in visitor.cookies)
        self.socket = connect(
            f"ws://127.0.0.1:{server.port}/ws/dashboard/{board}/", origin=server.url, max_size=None, proxy=None,
            additional_headers={"Cookie": cookie}, compression=None,
        )  # fmt: skip
        self.came: dict[int, tuple[int, float]] = {}
        self.start()

    def run(self) -> None:
        from websockets.exceptions import ConnectionClosed

        with contextlib.suppress(ConnectionClosed):
            for message in self.socket:
                now = time.perf_counter()
                for number, stamp in ARTICLE.findall(str(message)):
                    self.came[int(number)] = (int(stamp), now)

    def last(self, version: int, charts: int) -> float:
        for _ in range(2_000):
            times = [moment for stamp, moment in list(self.came.values()) if stamp >= version]
            if len(times) >= charts:
                return max(times)
            time.sleep(0.005)
        raise AssertionError(f"only {len(times)} of {charts} widgets came")


class Bench:
    def __init__(self, folder: Path, server: Server, visitor: Visitor, rows: int, charts: int) -> None:
        tables = folder / f"orders-{rows}"
        make(tables, rows)
        chosen = json.dumps(CHARTS[:charts])
        code = BOARD.replace("FOLDER", repr(str(tables))).replace("CHARTS", repr(chosen))
        self.board = server.manage("shell", "-c", code).rpartition("BOARD")[2].strip()
        self.server, self.visitor, self.charts, self.rows = server, visitor, charts, rows
        self.alone = Alone(tables / "clean.parquet", charts)
        self.path = f"/dashboards/{self.board}/"

    def change(self, countries: list[str]) -> tuple[float, int, str]:
        payload = {"op": "filter", "name": "country", "value": countries}
        headers = {"X-CSRFToken": self.visitor.token, "Referer": self.visitor.url}
        began = time.perf_counter()
        answer = self.visitor.post(f"{self.path}operations/", json=payload, headers=headers)
        assert answer.status_code == 200, answer.text[:300]
        return began, int(answer.headers["X-Dashboard-Version"]), answer.text

    def filters(self, rounds: int) -> None:
        """A filter change beside the bare queries under the same filter."""
        ear = Ear(self.visitor, self.server, self.board)
        sets = [[f"Country {1 + (start + step) % 40:02d}" for step in range(2 + start % 3)] for start in range(40)]
        self.change(sets[-1])  # the filter itself is made
        self.alone.run(sets[-1])
        alone, answers, heard, ratios = [], [], [], []
        for place in range(rounds):
            chosen = sets[place]
            alone.append(self.alone.run(chosen))
            began, version, html = self.change(chosen)
            answers.append((time.perf_counter() - began) * 1000)
            assert html.count("<svg") >= self.charts, html[:500]
            heard.append((ear.last(version, self.charts) - began) * 1000)
            ratios.append(max(answers[-1], heard[-1]) / alone[-1])
        print(f"{self.charts} charts over {self.rows:,} rows, {rounds} changes of a filter")
        told("  the queries alone", alone)
        told("  to the answer", answers)
        told("  to the last fragment at a socket", heard)
        told("  the later of both : the queries alone", ratios, unit="times")
        whole = percentile([max(pair) for pair in zip(answers, heard, strict=True)], 0.95) / percentile(alone, 0.95)
        kept = f" (limit 1.5: {'kept' if whole <= 1.5 else 'missed'})" if self.charts == 8 else ""
        print(f"  p95 : p95 of the queries alone {whole:.3g}{kept}")
        self.change([])

    def pages(self, rounds: int, limit: float) -> None:
        """The page when every drawing is stored, and when none is."""
        self.visitor.get(self.path)
        stored = [milliseconds(lambda: self.visitor.get(self.path)) for _ in range(max(rounds, 20))]
        told(f"{self.charts} charts over {self.rows:,} rows, the page from stored drawings", stored, limit)
        over = []
        for _ in range(max(3, rounds // 4)):
            self.forget()
            alone = self.alone.run([])
            cold = milliseconds(lambda: self.visitor.get(self.path))
            over.append(cold - 1.5 * alone)
        told("  from none, beyond 1.5 times the queries alone", over, 300)

    def forget(self) -> None:
        """No drawing is stored."""
        with sqlite3.connect(self.server.folder / "data" / "luminabi.sqlite3", timeout=20) as connection:
            connection.execute("DELETE FROM core_chartfragment")
        connection.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--keep", type=Path, help="a folder for the tables, which are kept")
    parser.add_argument("--no-browser", dest="browser", action="store_false")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="dashboard-", dir=options.keep) as name:
        server = Server(Path(name)).start()
        try:
            visitor = Visitor(server.url).sign_up("bench")
            kept = options.keep or Path(name)
            small = Bench(kept, server, visitor, SMALL, 12)
            if options.rows:
                large = Bench(kept, server, visitor, options.rows, 8)
                large.pages(options.rounds, 100)
                large.filters(options.rounds)
            small.pages(options.rounds, 60)
            small.filters(options.rounds)
            weight(visitor, small.path)
            if options.browser:
                chromium(server, small, max(5, options.rounds // 2), told)
        finally:
            server.stop()


if __name__ == "__main__":
    main()
