"""Parquet, and one file inside a zip or gzip archive."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

import duckdb
import pytest
from formats_help import READERS, Read, packed, read, xlsx

from analytics.reading import archive, parquet, workbook
from analytics.schema import AnalyticsError, ReadOptions


def inner(path: Path, out: Path, **rest):
    """Reads what comes out of an archive here; the application hands it to ``analytics.reading.read``."""
    kind = "workbook" if workbook.sniff(path) else "parquet" if parquet.sniff(path) else "json"
    return READERS[kind](path, out, **rest)


def unpack(path: Path, **options) -> Read:
    out = path.parent / "out.parquet"
    return Read(archive.read(path, out, name=path.name, options=ReadOptions(**options), inner=inner))


def test_parquet_becomes_the_text_that_a_csv_would_show(tmp_path):
    path = tmp_path / "a.parquet"
    duckdb.sql(
        "COPY (SELECT 9223372036854775807 AS big, 0.1::DOUBLE AS d, 1e20::DOUBLE AS large, 1e-7::DOUBLE AS small, "
        "2.0::DOUBLE AS whole, 1.50::DECIMAL(9,2) AS price, DATE '2024-01-05' AS day, true AS ok, 'é,\"x' AS word, "
        "TIMESTAMP '2024-01-05 10:30:00.5' AS at, NULL::INTEGER AS none, {'a': 1, 'b': 'x'} AS pair, [1, 2] AS items, "
        "TIME '10:30:00' AS clock, '' AS empty) "
        f"TO '{path}' (FORMAT parquet)"
    )
    got = read("parquet", path)
    (row,) = got.rows
    assert dict(zip(got.columns, row, strict=True)) == {
        "big": "9223372036854775807", "d": "0.1", "large": "100000000000000000000", "small": "0.0000001", "whole": "2",
        "price": "1.50", "day": "2024-01-05", "at": "2024-01-05 10:30:00.5", "ok": "true", "word": 'é,"x', "none": None,
        "pair.a": "1", "pair.b": "x", "items": "[1,2]", "clock": "10:30:00", "empty": "",
    }  # fmt: skip


def test_a_broken_parquet_says_so(tmp_path):
    path = tmp_path / "a.parquet"
    duckdb.sql(f"COPY (SELECT range n FROM range(1000)) TO '{path}' (FORMAT parquet)")
    path.write_bytes(path.read_bytes()[:-100] + b"PAR1")
    with pytest.raises(AnalyticsError, match="no readable Parquet file"):
        read("parquet", path)
    assert not (tmp_path / "a.parquet.parquet").exists()


def test_a_gzip_is_read_as_what_it_holds(tmp_path):
    path = tmp_path / "data.json.gz"
    path.write_bytes(gzip.compress(b'[{"a": 1}]'))
    got = unpack(path)
    assert got.rows == [["1"]]
    assert got.detected.format == "json"
    assert "data.json" in got.detected.evidence["archive"]


def test_a_zip_of_one_file_is_read_and_hidden_ones_beside_it_are_not_counted(tmp_path):
    path = packed(tmp_path / "a.zip", {"in/data.json": '[{"a": 1}]', "__MACOSX/in/._data.json": "x", ".DS_Store": "y"})
    got = unpack(path)
    assert got.rows == [["1"]]
    assert got.problems == ()


def test_a_zip_of_several_files_says_which_and_offers_the_others(tmp_path):
    book = xlsx(tmp_path / "b.xlsx", [["x"], [1], [2]], More=[["p", "q"], [3, 4]]).read_bytes()
    path = packed(tmp_path / "a.zip", {"small.json": '[{"a": 1}]', "book.xlsx": book, "readme.md": "hello"})
    got = unpack(path)
    assert got.detected.sheets == ("small.json", "book.xlsx / Sheet", "book.xlsx / More")
    assert got.detected.sheet == "book.xlsx / More"
    assert got.told("holds 2 files; “book.xlsx” was read, not “small.json”")
    assert unpack(path, sheet="small.json").rows == [["1"]]
    assert unpack(path, sheet="book.xlsx / Sheet").rows == [["1"], ["2"]]
    with pytest.raises(AnalyticsError, match=r"no file “none\.csv”"):
        unpack(path, sheet="none.csv")


def test_the_sheet_of_the_one_workbook_in_a_zip_can_be_named(tmp_path):
    book = xlsx(tmp_path / "b.xlsx", [["x", "y"], [1, 2]], More=[["p", "q"], [3, 4]]).read_bytes()
    path = packed(tmp_path / "a.zip", {"book.xlsx": book})
    got = unpack(path, sheet="More")
    assert (got.columns, got.detected.sheet, got.detected.sheets) == (["p", "q"], "More", ("Sheet", "More"))


def test_names_that_climb_out_of_the_archive_write_nothing_there(tmp_path):
    path = tmp_path / "in" / "a.zip"
    path.parent.mkdir()
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("../../evil.json", '[{"a": 1}]')
    assert unpack(path).rows == [["1"]]
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["a.zip", "in", "out.parquet"]


def test_an_archive_without_a_file_says_so(tmp_path):
    with pytest.raises(AnalyticsError, match="holds no file"):
        unpack(packed(tmp_path / "a.zip", {}))
