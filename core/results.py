"""What each stage of a run needs and what it leaves behind: rows in the database beside the files of the version."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import IntegrityError
from django.utils import timezone

from analytics import schema
from analytics.schema import Limits
from core import storage
from core.models import Dataset, DatasetVersion, Insight, Recipe, Stage
from core.stages import StageFailed
from core.versions import findings, suggesting
from core.versions.suggesting import FOUND

if TYPE_CHECKING:
    from core.execution import Trip

MB = 1024 * 1024
ORDER = (Stage.READ, Stage.PROFILE, Stage.CLEAN, Stage.INSIGHTS, Stage.CHARTS, Stage.SUGGEST)
"""Suggestions come last: finding them takes long, and neither the clean table nor a dashboard waits for them."""
STORED = {
    Stage.READ: "read_at",
    Stage.PROFILE: "profiled_at",
    Stage.CLEAN: "cleaned_at",
    Stage.INSIGHTS: "analysed_at",
    Stage.SUGGEST: "suggested_at",
}
PROVISIONAL_RANK = 10_000
SHOW_SECONDS = 0.5
TRIES = 5


def limits() -> Limits:
    """What a file may cost here; half of a job's memory is DuckDB's, which spills beyond it."""
    return Limits(
        max_bytes=settings.MAX_UPLOAD_MB * MB,
        max_rows=settings.MAX_ROWS,
        max_columns=settings.MAX_COLUMNS,
        memory_mb=min(1024, settings.JOB_MEMORY_MB // 2),
    )


def missing(version: DatasetVersion, until: str) -> list[Any]:
    """The stages from the first that is not stored to ``until``; charts are always looked at again."""
    wanted = list(ORDER[: ORDER.index(Stage(until)) + 1])
    for place, stage in enumerate(wanted):
        if not _is_stored(version, stage):
            left = wanted[place:]
            return [each for each in left if each != Stage.SUGGEST or not _is_stored(version, each)]
    return []


def _is_stored(version: DatasetVersion, stage: Any) -> bool:
    return stage in STORED and getattr(version, STORED[stage]) is not None


def do(trip: Trip, stage: Stage) -> None:
    DOERS[stage](trip)


def read(trip: Trip) -> None:
    version = trip.run.version
    task = {"name": version.original_name, "reader": version.reader or {}, "limits": limits().to_json()}
    if wanted := (version.reader or {}).get("append"):
        task["append_to"] = earlier_table(version, number=wanted)
        if task["append_to"] is None:
            # Reading it alone would drop the earlier rows without a word.
            raise StageFailed(f"Version {wanted} has no table yet to append to; run again when it has been read.")
    made = trip.work(task)
    trip.store(lambda: _set(version, read_at=timezone.now(), **made))


def profile(trip: Trip) -> None:
    version = trip.run.version
    made = trip.work({"decisions": recipe_of(version).decisions, "limits": limits().to_json()})
    trip.store(lambda: _set(version, profiled_at=timezone.now(), **made))


def recipe_of(version: DatasetVersion) -> schema.Recipe:
    """The version's newest recipe; a new version of a dataset begins with the recipe of the one before."""
    row = version.recipes.first()
    if row is None:
        before = Recipe.objects.filter(version__dataset_id=version.dataset_id, version__number__lt=version.number)
        row = before.order_by("-version__number", "-revision").first()
    return schema.Recipe.from_json(row.document) if row else schema.Recipe()


def earlier_table(version: DatasetVersion, *, number: int | None = None) -> dict[str, Any] | None:
    """The text table and profile of the version before, or of that number; None where there is none."""
    earlier = DatasetVersion.objects.filter(dataset_id=version.dataset_id, number__lt=version.number)
    row = (earlier.filter(number=number) if number else earlier.exclude(cleaned_at=None)).order_by("-number").first()
    if row is None or not row.profile or not storage.text_table(row).exists():
        return None
    return {"table": str(storage.text_table(row)), "profile": row.profile}


def clean(trip: Trip) -> None:
    version = trip.run.version
    newest = version.recipes.first()
    found = version.recipes.filter(summary=FOUND, created_at__gte=version.profiled_at).exists()
    task = {
        "recipe": recipe_of(version).to_json(),
        "propose": not found,
        "profile": version.profile,
        "limits": limits().to_json(),
    }
    if not (version.reader or {}).get("append"):  # what was appended was compared when it was read
        task["before"] = earlier_table(version)
    made = trip.work(task)

    def save() -> None:
        latest = version.recipes.first()
        if (latest.pk if latest else None) == (newest.pk if newest else None):
            _store_recipe(version, newest, made["recipe"], new=not found)
        kept = {"failures": made["failures"], "cells_changed": made["cells_changed"],
                "rows_removed": made["rows_removed"]}  # fmt: skip
        _set(
            version,
            cleaned_at=timezone.now(),
            suggested_at=version.suggested_at if found else None,
            clean_profile=made["clean_profile"],
            clean_rows=made["clean_rows"],
            quality={**(version.quality or {}), **made.get("quality", {}), **kept},
        )
        version.chart_fragments.all().delete()
        Dataset.objects.filter(pk=version.dataset_id).update(current=version, updated_at=timezone.now())

    trip.store(save)
    version.dataset.refresh_from_db()
    from core.boards import dashboards

    dashboards.follow_version(version.dataset)
    from core.questions import saved

    saved.follow(version.dataset)


