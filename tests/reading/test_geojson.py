"""GeoJSON is a table of features: properties are columns, points are longitude and latitude, and a map is suggested."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from analytics.__main__ import main
from analytics.charts import suggest
from analytics.passport import lines, places
from analytics.profiling import profile
from analytics.reading import read
from analytics.schema import ReadOptions


def feature(n: int, **parts: object) -> dict:
    geometry = {"type": "Point", "coordinates": [10 + n / 8, 50 - n / 16]}
    made = {"type": "Feature", "id": f"q{n}", "properties": {"mag": 1 + n % 7 / 10, "place": {"name": f"P{n % 4}"}}}
    return {**made, "geometry": geometry, **parts}


def written(path: Path, features: list[dict], **more: object) -> Path:
    path.write_text(json.dumps({"type": "FeatureCollection", **more, "features": features}))
    return path


def rows(path: Path, capsys) -> list[dict[str, str]]:
    assert main(["read", str(path)]) == 0
    return list(csv.DictReader(io.StringIO(capsys.readouterr().out)))


def test_a_row_for_each_feature_with_its_id_its_properties_and_its_place(tmp_path, capsys):
    found = rows(written(tmp_path / "quakes.geojson", [feature(n) for n in range(20)]), capsys)
    assert len(found) == 20
    assert found[3] == {"id": "q3", "mag": "1.3", "place.name": "P3", "longitude": "10.375", "latitude": "49.8125"}


@pytest.mark.parametrize("name", ["quakes.geojson", "quakes.json", "quakes.txt"])
def test_the_name_of_the_file_does_not_matter(tmp_path, name):
    table = read(written(tmp_path / name, [feature(1), feature(2)]), tmp_path / "t.parquet", name=name)
    assert table.detected.format == "geojson"
    assert "GeoJSON" in table.detected.evidence["format"]


def test_other_shapes_are_text_and_nothing_is_lost(tmp_path, capsys):
    line = {"type": "LineString", "coordinates": [[1, 2], [3.5, 4]]}
    made = [feature(1, geometry=line), feature(2), feature(3, geometry=None, properties=None), feature(4, source="x")]
    found = rows(written(tmp_path / "mixed.geojson", made), capsys)
    assert json.loads(found[0]["geometry"]) == line
    assert (found[0]["longitude"], found[1]["longitude"], found[1]["geometry"]) == ("", "10.25", "")
    assert (found[2]["id"], found[2]["mag"], found[3]["source"]) == ("q3", "", "x")


def test_a_property_keeps_its_name_beside_ours(tmp_path, capsys):
    made = [feature(n, properties={"id": n, "latitude": "north", "geometry": "g"}) for n in range(3)]
    made[0]["geometry"] = {"type": "Point", "coordinates": [1.5, 2.5, 300]}
    found = rows(written(tmp_path / "own.geojson", made), capsys)
    assert (found[0]["id"], found[0]["feature.id"], found[0]["latitude"]) == ("0", "q0", "north")
    assert (found[0]["geometry.latitude"], found[0]["altitude"], found[0]["geometry"]) == ("2.5", "300", "g")


def test_coordinates_of_a_plane_are_no_degrees(tmp_path):
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::25832"}}
    named = written(tmp_path / "crs.geojson", [feature(n) for n in range(4)], crs=crs)
    far = [feature(1, geometry={"type": "Point", "coordinates": [691607.8, 5334760.4]}), feature(2)]
    for path in (named, written(tmp_path / "far.geojson", far)):
        table = read(path, tmp_path / "t.parquet", name=path.name)
        assert {"x", "y"} <= set(table.columns)
        assert any("are no degrees" in each.problem for each in table.problems)


def test_features_one_a_line_lead_back_to_their_lines(tmp_path):
    path = tmp_path / "quakes.geojsonl"
    path.write_text("".join(json.dumps(feature(n)) + "\n" for n in range(10)))
    table = read(path, tmp_path / "t.parquet", name=path.name)
    assert table.columns == ("id", "mag", "place.name", "longitude", "latitude")
    cells = ["q4", "1.4", "P0", "10.5", "49.75"]
    assert lines.of(path, table.detected.to_json(), {4: cells})[4].first == 5


def test_a_row_leads_back_to_its_feature(tmp_path):
    table = read(written(tmp_path / "q.geojson", [feature(1), feature(2)]), tmp_path / "t.parquet", name="q.geojson")
    assert places.of(table.detected.to_json(), 1) == "/features/1"


def test_a_map_is_suggested(tmp_path):
    read(written(tmp_path / "q.geojson", [feature(n) for n in range(60)]), tmp_path / "t.parquet", name="q.geojson")
    found = [each.spec for each in suggest(profile(tmp_path / "t.parquet"))]
    assert [(spec.dimension, spec.measures[0].column) for spec in found if spec.kind == "map"] == [
        ("longitude", "latitude")
    ]


def test_it_can_be_read_field_by_field_instead(tmp_path):
    path = written(tmp_path / "q.geojson", [feature(1), feature(2)])
    table = read(path, tmp_path / "t.parquet", name="q.geojson", options=ReadOptions(format="json"))
    assert table.detected.format == "json"
    assert "properties.mag" in table.columns


def test_what_stands_beside_the_features_is_told(tmp_path):
    path = written(tmp_path / "quakes.json", [feature(1), feature(2)], name="week", metadata={"count": 2, "by": "us"})
    table = read(path, tmp_path / "t.parquet", name="quakes.json")
    assert [p.content for p in table.problems] == ["name: week", "metadata.count: 2", "metadata.by: us"]
