"""Files become datasets by a real job process; the analytics after cleaning are not what these tests are about."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest


@pytest.fixture
def work(job_process):
    """``work()`` executes every waiting run as far as the clean table; gives the last one as it is then."""
    from core import execution, runs
    from core.models import Run, RunState, Stage

    def go():
        last = None
        Run.objects.filter(state=RunState.QUEUED).update(until=Stage.CLEAN)
        while (run := runs.claim("test|0|x")) is not None:
            execution.execute(run, job_process, threading.Event())
            run.refresh_from_db()
            assert run.state == RunState.DONE, run.error
            last = run
        return last

    return go


@pytest.fixture
def dataset(people, tmp_path, work):
    """``dataset(text)`` is a cleaned dataset of that file; ``dataset(text, replaces=it)`` its next version."""
    from core import pipeline

    def make(content: str, *, replaces=None):
        source = Path(tmp_path) / f"in-{len(list(tmp_path.iterdir()))}"
        source.write_text(content, encoding="utf-8")
        if replaces is None:
            made = pipeline.new_dataset(people.workspace, source=source, name="orders.csv", by=people.owner)
        else:
            pipeline.new_version(replaces, source=source, name="orders.csv", by=people.owner)
            made = replaces
        work()
        made.refresh_from_db()
        return made

    return make


@pytest.fixture
def editor(people, client):
    client.force_login(people.editor)
    return client
