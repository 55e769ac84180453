"""What a browser would show of a dashboard after the fragments that it got; for ``bench/collab.py``."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Any

ARTICLE = re.compile(r'<article id="widget-(\d+)".*?</article>', re.S)
STAMP = re.compile(r'data-stamp="(\d+)"')
PLACE = re.compile(r'data-x="(\d+)" data-y="(\d+)" data-w="(\d+)" data-h="(\d+)"')
TITLE = re.compile(r"<h2[^>]*>(.*?)</h2>", re.S)


@cache
def read(html: str) -> tuple[int, dict[int, tuple[int, tuple[Any, ...] | None]], int]:
    """A frame: the grid's stamp or 0, widget → stamp and place (None: taken away), and the newest stamp. All clients
    get the same text; it is read once."""
    grid = re.search(r'class="board-grid" data-stamp="(\d+)"', html)
    found: dict[int, tuple[int, tuple[Any, ...] | None]] = {}
    for match in ARTICLE.finditer(html):
        place, title, stamp = PLACE.search(match.group()), TITLE.search(match.group()), STAMP.search(match.group())
        assert stamp
        shown = (*map(int, place.groups()), title.group(1)) if place and title else None
        found[int(match.group(1))] = int(stamp.group(1)), shown
    newest = max((int(each) for each in STAMP.findall(html)), default=0)
    return int(grid.group(1)) if grid else 0, found, newest


@dataclass
class Page:
    """What a browser would show after the fragments that it got: widget → place and title."""

    widgets: dict[int, tuple[Any, ...]] = field(default_factory=dict)
    stamps: dict[int, int] = field(default_factory=dict)
    newest: int = 0

    def take(self, html: str) -> None:
        grid, found, newest = read(html)
        if read.cache_info().currsize > 200:
            read.cache_clear()
        if grid and grid >= self.newest:
            self.widgets = {}
        for number, (stamp, shown) in found.items():
            if stamp < self.stamps.get(number, 0):
                continue
            self.stamps[number] = stamp
            if shown is None:
                self.widgets.pop(number, None)
            else:
                self.widgets[number] = shown
        self.newest = max(self.newest, newest)
