"""How long the search for insights takes and how much memory it needs: ``python bench/insights.py [ROWS] [COLUMNS]``.

Makes an orders table of the given size (default 100,000 × 20) with DuckDB, runs ``analytics.insights.find`` in a
fresh process and prints
seconds and peak memory. ``python bench/insights.py 1000000 20`` is the million-row case.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


def make(path: Path, rows: int, columns: int) -> None:
    """An orders table: a row number, a time, five categories and as many measures as are asked for."""
    import duckdb

    measures = ", ".join(
        f"round(exp(4 + 0.4 * sqrt(-2 * ln(random() + 1e-9)) * cos(6.283 * random())) * (1 + "
        f"{0.3 * (k % 3):.1f} * day / 730), 2) AS m{k}"
        for k in range(max(columns - 7, 1))
    )
    connection = duckdb.connect()
    connection.execute("SELECT setseed(0.4)")
    connection.execute("SET threads = 1")
    connection.execute(
        f"""COPY (
            SELECT i AS number, TIMESTAMP '2022-01-01' + to_seconds(CAST(day * 86400 + random() * 86400 AS BIGINT))
            AS moment,
                   'region ' || CAST(floor(6 * random() * random()) AS INTEGER) AS region,
                   'product ' || CAST(floor(12 * random()) AS INTEGER) AS product,
                   'channel ' || CAST(floor(3 * random()) AS INTEGER) AS channel,
                   'team ' || CAST(floor(8 * random()) AS INTEGER) AS team,
                   'customer ' || CAST(floor(2000 * random()) AS INTEGER) AS customer, {measures}
            FROM (SELECT i, floor(730 * i / {rows}.0) AS day FROM range({rows}) t(i))
        ) TO '{path}' (FORMAT parquet)"""
    )
    connection.close()


def measure(path: Path) -> None:
    """In a process of its own: profile the Parquet file by its types, search, print."""
    import duckdb

    from analytics.insights import find_with_coverage
    from analytics.schema import Column, Profile

    columns = []
    for name, kind, *_ in duckdb.sql(f"DESCRIBE SELECT * FROM '{path}'").fetchall():
        if kind == "TIMESTAMP":
            columns.append(Column(name, "datetime", "time"))
        elif kind == "VARCHAR":
            columns.append(Column(name, "text", "category"))
        else:
            columns.append(Column(name, "integer" if kind == "BIGINT" else "decimal", "measure"))
    rows = duckdb.sql(f"SELECT count(*) FROM '{path}'").fetchall()[0][0]
    before = resource.getrusage(resource.RUSAGE_SELF)
    started = time.monotonic()
    findings = find_with_coverage(path, Profile(rows, tuple(columns)))
    took = time.monotonic() - started
    after = resource.getrusage(resource.RUSAGE_SELF)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(
        f"{rows:,} rows × {len(columns)} columns: {took:.1f} s ({cpu:.1f} s of processor time), "
        f"peak {after.ru_maxrss / 1024:.0f} MB, {len(findings.insights)} findings, {findings.tests:,} tests"
    )
    print(findings.coverage)


def main() -> None:
    if len(sys.argv) > 2 and sys.argv[1] == "--measure":
        return measure(Path(sys.argv[2]))
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    columns = int(sys.argv[2]) if len(sys.argv) > 2 else 20
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "orders.parquet"
        make(path, rows, columns)
        subprocess.run([sys.executable, __file__, "--measure", str(path)], check=True)


if __name__ == "__main__":
    main()
