"""What a killed job leaves in a version's folder: drafts, parts, scratch folders. Swept before, after and between runs.

Whole files have plain names and stay. Only the worker that holds a version's run writes drafts there, so it may sweep
them at any age; what pages make for a moment (spill, peeks, exports) goes when it is older than any job may be.
"""

from __future__ import annotations

import re
import shutil
import time
from pathlib import Path

SCRATCH = ".scratch-"
RUNS = re.compile(r".+\.(draft|part|beside|rest|wide|new)(\.\w+)*|(recoded|rows|unpacked|\.retype|\.scratch)-.+")
"""What the stages of a run write before it is whole."""
PAGES = re.compile(r"\.(spill|peek)-.+|\.[0-9a-f]{12}\.(csv|json|xlsx)")
"""What pages and stages write for a moment beside it."""
LEAST_AGE = 3600
"""Seconds; or a job's own limit, where that is more."""


def sweep(folder: Path) -> int:
    """Remove what earlier runs left in a version's folder; called by whoever holds its run. Gives how many."""
    return sum(_remove(path) for path in _listed(folder) if RUNS.fullmatch(path.name))


def sweep_all() -> int:
    """Remove what is left anywhere, of versions that nobody works on, and is old enough. Gives how many."""
    from django.conf import settings

    from core.models import DatasetVersion, RunState

    edge = time.time() - max(LEAST_AGE, settings.JOB_SECONDS)
    open_states = [RunState.QUEUED, RunState.RUNNING]
    busy = DatasetVersion.objects.filter(runs__state__in=open_states).values_list("key", flat=True)
    held = {key.hex for key in busy}
    return sum(
        _remove(path)
        for folder in (settings.DATA_DIR / "versions").glob("*/*")
        if folder.name not in held
        for path in _listed(folder)
        if (RUNS.fullmatch(path.name) or PAGES.fullmatch(path.name)) and _changed(path) < edge
    )


def _listed(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:  # no folder, or gone meanwhile
        return []


def _changed(path: Path) -> float:
    try:
        return path.lstat().st_mtime
    except OSError:
        return time.time()


def _remove(path: Path) -> int:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        try:
            path.unlink(missing_ok=True)
        except OSError:
            return 0
    return not path.exists()
