"""A table of orders of any length as a dataset's version, with its dashboard; for ``bench/dashboard.py``.

``make`` writes a text table as an upload leaves it, then profiles and cleans it by the stages of the product, outside a
server: a CSV of ten million rows takes minutes to read, which other benches measure. ``BOARD`` runs in ``manage.py
shell`` and puts the version, its charts and the dashboard into the database.
"""

from __future__ import annotations

import json
import shutil
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

REGIONS = ("North", "South", "East", "West", "Centre", "Coast", "Islands", "Abroad")
CHANNELS = ("Shop", "Web", "Phone", "Partner", "Fair")
TABLE = """
SELECT strftime(DATE '2021-01-01' + CAST(hash(i) % 1461 AS INTEGER), '%Y-%m-%d') AS day,
       {regions}[1 + CAST(pow((hash(i, 1) % 1000) / 1000.0, 1.6) * 8 AS INTEGER) % 8] AS region,
       'Country ' || lpad(CAST(1 + hash(i, 2) % 40 AS VARCHAR), 2, '0') AS country,
       'Product ' || lpad(CAST(1 + CAST(pow((hash(i, 3) % 5000) / 5000.0, 2) * 60 AS INTEGER) AS VARCHAR), 2, '0')
         AS product,
       {channels}[1 + CAST(hash(i, 4) % 5 AS INTEGER)] AS channel,
       printf('%.2f', 5 + pow((hash(i, 5) % 100000) / 100000.0, 4) * 900) AS amount,
       CAST(1 + hash(i, 6) % 12 AS VARCHAR) AS pieces,
       printf('%.1f', 1 + (hash(i, 7) % 41) / 10.0) AS rating
FROM range({rows}) AS t(i)
"""


def _chart(
    kind: str, title: str, dimension: str | None, measure: tuple[str, str] | None, **more: Any
) -> dict[str, Any]:
    measures = [{"agg": measure[0], "column": measure[1]}] if measure else [{"agg": "count", "column": None}]
    return {"kind": kind, "title": title, "dimension": dimension, "measures": measures, **more}


CHARTS = [
    _chart("line", "Sales by month", "day", ("sum", "amount"), grain="month"),
    _chart("bar", "Sales by region", "region", ("sum", "amount")),
    _chart("bar", "Orders by product", "product", None, limit=15),
    _chart("area", "Sales by month and channel", "day", ("sum", "amount"), series="channel", grain="month"),
    _chart("pie", "Pieces by channel", "channel", ("sum", "pieces")),
    _chart("heatmap", "Orders by region and channel", "region", None, series="channel"),
    _chart("histogram", "Spread of the amount", "amount", None),
    _chart("bar", "Average rating by country", "country", ("mean", "rating"), limit=12),
    _chart("combo", "Sales and pieces by quarter", "day", ("sum", "amount"), grain="quarter"),
    _chart("table", "Countries", "country", ("sum", "amount"), limit=12),
    _chart("treemap", "Sales by country", "country", ("sum", "amount"), limit=12),
    _chart("bar", "Average amount by channel", "channel", ("mean", "amount")),
]
CHARTS[8]["measures"].append({"agg": "sum", "column": "pieces"})
"""Eight are the aim over ten million rows, twelve the one over a million."""

