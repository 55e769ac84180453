"""A list inside the rows of a JSON file can become rows: one for each item, with what stands beside it repeated."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from analytics.__main__ import main
from analytics.reading import read
from analytics.schema import AnalyticsError, ReadOptions

ORDERS = [
    {
        "order": 1,
        "buyer": {"name": "Bo", "tags": ["new", "vip"]},
        "lines": [{"sku": "a", "n": 2}, {"sku": "b", "n": 1}],
    },
    {"order": 2, "buyer": {"name": "Al", "tags": []}, "lines": []},
    {"order": 3, "buyer": {"name": "Cy"}, "lines": [{"sku": "c", "gift": True}]},
]


@pytest.fixture(params=["json", "ndjson", "inside"])
def orders(request, tmp_path) -> Path:
    path = tmp_path / "orders.json"
    if request.param == "ndjson":
        path.write_text("\n".join(map(json.dumps, ORDERS)))
    else:
        path.write_text(json.dumps({"made": "2031", "orders": ORDERS} if request.param == "inside" else ORDERS))
    return path


def rows(path: Path, capsys, *options: str) -> list[dict[str, str]]:
    assert main(["read", str(path), *options]) == 0
    return list(csv.DictReader(io.StringIO(capsys.readouterr().out)))


def test_each_item_becomes_a_row_and_no_parent_is_lost(orders, capsys):
    found = rows(orders, capsys, "--items", "lines")
    assert [(row["order"], row["buyer.name"], row["lines.sku"], row["lines.n"]) for row in found] == [
        ("1", "Bo", "a", "2"),
        ("1", "Bo", "b", "1"),
        ("2", "Al", "", ""),
        ("3", "Cy", "c", ""),
    ]
    assert found[3]["lines.gift"] == "true"
    assert "lines" not in found[0]


def test_items_of_a_list_deeper_down_that_are_bare_values(orders, capsys):
    found = rows(orders, capsys, "--items", "buyer.tags")
    assert [(row["order"], row["buyer.tags"]) for row in found] == [("1", "new"), ("1", "vip"), ("2", ""), ("3", "")]


def test_lists_are_told_and_what_repeats_is_a_problem(orders, tmp_path):
    plain = read(orders, tmp_path / "t.parquet", name="orders.json")
    assert plain.detected.lists == ("buyer.tags", "lines")
    parted = read(orders, tmp_path / "t.parquet", name="orders.json", options=ReadOptions(items="lines"))
    assert any(
        "3 elements became 4 rows" in each.problem and "more than once" in each.problem for each in parted.problems
    )
    assert parted.detected.lists == ("buyer.tags",)


def test_a_list_that_is_not_there_ends_in_one_sentence(orders, tmp_path):
    with pytest.raises(AnalyticsError, match=r"No row of “orders\.json” has a list “lines\.tax”"):
        read(orders, tmp_path / "t.parquet", name="orders.json", options=ReadOptions(items="lines.tax"))
    assert not (tmp_path / "t.parquet").exists()


def test_a_field_whose_name_has_a_point_is_found(tmp_path, capsys):
    path = tmp_path / "p.json"
    path.write_text(json.dumps([{"a.b": [1, 2], "c": 5}]))
    assert [row["a.b"] for row in rows(path, capsys, "--items", "a.b")] == ["1", "2"]
