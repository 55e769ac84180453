"""Which drifts are told and which are made up: ``python bench/recipe_drift.py [--seeds N]``.

For each seed twelve monthly files are made twice. The files of ``tests/year_of_files.py`` come from a system that
changes thirty times in the year; each is compared with the one before and must be told what is new in it, no more, and
three of them bring nothing new. Those of ``tests/recipe/test_drift.py`` are compared as they are, which must tell
nothing, and with one of eighteen drifts, which must tell that and no more.
"""

from __future__ import annotations

import argparse
import csv
import io
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "tests" / "recipe")]
MONTHS = 12


def year(seed: int) -> tuple[int, int, int]:
    """What was told of what a year brought, how much that is, and what was told besides."""
    import test_drift as made
    import year_of_files

    told = planted = besides = 0
    before = None
    for text, expected in year_of_files.Year(seed).files():
        names, *cells = csv.reader(io.StringIO(text))
        if before is not None:
            with tempfile.TemporaryDirectory() as folder:
                found = {(item.kind, item.column) for item in made.drift(Path(folder), before, (names, cells)).items}
            told, planted, besides = (
                told + len(found & expected),
                planted + len(expected),
                besides + len(found - expected),
            )
        before = names, cells
    return told, planted, besides


def main() -> None:
    import test_drift as made

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=2)
    arguments = parser.parse_args()
    for seed in range(100, 100 + arguments.seeds):
        told, planted, besides = year(seed)
        print(f"year {seed}: {told} of {planted} told, {besides} besides")
    told = missed = more = invented = clean = 0
    for seed in range(100, 100 + arguments.seeds):
        for number in range(MONTHS - 1):
            before, after = made.month(number, seed), made.month(number + 1, seed)
            with tempfile.TemporaryDirectory() as folder:
                found = made.drift(Path(folder), before, after).items
            clean += 1
            invented += len(found)
            name, (change, kind, column) = list(made.DRIFTS.items())[(seed * MONTHS + number) % len(made.DRIFTS)]
            with tempfile.TemporaryDirectory() as folder:
                items = {(item.kind, item.column) for item in made.drift(Path(folder), before, change(after)).items}
            if (kind, column) in items:
                told += 1
            else:
                missed += 1
                print("missed", seed, number, name)
            more += len(items - {(kind, column)})
    print(f"planted {told + missed}: told {told}, missed {missed}, told besides {more}")
    print(f"months without drift {clean}: invented {invented}")


if __name__ == "__main__":
    main()
