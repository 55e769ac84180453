"""Words and numbers that say "nothing here" in one table and something in another: a person has to look."""

from __future__ import annotations

from typing import Any

from analytics.parsing import literal, quote, typed_sql
from analytics.recipe.guards import holds_names_or_codes
from analytics.recipe.suggestions.making import suggestion
from analytics.recipe.suggestions.work import Work
from analytics.schema import NUMERIC_TYPES, TEMPORAL_TYPES, Column, Step

WORDS = (
    "-", "--", "---", "–", "—", "?", "??", ".", "..", "x", "na", "n.a.", "n.d.", "none", "nil", "no data",
    "not available", "not applicable", "not known", "not specified", "not provided", "not stated", "no answer",
    "unknown", "unk", "undefined", "missing", "blank", "empty", "tbd", "tba", "to be determined",
    "k.a.", "keine angabe", "keine angaben", "keine antwort", "unbekannt", "fehlt", "leer", "nicht vorhanden",
    "nicht verfügbar", "nicht bekannt", "entfällt", "inconnu", "inconnue", "non renseigné", "non renseignée",
    "non disponible", "sans réponse", "sin datos", "sin dato", "desconocido", "desconocida", "no disponible",
    "no aplica", "no consta", "ns/nc", "sconosciuto", "non disponibile", "onbekend", "desconhecido",
)  # fmt: skip
"""In lower case; inner spaces do not count, as in “k. A.”."""
SENTINEL = r"-?(?:9{2,}|8{2,}|7{2,})(?:\.(?:0+|9+|8+|7+))?%?|-1(?:\.0+)?%?|-9"
"""Numbers that people write where they have none: −1, −9, −99.9, −888, 9999."""
DAYS = ("0001-01-01", "1899-12-30", "1900-01-01", "1970-01-01", "2099-12-31", "2999-12-31", "9999-01-01", "9999-12-31")
YEARS = 5
"""A day has to be so far from all others."""
MOST = 5
MAX_SHARE = 0.95


def find(work: Work) -> list[Step]:
    """Wider null words of text columns that hold neither names nor codes; numbers that stand for “missing”."""
    steps = [step for column in work.texts if (step := _words(work, column))]
    kinds = {*NUMERIC_TYPES, "date", "datetime"}
    measures = [c for c in work.profile.columns if c.type in kinds and c.role in ("measure", "time")]
    return steps + [step for column in measures if (step := _sentinels(work, column))]


def _words(work: Work, column: Column) -> Step | None:
    if holds_names_or_codes(column):
        return None
    text = quote(column.name)
    listed = ", ".join(literal(word.replace(" ", "")) for word in WORDS)
    plain = f"replace(lower({text}), ' ', '')"
    sql = f"SELECT {text}, count(*) FROM work WHERE {plain} IN ({listed}) GROUP BY 1 ORDER BY 2 DESC, 1"
    found = dict(work.connection.execute(sql).fetchall())
    cells = sum(found.values())
    if not cells or cells > MAX_SHARE * work.one(f"SELECT count({text}) FROM work")[0]:
        return None
    shown = ", ".join(f"“{word}” ({count:,})" for word, count in list(found.items())[:5])
    return suggestion(
        f"nulls:{column.name}:wider",
        "null_words",
        column.name,
        {"words": list(found)},
        confidence=0.6,
        evidence=f"{shown} may say that a value is missing.",
        risk="Where the word is an answer of its own, as “none” may be, that answer is lost.",
        cells=cells * work.every,
    )


def _sentinels(work: Work, column: Column) -> Step | None:
    """Numbers or days far from all others that stand there more than once and are written as people write “missing”."""
    text = quote(column.name)
    value = f"CAST({typed_sql(column)} AS {'DATE' if column.type in TEMPORAL_TYPES else 'DOUBLE'})"
    if column.type in TEMPORAL_TYPES:
        odd = f"CAST({value} AS VARCHAR) IN ({', '.join(map(literal, DAYS))})"
    else:
        odd = f"regexp_full_match({text}, {literal(SENTINEL)})"
    table = f"(SELECT {value} AS v, {text} AS t, {odd} AS odd FROM work WHERE {text} IS NOT NULL)"
    found = work.connection.execute(
        f"SELECT t, any_value(v), count(*) FROM {table} WHERE odd GROUP BY t ORDER BY 3 DESC, t LIMIT {MOST}"
    ).fetchall()
    repeated = [(word, number, count) for word, number, count in found if count >= 2]
    if not repeated:
        return None
    # A 99 among numbers up to 100 is one of them: what is not far away counts with the others.
    for word, number, count in repeated:
        low, high = work.one(
            f"SELECT min(v), max(v) FROM {table} WHERE t NOT IN ({', '.join(literal(each[0]) for each in repeated)})"
        )
        if low is None or not _far(number, low, high):
            repeated = [each for each in repeated if each != (word, number, count)]
    if not repeated:
        return None
    cells = sum(count for _, _, count in repeated)
    shown = ", ".join(f"{_signed(word)} ({count:,})" for word, _, count in repeated)
    known = (_signed(_told(bound, column)) for bound in (low, high))
    return suggestion(
        f"nulls:{column.name}:sentinel",
        "null_words",
        column.name,
        {"words": [word for word, _, _ in repeated]},
        confidence=0.6,
        evidence=f"{shown} may say that a value is missing; all others lie between {' and '.join(known)}.",
        risk="If it was really measured, it is lost.",
        cells=cells * work.every,
    )


def _far(number: Any, low: Any, high: Any) -> bool:
    """Whether a value lies so far from the others that it is none of them."""
    if isinstance(number, float):
        span = high - low
        if number < 0:
            return bool(number < low - max(span, 1) or (low >= 0 and number in (-1, -0.01)))
        return bool(number > high + 3 * max(span, abs(high), 1))
    apart = max(low - number, number - high)
    return bool(apart.days > max(YEARS * 365, (high - low).days))


def _told(bound: Any, column: Column) -> str:
    if column.type == "percent":
        return f"{100 * bound:,.6g}%"
    return f"{bound:,.6g}" if isinstance(bound, float) else str(bound)


def _signed(text: str) -> str:
    """A number with the sign that texts use."""
    return text.replace("-", "−") if text[:1] == "-" else text
