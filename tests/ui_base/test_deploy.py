"""Production settings pass Django's own deployment checks; without a good secret the server refuses to start."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GOOD_SECRET = "kX3v-9QpLz7TtWm2RbYc8NfHs5Gd1JeUa6ViOo4Kx0ZqBnMwPyCr"


def manage(tmp_path, *command: str, **env: str) -> subprocess.CompletedProcess[str]:
    clean = {key: value for key, value in os.environ.items() if key not in {"SECRET_KEY", "ALLOWED_HOSTS", "HTTPS"}}
    base = {"DATA_DIR": str(tmp_path), "LOG_DIR": str(tmp_path / "logs"), "DEBUG": "False"}
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env={**clean, **base, **env},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_deployment_checks_pass(tmp_path):
    done = manage(
        tmp_path, "check", "--deploy", "--fail-level", "WARNING", SECRET_KEY=GOOD_SECRET, ALLOWED_HOSTS="bi.example.org"
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("secret", ["", "change-me", "short", "django-insecure-" + "x" * 50])
def test_without_a_good_secret_nothing_starts(tmp_path, secret):
    done = manage(tmp_path, "check", SECRET_KEY=secret, ALLOWED_HOSTS="bi.example.org")
    assert done.returncode != 0
    assert "SECRET_KEY" in done.stderr
