"""The passport of a number of a version: its rows, the steps that touched them, the original's lines and its file."""

from __future__ import annotations

import logging
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from analytics import query
from analytics.charts.grain import narrowed
from analytics.charts.locales import localised
from analytics.passport import marks, places, wholes, words
from analytics.passport.marks import Mark, Pick
from analytics.passport.rows import Behind, Changed, Counts
from analytics.recipe import describe
from analytics.recipe.ops import find as op_of
from analytics.recipe.replay import build
from analytics.schema import AnalyticsError, ChartSpec, Column, Filter, Profile, Step
from core import drawing, storage
from core.models import DatasetVersion
from core.passport_rows import ROWS, Row, original_is_whole, page_of, shown
from core.versions import origins, recipes

__all__ = ["NUMBERS", "ROWS", "Passport", "Row", "Touch", "of", "original_is_whole", "table_of"]
log = logging.getLogger(__name__)
CELLS = 5
NUMBERS = 200
"""Numbers of a chart on one page."""
MANY_CELLS = 100
CLOSE = 1e-9
MOST_EXACT = 1e15
NOT_IN_THE_TABLE = re.compile(r"(?:kept apart|it is not in the table)\.$")
UNLISTED = re.compile(r"([\d,]+) more lines like that are not listed one by one")
BEYOND = "lines of the file that reading noted and did not list one by one; some may be in the table"
CUT = "the last ones were kept apart."
LONG_ROW = "rows with more cells than columns; the cells beyond were kept apart"


@dataclass(frozen=True)
class Touch:
    """One step that changed cells behind the number: what it does, how many cells, and some of them."""

    step: str
    title: str
    evidence: str
    cells: int
    columns: tuple[str, ...]
    some: tuple[tuple[Changed, str], ...]
    """Each with the place of its cell in a workbook."""


@dataclass(frozen=True)
class Passport:
    mark: Mark
    formula: str
    again: Any
    written: str | None
    """``again`` as a person compares it."""
    equal: bool
    counts: Counts
    columns: tuple[Column, ...]
    used: int
    """So many of ``columns``, the first ones, decide about the number and its rows."""
    rows: tuple[Row, ...]
    touches: tuple[Touch, ...]
    made: tuple[tuple[str, str], ...]
    left_out: tuple[tuple[str, int], ...]
    lines_known: bool
    sql: str = ""
    filters: tuple[str, ...] = field(default=())


