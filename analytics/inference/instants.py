"""Whole numbers that count time since 1970: seconds, milliseconds, microseconds. They are moments, and never a sum.

A number alone says little: order numbers and telephone numbers have ten digits, too. So all of a column has to lie in
plausible years, and its name has to say when, or its values rise in steps of the clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from analytics.inference import names
from analytics.inference.words import PHONE_NAMES

if TYPE_CHECKING:
    from analytics.inference.cells import Cells
    from analytics.schema import Column

UNITS = {"s": 1, "ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}
IN_WORDS = {"s": "seconds", "ms": "milliseconds", "us": "microseconds", "ns": "nanoseconds"}
EARLIEST, LATEST = 631_152_000, 2_208_988_800
"""1990 and 2040 in seconds: before, nobody wrote such numbers into tables."""
LONG = (16, 19)
"""Digits of microseconds and nanoseconds, which are text like all numbers of so many digits."""
EMPTY = (0, -1)
"""What programs write where there is no moment."""
SHARE = 0.98
"""So many of the numbers have to be plausible moments or empty."""
RISES, STEADY = 0.95, 0.5
LEAST = 3
"""Numbers under a name that says when; without such a name more are asked for."""
LEAST_UNNAMED = 12
LOOKED = 100_000


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SAYS_WHEN = _words(
    """ts time times timestamp timestamps epoch unixtime unix posix datetime date dates created updated modified at
    when moment instant start started end ended begin finished expires expiry expired seen login occurred
    recorded published opened closed utc t zeit zeitpunkt zeitstempel datum fecha hora heure
    horodatage tid tidpunkt czas aika tijd tijdstip ora"""
)
"""Words of names that say when; ``seconds`` and ``duration`` say how long."""
HOW_LONG = _words("duration elapsed seconds minutes hours days latency delay age uptime total sum mean avg")
UNIT_WORDS = _words("s sec secs ms millis us micros ns nanos gmt utc local")


@dataclass(frozen=True)
class Order:
    """How the numbers of a column follow each other: shares of pairs that rise, and of the most frequent step."""

    pairs: int
    rises: float
    step: int
    steady: float


def unit_of(high: float | None) -> str | None:
    """In which unit a number is a moment between 1990 and 2040; None if in none."""
    for unit, factor in UNITS.items():
        if high is not None and EARLIEST * factor <= high <= LATEST * factor:
            return unit
    return None


def high_of(column: Column, high: float | None) -> float | None:
    """The largest number of a column that may be moments: of whole numbers, or of texts of as many digits."""
    if column.type in ("integer", "decimal"):
        return high
    low, top = column.min or "", column.max or ""
    digits = column.type == "text" and len(low) == len(top) in LONG and low.isdecimal() and top.isdecimal()
    return float(top) if digits else None


def number(column: Column, value: str) -> str:
    """SQL for the number of a column's ``value``: long ones are kept as text."""
    return f"TRY_CAST({value} AS BIGINT)" if column.type == "text" else value


def says_when(name: str) -> bool | None:
    """Whether a column's name says when; False where it says that its numbers are something else, None: nothing."""
    words = names.parts(name)
    if not words:
        return None
    found = [word for word in words if word not in UNIT_WORDS] or list(words)
    if set(words) & (HOW_LONG | PHONE_NAMES):
        return False
    when = found[-1] in SAYS_WHEN or bool({"timestamp", "epoch", "unixtime"} & set(found))
    if when:
        return not set(words) & (names.MEASURE - SAYS_WHEN)
    if names.identifies(name) or names.encodes(name) or set(words) & (names.MEASURE - SAYS_WHEN):
        return False
    if set(words) & (names.NUMBERED | names.THINGS | names.NAMED):
        return False
    return True if found[0] in SAYS_WHEN and len(found) == 1 else None


def unit(cells: Cells, typed: str, value: str, name: str, high: float | None) -> str:
    """The unit of a column of moments; empty if it is none. ``value`` is a column of the relation ``typed``."""
    found, when = unit_of(high), says_when(name)
    if found is None or when is False:
        return ""
    low, top = EARLIEST * UNITS[found], LATEST * UNITS[found]
    empty = ", ".join(map(str, EMPTY))
    present, inside, none, distinct = cells.one(
        f"SELECT count({value}), count(*) FILTER ({value} BETWEEN {low} AND {top}),"
        f" count(*) FILTER ({value} IN ({empty})), approx_count_distinct({value}) FROM {typed}"
    )
    if inside + none < SHARE * present or 2 * inside < present or distinct < 2:
        return ""
    if when:
        return found if inside >= LEAST else ""
    return found if inside >= LEAST_UNNAMED and _follows_the_clock(_order(cells, typed, value), found) else ""


def _order(cells: Cells, typed: str, value: str) -> Order:
    """Of the first rows, as they stand in the file."""
    steps = (
        f"SELECT CAST(v AS HUGEINT) - lag(CAST(v AS HUGEINT)) OVER () AS d FROM"
        f" (SELECT {value} AS v FROM {typed} WHERE {value} IS NOT NULL LIMIT {LOOKED})"
    )
    pairs, up, down, step, most = cells.one(
        f"SELECT sum(n), sum(n) FILTER (d >= 0), sum(n) FILTER (d <= 0), abs(arg_max(d, n)), max(n)"
        f" FROM (SELECT d, count(*) AS n FROM ({steps}) WHERE d IS NOT NULL GROUP BY d)"
    )
    count = max(1, int(pairs or 0))
    return Order(count, max(int(up or 0), int(down or 0)) / count, int(step or 0), int(most or 0) / count)


def _follows_the_clock(order: Order, unit: str) -> bool:
    """Whether numbers rise by whole minutes (or, finer than seconds, by whole seconds), most by the same step."""
    whole = UNITS[unit] * (60 if unit == "s" else 1)
    return order.rises >= RISES and order.steady >= STEADY and order.step > 0 and order.step % whole == 0
