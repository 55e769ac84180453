"""What part a column plays: identifier, category, measure, time, text, constant. Values lead, names tip the scale."""

from __future__ import annotations

from dataclasses import dataclass

from analytics.inference import names
from analytics.schema import NUMERIC_TYPES, ColumnType, Role


@dataclass(frozen=True)
class Evidence:
    """What is known of a whole column. ``low`` and ``high`` are the numeric bounds; shares are of the present cells."""

    name: str
    type: ColumnType
    rows: int
    present: int
    distinct: int
    low: float | None = None
    high: float | None = None
    integral: bool = False
    """Every number is whole."""
    length: float = 0.0
    """Mean length of the text."""
    words: float = 1.0
    """Mean number of words."""
    codes: float = 0.0
    """Share of cells without a space that contain a digit."""
    links: float = 0.0
    """Share of cells that are web or mail addresses."""
    kind: str = ""
    """What an undecided or text column looks like (``Verdict.kind``)."""


def role_of(e: Evidence) -> tuple[Role, str]:
    """The role and, in a few words, why."""
    if e.present == 0:
        return "constant", "it is empty"
    if e.distinct <= 1 and e.rows > 1:
        return "constant", "it has only one value"
    if e.type in ("date", "datetime", "time") or e.kind in ("date", "orders"):
        return "time", "it says when"
    if e.type == "boolean":
        return "category", "it has two answers"
    if e.type in ("currency", "percent"):
        return "measure", "it has amounts"
    if e.type in NUMERIC_TYPES:
        return _number_role(e)
    return _text_role(e)


def _number_role(e: Evidence) -> tuple[Role, str]:
    words = names.tokens(e.name)
    unique = e.distinct >= e.present
    if not e.integral:
        return "measure", "its numbers have fractions"
    if words & names.YEAR and e.low is not None and e.high is not None and e.low >= 1000 and e.high <= 2500:
        return "category", "its numbers are years"
    measure = bool(words & names.MEASURE)
    low, high = e.low or 0.0, e.high or 0.0
    if words & names.IDENTIFIER and not measure:
        if unique or e.distinct > max(50, 0.05 * e.present):
            return "identifier", "its name and its many distinct values say so"
        return "category", "its name says code and the values repeat"
    if words & names.CODE and not measure:
        return "category", "its name says code"
    if unique and e.present >= 20 and high - low + 1 == e.present and not measure:
        return "identifier", "it counts the rows"
    if e.distinct <= 2 and (low, high) in ((0, 1), (1, 2)):
        return "category", "it has two values"
    if words & names.CATEGORY and not measure and (e.distinct <= 60 or e.distinct < 0.01 * e.present):
        return "category", "its name says group and the values repeat"
    few = e.distinct <= 10 and e.present >= 10 * e.distinct
    if few and not measure and low >= 0 and high <= 30:
        return "category", "it has few distinct small numbers"
    return "measure", "its numbers vary"


def _text_role(e: Evidence) -> tuple[Role, str]:
    words = names.tokens(e.name)
    unique = e.distinct >= e.present
    ratio = e.distinct / e.present
    if e.links > 0.5:
        return ("identifier" if unique else "text"), "it has addresses"
    if e.words > 5 or e.length > 60 or (words & names.PROSE and e.words > 2.5):
        return "text", "it has sentences"
    if e.kind in ("code", "long"):
        if words & names.CODE and ratio < 0.5:
            return "category", "its codes repeat"
        return "identifier", "it has codes whose every character counts"
    if e.kind == "version":
        return "text", "it has version numbers"
    if words & names.IDENTIFIER and not words & names.NAMED and (ratio > 0.5 or (e.codes > 0.5 and e.distinct > 100)):
        return "identifier", "its name says so and the values hardly repeat"
    if unique and e.codes > 0.9 and e.words <= 1.1 and (e.present >= 20 or e.length >= 4) and not words & names.NAMED:
        return "identifier", "every cell is a code of its own"
    if e.present < 20:
        return _small_text_role(e, words)
    if ratio < 0.2 or (e.distinct <= 30 and ratio < 0.6):
        return "category", "its values repeat"
    if ratio < 0.5 and e.length <= 25:
        return "category", "its values repeat"
    return "text", "its values hardly repeat"


def _small_text_role(e: Evidence, words: frozenset[str]) -> tuple[Role, str]:
    """Too few rows for counting: short labels are categories unless the name says otherwise."""
    if words & (names.NAMED | names.PROSE) and not words & names.CATEGORY:
        return "text", "its name says so"
    if e.words <= 2 and e.length <= 24:
        return "category", "it has short labels"
    return "text", "its values are long"
