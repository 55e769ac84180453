"""Round ticks and readable numbers: the small arithmetic that every axis shares."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from analytics.charts import locales
from analytics.charts.locales import localised

SIGNS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "INR": "₹"}


def nice_step(rough: float) -> float:
    """The least of 1, 2, 2.5, 5 × 10ⁿ that is not below ``rough``; 1 for zero and less."""
    if not rough > 0 or not math.isfinite(rough):
        return 1.0
    power = 10.0 ** math.floor(math.log10(rough))
    for factor in (1, 2, 2.5, 5):
        if rough <= factor * power * 1.0000001:
            return factor * power
    return 10 * power


def ticks(low: float, high: float, wanted: int = 5) -> list[float]:
    """Round numbers from at or below ``low`` to at or above ``high``; at least two."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return [0.0, 1.0]
    if low == high:
        low, high = (0.0, 1.0) if low == 0 else (min(low, 0.0), max(high, 0.0))
    step = nice_step(high / wanted - low / wanted)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [place * step for place in range(first, last + 1)][:60]


def number(value: Any, unit: str = "", *, short: bool = False, step: float = 0.0, fixed: bool = False) -> str:
    """1234.5 → ``1,234.5``; short 1234567 → ``1.2M``; ``%`` takes a share of one; a currency code gives its sign.

    As the reader writes it (``locales.speaking``). ``fixed``: short numbers keep their decimal, like those beside them.
    """
    return localised(_english(value, unit, short=short, step=step, fixed=fixed))


def _english(value: Any, unit: str, *, short: bool, step: float, fixed: bool = False) -> str:
    if value is None:
        return "–"
    amount = float(value)
    if not math.isfinite(amount):
        return "–"
    if unit == "%":
        return f"{_plain(amount * 100, step * 100)}%"
    text = _short(amount, step, fixed=fixed) if short else _plain(amount, step)
    if unit in SIGNS or unit in SIGNS.values():
        sign = SIGNS.get(unit, unit)
        return f"−{sign}{text[1:]}" if text.startswith("−") else f"{sign}{text}"
    return f"{text} {unit}" if unit and not short else text


def aligned(values: Sequence[Any], unit: str = "") -> float:
    """The step that gives all numbers of a column the decimals that one of them needs: at most two where it
    has hundreds, none where it has thousands and nothing below one."""
    shares = 100 if unit == "%" else 1
    known = [float(value) * shares for value in values if value is not None and math.isfinite(float(value))]
    with locales.speaking("en"):
        places = max((len(_plain(value, 0).partition(".")[2]) for value in known), default=0)
    sizes = [abs(value) for value in known if value]
    if max(sizes, default=0) >= 100:
        places = 0 if max(sizes) >= 1000 and min(sizes) >= 1 else min(places, 2)
    return 10.0 ** -min(places, 6) / shares


def _plain(amount: float, step: float) -> str:
    if abs(amount) >= 1e15 or 0 < abs(amount) < 1e-4:
        return f"{amount:.3g}".replace("e+", "e").replace("-", "−")
    digits = max(0, min(6, -math.floor(math.log10(step) + 1e-9))) if step else _digits(abs(amount))
    if step and round(step * 10**digits) != step * 10**digits:
        digits += 1
    text = f"{amount:,.{digits}f}"
    if not step and "." in text:
        text = text.rstrip("0").rstrip(".")
    if float(text.replace(",", "")) == 0:
        text = text.lstrip("-") if amount == 0 or step else f"{amount:.2g}"
    return text.replace("-", "−")


def _digits(size: float) -> int:
    """Decimals that tell a number apart: none of thousands, three digits of what is below one."""
    if size >= 1000 or size == 0:
        return 0
    return 2 if size >= 1 else min(6, 2 - math.floor(math.log10(size)))


