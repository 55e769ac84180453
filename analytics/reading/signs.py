"""Which signs may part the cells of a text, and how much each is to be expected."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

SURE = 1.25
"""How much a tab is to be expected where nearly all lines have some, as texts have none."""
USUAL = {",": 1.0, ";": 1.0, "\t": 1.03, "|": 1.0, "^": 0.95, "~": 0.95, "\x01": 1.0, "\x1f": 1.0, "\x1e": 1.0,
         "¦": 0.9, "§": 0.9, "¬": 0.9, "#": 0.75, "&": 0.75, "*": 0.75, "!": 0.7, "$": 0.6, "%": 0.6, "@": 0.6,
         "=": 0.5, ":": 0.6, "/": 0.4, " ": 0.62}  # fmt: skip
"""Delimiters with how much they are to be expected; others never part cells."""
WORDS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar", " ": "blank", ":": "colon", "": "nothing"}

_DRIVE = re.compile(r"\s*[A-Za-z]:\\")
_ADDRESS = re.compile(r"(?<!\w)\w{2,12}://[^\s;,|\"'^¦§¬\x01\x1e\x1f]+")
PARTING = ";\t|"
"""Signs that are seldom found in a value."""
_RARE = "#^~¦§¬*!"
"""Signs that are found in values, but hardly as often in each of them."""
_ENTITY = re.compile(r"&(?:[A-Za-z]{2,8}|#\d{1,6});")
"""A letter as HTML writes it."""
_SIGNS = re.compile(r"(?<![^\w\s\"'])[^\w\s\"'.,\-+(){}\[\]\\]{2,4}(?![^\w\s\"'])")


def usual(sign: str, text: str) -> float:
    """How much a delimiter is to be expected; less for a sign that mostly stands doubled."""
    if sign in USUAL:
        doubled = sign not in " 	" and text.count(sign * 2) * 2 > 0.9 * text.count(sign)
        return (SURE if sign == "\t" and _tabbed(text) else USUAL[sign]) * (0.85 if doubled else 1.0)
    return USUAL.get(sign[0] if sign[0] != " " else sign.strip(), 0.6) * 1.001


def _tabbed(text: str) -> bool:
    """Whether nearly all lines have tabs, which texts have not, and which stand beside no other delimiter."""
    lines = [line for line in text.splitlines() if line.strip()]
    beside = text.count(",\t") + text.count(";\t") + text.count("\t\t")
    count = text.count("\t")
    return count >= 2 * len(lines) and 10 * sum("\t" in line for line in lines) >= 9 * len(lines) and 5 * beside < count


def plain(text: str) -> str:
    """The text without letters as HTML writes them, whose semicolons part nothing."""
    return _ENTITY.sub("", text) if "&" in text else text


def foreign(sample: Sequence[str]) -> str:
    """The signs that no cell should hold: those that seldom do, and those that stand as often in most lines."""
    filled = [line for line in sample if line.strip()]
    return PARTING + "".join(
        sign
        for sign in _RARE
        if (count := filled[0].count(sign) if filled else 0) > 1
        and 3 * sum(line.count(sign) == count for line in filled) >= 2 * len(filled) > 4
    )


def candidates(sample: Sequence[str], text: str) -> Iterator[str]:
    """Signs that stand in at least a third of the lines; doubled, or with a blank behind, where they mostly are so.

    Signs that are not usual have to stand behind the start of a line, where they mark remarks and names, and elsewhere
    than in addresses.
    """
    filled = [line for line in map(plain, sample) if line.strip()]
    inside = [_ADDRESS.sub("", line).lstrip()[1:] for line in filled]
    for sign in USUAL:
        count = text.count(sign)
        anywhere = sign in ",;\t| " or (sign in _RARE and inside[:1] and sign in inside[0])
        with_it = sum(sign in line for line in (filled if anywhere else inside))
        if not count or (3 * with_it < len(filled) and with_it < 50 and sign not in ",;\t|"):
            continue
        if _parts_nothing(sign, filled):
            continue
        yield sign
        if sign not in " \t" and _doubled(sign, text, filled):
            yield sign * 2
        if sign in ",;|" and text.count(f"{sign} ") > 0.4 * count:
            yield f"{sign} "
            if text.count(f" {sign} ") > 0.4 * count:
                yield f" {sign} "
    yield from _several(filled)


def _parts_nothing(sign: str, lines: Sequence[str]) -> bool:
    """Whether a sign does something else: slashes and colons stand in addresses and in paths."""
    if sign == ":":
        return 2 * sum(_DRIVE.match(line) is not None for line in lines) >= len(lines)
    return sign == "/" and 2 * sum("://" in line or line[0] in "./" for line in lines) >= len(lines)


def _several(lines: Sequence[str]) -> Iterator[str]:
    """Delimiters of two to four different signs (``~|~``, ``::``), as often in each line."""
    if len(lines) < 2:
        return
    for sign in dict.fromkeys(_SIGNS.findall(lines[0].rstrip("\r\n"))):
        count = lines[0].count(sign)
        if len(set(sign)) > 1 and 10 * sum(line.count(sign) == count for line in lines) >= 9 * len(lines):
            yield sign


def _doubled(sign: str, text: str, lines: Sequence[str]) -> bool:
    """Whether a sign stands in pairs wherever it stands."""
    if text.count(sign * 2) * 2 <= 0.9 * text.count(sign):
        return False
    single = re.compile(f"(?<!{re.escape(sign)}){re.escape(sign)}(?:{re.escape(sign) * 2})*(?!{re.escape(sign)})")
    return 20 * sum(single.search(line) is not None for line in lines) < len(lines)
