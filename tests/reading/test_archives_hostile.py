"""Archives that hold links or are packed in rare ways, sound and spoilt."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from formats_help import packed, read, xlsx

from analytics import reading
from analytics.schema import AnalyticsError

CSV = "place,price\n" + "".join(f"Town {n},{n}\n" for n in range(200))


def archive(path: Path, *members: tuple[zipfile.ZipInfo | str, str], method: int = zipfile.ZIP_STORED) -> Path:
    with zipfile.ZipFile(path, "w", method) as made:
        for name, content in members:
            made.writestr(name, content)
    return path


def link(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.create_system, info.external_attr = 3, 0o120777 << 16
    return info


def test_a_link_in_an_archive_is_no_file_to_read(tmp_path):
    path = archive(tmp_path / "a.zip", (link("a-much-longer.csv"), "/etc/passwd" * 500), ("data.csv", CSV))
    table = reading.read(path, tmp_path / "out", name="a.zip")
    assert (table.rows, table.columns) == (200, ("place", "price"))
    with pytest.raises(AnalyticsError, match=r"holds no file\.$"):
        reading.read(archive(tmp_path / "b.zip", (link("data.csv"), "/etc/passwd")), tmp_path / "out", name="b.zip")


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_archives_packed_in_rarer_ways(refused, tmp_path, method):
    path = archive(tmp_path / "a.zip", ("data.csv", CSV), method=method)
    assert reading.read(path, tmp_path / "out", name="a.zip").rows == 200
    for place in range(48, 90):  # behind what the method says of itself
        spoilt = bytearray(path.read_bytes())
        spoilt[place] ^= 0xFF
        (tmp_path / "b.zip").write_bytes(spoilt)
        assert "damaged" in refused("archive", tmp_path / "b.zip")


def test_a_document_whose_kind_is_packed_wrongly(tmp_path):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_LZMA) as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        package.writestr("data.csv", CSV)
    spoilt = bytearray(made.getvalue())
    for place in range(45, 60):
        spoilt[place] ^= 0xFF
    path = tmp_path / "a.odt"
    path.write_bytes(spoilt)
    assert reading.read(path, tmp_path / "out", name="a.odt").rows == 200


def test_a_sheet_of_nothing_but_its_header_again(tmp_path):
    found = read("workbook", xlsx(tmp_path / "a.xlsx", [["Place", "Price"]] * 5))
    assert found.columns == ["Place", "Price"]
    assert found.rows == []
    assert found.told("header")


def test_parts_of_a_workbook_packed_in_a_rarer_way_and_spoilt(refused, tmp_path):
    whole = xlsx(tmp_path / "a.xlsx", [["Place", "Price"], ["Köln", 5], ["Bonn", 7]])
    with zipfile.ZipFile(whole) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    path = packed(tmp_path / "b.xlsx", parts)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    assert read("workbook", path).rows == [["Köln", "5"], ["Bonn", "7"]]
    spoilt = bytearray(path.read_bytes())
    start = spoilt.index(b"xl/worksheets/sheet1.xml") + len("xl/worksheets/sheet1.xml")
    spoilt[start + 12 : start + 30] = bytes(18)
    path.write_bytes(spoilt)
    assert "damaged" in refused("workbook", path)
