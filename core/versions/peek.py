"""How a file or a column would be read with other choices, in the job process, nothing stored. No Django here."""

from __future__ import annotations

import shutil
import tempfile
import time
from pathlib import Path
from typing import Any

from analytics.parsing import literal
from analytics.schema import Limits, ReadOptions

HEAD = 512 * 1024
ROWS = 20
COLUMNS = 40
PROBLEMS = 5
WIDTH = 200
EXAMPLES, FIRST_ROWS = 6, 500
LEFT_BEHIND = 3600
"""Seconds after which nobody is still looking."""


def peek(folder: Path, task: dict[str, Any]) -> dict[str, Any]:
    """``task``: name, reader, limits, and ``cut``: whether the head of the file is enough (files of lines).

    Gives ``detected``, ``columns`` (the first ones; ``names`` has all), ``rows`` (texts), ``problems``, ``total`` and
    whether the file was cut. A task with ``column`` is one for ``decide``, one with ``original`` for ``first_rows``.
    """
    if "column" in task:
        return decide(folder, task)
    if task.get("original"):
        from core.versions.first_rows import look

        return look(folder, task)
    from analytics.reading import read

    original = folder / "original"
    limits = Limits.from_json(task["limits"])
    with scratch_folder(folder, task) as scratch:
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


def decide(folder: Path, task: dict[str, Any]) -> dict[str, Any]:
    """What the whole column ``column`` would be with the decision ``choice``; empty: with none.

    Gives ``type``, ``role``, ``why``, ``question`` (what would be asked about it), and ``examples``: different texts of
    its first rows, each with its value as text (None: missing).
    """
    from analytics.engine import connect
    from analytics.parsing import typed_sql
    from analytics.profiling import profile
    from analytics.sqltext import quote

    limits, name, choice = Limits.from_json(task["limits"]), task["column"], task["choice"]
    with scratch_folder(folder, task) as scratch:
        alone = Path(scratch) / "column.parquet"
        connection = connect(limits.memory_mb, temp=Path(scratch), directories=[folder], in_order=True)
        try:
            whole = f"SELECT {quote(name)} FROM read_parquet({literal(str(folder / 'text.parquet'))})"
            connection.execute(f"COPY ({whole}) TO {literal(str(alone))} (FORMAT parquet)")
            (found,) = profile(alone, decisions={name: choice} if choice else {}, limits=limits).columns
            values, source = f"{quote(name)}, CAST({typed_sql(found)} AS VARCHAR)", literal(str(alone))
            first = connection.execute(f"SELECT {values} FROM read_parquet({source}) LIMIT {FIRST_ROWS}").fetchall()
        finally:
            connection.close()
    different = {text: value for text, value in first if text and text.strip()}
    return {
        "type": found.type,
        "role": found.role,
        "why": found.why,
        "question": found.question,
        "examples": [[text[:WIDTH], value and value[:WIDTH]] for text, value in list(different.items())[:EXAMPLES]],
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


def scratch_folder(folder: Path, task: dict[str, Any]) -> tempfile.TemporaryDirectory[str]:
    """A folder of this task's own: others may look at the same file at the same moment."""
    return tempfile.TemporaryDirectory(prefix=f".peek-{task.get('mark', '')}-", dir=folder)


def free(folder: Path, mark: str) -> None:
    """Remove what the killed peek of that ``mark`` left behind, and what a killed server did."""
    for scratch in folder.glob(".peek-*"):
        try:
            old = time.time() - scratch.stat().st_mtime > LEFT_BEHIND
        except OSError:
            continue
        if old or scratch.name.startswith(f".peek-{mark}-"):
            shutil.rmtree(scratch, ignore_errors=True)
