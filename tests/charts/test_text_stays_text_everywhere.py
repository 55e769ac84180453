"""Hostile column names, values and titles on a dashboard, in its tables, its live charts, its files and its mail."""

from __future__ import annotations

import json
import re
import shutil
from html.parser import HTMLParser

import duckdb
import pytest
from django.utils import timezone

from core import drawing, storage
from core.models import Dashboard, Dataset, DatasetVersion, ReportRun, ScheduledReport, Visualization, Widget

pytestmark = pytest.mark.django_db
COLUMN = '<img src=x onerror="alert(1)">'
TITLE = "<script>alert(document.cookie)</script>"
VALUES = [
    "<script>alert(1)</script>",
    '"><svg onload=alert(1)>',
    "<b>bold</b>",
    "&lt;i&gt;",
    "</title><script>alert(2)</script>",
    "</style><script>alert(3)</script>",
    "</textarea><img src=x onerror=alert(4)>",
    "javascript:alert(5)",
    "<a href='javascript:alert(6)'>here</a>",
    "{{ 7|add:7 }}",
    "{% debug %}",
    "${7*7}",
    "#{7*7}",
    "<%= 7 %>",
    "]]>",
    "<!--",
    "--><script>alert(8)</script>",
    "' OR 1=1 --",
    "$\\alpha$",
    "\\(x\\)",
    "\u202eright to left",
    "שלום",
    "مرحبا",
    "👩‍👩‍👧‍👦",
    "\x07bell",
    "\ufffe",
    "﷽",
    "x" * 300,
    "<br>new<br/>line",
    "&amp;&lt;",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "@SUM(1)",
]
KINDS = ("bar", "line", "pie", "treemap", "heatmap", "table", "box", "funnel", "waterfall", "pivot", "strip")


class Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.words.append(data)


def read(html: str) -> Page:
    page = Page()
    page.feed(html)
    return page


def harmless(page: Page) -> None:
    for tag, attributes in page.elements:
        assert not [name for name in attributes if name.startswith("on")], (tag, attributes)
        assert not str(attributes.get("href", "")).strip().lower().startswith("javascript:"), attributes
        assert tag not in {"b", "iframe", "object", "embed", "textarea"} or attributes.get("name"), (tag, attributes)
        assert tag != "img" or attributes.get("src") != "x"
        assert tag != "script" or "src" in attributes, attributes


@pytest.fixture
def board(people, tmp_path):
    con = duckdb.connect()
    con.execute("CREATE TABLE t (c VARCHAR, s VARCHAR, v DOUBLE)")
    con.executemany("INSERT INTO t VALUES (?, ?, ?)", [(v, v[::-1], n + 1.5) for n, v in enumerate(VALUES)])
    quoted = '"' + COLUMN.replace('"', '""') + '"'
    con.execute(f"COPY (SELECT c AS {quoted}, s, v FROM t) TO '{tmp_path / 'odd.parquet'}' (FORMAT parquet)")
    profile = {
        "rows": len(VALUES),
        "columns": [
            {"name": COLUMN, "type": "text", "role": "category", "distinct": len(VALUES)},
            {"name": "s", "type": "text", "role": "category", "distinct": len(VALUES)},
            {"name": "v", "type": "decimal", "role": "measure", "distinct": len(VALUES), "min": "1.5", "max": "40"},
        ],
    }
    dataset = Dataset.objects.create(workspace=people.workspace, name=TITLE, created_by=people.owner)
    version = DatasetVersion.objects.create(
        dataset=dataset, number=1, original_name=TITLE, rows=len(VALUES), profile=profile, clean_profile=profile,
        clean_rows=len(VALUES), cleaned_at=timezone.now(),
    )  # fmt: skip
    shutil.copy(tmp_path / "odd.parquet", storage.clean_table(version))
    dataset.current = version
    dataset.save()
    board = Dashboard.objects.create(workspace=people.workspace, name=TITLE, dataset=dataset, created_by=people.owner)
    for place, kind in enumerate(KINDS):
        series = "s" if kind in ("heatmap", "pivot", "bar") else None
        spec = {"kind": kind, "dimension": COLUMN, "series": series, "title": TITLE, "limit": 100,
                "measures": [{"column": "v", "agg": "sum"}]}  # fmt: skip
        chart = Visualization.objects.create(workspace=people.workspace, dataset=dataset, name=TITLE, spec=spec)
        Widget.objects.create(dashboard=board, kind="chart", title=TITLE, visualization=chart, y=place * 4, w=6, h=4)
    return board


def test_on_the_page_in_its_tables_and_tooltips(client, people, board):
    client.force_login(people.owner)
    page = read(client.get(f"/dashboards/{board.pk}/").content.decode())
    harmless(page)
    assert sum(tag == "svg" for tag, _ in page.elements) >= len(KINDS)
    words = "\n".join(page.words)
    for value in ("<script>alert(1)</script>", '"><svg onload=alert(1)>', "{{ 7|add:7 }}", "]]>", "&lt;i&gt;", "שלום"):
        assert value in words, value
    assert COLUMN in words
    assert TITLE in words


def test_on_a_chart_of_its_own_and_in_its_files(client, people, board):
    client.force_login(people.owner)
    for widget in board.widgets.all():
        path = f"/visualizations/{widget.visualization_id}/"
        harmless(read(client.get(path).content.decode()))
        drawn = client.get(f"{path}chart.svg").content.decode()
        assert "<script" not in drawn
        assert not re.search(r"<[^>]*\son\w+=", drawn)
        assert client.get(f"{path}chart.png").content.startswith(b"\x89PNG")


def test_in_the_figure_that_plotly_reads_no_text_of_the_data_is_markup(board):
    """Plotly reads tags in labels: there every bracket of the data is an entity."""
    version = board.dataset.current

    def strings(found):
        if isinstance(found, str):
            yield found
        elif isinstance(found, dict):
            for each in found.values():
                yield from strings(each)
        elif isinstance(found, list):
            for each in found:
                yield from strings(each)

    from analytics.schema import ChartSpec

    for widget in board.widgets.all():
        figure = json.loads(drawing.figure_json(version, ChartSpec.from_json(widget.visualization.spec)))
        shown = {"data": figure["data"], "layout": {k: v for k, v in figure["layout"].items() if k != "meta"}}
        own = [text for text in strings(shown) if "<" in text]
        assert own == [], own[:3]


def test_in_the_mail(people, board):
    from core.reporting import report_content, report_mail

    report = ScheduledReport.objects.create(
        workspace=people.workspace, dashboard=board, name=TITLE, recipients=["ada@example.org"],
        created_by=people.owner, next_due_at=timezone.now(),
    )  # fmt: skip
    run = ReportRun(report=report, due_at=timezone.now())
    page = read(report_mail.preview(run, report_content.gather(board, "", None), ""))
    harmless(page)
    assert "<script>alert(document.cookie)</script>" in "".join(page.words)
