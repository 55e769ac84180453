"""A dashboard over two small tables, and people who send operations to it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.utils import timezone

from analytics.schema import Column, Profile

DAYS = 730
REGIONS = ("North", "South", "East")


def ready(workspace: Any, owner: Any, name: str, table: pa.Table, columns: tuple[Column, ...]) -> Any:
    """A dataset whose clean table is that table."""
    from core import storage
    from core.models import Dataset, DatasetVersion

    dataset = Dataset.objects.create(workspace=workspace, name=name, created_by=owner)
    profile = Profile(table.num_rows, columns).to_json()
    version = DatasetVersion.objects.create(
        dataset=dataset, number=1, original_name=f"{name}.csv", created_by=owner, rows=table.num_rows, profile=profile,
        clean_profile=profile, clean_rows=table.num_rows, cleaned_at=timezone.now(), read_at=timezone.now(),
    )  # fmt: skip
    path = storage.clean_table(version)
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(table, path)
    dataset.current = version
    dataset.save()
    return dataset


@pytest.fixture
def sales(people):
    """Two years of days, three regions, an amount that is 10 in the first year and 20 in the second."""
    days = [dt.date(2023, 1, 1) + dt.timedelta(days=n) for n in range(DAYS)]
    table = pa.table(
        {
            "day": pa.array(days, pa.date32()),
            "region": [REGIONS[n % 3] for n in range(DAYS)],
            "amount": [10.0 if day.year == 2023 else 20.0 for day in days],
        }
    )
    columns = (
        Column("day", "date", "time", distinct=DAYS, min="2023-01-01", max="2024-12-30"),
        Column("region", "text", "category", distinct=3),
        Column("amount", "decimal", "measure", distinct=2, min="10", max="20"),
    )
    return ready(people.workspace, people.owner, "Sales", table, columns)


@pytest.fixture
def stock(people):
    """A table without any region, so that filters over it leave it alone."""
    table = pa.table({"item": ["nuts", "bolts"], "pieces": [3, 4]})
    columns = (Column("item", "text", "category", distinct=2), Column("pieces", "integer", "measure", distinct=2))
    return ready(people.workspace, people.owner, "Stock", table, columns)


@pytest.fixture
def board(people, sales, stock):
    """Three charts, a number and a text: ``board.numbers`` maps titles to widgets."""
    from core.models import Dashboard, Visualization, Widget

    found = Dashboard.objects.create(workspace=people.workspace, name="Sales", dataset=sales, created_by=people.owner)
    total = [{"column": "amount", "agg": "sum"}]
    shown = [
        ("number", "Total", sales, {"kind": "indicator", "measures": total}, 0, 0, 3, 2),
        ("chart", "By region", sales, {"kind": "bar", "dimension": "region", "measures": total}, 0, 2, 6, 4),
        ("chart", "By year", sales,
         {"kind": "line", "dimension": "day", "grain": "year", "measures": total}, 6, 2, 6, 4),
        ("chart", "Pieces", stock,
         {"kind": "bar", "dimension": "item", "measures": [{"column": "pieces", "agg": "sum"}]}, 0, 6, 6, 4),
    ]  # fmt: skip
    for kind, title, dataset, spec, x, y, w, h in shown:
        chart = Visualization.objects.create(workspace=people.workspace, dataset=dataset, name=title, spec=spec)
        Widget.objects.create(dashboard=found, kind=kind, title=title, visualization=chart, x=x, y=y, w=w, h=h)
    Widget.objects.create(dashboard=found, kind="text", title="Note", options={"text": "Hi"}, x=6, y=6, w=6, h=2)
    return found


@pytest.fixture
def widget(board):
    """``widget("By region")``: the widget of that title, as it is now."""
    return lambda title: board.widgets.get(title=title)


@pytest.fixture
def act(board):
    """``act(person, op="move", …)``: the answer to one operation, sent as JSON."""
    from django.test import Client

    def send(person: Any, **payload: Any) -> Any:
        client = Client()
        client.force_login(person)
        return client.post(f"/dashboards/{board.pk}/operations/", payload, content_type="application/json")

    return send


@pytest.fixture
def browse():
    """``browse(person)``: a client with that person's session, or a visitor's without one."""
    from django.test import Client

    def made(person: Any = None) -> Client:
        client = Client()
        if person is not None:
            client.force_login(person)
        return client

    return made
