"""What part a column plays: identifier, category, measure, time, text, constant. Values lead, names tip the scale."""

from __future__ import annotations

from dataclasses import dataclass

from analytics.inference import names
from analytics.inference.instants import IN_WORDS
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
    mean: float | None = None
    integral: bool = False
    """Every number is whole."""
    length: float = 0.0
    """Mean length of the text."""
    words: float = 1.0
    """Mean number of words."""
    codes: float = 0.0
    """Share of cells without a space that contain a digit."""
    ascii: bool = False
    """No cell begins with a letter beyond ASCII."""
    links: float = 0.0
    """Share of cells that are web or mail addresses."""
    kind: str = ""
    """What an undecided or text column looks like (``Verdict.kind``)."""
    instants: str = ""
    """The unit of numbers that count time since 1970 (``Measured.instants``)."""


def role_of(e: Evidence) -> tuple[Role, str]:
    """The role and, in a few words, why."""
    if e.present == 0:
        return "constant", "it is empty"
    if e.distinct <= 1 and (e.present > 1 or e.rows >= 20):
        return "constant", "it has only one value"
    if e.type in ("date", "datetime", "time") or e.kind in ("date", "orders"):
        return "time", "it says when"
    if e.type == "boolean":
        return "category", "it has two answers"
    if e.type in ("currency", "percent"):
        return "measure", "it has amounts"
    if e.instants:
        return "time", f"its numbers are {IN_WORDS[e.instants]} since 1970; they can be read as moments"
    if e.type in NUMERIC_TYPES:
        return _number_role(e)
    return _text_role(e)


def _number_role(e: Evidence) -> tuple[Role, str]:
    measured, low, high = names.counts_things(e.name), e.low or 0.0, e.high or 0.0
    if not e.integral:
        if _years_with_fractions(e, low, high):
            return "time", "its numbers are years with a fraction for the part of the year"
        return "measure", "its numbers have fractions"
    if low >= 1000 and high <= 2500 and (names.says_year(e.name) or _only_years(e, measured)):
        return "category", "its numbers are years"
    if low >= 190001 and high <= 210012 and names.tokens(e.name) & names.PERIOD:
        return "category", "its numbers are years with months"
    if not measured:
        found = _key_or_code(e, low, high)
        if found:
            return found
    if e.distinct <= 2 and (low, high) in ((0, 1), (1, 2), (-1, 1)):
        return "category", "it has two values"
    if measured:
        return "measure", "its name says that it measures"
    if _counts(e, low, high):
        return "measure", "its numbers begin at 0, and most of them are small, as counts are"
    if e.distinct <= 5 and e.present >= 20 * e.distinct:
        return "category", "it has a handful of values that repeat"
    if e.distinct <= 10 and e.present >= 10 * e.distinct and low >= 0 and high <= 30:
        return "category", "it has few small values that repeat"
    if names.unreadable(e.name) and e.rows >= 20:
        return "text", "its coded name does not say what it measures; choose measure if it does"
    if e.rows >= 1000 and e.present < 0.02 * e.rows:
        return "text", "nearly all of its cells are empty; choose measure if it is one"
    return "measure", "its numbers vary"


def _only_years(e: Evidence, measured: bool) -> bool:
    """Whole numbers that all lie in living memory and repeat, or follow one another without a gap, are years, whatever
    the column is called."""
    low, high = e.low or 0.0, e.high or 0.0
    if measured or low < 1900 or high > 2100:
        return False
    series = e.distinct == e.present == high - low + 1 and not names.identifies(e.name)
    return (series and e.present >= 10) or (e.distinct > 2 and e.present >= 3 * e.distinct)


def _years_with_fractions(e: Evidence, low: float, high: float) -> bool:
    """1985.25 is the spring of 1985, as tools for time series write it: the name speaks of years or time, and the first
    and the last number are twelfths of a year (under a name of years any fraction will do)."""
    words = names.tokens(e.name)
    if not 1500 <= low < high <= 2100:
        return False
    twelfths = all(abs(12 * bound - round(12 * bound)) < 0.02 for bound in (low, high))
    return names.says_year(e.name) or (twelfths and bool(words & names.DATE))


