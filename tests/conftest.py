"""The cast and the stage of every test: people with roles, a data folder of its own, the scheduler off."""

from __future__ import annotations

import os
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path

import pytest

_scratch = tempfile.TemporaryDirectory(prefix="luminabi-tests-")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "Luminabi.settings")
os.environ["DEBUG"] = "True"
os.environ["SCHEDULER"] = "off"
os.environ["DATA_DIR"] = _scratch.name
os.environ["LOG_DIR"] = str(Path(_scratch.name) / "logs")
os.environ["EMAIL_URL"] = ""
os.environ["REDIS_URL"] = ""
os.environ["DATABASE_URL"] = ""

from django.conf import settings  # noqa: E402 - reads the environment above

# Touching the settings here lets pytest-django set Django up, and makes sure that no test sees real data.
assert Path(_scratch.name).resolve() == settings.DATA_DIR
# xdist's workers inherit the environment; with this left in it they would load the settings before their own folder.
del os.environ["DJANGO_SETTINGS_MODULE"]

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared" / "fixtures"


@pytest.fixture(scope="session")
def shared_fixtures() -> Path:
    """Public tables that are not part of the project; tests that need them skip where they are absent."""
    if not SHARED.is_dir():
        pytest.skip("needs ../shared/fixtures")
    return SHARED


@pytest.fixture(scope="session")
def job_process():
    """One job process for all tests of this worker that files go through; it ends with them."""
    from django.conf import settings

    from core.jobs import Worker

    worker = Worker(settings.JOB_MEMORY_MB, 120)
    yield worker
    worker.close()


@dataclass
class Cast:
    """owner, editor and viewer are members of ``workspace``; the stranger has one of their own."""

    owner: object
    editor: object
    viewer: object
    stranger: object
    workspace: object
    elsewhere: object


@pytest.fixture
def people(db) -> Cast:
    from core.models import Membership, Role, User, Workspace

    users = {
        name: User.objects.create_user(name, f"{name}@example.org", "correct-horse-battery")
        for name in ("owner", "editor", "viewer", "stranger")
    }
    workspace = Workspace.objects.create(name="Team", created_by=users["owner"])
    for role in (Role.OWNER, Role.EDITOR, Role.VIEWER):
        Membership.objects.create(workspace=workspace, user=users[role.value], role=role)
    elsewhere = Workspace.objects.create(name="Elsewhere", created_by=users["stranger"])
    Membership.objects.create(workspace=elsewhere, user=users["stranger"], role=Role.OWNER)
    return Cast(**users, workspace=workspace, elsewhere=elsewhere)


@pytest.fixture
def work(job_process, monkeypatch):
    """``work()`` executes every waiting run: the clean table and suggestions, no findings; gives the last one then."""
    from core import execution, results, runs
    from core.models import RunState, Stage

    monkeypatch.setattr(results, "ORDER", (Stage.READ, Stage.PROFILE, Stage.CLEAN, Stage.SUGGEST))

    def go():
        last = None
        while (run := runs.claim("test|0|x")) is not None:
            execution.execute(run, job_process, threading.Event())
            run.refresh_from_db()
            assert run.state == RunState.DONE, run.error
            last = run
        return last

    return go


@pytest.fixture
def dataset(people, tmp_path, work):
    """``dataset(text, name)`` is a cleaned dataset of that file; ``replaces`` makes it the next version of one."""
    from core import pipeline

    def make(content: str, name: str = "orders.csv", *, replaces=None, workspace=None):
        source = Path(tmp_path) / f"in-{len(list(tmp_path.iterdir()))}"
        source.write_text(content, encoding="utf-8")
        if replaces is None:
            made = pipeline.new_dataset(workspace or people.workspace, source=source, name=name, by=people.owner)
        else:
            pipeline.new_version(replaces, source=source, name=name, by=people.owner)
            made = replaces
        work()
        made.refresh_from_db()
        return made

    return make
