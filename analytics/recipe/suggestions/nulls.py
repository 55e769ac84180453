"""Words and numbers that say "nothing here" in one table and something in another: a person has to look."""

from __future__ import annotations

from analytics.parsing import literal, quote, typed_sql
from analytics.recipe.guards import holds_names_or_codes
from analytics.recipe.suggestions.making import suggestion
from analytics.recipe.suggestions.work import Work
from analytics.schema import NUMERIC_TYPES, Column, Step

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
SENTINELS = ("-1", "-9", "-99", "-999", "-9999", "-99999", "99999", "999999", "9999999")
MAX_SHARE = 0.95


def find(work: Work) -> list[Step]:
    """Wider null words of text columns that hold neither names nor codes; numbers that stand for “missing”."""
    steps = [step for column in work.texts if (step := _words(work, column))]
    measures = [c for c in work.profile.columns if c.type in NUMERIC_TYPES and c.role == "measure"]
    return steps + [step for column in measures if (step := _sentinel(work, column))]


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


def _sentinel(work: Work, column: Column) -> Step | None:
    """A number far away from all others that stands there more than once and is written as people write “missing”."""
    text, value = quote(column.name), typed_sql(column)
    listed = ", ".join(literal(word) for word in SENTINELS)
    low, high, cells, word, words = work.one(
        f"SELECT min(v) FILTER (WHERE NOT odd), max(v) FILTER (WHERE NOT odd), count(*) FILTER (WHERE odd),"
        f" min(t) FILTER (WHERE odd), count(DISTINCT t) FILTER (WHERE odd)"
        f" FROM (SELECT {value} AS v, {text} AS t, {text} IN ({listed}) AS odd FROM work WHERE {text} IS NOT NULL)"
    )
    if words != 1 or cells < 2 or low is None:
        return None
    number, span = float(word), float(high) - float(low)
    far = number < float(low) - max(span, 1) if number < -1 else number == -1 and low >= 0
    if number > 0:
        far = number > float(high) + 3 * max(span, abs(float(high)), 1)
    if not far:
        return None
    return suggestion(
        f"nulls:{column.name}:sentinel",
        "null_words",
        column.name,
        {"words": [word]},
        confidence=0.6,
        evidence=f"{word} stands there {cells:,} times; all other numbers lie between {low:,} and {high:,}.",
        risk="If it was really measured, it is lost.",
        cells=cells * work.every,
    )
