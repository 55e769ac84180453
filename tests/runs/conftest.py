"""Files go in, runs are executed by a real job process in this thread."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest


@pytest.fixture
def upload(people, tmp_path):
    """``upload(text or bytes, name)`` gives the dataset of that file in the team's workspace."""
    from core import pipeline

    def send(content: str | bytes, name: str = "table.csv", **more):
        source = Path(tmp_path) / f"in-{len(list(tmp_path.iterdir()))}"
        source.write_bytes(content.encode() if isinstance(content, str) else content)
        return pipeline.new_dataset(people.workspace, source=source, name=name, by=people.owner, **more)

    return send


@pytest.fixture
def work(job_process):
    """``work()`` executes every waiting run; gives the last one as it is then."""
    from core import execution, runs

    def go():
        last = None
        while (run := runs.claim("test|0|x")) is not None:
            execution.execute(run, job_process, threading.Event())
            run.refresh_from_db()
            last = run
        return last

    return go
