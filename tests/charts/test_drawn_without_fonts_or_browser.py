"""A machine without fonts and browser draws the same PNG and sets the same PDF: the fonts come with a package."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from charts_cast import SPECS

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = """
import hashlib, json, shutil, sys
from analytics import charts
drawing = open(sys.argv[1], encoding="utf-8").read()
made = {theme: hashlib.sha256(charts.png(drawing, theme=theme)).hexdigest() for theme in ("light", "dark")}
print(json.dumps(made | {"browser": shutil.which("chromium") or shutil.which("google-chrome")}))
"""


@pytest.fixture
def bare(tmp_path):
    """The environment of a machine that has neither: no program in its path, no font that fontconfig would find."""
    nothing = tmp_path / "nothing"
    nothing.mkdir()
    (nothing / "fonts.conf").write_text("<?xml version='1.0'?><fontconfig></fontconfig>")
    return {"PATH": str(nothing), "HOME": str(nothing), "XDG_DATA_HOME": str(nothing), "XDG_DATA_DIRS": str(nothing),
            "FONTCONFIG_FILE": str(nothing / "fonts.conf"), "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"}  # fmt: skip


@pytest.mark.parametrize("name", ["many bars", "line", "table"])
def test_the_same_png(shop, tmp_path, bare, name):
    from analytics import charts

    drawing = shop.drawing(SPECS[name])
    file = tmp_path / "drawing.svg"
    file.write_text(drawing, encoding="utf-8")
    done = subprocess.run([sys.executable, "-c", SCRIPT, str(file)], env=bare, capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    there = json.loads(done.stdout)
    assert there.pop("browser") is None
    assert there == {theme: hashlib.sha256(charts.png(drawing, theme=theme)).hexdigest() for theme in ("light", "dark")}


def test_the_same_paper(shop, tmp_path, bare):
    """One page with a drawing, set by typst in both environments: as long, with the same fonts inside."""
    from analytics.charts.raster import standalone

    pages = []
    for place, environment in enumerate((bare, {**os.environ, "PYTHONPATH": str(ROOT)})):
        folder = tmp_path / str(place)
        folder.mkdir()
        (folder / "one.svg").write_text(standalone(shop.drawing(SPECS["many bars"])), encoding="utf-8")
        (folder / "paper.json").write_text("{}")
        template = folder / "template.typ"
        template.write_text('#set text(font: "Source Sans Pro")\nSales, 1.234,50 €\n#image("one.svg")')
        command = [sys.executable, "-c", "import sys; from pathlib import Path; from core.paper import compile_here; "
                   "compile_here(Path(sys.argv[1]), Path(sys.argv[2]))", str(folder), str(template)]  # fmt: skip
        done = subprocess.run(command, env=environment, capture_output=True, text=True, cwd=ROOT)
        assert done.returncode == 0, done.stderr
        made = (folder / "report.pdf").read_bytes()
        assert made.startswith(b"%PDF")
        assert b"SourceSans" in made
        pages.append(told(made))
    assert pages[0] == pages[1]


def told(pdf: bytes) -> tuple[int, int]:
    """How long it is but for its times and identifiers, and how many fonts are inside."""
    plain = re.sub(rb"/(CreationDate|ModDate)\s*\([^)]*\)|/ID\s*\[[^\]]*\]|<xmp:[^>]*>[^<]*|uuid:[^<]*", b"", pdf)
    return len(plain) // 100, plain.count(b"/FontFile")
