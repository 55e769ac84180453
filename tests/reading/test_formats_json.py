"""JSON in its many shapes becomes a table: dotted names, numbers to the letter, lists kept as JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from formats_help import read
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics.reading import jsontext
from analytics.schema import AnalyticsError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data.json"


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def test_objects_in_a_list_are_rows_and_nested_ones_get_dotted_names(path):
    got = read(
        "json", write(path, '[{"id": 1, "who": {"name": "Ann", "at": {"city": "Rome"}}}, {"id": 2, "ok": true}]')
    )
    assert got.columns == ["id", "who.name", "who.at.city", "ok"]
    assert got.rows == [["1", "Ann", "Rome", None], ["2", None, None, "true"]]
    assert got.detected.format == "json"


def test_numbers_and_texts_are_kept_to_the_letter(path):
    got = read(
        "json", write(path, '[{"a": 12345678901234567890, "b": 1.10, "c": 1E5, "d": "007", "e": "", "f": -0.0}]')
    )
    assert got.rows == [["12345678901234567890", "1.10", "1E5", "007", "", "-0.0"]]


def test_lists_inside_rows_stay_json_and_are_told(path):
    got = read("json", write(path, '[{"tags": ["a", 1.50, {"x": null}], "none": []}, {"tags": null}]'))
    assert got.rows == [['["a", 1.50, {"x": null}]', "[]"], [None, None]]
    assert got.told("kept as JSON text")


@pytest.mark.parametrize(
    ("text", "columns", "rows"),
    [
        ('{"a": [1, 2], "b": ["x", "y"]}', ["a", "b"], [["1", "x"], ["2", "y"]]),
        ('{"a": {"0": 1, "1": 2}, "b": {"0": "x", "1": "y"}}', ["a", "b"], [["1", "x"], ["2", "y"]]),
        ('{"k1": {"a": 1, "b": 2}, "k2": {"a": 3, "b": 4}}', ["key", "a", "b"], [["k1", "1", "2"], ["k2", "3", "4"]]),
        ('{"columns": ["a", "b"], "index": [0], "data": [[1, "x"]]}', ["a", "b"], [["1", "x"]]),
        ('[["a", "b"], [1, "x"], [2, "y"]]', ["a", "b"], [["1", "x"], ["2", "y"]]),
        ("[[1, 2], [3, 4]]", ["column_1", "column_2"], [["1", "2"], ["3", "4"]]),
        ('[1, "x", null]', ["value"], [["1"], ["x"], [None]]),
        ('{"a": 1, "b": {"c": 2}}', ["a", "b.c"], [["1", "2"]]),
        ('{"a": 1}\n{"a": 2}\n', ["a"], [["1"], ["2"]]),
        ('{"a": 1}{"a": 2}', ["a"], [["1"], ["2"]]),
        ('{\n "a": 1\n}\n{\n "a": 2\n}\n', ["a"], [["1"], ["2"]]),
    ],
)
def test_every_shape_of_a_table_is_known(path, text, columns, rows):
    got = read("json", write(path, text))
    assert (got.columns, got.rows) == (columns, rows)


def test_the_list_inside_a_document_is_found_and_others_are_offered(path):
    write(path, '{"page": 1, "users": [{"n": 1}, {"n": 2}], "meta": {"groups": [{"g": "x"}]}}')
    got = read("json", path)
    assert (got.columns, got.rows) == (["n"], [["1"], ["2"]])
    assert got.detected.sheets == ("users", "meta.groups")
    assert [p.content for p in got.problems] == ["page: 1"]
    assert read("json", path, sheet="meta.groups").rows == [["x"]]
    with pytest.raises(AnalyticsError, match="no list “pages”"):
        read("json", path, sheet="pages")


def test_features_of_a_map_are_rows(path):
    feature = {
        "type": "Feature",
        "properties": {"name": "Rome"},
        "geometry": {"type": "Point", "coordinates": [12.5, 41.9]},
    }
    got = read("json", write(path, json.dumps({"type": "FeatureCollection", "features": [feature]})))
    assert got.columns == ["name", "longitude", "latitude"]
    assert got.rows == [["Rome", "12.5", "41.9"]]


def test_a_bad_line_is_listed_with_its_number_and_the_others_are_read(path):
    got = read("json", write(path, '{"a": 1}\n\n{"a": oops}\n{"a": 2}\n{"a": '))
    assert got.column("a") == ["1", "2"]
    assert [(p.line, p.content) for p in got.problems] == [(3, '{"a": oops}'), (5, '{"a": ')]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252"])
def test_other_encodings_than_utf_8_are_seen(path, encoding):
    assert read("json", write(path, '[{"città": "é"}]', encoding)).rows == [["é"]]


def test_columns_of_different_length_repeated_names_and_nan_are_told(path):
    assert read("json", write(path, '{"a": [1, 2], "b": [3]}')).told("from 1 to 2 values")
    repeated = read("json", write(path, '[{"a": 1, "a": 2}]'))
    assert repeated.rows == [["2"]]
    assert repeated.told("twice")
    assert read("json", write(path, '[{"a": NaN}]')).told("NaN or Infinity")


def test_half_a_character_pair_does_not_stop_the_file(path):
    assert read("json", write(path, '[{"a": "x\\ud800y"}]')).rows == [["x?y"]]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty"),
        ("[]", "no rows"),
        ("5", "single value"),
        ('[{"a": 1}, {"a"', "cut off"),
        ('[{"a": 1}, {"a": "hal', "cut off"),
        ('[{"a": 1}', "cut off"),
        ('[{"a": 1},\n {b 2}]', "not valid in line 2"),
        ('[{"a": 1} {"a": 2}]', "comma"),
        ('[{"a": 1}] trailing', "after its list"),
    ],
)
def test_what_is_no_table_ends_in_one_sentence(path, text, words):
    with pytest.raises(AnalyticsError, match=words):
        read("json", write(path, text))


def test_what_looks_like_json_is_told_from_what_does_not(path):
    def kind(text):
        return jsontext.sniff(write(path, text))

    assert kind('[{"a": 1}]') == kind('{"a": [1]}') == kind("[1, 2]") == "json"
    assert kind('{"a": 1}\n{"a": 2}\n') == "ndjson"
    assert kind("[section]\nkey = 1\n") is None
    assert kind("a,b\n1,2\n") is None
    assert kind("{curly} braces") is None


def test_a_window_that_ends_inside_a_number_does_not_cut_it(path, monkeypatch):
    from analytics.reading import json_stream

    monkeypatch.setattr(json_stream, "CHUNK", 7)
    values = [{"n": 10**i, "t": "é" * i, "f": i / 7} for i in range(12)]
    for text in (json.dumps(values, ensure_ascii=False), "\n".join(json.dumps(value) for value in values)):
        got = read("json", write(path, text))
        assert got.column("n") == [str(value["n"]) for value in values]
        assert got.column("t") == [value["t"] for value in values]


NAMES = st.text(
    st.characters(codec="utf-8", exclude_characters=".", exclude_categories=["C", "Z"]), min_size=1, max_size=5
)
VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text(max_size=8)
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.dictionaries(NAMES, VALUES, min_size=1, max_size=4), min_size=1, max_size=6), st.booleans())
def test_any_objects_come_back_as_they_were(path, objects, by_line):
    def shown(value):
        return value if value is None or isinstance(value, str) else json.dumps(value)

    if by_line and len(objects) > 1:
        text = "\n".join(json.dumps(value) for value in objects)
    else:
        text = json.dumps(objects)
    got = read("json", write(path, text))
    names = list(dict.fromkeys(name for each in objects for name in each))
    assert len(got.columns) == len(names) == len({column.lower() for column in got.columns})
    for each, row in zip(objects, got.rows, strict=True):
        assert row == [shown(each.get(name)) for name in names]
