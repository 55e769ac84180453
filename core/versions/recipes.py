"""What people decide about a version: steps on and off, answers to questions, how to read. Each makes a new revision.

Two people who edit at once never lose a step: a revision is made from the newest one, and the number is unique, so the
later edit is applied again on top of the earlier.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from analytics import recipe as recipe_room
from analytics import schema
from analytics.recipe import Preview, choices
from analytics.schema import AnalyticsError
from core import runs, storage
from core.models import Dataset, DatasetVersion, Recipe, Run, RunState, User

TRIES = 5
REJECTED = "rejected"
APPEND = "append"
"""Beside what a version's ``reader`` says: the number of the version that its rows are put behind."""
Edit = Callable[[schema.Recipe], schema.Recipe]
READER_FIELDS = (
    "format", "encoding", "delimiter", "quote", "skip_lines", "header_rows", "sheet", "table", "items", "long",
)  # fmt: skip


class Refused(Exception):
    """The change cannot be made; the text is one sentence."""


def newest(version: DatasetVersion) -> schema.Recipe:
    row = version.recipes.first()
    return schema.Recipe.from_json(row.document) if row else schema.Recipe()


def change(
    version: DatasetVersion,
    by: User,
    edit: Edit,
    summary: str,
    *,
    since: str = "clean",
) -> Run:
    """Make a revision by ``edit`` and run the version again from stage ``since`` (read, profile or clean).

    Raises Refused where the step is gone, or where others change the recipe again and again at the same moment.
    """
    for _ in range(TRIES):
        row = version.recipes.first()
        try:
            with transaction.atomic():
                _revision(version, by, edit, summary, row)
                return rerun(version, by, since)
        except IntegrityError:
            continue
    raise Refused("Others are changing this recipe at the same moment; try again.")


def remark(version: DatasetVersion, by: User, edit: Edit, summary: str) -> None:
    """Make a revision that changes no data; nothing runs, unless a run that may write the recipe is on its way."""
    if version.cleaned_at is None:
        change(version, by, edit, summary)
        return
    for _ in range(TRIES):
        try:
            with transaction.atomic():
                _revision(version, by, edit, summary, version.recipes.first())
                transaction.on_commit(lambda: _tell(version))
                return
        except IntegrityError:
            continue
    raise Refused("Others are changing this recipe at the same moment; try again.")


def _tell(version: DatasetVersion) -> None:
    """Let the pages of others fetch the recipe anew; a run tells of itself."""
    from core import fragments, live

    dataset = version.dataset
    live.publish(f"dataset:{dataset.pk}", f"dataset-{dataset.pk}-progress", fragments.dataset_progress(dataset))


def _revision(version: DatasetVersion, by: User, edit: Edit, summary: str, row: Recipe | None) -> None:
    try:
        document = edit(schema.Recipe.from_json(row.document) if row else schema.Recipe()).to_json()
    except AnalyticsError as refusal:
        raise Refused(str(refusal)) from None
    number = (row.revision if row else 0) + 1
    version.recipes.create(revision=number, document=document, author=by, summary=summary[:200])


def rerun(version: DatasetVersion, by: User, since: str) -> Run:
    """Forget what the stages from ``since`` on stored, stop what runs on the old state, and queue a run."""
    forgotten: dict[str, Any] = {"cleaned_at": None, "analysed_at": None}
    if since in {"read", "profile"}:
        forgotten["profiled_at"] = forgotten["suggested_at"] = None
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

    def switched(recipe: schema.Recipe) -> schema.Recipe:
        return replace(recipe, steps=tuple(one(step) if step.id in wanted else step for step in recipe.steps))

    def one(step: schema.Step) -> schema.Step:
        if enabled and step.tier == "suggested":
            return replace(step, tier="accepted", enabled=True, note="", author=by.username, at=_now())
        return replace(step, enabled=enabled)

    word = "Switched on" if enabled else "Switched off"
    return change(version, by, switched, f"{word}: {', '.join(sorted(wanted))}")


def reject(version: DatasetVersion, by: User, steps: Iterable[str]) -> None:
    """Mark suggestions as not wanted; no data changes."""
    wanted = set(steps)

    def marked(recipe: schema.Recipe) -> schema.Recipe:
        steps = (
            replace(step, note=REJECTED) if step.id in wanted and step.tier == "suggested" else step
            for step in recipe.steps
        )
        return replace(recipe, steps=tuple(steps))

    remark(version, by, marked, f"Rejected: {', '.join(sorted(wanted))}")


# Steps that people write and edit


def step_of(version: DatasetVersion, id: str) -> schema.Step | None:
    return next((step for step in newest(version).steps if step.id == id), None)


def write(version: DatasetVersion, by: User, step: schema.Step, title: str) -> Run:
    """Put a new step into the recipe."""
    own = replace(step, tier="accepted", enabled=True, author=by.username, at=_now())
    return change(version, by, lambda recipe: choices.add(recipe, own), f"Added: {title}")


def edit(version: DatasetVersion, by: User, id: str, params: dict[str, Any], title: str) -> Run:
    """Give a step other parameters; an edited suggestion is accepted."""
    at = _now()
    return change(
        version, by, lambda recipe: choices.edit(recipe, id, params, author=by.username, at=at), f"Edited: {title}"
    )


