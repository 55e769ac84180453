"""JSON in its many shapes becomes a table: dotted names, numbers to the letter, lists kept as JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from formats_help import read
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics.reading import jsontext
from analytics.reading.json_stream import Source
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
        ('{"columns": ["a"], "index": ["x"], "data": [[1]]}', ["index", "a"], [["x", "1"]]),
        ('{"columns": ["a", "b"], "index": ["x"], "data": [[1, 2]]}', ["index", "a", "b"], [["x", "1", "2"]]),
        ('{"2020-01-01": 4, "2020-01-02": 6}', ["key", "value"], [["2020-01-01", "4"], ["2020-01-02", "6"]]),
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


def keyed(count, value):
    return {f"city {n}": value(n) for n in range(count)}


def test_records_by_key_inside_a_document_are_rows(path):
    document = {"made": "by hand", "cities": keyed(30, lambda n: {"people": n, "area": 2 * n, "parts": [{"x": 1}]})}
    got = read("json", write(path, json.dumps(document)))
    assert got.columns == ["key", "people", "area", "parts"]
    assert (len(got.rows), got.rows[3][:3]) == (30, ["city 3", "3", "6"])
    assert (got.detected.sheet, [p.content for p in got.problems if p.content]) == ("cities", ["made: by hand"])


def test_records_by_key_may_have_a_value_beside_them(path):
    got = read("json", write(path, json.dumps({"_id": "all", **keyed(4, lambda n: {"people": n, "area": n})})))
    assert got.rows[0] == ["city 0", "0", "0"]
    assert [p.content for p in got.problems] == ["_id: all"]


def test_many_values_by_key_are_rows_and_a_record_stays_one(path):
    got = read("json", write(path, json.dumps(keyed(40, lambda n: n))))
    assert (got.columns, len(got.rows), got.rows[1]) == (["key", "value"], 40, ["city 1", "1"])
    assert got.told("the name of each stands in the column “key”")
    mixed = {f"field {n}": n if n % 2 else "text" for n in range(40)}
    assert len(read("json", write(path, json.dumps(mixed))).rows) == 1


def test_thousands_of_fields_by_key_are_read_as_rows(path):
    assert len(read("json", write(path, json.dumps(keyed(5_000, lambda n: n)))).rows) == 5_000


def test_lists_of_one_length_are_columns_wherever_they_stand(path):
    hourly = {"time": [f"{n}:00" for n in range(6)], "heat": list(range(6))}
    got = read("json", write(path, json.dumps({"place": "Rome", "units": {"heat": "C"}, "hourly": hourly})))
    assert (got.columns, len(got.rows), got.rows[2]) == (["time", "heat"], 6, ["2:00", "2"])
    assert [p.content for p in got.problems] == ["place: Rome", "units.heat: C"]


def test_names_beside_the_rows_are_the_names_of_the_columns(path):
    meta = {"view": {"columns": [{"id": n, "name": name} for n, name in enumerate(["town", "people"])], "by": "hall"}}
    got = read("json", write(path, json.dumps({"meta": meta, "data": [["Rome", 3], ["Oslo", 1]]})))
    assert (got.columns, got.rows) == (["town", "people"], [["Rome", "3"], ["Oslo", "1"]])
    assert [p.content for p in got.problems] == ["meta.view.by: hall"]
    assert "meta.view.columns" in got.detected.evidence["format"]


def test_a_long_list_of_words_is_a_column_and_a_short_one_a_field(path):
    words = [f"word {n}" for n in range(12)]
    got = read("json", write(path, json.dumps({"about": "words", "words": words})))
    assert (got.columns, got.column("words")) == (["words"], words)
    assert [p.content for p in got.problems] == ["about: words"]
    assert len(read("json", write(path, json.dumps({"id": 1, "name": "x", "tags": words[:3]}))).rows) == 1


def test_many_short_lists_by_key_are_rows(path):
    document = {f"user {n}": [f"10.0.0.{k}" for k in range(n % 3)] for n in range(9)}
    got = read("json", write(path, json.dumps(document)))
    assert (got.columns, len(got.rows), got.rows[2]) == (["key", "value"], 9, ["user 2", '["10.0.0.0", "10.0.0.1"]'])
    parted = read("json", path, items="value")
    assert ["user 2", "10.0.0.1"] in parted.rows


def test_a_record_with_a_short_list_in_it_stays_one_row(path):
    record = {f"field {n}": n for n in range(12)}
    got = read("json", write(path, json.dumps({**record, "owners": [{"name": "Ann"}, {"name": "Bo"}]})))
    assert len(got.rows) == 1
    assert got.detected.lists == ("owners",)
    envelope = {"status": "ok", "page": 1, "pages": 1, "total": 1, "rows": [{"name": "Ann"}]}
    assert read("json", write(path, json.dumps(envelope))).columns == ["name"]


def test_a_first_list_of_words_that_is_like_the_others_is_no_header(path):
    pairs = [["bread", "red"], ["stone", "bone"], ["house", "mouse"], ["night", "light"], ["green", "queen"]]
    got = read("json", write(path, json.dumps({"pairs": pairs * 8 + [["tower", "power"]]})))
    assert got.columns == ["column_1", "column_2"]


def test_lines_are_counted_from_where_they_were_asked_last(tmp_path):
    """Forwards and backwards, and after the window has moved on."""
    (tmp_path / "a.json").write_text("".join(f'{{"n": {n}}}\n' for n in range(200)), encoding="utf-8")
    with Source(tmp_path / "a.json", "utf-8") as source:
        source.more()
        ends = [place for place, sign in enumerate(source.text) if sign == "\n"]
        assert [source.line(ends[n]) for n in (0, 150, 3, 3, 199, 10)] == [1, 151, 4, 4, 200, 11]
        source.at = ends[100] + 1
        source.more()
        assert source.line() == 102
        assert source.line(source.text.index("\n")) == 102
