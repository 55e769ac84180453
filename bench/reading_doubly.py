"""Tables of our own with two things spoilt at once: what is not read as a person reads it has to be told.

``python bench/reading_doubly.py [--seed N] [--files N] [--show]`` prints the share that is read exactly, and the share
that is wrong without a problem listed, by kind of fault. What a fault destroys (names, a last row) need not come back.
"""

from __future__ import annotations

import argparse
import csv
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parent.parent)]

from reading_pollution import line, tables  # noqa: E402

Lines = list[str]
Fault = Callable[[Lines, list[list[str]], random.Random, str], None]
FAULTS: dict[str, Fault] = {}


def fault(spoil: Fault) -> Fault:
    FAULTS[spoil.__name__] = spoil
    return spoil


def some_row(lines: Lines, chance: random.Random) -> int:
    """The place of a line of cells, not of a blank one or of one that another fault has put there."""
    places = range(max(3, len(lines) // 3), len(lines) - 1)
    usual = sorted(map(len, lines))[len(lines) // 2]
    rows = [place for place in places if 2 * len(lines[place]) > usual and not lines[place].startswith(("#", "Page"))]
    return chance.choice(rows)


@fault
def title(lines: Lines, rows: list[list[str]], chance: random.Random, sign: str) -> None:
    lines.insert(0, chance.choice(["Report of the week", "Export 2031-05-02", "Sales, all branches", "Überblick"]))


@fault
def keys_above(lines: Lines, rows: list[list[str]], chance: random.Random, sign: str) -> None:
    lines[:0] = [f"Made by:{sign}Jo", f"Made on:{sign}2031-02-03", ""]


@fault
def remarks_above(lines: Lines, rows: list[list[str]], chance: random.Random, sign: str) -> None:
    lines[:0] = ["# made by a tool", "# all values are estimates, see below"]


@fault
def note_below(lines: Lines, rows: list[list[str]], chance: random.Random, sign: str) -> None:
    lines += ["", "Source: own counting; see the handbook"]


@fault
def page_marks(lines: Lines, rows: list[list[str]], chance: random.Random, sign: str) -> None:
    place = some_row(lines, chance)
    lines[place:place] = ["", f"Page {chance.randint(1, 9)} of 9", ""]


@fault
def header_again(lines: Lines, rows: list[list[str]], chance: random.Random, sign: str) -> None:
    lines.insert(some_row(lines, chance), line(rows[0], sign))


@fault
def blank_lines(lines: Lines, rows: list[list[str]], chance: random.Random, sign: str) -> None:
    for _ in range(3):
        lines.insert(some_row(lines, chance), "")


@fault
def remark_inside(lines: Lines, rows: list[list[str]], chance: random.Random, sign: str) -> None:
    lines.insert(some_row(lines, chance), "# checked up to here")


@fault
def delimiter_too_many(lines: Lines, rows: list[list[str]], chance: random.Random, sign: str) -> None:
    lines[some_row(lines, chance)] += sign


@fault
def delimiter_missing(lines: Lines, rows: list[list[str]], chance: random.Random, sign: str) -> None:
    place = some_row(lines, chance)
    lines[place] = lines[place].replace(sign, "", 1)


@fault
def quote_opened(lines: Lines, rows: list[list[str]], chance: random.Random, sign: str) -> None:
    place = some_row(lines, chance)
    lines[place] = f'"{lines[place]}'


@fault
def row_in_two(lines: Lines, rows: list[list[str]], chance: random.Random, sign: str) -> None:
    place = some_row(lines, chance)
    starts = [
        0,
        *(at for at, mark in enumerate(lines[place]) if mark == sign and not lines[place].count('"', 0, at) % 2),
    ]
    middle = next(
        (at for at in starts if at >= len(lines[place]) // 2), 0
    )  # within quotes it would be a cell's own end
    if middle > 0:
        lines[place : place + 1] = [lines[place][:middle], lines[place][middle:]]


@fault
def shifted(lines: Lines, rows: list[list[str]], chance: random.Random, sign: str) -> None:
    place = some_row(lines, chance)
    lines[place] = sign + lines[place]


@fault
def cut_off(lines: Lines, rows: list[list[str]], chance: random.Random, sign: str) -> None:
    lines[-1] = lines[-1][: -chance.randint(2, max(3, len(lines[-1]) // 2))] + "\0"  # no line end behind it


@fault
def another_delimiter(lines: Lines, rows: list[list[str]], chance: random.Random, sign: str) -> None:
    place = some_row(lines, chance)
    cells = next(csv.reader([lines[place]], delimiter=sign))
    lines[place] = line(cells, "\t")


@fault
def stray_start(lines: Lines, rows: list[list[str]], chance: random.Random, sign: str) -> None:
    lines[0] = "\ufeff\ufeff" + lines[0]


@fault
def header_short(lines: Lines, rows: list[list[str]], chance: random.Random, sign: str) -> None:
    for place, text in enumerate(lines):
        if text.endswith(line(rows[0], sign)):
            lines[place] = text.rpartition(sign)[0]
            return


@fault
def no_header(lines: Lines, rows: list[list[str]], chance: random.Random, sign: str) -> None:
    for place, text in enumerate(lines):
        if text.endswith(line(rows[0], sign)):
            del lines[place]
            return


def read(data: bytes, folder: Path) -> tuple[list[list[str]], int]:
    import pyarrow.parquet as pq

    from analytics.reading import read as read_file
    from analytics.schema import AnalyticsError

    path, out = folder / "t.csv", folder / "t.parquet"
    path.write_bytes(data)
    try:
        table = read_file(path, out, name="t.csv")
    except AnalyticsError:
        return [], 1
    columns = [column.to_pylist() for column in pq.read_table(out).columns]
    return [list(table.columns), *(["" if c is None else c for c in row] for row in zip(*columns, strict=True))], len(
        table.problems
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--files", type=int, default=600)
    parser.add_argument("--show", action="store_true")
    arguments = parser.parse_args()
    chance = random.Random(arguments.seed)
    exact: Counter[str] = Counter()
    silent: Counter[str] = Counter()
    every: Counter[str] = Counter()
    bases = [rows for seed in range(4) for _name, rows in tables(seed)]
    with tempfile.TemporaryDirectory(prefix="doubly-") as folder:
        for _ in range(arguments.files):
            rows, sign = chance.choice(bases), chance.choice([",", ",", ";", "\t", "|"])
            lines = [line(row, sign) for row in rows]
            used = chance.sample(list(FAULTS), 2)
            for name in sorted(used, key=list(FAULTS).index):
                FAULTS[name](lines, rows, chance, sign)
            data = "".join(text[:-1] if text.endswith("\0") else f"{text}\n" for text in lines).encode()
            found, problems = read(data, Path(folder))
            first = 1 if {"header_short", "no_header"} & set(used) else 0
            last = len(rows) - ("cut_off" in used)
            right = found[first:last] == rows[first:last] and len(found) == len(rows)
            for name in (*used, "all"):
                every[name] += 1
                exact[name] += right
                silent[name] += not right and not problems
            if arguments.show and not right and not problems:
                wrong = next(((a, b) for a, b in zip(found, rows, strict=False) if a != b), (found[:1], rows[:1]))
                print(used, len(found), len(rows), *wrong, sep="\n   ")
    for name in every:
        if name != "all":
            print(f"{name:20} exact {exact[name] / every[name]:.3f}  silently wrong {silent[name] / every[name]:.3f}")
    count = every["all"]
    print(f"{count} files: exact {exact['all'] / count:.3f}, silently wrong {silent['all'] / count:.3f}")


if __name__ == "__main__":
    main()
