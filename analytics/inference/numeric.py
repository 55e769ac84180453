"""Which numbers could these texts be? Readings from a set of values; the whole column decides between them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from analytics.inference.reading import Reading
from analytics.inference.words import CURRENCIES, UNITS
from analytics.numbers import MAX_DIGITS, MINUS, SPACE, number_pattern
from analytics.schema import ColumnType

_MARKS = "[.,'\u2019_ \u00a0\u2007\u2009\u202f]"
_BODY = rf"[0-9](?:[0-9]|{_MARKS}(?=[0-9]))*[.,]?|[.,][0-9]+"
_MONEY = "|".join(re.escape(word) for word in CURRENCIES)
_SIGNED = re.compile(
    rf"(?P<open>\({SPACE}?)?(?P<lead>[+{MINUS}-])?(?P<before>{_MONEY})?{SPACE}?(?P<inner>[+{MINUS}-])?"
    rf"(?P<body>{_BODY})(?P<exp>[eE][+-]?[0-9]{{1,3}})?"
    rf"(?P<late>{SPACE}?[{MINUS}-](?={SPACE}?(?:{_MONEY})|$))?"
    rf"(?:{SPACE}?(?P<after>{_MONEY}))?(?:{SPACE}?(?P<percent>[%\uff05]))?"
    rf"(?:{SPACE}?(?P<unit>[^\W\d_][^\d\s()]{{0,11}}|°[CFcf]|[\"″′]))?(?P<close>{SPACE}?\))?"
)
_CODE = re.compile(r"[+-]?[0-9]+[eE][0-9]+")
_WHOLE = re.compile(r"[+-]?(?:0|[1-9][0-9]{0,14})")
_POINT = re.compile(r"[+-]?(?:0|[1-9][0-9]{0,14})(?:[.][0-9]+)?")
_THREES = re.compile(r"[+-]?[1-9][0-9]{0,2}(?:[.][0-9]{3})*")
SPACES = " \u00a0\u2007\u2009\u202f"


@dataclass(frozen=True)
class Parts:
    """One text taken apart."""

    text: str
    body: str
    money: str
    percent: bool
    unit: str
    exponent: bool
    accounting: bool
    trailing: bool
    typographic: bool


def take_apart(text: str) -> Parts | None:
    """The parts of a text that looks like one number; None for everything else, codes such as ``1E5`` included."""
    found = _SIGNED.fullmatch(text)
    if not found or bool(found["open"]) != bool(found["close"]) or _CODE.fullmatch(text):
        return None
    if (found["lead"] and found["inner"]) or (found["before"] and found["after"]):
        return None
    if found["open"] and (found["lead"] or found["inner"] or found["late"]):
        return None
    return Parts(
        text,
        found["body"],
        found["before"] or found["after"] or "",
        bool(found["percent"]),
        found["unit"] or "",
        bool(found["exp"]),
        bool(found["open"]),
        bool(found["late"]),
        MINUS in text,
    )


def number_readings(values: Iterable[str], *, relaxed: bool = False) -> list[Reading]:
    """All readings as numbers that fit every value. ``relaxed`` takes leading zeros and 18 digits: a person said so."""
    values = list(values)
    plain = _plain(values)
    if plain and not relaxed:
        return [plain]
    parts = []
    for value in values:
        part = take_apart(value)
        if part is None or (not relaxed and _is_code(part.body)):
            return []
        parts.append(part)
    if not parts:
        return []
    units = {part.unit.lower() for part in parts if part.unit}
    if units:
        return _with_units(parts, units)
    kind, shared, asks = _kind(parts)
    if relaxed:
        shared |= {"leading_zeros": True, "max_digits": 18}
    readings = []
    for marks in _mark_pairs(parts):
        parse = {**marks, **shared}
        exact = kind or _whole_or_decimal(parts, parse)
        for extra in ({}, {"grouping": "indian"}) if parse.get("thousands") else ({},):
            pattern = re.compile(number_pattern(exact, {**parse, **extra}))
            if all(pattern.fullmatch(part.text) for part in parts):
                readings.append(
                    Reading(
                        exact,
                        {**parse, **extra},
                        _choice(marks, {*"".join(part.body for part in parts)}),
                        asks,
                        _unit(exact, shared),
                    )
                )
                break
    return readings


def _plain(values: Sequence[str]) -> Reading | None:
    """The short way for clean columns: whole numbers, or decimals whose point cannot group thousands."""
    if all(map(_WHOLE.fullmatch, values)):
        return Reading("integer", {}, "decimal_point") if values else None
    if all(map(_POINT.fullmatch, values)) and not all(map(_THREES.fullmatch, values)):
        return Reading("decimal", {}, "decimal_point")
    return None


def _is_code(body: str) -> bool:
    """Leading zeros, or more digits than a double can hold: text that must keep its every character."""
    digits = re.sub(_MARKS, "", body)
    return bool(re.match(r"0[0-9]", body)) or (len(digits) == len(body) and len(body) > MAX_DIGITS)


def _kind(parts: Sequence[Parts]) -> tuple[ColumnType | None, dict[str, Any], str]:
    """The type if signs tell it, the keys of ``parse`` that do not depend on the marks, and a question to ask."""
    shared: dict[str, Any] = {}
    if any(part.accounting for part in parts):
        shared["accounting"] = True
    if any(part.trailing for part in parts):
        shared["trailing_minus"] = True
    if any(part.typographic for part in parts):
        shared["minus_sign"] = True
    if any(part.exponent for part in parts):
        shared["exponent"] = True
    money = sorted({part.money for part in parts if part.money})
    percent = [part.percent for part in parts]
    if any(percent):
        bare = [part for part in parts if not part.percent]
        shared["percent"] = True
        if bare:
            shared["percent_optional"] = True
        zero = all(not re.search("[1-9]", part.body) for part in bare)
        return "percent", shared, "" if zero and not money else "percent"
    if money:
        shared["currency"] = money
        one = len({_same_money(sign) for sign in money}) == 1
        return "currency", shared, "" if one else "currencies"
    return None, shared, ""


def _same_money(sign: str) -> str:
    """Signs and codes that are written for the same money in one column."""
    families = {
        "€": "EUR",
        "EUR": "EUR",
        "£": "GBP",
        "$": "$",
        "US$": "$",
        "USD": "$",
        "¥": "¥",
        "JPY": "¥",
        "kr.": "kr",
    }
    families |= {"Rs.": "₹", "Rs": "₹", "INR": "₹", "zł": "PLN", "Kč": "CZK", "Ft": "HUF", "R$": "BRL", "₽": "RUB"}
    families |= {
        "руб": "RUB",
        "руб.": "RUB",
        "Kr": "kr",
        "Kr.": "kr",
        "元": "CNY",
        "RMB": "CNY",
        "円": "¥",
        "원": "KRW",
        "₩": "KRW",
    }
    return families.get(sign, sign)


def _mark_pairs(parts: Sequence[Parts]) -> Iterator[dict[str, Any]]:
    used = {" " if mark in SPACES else "'" if mark == "\u2019" else mark for part in parts for mark in part.body}
    used -= set("0123456789")
    for decimal in (".", ","):
        if decimal == "," and not used & {",", "."}:
            continue
        others = [mark for mark in ",. '_" if mark in used and mark != decimal]
        for thousands in [None, *others]:
            marks: dict[str, Any] = {"decimal": decimal} if decimal != "." else {}
            yield {**marks, "thousands": thousands} if thousands else marks


def _whole_or_decimal(parts: Sequence[Parts], parse: dict[str, Any]) -> ColumnType:
    mark = parse.get("decimal") or "."
    return "decimal" if any(part.exponent or mark in part.body for part in parts) else "integer"


def _choice(marks: dict[str, Any], used: set[str]) -> str:
    """The word for a reading: by the mark that these cells have."""
    if marks.get("decimal") == ",":
        return "decimal_comma" if "," in used else "thousands_point"
    return "decimal_point" if "." in used or "," not in used else "thousands_comma"


def _unit(kind: str, shared: dict[str, Any]) -> str | None:
    if kind == "percent":
        return "%"
    return str(shared["currency"][0]) if shared.get("currency") else None


def _with_units(parts: Sequence[Parts], units: set[str]) -> list[Reading]:
    """Numbers with a unit behind each: a reading that only a person may choose."""
    known = units & UNITS
    written = sorted({part.unit for part in parts if part.unit})
    share = sum(1 for part in parts if part.unit) / len(parts)
    if len(units) > 1 and units != {"c", "f"} and all(len(unit) == 1 and unit.isupper() for unit in written):
        return []  # 12A, 12B: numbers of houses, buses, seats
    if not known or share < 0.5 or len(units) > 8 or any(part.money or part.percent for part in parts):
        return []
    if len(units) > 1 or share < 1:
        return [Reading("decimal", {"suffix": written, "mixed": True}, "number", "units")]
    bare = [part.text[: len(part.text) - len(part.unit)].rstrip(SPACES) for part in parts]
    return [
        Reading("decimal", {**reading.parse, "suffix": written}, "number", "unit", written[0])
        for reading in number_readings(bare)
    ]
