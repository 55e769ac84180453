"""What Ibis would cost beside the SQL that ``analytics.query`` writes itself: to import, to keep in memory, to compile.

    python bench/chart_ibis.py PYTHON

``PYTHON`` is one that has ``ibis-framework[duckdb]``. Both sides take turns, five rounds; medians are printed.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 5
HEAD = """
import json, resource, statistics, sys, time
start = time.perf_counter()
def peaked():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
def told(**more):
    print(json.dumps({"import_s": spent, "peak_mb": peak, **more}))
def median(work, times=60):
    taken = []
    for _ in range(times):
        begin = time.perf_counter(); work(); taken.append((time.perf_counter() - begin) * 1000)
    return statistics.median(taken)
"""
OURS = """
sys.path[:0] = [ROOT, ROOT + "/tests/charts"]
import duckdb
from analytics import query
from analytics.charts import svg
spent, peak = time.perf_counter() - start, peaked()
from pathlib import Path
from charts_cast import SPECS, made
shop = made(Path(FOLDER))
from analytics.query_source import Query
spec, whole, answers = SPECS["standing bars"], Query.run, {}
def heard(self, sql, extra=()):
    return answers.setdefault((sql, *map(str, extra)), whole(self, sql, extra))
query_ms = median(lambda: shop.data(spec))
Query.run = heard
shop.data(spec)
Query.run = lambda self, sql, extra=(): answers[(sql, *map(str, extra))]
told(query_ms=query_ms, without_duckdb_ms=median(lambda: shop.data(spec)))
"""
THEIRS = """
import ibis
connection = ibis.duckdb.connect()
spent, peak = time.perf_counter() - start, peaked()
table = ibis.table({"region": "string", "revenue": "float64"}, name="shop")
def compiled():
    found = table.group_by("region").aggregate(total=table.revenue.sum()).order_by(ibis.desc("total")).limit(10)
    return connection.compile(found)
told(compile_ms=median(compiled))
"""


def run(python: str, body: str, folder: str) -> dict[str, float]:
    code = f"ROOT, FOLDER = {str(ROOT)!r}, {folder!r}\n{HEAD}{body}"
    done = subprocess.run([python, "-c", code], capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> None:
    sides = {"ours": (sys.executable, OURS), "Ibis": (sys.argv[1], THEIRS)}
    seen: dict[str, list[dict[str, float]]] = {name: [] for name in sides}
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(ROUNDS):
            for name, (python, body) in sides.items():
                seen[name].append(run(python, body, folder))
    for name, rounds in seen.items():
        print(name, {key: round(statistics.median(each[key] for each in rounds), 2) for key in rounds[0]})


if __name__ == "__main__":
    main()
