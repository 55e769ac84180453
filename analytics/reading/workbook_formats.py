"""What a number format means, and the text of a number under it: dates as ISO, percent and currency with their sign.

The stored number is never rounded to what a format shows; only its nature (a date, a percentage, an amount, a code
with leading zeros) is taken from the format.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from analytics.inference.words import CURRENCIES

NUMBER, TEXT, DATE, DATETIME, TIME, DURATION, PERCENT, CURRENCY, BOOLEAN, ERROR, CODE = range(1, 12)
"""Kinds of cells; 0 is an empty one."""
NUMERIC_KINDS = frozenset({NUMBER, PERCENT, CURRENCY})
MOMENT_KINDS = frozenset({DATE, DATETIME, TIME, DURATION})

DAY = 86400
LAST_SERIAL = 2_958_466
"""The serial number after 9999-12-31."""
MICRO = 1_000_000

BUILT_IN: dict[int, str] = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: '"$"#,##0', 6: '"$"#,##0', 7: '"$"#,##0.00',
    8: '"$"#,##0.00', 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??", 14: "mm-dd-yy", 15: "d-mmm-yy",
    16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "m/d/yy h:mm",
    42: '_("$"* #,##0_)', 44: '_("$"* #,##0.00_)', 45: "mm:ss", 46: "[h]:mm:ss", 47: "mmss.0", 48: "##0.0E+0", 49: "@",
    **dict.fromkeys((*range(27, 37), *range(50, 59)), "yyyy-mm-dd"),
}  # fmt: skip
"""ECMA-376 part 1, 18.8.30; 27 to 36 and 50 to 58 are dates of East Asian locales."""

LONGEST_CODE = 1000
"""Excel takes 255 characters; a longer code is none that a program wrote."""
_BRACKET = re.compile(r"\[([^\]]*)\]")
_LITERAL = re.compile(r'"([^"]*)"|\\(.)|_.|\*.')
_DIGIT_MASK = re.compile(r"0[0\-/ ().]*0")
_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]*)")


@dataclass(frozen=True)
class Style:
    """The nature of the numbers of one cell format. ``sign`` is a currency; ``mask`` a code's digits (``000-00``)."""

    kind: int = NUMBER
    sign: str = ""
    leading: bool = True
    mask: str = ""


GENERAL = Style()


def style_of(code: str | None) -> Style:
    """The style that a number format's code stands for (``0.0%``, ``[$€-407] #,##0.00``, ``yyyy-mm-dd h:mm``)."""
    if not code or len(code) > LONGEST_CODE or code.lower() in ("general", "@", "standard"):
        return GENERAL
    section = _first_section(code)
    sign, leading = _currency(section)
    if sign:
        return Style(CURRENCY, sign, leading)
    elapsed = any(re.fullmatch("(?i)h+|m+|s+", tag) for tag in _BRACKET.findall(section))
    bare = _BRACKET.sub("", _LITERAL.sub("", section))
    if "%" in bare:
        return Style(PERCENT)
    if elapsed:
        return Style(DURATION)
    kind = _moment_kind(bare)
    if kind:
        return Style(kind)
    masked = _LITERAL.sub(lambda found: found.group(1) or found.group(2) or "", section).strip()
    if _DIGIT_MASK.fullmatch(masked) and "." not in masked:
        return Style(CODE, mask=masked)
    return GENERAL


def _first_section(code: str) -> str:
    """The format of positive numbers: up to the first semicolon that is not quoted or escaped."""
    match = re.match(r'(?:"[^"]*"|\\.|\[[^\]]*\]|[^;"\\\[]|["\\\[])*', code)
    return match.group(0) if match else code


def _currency(section: str) -> tuple[str, bool]:
    """The currency that a format shows, and whether it stands before the digits."""
    found = re.search(r"\[\$([^\]\-]+)(?:-[^\]]*)?\]", section)
    candidates = [(found.start(), found.group(1).strip())] if found else []
    candidates += [
        (literal.start(), (literal.group(1) or literal.group(2) or "").strip())
        for literal in _LITERAL.finditer(section)
    ]
    candidates += [(spot.start(), spot.group(0)) for spot in re.finditer(r"[$€£¥₹₽₩₺₪₫₴₦₱฿]", _blanked(section))]
    digits = re.search(r"[0#?]", _blanked(section))
    if digits is None:
        return "", True
    for position, word in candidates:
        if word in CURRENCIES:
            return word, position < digits.start()
    return "", True


