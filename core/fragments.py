"""What the pages of a dataset show and the sockets push: the same pieces of HTML from the same rows, three ways in.

A fragment is rendered without a request: what a person may do there is decided by the page around it (``may-edit``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string

from analytics.schema import Recipe, Step
from core import uploads
from core.models import Dataset, DatasetVersion, Run, RunState, Stage, Upload
from core.versions import evidence, findings

CLOSED_WORDS = {
    RunState.DONE: "Ready",
    RunState.FAILED: "Stopped by an error",
    RunState.INTERRUPTED: "Interrupted",
    RunState.CANCELLED: "Cancelled",
}
BADGES = {
    RunState.QUEUED: "busy",
    RunState.RUNNING: "busy",
    RunState.DONE: "ok",
    RunState.FAILED: "bad",
    RunState.INTERRUPTED: "warn",
    RunState.CANCELLED: "warn",
}
STAGES = {
    Stage.READ: "Read",
    Stage.PROFILE: "Understand",
    Stage.CLEAN: "Clean",
    Stage.INSIGHTS: "Find insights",
    Stage.CHARTS: "Draw charts",
    Stage.SUGGEST: "Look for suggestions",
}
NEXT_STEP = {
    RunState.FAILED: "What was stored before is safe. Change how the file is read, replace it, or run it again.",
    RunState.INTERRUPTED: "What was stored before is safe. Run it again, and it goes on from there.",
    RunState.CANCELLED: "What was stored before is safe. Run it again, and it goes on from there.",
}


# The run


@dataclass(frozen=True)
class StageView:
    """One stop on the way; ``state`` is done, now or later."""

    label: str
    state: str


@dataclass(frozen=True)
class Progress:
    """A run as people see it. ``percent`` is of the whole run; ``advice`` is what to do about ``error``."""

    state: str
    word: str
    badge: str
    percent: int
    step: str
    is_open: bool
    cancelling: bool
    error: str
    advice: str
    stages: tuple[StageView, ...]


def stamp(version: DatasetVersion | None, run: Run | None) -> str:
    """Changes whenever the parts of the page that are not pushed have to be fetched anew."""
    if version is None:
        return "0"
    times = (version.read_at, version.profiled_at, version.cleaned_at, version.analysed_at, version.suggested_at)
    moments = "-".join(f"{time:%d%H%M%S%f}" if time else "0" for time in times)
    revision = version.recipes.values_list("revision", flat=True).first() or 0
    return f"{version.number}-{int(bool(run and run.is_open))}-{moments}-{revision}"


def progress_of(run: Run | None) -> Progress | None:
    if run is None:
        return None
    state = RunState(run.state)
    order = list(STAGES)
    here = order.index(Stage(run.stage))
    stages = tuple(
        StageView(word, "done" if place < here or state == RunState.DONE else "now" if place == here else "later")
        for place, word in enumerate(STAGES.values())
    )
    return Progress(
        state=state.value,
        word=CLOSED_WORDS.get(state) or (str(Stage(run.stage).label) if state == RunState.RUNNING else "Waiting"),
        badge=BADGES[state],
        percent=min(100, run.progress),
        step=run.step,
        is_open=run.is_open,
        cancelling=run.is_open and run.cancel_requested,
        error=run.error,
        advice=NEXT_STEP.get(state, ""),
        stages=stages,
    )


def progress_context(dataset: Dataset) -> dict[str, Any]:
    """What ``datasets/_progress.html`` shows: the newest version, its last run, and the stamp of the page's body."""
    version = dataset.newest
    run = version.runs.first() if version else None
    return {
        "dataset": dataset,
        "version": version,
        "run": run,
        "progress": progress_of(run),
        "stamp": stamp(version, run),
        "found": version.insights.filter(dismissed=False).count() if version else 0,
    }


def dataset_progress(dataset: Dataset) -> str:
    """The bar, the step in words, what went wrong; root id ``dataset-<id>-progress``."""
    return render_to_string("datasets/_progress.html", progress_context(dataset))


# The recipe


@dataclass(frozen=True)
class StepView:
    """A step with its sentence; ``failure`` says why it was skipped on this table."""

    step: Step
    title: str
    failure: str = ""

    @property
    def rejected(self) -> bool:
        return self.step.note == "rejected"


@dataclass(frozen=True)
class StepGroup:
    """Steps of one kind. ``op`` names the kind, ``title`` is its heading."""

    op: str
    title: str
    steps: tuple[StepView, ...]

    @property
    def cells(self) -> int:
        return sum(view.step.cells_changed for view in self.steps if view.step.enabled)

    @property
    def off(self) -> int:
        return sum(not view.step.enabled for view in self.steps)


