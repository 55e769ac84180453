"""The steps that run by themselves: outer trim, unambiguous null words, typed views of columns that parse whole.

They drop no row, impute nothing and change no valid value.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analytics.parsing import literal, quote
from analytics.recipe.guards import holds_names_or_codes
from analytics.schema import Column, Profile, Step
from analytics.sqltext import edged, trimmed

if TYPE_CHECKING:
    import duckdb

PADDING = 20
"""So many spaces around a null word are reckoned with."""
NULL_WORDS = (
    "n/a", "#n/a", "<na>", "null", "<null>", "(null)", "\\n", "nan", "#null!", "#value!", "#ref!", "#div/0!", "#name?",
    "#num!",
)  # fmt: skip
"""Words that mean "no value" in a column of text, in any case; "NA", "none", "-" and "unknown" may be values there."""


def safe_steps(connection: duckdb.DuckDBPyConnection, source: str, profile: Profile) -> list[Step]:
    """The safe steps of a table, in the order trim, null words, types; ``source`` is its FROM clause."""
    spaces = _cells_with_outer_spaces(connection, source, profile)
    steps = [_trim(column, spaces[column.name]) for column in profile.columns if spaces[column.name]]
    for column in profile.columns:
        found = _null_words(connection, source, column)
        if found:
            steps.append(_nulls(column, found))
    steps.extend(_typed(column, profile.rows) for column in profile.columns)
    return steps


def _cells_with_outer_spaces(connection: duckdb.DuckDBPyConnection, source: str, profile: Profile) -> dict[str, int]:
    if not profile.columns:
        return {}
    counts = ", ".join(
        # The pattern costs a tenth of trimming.
        f"count(*) FILTER (WHERE {edged(quote(column.name))})"
        for column in profile.columns
    )
    (row,) = connection.execute(f"SELECT {counts} FROM {source}").fetchall()
    return {column.name: count for column, count in zip(profile.columns, row, strict=True)}


def _trim(column: Column, cells: int) -> Step:
    return Step(
        id=f"trim:{column.name}",
        op="trim",
        column=column.name,
        evidence=f"{cells:,} cells have spaces before or after their text.",
        risk="None: only white space at the ends goes.",
        cells_changed=cells,
    )


def _null_words(connection: duckdb.DuckDBPyConnection, source: str, column: Column) -> dict[str, int]:
    """The words of a column that mean "no value", as they are written, with the number of cells."""
    if holds_names_or_codes(column):
        return {}
    if column.type != "text" and not column.parse.get("nulls"):
        return {}  # it parses whole, so no word stands there
    known = {str(word).strip().lower() for word in column.parse.get("nulls") or ()}
    words = sorted((known | set(NULL_WORDS)) - {""})
    listed = ", ".join(literal(word) for word in words)
    text = trimmed(quote(column.name))
    # Most texts are too long to be such a word, and need no trimming to tell.
    short = f"length({quote(column.name)}) <= {max(map(len, words)) + PADDING}"
    said = f"CASE WHEN {short} THEN lower({text}) IN ({listed}) END"
    sql = f"SELECT {text} AS word, count(*) FROM {source} WHERE {said} GROUP BY word ORDER BY word"
    return dict(connection.execute(sql).fetchall())


def _nulls(column: Column, found: dict[str, int]) -> Step:
    cells = sum(found.values())
    shown = ", ".join(f"“{word}” ({count:,})" for word, count in found.items())
    return Step(
        id=f"nulls:{column.name}",
        op="null_words",
        column=column.name,
        params={"words": list(found)},
        evidence=f"{shown} stands where a value is missing.",
        risk="None: the words hold no value.",
        cells_changed=cells,
    )


def _typed(column: Column, rows: int) -> Step:
    # Null words of a text column are a step of their own: switched off, the words must stay.
    parse = {} if column.type == "text" else dict(column.parse)
    params: dict[str, Any] = {"type": column.type, "parse": parse}
    if column.unit:
        params["unit"] = column.unit
    evidence = column.why or f"All {rows:,} rows parse as {column.type}."
    return Step(
        id=f"type:{column.name}",
        op="type",
        column=column.name,
        params=params,
        evidence=evidence,
        risk="None: every value parses; the source text is kept.",
    )