def table_of(
    version: DatasetVersion, spec: ChartSpec, filters: Sequence[Filter], *, offset: int = 0,
    only: Sequence[int] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """A page of the numbers of a chart that one can ask about: ``columns``, ``rows`` of text, ``places`` of these rows,
    and ``total``. ``only``: these rows of the chart's table."""
    from analytics.charts.pictures import table_of as in_words

    profile = drawing.profile_of(version)
    spec = narrowed(spec, profile, filters)
    data = query.fetch(spec, drawing.clean_table(version), profile, filters=filters)
    places = range(len(data.rows)) if only is None else [place for place in only if place < len(data.rows)]
    here = list(places[offset : offset + NUMBERS])
    table = in_words(spec, replace(data, rows=tuple(data.rows[place] for place in here)), profile)
    return {**table, "places": here, "total": len(places)}


def of(
    version: DatasetVersion, spec: ChartSpec, filters: Sequence[Filter], pick: Pick, *,
    offset: int = 0, step: str = "", table: str = "data",
) -> Passport:  # fmt: skip
    """Everything about one number, computed now. AnalyticsError where the chart has no such number.

    ``offset``: the first row that is shown. ``step``: of which step all changed cells are shown. ``table``: what the
    dataset is called in SQL.
    """
    profile, clean = drawing.profile_of(version), drawing.clean_table(version)
    mark = _mark(narrowed(spec, profile, filters), clean, profile, filters, pick)
    behind = Behind(mark, clean, profile, filters)
    again, counts = behind.recomputed(), behind.counts()
    ancestry = Ancestry(version, behind.columns)
    rows, known = page_of(version, profile, behind, offset)
    return Passport(
        mark=mark,
        formula=words.formula(behind, filters),
        again=again,
        written=written(again, mark, profile),
        equal=same(again, mark.value),
        counts=counts,
        columns=shown(profile, behind),
        used=len(behind.columns),
        rows=rows,
        touches=_touches(version, behind, ancestry, step),
        made=ancestry.made,
        left_out=_left_out(version, behind, counts),
        lines_known=known,
        sql=behind.sql(table),
        filters=tuple(words.filter_words(each) for each in (*mark.spec.filters, *filters)),
    )


def _mark(spec: ChartSpec, clean: Path, profile: Profile, filters: Sequence[Filter], pick: Pick) -> Mark:
    data = query.fetch(spec, clean, profile, filters=filters)
    if pick.whole:
        found = wholes.alone(query.settled(spec, profile), data, pick)
        if found is None:
            raise marks.Several(range(len(data.rows)))
        spec, pick = found
        data = query.fetch(spec, clean, profile, filters=filters)
    return marks.find(spec, data, profile, pick)


def same(one: Any, other: Any) -> bool:
    """Whether two numbers are the same; sums in another order may differ in the sixteenth digit."""
    if one is None or other is None:
        return one is other
    try:
        first, second = float(one), float(other)
    except (TypeError, ValueError):
        return bool(one == other)
    if math.isnan(first) or math.isnan(second):
        return math.isnan(first) and math.isnan(second)
    return math.isclose(first, second, rel_tol=CLOSE, abs_tol=1e-12)


class Ancestry:
    """From columns of the clean table to those of the original that they come from, through renames and made ones."""

    def __init__(self, version: DatasetVersion, columns: Sequence[str]) -> None:
        before = {now: old for old, now in origins.names_now(version).items()}
        steps = {step.id: step for step in recipes.newest(version).steps}
        added = _added(version)
        found: dict[str, None] = {}
        made = []
        waiting, seen = list(columns), set()
        while waiting:
            name = waiting.pop(0)
            if name in seen:
                continue
            seen.add(name)
            step = steps.get(added.get(name, ""))
            if step is None:
                found[before.get(name, name)] = None
                continue
            made.append((name, str(describe(step)["title"])))
            waiting += _sources(step)
        self.originals = tuple(found)
        self.made = tuple(made)


def _sources(step: Step) -> list[str]:
    """The columns from which a step makes its new one."""
    formula = str(step.params.get("formula") or "")
    named = [str(name) for name in (step.column, *(step.params.get("columns") or ())) if name]
    try:
        named += [name for name in op_of(step).columns(step) if name]
    except Exception:
        log.warning("Step %s does not tell its columns", step.id)
    return list(dict.fromkeys([*named, *_in_formula(formula)]))


def _in_formula(formula: str) -> list[str]:
    """Names in a formula: ``[two words]``, ``"quoted"`` or bare; those that are no columns do no harm."""
    found = re.findall(r"\[([^\]]+)\]|\"([^\"]+)\"|([^\W\d]\w*)", formula)
    return [next(part for part in each if part) for each in found]


def _added(version: DatasetVersion) -> dict[str, str]:
    """Columns that a step has made: name → step."""
    profile = Profile.from_json(version.profile or {"rows": 0, "columns": []})
    try:
        return dict(build(storage.text_table(version), recipes.newest(version), profile).added)
    except AnalyticsError:
        return {}


def _touches(version: DatasetVersion, behind: Behind, ancestry: Ancestry, step: str) -> tuple[Touch, ...]:
    changes = storage.changes(version)
    how: Any = {"removed": bool((version.quality or {}).get("rows_removed")), "rows": version.rows or 0}
    steps = {each.id: each for each in recipes.newest(version).steps}
    groups: dict[str, list[Any]] = {}
    for touched in behind.touched(changes, ancestry.originals, **how):
        groups.setdefault(touched.step, []).append(touched)
    found = []
    for id, parts in groups.items():
        limit = MANY_CELLS if id == step else CELLS
        known = steps.get(id)
        found.append(
            Touch(
                step=id,
                title=str(describe(known)["title"]) if known else id,
                evidence=known.evidence if known else "",
                cells=sum(each.cells for each in parts),
                columns=tuple(each.column for each in parts),
                some=tuple(
                    (each, _place(version, each))
                    for each in behind.cells(changes, ancestry.originals, id, limit=limit, **how)
                ),
            )
        )
    return tuple(found)


def _place(version: DatasetVersion, changed: Changed) -> str:
    """The cell of a workbook, ``Orders!D7``; nothing for other files and for rows that were appended."""
    names = [column["name"] for column in (version.profile or {}).get("columns", ())]
    if changed.column not in names or (version.reader or {}).get(recipes.APPEND):
        return ""
    return places.cell(version.detected or {}, changed.row, names.index(changed.column))


def _left_out(version: DatasetVersion, behind: Behind, counts: Counts) -> tuple[tuple[str, int], ...]:
    """What is not in the number, and how many rows each time."""
    found = []
    if counts.mark > counts.valued:
        named = " or ".join(f"“{name}”" for name in behind.needs)
        found.append((f"rows of these that have no value in {named}", counts.mark - counts.valued))
    if counts.filtered > counts.mark:
        found.append(("rows that belong to other parts of the chart, or to none", counts.filtered - counts.mark))
    if counts.table > counts.filtered:
        found.append(("rows that the filters take away", counts.table - counts.filtered))
    for step in recipes.newest(version).steps:
        if step.enabled and step.rows_removed:
            found.append((f"rows that cleaning took away: {describe(step)['title']}", step.rows_removed))
    return (*found, *_kept_apart(version))


def _kept_apart(version: DatasetVersion) -> list[tuple[str, int]]:
    """The lines of the file that are not in the table, by what they are. What reading noted beside (an encoding, other
    tables, blank lines) took nothing away."""
    found: dict[str, int] = {}
    for problem in version.problems:
        text = str(problem.get("problem") or "")
        if unlisted := UNLISTED.match(text):
            found[BEYOND] = found.get(BEYOND, 0) + int(unlisted[1].replace(",", ""))
        if not NOT_IN_THE_TABLE.search(text):
            continue
        words = text[:1].lower() + text[1:].rstrip(".")
        words = LONG_ROW if text.endswith(CUT) else f"lines of the file: {words}"
        found[words] = found.get(words, 0) + 1
    return list(found.items())


def written(value: Any, mark: Mark, profile: Profile) -> str | None:
    """A number as far as it can be compared: money to the cent, else twelve digits; beyond is how computers add."""
    if not isinstance(value, int | float | Decimal):
        return None if value is None else str(value)
    amount: Any = value
    if not isinstance(value, int):
        amount = float(amount)
        if not math.isfinite(amount):
            return str(amount)
        amount = round(amount, 2) if abs(amount) >= 1 and _is_money(mark, profile) else float(f"{amount:.12g}")
        amount = int(amount) if amount.is_integer() and abs(amount) < MOST_EXACT else amount
    return localised(f"{amount:,}".replace("-", "−"))


def _is_money(mark: Mark, profile: Profile) -> bool:
    measures = mark.spec.measures
    chosen = measures[min(mark.place, len(measures) - 1)] if measures else None
    if chosen is None or chosen.column is None or chosen.agg in ("count", "count_distinct"):
        return False
    return profile.column(chosen.column).type == "currency"
