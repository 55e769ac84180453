"""Asking: a question is a row at once, answered by a child process, and stopped when its asker stops looking."""

from __future__ import annotations

import json
import logging
import shutil
import threading
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from core import holders
from core.jobs import Cancelled, Died, TookTooLong, Worker
from core.models import Question, QuestionState, SavedQuery, User, Workspace
from core.questions import pool, sources
from core.stages import StageFailed

log = logging.getLogger(__name__)
OPEN = (QuestionState.WAITING, QuestionState.RUNNING)
LOOK_SECONDS = 0.4
DAY = 24 * 3600
LEFT = timedelta(seconds=12)
"""Nobody has asked for the answer for so long: the page is closed. Pages ask every second or two."""
BEAT_SECONDS, SILENT = 3.0, timedelta(seconds=30)
"""So often a process says that it still answers its questions; those of one that is silent for so long have failed."""
DIED = "The server that answered this was stopped while it ran; run it again."
KEPT, KEPT_FILES = 50, 10
"""Questions of a person that are kept, and those whose whole answer is kept for downloads."""
_answered: dict[int, threading.Event] = {}
_running: dict[int, threading.Event] = {}
_beaten = 0.0


def folder_of(question: Question) -> Path:
    folder: Path = settings.DATA_DIR / "questions" / question.key.hex[:2] / question.key.hex
    return folder


def ask(user: User, workspace: Workspace, sql: str, saved: SavedQuery | None = None) -> Question:
    """A new question of that person; what they asked before and still wait for is stopped."""
    for open_one in Question.objects.filter(asker=user, state__in=OPEN):
        cancel(open_one)
    question = Question.objects.create(workspace=workspace, asker=user, sql=sql, saved=saved, owner=holders.ME)
    _answered[question.pk], _running[question.pk] = threading.Event(), threading.Event()
    forget_old(user)
    transaction.on_commit(lambda: pool.submit(lambda worker: execute(question.pk, worker)))
    return question


def wait(question: Question, seconds: float) -> Question:
    """Wait a moment for the answer, so that a quick one is there at once."""
    if (event := _answered.get(question.pk)) is not None:
        event.wait(seconds)
    question.refresh_from_db()
    return question


def look(question: Question) -> Question:
    """The question as it is now; says at the same time that its asker still waits."""
    if question.is_open:
        now = timezone.now()
        Question.objects.filter(pk=question.pk).update(looked_at=now)
        if holders.is_gone(question.owner):
            _end(question.pk, QuestionState.FAILED, error=DIED)
        bury(Question.objects.filter(pk=question.pk))
        question.refresh_from_db()
    return question


def bury(questions: QuerySet[Question]) -> int:
    """End those that stay open although no process answers them any more, of whichever machine it was."""
    dead = questions.filter(state__in=OPEN, alive_at__lt=timezone.now() - SILENT)
    return dead.update(state=QuestionState.FAILED, error=DIED)


def _beat() -> None:
    """Say of all questions of this process that they are still being answered, those that wait their turn, too."""
    global _beaten
    if time.monotonic() - _beaten >= BEAT_SECONDS:
        _beaten = time.monotonic()
        mine = {*list(_answered), *list(_running)}
        Question.objects.filter(pk__in=mine, state__in=OPEN).update(alive_at=timezone.now())


def never() -> bool:
    """For work that nobody stops: the questions that wait behind it stay alive meanwhile."""
    _beat()
    return False


def cancel(question: Question) -> None:
    """Stop a question: at once where it waits, else as soon as its thread looks, within a moment."""
    waiting = Question.objects.filter(pk=question.pk, state=QuestionState.WAITING)
    if not waiting.update(state=QuestionState.CANCELLED):
        Question.objects.filter(pk=question.pk, state=QuestionState.RUNNING).update(cancel_requested=True)
        if (event := _running.get(question.pk)) is not None:
            event.set()
    question.refresh_from_db()


def execute(pk: int, worker: Worker) -> None:
    """Answer the question with the child of ``worker``; its row tells the outcome, whatever happens."""
    now = timezone.now()
    waiting = Question.objects.filter(pk=pk, state=QuestionState.WAITING)
    waiting.filter(looked_at__lt=now - LEFT).update(state=QuestionState.CANCELLED)  # its asker left meanwhile
    if waiting.update(state=QuestionState.RUNNING, looked_at=now, alive_at=now, owner=holders.ME):
        question = Question.objects.select_related("workspace", "asker").get(pk=pk)
        try:
            _end(pk, **_outcome(question, worker))
        except Exception:
            log.exception("Question %s failed", pk)
            _end(pk, QuestionState.FAILED, error="This failed because of an error of ours; the log has the details.")
    if (event := _answered.pop(pk, None)) is not None:
        event.set()
    _running.pop(pk, None)


def _end(pk: int, state: Any, **values: Any) -> None:
    Question.objects.filter(pk=pk, state__in=OPEN).update(state=state, **values)


