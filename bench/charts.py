"""What a drawing costs: our SVG beside kaleido and beside plotly.js in a warm Chromium, same figures, same run.

    python bench/charts.py [--browser] [--kaleido PYTHON]

Prints for each kind: query and drawing ms (medians of CPU time), bytes of SVG, plain and gzipped. ``--browser`` adds
what plotly.js needs to draw the same figure to SVG in a browser that is open and has the script, and its size gzipped.
``--kaleido`` names a Python with kaleido installed: its milliseconds cold (the first three) and warm, its size gzipped.
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import json
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "charts")]

SIZE = (700, 450)


def points(count: int, mode: str) -> dict[str, Any]:
    """A figure of ``count`` points: the two that the aims name."""
    ys = [((i * 7919) % 1000) / 10 + i / 50 for i in range(count)]
    xs = list(range(count)) if mode == "lines" else [((i * 104729) % 1000) / 7 for i in range(count)]
    return {"data": [{"type": "scatter", "mode": mode, "x": xs, "y": ys}], "layout": {}}


def timed(work: Callable[[], Any], times: int = 15) -> tuple[float, Any]:
    """The median of ``times`` runs in milliseconds of CPU time, and what the last one gave."""
    spent, made = [], work()
    for _ in range(times):
        start = time.process_time()
        made = work()
        spent.append((time.process_time() - start) * 1000)
    return statistics.median(spent), made


class Browser:
    """plotly.js in one warm page."""

    def __init__(self) -> None:
        from playwright.sync_api import sync_playwright

        self.play = sync_playwright().start()
        chromium = shutil.which("chromium") or shutil.which("chromium-browser")
        self.browser = self.play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        self.page = self.browser.new_page()
        found = importlib.util.find_spec("plotly")
        assert found is not None
        assert found.origin is not None
        script = Path(found.origin).parent / "package_data" / "plotly.min.js"
        self.page.add_script_tag(path=str(script))

    def draw(self, figure: dict[str, Any]) -> tuple[float, int]:
        """Milliseconds (median of 5) and gzipped bytes of plotly.js's own SVG."""
        found = self.page.evaluate(
            """async ([figure, width, height]) => {
              const spent = []; let url = "";
              for (let i = 0; i < 5; i++) {
                const start = performance.now();
                url = await Plotly.toImage(figure, {format: "svg", width, height});
                spent.push(performance.now() - start);
              }
              return [spent.sort((a, b) => a - b)[2], decodeURIComponent(url)];
            }""",
            [json.loads(json.dumps(figure, default=str)), *SIZE],
        )
        return float(found[0]), len(gzip.compress(found[1].encode()))

    def close(self) -> None:
        self.browser.close()
        self.play.stop()


def by_kaleido(python: str, figures: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What ``bench/chart_kaleido.py`` says of each figure."""
    asked = json.dumps({"figures": figures, "size": SIZE}, default=str)
    command = [python, str(ROOT / "bench" / "chart_kaleido.py")]
    done = subprocess.run(command, input=asked, capture_output=True, text=True, timeout=1200)
    assert done.returncode == 0, done.stderr[-2000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


def limits(name: str, spent: float, packed: int, kaleido: dict[str, Any] | None) -> str:
    """Beside the aims, for the two figures that they name."""
    limit = {"line of 1,000 points": 15, "scatter of 1,000 points": 20}.get(name)
    if limit is None:
        return ""
    said = f"limit {limit} ms: {'kept' if spent <= limit else 'missed'}"
    if kaleido:
        said += f", not larger than kaleido's: {'kept' if packed <= kaleido['gz'] else 'missed'}"
    return said


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--browser", action="store_true", help="measure plotly.js in Chromium, too")
    parser.add_argument("--kaleido", metavar="PYTHON", help="a Python that has kaleido")
    options = parser.parse_args()
    from charts_cast import SPECS, made

    from analytics.charts import svg

    browser = Browser() if options.browser else None
    heads = ["kind", "query ms", "SVG ms", "bytes", "gz"] + (["plotly.js ms", "gz"] if browser else [])
    heads += ["kaleido cold ms", "warm ms", "gz", "PSS MB"] if options.kaleido else []
    print(" | ".join(heads))
    with tempfile.TemporaryDirectory() as folder:
        shop = made(Path(folder))
        figures = {name: (timed(lambda s=spec: shop.data(s), 5)[0], shop.figure(spec)) for name, spec in SPECS.items()}
        figures["line of 1,000 points"] = (0.0, points(1000, "lines"))
        figures["scatter of 1,000 points"] = (0.0, points(1000, "markers"))
        plain = {name: figure for name, (_, figure) in figures.items() if figure["data"][0]["type"] != "scattergeo"}
        theirs = by_kaleido(options.kaleido, list(plain.values())) if options.kaleido else [None] * len(plain)
        kaleido = dict(zip(plain, theirs, strict=True))
        for name, (asked, figure) in figures.items():
            spent, drawing = timed(lambda f=figure: svg.draw(f, width=SIZE[0], height=SIZE[1]))
            packed = len(gzip.compress(drawing.encode()))
            line = [f"{name}", f"{asked:.1f}", f"{spent:.1f}", f"{len(drawing):,}", f"{packed:,}"]
            if browser and figure["data"][0]["type"] != "scattergeo":  # it would fetch coast lines from elsewhere
                took, size = browser.draw(figure)
                line += [f"{took:.0f}", f"{size:,}"]
            if other := kaleido.get(name):
                cold = f"{other['cold']:,.0f}" if other["cold"] else "–"
                line += [cold, f"{other['warm']:.0f}", f"{other['gz']:,}", str(other["memory"])]
            print(" | ".join([*line, limits(name, spent, packed, kaleido.get(name))]), flush=True)
    if browser:
        browser.close()
    print(f"peak memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


if __name__ == "__main__":
    main()
