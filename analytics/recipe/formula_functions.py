"""The functions of the formula language: each checks what it is given and gives SQL that cannot fail on any row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal["number", "text", "boolean", "date", "datetime"]


@dataclass(frozen=True)
class Term:
    """A piece of SQL and what it gives."""

    sql: str
    kind: Kind


Function = Callable[[Sequence[Term]], Term]


def number(operator: str, left: Term, right: Term) -> Term:
    """Two numbers combined; a division by zero and a power that has no real value are missing."""
    if operator in "/%":
        return Term(f"({left.sql} {operator} nullif({right.sql}, 0))", "number")
    if operator == "^":
        whole = f"{right.sql} = floor({right.sql})"
        fits = f"({left.sql} > 0 OR ({left.sql} < 0 AND {whole}) OR ({left.sql} = 0 AND {right.sql} >= 0))"
        return Term(f"(CASE WHEN {fits} THEN pow({left.sql}, {right.sql}) END)", "number")
    return Term(f"({left.sql} {operator} {right.sql})", "number")


def _take(arguments: Sequence[Term], *kinds: str, optional: int = 0) -> list[str]:
    """The SQL of arguments of the given kinds ("any", "moment" = date or datetime); ValueError with a sentence."""
    low, high = len(kinds) - optional, len(kinds)
    if not low <= len(arguments) <= high:
        wanted = str(high) if low == high else f"{low} to {high}"
        raise ValueError(f"it takes {wanted} value{'' if high == 1 else 's'}, not {len(arguments)}")
    for place, (argument, kind) in enumerate(zip(arguments, kinds, strict=False), start=1):
        fits = kind == "any" or argument.kind == kind or (kind == "moment" and argument.kind in ("date", "datetime"))
        if not fits:
            word = {"moment": "date"}.get(kind, kind)
            raise ValueError(f"value {place} must be a {word}, not a {argument.kind}")
    return [argument.sql for argument in arguments]


def _simple(template: str, kinds: Sequence[str], gives: Kind) -> Function:
    return lambda arguments: Term(template.format(*_take(arguments, *kinds)), gives)


def _same(arguments: Sequence[Term], least: int = 1) -> Kind:
    if len(arguments) < least:
        raise ValueError(f"it takes at least {least} values")
    kinds = {argument.kind for argument in arguments}
    if len(kinds) > 1:
        raise ValueError(f"its values are of different kinds: {', '.join(sorted(kinds))}")
    return arguments[0].kind


def _list(name: str) -> Function:
    def function(arguments: Sequence[Term]) -> Term:
        kind = _same(arguments)
        return Term(f"{name}({', '.join(argument.sql for argument in arguments)})", kind)

    return function


def _if(arguments: Sequence[Term]) -> Term:
    _take(arguments, "boolean", "any", "any")
    kind = _same(arguments[1:])
    condition, yes, no = (argument.sql for argument in arguments)
    return Term(f"(CASE WHEN {condition} THEN {yes} ELSE {no} END)", kind)


def _round(arguments: Sequence[Term]) -> Term:
    value, *digits = _take(arguments, "number", "number", optional=1)
    places = f"CAST(greatest(-15, least(15, {digits[0]})) AS INTEGER)" if digits else "0"
    return Term(f"round({value}, {places})", "number")


def _concat(arguments: Sequence[Term]) -> Term:
    if not arguments:
        raise ValueError("it takes at least 1 value")
    return Term(f"nullif(concat({', '.join(_text(argument) for argument in arguments)}), '')", "text")


def _text(term: Term) -> str:
    if term.kind == "number":  # 3.0 is written 3
        return f"regexp_replace(CAST({term.sql} AS VARCHAR), '\\.0$', '')"
    return term.sql if term.kind == "text" else f"CAST({term.sql} AS VARCHAR)"


def _as_text(arguments: Sequence[Term]) -> Term:
    _take(arguments, "any")
    return Term(_text(arguments[0]), "text")


def _mid(arguments: Sequence[Term]) -> Term:
    text, start, *length = _take(arguments, "text", "number", "number", optional=1)
    count = f"greatest(0, {_whole(length[0])})" if length else "2147483647"
    return Term(f"substring({text}, greatest(1, {_whole(start)}), {count})", "text")


def _whole(sql: str) -> str:
    return f"CAST(least(1e6, greatest(-1e6, trunc({sql}))) AS BIGINT)"


def _date(arguments: Sequence[Term]) -> Term:
    year, month, day = _take(arguments, "number", "number", "number")
    text = f"printf('%04d-%02d-%02d', {_whole(year)}, {_whole(month)}, {_whole(day)})"
    return Term(_known_year(f"try_cast({text} AS DATE)"), "date")


def _known_year(sql: str) -> str:
    """Only years that other programs can read."""
    return f"(CASE WHEN year({sql}) BETWEEN 1 AND 9999 THEN {sql} END)"


def _is_missing(arguments: Sequence[Term]) -> Term:
    (value,) = _take(arguments, "any")
    empty = f" OR {value} = ''" if arguments[0].kind == "text" else ""
    return Term(f"({value} IS NULL{empty})", "boolean")


def _add_days(arguments: Sequence[Term]) -> Term:
    moment, days = _take(arguments, "moment", "number")
    kind = arguments[0].kind
    shifted = f"{moment} + to_days(CAST({_whole(days)} AS INTEGER))"
    return Term(_known_year(f"CAST({shifted} AS {'DATE' if kind == 'date' else 'TIMESTAMP'})"), kind)


FUNCTIONS: dict[str, Function] = {
    "if": _if,
    "round": _round,
    "abs": _simple("abs({0})", ["number"], "number"),
    "floor": _simple("floor({0})", ["number"], "number"),
    "ceil": _simple("ceil({0})", ["number"], "number"),
    "sqrt": _simple("(CASE WHEN {0} >= 0 THEN sqrt({0}) END)", ["number"], "number"),
    "ln": _simple("(CASE WHEN {0} > 0 THEN ln({0}) END)", ["number"], "number"),
    "log10": _simple("(CASE WHEN {0} > 0 THEN log10({0}) END)", ["number"], "number"),
    "exp": _simple("(CASE WHEN {0} < 700 THEN exp({0}) END)", ["number"], "number"),
    "min": _list("least"),
    "max": _list("greatest"),
    "coalesce": _list("coalesce"),
    "number": _simple("try_cast({0} AS DOUBLE)", ["text"], "number"),
    "text": _as_text,
    "concat": _concat,
    "upper": _simple("upper({0})", ["text"], "text"),
    "lower": _simple("lower({0})", ["text"], "text"),
    "trim": _simple("trim({0})", ["text"], "text"),
    "length": _simple("CAST(length({0}) AS DOUBLE)", ["text"], "number"),
    "left": lambda a: _mid([a[0], Term("1", "number"), a[1]]) if _take(a, "text", "number") else a[0],
    "mid": _mid,
    "replace": _simple("replace({0}, {1}, {2})", ["text", "text", "text"], "text"),
    "contains": _simple("contains({0}, {1})", ["text", "text"], "boolean"),
    "starts_with": _simple("starts_with({0}, {1})", ["text", "text"], "boolean"),
    "ends_with": _simple("ends_with({0}, {1})", ["text", "text"], "boolean"),
    "is_missing": _is_missing,
    "date": _date,
    "year": _simple("CAST(year({0}) AS DOUBLE)", ["moment"], "number"),
    "quarter": _simple("CAST(quarter({0}) AS DOUBLE)", ["moment"], "number"),
    "month": _simple("CAST(month({0}) AS DOUBLE)", ["moment"], "number"),
    "week": _simple("CAST(week({0}) AS DOUBLE)", ["moment"], "number"),
    "day": _simple("CAST(day({0}) AS DOUBLE)", ["moment"], "number"),
    "weekday": _simple("CAST(isodow({0}) AS DOUBLE)", ["moment"], "number"),
    "hour": _simple("CAST(hour(CAST({0} AS TIMESTAMP)) AS DOUBLE)", ["moment"], "number"),
    "days": _simple("(epoch(CAST({1} AS TIMESTAMP) - CAST({0} AS TIMESTAMP)) / 86400)", ["moment", "moment"], "number"),
    "add_days": _add_days,
}
"""``days(a, b)``: so many days is b after a. ``weekday``: 1 is Monday. ``min`` and ``max`` skip missing values."""
