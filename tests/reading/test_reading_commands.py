"""``python -m analytics read``: the table on stdout, problems as JSON lines on stderr, one line where it fails."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from analytics.__main__ import main


def test_read_prints_the_table_and_its_problems(tmp_path, capfd):
    path = tmp_path / "t.csv"
    path.write_bytes(b"Report,,\nid;name;n\n1;J\xf6rg;\n2;Ann;5\n3;Bo\n")
    assert main(["read", str(path)]) == 0
    out, err = capfd.readouterr()
    assert list(csv.reader(io.StringIO(out))) == [
        ["id", "name", "n"],
        ["1", "Jörg", ""],
        ["2", "Ann", "5"],
        ["3", "Bo", ""],
    ]
    told = [json.loads(line) for line in err.splitlines()]
    assert {"line": 1, "problem": "Above the table; kept apart.", "content": "Report,,"} in told
    assert any(entry["line"] == 5 and "2 cells instead of 3" in entry["problem"] for entry in told)


def test_read_as_json_says_what_was_detected(tmp_path, capfd):
    path = tmp_path / "t.csv"
    path.write_text("a;b\n1;2\n")
    assert main(["read", str(path), "--json"]) == 0
    document = json.loads(capfd.readouterr().out)
    assert document["detected"]["delimiter"] == ";"
    assert document["columns"] == ["a", "b"]


def test_read_says_in_one_line_what_is_wrong(tmp_path, capfd):
    path = tmp_path / "t.csv"
    path.write_bytes(b"")
    assert main(["read", str(path)]) == 2
    out, err = capfd.readouterr()
    assert out == ""
    assert err.splitlines() == ["“t.csv” is empty: it has no bytes; save it again and upload that."]
    assert main(["read", str(tmp_path / "none.csv")]) == 2
    assert len(capfd.readouterr().err.splitlines()) == 1


def expectations(folder: Path) -> dict:
    return json.loads((folder / "traps" / "expect.json").read_text(encoding="utf-8"))


def test_every_trap_is_read_typed_and_marked_as_expected(shared_fixtures, tmp_path, capfd):
    wrong = []
    for name, wanted in expectations(shared_fixtures).items():
        source, out = shared_fixtures / "traps" / name, tmp_path / "clean.csv"
        assert main(["clean", str(source), "--output", str(out), "--accept", "none"]) == 0
        assert main(["profile", str(source)]) == 0
        profile = {column["name"]: column for column in json.loads(capfd.readouterr().out)["columns"]}
        with out.open(newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        for column in wanted["columns"]:
            values = wanted["values"].get(column, [])
            right = len(rows) == wanted["rows"] and [row.get(column) for row in rows[: len(values)]] == values
            if not right or bool(profile[column]["ambiguous"]) != (column in wanted["ambiguous"]):
                wrong.append((name, column))
    assert wrong == []


@pytest.mark.parametrize("folder", ["beers", "hospital"])
def test_public_tables_are_read_cell_by_cell(shared_fixtures, folder, capfd):
    for path in sorted((shared_fixtures / "cleaning" / folder).glob("*.csv")):
        assert main(["read", str(path)]) == 0
        with path.open(newline="", encoding="utf-8") as file:
            assert list(csv.reader(io.StringIO(capfd.readouterr().out))) == list(csv.reader(file))
