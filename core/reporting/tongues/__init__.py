"""Reports in the language of who reads them: sentences, dates, numbers, and when a report comes.

Each language is a module of plain tables; nothing is compiled and nothing is installed. What comes from the data is
never translated, and a sentence that exists in English only says so (``Sentence.lang``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache, cached_property
from types import ModuleType
from typing import Any

from core.reporting.tongues import english, french, german, spanish

FALLBACK = "en"
MODULES: dict[str, ModuleType] = {"en": english, "de": german, "fr": french, "es": spanish}
NAMES: dict[str, str] = {code: module.NAME for code, module in MODULES.items()}
HARD = "\N{NO-BREAK SPACE}"
_FIGURE = re.compile(r"(?<![\w.,])\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\w|[.,]\d)|(?<![\w.,])\d+\.\d+(?!\d|[.,]\d)")
_SHORT = re.compile(r"(?<=\d)([TBMk])\b")
_MARKED = re.compile(r"\x00([TBMk])")
_PERIOD = re.compile(rf"(?:(\d\d?) )?({'|'.join(english.SHORT_MONTHS)}) (\d{{4}})(?: (\d\d:\d\d))?")
_PERCENT = re.compile(r"(?<=\d)%")


class Sentence(str):
    """Text of a report. ``lang`` names its language where that is another one than the report's."""

    lang: str

    def __new__(cls, text: str, lang: str = "") -> Sentence:
        made = super().__new__(cls, text)
        made.lang = lang
        return made


class Tongue:
    """One language. Phrases are looked up by key, in English where a language has none."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.words = MODULES[code]

    def say(self, key: str, **values: Any) -> str:
        """The phrase with its values; whole numbers come as people of the language write them."""
        phrases: Mapping[str, str] = self.words.PHRASES
        shown = {name: self.integer(value) if type(value) is int else value for name, value in values.items()}
        return phrases.get(key, english.PHRASES[key]).format(**shown)

    def count(self, key: str, n: int, **values: Any) -> str:
        """The phrase ``key.one`` or ``key.many``, by ``n``."""
        return self.say(f"{key}.one" if n == 1 else f"{key}.many", n=n, **values)

    def letter(self, kind: str, **values: Any) -> dict[str, str]:
        """All phrases of a kind of mail (reset, changed, invite), without the kind in their names."""
        names = [name for name in english.PHRASES if name.startswith(f"{kind}_")]
        return {name.removeprefix(f"{kind}_"): self.say(name, **values) for name in names}

    def told(self, text: str) -> str | None:
        """A sentence of ``analytics.telling`` from its facts; None where it has none or a word for one is lacking."""
        said = getattr(text, "said", None)
        return str(text) if self.code == FALLBACK else self.writer.told(said)

    @cached_property
    def writer(self) -> Any:
        from core.reporting.tongues import telling

        return telling.ENGLISH if self.code == FALLBACK else telling.Translator(self)

    # Numbers

    def integer(self, value: int) -> str:
        return self.figures(f"{value:,}")

    def decimal(self, value: float, places: int = 1) -> str:
        return self.figures(f"{value:,.{places}f}")

    def percent(self, hundredths: float) -> str:
        """5.23 as “5.2 %”."""
        return f"{self.decimal(hundredths)}{' ' if self.code == FALLBACK else HARD}%"

    def figures(self, text: str, *, short: bool = True) -> str:
        """Numbers that this program wrote in English (1,234.5) as the language writes them; the rest stays.

        ``short``: the letter of a shortened number (1.2M) becomes a word, too, which takes more room.
        """
        thousands, point = self.words.SEPARATORS
        if (thousands, point) == (",", "."):
            return text
        swap = {",": thousands, ".": point}
        marked = _SHORT.sub(
            lambda found: f"\x00{found[1]}", text
        )  # the number before it ends where its digits do: 1.2M
        text = _FIGURE.sub(lambda found: "".join(swap.get(sign, sign) for sign in found[0]), marked)
        text = _PERCENT.sub(f"{HARD}%", text)
        return _MARKED.sub(lambda found: HARD + self.words.SHORT[found[1]] if short else found[1], text)

    # Dates

    def day(self, value: date) -> str:
        """25 November 2026."""
        month = self.words.MONTHS[value.month - 1]
        return str(self.words.DAY.format(day=value.day, month=month, year=value.year))

    def short_day(self, value: date) -> str:
        """25 Nov 2026."""
        month = self.words.SHORT_MONTHS[value.month - 1]
        return str(self.words.SHORT_DAY.format(day=value.day, month=month, year=value.year))

    def moment(self, value: datetime) -> str:
        """With hour, minute and the name of the zone that the value is in."""
        return f"{self.day(value)}, {value:%H:%M %Z}".strip()

    def period(self, text: str) -> str:
        """“5 Mar 2024” and “Q2 2024”, as this program writes them in English."""
        if self.code == FALLBACK:
            return text
        found = _PERIOD.fullmatch(text)
        if found is None:
            return text
        month = self.words.SHORT_MONTHS[english.SHORT_MONTHS.index(found[2])]
        if not found[1]:
            return f"{month} {found[3]}"
        day = self.words.SHORT_DAY.format(day=found[1], month=month, year=found[3])
        return f"{day} {found[4] or ''}".strip()

    # Lists

    def listed(self, parts: Sequence[str], word: str = "and") -> str:
        """“a, b and c”."""
        if len(parts) < 2:
            return "".join(parts)
        return f"{', '.join(parts[:-1])} {self.say(word)} {parts[-1]}"


@cache
def of(code: str) -> Tongue:
    """The language of that code, the fall-back for any other."""
    return Tongue(code if code in MODULES else FALLBACK)


def known(text: str) -> str:
    """The code that somebody means by “de”, “German”, “Deutsch” or “de-AT”; empty for none."""
    word = text.strip().casefold()
    for code, module in MODULES.items():
        if word in {code, module.NAME.casefold(), module.ENGLISH_NAME.casefold()} or word.startswith(f"{code}-"):
            return code
    return ""


def best_of(accept: str) -> str:
    """The language that a browser asks for first (``Accept-Language``) among those that are spoken here; else empty."""
    wanted: list[tuple[float, int, str]] = []
    for place, part in enumerate(accept[:500].split(",")):
        name, _, rest = part.strip().partition(";")
        found = re.fullmatch(r"\s*q=([01](?:\.\d{0,3})?)\s*", rest)
        quality = float(found[1]) if found else 1.0
        code = name.strip().lower().partition("-")[0]
        if code in MODULES and quality > 0:
            wanted.append((-quality, place, code))
    return min(wanted)[2] if wanted else ""
