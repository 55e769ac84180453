"""Rows that sum up the others, which would count everything twice."""

from __future__ import annotations

from analytics.parsing import literal, quote, typed_sql
from analytics.recipe.suggestions.making import suggestion
from analytics.recipe.suggestions.work import Work
from analytics.schema import NUMERIC_TYPES, Step

WORDS = (
    "total", "totals", "grand total", "sub total", "subtotal", "sub-total", "sum", "overall", "all", "total general",
    "gesamt", "summe", "gesamtsumme", "zwischensumme", "totale", "somme", "suma", "totaal", "итого", "всего", "合計",
)  # fmt: skip
MAX_SHARE = 0.2


def find(work: Work) -> list[Step]:
    """One suggestion for the column that marks totals rows."""
    listed = ", ".join(literal(word) for word in WORDS)
    best: Step | None = None
    for column in work.texts:
        text = quote(column.name)
        said = f"lower(trim({text}, ' .:*')) IN ({listed})"
        words = [row[0] for row in work.connection.execute(
            f"SELECT DISTINCT {text} FROM work WHERE {said} ORDER BY 1 LIMIT 50").fetchall()]  # fmt: skip
        if not words:
            continue
        step = _step(work, column.name, words, said)
        if step and (best is None or step.confidence > best.confidence):
            best = step
    return [best] if best else []


def _step(work: Work, name: str, words: list[str], said: str) -> Step | None:
    rows = work.one(f"SELECT count(*) FROM work WHERE {said}")[0]
    if rows > MAX_SHARE * work.rows:
        return None
    others = [column.name for column in work.profile.columns if column.name != name and column.type == "text"]
    empty = [other for other in others if _is_empty_there(work, other, said)]
    sums, checked = _sums(work, said)
    if not sums and not empty:
        return None
    shown = ", ".join(f"“{word}”" for word in words[:3])
    evidence = f"{rows:,} row{'s say' if rows != 1 else ' says'} {shown} in “{name}”."
    if sums:
        evidence += f" The numbers of the last one are the sums of {checked:,} rows before it: {', '.join(sums[:3])}."
    return suggestion(
        f"totals:{name}",
        "drop_totals",
        name,
        {"words": [word.lower() for word in words], "empty": empty},
        confidence=0.78 if sums else 0.6,
        evidence=evidence,
        risk="If “total” is the name of something here, its rows are lost.",
        rows=rows * work.every,
    )


def _is_empty_there(work: Work, name: str, said: str) -> bool:
    text = quote(name)
    there, elsewhere = work.one(
        f"SELECT count({text}) FILTER (WHERE {said}),"
        f" count({text}) FILTER (WHERE NOT coalesce({said}, false)) FROM work"
    )
    return not there and elsewhere > 0.5 * work.rows


def _sums(work: Work, said: str) -> tuple[list[str], int]:
    """Numeric columns whose value in the last such row is the sum of all rows that say nothing of the kind."""
    numbers = [column for column in work.profile.columns if column.type in NUMERIC_TYPES]
    if not numbers or work.every > 1:
        return [], 0
    found = []
    plain = f"NOT coalesce({said}, false)"
    rows = work.one(f"SELECT count(*) FROM work WHERE {plain}")[0]
    for column in numbers:
        value = typed_sql(column)
        total, last = work.one(
            f"SELECT sum({value}) FILTER (WHERE {plain}), arg_max({value}, rn) FILTER (WHERE {said}) FROM work"
        )
        if total and last is not None and abs(float(last) - float(total)) <= 0.005 * abs(float(total)):
            found.append(f"“{column.name}”")
    return found, rows
