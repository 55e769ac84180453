"""How fast and in how much memory a recipe runs: ``python bench/recipe_speed.py [--rows N] [--memory MB]``.

Makes a table of orders as text and replays a recipe on it: the safe steps and a few accepted ones. Beside it runs the
same cleaning as one SQL statement written by hand, which has no change log and no profile. Prints seconds, the ratio,
and the peak memory of each, which are measured in processes of their own.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

CITIES = ["Lisbon", "Porto", "Braga", "Faro", "Coimbra", " Aveiro", "LISBON", "n/a"]


def make(path: Path, rows: int) -> None:
    import duckdb

    names = ", ".join(f"'{city}'" for city in CITIES)
    with duckdb.connect() as connection:
        connection.execute("SET memory_limit='512MB'")
        connection.execute(
            f"COPY (SELECT CAST(1000000 + i AS VARCHAR) AS order_id, list_extract([{names}],"
            " CAST(1 + hash(i) % 8 AS BIGINT)) AS city, CAST(DATE '2020-01-01' + CAST(i % 1500 AS INTEGER) AS VARCHAR)"
            " AS ordered, CASE WHEN i % 50 = 0 THEN 'n/a' ELSE"
            " printf('%.2f', (hash(i * 7) % 100000) / 100.0) END AS price,"
            " CAST(1 + hash(i * 3) % 9 AS VARCHAR) AS quantity, 'note ' || (hash(i * 5) % 1000) AS remark"
            f" FROM range({rows}) t(i)) TO '{path}' (FORMAT parquet, COMPRESSION zstd)"
        )


def recipe_run(folder: Path, memory: int) -> None:
    from analytics import recipe
    from analytics.profiling import profile
    from analytics.schema import Limits, Step

    table, limits = folder / "text.parquet", Limits(memory_mb=memory)
    known = profile(table, limits=limits)
    found = recipe.propose(table, known, limits=limits, suggest=False)
    own = (
        Step("spell", "map_values", column="city", params={"values": {"LISBON": "Lisbon"}}, tier="accepted"),
        Step("sum", "derive", params={"formula": "[price] * [quantity]", "to": "total"}, tier="accepted"),
        Step("odd", "flag_outliers", column="price", params={"high": 990, "to": "odd"}, tier="accepted"),
    )
    for step in own:
        found = recipe.add(found, step)
    clean, changes = folder / "clean.parquet", folder / "changes.parquet"
    start = time.perf_counter()
    done = recipe.replay(table, found, known, clean=clean, changes=changes, limits=limits)
    report(start, rows=done.rows, cells=done.cells_changed)


def by_hand(folder: Path, memory: int) -> None:
    import duckdb

    start = time.perf_counter()
    with duckdb.connect() as connection:
        connection.execute(f"SET memory_limit='{memory}MB'")
        connection.execute(f"SET temp_directory='{folder}/spill'")
        connection.execute(
            "COPY (SELECT CAST(order_id AS BIGINT) AS order_id, CASE trim(city) WHEN 'LISBON' THEN 'Lisbon' WHEN 'n/a'"
            " THEN NULL ELSE trim(city) END AS city, CAST(ordered AS DATE) AS ordered,"
            " try_cast(price AS DOUBLE) AS price,"
            " CAST(quantity AS BIGINT) AS quantity, trim(remark) AS remark, try_cast(price AS DOUBLE)"
            " * CAST(quantity AS DOUBLE) AS total, try_cast(price AS DOUBLE) > 990 AS odd"
            f" FROM read_parquet('{folder}/text.parquet'))"
            f" TO '{folder}/hand.parquet' (FORMAT parquet, COMPRESSION zstd)"
        )
    report(start)


def report(start: float, **more: int) -> None:
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({"seconds": round(seconds, 2), "peak_mb": peak, **more}))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--memory", type=int, default=512, help="what DuckDB may use, in MB")
    parser.add_argument("--part", choices=["recipe", "hand"], help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.part:
        sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
        {"recipe": recipe_run, "hand": by_hand}[arguments.part](arguments.folder, arguments.memory)
        return
    with tempfile.TemporaryDirectory() as name:
        make(Path(name) / "text.parquet", arguments.rows)
        found = {}
        for part in ("hand", "recipe"):
            command = [sys.executable, "-P", __file__, "--part", part, "--folder", name]
            command += ["--memory", str(arguments.memory)]
            found[part] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
            print(part, found[part])
    print(f"ratio {found['recipe']['seconds'] / found['hand']['seconds']:.2f}, rows {arguments.rows:,}")


if __name__ == "__main__":
    main()
