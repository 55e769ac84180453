"""How numbers, money, shares and dates are written for the reader of a drawing: English, German, French, Spanish.

``speaking`` sets the manner for what is drawn inside it; without it the English one holds, so that mails and what is
drawn ahead are the same for everybody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

HARD, THIN = "\u00a0", "\u202f"
_NUMBER = re.compile(r"^([−+-]?)(\D*?)(\d[\d,]*)(\.\d+)?(?:e([+−-]?\d+))?(k|M|B|T)?(.*)$", re.S)


@dataclass(frozen=True)
class Manner:
    """``big`` are the words after thousands, millions, milliards, billions; ``after`` stands before a % or a currency
    sign where these come last. ``day`` and ``quarter`` are patterns."""

    name: str = "en"
    decimal: str = "."
    thousands: str = ","
    big: tuple[str, str, str, str] = ("k", "M", "B", "T")
    after: str | None = None
    months: tuple[str, ...] = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    weekdays: tuple[str, ...] = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    day: str = "{day} {month}"
    quarter: str = "Q{quarter}"


ENGLISH = Manner()
MANNERS = {
    "en": ENGLISH,
    "de": Manner(
        "de", ",", ".", (f"{HARD}Tsd.", f"{HARD}Mio.", f"{HARD}Mrd.", f"{HARD}Bio."), HARD,
        ("Jan", "Feb", "Mär", "Apr", "Mai", "Jun", "Jul", "Aug", "Sep", "Okt", "Nov", "Dez"),
        ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"), "{day}. {month}",
    ),
    "fr": Manner(
        "fr", ",", THIN, (f"{HARD}k", f"{HARD}M", f"{HARD}Md", f"{HARD}Bn"), HARD,
        ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."),
        ("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim."), quarter="T{quarter}",
    ),
    "es": Manner(
        "es", ",", ".", (f"{HARD}mil", f"{HARD}M", f"{HARD}mil{HARD}M", f"{HARD}B"), HARD,
        ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sept", "oct", "nov", "dic"),
        ("lun", "mar", "mié", "jue", "vie", "sáb", "dom"), quarter="T{quarter}",
    ),
}  # fmt: skip
_manner: ContextVar[Manner] = ContextVar("manner", default=ENGLISH)


def manner() -> Manner:
    return _manner.get()


@contextmanager
def speaking(name: str) -> Iterator[None]:
    """Inside, drawings are written for readers of that language; an unknown one is English."""
    token = _manner.set(MANNERS.get(name, ENGLISH))
    try:
        yield
    finally:
        _manner.reset(token)


def wanted(header: str) -> str:
    """The first language of an Accept-Language header that there is a manner for; ``en`` where there is none."""
    found: list[tuple[float, int, str]] = []
    for place, part in enumerate(header[:500].split(",")):
        tag, _, rest = part.strip().partition(";")
        try:
            weight = float(rest.strip().removeprefix("q=")) if rest else 1.0
        except ValueError:
            continue
        language = tag.strip().lower().partition("-")[0]
        if language in MANNERS and weight > 0:
            found.append((-weight, place, language))
    return min(found)[2] if found else "en"


def localised(text: str) -> str:
    """A number written in the English way (``−$1,234.5``, ``1.2M``, ``34%``) as the reader writes it."""
    own = _manner.get()
    if own is ENGLISH:
        return text
    match = _NUMBER.match(text)
    if match is None:
        return text
    sign, before, whole, part, power, big, rest = match.groups()
    made = whole.replace(",", own.thousands) + (own.decimal + part[1:] if part else "")
    if power:
        made += f"e{power}"
    if big:
        made += own.big["kMBT".index(big)]
    if own.after is not None:
        if rest.startswith("%"):
            rest = f"{own.after}%{rest[1:]}"
        if before.strip():
            made, before = f"{made}{rest}{own.after}{before.strip()}", ""
            rest = ""
    return f"{sign}{before}{made}{rest}"


def month(number: int) -> str:
    return _manner.get().months[number - 1]


def day(number: int, month_number: int) -> str:
    """``5 Mar``, ``5. Mär``."""
    return _manner.get().day.format(day=number, month=month(month_number))


def quarter(number: int) -> str:
    return _manner.get().quarter.format(quarter=number)


def of_plotly() -> dict[str, Any] | None:
    """What plotly.js needs to write as the drawing does (``moduleType: locale``); None for English."""
    own = _manner.get()
    if own is ENGLISH:
        return None
    form = {
        "days": list(own.weekdays[-1:] + own.weekdays[:-1]), "shortDays": list(own.weekdays[-1:] + own.weekdays[:-1]),
        "months": list(own.months), "shortMonths": list(own.months),
        "decimal": own.decimal, "thousands": own.thousands, "grouping": [3],
    }  # fmt: skip
    return {"moduleType": "locale", "name": own.name, "dictionary": {}, "format": form}
