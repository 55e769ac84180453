"""Tables of words alone, each once with its header and once without: is the first row taken for what it is?

``python bench/reading_headers.py [--seed N] [--show]`` prints how often, by the number of rows, and how often it is
wrong without a problem listed. Columns, names and ways of writing are drawn from a seed.
"""

from __future__ import annotations

import argparse
import csv
import io
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent.parent)]

TABLES = 400


def words(text: str) -> list[str]:
    return text.split()


GIVEN = words(
    "Ada Bela Carl Dora Emil Fay Gus Hana Igor Jane Kofi Lena Milo Nora Otto Pia Quinn Rosa Sven Tara Ugo Vera"
)
FAMILY = words(
    "Abel Brandt Cole Dietz Evans Fuchs Gomez Hale Ito Jansen Kaur Lopez Meyer Novak Okafor Petit Rossi Silva"
)
SYLLABLES = words("ba ko ri mu ten lo san vel dor ka mi pur ex no tra quil zen fa")
CITIES = words("Arden Bexley Corvo Dunmore Eastlake Fairview Glen Harrow Ivory Juniper Kelso Larkhill Marlow Norwood")
WORDS = words("the river was calm and we stayed longer than planned because nobody came for old boats near that house")
GROUPS = (
    "red green blue black white", "small medium large", "open closed pending", "north south east west",
    "Mammal Bird Reptile Fish", "Italian Thai Mexican Greek", "paid unpaid overdue", "low mid high", "A B C D",
    "Bachelor Master Doctorate", "cotton wool silk linen", "rent own lease", "weekly monthly daily", "M F",
    "Comedy Drama Horror Romance", "full-time part-time contract", "rock jazz pop folk", "OK FAIL", "Yes No Unknown",
)  # fmt: skip
NAMES = {
    "group": ("Colour", "size", "Status", "Region", "class", "Cuisine", "payment", "Level", "Grade", "Degree", "Fabric",
              "tenure", "Frequency", "Sex", "Genre", "Contract", "style", "Result", "Farbe", "Taille", "Estado", "Typ"),
    "person": ("Name", "employee", "Manager", "Author", "Contact person", "Kunde", "Nom", "Ansprechpartner", "Owner",
               "full name", "Teacher", "Jugador", "Betreuer", "patient"),
    "city": ("City", "town", "Location", "Ort", "Ville", "Ciudad", "Origin", "Branch", "Place of birth", "Standort"),
    "company": ("Company", "Supplier", "vendor", "Firma", "Brand", "Sponsor", "Employer", "Lieferant", "Client"),
    "code": ("Code", "SKU", "Ref", "Part number", "ticket", "Kennung", "Asset tag", "Case no.", "Référence"),
    "mail": ("E-mail", "mail", "Contact", "Correo", "email address"),
    "sentence": ("Remarks", "notes", "Description", "Comment", "Bemerkung", "Feedback", "What happened", "Observación"),
    "street": ("Address", "Street", "Adresse", "Calle", "where", "Anschrift"),
    "thing": ("Product", "item", "Artikel", "Model", "Species", "Dish", "Course", "Produit", "Title", "Exhibit"),
}  # fmt: skip


def invented(chance: random.Random, least: int = 2, most: int = 4) -> str:
    return "".join(chance.choices(SYLLABLES, k=chance.randint(least, most))).capitalize()


def group(chance: random.Random) -> Callable[[], str]:
    words = chance.choice(GROUPS).split()
    return lambda: chance.choice(words)


def person(chance: random.Random) -> Callable[[], str]:
    turned = chance.random() < 0.3
    return lambda: (
        f"{chance.choice(FAMILY)}, {chance.choice(GIVEN)}"
        if turned
        else f"{chance.choice(GIVEN)} {chance.choice(FAMILY)}"
    )


def code(chance: random.Random) -> Callable[[], str]:
    head, digits, mark = chance.choice(["A", "PX", "INV", "tk"]), chance.randint(2, 6), chance.choice(["-", "", "/"])
    return lambda: f"{head}{mark}{chance.randrange(10**digits):0{digits}}"


