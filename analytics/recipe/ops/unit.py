"""Units out of the cells: ``12.0 oz`` → ``12.0``, the unit kept as the column's unit.

``params``: ``units`` {spelling in lower case: factor}, ``unit`` (its name for the profile), ``then`` (how the column is
read afterwards). A cell that is not "number, unit" stays as it is.
"""

from __future__ import annotations

from analytics.parsing import literal
from analytics.recipe.frame import Frame, Unmet
from analytics.recipe.ops import Op, target
from analytics.schema import Step

NUMBER = r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|[+-]?\.\d+"
CELL = rf"^\s*({NUMBER})\s*([^\d\s+\-.,][^\d]*?)\s*$"


def amount(text: str, units: dict[str, float]) -> str:
    """SQL: the number of a cell whose unit is listed, times its factor; other cells unchanged."""
    number = f"replace(regexp_extract({text}, {literal(CELL)}, 1), ',', '')"
    unit = f"lower(regexp_extract({text}, {literal(CELL)}, 2))"
    by_factor: dict[float, list[str]] = {}
    for spelling, factor in units.items():
        by_factor.setdefault(float(factor), []).append(literal(spelling))
    whens = []
    for factor, spellings in sorted(by_factor.items()):
        scaled = number if factor == 1 else f"CAST(round(CAST({number} AS DOUBLE) * {factor!r}, 12) AS VARCHAR)"
        whens.append(f"WHEN {unit} IN ({', '.join(spellings)}) AND {number} <> '' THEN {scaled}")
    return f"CASE {' '.join(whens)} ELSE {text} END"


class Unit(Op):
    name = "unit"
    title = "Take the unit out of the cells"
    bulk = True

    def describe(self, step: Step) -> str:
        return f"Take the unit “{step.params.get('unit', '')}” out of “{step.column}” and read numbers"

    def apply(self, step: Step, frame: Frame) -> None:
        column, units = target(step), step.params.get("units") or {}
        if not units:
            raise Unmet("The step lists no units.")
        frame.change(step.id, column, amount(frame.text(column), units))
        frame.then(column, step.params.get("then"))
