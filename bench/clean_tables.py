"""Dirty tables of our own with their truth, cleaned and scored: ``python bench/clean_tables.py [--seeds N]``.

Ten kinds of table (six of them in clean_kinds.py), each with the faults that its kind has: trips that several sources
report (gaps, other times), articles (codes without marks, spellings, blanks), people (towns and states that contradict
their postcode), films (numbers with something around them, hours among minutes). Prints the worst of the seeds.
"""

from __future__ import annotations

import argparse
import csv
import random
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from clean_kinds import MORE
from clean_score import OUTCOMES, Score, clean_with, compare

Rows = list[list[str]]


def clock(minutes: int) -> str:
    hour = minutes % 1440 // 60
    return f"{(hour - 1) % 12 + 1}:{minutes % 60:02d} {'a.m.' if hour < 12 else 'p.m.'}"


def trips(rng: random.Random) -> tuple[list[str], Rows, Rows]:
    """Eight sources report the same trips; a quarter of the reports is missing, one cell in four is empty or off."""
    clean, dirty = [], []
    for number in range(80):
        start, took, late = rng.randint(300, 1300), rng.randint(60, 300), rng.choice([0, 0, 5, 12, 40])
        truth = [clock(start), clock(start + late), clock(start + took), clock(start + took + late)]
        for source in "abcdefgh":
            if rng.random() < 0.25:
                continue
            row = [f"{source}.example", f"TR-{100 + number}", *truth]
            seen = [*row]
            for j in range(2, 6):
                luck = rng.random()
                if luck < 0.12:
                    seen[j] = ""
                elif luck < 0.2:
                    seen[j] = clock(start + rng.randint(1, 60) + (took if j > 3 else 0))
                elif luck < 0.23:
                    seen[j] = seen[j].replace(" a.m.", " AM").replace(" p.m.", " PM")
            clean.append(row)
            dirty.append(seen)
    order = rng.sample(range(len(clean)), len(clean))
    head = ["source", "trip", "planned_start", "start", "planned_end", "end"]
    return head, [clean[i] for i in order], [dirty[i] for i in order]


JOURNALS = (("Annals of Medicine", "0785-3890"), ("Journal of Tests", "1234-5678"), ("Clinical Trials", "2345-6789"),
            ("Heart Review", "4567-8901"), ("Lancet of Oslo", "5678-1234"))  # fmt: skip


def articles(rng: random.Random) -> tuple[list[str], Rows, Rows]:
    clean, dirty = [], []
    for number in range(600):
        (journal, issn), first = rng.choice(JOURNALS), rng.randint(1, 900)
        subject = rng.choice(["asthma", "diabetes", "sleep", "cancer", "pain"])
        title, language = f"A study of {subject} {rng.randint(1, 999)}", rng.choice(["eng", "fre", "ger"])
        volume, pages, year = (
            str(rng.randint(1, 60)),
            f"{first}-{first + rng.randint(1, 20)}",
            str(rng.randint(1990, 2015)),
        )
        row = [str(number + 1), title, language, journal, issn, volume, pages, year]
        seen = [*row]
        if rng.random() < 0.06:
            seen[3] = rng.choice([journal.lower(), journal.upper(), f"{journal}.", journal.replace(" ", "  ")])
        luck = rng.random()
        seen[4] = issn.replace("-", "") if luck < 0.06 else "" if luck < 0.11 else issn
        seen[2] = "" if rng.random() < 0.05 else row[2]
        seen[6] = row[6].replace("-", " - ") if rng.random() < 0.04 else row[6]
        clean.append(row)
        dirty.append(seen)
    return ["id", "title", "language", "journal", "issn", "volume", "pages", "year"], clean, dirty


