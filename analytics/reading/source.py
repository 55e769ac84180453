"""A text file on its way to records: its lines, with what nobody sees left out and what is dressed up taken off."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from analytics.reading import drawn, edges, sections
from analytics.reading.encoding import Encoding
from analytics.schema import Problem

Progress = Callable[[float, str], None]
STEP = "Reading the rows"
UNSEEN = "Lines with signs that nobody sees (zero bytes, marks of byte order): {:,}; these signs were left out."


@dataclass(frozen=True)
class Source:
    """A text file with what is known of its bytes."""

    path: Path
    encoding: Encoding
    size: int
    progress: Progress | None = None
    wrapped: bool = False
    """Rows stand in quotes as a whole."""
    mixed: sections.Mixed | None = None
    """Some lines have another delimiter."""
    met: dict[str, list[int]] = field(default_factory=dict, compare=False)
    """What was mended in lines on the way: how many, and the number of the first."""

    def stray(self) -> int:
        """Signs that nobody sees at the very start, which are left out."""
        return edges.stray(self.path, self.encoding.bom, self.encoding.name)

    def lines(self) -> Iterator[str]:
        """The lines with their ends as they are."""
        self.met.clear()
        if self.mixed is not None:
            return self._alike(self.mixed)
        return map(drawn.unwrapped, self._lines()) if self.wrapped else self._lines()

    def _alike(self, mixed: sections.Mixed) -> Iterator[str]:
        for number, line in enumerate(self._lines(), start=1):
            made = mixed.like_the_others(line)
            if made is not None:
                self._meet(f"Lines {mixed.words}: {{:,}}; they were parted so.", number)
            yield line if made is None else made

    def _meet(self, what: str, number: int) -> None:
        self.met.setdefault(what, [0, number])[0] += 1

    def problems(self) -> Iterator[Problem]:
        """What was mended in the lines, after all of them were read."""
        for what, (count, line) in self.met.items():
            yield Problem(what.format(count), line=line)

    def _lines(self) -> Iterator[str]:
        told, first = 0, True
        with self.path.open("rb") as raw:
            raw.seek(self.encoding.bom)
            with io.TextIOWrapper(raw, encoding=self.encoding.name, errors=self.encoding.errors, newline="") as file:
                for number, line in enumerate(file, start=1):
                    if first:
                        line, first = edges.bare(line), False
                    told += len(line)
                    if "\0" in line or line[0] == "\ufeff":
                        self._meet(UNSEEN, number)
                        line = line.replace("\0", "").lstrip("\ufeff") or "\n"
                    if line[0] in "\f\x1a":  # a new page; the end of a file of DOS
                        line = line.lstrip("\f\x1a")
                        if not line:
                            continue
                    if told > 16_000_000 and self.progress is not None:
                        self.progress(0.1 + 0.8 * min(1.0, raw.tell() / self.size), STEP)
                        told = 0
                    yield line
