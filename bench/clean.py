"""How fast and in how much memory a recipe runs: ``python bench/clean.py [--rows N] [--memory MB] [--rounds N]``.

Makes a table of orders as text and replays a recipe on it: the safe steps and a few accepted ones. Beside it runs the
same cleaning as one SQL statement written by hand, which has no change log and no profile. Prints medians of seconds,
their ratio, that of the work of the cores (which tells more where other programs run beside), and the peak memory of
each, measured in processes of their own. ``anew``: without the values that
the profile has parsed.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
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


def prepare(folder: Path, memory: int) -> None:
    """The profile and the recipe, which are not measured here."""
    from analytics import recipe
    from analytics.profiling import profile
    from analytics.schema import Limits, Step

    table, limits = folder / "text.parquet", Limits(memory_mb=memory)
    known = profile(table, limits=limits, typed=folder / "typed.parquet")
    found = recipe.propose(table, known, limits=limits, suggest=False)
    own = (
        Step("spell", "map_values", column="city", params={"values": {"LISBON": "Lisbon"}}, tier="accepted"),
        Step("sum", "derive", params={"formula": "[price] * [quantity]", "to": "total"}, tier="accepted"),
        Step("odd", "flag_outliers", column="price", params={"high": 990, "to": "odd"}, tier="accepted"),
    )
    for step in own:
        found = recipe.add(found, step)
    (folder / "known.json").write_text(json.dumps({"profile": known.to_json(), "recipe": found.to_json()}))


def recipe_run(folder: Path, memory: int, *, anew: bool = False) -> None:
    start = time.perf_counter()
    from analytics import recipe
    from analytics.schema import Limits, Profile, Recipe

    kept = json.loads((folder / "known.json").read_text())
    table, typed = folder / "text.parquet", None if anew else folder / "typed.parquet"
    clean, changes = folder / "clean.parquet", folder / "changes.parquet"
    done = recipe.replay(
        table, Recipe.from_json(kept["recipe"]), Profile.from_json(kept["profile"]),
        clean=clean, changes=changes, typed=typed, limits=Limits(memory_mb=memory),
    )  # fmt: skip
    report(start, rows=done.rows, cells=done.cells_changed)


def recipe_anew(folder: Path, memory: int) -> None:
    recipe_run(folder, memory, anew=True)


def by_hand(folder: Path, memory: int) -> None:
    start = time.perf_counter()
    import duckdb

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
    used = resource.getrusage(resource.RUSAGE_SELF)
    cores = round(used.ru_utime + used.ru_stime, 2)
    print(json.dumps({"seconds": round(seconds, 2), "peak_mb": used.ru_maxrss // 1024, "cores": cores, **more}))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--memory", type=int, default=512, help="what DuckDB may use, in MB")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--part", choices=PARTS, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.part:
        sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
        PARTS[arguments.part](arguments.folder, arguments.memory)
        return
    with tempfile.TemporaryDirectory(prefix="bench-clean-") as name:
        make(Path(name) / "text.parquet", arguments.rows)
        run("prepare", name, arguments.memory)
        found: dict[str, list[dict[str, float]]] = {"hand": [], "recipe": [], "anew": []}
        for _ in range(arguments.rounds):
            for part, results in found.items():
                results.append(json.loads(run(part, name, arguments.memory)))
    print(f"{arguments.rows:,} rows, {arguments.memory} MB for DuckDB, medians of {arguments.rounds} rounds")
    seconds, cores = (
        {part: statistics.median(each[what] for each in results) for part, results in found.items()}
        for what in ("seconds", "cores")
    )
    for part, results in found.items():
        peak = max(each["peak_mb"] for each in results)
        cells = f"  {results[0]['cells']:,} cells changed" if "cells" in results[0] else ""
        ratios = (
            f"{seconds[part] / seconds['hand']:5.2f} x time, {cores[part] / cores['hand']:5.2f} x work of the cores"
        )
        print(f"{part:8}{seconds[part]:8.2f} s ({ratios})  {peak:6.0f} MB{cells}")


PARTS = {"prepare": prepare, "recipe": recipe_run, "anew": recipe_anew, "hand": by_hand}


def run(part: str, folder: str, memory: int) -> str:
    command = [sys.executable, "-P", __file__, "--part", part, "--folder", folder, "--memory", str(memory)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


if __name__ == "__main__":
    main()
