"""Logs of web servers are read as what they are: a row is a request, and times and requests are not parted."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from analytics.__main__ import main
from analytics.passport import lines
from analytics.profiling import profile
from analytics.reading import read
from analytics.schema import ReadOptions

COMMON = '{a} - {u} [{d:02d}/Feb/2031:0{h}:17:0{s} +0100] "{m} /shop/{d}?q=a,b;c HTTP/1.1" {c} {b}'
BEHIND = ' "https://search.example/?q=a b" "Agent/5.0 (X11; Linux, \\"quoted\\")"'


def log(count: int = 30, behind: str = "", before: str = "") -> list[str]:
    made = []
    for n in range(count):
        line = COMMON.format(
            a=f"192.0.2.{n % 7}" if n % 5 else "2001:db8::7", u="-" if n % 3 else "ann", d=1 + n % 28,
            h=n % 9, s=n % 10, m="GET" if n % 4 else "POST", c=200 if n % 6 else 404,
            b=100 + n if n % 6 else "-",
        )  # fmt: skip
        made.append(f"{before}{line}{behind}")
    return made


def rows(path: Path, capsys, *options: str) -> list[dict[str, str]]:
    assert main(["read", str(path), *options]) == 0
    return list(csv.DictReader(io.StringIO(capsys.readouterr().out)))


@pytest.mark.parametrize("behind", ["", BEHIND])
def test_a_row_is_a_request(tmp_path, capsys, behind):
    (tmp_path / "access.log").write_text("\n".join(log(behind=behind)) + "\n")
    found = rows(tmp_path / "access.log", capsys)
    assert len(found) == 30
    assert found[1]["address"] == "192.0.2.1"
    assert found[0]["user"] == "ann"
    assert found[1]["time"] == "02/Feb/2031:01:17:01 +0100"
    assert (found[1]["method"], found[1]["path"], found[1]["protocol"]) == ("GET", "/shop/2?q=a,b;c", "HTTP/1.1")
    assert (found[0]["status"], found[0]["bytes"], found[1]["bytes"]) == ("404", "", "101")
    assert ("referrer" in found[0]) == bool(behind)
    if behind:
        assert found[4]["agent"] == 'Agent/5.0 (X11; Linux, "quoted")'


def test_the_time_is_a_moment_the_status_a_category_and_the_bytes_are_measured(tmp_path):
    (tmp_path / "access.log").write_text("\n".join(log(60, BEHIND)) + "\n")
    read(tmp_path / "access.log", tmp_path / "t.parquet", name="access.log")
    found = {column.name: (column.type, column.role) for column in profile(tmp_path / "t.parquet").columns}
    assert found["time"] == ("datetime", "time")
    assert found["status"] == ("integer", "category")
    assert found["bytes"] == ("integer", "measure")


def test_the_host_in_front_and_the_time_behind_are_columns(tmp_path, capsys):
    path = tmp_path / "other_vhosts_access.log"
    path.write_text("\n".join(log(behind=f"{BEHIND} 0.123", before="shop.example:443 ")) + "\n")
    found = rows(path, capsys)
    assert (found[3]["host"], found[3]["address"], found[3]["response_time"]) == (
        "shop.example:443", "192.0.2.3", "0.123",
    )  # fmt: skip


def test_a_line_that_does_not_fit_is_listed_with_its_number(tmp_path, capsys):
    made = log()
    made[4:4] = ["Segmentation fault", ""]
    made.append('192.0.2.1 - - [01/Feb/2031:00:00:01 +0100] "\\x16\\x03" 400 12')
    (tmp_path / "access.log").write_text("\n".join(made))
    assert main(["read", str(tmp_path / "access.log")]) == 0
    shown = capsys.readouterr()
    assert [json.loads(line)["line"] for line in shown.err.splitlines()] == [5]
    found = list(csv.DictReader(io.StringIO(shown.out)))
    assert len(found) == 31
    assert (found[30]["method"], found[30]["path"], found[30]["status"]) == ("", "\\x16\\x03", "400")


def test_a_row_leads_back_to_its_line(tmp_path):
    made = log()
    made[4:4] = ["Segmentation fault", ""]
    path = tmp_path / "access.log"
    path.write_text("\n".join(made) + "\n")
    table = read(path, tmp_path / "t.parquet", name=path.name)
    found = lines.of(path, table.detected.to_json(), {2: [], 10: []})
    assert {row: (line.first, line.text) for row, line in found.items()} == {2: (3, made[2]), 10: (13, made[12])}


def test_the_format_can_be_switched_off(tmp_path):
    path = tmp_path / "access.log"
    path.write_text("\n".join(log()) + "\n")
    as_log = read(path, tmp_path / "t.parquet", name=path.name)
    assert as_log.detected.format == "weblog"
    assert "web server" in as_log.detected.evidence["format"]
    as_text = read(path, tmp_path / "t.parquet", name=path.name, options=ReadOptions(format="text"))
    assert as_text.detected.format != "weblog"
    assert "method" not in as_text.columns


@pytest.mark.parametrize(
    "text",
    [
        'id,note\n1,"[10/Oct/2000:13:55:36 -0700] seen"\n2,"[a] ""b"" c"\n',
        "2031-02-03 10:00:00 [INFO] started\n2031-02-03 10:00:01 [WARN] slow\n",
        'name text\nBo "said [x] y" 200 12\n',
    ],
)
def test_other_texts_with_brackets_and_quotes_are_no_logs(tmp_path, text):
    (tmp_path / "t.csv").write_text(text)
    assert read(tmp_path / "t.csv", tmp_path / "t.parquet", name="t.csv").detected.format != "weblog"
