"""New names for columns. ``params``: ``names`` {name: new name}, ``style`` (what it is called in the list)."""

from __future__ import annotations

from analytics.recipe.frame import Frame, Unmet
from analytics.recipe.ops import Op
from analytics.schema import Step


class RenameColumns(Op):
    name = "rename_columns"
    title = "Rename columns"
    stage = "names"

    def describe(self, step: Step) -> str:
        names = step.params.get("names") or {}
        if step.params.get("style"):
            return f"Write {len(names):,} column names in {step.params['style']}"
        shown = ", ".join(f"“{old}” → “{new}”" for old, new in list(names.items())[:3])
        return f"Rename {shown}" + (f" and {len(names) - 3:,} more" if len(names) > 3 else "")

    def columns(self, step: Step) -> tuple[str, ...]:
        return tuple(step.params.get("names") or ())

    def apply(self, step: Step, frame: Frame) -> None:
        names = {old: str(new).strip() for old, new in (step.params.get("names") or {}).items() if frame.has(old)}
        if not names or not all(names.values()):
            raise Unmet("None of the columns to rename is there." if not names else "A new name is empty.")
        after = [names.get(name, name) for name in frame.order]
        if len({name.lower() for name in after}) < len(after):
            raise Unmet("Two columns would have the same name.")
        # By way of names that nothing has, so that two columns can swap theirs.
        for number, old in enumerate(names):
            frame.rename(old, f"\0{number}")
        for number, new in enumerate(names.values()):
            frame.rename(f"\0{number}", new)
