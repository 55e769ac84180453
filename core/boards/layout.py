"""Where widgets stand: a grid of twelve columns, rows without end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

COLUMNS = 12
MAX_ROWS = 400
MAX_HEIGHT = 12


@dataclass(frozen=True)
class Cell:
    """A rectangle in grid cells."""

    x: int
    y: int
    w: int
    h: int

    def covers(self, other: Cell) -> bool:
        return (
            self.x < other.x + other.w
            and other.x < self.x + self.w
            and self.y < other.y + other.h
            and other.y < self.y + self.h
        )


def push_down(moved: Cell, others: Mapping[int, Cell]) -> dict[int, int]:
    """New ``y`` of every widget that must make room for ``moved``; the rest stays where people put it."""
    placed = [moved]
    shifted: dict[int, int] = {}
    for pk, cell in sorted(others.items(), key=lambda item: (item[1].y, item[1].x, item[0])):
        y = cell.y
        while hit := [p for p in placed if p.covers(Cell(cell.x, y, cell.w, cell.h))]:
            y = max(p.y + p.h for p in hit)
        placed.append(Cell(cell.x, y, cell.w, cell.h))
        if y != cell.y:
            shifted[pk] = y
    return shifted


def free_place(cells: Iterable[Cell], w: int, h: int) -> tuple[int, int]:
    """The first free (x, y), reading from the top left."""
    taken = list(cells)
    for y in range(MAX_ROWS):
        for x in range(COLUMNS - w + 1):
            if not any(Cell(x, y, w, h).covers(cell) for cell in taken):
                return x, y
    return 0, MAX_ROWS


def compact(cells: Mapping[int, Cell]) -> dict[int, int]:
    """New ``y`` of every widget that can move up, so that no row stays empty; nobody passes anybody."""
    placed: list[Cell] = []
    shifted: dict[int, int] = {}
    for pk, cell in sorted(cells.items(), key=lambda item: (item[1].y, item[1].x, item[0])):
        y = max((p.y + p.h for p in placed if p.x < cell.x + cell.w and cell.x < p.x + p.w), default=0)
        placed.append(Cell(cell.x, y, cell.w, cell.h))
        if y != cell.y:
            shifted[pk] = y
    return shifted