def _outcome(question: Question, worker: Worker) -> dict[str, Any]:
    """What is written into the row of a question that has been run."""
    kept = question.saved.names if question.saved else None
    known = sources.of(question.asker, question.workspace, kept)
    began = time.monotonic()
    try:
        made = run(worker, folder_of(question), question.sql, known, _stop(question.pk))
    except Cancelled:
        return {"state": QuestionState.CANCELLED, "seconds": time.monotonic() - began}
    except Unanswered as problem:
        return {"state": QuestionState.FAILED, "error": str(problem), "error_line": problem.line,
                "error_column": problem.column, "seconds": time.monotonic() - began}  # fmt: skip
    read = read_by(made, known)
    return {
        "state": QuestionState.DONE,
        "rows": made["rows"],
        "cut": made["cut"],
        "columns": made["columns"],
        "seconds": made["seconds"],
        "names": {each.shown: each.dataset.pk for each in read},
        "versions": {each.shown: each.version.pk for each in read},
    }


def read_by(made: dict[str, Any], known: list[sources.Source]) -> list[sources.Source]:
    """Those of the ``known`` tables that the question has read."""
    named = {(schema, name) for schema, name in made["tables"]}
    return [each for each in known if (each.schema.lower(), each.name.lower()) in named]


def _stop(pk: int) -> Any:
    """Whether to stop now: asked to, or nobody looks any more. Looks at the row twice a second."""
    event, looked = _running.setdefault(pk, threading.Event()), 0.0

    def stop() -> bool:
        nonlocal looked
        if event.is_set():
            return True
        if time.monotonic() - looked < LOOK_SECONDS:
            return False
        looked = time.monotonic()
        _beat()
        row = (
            Question.objects.filter(pk=pk, state=QuestionState.RUNNING).values("cancel_requested", "looked_at").first()
        )
        return row is None or row["cancel_requested"] or row["looked_at"] < timezone.now() - LEFT

    return stop


# Running SQL, for a person's question or for a query that a team keeps


class Unanswered(Exception):
    """The question has no answer; the text is one sentence, ``line`` and ``column`` its place where one is known."""

    def __init__(self, text: str, line: int = 0, column: int = 0) -> None:
        super().__init__(text)
        self.line, self.column = line, column


def run(worker: Worker, folder: Path, sql: str, known: list[sources.Source], stop: Any) -> dict[str, Any]:
    """Run ``sql`` over the ``known`` tables; the files of the answer are in ``folder``.

    Raises Unanswered or Cancelled.
    """
    task = {
        "sql": sql,
        "tables": [each.table().to_json() for each in known if each.name.lower() in sql.lower()],
        "others": [[each.schema, each.name] for each in known],
        "memory_mb": settings.SQL_MEMORY_MB // 2,
        "max_rows": settings.SQL_ROWS,
    }
    try:
        made = worker.run("ask", str(folder), task, stop=stop)
    except TookTooLong:
        raise Unanswered(
            f"This took longer than {settings.SQL_SECONDS} seconds, the limit for a question; filter earlier or group."
        ) from None
    except (Died, MemoryError, StageFailed):
        raise Unanswered(
            "This was stopped: it needs more memory than a question may use. Filter earlier or choose fewer columns."
        ) from None
    finally:
        _sweep(folder)  # a child that was killed could not
    if made.get("error"):
        raise Unanswered(made["error"], made["line"], made["column"])
    return made


def _sweep(folder: Path) -> None:
    """Remove what a question has spilled or half written."""
    shutil.rmtree(folder / "spill", ignore_errors=True)
    (folder / ".result.draft").unlink(missing_ok=True)


# What is kept


def history(user: User, workspace: Workspace, limit: int = 20) -> list[Question]:
    """The person's own questions in that workspace, newest first."""
    mine = Question.objects.filter(asker=user, workspace=workspace)
    bury(mine)
    return list(mine[:limit])


def page_of(question: Question) -> dict[str, Any]:
    """The first rows of the answer: ``columns`` and ``rows`` of text; empty where the files are gone."""
    try:
        with (folder_of(question) / "page.json").open(encoding="utf-8") as file:
            found: dict[str, Any] = json.load(file)
    except (OSError, ValueError):
        return {"columns": question.columns, "rows": []}
    return found


def result_of(question: Question) -> Path | None:
    path = folder_of(question) / "result.parquet"
    return path if path.exists() else None


def forget(question: Question) -> None:
    shutil.rmtree(folder_of(question), ignore_errors=True)
    question.delete()


def forget_old(user: User) -> None:
    """Only the newest questions of a person are kept, and of the older ones only what a page shows."""
    ended = Question.objects.filter(asker=user).exclude(state__in=OPEN)
    for each in ended[KEPT:]:
        forget(each)
    for each in ended[KEPT_FILES:KEPT]:
        for path in folder_of(each).glob("result.*"):
            path.unlink(missing_ok=True)


def tidy() -> str:
    """What ``SCHEDULED_TASKS`` calls: answers whose question is gone with its person or workspace, and lost copies."""
    known = {key.hex for key in Question.objects.values_list("key", flat=True)}
    edge = time.time() - DAY
    lost = [path for path in (settings.DATA_DIR / "questions").glob("*/*") if path.name not in known]
    lost += (settings.DATA_DIR / "questions").glob("*/*/spill")
    lost += (settings.DATA_DIR / "tmp").glob("query-*")
    gone = 0
    for path in lost:
        if path.exists() and path.stat().st_mtime < edge:
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
            gone += 1
    return f"{gone} answers without a question removed"
