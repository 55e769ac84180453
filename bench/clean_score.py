"""Score cleaned tables cell by cell: ``python bench/clean_score.py DIRTY.csv CLEAN.csv CLEANED.csv [--show N]``.

``right``: wrong cells of DIRTY that CLEANED holds as CLEAN has them. ``wrong``: wrong cells changed to something else.
``missed``: wrong cells left alone. ``destroyed``: good cells that are no longer so. Precision is right over all changed
cells, recall is right over all wrong cells. Cells are compared by value: ``12`` is ``12.0``, ``1,200``
is ``1200``, ``93%`` is ``0.93``, ``yes`` is ``true``, an ISO date is the date that it writes in another form.

With ``--run none|all`` the script cleans DIRTY itself (``python bench/clean_score.py DIRTY.csv CLEAN.csv --run all``).
"""

from __future__ import annotations

import argparse
import csv
import re
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path

TRUE, FALSE = {"true", "yes", "y", "t"}, {"false", "no", "n", "f"}
DATES = ("%Y-%m-%d", "%m/%d/%Y", "%d/%m/%Y", "%m/%d/%y", "%d/%m/%y", "%d.%m.%Y", "%d %b %Y", "%d %B %Y", "%B %d, %Y")
MISSING = {"n/a", "not available", "unknown", "null", "none", "-", "?"}
GROUPED = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
TIMES = ("%H:%M", "%H:%M:%S", "%I:%M %p", "%I:%M:%S %p")
OUTCOMES = ("right", "wrong", "missed", "destroyed")


@dataclass
class Score:
    right: int = 0
    wrong: int = 0
    missed: int = 0
    destroyed: int = 0
    by_column: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    shown: dict[str, list[tuple[int, str, str, str, str]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, outcome: str, row: int, column: str, dirty: str, clean: str, cleaned: str) -> None:
        setattr(self, outcome, getattr(self, outcome) + 1)
        self.by_column[column][outcome] += 1
        self.shown[outcome].append((row, column, dirty, cleaned, clean))

    @property
    def precision(self) -> float:
        changed = self.right + self.wrong + self.destroyed
        return self.right / changed if changed else 1.0

    @property
    def recall(self) -> float:
        errors = self.right + self.wrong + self.missed
        return self.right / errors if errors else 1.0

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@lru_cache(maxsize=200_000)
def forms(text: str) -> frozenset[object]:
    """Every value that a cell may be read as; two cells are equal when they share one."""
    text = text.strip()
    values: set[object] = {text}
    lowered = text.lower()
    if lowered in TRUE | FALSE:
        values.add(lowered in TRUE)
    values |= numbers(text)
    for pattern in DATES:
        try:
            values.add(datetime.strptime(text, pattern).date())
        except ValueError:
            continue
    for pattern in TIMES:
        try:
            values.add(datetime.strptime(text.upper().replace("A.M.", "AM").replace("P.M.", "PM"), pattern).time())
        except ValueError:
            continue
    return frozenset(values)


def numbers(text: str) -> set[object]:
    percent = text.endswith("%")
    if GROUPED.fullmatch(text):
        text = text.replace(",", "")
    try:
        number = Decimal(text.removesuffix("%").strip())
    except InvalidOperation:
        return set()
    if not number.is_finite():
        return set()
    # Twelve digits: what a table means; the rest is how binary floats print.
    return {("number", f"{float(number / 100 if percent else number):.12g}")}


def same(one: str, other: str) -> bool:
    return one == other or bool(forms(one) & forms(other))


def compare(dirty: list[list[str]], clean: list[list[str]], cleaned: list[list[str]]) -> Score:
    """Score tables of equal shape (header rows included); raises SystemExit if a row or column is gone."""
    if len(cleaned) != len(dirty) or len(cleaned[0]) != len(dirty[0]):
        now, then = (f"{len(table)} rows and {len(table[0])} columns" for table in (cleaned, dirty))
        raise SystemExit(f"The cleaned table has {now}, not {then}.")
    score = Score()
    for number, (was, truth, now) in enumerate(zip(dirty[1:], clean[1:], cleaned[1:], strict=True), start=1):
        for column, before, right, after in zip(dirty[0], was, truth, now, strict=True):
            outcome = judge(before, right, after)
            if outcome:
                score.add(outcome, number, column, before, right, after)
    return score


def judge(before: str, right: str, after: str) -> str | None:
    if same(before, right):
        return None if same(after, right) else "destroyed"
    if same(after, right):
        return "right"
    return "missed" if same(after, before) or (not after and before.lower() in MISSING) else "wrong"


def load(path: Path) -> list[list[str]]:
    with path.open(newline="", encoding="utf-8-sig") as file:
        return list(csv.reader(file))


def clean_with(dirty: Path, accept: str) -> list[list[str]]:
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "cleaned.csv"
        command = [sys.executable, "-m", "analytics", "clean", str(dirty), "--output", str(output), "--accept", accept]
        subprocess.run(command, check=True)
        return load(output)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("dirty", type=Path)
    parser.add_argument("clean", type=Path)
    parser.add_argument("cleaned", type=Path, nargs="?")
    parser.add_argument("--run", choices=["none", "all"], help="clean DIRTY here, with this --accept")
    parser.add_argument("--show", type=int, default=0, help="so many examples of every outcome")
    arguments = parser.parse_args()
    if (arguments.cleaned is None) == (arguments.run is None):
        parser.error("give either CLEANED.csv or --run")
    cleaned = load(arguments.cleaned) if arguments.cleaned else clean_with(arguments.dirty, arguments.run)
    score = compare(load(arguments.dirty), load(arguments.clean), cleaned)
    for column, counts in score.by_column.items():
        print(f"{column:24.24} " + "  ".join(f"{name} {counts[name]:5}" for name in OUTCOMES))
    for outcome in OUTCOMES:
        for example in score.shown[outcome][: arguments.show]:
            print(outcome, *example, sep=" | ")
    print("  ".join(f"{name} {getattr(score, name)}" for name in OUTCOMES))
    print(f"precision {score.precision:.4f}  recall {score.recall:.4f}  F1 {score.f1:.4f}")


if __name__ == "__main__":
    main()
