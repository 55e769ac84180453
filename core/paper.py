"""Sets a report as PDF with typst, in a process of its own: ``python -m core.paper FOLDER TEMPLATE``.

The folder holds ``paper.json`` and the drawings. All text travels as JSON through ``sys_inputs``, so that nothing from
a file can become markup; the compiler sees that folder only. No Django in here.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

SECONDS = 60
MEMORY = 1024 * 1024 * 1024


class NotSet(Exception):
    """The PDF could not be made; the message is typst's first line."""


def set_pdf(folder: Path, template: Path) -> Path:
    """Make ``report.pdf`` in the folder from its ``paper.json``. Raises NotSet."""
    command = [sys.executable, "-m", "core.paper", str(folder), str(template)]
    root = Path(__file__).resolve().parent.parent
    try:
        done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        raise NotSet("Setting the PDF took too long.") from None
    target = folder / "report.pdf"
    if done.returncode or not target.exists():
        lines = done.stderr.strip().splitlines()
        raise NotSet(lines[-1][:300] if lines else "The PDF could not be set.")
    return target


def compile_here(folder: Path, template: Path) -> None:
    import typst

    from analytics import fonts

    data = (folder / "paper.json").read_text(encoding="utf-8")
    house = fonts.house()
    faces = ([house] if house else []) + fonts.beyond(data)
    (folder / "report.typ").write_bytes(template.read_bytes())
    draft = folder / ".report.pdf"
    try:
        typst.compile(
            str(folder / "report.typ"),
            output=str(draft),
            root=str(folder),
            font_paths=[str(face.folder) for face in faces],
            ignore_system_fonts=True,
            sys_inputs={"data": data, "faces": json.dumps([face.family for face in faces])},
        )
        os.replace(draft, folder / "report.pdf")
    finally:
        (folder / "report.typ").unlink(missing_ok=True)
        draft.unlink(missing_ok=True)


if __name__ == "__main__":
    import contextlib

    os.nice(5)
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    compile_here(Path(sys.argv[1]), Path(sys.argv[2]))
