"""The job process is killed at a dozen points of a run: the original is as it was, nothing half made is seen."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import signal
import threading

import duckdb
import pytest

from core import execution, pipeline, runs, storage
from core.jobs import Worker
from core.models import Run, RunState, Stage

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
POINTS = (("read", 1), ("read", 2), ("profile", 0), ("profile", 1), ("profile", 2), ("clean", 0), ("clean", 1),
          ("clean", 2), ("insights", 1), ("insights", 2), ("suggest", 0), ("suggest", 1), ("suggest", 2))  # fmt: skip
"""Stage, and after which message of progress (or the stage's last, where a fast machine sends fewer) the process is
killed; 0: it is about to begin."""
LAST = {"insights": Stage.INSIGHTS, "suggest": Stage.SUGGEST}
WHOLE = {"original", "text.parquet", "clean.parquet", "changes.parquet", "problems.jsonl"}
ROWS = 30_000
TEXT = "n,city,price\n" + "".join(f'{n},{" Oslo " if n % 3 else "Rome"},"{n % 90},{n % 10}0"\n' for n in range(ROWS))


class Fragile(Worker):
    """A real job process that is killed once, at ``point``."""

    point: tuple[str, int] | None = None
    before: frozenset = frozenset()

    def run(self, stage, folder, task, *, hear, stop):
        heard = 0

        def kill_then_hear(message):
            nonlocal heard
            heard += "progress" in message
            self.kill_at(stage, heard, last=message.get("progress") == 1)
            hear(message)

        self.kill_at(stage, heard)
        result = super().run(stage, folder, task, hear=kill_then_hear, stop=stop)
        self.kill_at(stage, heard, last=True)
        return result

    def kill_at(self, stage, heard, last=False):
        if self.point and self.point[0] == stage and (self.point[1] == heard or last):
            self.point = None
            for child in set(multiprocessing.active_children()) - self.before:
                os.kill(child.pid, signal.SIGKILL)


def go(worker) -> Run:
    run = runs.claim("test|0|x")
    execution.execute(run, worker, threading.Event())
    run.refresh_from_db()
    return run


def seen(version) -> tuple:
    """Everything that a half-made version could show: whole, or not there."""
    tables, connection = [], duckdb.connect()
    for made, path in (
        (version.read_at, storage.text_table(version)),
        (version.cleaned_at, storage.clean_table(version)),
    ):
        if made:
            tables.append(connection.execute(f"SELECT count(*), count(COLUMNS(*)) FROM '{path}'").fetchone())
    connection.close()
    return tuple(tables)


def test_killed_at_ten_points_the_run_is_told_and_finishes_when_it_is_run_again(people, tmp_path):
    digest = hashlib.sha256(TEXT.encode()).hexdigest()
    worker = Fragile(1024, 120)
    worker.before = frozenset(multiprocessing.active_children())
    results, killed = [], 0
    for number, point in enumerate((None, *POINTS)):
        source = tmp_path / f"{number}.csv"
        source.write_text(TEXT)
        dataset = pipeline.new_dataset(people.workspace, source=source, name="orders.csv", by=people.owner)
        last = LAST.get(point[0] if point else "", Stage.CLEAN)
        Run.objects.filter(state=RunState.QUEUED).update(until=last)
        worker.point = point
        run = go(worker)
        assert worker.point is None, f"{point} was not reached"
        version = dataset.newest
        if run.state != RunState.DONE:
            killed += 1
            assert run.state == RunState.FAILED, point
            assert run.error.endswith("or is damaged.")
            assert version.analysed_at is None or last == Stage.SUGGEST
            assert version.cleaned_at is None or last != Stage.CLEAN
            assert version.suggested_at is None
            assert all(table[0] == ROWS for table in seen(version))
            assert not [path for path in storage.version_folder(version).iterdir() if path.name not in WHOLE]
            runs.enqueue(version, by=people.owner)
            Run.objects.filter(state=RunState.QUEUED).update(until=last)
            assert go(worker).state == RunState.DONE, point
            version.refresh_from_db()
            assert bool(version.suggested_at) == (last == Stage.SUGGEST)
        assert hashlib.sha256(storage.original(version).read_bytes()).hexdigest() == digest == version.sha256
        results.append((seen(version), pipeline.page_of_rows(version, limit=50).rows))
    worker.close()
    assert killed >= len(POINTS) / 2  # a kill between two stages costs nothing: the next one gets a new process
    assert all(result == results[0] for result in results)
