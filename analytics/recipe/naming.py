"""Column names: styles of writing them, and whether a table's names give a reason to choose one."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

_STYLES: dict[str, re.Pattern[str]] = {
    "snake_case": re.compile(r"[^\W_A-Z]+(?:_[^\W_A-Z]+)*"),
    "UPPER_CASE": re.compile(r"[^\W_a-z]+(?:_[^\W_a-z]+)*"),
    "kebab-case": re.compile(r"[^\W_A-Z]+(?:-[^\W_A-Z]+)*"),
    "camelCase": re.compile(r"[^\W_]+"),
    "words": re.compile(r"[^_]+"),
}
_MARKED = re.compile(r"[()\[\]%#*/&.:,'’°]|\b(?:of|the|and|in|per|by|to|for|a|an)\b")


def snake_case(name: str) -> str:
    spaced = re.sub(r"(?<=[^\W_A-Z])(?=[A-Z])", "_", name)
    return re.sub(r"\W+|_+", "_", spaced).strip("_").lower()


def title_case(name: str) -> str:
    spaced = re.sub(r"(?<=[^\W_A-Z])(?=[A-Z])", " ", name)
    return " ".join(
        word if word.isupper() and len(word) <= 4 else word.capitalize() for word in re.split(r"[\s_]+", spaced) if word
    )


STYLES: dict[str, tuple[str, Callable[[str], str]]] = {
    "snake": ("snake_case", snake_case),
    "title": ("Title Case", title_case),
}


def styled(names: Sequence[str], style: str) -> dict[str, str] | None:
    """Each name that another way of writing changes, old → new; None where two names would be one."""
    write = STYLES[style][1]
    after = [write(name) or name for name in names]
    if len({name.lower() for name in after}) < len(after):
        return None
    return {old: new for old, new in zip(names, after, strict=True) if old != new}


def reason(names: Sequence[str]) -> str:
    """Why the names would better be written in one way, as a sentence; empty where they are well as they are."""
    for name in names:
        if name != " ".join(name.split()):
            return f"“{' '.join(name.split())}” has blanks at its ends, or several in a row."
    styles = [(name, _styles_of(name)) for name in names]
    for place, (name, own) in enumerate(styles):
        for other, others in styles[:place]:
            if not own & others:
                return f"The names are written in several ways: “{other}” beside “{name}”."
    return (
        "" if not names or set.intersection(*(own for _, own in styles)) else "The names are written in several ways."
    )


def _styles_of(name: str) -> set[str]:
    """The styles that a name may be written in; one plain word fits several."""
    plain = " ".join(_MARKED.sub(" ", name).split())
    if not any(c.isalpha() for c in plain):
        return set(_STYLES)
    found = {style for style, pattern in _STYLES.items() if pattern.fullmatch(plain)}
    if "words" in found and ((" " not in plain and "-" in plain) or re.search(r"[^\W\d_][a-z]+[A-Z]", plain)):
        found.discard("words")  # beer-name and OrderDate are one word each
    return found