def move(version: DatasetVersion, by: User, id: str, places: int) -> Run:
    word = "Earlier" if places < 0 else "Later"
    return change(version, by, lambda recipe: choices.move(recipe, id, places), f"{word}: {id}")


def remove(version: DatasetVersion, by: User, id: str) -> Run:
    return change(version, by, lambda recipe: choices.remove(recipe, id), f"Removed: {id}")


def annotate(version: DatasetVersion, by: User, id: str, note: str) -> None:
    text = note.strip()[:500]
    if text == REJECTED:
        raise Refused("Say it in other words; this one is kept for suggestions.")
    remark(version, by, lambda recipe: choices.annotate(recipe, id, text), f"Note on {id}")


def restore(version: DatasetVersion, by: User, revision: int) -> Run:
    """Make an earlier revision the newest one again."""
    row = version.recipes.filter(revision=revision).first()
    if row is None:
        raise Refused("That revision is not there.")
    earlier = schema.Recipe.from_json(row.document)
    return change(version, by, lambda recipe: replace(earlier, reader=recipe.reader), f"Back to no. {revision}")


def preview(version: DatasetVersion, step: schema.Step) -> Preview:
    """What a step would do to this version's table; AnalyticsError while there is no table."""
    table = storage.text_table(version)
    if not version.profile or not table.exists():
        raise AnalyticsError("The table is not read yet.")
    profile = schema.Profile.from_json(version.profile)
    return recipe_room.preview(table, newest(version), profile, step)


def in_order(version: DatasetVersion) -> list[schema.Step]:
    """The steps that people accepted or wrote, as they run."""
    from analytics.recipe.replay import ordered

    accepted = [step for step in newest(version).steps if step.tier == "accepted"]
    places = {step.id: n for n, step in enumerate(ordered([replace(step, enabled=True) for step in accepted]))}
    return sorted(accepted, key=lambda step: places[step.id])


def _now() -> str:
    return timezone.now().isoformat(timespec="seconds")


def answer(version: DatasetVersion, by: User, column: str, choice: str) -> Run:
    """Answer the question of an ambiguous column, or decide a type; an empty choice takes the decision back.

    The whole column is typed anew.
    """

    def decided(recipe: schema.Recipe) -> schema.Recipe:
        others = {name: word for name, word in recipe.decisions.items() if name != column}
        return replace(recipe, decisions=others | ({column: choice} if choice else {}))

    return change(version, by, decided, f"{column}: {choice or 'found anew'}", since="profile")


def read_again(version: DatasetVersion, by: User, options: dict[str, Any]) -> Run:
    """Read the original bytes anew with what the person decided; what is None is detected."""
    reader = schema.ReadOptions(**{name: options.get(name) for name in READER_FIELDS})
    version.reader = reader.to_json() | {k: v for k, v in (version.reader or {}).items() if k == APPEND}
    version.save(update_fields=["reader"])
    return change(version, by, lambda recipe: replace(recipe, reader=reader), "Read again", since="read")


def which_table(dataset: Dataset) -> dict[str, Any]:
    """The sheet and the table that a person chose for the newest version; the next file is asked for the same ones."""
    newest = dataset.newest
    reader = (newest.reader if newest else None) or {}
    return {name: reader[name] for name in ("sheet", "table") if reader.get(name) is not None}


def behind(dataset: Dataset) -> dict[str, int]:
    """What a new version's ``reader`` says so that its rows stand behind those that the dataset has; empty if none."""
    waiting = Q(runs__state__in=[RunState.QUEUED, RunState.RUNNING])
    there = dataset.versions.filter(Q(profiled_at__isnull=False) | waiting).order_by("-number").first()
    return {APPEND: there.number} if there else {}


def append_to(version: DatasetVersion, by: User, number: int | None) -> Run:
    """Put the version's rows behind those of version ``number``; None: it stands for itself again."""
    if number is not None and not version.dataset.versions.filter(number=number, number__lt=version.number).exists():
        raise Refused("There is no such earlier version to append to.")
    version.reader = {k: v for k, v in (version.reader or {}).items() if k != APPEND}
    if number is not None:
        version.reader[APPEND] = number
    version.save(update_fields=["reader"])
    summary = f"Appended to version {number}" if number else "Not appended"
    return change(version, by, lambda recipe: recipe, summary, since="read")


def history(version: DatasetVersion) -> list[Recipe]:
    return list(version.recipes.select_related("author")[:50])


def filling(version: DatasetVersion, column: str, method: str, *, by: str | None, new: bool) -> dict[str, Any]:
    """The parameters of a step that fills missing values; computed now, kept in the step. AnalyticsError if not."""
    from analytics.recipe.filling import params_for
    from analytics.recipe.suggestions.making import free_name

    profile = schema.Profile.from_json(version.profile or {"rows": 0, "columns": []})
    params = params_for(storage.text_table(version), profile, column, method, by=by)
    taken = {each["name"] for each in (version.clean_profile or version.profile or {}).get("columns", ())}
    mark = free_name(f"{column} was missing", taken)
    return {**params, "mark": mark} | ({"to": free_name(f"{column} (filled)", taken)} if new else {})
