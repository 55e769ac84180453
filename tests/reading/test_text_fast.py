"""Large files take DuckDB's way where nothing needs care, and the careful way where anything does: with one result."""

from __future__ import annotations

import pytest

from analytics.reading import fast, text
from tests.reading.text_help import reading

CLEAN = [
    "id,name,n\n" + "".join(f"{n},name {n},{n * 2}\n" for n in range(50)),
    'id;note\r\n1;"a; b"\r\n2;"say ""hi"""\r\n3;"two\r\nlines"\r\n4;\r\n5;""\r\n',
    "a\tb\n1\tx y\n2\t'z'\n",
    "\ufeffid,v\n1,Zoë\n2,Łódź\n",
    "2023-01-01,1\n2023-01-02,2\n",
]
MESSY = [
    "id,name,n\n1,a,2\n2,b\n3,c,4\n",
    "id,name,n\n1,a,2\n2,b,3,4\n3,c,4\n",
    'id,name\n1,"a"b\n2,"c"\n3,"d\n4,e\n',
    "id,name,n\n1,a,2\n\n3,c,4\n",
    "id,name,n\n1,a,2\nid,name,n\n3,c,4\n",
    "id,name,n\n1,a,2\n2,b,3\n3,c,4\nTotal,,9\n\nSource: us\n",
    "id,name,n\r\n1,a,2\n2,b,3\r3,c,4\r\n",
    "# remark\nid,name,n\n1,a,2\n# more\n3,c,4\n",
]


@pytest.fixture
def ways(monkeypatch):
    """Notes which way a file went, with every file taken for a large one."""
    taken = []
    write = fast.write

    def noted(*arguments, **more):
        rows = write(*arguments, **more)
        taken.append(rows is not None)
        return rows

    monkeypatch.setattr(fast, "write", noted)
    monkeypatch.setattr(text, "SMALL", 0)
    return taken


def carefully(tmp_path, content, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(text, "SMALL", 1 << 30)
        return reading(tmp_path, content)


@pytest.mark.parametrize("content", CLEAN)
def test_a_clean_file_reads_alike_in_both_ways(tmp_path, ways, monkeypatch, content):
    told = reading(tmp_path, content)
    assert ways == [True]
    other = carefully(tmp_path, content, monkeypatch)
    assert (told.columns, told.rows) == (other.columns, other.rows)
    assert told.detected == other.detected


@pytest.mark.parametrize("content", MESSY)
def test_a_file_with_any_fault_goes_the_careful_way(tmp_path, ways, monkeypatch, content):
    told = reading(tmp_path, content)
    assert True not in ways
    other = carefully(tmp_path, content, monkeypatch)
    assert (told.columns, told.rows) == (other.columns, other.rows)


def test_a_large_file_in_another_encoding_goes_the_fast_way_too(tmp_path, ways, monkeypatch):
    content = ("Größe;n\r\n" + "".join(f"Größe {n};{n}\r\n" for n in range(50))).encode("cp1252")
    told = reading(tmp_path, content)
    assert ways == [True]
    assert told.rows == carefully(tmp_path, content, monkeypatch).rows
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == []


def test_lines_above_a_large_table_are_told(tmp_path, ways):
    told = reading(tmp_path, "Report of May\nid,name,n\n" + "".join(f"{n},x,{n}\n" for n in range(50)))
    assert ways == [True]
    assert told.apart() == ["Report of May"]


def test_rows_keep_their_order_over_many_row_groups(tmp_path):
    told = reading(tmp_path, "n,text\n" + "".join(f"{n},some words to fill the line {n}\n" for n in range(200_000)))
    assert [int(row[0]) for row in told.rows] == list(range(200_000))
