"""From an upload to a dashboard, by the real job process."""

from __future__ import annotations

import hashlib
import json

from core import pipeline, storage
from core.models import Dashboard, RunState

REGIONS = ("North", "South", "West")


def line(n: int) -> str:
    day = f"{2024 + n // 366}-{1 + (n // 28) % 12:02d}-{1 + n % 28:02d}"
    return f"{1000 + n};{day};{REGIONS[n % 3]};{10 + n % 7},5{n % 10}\n"


ORDERS = "order;day;region;price\n" + "".join(map(line, range(400)))


def test_a_messy_file_becomes_clean_data_and_a_dashboard(upload, work):
    dataset = upload(ORDERS, "orders 2024.csv")
    assert pipeline.status(dataset)["state"] == "queued"
    run = work()
    assert (run.state, run.error) == (RunState.DONE, "")
    dataset.refresh_from_db()
    state = pipeline.status(dataset)
    assert state["state"] == "ready"
    assert (state["rows"], state["columns"], state["progress"]) == (400, 4, 100)
    types = {column["name"]: column["type"] for column in dataset.current.clean_profile["columns"]}
    assert types == {"order": "integer", "day": "date", "region": "text", "price": "decimal"}
    board = Dashboard.objects.get(dataset=dataset)
    assert state["dashboard"] == f"/dashboards/{board.pk}/"
    kinds = [widget.kind for widget in board.widgets.all()]
    assert "number" in kinds
    assert "chart" in kinds
    assert {row.column for row in board.filters.all()} == {"day", "region"}


def test_the_original_bytes_are_kept_as_they_came(upload, work):
    dataset = upload(ORDERS)
    work()
    version = dataset.newest
    assert storage.original(version).read_bytes() == ORDERS.encode()
    assert version.sha256 == hashlib.sha256(ORDERS.encode()).hexdigest()


def test_rows_come_page_by_page_raw_and_clean(upload, work):
    dataset = upload(ORDERS)
    work()
    version = dataset.newest
    clean = pipeline.page_of_rows(version, which="clean", sort="price", descending=True, limit=3)
    prices = sorted((float(f"{10 + n % 7}.5{n % 10}") for n in range(400)), reverse=True)
    assert [row[3] for row in clean.rows] == prices[:3]
    raw = pipeline.page_of_rows(version, which="raw", limit=2)
    assert raw.rows[1][3] == "11,51"
    assert raw.total == 400


def test_every_export_holds_the_whole_table(upload, work):
    dataset = upload("name,count\n=SUM(A1),1\nplain,-2\n")
    work()
    version = dataset.newest
    text = pipeline.export(version, "clean", "csv").read_text()
    assert text == "name,count\n'=SUM(A1),1\nplain,-2\n"
    assert json.loads(pipeline.export(version, "clean", "json").read_text()) == [
        {"name": "=SUM(A1)", "count": 1},
        {"name": "plain", "count": -2},
    ]
    import openpyxl

    sheet = openpyxl.load_workbook(pipeline.export(version, "clean", "xlsx")).active
    assert [[cell.value for cell in row] for row in sheet] == [["name", "count"], ["=SUM(A1)", 1], ["plain", -2]]
    assert sheet["A2"].data_type == "s"


def test_a_header_alone_is_a_table_without_rows(upload, work):
    dataset = upload("a,b,c\n")
    run = work()
    assert run.state == RunState.DONE
    assert pipeline.status(dataset)["rows"] == 0


def test_a_binary_file_named_csv_is_refused_in_one_sentence(upload, work):
    upload(bytes(range(256)) * 40)
    run = work()
    assert run.state == RunState.FAILED
    assert run.error.count(".") <= 2
    assert "error of ours" not in run.error


def test_twenty_thousand_columns_are_refused_in_one_sentence(upload, work):
    wide = ",".join(f"c{n}" for n in range(20_000))
    upload(wide + "\n" + ",".join("1" for _ in range(20_000)) + "\n")
    run = work()
    assert run.state == RunState.FAILED
    assert "2,000" in run.error


def test_the_dashboard_is_drawn_before_anybody_opens_it(upload, work):
    from core.boards import autoboard

    dataset = upload(ORDERS)
    work()
    dataset.refresh_from_db()
    boards = list(dataset.dashboards.all())
    assert dataset.current.chart_fragments.count() >= 4
    assert not autoboard.undrawn(boards, dataset.current)
    dataset.current.chart_fragments.all().delete()
    assert len(autoboard.undrawn(boards, dataset.current)) >= 4
