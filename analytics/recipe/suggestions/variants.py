"""One value in several spellings: damaged characters, letter case and punctuation, slips of the pen, runs of spaces."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict

from analytics.parsing import quote
from analytics.recipe.ops.inner_spaces import collapsed
from analytics.recipe.suggestions import closed
from analytics.recipe.suggestions.channel import intruder, repaired
from analytics.recipe.suggestions.edits import distance, other_code
from analytics.recipe.suggestions.work import Work, listing
from analytics.schema import Step

MAX_CLUSTERED = 4_000
MIN_LETTERS = 5
REPEATS = 0.5
"""Spellings are compared where values repeat: at most this share of the cells holds a value of its own."""


def spaces(work: Work) -> list[Step]:
    """Columns whose text has runs of spaces, no-break spaces or line breaks inside."""
    steps = []
    for column in work.texts:
        text = quote(column.name)
        cells, example = work.one(f"SELECT count(*), min({text}) FROM work WHERE {text} <> {collapsed(text)}")
        if cells:
            steps.append(
                Step(
                    id=f"spaces:{column.name}",
                    op="inner_spaces",
                    column=column.name,
                    tier="suggested",
                    confidence=0.7,
                    evidence=(
                        f"{cells:,} cell{' has' if cells == 1 else 's have'} runs of white space inside,"
                        f" as in “{example[:60]}”."
                    ),
                    risk="Spaces that line text up, and line breaks inside cells, are lost.",
                    cells_changed=cells * work.every,
                    enabled=False,
                )
            )
    return steps


def damaged(work: Work) -> list[Step]:
    """Repairs of values that one odd character spoiled all over the table."""
    known = {column.name: counts for column in work.texts if (counts := work.counts(column.name))}
    odd = intruder(known.values())
    if odd is None:
        return []
    steps = []
    for name, counts in known.items():
        values = repaired(counts, odd)
        if values:
            evidence = (
                f"All over the table “{odd}” stands where other characters belong; with it put right, these are values"
                f" that stand there many times: {listing(list(values.items()))}."
            )
            steps.append(_mapping("damaged", name, values, counts, 0.93, evidence, "A rare value of its own is lost."))
    return steps


def find(work: Work) -> list[Step]:
    """Suggestions to unify the spellings of a column: same letters in another form, then slips of the pen.

    Where a column knows a few values only, what is surely one of them with a slip comes first, by itself.
    """
    steps: list[Step] = []
    for column in work.texts:
        counts = work.counts(column.name)
        if not counts or not _repeats(counts) or len(counts) > MAX_CLUSTERED:
            continue
        same = _collisions(counts)
        slips = _slips({value: count for value, count in counts.items() if value not in same})
        clear = {v: target for v, target in slips.items() if closed.slip_of(v, target)}
        alone = closed.sure(counts, same | slips)
        if same:
            evidence = f"These differ in letter case, accents, punctuation or order only: {_listed(same)}."
            risk = "Where the form of writing means something, it is lost; the most frequent form survives."
            confidence = 0.85 if alone else 0.75
            steps.append(_mapping("spelling", column.name, same, counts, confidence, evidence, risk))
        if alone and clear:
            known = sum(1 for count in counts.values() if count >= closed.OFTEN)
            evidence = f"“{column.name}” knows {known:,} values only, and these are a letter away: {_listed(clear)}."
            risk = "A rare value of its own, so like a frequent one, would be lost."
            steps.append(_mapping("slips", column.name, clear, counts, 0.85, evidence, risk))
            slips = {value: target for value, target in slips.items() if value not in clear}
        if slips:
            evidence = f"Rare values, a letter or two away from a frequent one: {_listed(slips)}."
            risk = "Two names that are really alike would become one."
            steps.append(_mapping("slips", column.name, slips, counts, 0.65, evidence, risk))
    return steps


def _listed(values: dict[str, str]) -> str:
    return listing(list(values.items()))


def _mapping(
    kind: str, name: str, values: dict[str, str], counts: dict[str, int], confidence: float, evidence: str, risk: str
) -> Step:
    return Step(
        id=f"{kind}:{name}",
        op="map_values",
        column=name,
        params={"values": values},
        tier="suggested",
        confidence=confidence,
        evidence=evidence,
        risk=risk,
        cells_changed=sum(counts[value] for value in values),
        enabled=False,
    )


def _repeats(counts: dict[str, int]) -> bool:
    return len(counts) <= REPEATS * sum(counts.values())


def key(text: str) -> str:
    """What a value says whatever its form: words without case, accents, punctuation, sorted (OpenRefine's fingerprint).

    A text without two letters keeps its form: ``3-4`` and ``4-3`` are no spellings of one value.
    """
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    words = re.findall(r"\w+", plain)
    if sum(c.isalpha() for c in plain) < 2:
        return text
    # Numbers keep their place among the words; “Route 1 Exit 2” is not “Route 2 Exit 1”.
    return " ".join(words if any(c.isdigit() for c in plain) else sorted(set(words)))


def _collisions(counts: dict[str, int]) -> dict[str, str]:
    groups: dict[str, list[str]] = defaultdict(list)
    for value in counts:
        groups[key(value)].append(value)
    found: dict[str, str] = {}
    for values in groups.values():
        survivor = min(values, key=lambda value: (-counts[value], value))
        found |= {value: survivor for value in values if value != survivor}
    return dict(sorted(found.items(), key=lambda item: (-counts[item[0]], item[0])))


def _slips(counts: dict[str, int]) -> dict[str, str]:
    """Rare values and the frequent one that each is a slip of, if only one is near."""
    frequent = [value for value, count in counts.items() if count >= 5]
    by_part: dict[str, set[str]] = defaultdict(set)
    for value in frequent:
        for part in _parts(value):
            by_part[part].add(value)
    found: dict[str, str] = {}
    for value, count in counts.items():
        if count > 2 or sum(c.isalpha() for c in value) < MIN_LETTERS:
            continue
        near = {other for part in _parts(value) for other in by_part.get(part, ())} - {value}
        limit = 1 if len(value) < 10 else 2
        fitting = [
            other
            for other in near
            if counts[other] >= 5 * count
            and distance(value.casefold(), other.casefold(), limit) <= limit
            and not other_code(value, other)
        ]
        if len(fitting) == 1:
            found[value] = fitting[0]
    return dict(sorted(found.items()))


def _parts(value: str) -> set[str]:
    """Pieces of a text of which at least one survives two edits: thirds, and their lengths do not matter."""
    text = value.casefold()
    third = max(2, len(text) // 4)
    return {text[i : i + third] for i in range(len(text) - third + 1)} if len(text) <= 60 else {text[:12], text[-12:]}
