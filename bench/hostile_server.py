"""Files through a real server, as a person sends them: how each page ends, and whether the server stays what it was."""

from __future__ import annotations

import html
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.serving import Server
from tests.visiting import Visitor

Case = tuple[str, str, bytes]
PATIENCE = 600.0


def send_all(cases: Sequence[Case], is_sentence: Callable[[str], bool]) -> int:
    """Uploads each file by the form of the page; prints what is wrong and a summary, gives the number of faults."""
    endings: Counter[str] = Counter()
    slowest = 0.0
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder)).start()
        try:
            started = server.process
            assert started is not None
            visitor = Visitor(server.url).sign_up("ada")
            for case in cases:
                began = time.monotonic()
                ending, said = _send(visitor, Path(folder), case, is_sentence)
                slowest = max(slowest, time.monotonic() - began)
                if started.poll() is not None:
                    ending, said = "the server ended", f"exit status {started.returncode}"
                endings[ending] += 1
                if ending not in ("table", "sentence"):
                    print(f"{ending}: [{case[0]}] {case[1][:40]!r} {said}", flush=True)
                if started.poll() is not None:
                    break
            left = [
                path.name for path in Path(folder, "data").rglob("*") if path.name.startswith(("rows-", "unpacked-"))
            ]
            logs = [server.log(), *(path.read_text(errors="replace") for path in Path(folder, "logs").glob("*.log"))]
            traces = sum(log.count("Traceback (most recent") for log in logs)
        finally:
            server.stop()
    shown = ", ".join(f"{count} {ending}" for ending, count in endings.most_common())
    print(f"{len(cases)} files through one server: {shown}; {traces} tracebacks in its logs, {len(left)} files left "
          f"behind; the slowest {slowest:.1f} s")  # fmt: skip
    for log in logs:
        if "Traceback (most recent" in log:
            print(log[log.index("Traceback (most recent") :][:3000])
    return endings.total() - endings["table"] - endings["sentence"] + traces + len(left)


def _send(visitor: Visitor, folder: Path, case: Case, is_sentence: Callable[[str], bool]) -> tuple[str, str]:
    """How the file ended, and what the page said."""
    source = folder / "sent"
    source.write_bytes(case[2])
    visitor.get("/datasets/upload/")
    with source.open("rb") as file:
        answer = visitor.post(
            "/datasets/upload/", {"csrfmiddlewaretoken": visitor.token}, files={"file": (case[1], file)}
        )
    if answer.status_code == 422:
        return "sentence", "refused by the form"
    if not answer.ok or "/upload" in answer.url:
        return "no page", f"{answer.status_code} {answer.url}"
    place = answer.url.removeprefix(visitor.url)
    status = visitor.wait(place, PATIENCE)
    page = visitor.get(place)
    if page.status_code != 200:
        return "no page", f"{page.status_code} {place}"
    if status["state"] == "ready":
        return ("table", "") if "<table" in page.text else ("no table", str(status))
    said = str(status["error"] or "")
    if status["state"] != "failed" or not is_sentence(said):
        return "unclear", f"{status['state']}: {said}"
    shown = " ".join(html.unescape(page.text).split())
    return ("sentence", said) if " ".join(said.split()) in shown else ("not said on the page", said)
