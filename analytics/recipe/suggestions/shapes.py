"""Columns that would serve better in another shape: split, merged, taken apart, computed, renamed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

from analytics.parsing import literal, quote
from analytics.recipe import naming
from analytics.recipe.guards import words_of
from analytics.recipe.ops.extract import MAIL_DOMAIN, WEB_HOST, YEAR_IN_BRACKETS
from analytics.recipe.suggestions.making import free_name, suggestion
from analytics.recipe.suggestions.work import Work, then
from analytics.schema import Column, Step
from analytics.sqltext import filled, trimmed

SEPARATORS = (" - ", " – ", " | ", "|", ";", " / ", ", ", "/", " to ", "–", " x ")
PATTERNS = (
    (YEAR_IN_BRACKETS, "{} year", "a year in brackets at the end"),
    (MAIL_DOMAIN, "{} domain", "an e-mail address"),
    (WEB_HOST, "{} host", "a web address"),
)
SHARE = 0.95
HOPEFUL = 0.6
"""At least such a share of the first values has to agree before the whole column is asked."""


def find(work: Work) -> list[Step]:
    taken = {column.name for column in work.profile.columns}
    steps: list[Step] = []
    for column in work.texts:
        step = _extract(work, column, taken) or _split(work, column, taken)
        if step:
            steps.append(step)
    return [*steps, *_merged(work, taken), *_date(work, taken)]


def _split(work: Work, column: Column, taken: set[str]) -> Step | None:
    """Columns of which nearly every value has the same separator equally often."""
    text, sample = quote(column.name), work.sample(column.name)
    for mark in SEPARATORS:
        if not _hopeful(sample, lambda value: value.count(mark)):  # noqa: B023 - used at once
            continue
        pieces = f"len(string_split({text}, {literal(mark)}))"
        known, most, count, distinct = work.one(
            f"SELECT sum(n), arg_max(p, n), max(n), count(*) FROM (SELECT {pieces} AS p, count(*) AS n FROM work"
            f" WHERE {text} IS NOT NULL GROUP BY p)"
        )
        if not known or known < 10 or most is None or not 2 <= most <= 4 or count < SHARE * known or distinct > 3:
            continue
        raw = [f"list_extract(string_split({text}, {literal(mark)}), {i})" for i in range(1, most + 1)]
        parts = [f"nullif({trimmed(part)}, '')" for part in raw]
        there = work.one(f"SELECT {', '.join(f'count(*) FILTER ({filled(part)})' for part in raw)} FROM work")
        if min(there) < 0.9 * known or _is_path(work, column):
            continue
        names = [free_name(f"{column.name} {number}", taken) for number in range(1, most + 1)]
        typed = {name: then(kind) for name, part in zip(names, parts, strict=True) if (kind := work.typed(name, part))}
        example = work.one(f"SELECT {text} FROM work WHERE {text} IS NOT NULL ORDER BY rn LIMIT 1")[0]
        return suggestion(
            f"split:{column.name}",
            "split",
            column.name,
            {"by": mark, "into": names, "then": typed},
            confidence=0.55,
            evidence=f"{count:,} of {known:,} values have {most} parts around “{mark}”, as “{example[:60]}”.",
            risk="None: the column stays; the parts stand beside it.",
            cells=int(sum(there)) * work.every,
        )
    return None


def _hopeful(sample: list[str], count: Callable[[str], int]) -> bool:
    """Whether most of a sample has the separator equally often, at least once."""
    counts = Counter(count(value) for value in sample)
    number, values = counts.most_common(1)[0] if counts else (0, 0)
    return number > 0 and values >= HOPEFUL * len(sample)


def _is_path(work: Work, column: Column) -> bool:
    return any("://" in value or value.startswith("/") for value in column.examples)


def _extract(work: Work, column: Column, taken: set[str]) -> Step | None:
    text, sample = quote(column.name), work.sample(column.name)
    for pattern, name, what in PATTERNS:
        found_in = [value for value in sample if re.search(pattern, value)]
        if len(found_in) < HOPEFUL * len(sample):
            continue
        found = f"nullif(regexp_extract({text}, {literal(pattern)}, 1), '')"
        known, matched = work.one(f"SELECT count({text}), count({found}) FROM work")
        if known < 10 or matched < 0.8 * known:
            continue
        kind = work.typed("part", found)
        return suggestion(
            f"extract:{column.name}",
            "extract",
            column.name,
            {"pattern": pattern, "to": free_name(name.format(column.name), taken)}
            | ({"then": then(kind)} if kind else {}),
            confidence=0.55,
            evidence=f"{matched:,} of {known:,} values hold {what}.",
            risk="None: the column stays; what is found stands beside it.",
            cells=matched * work.every,
        )
    return None


def _named(work: Work, *words: str) -> Column | None:
    found = [column for column in work.profile.columns if set(words) & set(words_of(column.name))]
    return found[0] if len(found) == 1 else None


def _merged(work: Work, taken: set[str]) -> list[Step]:
    """A first and a last name that stand apart."""
    first = _named(work, "first", "given", "forename", "firstname")
    last = _named(work, "last", "family", "surname", "lastname")
    if first is None or last is None or first is last or {first.type, last.type} != {"text"}:
        return []
    name = free_name("full name" if first.name.islower() else "Full name", taken)
    return [
        suggestion(
            f"merge:{first.name}:{last.name}",
            "merge",
            None,
            {"columns": [first.name, last.name], "with": " ", "to": name},
            confidence=0.5,
            evidence=f"“{first.name}” and “{last.name}” are the parts of a name.",
            risk="None: both columns stay; the whole stands beside them.",
            cells=work.rows,
        )
    ]


def _date(work: Work, taken: set[str]) -> list[Step]:
    """Year, month and day in three columns."""
    parts = [_named(work, word) for word in ("year", "month", "day")]
    found = [part for part in parts if part is not None and part.type == "integer"]
    if len(found) < 3 or any("]" in part.name for part in found):
        return []
    if not (_within(found[1], 1, 12) and _within(found[2], 1, 31)):
        return []
    formula = "date(" + ", ".join(f"[{part.name}]" for part in found) + ")"
    name = free_name("date" if found[0].name.islower() else "Date", taken)
    return [
        suggestion(
            "derive:date",
            "derive",
            None,
            {"formula": formula, "to": name},
            confidence=0.6,
            evidence="Year, month and day stand in three columns; as one date they can be charted over time.",
            risk="None: the three columns stay. Days that do not exist stay empty.",
            cells=work.rows,
        )
    ]


def _within(column: Column, low: int, high: int) -> bool:
    try:
        return low <= int(column.min or "x") and int(column.max or "x") <= high
    except ValueError:
        return False


def names(work: Work) -> list[Step]:
    """All column names in one style, where they are written in several."""
    before = [column.name for column in work.profile.columns]
    why = naming.reason(before)
    if not why:
        return []
    steps = []
    for short, (style, _) in naming.STYLES.items():
        changed = naming.styled(before, short)
        if not changed:
            continue
        old, new = next(iter(changed.items()))
        number = f"{len(changed):,} of {len(before):,} {'name' if len(before) == 1 else 'names'}"
        steps.append(
            suggestion(
                f"names:{short}",
                "rename_columns",
                None,
                {"names": changed, "style": style},
                confidence=0.5,
                evidence=f"{why} In {style} {number} would be other ones, as “{new}” for “{old}”.",
                risk="Formulas, charts and files of others that use the old names have to follow.",
            )
        )
    return steps
