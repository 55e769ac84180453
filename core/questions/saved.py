"""Queries that a team keeps, and the datasets made of them: a result is a file like any other, made anew when what it
reads has a new version.

Such a query reads datasets of its own workspace only, so its result shows nobody what they may not see.
"""

from __future__ import annotations

import logging
import shutil
import tempfile
import time
from collections.abc import Iterable, Mapping
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from core import access, pipeline, storage
from core.jobs import Cancelled, Worker
from core.models import Dataset, QueryResult, Question, QuestionState, SavedQuery, User
from core.questions import asking, pool, sources

log = logging.getLogger(__name__)
GRACE = timedelta(seconds=60)


class Refused(Exception):
    """It cannot be kept or made so; the text is one sentence."""


def save(question: Question, by: User, name: str) -> SavedQuery:
    """Keep the question's text under a name; its own saved query is changed, and what is made of it follows."""
    access.workspace(by, question.workspace_id, access.CAN_EDIT)
    title = " ".join(name.split())[:200]
    if not title:
        raise Refused("Give the query a name.")
    query = question.saved or SavedQuery(workspace=question.workspace, created_by=by)
    mine = Dataset.objects.filter(workspace_id=question.workspace_id)
    own = set(mine.filter(pk__in=question.names.values()).values_list("pk", flat=True))
    if query.dataset_id:
        _may_be_a_source(question, query)
    changed = query.sql != question.sql
    query.name, query.sql = title, question.sql
    query.names = {name: pk for name, pk in question.names.items() if pk in own}
    with transaction.atomic():
        query.save()
        query.reads.set(own)
        Question.objects.filter(pk=question.pk).update(saved=query)
        question.saved = query
        if changed and query.dataset_id:
            _want([query.pk])
    return query


def _may_be_a_source(question: Question, query: SavedQuery | None) -> None:
    """Refused where the question's result cannot become a dataset of its workspace."""
    if question.state != QuestionState.DONE:
        raise Refused("Run the query first; a chart is made of its result.")
    if question.cut:
        raise Refused(f"The result was cut at {settings.SQL_ROWS:,} rows; group or filter it to make a chart of all.")
    datasets = Dataset.objects.filter(pk__in=question.names.values())
    if datasets.count() < len(set(question.names.values())):
        raise Refused("A dataset that this query reads was deleted.")
    for dataset in datasets:
        if dataset.workspace_id != question.workspace_id:
            raise Refused(
                f"“{dataset.name}” belongs to another workspace, whose data the members of this one may not see; "
                "a chart here may read only this workspace's datasets."
            )
    if query is not None and query.dataset_id and query.dataset_id in _behind(list(question.names.values())):
        raise Refused("This query would read its own result.")


def _behind(datasets: list[int]) -> set[int]:
    """The datasets and all that the queries behind them read."""
    seen: set[int] = set()
    waiting = list(datasets)
    while waiting:
        pk = waiting.pop()
        if pk not in seen:
            seen.add(pk)
            waiting += Dataset.objects.filter(read_by__dataset_id=pk).values_list("pk", flat=True)
    return seen


def make_dataset(question: Question, by: User, name: str) -> Dataset:
    """A dataset of the question's result, for charts, dashboards and reports; Refused where that may not be."""
    access.workspace(by, question.workspace_id, access.CAN_EDIT)
    _may_be_a_source(question, question.saved)
    result = asking.result_of(question)
    if result is None or not question.rows:
        raise Refused("The result has no rows; a chart needs some." if result else "The result is gone; run it again.")
    with transaction.atomic():
        query = save(question, by, name)
        known = sources.of_workspace(question.workspace, query.names)

        def made(dataset: Dataset) -> None:
            _told(query, dataset, question.sql, _pinned(known, question.versions))
            SavedQuery.objects.filter(pk=query.pk).update(dataset=dataset, error="", made=F("wanted"))

        file, dataset = f"{query.name}.parquet", query.dataset
        if dataset is None:
            dataset = pipeline.new_dataset(question.workspace, source=_copy(result), name=file, by=by, made=made)
        elif dataset.newest is None or dataset.newest.sha256 != storage.sha256(result):
            pipeline.new_version(dataset, source=_copy(result), name=file, by=by, made=made)
        if any(question.versions.get(each.name) != each.version.pk for each in known):
            _want([query.pk])  # something newer came since the question was asked
        return dataset


