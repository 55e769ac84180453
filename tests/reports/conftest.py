"""A dashboard over real data, a mail server of our own on a free loopback port, and reports that are due."""

from __future__ import annotations

import email
import email.policy
import shutil
import threading
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.utils import timezone

from tests.reports.sales import SALES


@dataclass
class Postman:
    """Takes mail as SMTP servers do. ``answers`` maps a recipient to what RCPT TO is answered, in order."""

    mails: list[Any] = field(default_factory=list)
    envelopes: list[tuple[str, list[str]]] = field(default_factory=list)
    answers: dict[str, list[str]] = field(default_factory=dict)
    data_answers: list[str] = field(default_factory=list)

    async def handle_RCPT(self, server, session, envelope, address, options):
        waiting = self.answers.get(address)
        if waiting:
            return waiting.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.data_answers:
            return self.data_answers.pop(0)
        self.mails.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        self.envelopes.append((envelope.mail_from, list(envelope.rcpt_tos)))
        return "250 taken"

    def to(self, address: str) -> list[Any]:
        return [mail for mail in self.mails if mail["To"] == address]


@pytest.fixture(scope="session")
def _post_office():
    """One server for all tests of this worker; each test gets a postman of its own."""
    from tests.serving import free_port

    class Handler:
        postman = Postman()

        async def handle_RCPT(self, *args):
            return await self.postman.handle_RCPT(*args)

        async def handle_DATA(self, *args):
            return await self.postman.handle_DATA(*args)

    handler = Handler()
    controller = Controller(handler, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield controller, handler
    controller.stop()


@pytest.fixture
def post(_post_office, settings) -> Postman:
    controller, handler = _post_office
    handler.postman = Postman()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", controller.port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_TIMEOUT = 10
    return handler.postman


_known: dict[str, tuple[Any, list[Any], list[Any], Path]] = {}
"""Tables that a run has gone through already, by their text: the run is the same each time."""


@pytest.fixture
def load(people, tmp_path, tmp_path_factory, job_process):
    """``load(text, dataset=None)``: the dataset of that text, read, cleaned and searched, or its next version.

    A first version whose text was met before gets the rows and files of that run.
    """
    from core import execution, pipeline, runs, storage
    from core.models import DatasetVersion, Insight, Recipe, Run

    def again(dataset: Any, content: str) -> None:
        kept, recipes, insights, folder = _known[content]
        version = dataset.newest
        fields = [
            f.attname for f in DatasetVersion._meta.fields if f.name not in {"id", "dataset", "key", "created_by"}
        ]
        DatasetVersion.objects.filter(pk=version.pk).update(**{name: getattr(kept, name) for name in fields})
        shutil.copytree(folder, storage.version_folder(version), dirs_exist_ok=True)
        for rows in (recipes, insights):
            for row in rows:
                row.pk, row.version = None, version
                row.save(force_insert=True)
        Run.objects.filter(version=version).update(state="done", progress=100, finished_at=timezone.now())
        type(dataset).objects.filter(pk=dataset.pk).update(current=version)

    def send(content: str, dataset: Any = None, name: str = "sales.csv") -> Any:
        source = tmp_path / f"in-{len(list(tmp_path.iterdir()))}"
        source.write_text(content)
        first = dataset is None
        if first:
            dataset = pipeline.new_dataset(people.workspace, source=source, name=name, by=people.owner)
        else:
            pipeline.new_version(dataset, source=source, name=name, by=people.owner)
        if first and content in _known:
            again(dataset, content)
        while (run := runs.claim("test|0|x")) is not None:
            execution.execute(run, job_process, threading.Event())
        dataset.refresh_from_db()
        if first and content not in _known:
            version = dataset.newest
            folder = tmp_path_factory.mktemp("known") / "version"
            shutil.copytree(storage.version_folder(version), folder)
            rows = [list(model.objects.filter(version=version)) for model in (Recipe, Insight)]
            _known[content] = (version, *rows, folder)
        return dataset

    return send


@pytest.fixture
def board(people, load):
    """A dashboard with a number, two charts and a filter over a small table of sales."""
    from core.models import Dashboard, DashboardFilter, Visualization, Widget

    dataset = load(SALES)
    found = Dashboard.objects.create(workspace=people.workspace, name="Sales", dataset=dataset, created_by=people.owner)
    total = {"kind": "indicator", "measures": [{"column": "amount", "agg": "sum"}]}
    bars = {"kind": "bar", "dimension": "region", "measures": [{"column": "amount", "agg": "sum"}]}
    line = {"kind": "line", "dimension": "day", "grain": "month", "measures": [{"column": "amount", "agg": "sum"}]}
    for place, (kind, title, spec) in enumerate(
        [("number", "Total amount", total), ("chart", "Amount by region", bars), ("chart", "Amount over time", line)]
    ):
        made = Visualization.objects.create(workspace=people.workspace, dataset=dataset, name=title, spec=spec)
        Widget.objects.create(dashboard=found, kind=kind, title=title, visualization=made, y=place, w=6, h=4)
    DashboardFilter.objects.create(dashboard=found, kind="category", column="region", value={})
    return found


@pytest.fixture
def report(board, people):
    """Mailed to two people every day; due five minutes ago."""
    from core.models import ScheduledReport

    return ScheduledReport.objects.create(
        workspace=people.workspace,
        dashboard=board,
        name="Sales of the day",
        recipients=["ada@example.org", "ben@example.org"],
        created_by=people.owner,
        next_due_at=(timezone.now() - timedelta(minutes=5)).replace(second=0, microsecond=0),
    )


@pytest.fixture
def due_again():
    """Make the report due once more, as on the next day."""
    from core.models import ScheduledReport

    def make(report: Any) -> None:
        last = report.runs.order_by("-due_at").first()
        due = max(last.due_at + timedelta(minutes=1), timezone.now() - timedelta(minutes=4))
        ScheduledReport.objects.filter(pk=report.pk).update(next_due_at=due)

    return make


@pytest.fixture
def watch(people, load):
    """``watch(kind, **spec)``: an alert over a small table of sales, mailed to ada."""
    from core.models import Alert
    from tests.reports.sales import SALES

    dataset = load(SALES)

    def make(kind: str, **spec):
        return Alert.objects.create(workspace=people.workspace, dataset=dataset, name=f"Watch {kind}", kind=kind,
                                    spec={"agg": "sum", **spec}, recipients=["ada@example.org"],
                                    created_by=people.owner)  # fmt: skip

    return make
