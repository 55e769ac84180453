"""Tables of our own with faults that programs and people make, each alone: what is not exact has to be told.

``python bench/reading_faults.py [--seeds N] [--kind KIND] [--show]`` prints, by kind of fault, the share that is read
exactly and the share that is wrong without a problem listed. Kinds marked ``*`` have no one right answer.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parent.parent)]

from reading_doubly import read  # noqa: E402
from reading_pollution import Rows, line, tables, text  # noqa: E402

Fault = Callable[[Rows, random.Random], tuple[str | bytes, Rows]]
FAULTS: dict[str, Fault] = {}
OPEN = {"character_cut"}
"""Kinds that have no one right answer: they only have to be told."""


def fault(spoil: Fault) -> Fault:
    FAULTS[spoil.__name__] = spoil
    return spoil


def lines_of(rows: Rows, sign: str = ",") -> list[str]:
    return [line(row, sign) for row in rows]


def joined(lines: list[str], end: str = "\n") -> str:
    return "".join(f"{each}{end}" for each in lines)


@fault
def delimiter_by_section(rows: Rows, chance: random.Random) -> tuple[str, Rows]:
    half = len(rows) // 2
    return text(rows[:half], "\n") + text(rows[half:], "\n", ";"), rows


@fault
def delimiter_by_line(rows: Rows, chance: random.Random) -> tuple[str, Rows]:
    return joined([line(row, chance.choice([",", ",", ",", ";"])) for row in rows]), rows


@fault
def delimiter_in_header_only(rows: Rows, chance: random.Random) -> tuple[str, Rows]:
    return line(rows[0], ";") + "\n" + text(rows[1:], "\n"), rows


@fault
def quotes_not_doubled(rows: Rows, chance: random.Random) -> tuple[str, Rows]:
    spoilt = [[*row] for row in rows]
    texts = [j for j, cell in enumerate(rows[1]) if any(row[j][:1].isalpha() and " " in row[j] for row in rows[1:])]
    column = chance.choice(texts or [0])
    for row in spoilt[1:]:
        if chance.random() < 0.4 and row[column]:
            row[column] = f'{row[column].replace(chr(34), "")} "new" kind'
    return "".join(",".join(f'"{cell}"' for cell in row) + "\n" for row in spoilt), spoilt


@fault
def quote_at_one_cell(rows: Rows, chance: random.Random) -> tuple[str, Rows]:
    cells = [line([cell]) for cell in rows[len(rows) // 2]]
    plain = [j for j, cell in enumerate(cells) if cell and not cell.startswith('"')]
    place = chance.choice(plain)
    cells[place] = f'"{cells[place]}'
    lines = lines_of(rows)
    lines[len(rows) // 2] = ",".join(cells)
    return joined(lines), rows


@fault
def cr_in_cells(rows: Rows, chance: random.Random) -> tuple[str, Rows]:
    spoilt = [[*row] for row in rows]
    for row in spoilt[1:]:
        if chance.random() < 0.3 and row[-1]:
            row[-1] = f"{row[-1]}\rand more"
    quoted = ["\r" in row[-1] for row in spoilt]
    lines = [
        f'{line(row[:-1])},"{row[-1].replace(chr(34), chr(34) * 2)}"' if q else line(row)
        for row, q in zip(spoilt, quoted, strict=True)
    ]
    return joined(lines), spoilt


@fault
def nul_bytes(rows: Rows, chance: random.Random) -> tuple[bytes, Rows]:
    lines = lines_of(rows)
    for _ in range(3):
        place = chance.randrange(1, len(lines))
        lines[place] = lines[place] + "\0" * chance.randint(1, 4)
    return joined(lines).encode(), rows


@fault
def nul_inside(rows: Rows, chance: random.Random) -> tuple[bytes, Rows]:
    lines = lines_of(rows)
    place = chance.randrange(1, len(lines))
    at = chance.randrange(1, len(lines[place]))
    lines[place] = f"{lines[place][:at]}\0{lines[place][at:]}"
    return joined(lines).encode(), rows


@fault
def mark_inside(rows: Rows, chance: random.Random) -> tuple[bytes, Rows]:
    half = len(rows) // 2
    return b"".join(joined(lines_of(part)).encode("utf-8-sig") for part in (rows[:half], rows[half:])), rows


@fault
def files_joined(rows: Rows, chance: random.Random) -> tuple[bytes, Rows]:
    half = len(rows) // 2
    return b"".join(joined(lines_of(part)).encode("utf-8-sig") for part in (rows[:half], [rows[0], *rows[half:]])), rows


@fault
def ends_by_section(rows: Rows, chance: random.Random) -> tuple[str, Rows]:
    third = len(rows) // 3
    parts = (rows[:third], "\r\n"), (rows[third : 2 * third], "\n"), (rows[2 * third :], "\r")
    return "".join(text(part, end) for part, end in parts), rows


@fault
def delimiter_behind_rows_only(rows: Rows, chance: random.Random) -> tuple[str, Rows]:
    return joined([line(rows[0]), *(f"{each}," for each in lines_of(rows[1:]))]), rows


@fault
def column_without_name(rows: Rows, chance: random.Random) -> tuple[str, Rows]:
    wider = [[*rows[0], f"column_{len(rows[0]) + 1}"], *([*row, f"by hand {n % 3}"] for n, row in enumerate(rows[1:]))]
    return joined([line(rows[0]), *lines_of(wider[1:])]), wider


@fault
def blank_between(rows: Rows, chance: random.Random) -> tuple[str, Rows]:
    return "\n\n".join(lines_of(rows)) + "\n", rows


@fault
def header_each_page(rows: Rows, chance: random.Random) -> tuple[str, Rows]:
    lines: list[str] = []
    for page, start in enumerate(range(1, len(rows), 12), start=1):
        lines += [line(rows[0]), *lines_of(rows[start : start + 12]), "", f"Page {page}", "\f"]
    return joined(lines[:-1]), rows


@fault
def padded_tabs(rows: Rows, chance: random.Random) -> tuple[str, Rows]:
    widths = [max(len(row[j]) for row in rows) for j in range(len(rows[0]))]
    padded = [[cell.ljust(width) for cell, width in zip(row, widths, strict=True)] for row in rows]
    return "".join("\t".join(row) + "\n" for row in padded), rows


@fault
def blanks_beside_quotes(rows: Rows, chance: random.Random) -> tuple[str, Rows]:
    quoted = [[f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row] for row in rows]
    return "".join(" , ".join(row) + "\n" for row in quoted), rows


@fault
def character_cut(rows: Rows, chance: random.Random) -> tuple[bytes, Rows]:
    spoilt = [[*row] for row in rows]
    data = []
    for n, row in enumerate(spoilt):
        whole = line([*row[:-1], f"{row[-1]} größer"] if n else row).encode()
        data.append(whole[:-3] if n == len(rows) // 2 else whole)  # in the middle of ß
    return b"\n".join(data) + b"\n", rows


@fault
def thousands_by_apostrophe(rows: Rows, chance: random.Random) -> tuple[str, Rows]:
    mark = chance.choice(["'", "’"])
    totals = [f"{chance.randint(1, 999)}{mark}{chance.randint(0, 999):03d}.50" for _ in rows[1:]]
    wider = [[*rows[0], "Total"], *([*row, total] for row, total in zip(rows[1:], totals, strict=True))]
    return text(wider, "\n", ";"), wider


@fault
def quotes_tripled(rows: Rows, chance: random.Random) -> tuple[str, Rows]:
    marked = [rows[0], *([f'"{row[0]}"', *row[1:]] for row in rows[1:])]
    return text(marked, "\n"), marked


@fault
def backslash_at_line_ends(rows: Rows, chance: random.Random) -> tuple[str, Rows]:
    spoilt = [[*row] for row in rows]
    for row in spoilt[1:]:
        if chance.random() < 0.2:
            row[-1] = "C:\\data\\"
    return text(spoilt, "\n"), spoilt


@fault
def remarks_between(rows: Rows, chance: random.Random) -> tuple[str, Rows]:
    lines = lines_of(rows)
    for _ in range(3):
        lines.insert(chance.randrange(2, len(lines)), "# checked, see the handbook")
    return joined(lines), rows


@fault
def blank_lines_on_top(rows: Rows, chance: random.Random) -> tuple[bytes, Rows]:
    return ("\ufeff\n \n\n" + joined(lines_of(rows))).encode(), rows


@fault
def end_of_file_sign(rows: Rows, chance: random.Random) -> tuple[bytes, Rows]:
    return joined(lines_of(rows), "\r\n").encode() + b"\x1a", rows


@fault
def delimiters_as_last_lines(rows: Rows, chance: random.Random) -> tuple[str, Rows]:
    return joined([*lines_of(rows), *["," * (len(rows[0]) - 1)] * 3]), rows


@fault
def rows_indented(rows: Rows, chance: random.Random) -> tuple[str, Rows]:
    lines = lines_of(rows)
    return joined([lines[0], *(f",{each}" for each in lines[1:])]).replace(lines[0], f",{lines[0]}", 1), [
        ["column_1", *rows[0]], *(["", *row] for row in rows[1:]),
    ]  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--seeds", type=int, default=4)
    parser.add_argument("--kind", choices=list(FAULTS))
    parser.add_argument("--show", action="store_true")
    arguments = parser.parse_args()
    every = right = quiet = 0
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        for name, spoil in FAULTS.items():
            if arguments.kind not in (None, name):
                continue
            count = exact = silent = 0
            for seed in range(arguments.seeds):
                for called, rows in tables(seed):
                    data, truth = spoil([[*row] for row in rows], random.Random(f"{name}{called}{seed}"))
                    found, problems = read(data if isinstance(data, bytes) else data.encode(), Path(folder))
                    same = found == truth
                    count, exact, silent = count + 1, exact + same, silent + (not same and not problems)
                    if arguments.show and not same and name not in OPEN:
                        wrong = next(((a, b) for a, b in zip(found, truth, strict=False) if a != b), None)
                        print(f"--- {name} {called} {seed}: {len(found)} {len(truth)}", *(wrong or ()), sep="\n   ")
            star = "*" if name in OPEN else ""
            print(f"{name + star:28} exact {exact / count:.3f}  silently wrong {silent / count:.3f}")
            if name not in OPEN:
                every, right = every + count, right + exact
            quiet += silent
    print(f"{every} files with one right answer: exact {right / max(1, every):.3f}; wrong without a word {quiet}")


if __name__ == "__main__":
    main()
