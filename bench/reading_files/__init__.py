"""The files of ``reading_real``: what stands in each, and the table that a person sees in it."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

Rows = list[list[str]]
MAKERS: list[Callable[[random.Random], Iterator[Case]]] = []


@dataclass(frozen=True)
class Case:
    """``table`` has its header first; ``also`` is as right."""

    name: str
    data: bytes
    table: Rows
    also: Rows | None = None
    file: str = "table.csv"


def FILES(seed: int = 3) -> Iterator[Case]:
    """All files, made from a seed."""
    from reading_files import hard, lists, mixed, odd, offices, people, systems, tables, turned  # noqa: F401

    for place, make in enumerate(MAKERS):
        yield from make(random.Random(seed * 1000 + place))


def maker(make: Callable[[random.Random], Iterator[Case]]) -> Callable[[random.Random], Iterator[Case]]:
    MAKERS.append(make)
    return make


def case(
    name: str, text: str | bytes, table: Rows, *, also: Rows | None = None, code: str = "utf-8", file: str = "table.csv"
) -> Case:
    return Case(name, text if isinstance(text, bytes) else text.encode(code), table, also, file)


def cell(text: str, sep: str) -> str:
    return '"' + text.replace('"', '""') + '"' if sep in text or '"' in text or "\n" in text else text


def lines(rows: Rows, sep: str = ",", end: str = "\n") -> str:
    return "".join(sep.join(cell(c, sep) for c in row) + end for row in rows)


def numbered(rows: Rows) -> Rows:
    return [[f"column_{j + 1}" for j in range(len(rows[0]))], *rows]


def money(rng: random.Random, top: int = 90000, decimal: str = ",", group: str = ".") -> str:
    value = rng.randint(100, top * 100)
    whole = f"{value // 100:,}".replace(",", group)
    return f"{whole}{decimal}{value % 100:02d}"


REGIONS = ["Nord", "Süd", "Île-de-France", "Bretagne", "Ostrava", "Łódź", "Vienna", "Galicia", "Umbria", "Skåne"]
TOWNS = ["Leeds", "Bath", "York", "Derby", "Luton", "Hull", "Ely", "Ripon", "Truro", "Wells", "Exeter", "Poole"]
FIRST = ["Ana", "Bo", "Carla", "Dan", "Eva", "Finn", "Gül", "Hans", "Ines", "Jan", "Kim", "Lea"]
LAST = ["Smith", "O'Neil", "Müller", "García", "Novák", "Li", "Rossi", "Dubois", "Berg", "Kaya"]
WORDS = [
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "sigma", "omega",
    "report", "value", "index",
]  # fmt: skip


def says(rng: random.Random, low: int = 4, high: int = 14) -> str:
    text = " ".join(rng.choices(WORDS, k=rng.randint(low, high))).capitalize()
    return text.replace(" ", ", ", 1) + "." if rng.random() < 0.4 else text + "."
