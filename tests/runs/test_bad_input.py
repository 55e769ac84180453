"""Files that are no tables, or want to do harm: one clear sentence, the job process lives, nothing is half made."""

from __future__ import annotations

import gzip
import io
import zipfile

import pytest

from core import pipeline, storage
from core.models import RunState


def sentence(run) -> str:
    assert run.state == RunState.FAILED, (run.state, run.error)
    assert run.error.endswith((".", "!")), run.error
    assert "\n" not in run.error
    assert len(run.error) < 400
    assert "Traceback" not in run.error
    assert "error of ours" not in run.error
    return run.error


def workbook_bomb(megabytes: int) -> bytes:
    """A well-formed .xlsx of a few hundred kilobytes whose only sheet inflates to that many megabytes."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        archive.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="xml" ContentType="application/xml"/>'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument'
            '.spreadsheetml.sheet.main+xml"/></Types>',
        )
        rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        pack = "http://schemas.openxmlformats.org/package/2006/relationships"
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{pack}"><Relationship Id="r1" Type="{rel}/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{pack}"><Relationship Id="r1" Type="{rel}/worksheet" '
            'Target="worksheets/sheet1.xml"/></Relationships>',
        )
        main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{rel}"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets>'
            "</workbook>",
        )
        row = b"<row><c><v>1</v></c></row>"
        piece = row * (1024 * 1024 // len(row))
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write(f'<worksheet xmlns="{main}"><sheetData>'.encode())
            for _ in range(megabytes):
                sheet.write(piece)
            sheet.write(b"</sheetData></worksheet>")
    return target.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.csv", b""),
        ("blank.csv", b"\n\n  \n"),
        ("picture.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 30),
        ("program.csv", b"\x7fELF" + bytes(range(256)) * 30),
        ("letter.xlsx", b"Dear reader, this is no workbook."[:5] + bytes(200)),
        ("cut.xlsx", workbook_bomb(1)[:400]),
        ("broken.json", b'{"a": [1, 2'),
        ("broken.parquet", b"PAR1" + bytes(100) + b"PAR1"),
        ("broken.zip", b"PK\x03\x04" + bytes(50)),
        ("nothing.zip", b"PK\x05\x06" + bytes(18)),
    ],
)
def test_what_is_no_table_is_refused_in_one_sentence(upload, work, name, content):
    dataset = upload(content, name)
    said = sentence(work())
    assert pipeline.status(dataset)["error"] == said
    upload("a,b\n1,2\n")
    assert work().state == RunState.DONE


def test_a_workbook_that_inflates_to_two_gigabytes_is_refused(upload, work):
    upload(workbook_bomb(2048), "bomb.xlsx")
    said = sentence(work())
    assert "200 times its size" in said


def test_a_gzip_that_inflates_without_end_is_refused(upload, work):
    upload(gzip.compress(b"a,b\n" + b"1,2\n" * 60_000_000, 1), "bomb.csv.gz")
    sentence(work())


@pytest.mark.parametrize(
    "text",
    [
        'name,remark\nA,"opened and never closed\nB,second\nC,third\n',
        'name,remark\nA,say "hi" there\nB,""x""\nC,plain\n',
        'name,remark\n"A"x,1\nB,2\nC,3\n',
    ],
)
def test_unbalanced_quotes_lose_no_line(upload, work, text):
    dataset = upload(text)
    assert work().state == RunState.DONE
    version = dataset.newest
    page = pipeline.page_of_rows(version, which="raw", limit=50)
    kept = repr(page.rows) + storage.problems(version).read_text()
    for word in ("A", "B", "C"):
        assert word in kept


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("table.xlsx", b"a;b\n1;2\n3;4\n"),
        ("table.json", b"a,b\n1,2\n3,4\n"),
        ("table.tsv", b"a,b\n1,2\n3,4\n"),
        ("table.csv", b'[{"a": 1, "b": 2}, {"a": 3, "b": 4}]'),
    ],
)
def test_the_wrong_ending_does_not_matter(upload, work, name, content):
    dataset = upload(content, name)
    assert work().state == RunState.DONE
    page = pipeline.page_of_rows(dataset.newest, which="raw")
    assert [list(row) for row in page.rows] == [["1", "2"], ["3", "4"]]


def test_a_path_as_the_name_is_only_text(upload, work, settings):
    dataset = upload("a,b\n1,2\n", "../../x.csv")
    assert work().state == RunState.DONE
    assert dataset.newest.original_name == "../../x.csv"
    assert not (settings.DATA_DIR.parent / "x.csv").exists()


def test_a_line_of_fifty_megabytes_does_not_end_the_worker(upload, work):
    upload("a,b\n1," + "x" * 50_000_000 + "\n2,3\n")
    assert work().state in {RunState.DONE, RunState.FAILED}
    upload("a,b\n1,2\n")
    assert work().state == RunState.DONE
