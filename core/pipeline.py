"""Datasets and their versions: how they begin, how far they are, and what can be taken out of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from analytics import exporting, query
from analytics.schema import AnalyticsError, Column, Filter, Profile
from core import file_exports, runs, storage
from core.jobs import Worker
from core.models import Dataset, DatasetVersion, RunState, Stage, User, Workspace
from core.versions import recipes

WORDS = {
    Stage.READ: "reading",
    Stage.PROFILE: "profiling",
    Stage.CLEAN: "cleaning",
    Stage.INSIGHTS: "analysing",
    Stage.CHARTS: "analysing",
    Stage.SUGGEST: "analysing",
}
Made = Callable[[Any], None]


def new_dataset(
    workspace: Workspace, *, source: Path, name: str, by: User | None, made: Made | None = None, title: str = "",
    reader: dict[str, Any] | None = None,
) -> Dataset:  # fmt: skip
    """A dataset of the file ``source``, which is moved away; its run is queued. ``name`` is only text.

    ``made`` is called inside the transaction: what it stores about the dataset is stored with it, or neither is.
    ``title`` is the dataset's name where it is not the file's; ``reader`` says how the file is read (``ReadOptions``).
    """
    with transaction.atomic():
        named = (title or Path(name).stem)[:200] or "Dataset"
        dataset = Dataset.objects.create(workspace=workspace, name=named, created_by=by)
        new_version(dataset, source=source, name=name, by=by, reader=reader)
        if made is not None:
            made(dataset)
    return dataset


def new_version(
    dataset: Dataset, *, source: Path, name: str, by: User | None, made: Made | None = None, append: bool = False,
    reader: dict[str, Any] | None = None,
) -> DatasetVersion:  # fmt: skip
    """The next version of a dataset from the file ``source``, which is moved away; its run is queued.

    ``append``: its rows stand behind those of the newest version that has a table or is about to have one. Without a
    ``reader`` the same sheet and table of the new file are read that a person chose for the one before.
    """
    size, digest = source.stat().st_size, storage.sha256(source)
    with transaction.atomic():
        Dataset.objects.select_for_update().get(pk=dataset.pk)
        last = dataset.versions.aggregate(last=Max("number"))["last"] or 0
        version = DatasetVersion.objects.create(
            dataset=dataset, number=last + 1, original_name=name[:255], size=size, sha256=digest, created_by=by,
            reader={**(reader or recipes.which_table(dataset)), **(recipes.behind(dataset) if append else {})},
        )  # fmt: skip
        storage.adopt(source, version)
        runs.enqueue(version, by=by)
        if made is not None:
            made(dataset)
    return version


def status(dataset: Dataset) -> dict[str, Any]:
    """The contract's ``status.json``."""
    version = dataset.newest
    run = version.runs.first() if version else None
    board = dataset.dashboards.order_by("-automatic", "pk").first()
    state, progress, step, error = "queued", 0, "", None
    if run is not None:
        state = {RunState.DONE: "ready", RunState.RUNNING: WORDS[Stage(run.stage)]}.get(run.state, run.state)
        progress, step, error = run.progress, run.step, run.error or None
    rows = None if version is None else version.clean_rows if version.cleaned_at else version.rows
    return {
        "state": str(state),
        "progress": progress,
        "step": step,
        "rows": rows,
        "columns": version.columns if version else None,
        "insights": version.insights.filter(dismissed=False).count() if version else 0,
        "dashboard": f"/dashboards/{board.pk}/" if board else None,
        "error": error,
    }


def table_of(version: DatasetVersion, which: str) -> tuple[Path, Profile]:
    """The Parquet file and the profile of the clean or the raw table. AnalyticsError where it is not made yet."""
    if which == "clean":
        path, profile = (
            storage.clean_table(version),
            Profile.from_json(version.clean_profile or {"rows": 0, "columns": []}),
        )
    else:
        path = storage.text_table(version)
        profile = _as_text(version, path)
    if not path.exists():
        raise AnalyticsError("This table is not ready yet; wait until the run has ended.")
    return path, profile


def _as_text(version: DatasetVersion, path: Path) -> Profile:
    """The raw table's columns, all of them text; known from the profile, or from the file while there is none yet."""
    names = [column["name"] for column in (version.profile or {}).get("columns", ())]
    if not names and path.exists():
        names = exporting.column_names(path)
    return Profile(version.rows or 0, tuple(Column(name, "text", "text") for name in names))


def page_of_rows(
    version: DatasetVersion,
    *,
    which: str = "clean",
    sort: str | None = None,
    descending: bool = False,
    offset: int = 0,
    limit: int = 50,
    filters: Sequence[Filter] = (),
) -> query.Page:
    """One page of the clean or raw table."""
    path, profile = table_of(version, which)
    return query.rows(path, profile, filters=filters, sort=sort, descending=descending, offset=offset, limit=limit)


def export(version: DatasetVersion, which: str, fmt: str) -> Path:
    """A file with the whole table: csv, xlsx, parquet or json. Made once for each state of the data, then kept.

    Cells that a spreadsheet would take for a formula are made harmless in csv and are plain strings in xlsx.
    """
    path, profile = table_of(version, which)
    if fmt == "parquet":
        return path
    stamp = (version.cleaned_at if which == "clean" else version.read_at) or version.created_at
    target = path.with_name(f"export-{which}-{stamp:%Y%m%d%H%M%S%f}.{fmt}")
    if not target.exists():
        for old in path.parent.glob(f"export-{which}-*.{fmt}"):
            old.unlink(missing_ok=True)
    memory = min(512, settings.JOB_MEMORY_MB // 2)
    return file_exports.written(target, path, profile, memory_mb=memory, worker=_export_worker)


def _export_worker() -> Worker:
    return Worker(settings.JOB_MEMORY_MB, settings.JOB_SECONDS)