def _store_recipe(version: DatasetVersion, row: Recipe | None, document: dict[str, Any], *, new: bool) -> None:
    """A new revision where steps were proposed; else only the counts of the newest one are brought up to date."""
    if new or row is None:
        revision = (row.revision if row else 0) + 1
        version.recipes.create(revision=revision, document=document, summary=FOUND)
    else:
        Recipe.objects.filter(pk=row.pk).update(document=document)


def suggest(trip: Trip) -> None:
    version = trip.run.version
    made = trip.work({"profile": version.profile, "limits": limits().to_json()})
    found = schema.Recipe.from_json(made["recipe"])
    for attempt in range(TRIES):
        try:
            trip.store(lambda: suggesting.store(version, found))
            break
        except IntegrityError:  # somebody made a revision at the same moment; it is built upon
            if attempt + 1 == TRIES:
                raise


def insights(trip: Trip) -> None:
    """Findings are shown as they come, behind those that are there, and put in order at the end.

    One that was there before keeps its row, so that whatever points at it (a widget, an open page) still does.
    """
    version = trip.run.version
    decided = _decided(version)
    rows = {findings.key_of(row): row for row in version.insights.all()}

    def place(document: dict[str, Any], rank: int) -> Insight:
        row = Insight(version=version)
        _fill(row, document, rank)
        key = findings.key_of(row)
        if (known := rows.get(key)) is not None:
            row = known
            _fill(row, document, rank)
        elif (before := decided.get(key)) is not None:
            row.pinned, row.dismissed = before.pinned, before.dismissed
        rows[key] = row
        return row

    shown = 0.0

    def hear(message: dict[str, Any]) -> None:
        nonlocal shown
        trip.hear(message)
        if "insight" in message:
            place(message["insight"], PROVISIONAL_RANK + len(rows)).save()
            if time.monotonic() - shown > SHOW_SECONDS:  # a whole list is drawn each time, beside the pages of others
                show_insights(version, draw=0)
                shown = time.monotonic()

    task = {"profile": version.clean_profile, "seconds": settings.INSIGHT_SECONDS, "limits": limits().to_json()}
    made = trip.work(task, hear=hear)

    def save() -> None:
        kept = []
        for rank, document in enumerate(made["insights"]):
            row = place(document, rank)
            row.save()
            kept.append(row.pk)
        # A dismissed one stays dismissed even if this search did not come across it.
        version.insights.exclude(pk__in=kept).filter(dismissed=False).delete()
        searched = {name: made[name] for name in ("coverage", "tests", "left_out")}
        _set(
            version,
            analysed_at=timezone.now(),
            narrative=made["narrative"],
            quality={**(version.quality or {}), "search": searched},
        )

    trip.store(save)
    show_insights(version, draw=0)  # their charts are drawn by the next stage, in the job process


def _decided(version: DatasetVersion) -> dict[str, Insight]:
    """What people pinned or dismissed in any version of the dataset, by finding; the newest word counts."""
    rows = Insight.objects.filter(version__dataset_id=version.dataset_id).exclude(pinned=False, dismissed=False)
    return {findings.key_of(row): row for row in rows.order_by("version__number", "pk")}


def _fill(row: Insight, document: dict[str, Any], rank: int) -> None:
    row.kind, row.text, row.strength = document["kind"], document["text"], document["strength"]
    row.rank, row.document = rank, document


def show_insights(version: DatasetVersion, **how: int) -> None:
    """Send the list of findings to whoever looks; the hub keeps only the newest."""
    from core import fragments, live

    dataset = version.dataset
    live.publish(f"insights:{dataset.pk}", f"dataset-{dataset.pk}-insights", fragments.insights_list(dataset, **how))


def charts(trip: Trip) -> None:
    """Suggested charts and, the first time, a dashboard of the best; the drawings are stored ahead of a look."""
    from core import drawing
    from core.boards import autoboard

    version = trip.run.version
    dataset = version.dataset
    dataset.refresh_from_db()
    autoboard.suggest(dataset)
    if dataset.dashboards.filter(automatic=True).exists():
        boards = list(dataset.dashboards.filter(automatic=True))
    else:
        boards = [autoboard.make(dataset, by=trip.run.requested_by)]
    wanted = autoboard.undrawn(boards, version)

    def hear(message: dict[str, Any]) -> None:
        trip.hear(message)
        if message.get("drawn"):
            drawing.keep(message["key"], version, message["drawn"])

    if wanted:
        trip.work({"profile": version.clean_profile, "charts": [each.to_json() for each in wanted]}, hear=hear)
    show_insights(version)


def _set(version: DatasetVersion, **values: Any) -> None:
    DatasetVersion.objects.filter(pk=version.pk).update(**values)
    for name, value in values.items():
        setattr(version, name, value)


DOERS: dict[Any, Callable[[Trip], None]] = {
    Stage.READ: read,
    Stage.PROFILE: profile,
    Stage.CLEAN: clean,
    Stage.INSIGHTS: insights,
    Stage.CHARTS: charts,
    Stage.SUGGEST: suggest,
}
