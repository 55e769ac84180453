"""Missing values filled, in a new column beside the old, with a mark for what was filled.

``params``: ``method`` (value, group, interpolate, previous), ``to`` (the new column; without it the column itself is
filled), ``mark`` (the column that says what was filled; may be absent), and what the method needs: ``value`` (the mean,
median or mode that was computed when the step was suggested, as canonical text), ``by`` and ``values`` {group: text},
``order`` (the column that interpolation goes along; without it the order of the file).
"""

from __future__ import annotations

from analytics.parsing import literal
from analytics.recipe.frame import Cell, Frame, Unmet
from analytics.recipe.levels import ROW
from analytics.recipe.ops import Op, target
from analytics.schema import NUMERIC_TYPES, Column, ColumnType, Step

SQL_TYPES = {
    "integer": "BIGINT", "decimal": "DOUBLE", "currency": "DOUBLE", "percent": "DOUBLE", "boolean": "BOOLEAN",
    "date": "DATE", "datetime": "TIMESTAMP", "time": "TIME", "text": "VARCHAR",
}  # fmt: skip
WORDS = {
    "value": "with {what}",
    "group": "with the median of each “{by}”",
    "interpolate": "between their neighbours",
    "previous": "with the value before",
}


class FillMissing(Op):
    name = "fill_missing"
    title = "Fill missing values"
    stage = "value"

    def describe(self, step: Step) -> str:
        params = step.params
        what = params.get("what") or params.get("value")
        how = WORDS.get(params.get("method", ""), "").format(what=what, by=params.get("by"))
        where = f", in “{params['to']}”" if params.get("to") else ", in place"
        return f"Fill missing “{step.column}” {how}{where}"

    def columns(self, step: Step) -> tuple[str, ...]:
        return tuple(name for name in (step.column, step.params.get("by"), step.params.get("order")) if name)

    def apply(self, step: Step, frame: Frame) -> None:
        cell, to, mark = frame.cell(target(step)), step.params.get("to"), step.params.get("mark")
        reads = list(self.columns(step))
        kind, filling = self._filling(step, frame, cell)
        filled = f"coalesce({cell.alias}, {filling})"
        missing, before = f"({cell.alias} IS NULL)", cell.name
        if to:
            column = Column(str(to), kind, cell.column.role, unit=cell.column.unit)
            frame.add(step.id, column, filled, reads, after=cell.name, typed=True)
            before = str(to)
        if mark:
            frame.add(step.id, Column(str(mark), "boolean", "category"), missing, [cell.name], after=before, typed=True)
        if not to:
            if kind != cell.column.type:
                raise Unmet(f"“{cell.name}” holds whole numbers; fill it in a new column.")
            frame.revalue(step.id, cell.name, filled, reads=reads)

    def _filling(self, step: Step, frame: Frame, cell: Cell) -> tuple[ColumnType, str]:
        """The type of the filled column, and SQL for what fills it."""
        method = step.params.get("method")
        kind: ColumnType = cell.column.type if cell.typed else "text"
        if method == "value":
            value = str(step.params.get("value", ""))
            # The mean of whole numbers is rarely one.
            kind = "decimal" if kind == "integer" and not value.lstrip("-").isdigit() else kind
            return kind, f"try_cast({literal(value)} AS {SQL_TYPES[kind]})"
        if method == "previous":
            frame.sorts = True
            return kind, f"last_value({cell.alias} IGNORE NULLS) OVER (ORDER BY {ROW} ROWS UNBOUNDED PRECEDING)"
        if kind not in NUMERIC_TYPES:
            raise Unmet(f"“{cell.name}” is not read as numbers.")
        kind = "decimal" if kind == "integer" else kind
        if method == "group":
            return kind, self._by_group(step, frame)
        if method == "interpolate":
            return kind, self._between(step, frame, cell)
        raise Unmet(f"This version knows no way “{method}” to fill.")

    def _by_group(self, step: Step, frame: Frame) -> str:
        by, values = step.params.get("by"), step.params.get("values") or {}
        if not by or not values:
            raise Unmet("The step lists no groups.")
        found, joins = frame.lookup(sorted(values.items()), [frame.text(by)])
        if joins:
            raise Unmet("There are too many groups to fill by.")
        return f"try_cast({found} AS DOUBLE)"

    def _between(self, step: Step, frame: Frame, cell: Cell) -> str:
        """The straight line between the nearest known values before and after; nothing beyond the ends."""
        frame.sorts = True
        order = step.params.get("order")
        along = f"{frame.value(order)}, {ROW}" if order else ROW
        place = f"epoch_ms(CAST({frame.value(order)} AS TIMESTAMP))" if order else ROW
        before, after = (
            f"OVER (ORDER BY {along} ROWS BETWEEN {span})"
            for span in ("UNBOUNDED PRECEDING AND CURRENT ROW", "CURRENT ROW AND UNBOUNDED FOLLOWING")
        )
        at = f"CASE WHEN {cell.alias} IS NOT NULL THEN {place} END"
        y0, y1 = f"last_value({cell.alias} IGNORE NULLS) {before}", f"first_value({cell.alias} IGNORE NULLS) {after}"
        x0, x1 = f"last_value({at} IGNORE NULLS) {before}", f"first_value({at} IGNORE NULLS) {after}"
        share = f"CAST({place} - {x0} AS DOUBLE) / nullif({x1} - {x0}, 0)"
        return f"CAST({y0} AS DOUBLE) + ({share}) * (CAST({y1} AS DOUBLE) - CAST({y0} AS DOUBLE))"
