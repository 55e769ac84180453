"""What people decide about a version: steps on and off, answers to questions, how to read. Each makes a new revision.

Two people who edit at once never lose a step: a revision is made from the newest one, and the number is unique, so the
later edit is applied again on top of the earlier.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from analytics import schema
from core import runs
from core.models import DatasetVersion, Recipe, Run, RunState, User

TRIES = 5
READER_FIELDS = ("encoding", "delimiter", "quote", "skip_lines", "header_rows", "sheet", "table")


class Refused(Exception):
    """The change cannot be made; the text is one sentence."""


def newest(version: DatasetVersion) -> schema.Recipe:
    row = version.recipes.first()
    return schema.Recipe.from_json(row.document) if row else schema.Recipe()


def change(
    version: DatasetVersion,
    by: User,
    edit: Callable[[schema.Recipe], schema.Recipe],
    summary: str,
    *,
    since: str = "clean",
) -> Run:
    """Make a revision by ``edit`` and run the version again from stage ``since`` (read, profile or clean)."""
    for attempt in range(TRIES):
        row = version.recipes.first()
        document = edit(schema.Recipe.from_json(row.document) if row else schema.Recipe()).to_json()
        try:
            with transaction.atomic():
                version.recipes.create(
                    revision=(row.revision if row else 0) + 1, document=document, author=by, summary=summary[:200]
                )
                return rerun(version, by, since)
        except IntegrityError:
            if attempt == TRIES - 1:
                raise Refused("Others are changing this recipe at the same moment; try again.") from None
    raise AssertionError("unreachable")


def rerun(version: DatasetVersion, by: User, since: str) -> Run:
    """Forget what the stages from ``since`` on stored, stop what runs on the old state, and queue a run."""
    forgotten: dict[str, Any] = {"cleaned_at": None, "analysed_at": None}
    if since in {"read", "profile"}:
        forgotten["profiled_at"] = None
    if since == "read":
        forgotten["read_at"] = None
    DatasetVersion.objects.filter(pk=version.pk).update(**forgotten)
    for name, value in forgotten.items():
        setattr(version, name, value)
    for run in version.runs.filter(state__in=[RunState.QUEUED, RunState.RUNNING]):
        runs.cancel(run)
    return runs.enqueue(version, by=by)


def switch(version: DatasetVersion, by: User, steps: Iterable[str], enabled: bool) -> Run:
    """Switch steps on or off; a suggestion that is switched on is accepted by that person."""
    wanted = set(steps)
    if not wanted & {step.id for step in newest(version).steps}:
        raise Refused("That step is not in the recipe any more; reload the page.")

    def edit(recipe: schema.Recipe) -> schema.Recipe:
        return replace(recipe, steps=tuple(one(step) if step.id in wanted else step for step in recipe.steps))

    def one(step: schema.Step) -> schema.Step:
        if enabled and step.tier == "suggested":
            now = timezone.now().isoformat(timespec="seconds")
            return replace(step, tier="accepted", enabled=True, author=by.username, at=now)
        return replace(step, enabled=enabled)

    word = "Switched on" if enabled else "Switched off"
    return change(version, by, edit, f"{word}: {', '.join(sorted(wanted))}")


def reject(version: DatasetVersion, by: User, steps: Iterable[str]) -> None:
    """Mark suggestions as not wanted; no data changes, so nothing runs."""
    wanted = set(steps)
    row = version.recipes.first()
    if row is None:
        raise Refused("There is no recipe yet.")
    recipe = schema.Recipe.from_json(row.document)
    marked = tuple(replace(step, note="rejected") if step.id in wanted else step for step in recipe.steps)
    document = replace(recipe, steps=marked).to_json()
    try:
        with transaction.atomic():
            version.recipes.create(
                revision=row.revision + 1, document=document, author=by, summary="Rejected suggestions"
            )
    except IntegrityError:
        raise Refused("Others are changing this recipe at the same moment; try again.") from None


def answer(version: DatasetVersion, by: User, column: str, choice: str) -> Run:
    """Answer the question of an ambiguous column, or decide a type; the whole column is typed anew."""
    return change(
        version,
        by,
        lambda recipe: replace(recipe, decisions={**recipe.decisions, column: choice}),
        f"{column}: {choice}",
        since="profile",
    )


def read_again(version: DatasetVersion, by: User, options: dict[str, Any]) -> Run:
    """Read the original bytes anew with what the person decided; what is None is detected."""
    reader = schema.ReadOptions(**{name: options.get(name) for name in READER_FIELDS})
    version.reader = reader.to_json()
    version.save(update_fields=["reader"])
    return change(version, by, lambda recipe: replace(recipe, reader=reader), "Read again", since="read")


def history(version: DatasetVersion) -> list[Recipe]:
    return list(version.recipes.select_related("author")[:50])