PICKED = "SELECT * FROM read_parquet(?) WHERE country IN (?)"
ALONE = [
    "SELECT date_trunc('month', day) AS d, sum(amount) FROM picked GROUP BY 1 ORDER BY 1",
    "SELECT region, sum(amount) AS s FROM picked GROUP BY 1 ORDER BY 2 DESC LIMIT 40",
    "SELECT product, count(*) FROM picked GROUP BY 1 ORDER BY 2 DESC LIMIT 15",
    "SELECT date_trunc('month', day) AS d, channel, sum(amount) FROM picked GROUP BY 1, 2 ORDER BY 1",
    "SELECT channel, sum(pieces) FROM picked GROUP BY 1 ORDER BY 2 DESC",
    "SELECT region, channel, count(*) FROM picked GROUP BY 1, 2",
    "SELECT floor(amount / 50) AS bin, count(*) FROM picked GROUP BY 1 ORDER BY 1",
    "SELECT country, avg(rating) AS r FROM picked GROUP BY 1 ORDER BY 2 DESC LIMIT 12",
    "SELECT date_trunc('quarter', day) AS d, sum(amount), sum(pieces) FROM picked GROUP BY 1 ORDER BY 1",
    "SELECT country, sum(amount) FROM picked GROUP BY 1 ORDER BY 2 DESC LIMIT 12",
    "SELECT country, sum(amount) FROM picked GROUP BY 1 ORDER BY 2 DESC LIMIT 12",
    "SELECT channel, avg(amount) FROM picked GROUP BY 1 ORDER BY 2 DESC",
]
"""What somebody would ask DuckDB by hand for the same charts, one query each."""


def make(folder: Path, rows: int) -> dict[str, Any]:
    """``text.parquet`` and ``clean.parquet`` in ``folder``; gives what the stages say of them."""
    from analytics.engine import connect
    from analytics.parsing import literal
    from core import stages

    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / "made.json"
    if kept.exists():
        return dict(json.loads(kept.read_text()))
    began = time.perf_counter()
    sql = TABLE.format(regions=list(REGIONS), channels=list(CHANNELS), rows=rows)
    text = folder / "text.parquet"
    connect(2000, directories=(folder,), temp=folder).execute(
        f"COPY ({sql}) TO {literal(str(text))} (FORMAT parquet, COMPRESSION zstd)"
    )
    print(f"{rows:,} rows written in {time.perf_counter() - began:.0f} s", flush=True)
    limits = {"memory_mb": 1024}
    task = {"decisions": {}, "limits": limits}
    made: dict[str, Any] = stages.run("profile", str(folder), task, lambda message: None)
    task = {"propose": True, "profile": made["profile"], "recipe": {}, "limits": limits}
    made |= stages.run("clean", str(folder), task, lambda message: None)
    made["rows"] = rows
    kept.write_text(json.dumps(stages.plain(made)))
    print(f"profiled and cleaned, {time.perf_counter() - began:.0f} s in all", flush=True)
    return dict(json.loads(kept.read_text()))


def put(made: Path, data: Path) -> Path:
    """A copy (by link where the disk can) of the tables in ``made`` where ``BOARD`` looks for them."""
    target = data / "bench"
    shutil.copytree(made, target, dirs_exist_ok=True)
    return target


BOARD = """
import json, shutil
from pathlib import Path
from django.utils import timezone
from core import storage
from core.models import Dashboard, Dataset, DatasetVersion, User, Visualization, Widget
user = User.objects.get(username="bench")
workspace = user.workspaces.first()
folder, charts = Path(FOLDER), json.loads(CHARTS)
made = json.loads((folder / "made.json").read_text())
dataset = Dataset.objects.create(workspace=workspace, name="Orders", created_by=user)
now = timezone.now()
version = DatasetVersion.objects.create(
    dataset=dataset, number=1, original_name="orders.csv", sha256="0" * 64, rows=made["rows"], columns=8,
    profile=made["profile"], clean_profile=made["clean_profile"], clean_rows=made["clean_rows"],
    read_at=now, profiled_at=now, cleaned_at=now, analysed_at=now, created_by=user)
for name in ("text.parquet", "clean.parquet"):
    storage.version_folder(version).joinpath(name).hardlink_to(folder / name)
dataset.current = version
dataset.save()
board = Dashboard.objects.create(workspace=workspace, name="Orders", dataset=dataset, created_by=user)
for place, spec in enumerate(charts):
    chart = Visualization.objects.create(
        workspace=workspace, dataset=dataset, name=spec["title"], spec=spec, created_by=user)
    Widget.objects.create(
        dashboard=board, kind="chart", title=spec["title"], visualization=chart,
        x=place % 2 * 6, y=place // 2 * 4, w=6, h=4)
print("BOARD" + str(board.pk))
"""