def _blanked(section: str) -> str:
    """The section with quoted, escaped and bracketed text blanked out, positions kept."""
    hide = lambda found: " " * len(found.group(0))  # noqa: E731 - a name would say no more
    return _BRACKET.sub(hide, _LITERAL.sub(hide, section))


def _moment_kind(bare: str) -> int:
    """DATE, DATETIME or TIME by the letters of the format; 0 where it has none of them."""
    letters = re.sub(r"[.,]0+", "", bare.lower().replace("general", "").replace("am/pm", "h").replace("a/p", "h"))
    if re.search(r"[0#?]", letters):
        return 0
    clock = "h" in letters or "s" in letters
    calendar = "y" in letters or "d" in letters or "b" in letters or ("m" in letters and not clock)
    if calendar and clock:
        return DATETIME
    return DATE if calendar else TIME if clock else 0


def plain_number(text: str) -> str:
    """The stored number as digits with a point: whole ones exactly, others as the shortest text of the same double."""
    if _WHOLE.fullmatch(text):
        return "0" if text == "-0" else text
    value = float(text)
    if value != value or value in (float("inf"), float("-inf")):
        raise ValueError(text)
    if value == int(value) and abs(value) < 1e16:
        return str(int(value))
    shortest = repr(value)
    return format(Decimal(shortest), "f") if "e" in shortest else shortest


def render(text: str, style: Style, *, epoch_1904: bool = False) -> tuple[str, int]:
    """The text of a stored number under a style, and the kind it turned out to be. ValueError: not a number at all."""
    number = plain_number(text)
    kind = style.kind
    if kind == NUMBER:
        return number, NUMBER
    if kind == PERCENT:
        return f"{_shifted(number)}%", PERCENT
    if kind == CURRENCY:
        return _amount(number, style), CURRENCY
    if kind == CODE:
        return _masked(number, style.mask)
    return _moment(number, kind, epoch_1904)


def _shifted(number: str) -> str:
    value = format((Decimal(number) * 100).normalize(), "f")
    return "0" if value == "-0" else value


def _amount(number: str, style: Style) -> str:
    sign, digits = ("-", number[1:]) if number.startswith("-") else ("", number)
    if style.leading:
        return f"{sign}{style.sign}{' ' if style.sign[-1:].isalpha() else ''}{digits}"
    return f"{sign}{digits} {style.sign}"


def _masked(number: str, mask: str) -> tuple[str, int]:
    """``2134`` under ``00000`` is ``02134``; a number that is not whole or too long shows no code."""
    if not number.isdigit() or len(number) > mask.count("0"):
        return number, NUMBER
    digits = iter(number.zfill(mask.count("0")))
    return "".join(next(digits) if mark == "0" else mark for mark in mask), CODE


def _moment(number: str, kind: int, epoch_1904: bool) -> tuple[str, int]:
    serial = float(number)
    if kind == DURATION:
        return _clock(round(serial * DAY * 1000) * 1000), DURATION if serial >= 1 or serial < 0 else TIME
    if not 0 <= serial < LAST_SERIAL:
        return number, NUMBER
    if serial < 1 and kind != DATE and not epoch_1904:
        return _clock(round(serial * DAY * 1000) * 1000), TIME
    moment = serial_moment(serial, epoch_1904=epoch_1904)
    if moment.hour or moment.minute or moment.second or moment.microsecond:
        return iso(moment), DATETIME
    return moment.date().isoformat(), DATE


def serial_moment(serial: float, *, epoch_1904: bool = False) -> datetime:
    """The moment of a serial number, to the millisecond. Day 60 of the 1900 system, which never was, is 28 February."""
    if epoch_1904:
        start = datetime(1904, 1, 1)
    else:
        start = datetime(1899, 12, 31) if serial < 60 else datetime(1899, 12, 30)
    return start + timedelta(milliseconds=round(serial * DAY * 1000))


def iso(moment: datetime) -> str:
    """``2023-02-13 10:30:00``, with a fraction only where there is one."""
    text = moment.isoformat(sep=" ")
    return text.rstrip("0") if "." in text else text


def _clock(micros: int) -> str:
    """``26:30:00`` from microseconds; hours go past 24."""
    sign, micros = ("-", -micros) if micros < 0 else ("", micros)
    seconds, rest = divmod(micros, MICRO)
    fraction = f".{rest:06d}".rstrip("0") if rest else ""
    return f"{sign}{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}{fraction}"
