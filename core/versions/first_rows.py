"""The first rows of originals that are no plain text, in the job process: sheets, texts in archives. No Django here."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path
from typing import Any

from analytics.parsing import literal
from analytics.schema import AnalyticsError, Limits, ReadOptions

BYTES = 16 * 1024
ROWS, COLUMNS, WIDTH = 25, 20, 60


def look(folder: Path, task: dict[str, Any]) -> dict[str, Any]:
    """``task``: name, limits, detected. Gives ``head`` (the first bytes of the text in an archive, as Latin-1), or
    ``letters`` of the columns and ``rows`` (pairs of the row's number in the sheet and its texts); else nothing."""
    original, detected = folder / "original", task["detected"]
    if (detected.get("places") or {}).get("columns"):
        return _sheet(folder, task)
    if "archive" in (detected.get("evidence") or {}):
        return {"head": _packed(original, detected).decode("latin-1")}
    return {}


def _packed(original: Path, detected: dict[str, Any]) -> bytes:
    """The first bytes of the file in the archive that was read."""
    try:
        if not zipfile.is_zipfile(original):
            with gzip.open(original) as file:
                return file.read(BYTES)
        with zipfile.ZipFile(original) as archive:
            read = f"{detected.get('sheet') or ''} {detected['evidence']['archive']}"
            names = sorted((name for name in archive.namelist() if name in read), key=len)
            if not names:
                return b""
            with archive.open(names[-1]) as file:
                return file.read(BYTES)
    except (OSError, EOFError, RuntimeError, NotImplementedError, zipfile.BadZipFile):
        return b""


def _sheet(folder: Path, task: dict[str, Any]) -> dict[str, Any]:
    """The rows of the table's sheet as they stand there: read without a header, so that it is a row like others."""
    from analytics.engine import connect
    from analytics.reading import read
    from core.versions.peek import scratch_folder

    detected, limits = task["detected"], Limits.from_json(task["limits"])
    options = ReadOptions(sheet=detected.get("sheet"), table=detected.get("table"), header_rows=0, skip_lines=0)
    with scratch_folder(folder, task) as scratch:
        out = Path(scratch) / "text.parquet"
        try:
            table = read(folder / "original", out, name=task["name"], options=options, limits=limits)
        except AnalyticsError:
            return {}
        connection = connect(limits.memory_mb, temp=Path(scratch), directories=[Path(scratch)])
        try:
            found = connection.execute(f"SELECT * FROM read_parquet({literal(str(out))}) LIMIT {ROWS}").fetchall()
        finally:
            connection.close()
    numbers = _numbers(table.detected.places.get("runs") or [[0, 1]], len(found))
    cells = [[(cell or "")[:WIDTH] for cell in row[:COLUMNS]] for row in found]
    letters = table.detected.places.get("columns") or ()
    return {"letters": list(letters[:COLUMNS]), "rows": [list(each) for each in zip(numbers, cells, strict=True)]}


def _numbers(runs: list[list[int]], count: int) -> list[int]:
    """The row of the sheet for each row of the table (see ``analytics.reading.workbook_places``)."""
    found: list[int] = []
    for place in range(count):
        start, number = next((run for run in reversed(runs) if run[0] <= place), runs[0])
        found.append(number + place - start)
    return found
