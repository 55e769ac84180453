"""The registry of cleaning steps: one op per module, found here by its name.

An op is a class with a name, a version, a stage and three methods: ``describe`` (a sentence for people), ``columns``
(which columns the step is about) and ``apply`` (what the step does to the frame, as SQL). ``apply`` raises ``Unmet``
when its precondition fails; the step is then reported and skipped, and everything else still runs.

Stages run in the order of ``STAGES``, and inside a stage the steps run in the order of the recipe: first repairs of the
source text, then the typed views, then steps that need typed values, then rows, last the names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any, ClassVar, Literal

from analytics.recipe.frame import Frame, Unmet
from analytics.schema import Column, Step

Stage = Literal["text", "type", "value", "rows", "names"]
MAX_PATTERN = 500
STAGES: tuple[Stage, ...] = ("text", "type", "value", "rows", "names")


class Op:
    """One kind of step. ``bulk``: "accept all" includes it: it corrects cells in place and keeps the table's shape."""

    name: ClassVar[str]
    title: ClassVar[str]
    version: ClassVar[int] = 1
    stage: ClassVar[Stage] = "text"
    bulk: ClassVar[bool] = False

    def describe(self, step: Step) -> str:
        return f"{self.title} in “{step.column}”" if step.column else self.title

    def columns(self, step: Step) -> tuple[str, ...]:
        return (step.column,) if step.column else ()

    def apply(self, step: Step, frame: Frame) -> None:
        raise NotImplementedError


def target(step: Step) -> str:
    """The column of a step that needs one."""
    if step.column is None:
        raise Unmet("The step names no column.")
    return step.column


def add_text(
    step: Step,
    frame: Frame,
    name: str,
    expression: str,
    reads: Iterable[str],
    *,
    after: str,
    then: Mapping[str, Any] | None,
) -> None:
    """Put a new text column behind ``after``; ``then`` says how its text is read, as a profile's column does."""
    column = Column(name, "text", "text")
    frame.add(step.id, column, expression, reads, after=after, typed=False)
    if then:
        parse, unit = dict(then.get("parse") or {}), then.get("unit")
        frame.retype(step.id, name, replace(column, type=then.get("type", "text"), parse=parse, unit=unit))


def checked_pattern(pattern: str) -> str:
    """A regular expression that DuckDB's RE2 understands; Unmet with what is wrong otherwise."""
    if not pattern:
        raise Unmet("The pattern is empty.")
    if len(pattern) > MAX_PATTERN:
        raise Unmet(f"The pattern is longer than {MAX_PATTERN} characters.")
    problem = _problem(pattern)
    if problem:
        raise Unmet(f"“{pattern[:80]}” is no pattern: {problem}")
    return pattern


@lru_cache(maxsize=256)
def _problem(pattern: str) -> str:
    import duckdb

    with duckdb.connect() as connection:
        try:
            connection.execute("SELECT regexp_matches('', ?)", [pattern]).fetchall()
        except duckdb.Error as error:
            return str(error).splitlines()[0].rpartition(": ")[2][:200]
    return ""


@lru_cache(maxsize=256)
def groups_of(pattern: str) -> bool:
    """Whether a pattern has a group."""
    import duckdb

    with duckdb.connect() as connection:
        try:
            connection.execute("SELECT regexp_extract('', ?, 1)", [pattern]).fetchall()
        except duckdb.Error:
            return False
    return True


def find(step: Step) -> Op:
    """The op of a step; Unmet if this version of the program does not know it."""
    op = registry().get(step.op)
    if op is None:
        raise Unmet(f"This version knows no step “{step.op}”.")
    if step.op_version > op.version:
        raise Unmet(f"The step “{step.op}” was made by a newer version.")
    return op


def registry() -> dict[str, Op]:
    """Every op by name."""
    from analytics.recipe.ops import _all

    return _all.OPS
