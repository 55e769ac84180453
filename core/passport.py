"""The passport of a number of a version: its rows, the steps that touched them, the original's lines and its file."""

from __future__ import annotations

import bisect
import logging
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from analytics import query
from analytics.parsing import literal
from analytics.passport import lines, marks, words
from analytics.passport.marks import Mark, Pick
from analytics.passport.rows import Behind, Changed, Counts
from analytics.recipe import describe
from analytics.recipe.ops import find as op_of
from analytics.recipe.replay import build
from analytics.schema import AnalyticsError, ChartSpec, Column, Filter, Profile, Step
from core import drawing, storage
from core.models import DatasetVersion
from core.versions import origins, recipes

log = logging.getLogger(__name__)
ROWS = 20
CELLS = 5
MANY_CELLS = 100
OTHER_COLUMNS = 12
CLOSE = 1e-9


@dataclass(frozen=True)
class Touch:
    """One step that changed cells behind the number: what it does, how many cells, and some of them."""

    step: str
    title: str
    evidence: str
    cells: int
    columns: tuple[str, ...]
    some: tuple[Changed, ...]


@dataclass(frozen=True)
class Row:
    """One row behind the number. ``number`` counts the original's rows from 1; 0 where it is not known.

    ``cells`` are the values beside the columns' names where a step changed them. ``line`` is the original's, as it
    stands there; ``came`` the cells as they were read.
    """

    number: int
    cells: tuple[tuple[Any, Column, str], ...]
    line: lines.Line | None
    came: tuple[tuple[str, str | None], ...]


@dataclass(frozen=True)
class Passport:
    mark: Mark
    formula: str
    again: Any
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


def table_of(version: DatasetVersion, spec: ChartSpec, filters: Sequence[Filter]) -> dict[str, Any]:
    """The numbers of a chart that one can ask about: ``columns`` and ``rows`` of text."""
    from analytics.charts.pictures import table_of as in_words

    profile = drawing.profile_of(version)
    data = query.fetch(spec, drawing.clean_table(version), profile, filters=filters)
    return in_words(spec, data, profile)


def of(
    version: DatasetVersion, spec: ChartSpec, filters: Sequence[Filter], pick: Pick, *,
    offset: int = 0, step: str = "", table: str = "data",
) -> Passport:  # fmt: skip
    """Everything about one number, computed now. AnalyticsError where the chart has no such number.

    ``offset``: the first row that is shown. ``step``: of which step all changed cells are shown. ``table``: what the
    dataset is called in SQL.
    """
    profile, clean = drawing.profile_of(version), drawing.clean_table(version)
    data = query.fetch(spec, clean, profile, filters=filters)
    mark = marks.find(spec, data, profile, pick)
    behind = Behind(mark, clean, profile, filters)
    again, counts = behind.recomputed(), behind.counts()
    ancestry = Ancestry(version, behind.columns)
    rows, known = _rows(version, profile, behind, offset)
    return Passport(
        mark=mark,
        formula=words.formula(behind, filters),
        again=again,
        equal=same(again, mark.value),
        counts=counts,
        columns=_shown(profile, behind),
        used=len(behind.columns),
        rows=rows,
        touches=_touches(version, behind, ancestry, step),
        made=ancestry.made,
        left_out=_left_out(version, behind, counts),
        lines_known=known,
        sql=behind.sql(table),
        filters=tuple(words.filter_words(each) for each in (*mark.spec.filters, *filters)),
    )


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
    import re

    found = re.findall(r"\[([^\]]+)\]|\"([^\"]+)\"|([^\W\d]\w*)", formula)
    return [next(part for part in each if part) for each in found]


def _added(version: DatasetVersion) -> dict[str, str]:
    """Columns that a step has made: name → step."""
    profile = Profile.from_json(version.profile or {"rows": 0, "columns": []})
    try:
        return dict(build(storage.text_table(version), recipes.newest(version), profile).added)
    except AnalyticsError:
        return {}


def _shown(profile: Profile, behind: Behind) -> tuple[Column, ...]:
    """The columns of the rows: those that count first, then some of the others."""
    used = [profile.column(name) for name in behind.columns]
    others = [column for column in profile.columns if column.name not in behind.columns]
    return (*used, *others[:OTHER_COLUMNS])


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
                some=tuple(behind.cells(changes, ancestry.originals, id, limit=limit, **how)),
            )
        )
    return tuple(found)


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
    if version.problem_count:
        found.append(("places in the file that could not be read as they stand; the list of problems names them",
                      version.problem_count))  # fmt: skip
    return tuple(found)


# Rows


def _rows(version: DatasetVersion, profile: Profile, behind: Behind, offset: int) -> tuple[tuple[Row, ...], bool]:
    """A page of the rows; and whether the lines of this original can be found at all."""
    page = behind.page(offset, ROWS)
    positions = originals(version, [position for position, _ in page])
    came = _as_they_came(version, [each for each in positions if each is not None])
    appended = bool((version.reader or {}).get(recipes.APPEND))
    cells = {position: [text for _, text in row] for position, row in came.items()}
    found = {} if appended else lines.of(storage.original(version), version.detected or {}, cells)
    changed = origins.changed(version, [each for each in positions if each is not None])
    shown = _shown(profile, behind)
    places = {column.name: place for place, column in enumerate(profile.columns)}
    rows = []
    for (_, values), position in zip(page, positions, strict=True):
        told = tuple(
            (values[places[column.name]], column, column.name if (position, column.name) in changed else "")
            for column in shown
        )
        number = 0 if position is None else position + 1
        line = None if position is None else found.get(position)
        rows.append(Row(number, told, line, tuple(came.get(position, ()) if position is not None else ())))
    return tuple(rows), bool(found)


def originals(version: DatasetVersion, positions: Sequence[int]) -> list[int | None]:
    """From positions in the clean table to those in the original; None where too many rows were removed to tell."""
    if not (version.quality or {}).get("rows_removed"):
        return list(positions)
    changes = storage.changes(version)
    if not changes.exists() or version.quality["rows_removed"] > origins.MOST_REMOVED:
        return [None] * len(positions)
    sql = f'SELECT DISTINCT "row" FROM read_parquet({literal(str(changes))}) WHERE "column" IS NULL ORDER BY "row"'
    connection = query.connection_to(storage.version_folder(version).resolve())
    removed = [row[0] for row in connection.execute(sql).fetchall()]
    # Before the removed row number i (from 0) stand removed[i] - i rows that stayed.
    stayed = [row - place for place, row in enumerate(removed)]
    return [position + bisect.bisect_right(stayed, position) for position in positions]


def _as_they_came(version: DatasetVersion, positions: Sequence[int]) -> dict[int, list[tuple[str, str | None]]]:
    table = storage.text_table(version)
    names = [column["name"] for column in (version.profile or {}).get("columns", ())]
    if not positions or not table.exists() or "file_row_number" in names:
        return {}
    listed = ", ".join(str(int(position)) for position in positions)
    sql = (
        f"SELECT * FROM read_parquet({literal(str(table))}, file_row_number = true) WHERE file_row_number IN ({listed})"
    )
    connection = query.connection_to(storage.version_folder(version).resolve())
    found = connection.execute(sql)
    heads = [each[0] for each in found.description]
    at = heads.index("file_row_number")
    return {
        row[at]: [(name, cell) for name, cell in zip(heads, row, strict=True) if name != "file_row_number"]
        for row in found.fetchall()
    }
