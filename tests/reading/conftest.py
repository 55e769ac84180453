"""Reading in a process under the limits of a job, for files that want to do harm."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


class Child:
    """A process that reads files under limits; a new one takes over where one is killed."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[str] | None = None

    def read(self, kind: str, path: Path) -> dict:
        if self.process is None:
            script = Path(__file__).parent / "formats_child.py"
            self.process = subprocess.Popen(
                [sys.executable, str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
                env={**os.environ, "PYTHONPATH": str(ROOT)},
            )  # fmt: skip
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{kind}\t{path}\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            code = self.process.wait()
            self.process = None
            return {"died": code}
        return json.loads(line)

    def close(self) -> None:
        if self.process is not None:
            with contextlib.suppress(OSError):
                self.process.stdin.close()  # type: ignore[union-attr]
            self.process.wait(timeout=30)


@pytest.fixture(scope="module")
def child() -> Iterator[Child]:
    made = Child()
    yield made
    made.close()


@pytest.fixture
def refused(child, tmp_path):
    """Read the file; give the one sentence, having checked that it is one and that nothing was left behind."""

    def read(kind: str, path: Path) -> str:
        answer = child.read(kind, path)
        assert "error" in answer, answer
        sentence = answer["error"]
        assert sentence.endswith(".")
        assert "\n" not in sentence
        assert len(sentence) < 400
        assert "Traceback" not in sentence
        assert not [p.name for p in path.parent.iterdir() if p.name.endswith((".out", ".draft"))]
        assert not [p.name for p in path.parent.iterdir() if p.is_dir() and p.name.startswith(("rows-", "unpacked-"))]
        return sentence

    return read
