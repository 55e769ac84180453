"""What the tests of other formats share: reading a file, and the rows that came out."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import duckdb
import openpyxl

from analytics.reading import archive, jsontext, parquet, workbook
from analytics.schema import RawTable, ReadOptions

READERS = {"workbook": workbook.read, "json": jsontext.read, "parquet": parquet.read, "archive": archive.read}


class Read:
    """A table that was read: ``columns``, ``rows`` (lists of text), ``detected``, ``problems``."""

    def __init__(self, table: RawTable) -> None:
        self.table = table
        self.columns = list(table.columns)
        self.detected = table.detected
        self.problems = table.problems
        found = duckdb.sql(f"SELECT * FROM read_parquet('{table.path}')")
        assert [str(kind) for kind in found.types] == ["VARCHAR"] * len(found.columns)
        assert found.columns == self.columns
        self.rows = [list(row) for row in found.fetchall()]
        assert len(self.rows) == table.rows

    def column(self, name: str) -> list[str | None]:
        place = self.columns.index(name)
        return [row[place] for row in self.rows]

    def told(self, words: str) -> bool:
        """Whether a problem says these words."""
        return any(words in problem.problem for problem in self.problems)


def read(kind: str, path: Path, **options: Any) -> Read:
    """Read ``path`` with one of the readers; ``options`` are those of ReadOptions."""
    out = path.parent / f"{path.name}.parquet"
    return Read(READERS[kind](path, out, name=path.name, options=ReadOptions(**options)))


def xlsx(path: Path, fill: Callable[[Any], None] | Sequence[Sequence[Any]], **sheets: Any) -> Path:
    """A workbook by openpyxl: the first sheet by a function or rows, others by name."""
    book = openpyxl.Workbook()
    for sheet, content in [(book.active, fill), *((book.create_sheet(name), more) for name, more in sheets.items())]:
        if callable(content):
            content(sheet)
        else:
            put(sheet, content)
    book.save(path)
    return path


def put(sheet: Any, rows: Sequence[Sequence[Any]], row: int = 1, column: int = 1) -> None:
    """Write rows with their upper left cell at ``row`` and ``column``; None leaves a cell out."""
    for i, values in enumerate(rows):
        for j, value in enumerate(values):
            if value is not None:
                sheet.cell(row + i, column + j, value)


SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
PARTS = {
    "[Content_Types].xml": "<Types/>",
    "_rels/.rels": '<Relationships><Relationship Id="r1" Type="http://x/officeDocument" Target="xl/workbook.xml"/>'
    "</Relationships>",
    "xl/workbook.xml": '<workbook xmlns:r="urn:r"><sheets><sheet name="Data" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": '<Relationships><Relationship Id="r1" Type="http://x/worksheet" '
    'Target="worksheets/sheet1.xml"/></Relationships>',
}
"""The least that makes a workbook of one sheet."""


def packed(path: Path, parts: dict[str, str | bytes | Iterable[bytes]]) -> Path:
    """A zip file of parts; an iterable of bytes is written piece by piece."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive_:
        for name, content in parts.items():
            with archive_.open(name, "w", force_zip64=True) as part:
                if isinstance(content, str | bytes):
                    content = [content.encode() if isinstance(content, str) else content]
                for piece in content:
                    part.write(piece)
    return path


def sheet_xml(path: Path, cells: str, **more: str) -> Path:
    """A workbook whose one sheet has this XML inside ``sheetData``; ``more`` are other parts."""
    sheet = f"{SHEET}<sheetData>{cells}</sheetData></worksheet>"
    return packed(path, {**PARTS, "xl/worksheets/sheet1.xml": sheet, **more})


def bytes_of(path: Path) -> io.BytesIO:
    return io.BytesIO(path.read_bytes())
