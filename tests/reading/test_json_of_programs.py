"""What programs print that do not write JSON: read by its one meaning, and told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from formats_help import read
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.reading import json_loose
from analytics.schema import AnalyticsError


def write(folder: Path, text: str, name: str = "data.json") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="")
    return path


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("[{'a': 1.10, 'b': None},\n {'a': '007', 'b': True},]", [["1.10", None], ["007", "true"]]),
        ("{'a': 1, 'b': 'it\\'s'}\n{'a': 2, 'b': u'\"so\"'}\n", [["1", "it's"], ["2", '"so"']]),
        ("// of May\n[{a: 1, b: 'x'}, /* two */ {a: .5, b: `y`}]", [["1", "x"], ["0.5", "y"]]),
        ('var rows = [\n {"a": 1, "b": 2},\n {"a": 3, "b": 4}\n];\n', [["1", "2"], ["3", "4"]]),
        ('draw([{"a": 1, "b": 2}, {"a": +3, "b": 0x1F}]);', [["1", "2"], ["3", "31"]]),
        (")]}',\n[{\"a\": 1, \"b\": 2}]", [["1", "2"]]),
        (
            '{"a": ObjectId("5f0c"), "b": ISODate("2024-05-01T00:00Z")}\n{"a": ObjectId("5f0d"), "b": NumberLong(12)}',
            [["5f0c", "2024-05-01T00:00Z"], ["5f0d", "12"]],
        ),
        ("([ {a: 1, b: 2}, {a: 3, b: 4} ])", [["1", "2"], ["3", "4"]]),
        ("[['a', 'b'], ['x', 1], ['y', 2]]", [["x", "1"], ["y", "2"]]),
        ("[('a', 'b'), (1, None), ('y', 2)]", [["1", None], ["y", "2"]]),
        ("([\n\t['a', 'b'],\n\t['x', 1]\n])", [["x", "1"]]),
        ('[{"a": 1, "b": 2,}, {"a": 3, "b": undefined,},]', [["1", "2"], ["3", None]]),
        ('[{"a": "http://x.org/#y", "b": "C:\\\\dir"}, {"a": "/* no */", "b": new Date("2024-05-01")}]',
         [["http://x.org/#y", "C:\\dir"], ["/* no */", "2024-05-01"]]),
    ],
)  # fmt: skip
def test_a_value_as_a_program_prints_it_is_read_and_told(tmp_path, text, rows):
    got = read("json", write(tmp_path, text))
    assert (got.columns, got.rows) == (["a", "b"], rows)
    assert got.told("not strict JSON")


def test_the_line_of_the_first_change_is_told(tmp_path):
    got = read("json", write(tmp_path, '[\n{"a": 1},\n// new\n{"a": 2}]'))
    assert [problem.line for problem in got.problems if "strict" in problem.problem] == [3]


@pytest.mark.parametrize(
    "text", ["[{'a': 1}, {'a': ]", "[{a: 1 b: 2}]", "[{a: f(1, 2)}]", "[{a: 1},, {a: 2}]", "[{a: 1}", "{a: 1}}"]
)
def test_what_has_no_one_meaning_is_refused_in_one_sentence(tmp_path, text):
    path = write(tmp_path, text)
    with pytest.raises(AnalyticsError) as caught:
        read("json", path)
    assert "\n" not in str(caught.value)


def test_strict_json_is_never_rewritten(tmp_path):
    path = write(tmp_path, '[{"a": "it\'s // no comment", "b": [1, {"c": null}]}]')
    assert json_loose.strict(path, "utf-8") is None
    assert not read("json", path).told("not strict JSON")


@pytest.mark.parametrize("text", ["[section]\nkey = 1\n", "{note} this: is prose\nand more\n", "name,{a}\n1,2\n"])
def test_texts_with_brackets_stay_texts(tmp_path, text):
    assert not json_loose.looks_like(text)


def test_a_name_that_says_json_over_another_text_is_told(tmp_path):
    from analytics.reading import read as read_any

    path = write(tmp_path, "id;name\n1;Ann\n2;Bo\n", "export.json")
    table = read_any(path, tmp_path / "out.parquet", name=path.name)
    assert table.columns == ("id", "name")
    assert "name says JSON" in table.problems[0].problem


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc \"'\\\n", max_size=4), inner, max_size=3),
    max_leaves=8,
)


@settings(deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from(["a", "b's", 'c"d']), _VALUES, min_size=1), min_size=1, max_size=4))
def test_what_python_prints_comes_back_as_it_was(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("loose") / "data.json"
    path.write_text(repr(rows), encoding="utf-8", newline="")
    strict = json_loose.strict(path, "utf-8")
    assert json.loads(strict.text if strict else path.read_text(encoding="utf-8"), strict=False) == rows