def _short(amount: float, step: float, *, fixed: bool = False) -> str:
    for size, letter in ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "k")):
        least = size * (10 if size == 1e3 and not step else 1)
        if abs(amount) >= least and abs(amount) < 1e15:
            text = f"{amount / size:,.2f}" if step and step / size < 0.1 else f"{amount / size:,.1f}"
            return ((text if fixed else text.rstrip("0").rstrip(".")) + letter).replace("-", "−")
    return _plain(amount, step)


def moment(value: Any, grain: str | None) -> str:
    """A point of time in the words of its grain: ``2024``, ``Q2 2024``, ``Mar 2024``, ``5 Mar 2024 14:00``."""
    if not isinstance(value, date):
        return str(value)
    if grain == "year":
        return str(value.year)
    if grain == "quarter":
        return f"{locales.quarter((value.month - 1) // 3 + 1)} {value.year}"
    if grain == "month":
        return f"{locales.month(value.month)} {value.year}"
    words = f"{locales.day(value.day, value.month)} {value.year}"
    if isinstance(value, datetime) and (grain == "hour" or (grain is None and (value.hour or value.minute))):
        return f"{words} {value:%H:%M}"
    return words


WIDER = 1.11
"""How much wider than Helvetica the widest usual face of screens is (DejaVu Sans, Verdana)."""
# Advances in thousandths of an em, as in Helvetica.
_ADVANCES = {
    **dict.fromkeys("ijl'|", 230), **dict.fromkeys("ftI!.,:;/\\ ()[]r-–·", 310), **dict.fromkeys("ckvxyzsJ*^“”\"", 500),
    **dict.fromkeys("mM%@", 850), "W": 944, "w": 730, **dict.fromkeys("GOQCDHNRU&", 745),
    **dict.fromkeys("ABEKPSVXY", 667), **dict.fromkeys("FTZLe", 590), "—": 1000, "…": 1000,
}  # fmt: skip


def width(text: str, size: float = 12) -> float:
    """About how wide ``text`` is in pixels; wide scripts count one em a character."""
    return size * WIDER * sum(_ADVANCES.get(c, 570 if ord(c) < 0x1100 else 1000) for c in text) / 1000


def fit(text: str, room: float, size: float = 12) -> str:
    """``text`` cut with an ellipsis so that it fits ``room`` pixels."""
    if width(text, size) <= room:
        return text
    while text and width(text + "…", size) > room:
        text = text[:-1]
    return text.rstrip() + "…"


def fit_apart(texts: Sequence[str], room: float, size: float = 12) -> list[str]:
    """Each text cut to ``room``; those that would read the same lose their middle instead of their end."""
    cut = [fit(text, room, size) for text in texts]
    alike = {
        short for short in cut if len({whole for whole, each in zip(texts, cut, strict=True) if each == short}) > 1
    }
    return [_middle(text, room, size) if short in alike else short for text, short in zip(texts, cut, strict=True)]


def _middle(text: str, room: float, size: float) -> str:
    head, tail = text[: len(text) // 2], text[len(text) // 2 :]
    while head and width(f"{head.rstrip()}…{tail.lstrip()}", size) > room:
        if len(head) >= len(tail):
            head = head[:-1]
        else:
            tail = tail[1:]
    return f"{head.rstrip()}…{tail.lstrip()}" if head else fit(text, room, size)


def wrap(text: str, room: float, lines: int = 2, size: float = 12) -> list[str]:
    """``text`` in at most ``lines`` lines of ``room`` pixels, broken at spaces; too long ones end in an ellipsis."""
    return [fit(line, room, size) for line in broken(text, room, lines, size)]


def broken(text: str, room: float, lines: int = 2, size: float = 12) -> list[str]:
    """``text`` broken at spaces; the last line holds what is left, however long."""
    found: list[str] = []
    words = text.split()
    while words and len(found) < lines - 1:
        line = words.pop(0)
        while words and width(f"{line} {words[0]}", size) <= room:
            line += " " + words.pop(0)
        found.append(line)
    if words:
        found.append(" ".join(words))
    return found or [""]
