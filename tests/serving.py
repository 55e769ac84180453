"""A real server of our own for tests: uvicorn or Daphne on a free loopback port, a data folder of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """``start`` again after ``kill`` serves the same data on the same port."""

    def __init__(self, folder: Path, kind: str = "uvicorn", **environment: str) -> None:
        self.folder, self.kind, self.port = folder, kind, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None
        self.environment = {
            **{k: v for k, v in os.environ.items() if k not in {"DJANGO_SETTINGS_MODULE", "DATABASE_URL", "REDIS_URL"}},
            "DEBUG": "True",
            "DATA_DIR": str(folder / "data"),
            "LOG_DIR": str(folder / "logs"),
            "SCHEDULER": "inline",
            "SITE_URL": self.url,
            "EMAIL_URL": "",
            **environment,
        }

    def manage(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments], cwd=ROOT, env=self.environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self) -> Server:
        if not (self.folder / "data").exists():
            self.manage("migrate", "--verbosity", "0")
        app = "Luminabi.asgi:application"
        commands = {
            "uvicorn": ["-m", "uvicorn", app, "--port", str(self.port), "--log-level", "warning",
                        "--ws-per-message-deflate", "false", "--lifespan", "off"],
            "daphne": ["-m", "daphne", "-b", "127.0.0.1", "-p", str(self.port), app],
        }  # fmt: skip
        log = (self.folder / "server.log").open("ab")
        self.process = subprocess.Popen(
            [sys.executable, *commands[self.kind]], cwd=ROOT, env=self.environment, stdout=log, stderr=log
        )
        self._wait()
        return self

    def _wait(self) -> None:
        assert self.process
        for _ in range(600):
            try:
                with urllib.request.urlopen(f"{self.url}/healthz", timeout=2):
                    return
            except (urllib.error.URLError, OSError):
                assert self.process.poll() is None, (self.folder / "server.log").read_text()
                time.sleep(0.1)
        raise AssertionError("the server did not come up")

    def kill(self) -> None:
        """As a power cut would: nothing is said, nothing is cleaned up."""
        if self.process:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
            self.process = None

    def stop(self) -> None:
        if self.process:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
            self.process = None

    def log(self) -> str:
        return (self.folder / "server.log").read_text(errors="replace")
