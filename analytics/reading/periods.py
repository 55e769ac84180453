"""Columns that are periods: 24 months beside each other, or the years 1990 to 2020, where rows were wanted.

Such a table reads well and charts badly. Its rows can become one for each period, ``month`` and ``value``, beside what
stood left of them; a person decides that. Every cell becomes a row, empty ones, too, so that row and column of the
original can be told from the place of a row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from analytics.calendar_words import MONTHS
from analytics.reading.footers import number
from analytics.reading.workbook_names import unique_names
from analytics.schema import AnalyticsError, Limits, Problem, RawTable, ReadOptions

if TYPE_CHECKING:
    import pyarrow as pa

LEAST = 4
"""Columns of periods."""
LONGEST = 200
"""Characters of a name that may be a period's; text of any length can stand where a name should."""
LOOKED = 200
"""Rows whose cells are looked at."""
NUMBERS = 0.8
"""So many of the filled cells have to be numbers."""
CELLS = 200_000
"""Cells of the longer table that are made at once."""

Key = tuple[str, int]
"""The kind of a period, and a number by which those of a kind are in order."""

_ENGLISH = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_NAMES = {
    word.rstrip(".").lower(): place
    for months in MONTHS.values()
    for place, several in enumerate(months, start=1)
    for word in several
}
_NAMES |= {name: place for place, month in enumerate(_ENGLISH, start=1) for name in (month, month[:3])} | {"sept": 9}
_YEAR = r"(?P<y>(?:18|19|20)[0-9]{2})"
_SHORT = r"(?:(?P<y>(?:19|20)[0-9]{2})|['’]?(?P<yy>[0-9]{2}))"
_SEP = r"[-/. _]?"
_WORD = r"(?P<word>[^\W\d_]{3,12})\.?"
_FORMS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(form, re.IGNORECASE))
    for kind, form in (
        ("date", rf"{_YEAR}([-/.])(?P<m>0?[1-9]|1[0-2])\2(?P<d>0?[1-9]|[12][0-9]|3[01])(?:[ T]00:00(?::00)?)?"),
        ("date", r"(?P<a>[0-9]{1,2})([-/.])(?P<b>[0-9]{1,2})\2(?:(?P<y>(?:19|20)[0-9]{2})|(?P<yy>[0-9]{2}))"),
        ("month", rf"{_YEAR}[-/._ ]?M?(?P<m>0[1-9]|1[0-2])"),
        ("month", rf"(?P<m>0?[1-9]|1[0-2])[-/.]{_YEAR}"),
        ("month", rf"{_WORD}{_SEP}{_SHORT}"),
        ("month", rf"{_YEAR}{_SEP}{_WORD}"),
        ("month", _WORD),
        ("quarter", rf"{_YEAR}{_SEP}[QTK](?P<q>[1-4])"),
        ("quarter", rf"(?:Q|T|KW?)?(?P<q>[1-4])(?:Q|\. ?Quartal|\. ?Q)?{_SEP}{_SHORT}"),
        ("quarter", r"(?:Q|Quarter |Quartal |T)(?P<q>[1-4])"),
        ("week", rf"{_YEAR}{_SEP}(?:W|KW|S) ?(?P<w>0?[1-9]|[1-4][0-9]|5[0-3])"),
        ("week", r"(?:W|KW|Week|Woche|Semaine|Semana)[ _-]?(?P<w>0?[1-9]|[1-4][0-9]|5[0-3])"),
        ("year", rf"(?:Y|YR|FY|CY|Year|Jahr)?[ _]?{_YEAR}(?: ?\[YR[0-9]{{4}}\])?"),
        ("year", rf"{_YEAR}[-/–](?:[0-9]{{2}}){{1,2}}"),
    )
)
_HOW = {"month": (1, 12), "quarter": (1, 4), "week": (1, 53)}


