"""A table as a file that people take along; written beside its name and put there when it is whole."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from pathlib import Path

from analytics import exporting
from analytics.schema import Profile
from core.jobs import Worker


def written(target: Path, table: Path, profile: Profile, *, memory_mb: int, worker: Callable[[], Worker]) -> Path:
    """``target`` (csv, json or xlsx, by its ending) with the Parquet file ``table``; made once, then kept.

    Workbooks are made in a process that ``worker`` gives. AnalyticsError where no sheet can hold the table.
    """
    if target.exists():
        return target
    draft = target.with_name(f".{secrets.token_hex(6)}{target.suffix}")
    try:
        if target.suffix == ".csv":
            exporting.write_csv(table, profile, draft, memory_mb=memory_mb)
        elif target.suffix == ".json":
            exporting.write_json(table, draft, memory_mb=memory_mb)
        else:
            exporting.check_workbook(profile)
            _workbook(table, draft, memory_mb, worker())
        os.replace(draft, target)
    finally:
        draft.unlink(missing_ok=True)
    return target


def _workbook(table: Path, draft: Path, memory_mb: int, worker: Worker) -> None:
    try:
        worker.run("export", str(table.parent), {"table": table.name, "target": str(draft), "memory_mb": memory_mb})
    finally:
        worker.close()
