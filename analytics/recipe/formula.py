"""A small language for computed columns, compiled to DuckDB SQL; nothing of it is ever evaluated as Python.

``[unit price] * quantity``, ``if(region = "North", 1, 0)``, ``year(date)``, ``round(a / b, 2)``. Columns are written as
they are named, in brackets if they are no plain word. Numbers are doubles; a division by zero, the root of a negative
number and what cannot be read as a number are missing values, not errors.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from analytics.recipe.formula_functions import FUNCTIONS, Kind, Term, number
from analytics.schema import ColumnType
from analytics.sqltext import literal

MAX_LENGTH = 2_000
MAX_DEPTH = 40
TOKEN = re.compile(
    r"""\s*(?:
    (?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\.\d+)
    |(?P<text>"(?:[^"]|"")*"|'(?:[^']|'')*')
    |\[(?P<column>[^\]]+)\]
    |(?P<word>[^\W\d]\w*)
    |(?P<mark><=|>=|<>|!=|==|[-+*/%^&=<>(),])
    )""",
    re.VERBOSE,
)
COMPARISONS = {"=": "=", "==": "=", "<>": "<>", "!=": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
POWERS = {"or": 1, "and": 2, **dict.fromkeys(COMPARISONS, 4), "&": 5, "+": 6, "-": 6, "*": 7, "/": 7, "%": 7, "^": 9}
NOT_POWER, SIGN_POWER = 3, 8
RESULT: dict[Kind, ColumnType] = {
    "number": "decimal", "text": "text", "boolean": "boolean", "date": "date", "datetime": "datetime",
}  # fmt: skip
KINDS: dict[str, Kind] = {
    "integer": "number", "decimal": "number", "currency": "number", "percent": "number", "boolean": "boolean",
    "date": "date", "datetime": "datetime", "time": "text", "text": "text",
}  # fmt: skip


class FormulaError(ValueError):
    """What is wrong with a formula, in one sentence."""


@dataclass(frozen=True)
class Compiled:
    """``sql`` over the aliases of the columns; ``reads`` are the columns' names."""

    sql: str
    type: ColumnType
    reads: tuple[str, ...]


@dataclass(frozen=True)
class Token:
    kind: Literal["number", "text", "column", "word", "mark", "end"]
    text: str
    at: int


def compiled(formula: str, columns: Mapping[str, tuple[str, str]]) -> Compiled:
    """The SQL of a formula. ``columns``: name → (SQL of its value, its type). Raises FormulaError."""
    parser = Parser(tokens(formula), columns)
    term = parser.expression(0)
    parser.expect_end()
    sql = f"CASE WHEN isfinite({term.sql}) THEN {term.sql} END" if term.kind == "number" else term.sql
    return Compiled(sql, RESULT[term.kind], tuple(dict.fromkeys(parser.reads)))


def tokens(formula: str) -> list[Token]:
    if len(formula) > MAX_LENGTH:
        raise FormulaError(f"The formula is longer than {MAX_LENGTH:,} characters.")
    found, at = [], 0
    end = len(formula.rstrip())
    while at < end:
        match = TOKEN.match(formula, at)
        if match is None or match.lastgroup is None:
            raise FormulaError(f"“{formula[at:end].strip()[:20]}” cannot be read, at character {at + 1}.")
        kind = match.lastgroup
        found.append(Token(kind, match[kind], match.start(kind) + 1))  # type: ignore[arg-type]
        at = match.end()
    if not found:
        raise FormulaError("The formula is empty.")
    return [*found, Token("end", "", end + 1)]