@dataclass(frozen=True)
class Periods:
    """Which columns are periods (places from 0, in order), of what kind, and what their names share in front."""

    kind: str
    places: tuple[int, ...]
    shared: str = ""


def key(name: str) -> Key | None:
    """What period a name is, alone; None if it is none."""
    if len(name) > LONGEST:
        return None
    text = " ".join(name.split())
    for kind, form in _FORMS:
        found = form.fullmatch(text)
        if found and (made := _order(kind, found.groupdict())) is not None:
            return kind, made
    return None


def _order(kind: str, parts: dict[str, str | None]) -> int | None:
    year = parts.get("y") or parts.get("yy")
    years = 0 if year is None else int(year) + (0 if len(year) == 4 else 1900 if int(year) > 50 else 2000)
    if word := parts.get("word"):
        month = _NAMES.get(word.lower())
        return None if month is None else 12 * years + month
    if kind == "quarter" or kind == "month":
        part = parts.get("q") or parts.get("m")
        return (4 if kind == "quarter" else 12) * years + int(part or 0)
    if kind == "week":
        return 53 * years + int(parts["w"] or 0)
    if kind == "date":
        if parts.get("a"):
            # Day or month first: whichever, days of one table rise by both; the larger number cannot be a month.
            first, second = int(parts["a"] or 0), int(parts["b"] or 0)
            day, month = (first, second) if first > 12 else (second, first)
            return 372 * years + 31 * month + day if month <= 12 and day <= 31 else None
        return 372 * years + 31 * int(parts["m"] or 0) + int(parts["d"] or 0)
    return years or None


def find(names: Sequence[str]) -> Periods | None:
    """The columns whose names are periods of one kind in order, beside others that are none."""
    shared = _shared(names)
    keys = [key(name.removeprefix(shared) if shared else name) for name in names]
    kinds = [found[0] for found in keys if found]
    kind = max(dict.fromkeys(kinds), key=kinds.count, default="")
    places = [place for place, found in enumerate(keys) if found and found[0] == kind]
    if kind == "quarter" and any(re.fullmatch(r"[qt]([5-9]|[1-9][0-9])", name.strip().lower()) for name in names):
        return None  # questions or tests, of which the first four are numbered like quarters
    if len(places) < LEAST or len(places) == len(names) or places[-1] - places[0] >= 1.5 * len(places):
        return None
    order = [found[1] for place in places if (found := keys[place])]
    if not _in_order(order, kind):
        return None
    return Periods(kind, tuple(places), shared.strip(" -_:/."))


def said(name: str, found: Periods) -> str:
    """A period as a cell says it: its name without what all share, a year without what adorns it."""
    text = name
    if found.shared and name.startswith(found.shared):
        text = name[len(found.shared) :].lstrip(" -_:/.") or name
    years = re.findall(r"(?<![0-9])(?:18|19|20)[0-9]{2}(?![0-9])", text) if found.kind == "year" else []
    alone = len(set(years)) == 1 and not re.search(r"[0-9][-/–][0-9]", text)
    return str(years[0]) if alone else text


def _shared(names: Sequence[str]) -> str:
    """What the names of the last columns have in front of their periods: ``Sales 2023-01``."""
    found = [re.match(r"(.*?[^\W\d_].*?[ _\-:/.])(?=\S)", name) for name in names if len(name) <= LONGEST]
    heads = [match.group(1) for match in found if match and key(match.string[match.end() :])]
    best = max(dict.fromkeys(heads), key=heads.count, default="")
    bare = sum(key(name) is not None for name in names)
    return best if heads.count(best) >= max(LEAST, bare + 1) else ""


def _in_order(order: Sequence[int], kind: str) -> bool:
    """Whether the periods rise (or fall) one after the other; months alone may start with any of them."""
    steps = [later - earlier for earlier, later in pairwise(order)]
    if all(step > 0 for step in steps) or all(step < 0 for step in steps):
        return True
    first, last = _HOW.get(kind, (0, 0))
    turns = [place for place, step in enumerate(steps) if step != 1]
    return len(turns) == 1 and order[turns[0]] == last and order[turns[0] + 1] == first and order[-1] < order[0]


