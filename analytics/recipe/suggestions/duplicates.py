"""Rows that stand there twice: exactly, or in other words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from analytics.parsing import literal, quote
from analytics.recipe.ops.drop_rows import fingerprint
from analytics.recipe.suggestions.codes import MAX_CELLS
from analytics.recipe.suggestions.edits import alike, other_code
from analytics.recipe.suggestions.making import suggestion
from analytics.recipe.suggestions.variants import key
from analytics.recipe.suggestions.work import Work
from analytics.schema import Step

MAX_PAIRS = 100
MAX_COLUMNS = 40
LIKE = 0.2


def exact(work: Work) -> list[Step]:
    """Rows that agree in every cell with an earlier one."""
    names = [column.name for column in work.profile.columns]
    if work.every > 1 or not names:
        return []
    listed = ", ".join(quote(name) for name in names)
    repeated, groups = work.one(
        f"SELECT coalesce(sum(n - 1), 0), count(*) FROM (SELECT count(*) AS n FROM work GROUP BY {listed}) WHERE n > 1"
    )
    if not repeated:
        return []
    keyed = any(column.role == "identifier" for column in work.profile.columns)
    return [
        suggestion(
            "duplicates",
            "drop_duplicates",
            None,
            {},
            confidence=0.75 if keyed else 0.55,
            evidence=f"{int(repeated):,} rows repeat an earlier row in every cell ({groups:,} different rows).",
            risk="Two events that look alike in every column would count once."
            + ("" if keyed else " No column numbers the rows, so they may be events of their own."),
            rows=int(repeated),
        )
    ]


def near(work: Work) -> list[Step]:
    """Pairs of rows that agree in all columns but one, and there in all but a slip or the form of writing."""
    columns = [c.name for c in work.profile.columns if c.role != "identifier"]
    texts = [c.name for c in work.texts if c.role != "identifier"]
    size = work.rows * len(work.profile.columns) * max(1, len(texts))
    if work.every > 1 or len(columns) < 3 or len(columns) > MAX_COLUMNS or size > MAX_CELLS:
        return []
    pairs: dict[tuple[int, int], str] = {}
    for name in texts:
        for one, other in _differing_in(work, name, [each for each in columns if each != name]):
            pairs.setdefault((one, other), name)
            if len(pairs) >= MAX_PAIRS:
                break
    if not pairs:
        return []
    shown = _rows(work, sorted({row for pair in pairs for row in pair}))
    listed: list[dict[str, Any]] = [
        {"keep": shown[one][0], "drop": shown[other][0], "rows": [one, other], "differs": name,
         "texts": [shown[one][1], shown[other][1]]}
        for (one, other), name in sorted(pairs.items())
    ]  # fmt: skip
    dropped = list(dict.fromkeys(pair["drop"] for pair in listed))
    first = listed[0]
    place = [c.name for c in work.profile.columns].index(first["differs"])
    example = " and ".join(f"“{(text[place] or '')[:40]}”" for text in first["texts"])
    return [
        suggestion(
            "near-duplicates",
            "drop_rows",
            None,
            {"rows": dropped, "pairs": listed, "columns": [c.name for c in work.profile.columns]},
            confidence=0.5,
            evidence=f"{len(listed):,} pairs of rows differ in one spelling only, such as {example}.",
            risk="Two things that are really alike would count once; look at each pair and choose which row stays.",
            rows=len(dropped),
        )
    ]


def _differing_in(work: Work, name: str, others: Sequence[str]) -> list[tuple[int, int]]:
    """Pairs of rows that agree in ``others``, and whose texts in ``name`` differ but say the same."""
    grouped = ", ".join(quote(other) for other in others)
    text = quote(name)
    sql = (
        f"SELECT list(rn ORDER BY rn), list({text} ORDER BY rn) FROM work WHERE {text} IS NOT NULL"
        f" GROUP BY {grouped} HAVING count(*) BETWEEN 2 AND 5 AND count(DISTINCT {text}) > 1"
        f" AND count({quote(others[0])}) > 0 ORDER BY min(rn) LIMIT 2000"
    )
    found = []
    for rows, values in work.connection.execute(sql).fetchall():
        for later in range(1, len(rows)):
            for earlier in range(later):
                if says_the_same(values[earlier], values[later]):
                    found.append((rows[earlier], rows[later]))
                    break
    return found


def says_the_same(one: str, other: str) -> bool:
    if one == other:
        return False
    same_form = key(one) == key(other)
    return same_form or (min(len(one), len(other)) >= 5 and alike(one, other, LIKE) and not other_code(one, other))


def _rows(work: Work, rows: Sequence[int]) -> dict[int, tuple[str, list[Any]]]:
    """The fingerprint and the source texts of some rows."""
    names = [quote(column.name) for column in work.profile.columns]
    source = f"read_parquet({literal(str(work.table))}, file_row_number = true)"
    listed = ", ".join(str(int(row)) for row in rows)
    wanted = f"file_row_number, {fingerprint(names)}, {', '.join(names)}"
    sql = f"SELECT {wanted} FROM {source} WHERE file_row_number IN ({listed})"
    return {row[0]: (row[1], [_cut(cell) for cell in row[2:]]) for row in work.connection.execute(sql).fetchall()}


def _cut(cell: str | None) -> str | None:
    return cell if cell is None or len(cell) <= 120 else cell[:119] + "…"
