"""The whole answer of a question as a file: CSV and workbooks in which no cell is a formula, or the Parquet itself."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from analytics.schema import AnalyticsError, Column, Profile
from core import file_exports
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
    memory = settings.SQL_MEMORY_MB // 2
    if fmt == "csv":  # written by the server itself
        memory = min(memory, 256)
    target, profile = result.with_name(f"result.{fmt}"), profile_of(question)
    return file_exports.written(target, result, profile, memory_mb=memory, worker=pool.new_worker)


def profile_of(question: Question) -> Profile:
    """The columns of the answer, as exports ask for them."""
    columns = (Column(each["name"], each["type"], "text") for each in question.columns)
    return Profile(question.rows or 0, tuple(columns))