def company(chance: random.Random) -> Callable[[], str]:
    ends = ["Ltd", "GmbH", "Inc.", "& Sons", "S.A.", "Group"]
    return lambda: f"{invented(chance)} {chance.choice(ends)}"


def thing(chance: random.Random) -> Callable[[], str]:
    words = chance.randint(1, 3)
    return lambda: " ".join(invented(chance) if n == 0 else invented(chance).lower() for n in range(words))


def kinds(chance: random.Random) -> dict[str, Callable[[], str]]:
    return {
        "group": group(chance),
        "person": person(chance),
        "city": lambda: chance.choice(CITIES),
        "company": company(chance),
        "code": code(chance),
        "mail": lambda: f"{invented(chance).lower()}@{invented(chance).lower()}.example",
        "sentence": lambda: " ".join(chance.choices(WORDS, k=chance.randint(3, 12))).capitalize(),
        "street": lambda: f"{chance.randint(1, 180)} {chance.choice(CITIES)} {chance.choice(['St', 'Road', 'Lane'])}",
        "thing": thing(chance),
    }


def written(names: list[str], chance: random.Random) -> list[str]:
    """The names in one of the ways in which headers are written."""
    how = chance.randrange(6)
    if how == 0:
        return [name.lower().replace(" ", "_").replace(".", "") for name in names]
    if how == 1:
        return [name.upper() for name in names]
    if how == 2:
        return [name.title() for name in names]
    return [name.replace(" ", "") for name in names] if how == 3 else names


def table(chance: random.Random) -> tuple[list[str], list[list[str]]]:
    """A header and the rows below it."""
    while True:
        made = kinds(chance)
        used = chance.choices(list(made), k=chance.randint(2, 6))
        names = [chance.choice(NAMES[kind]) for kind in used]
        if len({name.lower() for name in names}) == len(names):
            break
    columns = [kinds(chance)[kind] for kind in used]
    gaps = [chance.choice([0, 0, 0, 0.1]) for _ in used]
    count = chance.choice([3, 4, 5, 8, 12, 20, 40, 80])
    rows = [
        ["" if chance.random() < gap else column() for column, gap in zip(columns, gaps, strict=True)]
        for _ in range(count)
    ]
    return written(names, chance), rows


def text_of(rows: list[list[str]]) -> str:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows(rows)
    return stream.getvalue()


def main() -> None:
    from analytics.reading import read
    from analytics.schema import AnalyticsError

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", action="store_true")
    arguments = parser.parse_args()
    chance = random.Random(arguments.seed)
    right: Counter[tuple[str, str]] = Counter()
    every: Counter[tuple[str, str]] = Counter()
    silent = told = wrong = 0
    with tempfile.TemporaryDirectory(prefix="headers-") as folder:
        path = Path(folder) / "t.csv"
        for _ in range(TABLES):
            names, rows = table(chance)
            for headed in (True, False):
                path.write_text(text_of([names, *rows] if headed else rows), encoding="utf-8")
                try:
                    found = read(path, Path(folder) / "t.parquet", name="t.csv")
                except AnalyticsError:
                    continue
                good = list(found.columns) == names if headed else found.rows == len(rows)
                key = ("header" if headed else "none", "up to 5 rows" if len(rows) <= 5 else "more")
                right[key] += good
                every[key] += 1
                wrong += not good
                silent += not good and not found.problems
                told += good and bool(found.problems)
                if arguments.show and not good:
                    print(key, names, rows[0], rows[1], found.columns, sep="\n   ")
    for key in sorted(every):
        print(f"{key[0]:8} {key[1]:14} {right[key] / every[key]:.3f} of {every[key]}")
    count = max(1, sum(every.values()))
    print(f"all {sum(right.values()) / count:.3f}, wrong without a word {silent / count:.3f}")
    print(f"right, but called in question: {told / count:.3f}")


if __name__ == "__main__":
    main()
