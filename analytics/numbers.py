"""The grammar of numbers as people write them: marks, grouping, signs, currencies, percent. Patterns (RE2) and SQL."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import chain
from typing import Any

from analytics.sqltext import literal, matches

SPACE = "[ \u00a0\u2007\u2009\u202f]"
"""The spaces that typographers put between thousands, and between a number and its sign."""
APOSTROPHE = "['\u2019]"
MINUS = "\u2212"
MOST_MARKS = 3
"""So many marks are stripped one by one; more cost more than a pattern of all of them."""
MAX_DIGITS = 15
"""Whole numbers with more digits are identifiers: a double, a spreadsheet or JavaScript would change them."""


def separator(mark: str) -> str:
    """The pattern of a thousands or decimal mark."""
    return {" ": SPACE, "'": APOSTROPHE}.get(mark, re.escape(mark))


def whole_pattern(parse: Mapping[str, Any], digits: int = 0) -> str:
    """The digits before the decimal mark, at most ``digits`` (0: any number) where they are not grouped."""
    plain = "(?:0|[1-9]" + (f"[0-9]{{0,{digits - 1}}})" if digits else "[0-9]*)")
    if parse.get("leading_zeros"):
        plain = f"[0-9]{{1,{digits}}}" if digits else "[0-9]+"
    thousands = parse.get("thousands")
    if not thousands:
        return plain
    mark = separator(thousands)
    if parse.get("grouping") == "indian":
        return f"(?:{plain}|[1-9][0-9]?(?:{mark}[0-9]{{2}})*{mark}[0-9]{{3}})"
    return f"(?:{plain}|[1-9][0-9]{{0,2}}(?:{mark}[0-9]{{3}})+)"


def core_pattern(kind: str, parse: Mapping[str, Any]) -> str:
    """An unsigned number."""
    if kind == "integer":
        return whole_pattern(parse, int(parse.get("max_digits") or MAX_DIGITS))
    whole = whole_pattern(parse)
    mark = separator(parse.get("decimal") or ".")
    plain = f"(?:{whole}{mark}?|{whole}?{mark}[0-9]+)"
    return f"{plain}(?:[eE][+-]?[0-9]{{1,3}})?" if parse.get("exponent") else plain


def number_pattern(kind: str, parse: Mapping[str, Any]) -> str:
    """The whole grammar of a number column. ``kind``: integer, decimal, currency, percent."""
    core = core_pattern(kind, parse)
    sign = f"[+{MINUS}-]?" if _noise(parse) else "[+-]?"
    before = after = ""
    signs = parse.get("currency") or ()
    if signs:
        word = "(?:" + "|".join(re.escape(str(s)) for s in sorted(signs, key=len, reverse=True)) + ")"
        before, after = f"(?:{word}{SPACE}?{sign})?", f"(?:{SPACE}?{word})?"
    if parse.get("percent"):
        after = f"(?:{SPACE}?[%\uff05])" if not parse.get("percent_optional") else f"(?:{SPACE}?[%\uff05])?"
    if parse.get("suffix"):
        units = "|".join(re.escape(str(unit)) for unit in parse["suffix"])
        after = f"{SPACE}?(?:{units})"
    body = f"{sign}{before}{core}{after}"
    forms = [body]
    if parse.get("accounting"):
        forms.append(rf"\({SPACE}?{before}{core}{after}{SPACE}?\)")
    if parse.get("trailing_minus"):
        forms.append(f"{before}{core}{SPACE}?[{MINUS}-]{after}")
    return "|".join(f"(?:{form})" for form in forms) if len(forms) > 1 else body


def number_sql(value: str, kind: str, parse: Mapping[str, Any]) -> tuple[str, str]:
    """SQL that says whether the text ``value`` (SQL) is a number by the grammar, and SQL for that number."""
    casts = [_cast(digits, kind, parse) for digits in (_plain_sql(value, parse), _bare_sql(value, parse)) if digits]
    number = casts[0] if len(casts) == 1 else f"coalesce({', '.join(casts)})"
    return matches(value, number_pattern(kind, parse)), number


def _cast(digits: str, kind: str, parse: Mapping[str, Any]) -> str:
    if kind == "integer":
        return f"TRY_CAST({digits} AS BIGINT)"
    if kind == "percent":
        digits = f"({digits} || 'e-2')"  # not / 100: 1.1 / 100 is 0.011000000000000001
    storage = str(parse.get("storage") or "double").upper()
    if not re.fullmatch(r"DOUBLE|DECIMAL\(\d{1,2},\d{1,2}\)", storage):
        storage = "DOUBLE"
    return f"TRY_CAST({digits} AS {storage})"


def _plain_sql(value: str, parse: Mapping[str, Any]) -> str:
    """SQL that strips the column's own marks one by one; empty where there are none, or where order matters.

    That costs a third of the pattern of ``_bare_sql``. What has other marks as well (a typographic minus, a thin space)
    is no number yet, and the pattern is for it.
    """
    marks = [*_marks(parse), *("%" for _ in range(bool(parse.get("percent"))))]
    if not marks or len(marks) > MOST_MARKS or parse.get("accounting") or parse.get("trailing_minus"):
        return ""
    for mark in dict.fromkeys([*marks, " "]):
        value = f"replace({value}, {literal(mark)}, '')"
    decimal = parse.get("decimal") or "."
    return value if decimal == "." else f"replace({value}, {literal(decimal)}, '.')"


def _bare_sql(value: str, parse: Mapping[str, Any]) -> str:
    """SQL that strips everything but digits, a point, an exponent and one leading minus."""
    noise = _noise(parse)
    decimal = parse.get("decimal") or "."
    value = f"replace({value}, '{MINUS}', '-')" if noise else value
    sql = f"regexp_replace({value}, {literal(noise)}, '', 'g')" if noise else value
    if decimal != ".":
        sql = f"replace({sql}, {literal(decimal)}, '.')"
    if parse.get("accounting") or parse.get("trailing_minus"):
        negative = f"regexp_matches({value}, {literal(f'[({MINUS}-]')})"
        sql = f"(CASE WHEN {negative} THEN '-' ELSE '' END || replace({sql}, '-', ''))"
    return sql


def _marks(parse: Mapping[str, Any]) -> list[str]:
    """The thousands mark, the signs of currencies and the units, the longer first."""
    words = (sorted(map(str, parse.get(key) or ()), key=len, reverse=True) for key in ("currency", "suffix"))
    return [mark for mark in (str(parse.get("thousands") or ""), *chain.from_iterable(words)) if mark]


def _noise(parse: Mapping[str, Any]) -> str:
    """The pattern of all characters that carry no digit; empty for a plain column, which then pays for nothing."""
    parts = []
    if parse.get("thousands"):
        parts.append(separator(parse["thousands"]))
    for sign in sorted(parse.get("currency") or (), key=len, reverse=True):
        parts.append(re.escape(str(sign)))
    for unit in sorted(parse.get("suffix") or (), key=len, reverse=True):
        parts.append(re.escape(str(unit)))
    if parse.get("percent"):
        parts.append("[%\uff05]")
    if parse.get("accounting"):
        parts.append("[()]")
    if parse.get("minus_sign"):
        parts.append("[+]")
    if parts:
        parts.append(SPACE)
    return "|".join(parts)
