"""How a suggestion is made: a step that is switched off, with its evidence and its risk in words."""

from __future__ import annotations

from typing import Any

from analytics.schema import Step


def suggestion(
    id: str,
    op: str,
    column: str | None,
    params: dict[str, Any],
    *,
    confidence: float,
    evidence: str,
    risk: str,
    cells: int = 0,
    rows: int = 0,
) -> Step:
    """``cells`` and ``rows``: how many it would change or remove."""
    return Step(
        id=id,
        op=op,
        column=column,
        params=params,
        tier="suggested",
        confidence=confidence,
        evidence=evidence,
        risk=risk,
        cells_changed=cells,
        rows_removed=rows,
        enabled=False,
    )


def free_name(wanted: str, taken: set[str]) -> str:
    """The name, or the name with a number if a column has it; it counts as taken afterwards."""
    name, number = wanted, 2
    lowered = {each.lower() for each in taken}
    while name.lower() in lowered:
        name, number = f"{wanted} {number}", number + 1
    taken.add(name)
    return name
