"""The names of columns: several header rows joined, group names carried, blank and repeated ones made unique."""

from __future__ import annotations

from collections.abc import Sequence

from analytics.reading.workbook_grid import Grid, Merge

Texts = list[list[str | None]]
LONGEST = 1000
"""Characters of a name that are kept: more than a question of a survey has. All pages and patterns meet names."""


def joined(
    texts: Texts, grid: Grid, rows: Sequence[int], columns: tuple[int, ...], merges: list[Merge]
) -> tuple[str, ...]:
    """One name per column: the words of all header rows from top to bottom, group names carried to the right."""
    parts: list[list[str]] = [[] for _ in columns]
    for level, (row, words) in enumerate(zip(rows, texts, strict=True)):
        carried = list(words)
        if level + 1 < len(texts):
            carried = _carried(words, texts[level + 1 :], grid.row_numbers[row], columns, merges)
        for j, word in enumerate(carried):
            clean = " ".join((word or "").split())
            if clean and clean not in parts[j][-1:] and not (parts[j] and clean in "-–—"):
                parts[j].append(clean)
    return unique_names([" ".join(words) for words in parts])


def _carried(
    words: list[str | None], lower: Texts, number: int, columns: tuple[int, ...], merges: list[Merge]
) -> list[str | None]:
    """A group's name over all its columns: those of a merged cell, or up to the next name where none is merged."""
    here = [m for m in merges if m.top <= number <= m.bottom and m.right > m.left]
    carried = list(words)
    if here:
        for merge in here:
            inside = [j for j, column in enumerate(columns) if merge.left <= column <= merge.right]
            if inside and words[inside[0]]:
                for j in inside:
                    carried[j] = words[inside[0]]
        return carried
    name: str | None = None
    for j, word in enumerate(words):
        if word:
            name = word
        elif name and any(row[j] for row in lower):
            carried[j] = name
    return carried


def unique_names(names: Sequence[str]) -> tuple[str, ...]:
    """Blank names become ``column_2``, repeated ones ``name_2``; never two alike, in whatever case (as in SQL).

    A name of more than ``LONGEST`` characters is cut and ends with an ellipsis.
    """
    names = [name if len(name) <= LONGEST else name[:LONGEST] + "…" for name in names]
    taken = {name.lower() for name in names if name}
    seen: set[str] = set()
    found = []
    for place, name in enumerate(names, 1):
        base, number = name or f"column_{place}", 2
        unique = base
        while unique.lower() in seen or (unique != name and unique.lower() in taken):
            unique = f"{base}_{number}"
            number += 1
        seen.add(unique.lower())
        found.append(unique)
    return tuple(found)