def _counts(e: Evidence, low: float, high: float) -> bool:
    """A few whole numbers from 0 up whose mean lies in the lowest quarter: how often, how many. The numbers of classes
    and the steps of a scale spread over their range; what is counted is mostly nothing or little."""
    return low == 0 and e.distinct >= 5 and e.mean is not None and e.mean <= 0.25 * high


def _key_or_code(e: Evidence, low: float, high: float) -> tuple[Role, str] | None:
    """Whole numbers that tell things apart or stand for something."""
    unique = e.distinct >= e.present
    if names.identifies(e.name):
        if unique or e.distinct > 0.5 * e.present:
            return "identifier", "its name and its many distinct values say so"
        return "category", "its name says that it refers to something, and the values repeat"
    if unique and e.present >= 20 and names.ends_in_number(e.name):
        return "identifier", "its name says number, and no value repeats"
    if unique and e.present >= 20 and (high - low + 1 == e.present or _never_collides(e, low, high)):
        return "identifier", "its values never repeat though by chance they would"
    if names.encodes(e.name):
        return "category", "its name says code"
    if names.names_a_thing(e.name) and low >= 0:
        if e.distinct > 0.8 * e.present and e.present >= 20:
            return "identifier", "its name is that of a thing, and its numbers hardly repeat"
        return "category", "its name is that of a thing, and its numbers say which"
    if (
        names.groups(e.name)
        and not (unique and e.present >= 20)
        and (e.distinct <= 60 or e.distinct < 0.01 * e.present)
    ):
        return "category", "its name says group and the values repeat"
    return None


def _never_collides(e: Evidence, low: float, high: float) -> bool:
    """So many numbers out of so narrow a range would repeat by chance (birthday problem): no repeat means keys."""
    expected = e.present * e.present / (2 * (high - low + 1))
    return expected > 12


def _text_role(e: Evidence) -> tuple[Role, str]:
    words = names.tokens(e.name)
    unique = e.distinct >= e.present
    ratio = e.distinct / e.present
    if e.links > 0.5:
        return "text", "it has addresses"
    if e.kind in ("list", "unit", "units", "currencies", "percent", "marks"):
        return "text", "its cells want taking apart"
    if e.words > 5 or e.length > 60 or (words & names.PROSE and e.words > 2.5):
        return "text", "it has sentences"
    if e.kind in ("code", "long"):
        if ratio < 0.5:
            return "category", "its codes repeat"
        return "identifier", "it has codes whose every character counts"
    if e.kind == "version":
        return "text", "it has version numbers"
    named = bool(words & names.NAMED)
    if names.identifies(e.name) and not named and e.present >= 5:
        labels = e.present < 20 and e.codes < 0.1 and names.encodes(e.name)  # a few country codes are groups
        if ratio > 0.5 and not labels:
            return "identifier", "its name says so and the values hardly repeat"
        return "category", "its name says code" if labels else "its name says key, and the values repeat"
    code = e.codes > 0.9 and e.words <= 1.1 and e.kind not in ("range", "mixed")
    if unique and code and (e.present >= 20 or e.length >= 4) and not named:
        return "identifier", "every cell is a code of its own"
    if e.present < 20:
        return _small_text_role(e, words)
    if unique and e.ascii and e.words == 1 and e.length <= 4.5 and not words & (names.NAMED | names.PROSE):
        return "identifier", "every cell is a short code of its own"
    if (named and e.distinct > 1000) or (words & names.PROSE and ratio > 0.2):
        return "text", "it has more names than one can group by"
    if names.groups(e.name) and not named and not unique and e.length <= 30:
        return "category", "its name says group"
    if ratio < 0.2 or (e.distinct <= 30 and ratio < 0.6) or (ratio < 0.5 and e.length <= 25):
        return "category", "its values repeat"
    return "text", "its values hardly repeat"


def _small_text_role(e: Evidence, words: frozenset[str]) -> tuple[Role, str]:
    """Too few rows for counting: short labels are categories unless the name says otherwise."""
    if words & (names.NAMED | names.PROSE) and not names.groups(e.name):
        return "text", "its name says so"
    if e.words <= 2 and e.length <= 24:
        return "category", "it has short labels"
    return "text", "its values are long"