@dataclass
class Parser:
    """Precedence climbing (Pratt): each operator binds as strongly as ``POWERS`` says."""

    tokens: list[Token]
    columns: Mapping[str, tuple[str, str]]
    place: int = 0
    depth: int = 0
    reads: list[str] = field(default_factory=list)

    @property
    def here(self) -> Token:
        return self.tokens[self.place]

    def take(self) -> Token:
        token = self.here
        self.place += 1
        return token

    def is_mark(self, text: str) -> bool:
        return self.here.kind == "mark" and self.here.text == text

    def expect(self, mark: str) -> None:
        if not self.is_mark(mark):
            raise FormulaError(f"“{mark}” is missing {self.where(self.here)}.")
        self.take()

    def expect_end(self) -> None:
        if self.here.kind != "end":
            raise FormulaError(f"“{self.here.text}” does not fit {self.where(self.here)}.")

    def where(self, token: Token) -> str:
        return "at the end" if token.kind == "end" else f"at character {token.at}"

    def expression(self, power: int) -> Term:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise FormulaError("The formula is nested too deeply.")
        left = self.prefix()
        while (operator := self.operator()) and POWERS[operator] > power:
            at = self.take()
            # A power binds to the right: 2^3^2 is 2^9.
            right = self.expression(POWERS[operator] - (operator == "^"))
            left = self.combine(operator, left, right, at)
        self.depth -= 1
        return left

    def operator(self) -> str | None:
        token = self.here
        name = token.text.lower() if token.kind == "word" else token.text if token.kind == "mark" else ""
        return name if name in POWERS else None

    def prefix(self) -> Term:
        token = self.take()
        if token.kind == "number":
            return Term(f"{float(token.text)!r}::DOUBLE", "number")
        if token.kind == "text":
            mark = token.text[0]
            return Term(literal(token.text[1:-1].replace(mark * 2, mark)), "text")
        if token.kind == "column":
            return self.column(token)
        if token.kind == "mark" and token.text == "(":
            inner = self.expression(0)
            self.expect(")")
            return Term(f"({inner.sql})", inner.kind)
        if token.kind == "mark" and token.text in "+-":
            operand = self.wanted(self.expression(SIGN_POWER), "number", token)
            return Term(f"({token.text}{operand.sql})", "number")
        if token.kind == "word":
            return self.word(token)
        raise FormulaError(f"Something is missing {self.where(token)}.")

    def word(self, token: Token) -> Term:
        name = token.text.lower()
        if name == "not":
            operand = self.wanted(self.expression(NOT_POWER), "boolean", token)
            return Term(f"(NOT {operand.sql})", "boolean")
        if self.is_mark("(") and token.text not in self.columns:
            return self.call(token)
        if token.text not in self.columns and name in {"true", "false"}:
            return Term(name, "boolean")
        return self.column(token)

    def column(self, token: Token) -> Term:
        by_lower = {name.lower(): name for name in self.columns}
        name = token.text if token.text in self.columns else by_lower.get(token.text.strip().lower())
        if name is None:
            raise FormulaError(f"There is no column “{token.text}” ({self.where(token)}).")
        self.reads.append(name)
        sql, kind = self.columns[name]
        if KINDS[kind] == "number":
            return Term(f"CAST({sql} AS DOUBLE)", "number")
        return Term(f"CAST({sql} AS VARCHAR)" if kind == "time" else sql, KINDS[kind])

    def call(self, token: Token) -> Term:
        function = FUNCTIONS.get(token.text.lower())
        if function is None:
            raise FormulaError(f"There is no function “{token.text}” ({self.where(token)}).")
        self.take()
        arguments: list[Term] = []
        while not self.is_mark(")"):
            if arguments:
                self.expect(",")
            arguments.append(self.expression(0))
        self.take()
        try:
            return function(arguments)
        except ValueError as problem:
            raise FormulaError(f"{token.text}: {problem} ({self.where(token)}).") from None

    def wanted(self, term: Term, kind: Kind, token: Token) -> Term:
        if term.kind != kind:
            raise FormulaError(f"“{token.text}” needs a {kind}, not a {term.kind} ({self.where(token)}).")
        return term

    def combine(self, operator: str, left: Term, right: Term, at: Token) -> Term:
        if operator in {"and", "or"}:
            sides = [self.wanted(side, "boolean", at).sql for side in (left, right)]
            return Term(f"({sides[0]} {operator.upper()} {sides[1]})", "boolean")
        if operator == "&":
            return FUNCTIONS["concat"]([left, right])
        if operator in COMPARISONS:
            if {left.kind, right.kind} not in ({left.kind}, {"date", "datetime"}):
                raise FormulaError(f"A {left.kind} and a {right.kind} cannot be compared ({self.where(at)}).")
            return Term(f"({left.sql} {COMPARISONS[operator]} {right.sql})", "boolean")
        if operator == "-" and {left.kind, right.kind} <= {"date", "datetime"}:
            return FUNCTIONS["days"]([right, left])
        return number(operator, *(self.wanted(side, "number", at) for side in (left, right)))
