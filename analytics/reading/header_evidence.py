"""Whether a first row of words heads the words below it: how much likelier its cells are as names than as one more row.

A row like the others is drawn from what stands in its columns: a text that was seen before as often as it was seen, a
new one as often as texts stand there once (Good 1953). Names are short, of few forms, and say what columns often hold.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from statistics import fmean, pstdev

from analytics.inference.names import CATEGORY, CODE, IDENTIFIER, MEASURE, NAMED, PROSE, parts

PRIOR = 2.0
"""Log odds of a header before anything is looked at: nearly all files of words have one."""
SURE = 3.0
"""Log odds above which nobody needs to be asked."""
SHARED = 0.8
"""Columns of a row are not drawn each for itself."""
MOST = 4.0
LEAST = -4.0
Texts = Sequence[Sequence[str | None]]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_MORE = _words(
    """
    abteilung age agent airport animal area artikel artist azienda band bedrijf beruf betreuer birth born brand
    breed building buyer campus car channel chapter cidade città city ciudad client cliente color colour column
    commune company condition contact contract contractor cor couleur country county course creator crew cuisine
    currency customer customers dept desk dish doctor document driver email employee employer empresa entreprise
    equipo event fach faculty family farbe field file film firma first food forename format fornecedor
    fournisseur frequency full function game genre habitat herkunft hospital idioma image industry instrument
    item job jugador klant kleur kund kunde land language langue last lastname leader lecture lender library
    lieferant lieu list location lugar luogo maker manager manufacturer marca marke marque material member
    middle mission mitarbeiter museum métier nationality network occupation office official operator
    organisation organization origin ort outcome owner paese park partner party patient pays país person place
    plant platform player position prodotto product producto produit profesión profession program project
    property province publisher pueblo purpose reason recipe reference region responsible result role room
    sample school schule sector seller service shop skill source speaker species sponsor sprache stad stadium
    stadt staff standort station stato stop store student style supplier surname symptom tags task teacher team
    tenure term theme time tool topic town train trainer tree university url usage vehicle vendor venue verein
    village ville voyage work writer zip
    """
)
HEADS = CATEGORY | CODE | IDENTIFIER | MEASURE | NAMED | PROSE | _MORE
"""Words that names of columns have in many tables."""
_FORMS = {
    "a": 0.16, "Aa": 0.34, "A": 0.16, "a_a": 0.10, "Aa Aa": 0.12, "Aa a": 0.10, "AaAa": 0.06, "aAa": 0.05, "a a": 0.06,
    "A A": 0.06, "a_a_a": 0.04, "A_A": 0.05, "Aa Aa Aa": 0.04, "a-a": 0.02, "Aa-Aa": 0.02, "c": 0.8,
}  # fmt: skip
"""How often names of columns are written so."""


def form(text: str) -> str:
    """How a text is written: ``Aa Aa`` for two words with capitals, ``a_a``, ``A-9``, ``c`` in scripts without case."""
    made: list[str] = []
    for mark in text[:60]:
        if mark.isdigit():
            sign = "9"
        elif mark.isalpha():
            sign = "A" if mark.isupper() else "a" if mark.islower() else "c"
        else:
            sign = mark
        if not made or made[-1] != sign or sign not in "9Aac":
            made.append(sign)
    return "".join(made)[:20]


def log_odds(texts: Texts) -> float:
    """Log odds that the first row is a header; above zero it rather is one. At least two rows."""
    first = texts[0]
    body = [row for row in texts[1:] if row != first]  # a header may stand there again, as a whole
    total = PRIOR
    for place, cell in enumerate(first):
        column = [row[place].strip() for row in body if row[place]]  # type: ignore[union-attr]
        gap = 1 - (len(column) + 0.5) / (len(body) + 1)
        if cell is None:
            total += math.log(0.03 / max(0.03, gap)) if column else 0.0
        elif column:
            witnesses = _seen(cell.strip(), column) + _written(cell.strip(), column) + _long(cell.strip(), column)
            total += SHARED * max(LEAST, min(MOST, witnesses + _says(cell) - math.log(1 - gap)))
    words = [cell.strip().lower() for cell in first if cell]
    return total - (1.5 if len(set(words)) < len(words) else 0.0)


def _seen(cell: str, column: Sequence[str]) -> float:
    """Whether the text comes again below."""
    counts = Counter(column)
    again = counts[cell]
    if again:
        return math.log(0.01 / ((again + 0.5) / (len(column) + 1)))
    once = sum(count == 1 for count in counts.values())
    return math.log(0.99 * (len(column) + 2) / (once + 1))


def _written(cell: str, column: Sequence[str]) -> float:
    """Whether the text is written as those below, or as names are."""
    forms = Counter(form(text) for text in column)
    mine = form(cell)
    if again := forms[mine]:
        likely = _FORMS.get(mine, 0.002 if any(mark in mine for mark in "9@/") else 0.01)
        return max(-3.0, math.log(likely / ((again + 0.5) / (len(column) + 1))))
    once = sum(count == 1 for count in forms.values())
    new = math.log((len(column) + 2) / (once + 1))
    return min(2.0, 0.7 * new) - (1.5 if "9" in mine or "@" in mine else 0.0)


def _long(cell: str, column: Sequence[str]) -> float:
    """Whether the text is as long as those below, or as names are (with letters; a sign of Chinese is a word)."""
    if "c" in form(cell):
        return 0.0
    lengths = [math.log(1 + len(text)) for text in column]
    mean, spread = fmean(lengths), max(0.3, pstdev(lengths))
    mine = math.log(1 + len(cell))
    as_row = -((mine - mean) ** 2) / (2 * spread**2) - math.log(spread)
    as_name = -((mine - 2.2) ** 2) / (2 * 0.6**2) - math.log(0.6)
    return max(-2.0, min(2.5, as_name - as_row))


def _says(cell: str) -> float:
    """Whether the text says what a column holds."""
    words = parts(cell)
    if len(words) > 6:
        return -0.3
    if any(word in HEADS and len(word) > 1 for word in words):
        return 2.3
    return -0.5 if cell.isascii() else 0.0  # of other languages too few words are known
