"""Numbers that count time since 1970 become dates with times, in UTC. ``params``: ``unit`` (s, ms, us or ns), ``then``.

A cell that is no such number stays as it is. ``then``: how the column is read afterwards; without it, as such moments.
"""

from __future__ import annotations

from typing import Any

from analytics.inference.instants import IN_WORDS, UNITS
from analytics.recipe.frame import Frame, Unmet
from analytics.recipe.ops import Op, target
from analytics.schema import Step
from analytics.sqltext import trimmed

FORMATS = {"s": "%Y-%m-%d %H:%M:%S", "ms": "%Y-%m-%d %H:%M:%S.%f"}
MICROSECONDS = 1_000_000
FIRST, LAST = -62_135_596_800 * MICROSECONDS, 253_402_300_799 * MICROSECONDS
"""The years 1 to 9999; beyond, a number is no moment."""


def moment(text: str, unit: str, *, fraction: bool) -> str:
    """SQL for the text of a moment; a text that is no number stays. ``fraction``: with parts of a second."""
    number = f"TRY_CAST({trimmed(text)} AS DECIMAL(38, 6))"
    micros = f"CAST(floor({number} * {MICROSECONDS}::DECIMAL(38, 0) / {UNITS[unit]}) AS BIGINT)"
    if UNITS[unit] <= MICROSECONDS:
        micros = f"CAST(floor({number} * {MICROSECONDS // UNITS[unit]}) AS BIGINT)"
    form = "%Y-%m-%d %H:%M:%S" + ((".%g" if unit == "ms" else ".%f") if fraction else "")
    scale = f"{number} BETWEEN {FIRST * UNITS[unit] // MICROSECONDS} AND {LAST * UNITS[unit] // MICROSECONDS}"
    return f"CASE WHEN {scale} THEN strftime(make_timestamp({micros}), '{form}') ELSE {text} END"


def reading(fraction: bool, nulls: list[str] | None = None) -> dict[str, Any]:
    """How the made texts are read, as a profile says it."""
    parse: dict[str, Any] = {"formats": [FORMATS["ms" if fraction else "s"]]}
    return {"type": "datetime", "parse": parse | ({"nulls": nulls} if nulls else {})}


class Moments(Op):
    name = "moments"
    title = "Read numbers as moments (UTC)"

    def describe(self, step: Step) -> str:
        unit = IN_WORDS.get(str(step.params.get("unit")), "time")
        return f"Read “{step.column}” as moments (UTC): {unit} since 1970"

    def apply(self, step: Step, frame: Frame) -> None:
        column, unit = target(step), str(step.params.get("unit") or "")
        if unit not in UNITS:
            raise Unmet("The step does not say whether the numbers are seconds, milliseconds or finer.")
        then = step.params.get("then") or reading(unit != "s")
        fraction = any("%f" in form for form in then.get("parse", {}).get("formats", ()))
        frame.change(step.id, column, moment(frame.text(column), unit, fraction=fraction))
        frame.then(column, then)
