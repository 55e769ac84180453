"""What a newcomer meets: the first start on an empty machine, the demo alive, the second start changing nothing."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys

import pytest

from tests.serving import ROOT, Server
from tests.visiting import Visitor

pytestmark = [pytest.mark.services, pytest.mark.slow]


def serve(server: Server) -> subprocess.Popen[str]:
    """``manage.py serve``, which ``make run`` calls; its words come by a pipe."""
    return subprocess.Popen(
        [sys.executable, "manage.py", "serve", "--port", str(server.port)],
        cwd=ROOT, env={**server.environment, "PYTHONUNBUFFERED": "1"}, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, start_new_session=True,
    )  # fmt: skip


def words_until_it_is_up(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    said = ""
    for line in process.stdout:
        said += line
        if "LuminaBI is on" in line:
            return said
    raise AssertionError(said)


def test_the_first_start_makes_a_demo_that_is_alive(tmp_path):
    server = Server(tmp_path)
    server.process = process = serve(server)  # type: ignore[assignment]
    try:
        said = words_until_it_is_up(process)
        password = re.search(r"password (\S+)", said).group(1)
        server._wait()
        visitor = Visitor(server.url)
        visitor.get("/accounts/login/")
        form = {"username": "demo", "password": password, "csrfmiddlewaretoken": visitor.token}
        assert "/login" not in visitor.post("/accounts/login/", form).url
        place = re.search(r"/datasets/\d+/", visitor.get("/datasets/").text).group()
        status = visitor.wait(place)
        assert status["state"] == "ready", status
        assert 50_000 <= status["rows"] <= 50_500
        assert status["insights"] >= 5
        board = visitor.get(status["dashboard"]).text
        assert board.count("<svg") >= 6
        assert "Traceback" not in (tmp_path / "logs" / "django.log").read_text()
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)

    server.process = process = serve(server)  # type: ignore[assignment]
    try:
        assert "password" not in words_until_it_is_up(process)
        server._wait()
        assert visitor.get(status["dashboard"]).ok  # still signed in, still there
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)


def test_the_first_person_to_sign_up_administers_and_sees_an_inviting_page(tmp_path):
    server = Server(tmp_path, SCHEDULER="off").start()
    try:
        first = Visitor(server.url).sign_up("first")
        assert first.get("/scheduler/").status_code == 200
        assert "/datasets/upload/" in first.get("/datasets/").text
        second = Visitor(server.url).sign_up("second")
        assert second.get("/scheduler/").status_code in {403, 404}
    finally:
        server.stop()
