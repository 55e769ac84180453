"""Luminabi → ui → core → analytics; and the server process stays light."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MAY_KNOW = {
    "analytics": set(),
    "core": {"analytics"},
    "ui": {"analytics", "core"},
    "Luminabi": {"analytics", "core", "ui"},
}
HEAVY = (
    "pandas",
    "scipy",
    "statsmodels",
    "ruptures",
    "plotly",
    "pyarrow",
    "numpy",
    "fastexcel",
    "python_calamine",
    "typst",
)


def imported(path: Path) -> set[str]:
    """The top-level packages that a module names, inside functions too."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found.add(node.module.partition(".")[0])
    return found


@pytest.mark.parametrize("room", MAY_KNOW)
def test_a_room_imports_only_rooms_below_it(room):
    wrong = {}
    for path in (ROOT / room).rglob("*.py"):
        above = imported(path) & (set(MAY_KNOW) - MAY_KNOW[room] - {room})
        # The settings read the environment and set up the logs; nobody below imports them by name but manage commands.
        if above:
            wrong[str(path.relative_to(ROOT))] = above
    assert not wrong


def test_analytics_knows_nothing_of_the_web():
    for path in (ROOT / "analytics").rglob("*.py"):
        assert not imported(path) & {"django", "channels", "apscheduler"}, path


def test_pages_do_no_data_work_themselves():
    for path in (ROOT / "ui").rglob("*.py"):
        assert not imported(path) & {"pandas", "duckdb", "channels", "pyarrow", "plotly"}, path


def test_the_server_process_starts_without_the_heavy_libraries(tmp_path):
    code = (
        "import os, sys; os.environ['SCHEDULER'] = 'off'\n"
        "import Luminabi.asgi\n"
        "from django.urls import get_resolver; get_resolver().url_patterns\n"
        f"print(' '.join(sorted(set({HEAVY!r}) & set(sys.modules))))"
    )
    environment = {"PATH": "/usr/bin:/bin", "DATA_DIR": str(tmp_path), "LOG_DIR": str(tmp_path), "DEBUG": "True"}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []


def test_modules_stay_small():
    """A file that grows past 300 lines holds two ideas; the second wants a name and a room of its own."""
    long = {}
    for room in MAY_KNOW:
        for path in (ROOT / room).rglob("*.py"):
            lines = len(path.read_text(encoding="utf-8").splitlines())
            if lines > 300 and "migrations" not in path.parts:
                long[str(path.relative_to(ROOT))] = lines
    assert not long
