"""What is no table is refused in one sentence that names the file and says what to do."""

from __future__ import annotations

import gzip

import pytest

from analytics.reading import read
from analytics.schema import AnalyticsError, Limits
from tests.reading.text_help import reading

PNG = b"\x89PNG\r\n\x1a\n" + bytes(200)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "“table.csv” is empty: it has no bytes"),
        (b" \n\r\n \n", "is empty: it holds nothing but blanks"),
        (b"\xef\xbb\xbf", "is empty"),
        (PNG, "is a picture .PNG., not a table"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "is a PDF document"),
        (b"SQLite format 3\0" + bytes(500), "is an SQLite database"),
        (bytes(range(256)) * 50, "is no text and of no format that is read"),
        (b"\x7fELF" + bytes(300), "is a program"),
        (b'<?xml version="1.0"?><note><to>Ann</to></note>', "is an XML document"),
        (b"\x05Marie".ljust(55) + b"\x05\0" + "Marie".ljust(54).encode("utf-16-le"), "who has the workbook open"),
        (b"Rar!\x1a\x07\x00" + bytes(100), "is a RAR archive"),
    ],
)
def test_a_file_without_a_table_is_refused_by_name(tmp_path, content, words):
    with pytest.raises(AnalyticsError, match=words) as refused:
        reading(tmp_path, content)
    assert str(refused.value).count("\n") == 0
    assert str(refused.value).endswith(".")
    assert not (tmp_path / "out.parquet").exists()


def test_a_folder_and_a_missing_file_are_refused(tmp_path):
    with pytest.raises(AnalyticsError, match="is a folder"):
        read(tmp_path, tmp_path / "out.parquet", name="x")
    with pytest.raises(AnalyticsError, match="There is no file"):
        read(tmp_path / "none.csv", tmp_path / "out.parquet", name="none.csv")


def test_a_table_that_was_not_asked_for_rightly_is_refused(tmp_path):
    with pytest.raises(AnalyticsError, match=r"has 1 table\(s\); there is no table 3"):
        reading(tmp_path, "a,b\n1,2\n", table=3)


def test_limits_of_size_rows_and_columns_hold(tmp_path):
    path, out = tmp_path / "t.csv", tmp_path / "o.parquet"
    path.write_text("a,b\n" + "1,2\n" * 30_000)
    with pytest.raises(AnalyticsError, match="files up to"):
        read(path, out, name="t.csv", limits=Limits(max_bytes=1000))
    with pytest.raises(AnalyticsError, match="more than 20,000 rows"):
        read(path, out, name="t.csv", limits=Limits(max_rows=20_000))
    path.write_text(",".join("abcdef") + "\n" + "1,2,3,4,5,6\n")
    with pytest.raises(AnalyticsError, match="has 6 columns; at most 5"):
        read(path, out, name="t.csv", limits=Limits(max_columns=5))
    assert not out.exists()


def test_the_content_tells_the_format_whatever_the_name(tmp_path):
    assert reading(tmp_path, '[{"a": 1}, {"a": 2}]', name="t.csv").detected.format == "json"
    assert reading(tmp_path, gzip.compress(b"a,b\n1,2\n"), name="t.csv").rows == [("1", "2")]
    assert reading(tmp_path, "<table><tr><td>a<td>b<tr><td>1<td>2</table>", name="t.xls").columns == ["a", "b"]
    assert reading(tmp_path, "a\tb\n1\t2\n", name="t.xlsx").columns == ["a", "b"]
    assert reading(tmp_path, "{a},b\n1,2\n", name="t.json").columns == ["{a}", "b"]
    assert reading(tmp_path, '[{"a": 1}]\n', name="t.csv", format="csv").detected.format != "json"


def test_a_hostile_line_of_quotes_ends_soon(tmp_path):
    told = reading(tmp_path, 'a,b\n1,"' + '"x' * 20_000 + "\n" + '2,"open\n' * 3000)
    assert len(told.rows) == 3001


def test_json_with_broken_names_or_too_many_levels_ends_in_a_table_or_a_sentence(tmp_path):
    assert reading(tmp_path, '[{"a\\udfaab": 1}]', name="t.json").columns == ["a?b"]
    with pytest.raises(AnalyticsError, match="nested too deeply"):
        reading(tmp_path, '{"a": ' + "[" * 900 + "]" * 900 + "}", name="t.json")
