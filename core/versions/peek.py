"""How a file would be read with other choices: its first rows, in the job process, nothing stored. No Django here."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

from analytics.parsing import literal
from analytics.schema import Limits, ReadOptions

HEAD = 512 * 1024
ROWS = 20
COLUMNS = 40
PROBLEMS = 5
WIDTH = 200


def peek(folder: Path, task: dict[str, Any]) -> dict[str, Any]:
    """``task``: name, reader, limits, and ``cut``: whether the head of the file is enough (files of lines).

    Gives ``detected``, ``columns`` (the first ones; ``names`` has all), ``rows`` (texts), ``problems``, ``total`` and
    whether the file was cut.
    """
    from analytics.reading import read

    original = folder / "original"
    limits = Limits.from_json(task["limits"])
    with tempfile.TemporaryDirectory(prefix=".peek-", dir=folder) as scratch:
        cut = bool(task.get("cut")) and original.stat().st_size > HEAD
        source = _head(original, Path(scratch) / "original") if cut else original
        out = Path(scratch) / "text.parquet"
        table = read(source, out, name=task["name"], options=ReadOptions.from_json(task["reader"]), limits=limits)
        rows = _rows(out, limits, Path(scratch))
    return {
        "detected": table.detected.to_json(),
        "columns": list(table.columns[:COLUMNS]),
        "names": list(table.columns),
        "hidden": max(0, len(table.columns) - COLUMNS),
        "rows": rows,
        "total": table.rows,
        "problems": [problem.to_json() for problem in table.problems[:PROBLEMS]],
        "problem_count": len(table.problems),
        "cut": cut,
    }


def _head(original: Path, target: Path) -> Path:
    """The first lines of a file, whole ones only; UTF-16 keeps its pairs of bytes."""
    with original.open("rb") as source, target.open("wb") as head:
        piece = source.read(HEAD)
        end = max(piece.rfind(b"\n"), piece.rfind(b"\r"))
        wide = b"\0" in piece[:100]
        stop = end + 1 if end > 0 else len(piece)
        head.write(piece[: stop + stop % 2 if wide else stop])
    return target


def _rows(parquet: Path, limits: Limits, scratch: Path) -> list[list[str | None]]:
    from analytics.engine import connect

    connection = connect(limits.memory_mb, temp=scratch, directories=[scratch])
    try:
        found = connection.execute(f"SELECT * FROM read_parquet({literal(str(parquet))}) LIMIT {ROWS}").fetchall()
    finally:
        connection.close()
    return [[cell if cell is None else cell[:WIDTH] for cell in row[:COLUMNS]] for row in found]


def free(folder: Path) -> None:
    """Remove what a killed peek left behind."""
    for scratch in folder.glob(".peek-*"):
        shutil.rmtree(scratch, ignore_errors=True)