def wait_until_ready(dataset: Dataset, seconds: float) -> bool:
    """Wait a moment for the clean table of the newest version; small ones are there at once."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if (newest := dataset.newest) is not None and newest.cleaned_at is not None:
            return True
        time.sleep(0.2)
    return False


def _copy(result: Path) -> Path:
    """The pipeline moves what it is given; the answer of the question stays."""
    with tempfile.NamedTemporaryFile(dir=settings.DATA_DIR / "tmp", prefix="query-", delete=False) as target:
        with result.open("rb") as source:
            shutil.copyfileobj(source, target)
        return Path(target.name)


def _pinned(known: list[sources.Source], versions: Mapping[str, int] | None = None) -> list[dict[str, Any]]:
    """What was read, as it is told of a result; ``versions`` where newer ones may have come since."""
    found = []
    for each in known:
        version = each.version
        if versions and versions.get(each.name, version.pk) != version.pk:
            version = each.dataset.versions.filter(pk=versions[each.name]).first() or version
        found.append({"name": each.name, "dataset": each.dataset.pk, "title": each.dataset.name, "version": version.pk,
                      "number": version.number, "sha256": version.sha256})  # fmt: skip
    return found


def _told(query: SavedQuery, dataset: Dataset, sql: str, read: list[dict[str, Any]]) -> None:
    """Store how the dataset's newest version was made. Inside the transaction that makes it."""
    version = dataset.newest
    if version is None:
        return
    QueryResult.objects.create(version=version, query=query, sql=sql, sources=read)
    words = ", ".join(f"{each['title']} v{each['number']}" for each in read)
    version.note = f"Result of the query “{query.name}”{f' over {words}' if words else ''}"[:200]
    version.save(update_fields=["note"])


# Following what a query reads


def follow(dataset: Dataset) -> None:
    """The dataset has a new current version: results that read it are made anew."""
    queries = SavedQuery.objects.filter(reads=dataset, dataset__isnull=False).exclude(dataset=dataset)
    _want(list(queries.values_list("pk", flat=True)))


def want(query: SavedQuery) -> None:
    """Make the query's dataset anew, whatever has or has not changed."""
    _want([query.pk])


def _want(queries: list[int]) -> None:
    if queries:
        SavedQuery.objects.filter(pk__in=queries).update(wanted=F("wanted") + 1)
        transaction.on_commit(lambda: submit(queries))


def submit(queries: Iterable[int]) -> None:
    for pk in queries:
        pool.submit(partial(refresh, pk))


def refresh_waiting() -> str:
    """What ``SCHEDULED_TASKS`` calls: results that are behind, for instance because a server was stopped; and people's
    questions that a stopped server left open."""
    asking.bury(Question.objects.all())
    behind = list(_behind_now().values_list("pk", flat=True))
    submit(behind)
    return f"{len(behind)} query results are made anew"


def _behind_now() -> Any:
    stale = timezone.now() - timedelta(seconds=settings.SQL_SECONDS) - GRACE
    free = Q(claimed_at=None) | Q(claimed_at__lt=stale)
    return SavedQuery.objects.filter(free, made__lt=F("wanted"), dataset__isnull=False)


def refresh(pk: int, worker: Worker) -> None:
    """Run the query anew and give its dataset a new version; what went wrong is told beside the old result."""
    if not _behind_now().filter(pk=pk).update(claimed_at=timezone.now()):
        return
    query = SavedQuery.objects.select_related("workspace", "dataset", "created_by").get(pk=pk)
    wanted, error = query.wanted, ""
    try:
        _renew(query, worker)
    except (asking.Unanswered, Refused) as problem:
        error = str(problem)
    except Cancelled:
        error = "This was stopped."
    except Exception:
        log.exception("The result of query %s could not be made", pk)
        error = "The result could not be made anew because of an error of ours; the log has the details."
    SavedQuery.objects.filter(pk=pk).update(made=wanted, claimed_at=None, error=error)
    if SavedQuery.objects.filter(pk=pk, made__lt=F("wanted")).exists():
        submit([pk])


def _renew(query: SavedQuery, worker: Worker) -> None:
    dataset = query.dataset
    assert dataset is not None  # those without are not claimed
    known = sources.of_workspace(query.workspace, query.names)
    if len(known) < len(query.names):
        gone = sorted(set(query.names) - {each.name for each in known})
        raise Refused(f"The dataset behind “{gone[0]}” is gone or not ready.")
    with tempfile.TemporaryDirectory(prefix="query-", dir=settings.DATA_DIR / "tmp") as scratch:
        made = asking.run(worker, Path(scratch), query.sql, known, asking.never)
        if made["cut"]:
            raise Refused(f"The result has more than {settings.SQL_ROWS:,} rows now.")
        if not made["rows"]:
            raise Refused("The result has no rows any more; the last one that had some is shown.")
        result = Path(scratch) / "result.parquet"
        newest = dataset.newest
        if newest is not None and newest.sha256 == storage.sha256(result):
            return

        def told(made_for: Dataset) -> None:
            _told(query, made_for, query.sql, _pinned(known))

        pipeline.new_version(
            dataset, source=_copy(result), name=f"{query.name}.parquet", by=query.created_by, made=told
        )