def cleaning_context(dataset: Dataset) -> dict[str, Any]:
    """The steps of the newest recipe by tier and kind: what ran, what is suggested, what was turned down."""
    version = dataset.newest
    row = version.recipes.first() if version else None
    recipe = Recipe.from_json(row.document) if row else Recipe()
    quality = (version.quality if version else None) or {}
    failures = {each["step"]: each["reason"] for each in quality.get("failures", ())}
    views = [_step_view(step, failures) for step in recipe.steps]
    typed = sum(view.step.cells_changed for view in views if view.step.op == "type" and view.step.enabled)
    open_suggestions = [view for view in views if view.step.tier == "suggested" and not view.rejected]
    return {
        "safe": _groups([view for view in views if view.step.tier == "auto"]),
        "accepted": _groups([view for view in views if view.step.tier == "accepted"]),
        "suggestions": _by_worth(_groups(open_suggestions)),
        "suggestion_count": len(open_suggestions),
        "looking": bool(version and version.cleaned_at and not version.suggested_at and _is_open(version)),
        "rejected": [view for view in views if view.step.tier == "suggested" and view.rejected],
        "cells_changed": quality.get("cells_changed", 0) - typed,
        "cells_typed": typed,
        "rows_removed": quality.get("rows_removed", 0),
        "failures": [view for view in views if view.failure],
        "recipe": row,
        "quality": quality,
    }


def _is_open(version: DatasetVersion) -> bool:
    run = version.runs.first()
    return bool(run and run.is_open)


def _step_view(step: Step, failures: dict[str, str]) -> StepView:
    from analytics.recipe.frame import Unmet
    from analytics.recipe.ops import find

    try:
        title = find(step).describe(step)
    except Unmet:
        title = f"{step.op} in “{step.column}”"
    return StepView(step, title, failures.get(step.id, ""))


def _groups(views: list[StepView]) -> list[StepGroup]:
    """By kind, in the order of the recipe; inside a kind the steps that changed most come first."""
    from analytics.recipe.ops import registry

    kinds: dict[str, list[StepView]] = {}
    for view in views:
        kinds.setdefault(view.step.op, []).append(view)
    titles = {name: op.title for name, op in registry().items()}
    return [
        StepGroup(op, titles.get(op, op), tuple(sorted(found, key=lambda view: -view.step.cells_changed)))
        for op, found in kinds.items()
    ]


def _by_worth(groups: list[StepGroup]) -> list[StepGroup]:
    """Suggestions that correct cells with good evidence first, then by how sure they are and how much they change."""
    from analytics.recipe import in_bulk

    def worth(group: StepGroup) -> tuple[bool, float, int]:
        touched = sum(view.step.cells_changed + view.step.rows_removed for view in group.steps)
        return any(in_bulk(view.step) for view in group.steps), max(v.step.confidence for v in group.steps), touched

    return sorted(groups, key=worth, reverse=True)


# Insights

DRAWN_FINDINGS = 8
"""So many charts come along with the list, drawn ahead by the run and seen without JavaScript; the others follow."""


def insights_context(dataset: Dataset, *, draw: int = DRAWN_FINDINGS) -> dict[str, Any]:
    """Findings best first, pinned ones before them; the first ``draw`` charts come along, the others when asked for."""
    version = dataset.newest
    rows = list(version.insights.all()) if version else []
    shown = sorted((row for row in rows if not row.dismissed), key=lambda row: (not row.pinned, row.rank, row.pk))
    run = version.runs.first() if version else None
    settled = bool(version and version.analysed_at)
    said = findings.comment_counts(dataset, shown)
    cards = [
        evidence.card(row, version, settled=settled, draw=settled and place < draw, comments=said.get(row.pk, 0))
        for place, row in enumerate(shown)
    ]
    quality = (version.quality if version else None) or {}
    return {
        "dataset": dataset,
        "cards": cards,
        "narrative": findings.story(version) if version and settled else [],
        "dismissed": [row for row in rows if row.dismissed],
        "searching": bool(run and run.is_open and not settled),
        "settled": settled,
        "search": quality.get("search") or {},
    }


def insights_list(dataset: Dataset, *, draw: int = DRAWN_FINDINGS) -> str:
    """The story and the findings; root id ``dataset-<id>-insights``."""
    return render_to_string("datasets/_insights.html", insights_context(dataset, draw=draw))


# Uploads


def upload_progress(upload: Upload) -> str:
    """The bar of one upload; root id ``upload-<uuid>-progress``."""
    return render_to_string("uploads/_progress.html", uploads.progress_context(upload))
