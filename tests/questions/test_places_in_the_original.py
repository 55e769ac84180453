"""A passport says where its rows stand in a workbook, in JSON and in Parquet, and the place is the right one."""

from __future__ import annotations

import html
import json
import re

import pytest

from core.models import Visualization

pytestmark = pytest.mark.django_db
ROWS = [("North", 3), ("South", 4), ("North", 5), ("East", 6)]


@pytest.fixture
def passport(people, client, work):
    """``passport(path)``: the page of the sum of the North of that file."""
    from core import pipeline

    client.force_login(people.viewer)

    def go(path, **options):
        name = path.name
        made = pipeline.new_dataset(people.workspace, source=path, name=name, by=people.owner, **options)
        work()
        made.refresh_from_db()
        spec = {"kind": "bar", "dimension": "region", "measures": [{"column": "amount", "agg": "sum"}]}
        chart = Visualization.objects.create(workspace=people.workspace, dataset=made, name="x", spec=spec)
        page = client.get(f"/visualizations/{chart.pk}/passport/?k=North&n=0").content.decode()
        return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page)))

    return go


def test_rows_of_a_workbook_are_named_by_sheet_and_cells(passport, tmp_path):
    import openpyxl

    book = openpyxl.Workbook()
    book.active.title = "Notes"
    sheet = book.create_sheet("Orders 2024")
    sheet["B2"] = "Orders of the year"
    sheet.append([])
    start = 5
    for place, row in enumerate([("region", "amount"), *ROWS]):
        at = start + place + (1 if place > 2 else 0)  # an empty row within
        sheet.cell(at, 3, row[0])
        sheet.cell(at, 4, f" {row[1]} " if place == 1 else row[1])
    book.save(tmp_path / "book.xlsx")
    told = passport(tmp_path / "book.xlsx")
    cells = re.findall(r"'Orders 2024'!C(\d+):D(\d+)", told)
    assert cells == [("6", "6"), ("9", "9")]
    assert [sheet.cell(int(first), 3).value for first, _ in cells] == ["North", "North"]
    if "amount (" in told:
        assert "amount ('Orders 2024'!D6)" in told


def test_rows_of_a_json_document_are_named_by_their_pointer(passport, tmp_path):
    rows = [{"region": region, "amount": amount} for region, amount in ROWS]
    document = {"meta": {"of": "2024"}, "da.ta": {"the/items": rows}}
    (tmp_path / "in.json").write_text(json.dumps(document))
    told = passport(tmp_path / "in.json")
    assert re.findall(r"/da\.ta/the~1items/\d+", told) == ["/da.ta/the~1items/0", "/da.ta/the~1items/2"]


def test_rows_of_a_bare_list_too(passport, tmp_path):
    (tmp_path / "in.json").write_text(json.dumps([{"region": region, "amount": amount} for region, amount in ROWS]))
    told = passport(tmp_path / "in.json")
    assert " /0 " in told
    assert " /2 " in told


def test_rows_of_json_lines_are_shown_as_they_stand_there(passport, tmp_path):
    lines = [json.dumps({"region": region, "amount": amount, "more": {"n": amount / 2}}) for region, amount in ROWS]
    (tmp_path / "in.ndjson").write_text("\n".join([lines[0], "", "{no json", *lines[1:]]) + "\n")
    told = passport(tmp_path / "in.ndjson")
    assert f"Line 1 {lines[0]}" in told
    assert f"Line 5 {lines[2]}" in told


def test_rows_of_parquet_are_counted(passport, tmp_path):
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.table({"region": [region for region, _ in ROWS], "amount": [amount for _, amount in ROWS]})
    pq.write_table(table, tmp_path / "in.parquet")
    told = passport(tmp_path / "in.parquet")
    assert "row 1" in told
    assert "row 3" in told


def test_a_sheet_with_too_many_gaps_names_no_places():
    from analytics.passport import places

    assert places.of({"format": "xlsx", "sheet": "A"}, 3) == ""
    assert (
        places.of({"format": "xlsx", "sheet": "A", "places": {"columns": ["B"], "runs": [[0, 2], [3, 9]]}}, 4)
        == "A!B10"
    )
    assert places.cell({"sheet": "It's", "places": {"columns": ["A", "AB"], "runs": [[0, 2]]}}, 1, 1) == "'It''s'!AB3"
    assert places.cell({"places": {"columns": ["A"], "runs": [[0, 2]]}}, 1, 5) == ""
