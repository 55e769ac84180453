"""Twelve monthly files of one system that changes thirty times in the year, as real ones do: what changed, stays so."""

from __future__ import annotations

import csv
import datetime
import io
import random
from collections.abc import Callable
from dataclasses import dataclass, field

Row = dict[str, str]
Change = Callable[[Row, int], None]
"""Changes one row of a month, number so and so, in place."""
CITIES = {"North": ["Kiel", "Lübeck"], "South": ["Ulm", "Passau"], "East": ["Cottbus", "Görlitz"], "West": ["Bonn"]}


@dataclass(frozen=True)
class Planted:
    """One lasting change: what does it, as which kind it must be told, of which column of the new file."""

    change: Change
    kind: str
    column: str | None


@dataclass
class Year:
    """The months' files as text, one after another; ``told[n]`` is what file n must be told to bring, and no more."""

    seed: int
    rows: int = 400
    factor: int = 1
    changes: list[Change] = field(default_factory=list)

    def month(self, number: int) -> str:
        chance = random.Random(1000 * self.seed + number)
        data = []
        for place in range((self.rows + chance.randrange(-40, 40)) * self.factor):
            row = _row(chance, number, place)
            for change in self.changes:
                change(row, place)
            data.append(row)
        out = io.StringIO()
        writer = csv.DictWriter(out, list(data[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(data)
        return out.getvalue()

    def files(self) -> list[tuple[str, set[tuple[str, str | None]]]]:
        """Each month's file and the (kind, column) that must be told of it against the month before."""
        made = [(self.month(0), set())]
        for number in range(1, 12):
            planted = PLAN.get(number, ())
            self.changes += [each.change for each in planted]
            self.factor = MORE_ROWS if number >= MORE_FROM else 1
            told = {(each.kind, each.column) for each in planted}
            made.append((self.month(number), told | ({("rows", None)} if number == MORE_FROM else set())))
        return made


def _row(chance: random.Random, number: int, place: int) -> Row:
    day = datetime.date(2024, 1, 1) + datetime.timedelta(days=30 * number + place % 30)
    region = chance.choice(list(CITIES))
    return {
        "order_id": str(10_000 * number + place),
        "ordered": day.isoformat(),
        "shipped": (day + datetime.timedelta(days=chance.randrange(1, 6))).isoformat(),
        "region": region,
        "city": chance.choice(CITIES[region]),
        "channel": chance.choice(["web"] * 6 + ["shop"] * 3 + ["phone"]),
        "status": chance.choice(["paid", "paid", "open", "sent back"]),
        "amount": f"{chance.lognormvariate(4, 0.6):.2f}",
        "discount": f"{chance.randrange(0, 30)}%",
        "quantity": str(chance.randrange(1, 9)),
        "weight": f"{chance.uniform(0.2, 30):.1f}",
        "minutes": str(chance.randrange(3, 55)),
        "rating": str(chance.randrange(1, 6)),
        "remark": "" if chance.random() < 0.3 else f"note {chance.randrange(10_000)}",
    }


def sets(name: str, value: Callable[[str, int], str]) -> Change:
    def change(row: Row, place: int) -> None:
        row[name] = value(row[name], place)

    return change


def sometimes(name: str, value: str, every: int) -> Change:
    return sets(name, lambda old, place: value if place % every == 3 else old)


def called(old: str, new: str) -> Change:
    def change(row: Row, place: int) -> None:
        cells = [(new if name == old else name, cell) for name, cell in row.items()]
        row.clear()
        row.update(cells)

    return change


def gone(name: str) -> Change:
    return lambda row, place: row.pop(name) and None


def comes(name: str, value: Callable[[int], str]) -> Change:
    def change(row: Row, place: int) -> None:
        row[name] = value(place)

    return change


MORE_FROM, MORE_ROWS = 8, 6
PLAN: dict[int, tuple[Planted, ...]] = {
    1: (
        Planted(called("region", "Sales region"), "renamed", "Sales region"),
        Planted(sometimes("channel", "app", 9), "categories", "channel"),
        Planted(sets("quantity", lambda old, place: f"-{old}" if place % 40 == 3 else old), "range", "quantity"),
    ),
    2: (
        Planted(comes("voucher", lambda place: f"{place % 7}.5"), "new", "voucher"),
        Planted(sets("amount", lambda old, place: old.replace(".", ",")), "format", "amount"),
        Planted(gone("rating"), "missing", "rating"),
        Planted(sets("shipped", lambda old, place: "2094" + old[4:] if place % 90 == 3 else old), "range", "shipped"),
    ),
    4: (
        Planted(sets("ordered", lambda old, place: f"{old[8:]}.{old[5:7]}.{old[:4]}"), "format", "ordered"),
        Planted(sometimes("city", "", 6), "nulls", "city"),
        Planted(sometimes("status", "lost", 30), "categories", "status"),
        Planted(called("weight", "Weight (kg)"), "renamed", "Weight (kg)"),
    ),
    5: (
        Planted(sometimes("Weight (kg)", "heavy", 20), "retyped", "Weight (kg)"),
        Planted(sets("minutes", lambda old, place: str(int(old) * 60)), "range", "minutes"),
        Planted(called("order_id", "Order ID"), "renamed", "Order ID"),
        Planted(comes("country", lambda place: "DE"), "new", "country"),
    ),
    6: (
        Planted(sometimes("voucher", "9000.5", 50), "range", "voucher"),
        Planted(sets("channel", lambda old, place: old.upper()), "categories", "channel"),
        Planted(gone("remark"), "missing", "remark"),
        Planted(sometimes("status", "", 5), "nulls", "status"),
    ),
    8: (
        Planted(sets("amount", lambda old, place: f"{old} €"), "retyped", "amount"),
        Planted(called("city", "Town"), "renamed", "Town"),
    ),
    9: (
        Planted(sets("shipped", lambda old, place: f"{old} {place % 24:02d}:{place % 60:02d}"), "retyped", "shipped"),
        Planted(sometimes("Sales region", "Centre", 25), "categories", "Sales region"),
        Planted(sets("quantity", lambda old, place: f"{old}.5"), "retyped", "quantity"),
        Planted(sometimes("Order ID", "", 4), "nulls", "Order ID"),
    ),
    10: (
        Planted(sets("discount", lambda old, place: str(int(old[:-1]) / 100)), "retyped", "discount"),
        Planted(gone("country"), "missing", "country"),
        Planted(comes("campaign", lambda place: f"C{place % 4}"), "new", "campaign"),
        Planted(sometimes("Town", "Worms", 20), "categories", "Town"),
    ),
}
"""By month, from 0; months 3, 7 and 11 bring nothing new. Thirty with the rows of month 8."""