def applied(table: RawTable, options: ReadOptions, out: Path, limits: Limits, name: str) -> RawTable:
    """The table with what is known of its periods; made longer, in ``out``, where a person wants that."""
    if table.detected.periods:
        return table
    found = find(table.columns)
    if found is None or not (options.long or _are_numbers(out, found)):
        if options.long:
            raise AnalyticsError(f"“{name}” has no columns that are periods; switch off “one row for each period”.")
        return table
    named = tuple(table.columns[place] for place in found.places)
    if not options.long:
        return replace(table, detected=replace(table.detected, periods=named))
    return _longer(table, found, named, out, limits)


def _are_numbers(out: Path, found: Periods) -> bool:
    """Whether the cells under the periods are numbers, as far as they are filled."""
    import pyarrow.parquet as pq

    file = pq.ParquetFile(out)
    names = file.schema_arrow.names
    batch = next(file.iter_batches(LOOKED, columns=[names[place] for place in found.places]), None)
    cells = [] if batch is None else [cell for column in batch.columns for cell in column.to_pylist()]
    filled = [cell.strip() for cell in cells if cell and cell.strip() not in ("-", "–", ".", "..", "n/a", "NA", "x")]
    return bool(filled) and sum(number(cell) is not None for cell in filled) >= NUMBERS * len(filled)


def _longer(table: RawTable, found: Periods, named: tuple[str, ...], out: Path, limits: Limits) -> RawTable:
    import pyarrow as pa

    from analytics.reading.json_table import write_parquet

    rows = table.rows * len(named)
    if rows > limits.max_rows:
        raise AnalyticsError(
            f"One row for each of {len(named)} columns would be {rows:,} rows, which is more than can be read."
        )
    keep = [place for place in range(len(table.columns)) if place not in found.places]
    value = found.shared or "value"
    names = unique_names([*(table.columns[place] for place in keep), found.kind, value])
    schema = pa.schema([(each, pa.string()) for each in names])
    wide = out.with_name(f"{out.name}.wide")
    out.replace(wide)
    try:
        write_parquet(out, schema, _tables(wide, keep, found, schema))
    finally:
        wide.unlink(missing_ok=True)
    words = (
        f"{table.rows:,} rows became {rows:,}, one for each of {len(named)} columns ({named[0]} to {named[-1]})."
        " What stands beside them is repeated, so sums over those columns count it more than once."
    )
    detected = replace(
        table.detected, periods=named,
        places={**table.detected.places, "long": {"of": list(found.places), "keep": keep}},
        evidence={**table.detected.evidence, "rows": f"One row for each {found.kind}, as a person chose."},
    )  # fmt: skip
    return replace(table, columns=names, rows=rows, detected=detected, problems=(Problem(words), *table.problems))


def _tables(wide: Path, keep: Sequence[int], found: Periods, schema: pa.Schema) -> Iterator[pa.Table]:
    """The rows again, each as often as there are periods, in the order of the file and of its columns."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    file, places, count = pq.ParquetFile(wide), found.places, len(found.places)
    named = pa.array([said(file.schema_arrow.names[place], found) for place in places], pa.string())
    for batch in file.iter_batches(max(1, CELLS // count)):
        rows = batch.num_rows
        again = pa.array(np.repeat(np.arange(rows), count))
        # Column after column, then taken row after row.
        cells = pa.concat_arrays([batch.column(place) for place in places])
        order = pa.array((np.arange(rows)[:, None] + rows * np.arange(count)[None, :]).ravel())
        periods = named.take(pa.array(np.tile(np.arange(count), rows)))
        arrays = [*(batch.column(place).take(again) for place in keep), periods, cells.take(order)]
        yield pa.table(arrays, schema=schema)
