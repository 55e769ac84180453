"""The whole answer of a question as a file: CSV and workbooks in which no cell is a formula, or the Parquet itself."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from django.conf import settings

from analytics import exporting
from analytics.schema import AnalyticsError, Column, Profile
from core.models import Question
from core.questions import asking, pool

FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}


def export(question: Question, fmt: str) -> Path:
    """Made once, then kept beside the answer. AnalyticsError where there is none, or where no sheet can hold it."""
    result = asking.result_of(question)
    if result is None:
        raise AnalyticsError("The answer is gone; run the question again.")
    if fmt == "parquet":
        return result
    target = result.with_name(f"result.{fmt}")
    if not target.exists():
        draft = result.with_name(f".{secrets.token_hex(6)}.{fmt}")
        try:
            _write(question, result, draft, fmt)
            os.replace(draft, target)
        finally:
            draft.unlink(missing_ok=True)
    return target


def profile_of(question: Question) -> Profile:
    """The columns of the answer, as exports ask for them."""
    columns = (Column(each["name"], each["type"], "text") for each in question.columns)
    return Profile(question.rows or 0, tuple(columns))


def _write(question: Question, result: Path, draft: Path, fmt: str) -> None:
    memory = settings.SQL_MEMORY_MB // 2
    if fmt == "csv":
        exporting.write_csv(result, profile_of(question), draft, memory_mb=min(memory, 256))
        return
    exporting.check_workbook(profile_of(question))
    worker = pool.new_worker()
    try:
        task = {"table": result.name, "target": str(draft), "memory_mb": memory}
        worker.run("export", str(result.parent), task)
    finally:
        worker.close()
