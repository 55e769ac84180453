"""A few cells that contradict a whole column: 3 of 2,041 are no date, so all of it is text until somebody decides."""

from __future__ import annotations

from collections.abc import Callable

from analytics.inference import hypotheses
from analytics.inference.cells import trimmed_values
from analytics.inference.moments import shape_of
from analytics.inference.numeric import take_apart
from analytics.inference.words import NULL_WORDS, YES_NO
from analytics.parsing import literal, quote, unparsed_sql
from analytics.recipe.guards import CODE_WORDS, words_of
from analytics.recipe.ops.misfits import WORDS
from analytics.recipe.suggestions.making import suggestion
from analytics.recipe.suggestions.work import Work, then
from analytics.schema import Column, Step

SHARE = 0.05
"""So many of the cells may contradict the rest."""
FEW = 2
"""In a short table so many may do, whatever their share is (up to a fifth)."""
LEAST = 8
"""Cells that agree."""
KINDS = 50
"""Different contradicting texts; more of them are no accident."""
ROUNDS = 4
LOOKED = 400
CODES = CODE_WORDS | {"zip", "postal", "postcode", "plz", "phone", "tel", "telephone", "mobile", "fax", "version"}
"""Words of names whose columns hold marks and not amounts: there a strange one is a value like others."""
BOOLEAN_WORDS = frozenset(word for yes, no in YES_NO for word in (*yes, *no))
FAMILIES: tuple[Callable[[str], bool], ...] = (
    lambda value: shape_of(value) is not None,
    lambda value: take_apart(value) is not None,
    lambda value: value.lower() in BOOLEAN_WORDS,
)


def find(work: Work) -> list[Step]:
    """A suggestion for each column of text that would be numbers, dates or flags but for a few of its cells."""
    settled = {step.column for step in work.steps if step.params.get("then")}
    columns = [c for c in work.texts if not c.ambiguous and c.name not in settled]
    return [step for column in columns if (step := _suggest(work, column))]


def _suggest(work: Work, column: Column) -> Step | None:
    if set(words_of(column.name)) & CODES:
        return None
    sample = trimmed_values(work.sample(column.name))
    for test in FAMILIES:
        fitting = dict.fromkeys(value for value in sample if test(value))
        if 2 * len(fitting) > len(sample) and (found := _reading(work, column.name, fitting, test)):
            return _step(work, *found)
    return None


def _reading(
    work: Work, name: str, fitting: dict[str, None], test: Callable[[str], bool]
) -> tuple[Column, dict[str, int]] | None:
    """How the column is read without the cells that do not look like the others, and those cells with their counts."""
    for _ in range(ROUNDS):
        reading = next((reading for reading in hypotheses(name, fitting) if not reading.asks), None)
        if reading is None:
            return None
        # Of the whole column more may look like the others than the first cells did.
        strange = _strange(work, reading.column(name))
        later = dict.fromkeys(value for value in strange if test(value) and value not in fitting)
        if later and any(not each.asks for each in hypotheses(name, {**fitting, **later})):
            fitting |= later
            continue
        odd = _few(work, name, strange)
        typed = work.typed(name, _without(name, odd)) if odd else None
        return (typed, odd) if typed is not None and odd else None
    return None


def _strange(work: Work, column: Column) -> dict[str, int]:
    """The texts that the reading cannot read with their counts, the most frequent first."""
    sql = (
        f"SELECT {quote(column.name)}, count(*) FROM work WHERE {unparsed_sql(column)}"
        f" GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {LOOKED}"
    )
    return {value: count for value, count in work.connection.execute(sql).fetchall() if value.lower() not in NULL_WORDS}


def _few(work: Work, name: str, strange: dict[str, int]) -> dict[str, int]:
    """The strange texts, if they are few enough to be an accident; else none."""
    (present,) = work.one(f"SELECT count({quote(name)}) FROM work")
    cells = sum(strange.values())
    few = cells <= SHARE * present or (cells <= FEW and 5 * cells <= present)
    return strange if few and len(strange) <= KINDS and present - cells >= LEAST else {}


def _without(name: str, odd: dict[str, int]) -> str:
    listed = ", ".join(map(literal, odd))
    return f"CASE WHEN {quote(name)} IN ({listed}) THEN NULL ELSE {quote(name)} END" if odd else quote(name)


def _step(work: Work, column: Column, odd: dict[str, int]) -> Step:
    cells = sum(odd.values())
    (present,) = work.one(f"SELECT count({quote(column.name)}) FROM work")
    shown = ", ".join(
        f"“{value[:40]}”" + (f" ({count:,})" if count > 1 else "") for value, count in list(odd.items())[:5]
    )
    more = f" and {len(odd) - 5} more" if len(odd) > 5 else ""
    verb = "is" if cells == 1 else "are"
    return suggestion(
        f"misfits:{column.name}",
        "misfits",
        column.name,
        then(column),
        confidence=0.75,
        evidence=f"{cells:,} of {present:,} cells {verb} no {WORDS[column.type]}: {shown}{more}. "
        f"All others are, so the column can be read as {column.type}.",
        risk="What these cells say is missing from the clean table; the change log and the problems list keep it.",
        cells=cells * work.every,
    )
