"""Draws figures with kaleido, in a Python that has it; started by ``bench/charts.py --kaleido PYTHON``.

Reads {"figures": [...], "size": [width, height]} from stdin and prints one JSON line for each figure: ``cold`` (a
browser of its own, as a single call needs it) and ``warm`` (median of five with the browser open) in milliseconds,
``gz``, ``memory``: the most megabytes that kaleido and its browser held together (proportional set size). No LaTeX.
"""

from __future__ import annotations

import contextlib
import gzip
import json
import shutil
import statistics
import sys
import threading
import time
from pathlib import Path
from typing import Any


def children(pid: int) -> list[int]:
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            found += children(int(child))
    return found


def proportional() -> int:
    """Kilobytes of this process and all that it started, shared pages divided among those that share them."""
    whole = 0
    for pid in children(int(Path("/proc/self").resolve().name)):
        try:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        whole += next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
    return whole


class Memory(threading.Thread):
    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.most = 0

    def run(self) -> None:
        while True:
            with contextlib.suppress(OSError):
                self.most = max(self.most, proportional())
            time.sleep(0.2)


def main() -> None:
    import kaleido

    asked: dict[str, Any] = json.load(sys.stdin)
    width, height = asked["size"]
    options = {"format": "svg", "width": width, "height": height}
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    browser = {"path": path, "mathjax": False}
    memory = Memory()
    memory.start()
    cold = []
    for figure in asked["figures"]:
        began = time.perf_counter()
        kaleido.calc_fig_sync(figure, opts=options, kopts=browser)
        cold.append((time.perf_counter() - began) * 1000)
        if len(cold) >= asked.get("cold", 3):
            break
    kaleido.start_sync_server(**browser)
    try:
        for place, figure in enumerate(asked["figures"]):
            spent = []
            for _ in range(6):
                began = time.perf_counter()
                made = kaleido.calc_fig_sync(figure, opts=options)
                spent.append((time.perf_counter() - began) * 1000)
            said = {"warm": statistics.median(spent[1:]), "gz": len(gzip.compress(made)), "memory": memory.most // 1024}
            print(json.dumps(said | {"cold": cold[place] if place < len(cold) else None}), flush=True)
    finally:
        kaleido.stop_sync_server()


if __name__ == "__main__":
    main()
