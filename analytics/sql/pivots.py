"""PIVOT without its values: they are asked for first and written behind ON, so that the question is one SELECT.

DuckDB makes two statements of such a PIVOT, a type of all values and the SELECT; of these nothing could be checked.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analytics.parsing import literal
from analytics.sql import words
from analytics.sql.words import Refused

if TYPE_CHECKING:
    import duckdb

MOST, LONGEST = 200, 8_000
"""Values of one PIVOT, and characters of them."""
TURNS = 6
HEADS = {"PIVOT", "PIVOT_WIDER"}
ENDS = {"USING", "GROUP", "ORDER", "LIMIT", "OFFSET", "UNION", "EXCEPT", "INTERSECT", "QUALIFY", ";"}
MAIN = {"SELECT", "FROM", "TABLE", "VALUES", "SUMMARIZE", "DESCRIBE", *HEADS}
HINT = "PIVOT needs its values here: PIVOT … ON column IN ('a', 'b') USING …"


@dataclass(frozen=True)
class Token:
    """A word or a sign where it begins; ``depth`` counts the brackets around it."""

    at: int
    word: str
    depth: int
    quoted: bool


@dataclass(frozen=True)
class Gap:
    """A column or an expression behind ON that has no values: where it begins and ends, and what is pivoted."""

    begins: int
    ends: int
    source: str
    before: str


def spelled(connection: duckdb.DuckDBPyConnection, sql: str, checked: Callable[[str], str]) -> str:
    """``sql`` with the values of its PIVOTs; unchanged where there is none. ``checked`` gives a statement that may be
    run, or raises Refused."""
    for _ in range(TURNS):
        gap = _gap(_tokens(connection, sql), sql)
        if gap is None:
            return sql
        column = sql[gap.begins : gap.ends].strip()
        listed = ", ".join(map(literal, _values(connection, column, gap, checked)))
        written = column if column.isidentifier() or column.startswith('"') else f"({column}\n)"
        sql = f"{sql[: gap.begins]} {written} IN ({listed}) {sql[gap.ends :]}"
    raise Refused(HINT)


def _values(
    connection: duckdb.DuckDBPyConnection, column: str, gap: Gap, checked: Callable[[str], str]
) -> list[str]:  # fmt: skip
    import duckdb

    asked = (
        f"{gap.before}\nSELECT CAST(v AS VARCHAR) FROM (SELECT DISTINCT (\n{column}\n) AS v FROM (FROM {gap.source}\n))"
        f" WHERE v IS NOT NULL ORDER BY v LIMIT {MOST + 1}"
    )
    try:
        found = [str(row[0]) for row in connection.execute(checked(asked)).fetchall()]
    except Refused as refusal:
        raise Refused(HINT if "syntax" in str(refusal) else str(refusal)) from None  # its place is not the question's
    except duckdb.Error as error:
        raise Refused(str(words.of(error, asked))) from None
    if not found:
        raise Refused("There is no value to make columns of; PIVOT needs one at least.")
    if len(found) > MOST or sum(map(len, found)) > LONGEST:
        raise Refused(f"This PIVOT would make more than {MOST} columns or very long names; filter first. {HINT}")
    return found


def _tokens(connection: duckdb.DuckDBPyConnection, sql: str) -> list[Token]:
    import duckdb

    raw = sql.encode()
    starts = [place for place, _ in duckdb.tokenize(sql)]
    found, depth = [], 0
    for begin, end in zip(starts, [*starts[1:], len(raw)], strict=True):
        word = raw[begin:end].decode(errors="replace").strip()
        first = word[:1]
        depth -= first in (")", "]", "}")
        at = len(raw[:begin].decode(errors="replace"))
        found.append(Token(at, word.split()[0].upper() if word else "", depth, first in ("'", '"', "$")))
        depth += first in ("(", "[", "{")
    return found


def _gap(tokens: list[Token], sql: str) -> Gap | None:
    """The first column behind ON of a PIVOT that has no values."""
    for place, head in enumerate(tokens):
        if head.word not in HEADS or head.quoted:
            continue
        inside = [each for each in _within(tokens[place + 1 :], head.depth) if each.depth == head.depth]
        on = next((number for number, each in enumerate(inside) if each.word == "ON"), None)
        if on is None or any(each.word == "JOIN" for each in inside[:on]):
            continue
        end = next((each.at for each in inside[on + 1 :] if each.word in ENDS), _end(tokens, place, head.depth, sql))
        parts = [each for each in inside[on + 1 :] if each.at < end]
        edges = [each.at for each in parts if each.word == ","]
        begins = [inside[on].at + 2, *(edge + 1 for edge in edges)]
        for begin, stop in zip(begins, [*edges, end], strict=True):
            if not any(begin <= each.at < stop and each.word == "IN" for each in parts):
                source = sql[head.at + len(head.word) : inside[on].at].strip()
                return Gap(begin, stop, source, _parts_before(tokens, head, sql))
    return None


def _parts_before(tokens: list[Token], head: Token, sql: str) -> str:
    """The parts that the question names with WITH before ``head``, which it may read from."""
    outer = [each for each in tokens if each.depth == 0]
    if not outer or outer[0].word != "WITH":
        return ""
    main = next((each.at for each in outer if each.word in MAIN), len(sql))
    if main <= head.at:
        return sql[:main]
    return sql[: max((each.at for each in outer if each.word == "," and each.at < head.at), default=0)]


def _within(tokens: list[Token], depth: int) -> list[Token]:
    """Those up to the bracket that closes what is at ``depth``."""
    found = []
    for each in tokens:
        if each.depth < depth:
            break
        found.append(each)
    return found


def _end(tokens: list[Token], place: int, depth: int, sql: str) -> int:
    return next((each.at for each in tokens[place + 1 :] if each.depth < depth), len(sql))