def people(rng: random.Random) -> tuple[list[str], Rows, Rows]:
    towns = ["Leeds", "Bath", "York", "Derby", "Hull", "Ely", "Ripon", "Truro"]
    states = ["AL", "CA", "NY", "TX"]
    places = [(str(rng.randint(10000, 99999)), rng.choice(towns), rng.choice(states)) for _ in range(40)]
    clean, dirty = [], []
    for _ in range(1500):
        postcode, town, state = rng.choice(places)
        phone = f"{rng.randint(200, 999)}-{rng.randint(100, 999)}-{rng.randint(1000, 9999)}"
        row = [rng.choice(["Ann", "Bob", "Cid"]), rng.choice("MF"), phone, town, state, postcode,
               str(rng.randint(10, 90) * 1000), f"{rng.randint(0, 9)}.{rng.randint(0, 9)}"]  # fmt: skip
        seen = [*row]
        luck = rng.random()
        seen[3] = town[:-1] + rng.choice("xyz") if luck < 0.04 else f"{town}-*" if luck < 0.06 else town
        seen[4] = rng.choice(states) if rng.random() < 0.03 else state
        seen[5] = postcode[:-1] + "*" if rng.random() < 0.02 else postcode
        seen[2] = phone.replace("-", "") if rng.random() < 0.02 else phone
        seen[7] = f"{row[7]}%" if rng.random() < 0.02 else row[7]
        clean.append(row)
        dirty.append(seen)
    return ["name", "gender", "phone", "city", "state", "zip", "salary", "rate"], clean, dirty


def films(rng: random.Random) -> tuple[list[str], Rows, Rows]:
    clean, dirty = [], []
    for number in range(800):
        lasts, year = rng.randint(80, 180), rng.randint(1950, 2015)
        rating, votes = rng.randint(10, 95) / 10, rng.randint(100, 99999)
        genre, language = rng.choice(["Drama", "Comedy"]), rng.choice(["English", "French"])
        row = [str(number + 1), f"Film {number}", str(year), f"{lasts} min", genre, str(rating), str(votes), language]
        seen = [*row]
        seen[3] = f"{lasts // 60} hr. {lasts % 60} min." if rng.random() < 0.05 else row[3]
        seen[5] = f"{rating}/10" if rng.random() < 0.05 else row[5]
        seen[6] = f"{votes:,}" if rng.random() < 0.05 else row[6]
        seen[7] = "" if rng.random() < 0.05 else row[7]
        luck = rng.random()
        seen[2] = f"({year})" if luck < 0.015 else f"{year}-{year}" if luck < 0.03 else row[2]
        clean.append(row)
        dirty.append(seen)
    return ["id", "name", "year", "duration", "genre", "rating", "votes", "language"], clean, dirty


KINDS: tuple[Callable[[random.Random], tuple[list[str], Rows, Rows]], ...] = (trips, articles, people, films, *MORE)


def scored(kind: Callable[[random.Random], tuple[list[str], Rows, Rows]], seed: int, accept: str) -> Score:
    head, clean, dirty = kind(random.Random(seed))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{kind.__name__}.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([head, *dirty])
        return compare([head, *dirty], [head, *clean], clean_with(path, accept))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--accept", action="append", choices=["none", "all"])
    parser.add_argument("--kind", action="append", help="only this kind of table (may be repeated)")
    parser.add_argument("--show", type=int, default=0, help="so many examples of every outcome but right")
    arguments = parser.parse_args()
    seeds = range(1, arguments.seeds + 1)
    for kind in (kind for kind in KINDS if not arguments.kind or kind.__name__ in arguments.kind):
        for accept in arguments.accept or ("none", "all"):
            worst = min((scored(kind, seed, accept) for seed in seeds), key=lambda score: score.f1)
            counts = "  ".join(f"{name} {getattr(worst, name):4}" for name in OUTCOMES)
            print(f"{kind.__name__:10}{accept:6}{counts}  precision {worst.precision:.3f}  F1 {worst.f1:.3f}")
            for outcome in OUTCOMES[1:]:
                for example in worst.shown[outcome][: arguments.show]:
                    print("   ", outcome, *example, sep=" | ")


if __name__ == "__main__":
    main()
