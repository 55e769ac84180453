"""Find and replace. ``params``: ``find``, ``replace``, ``mode`` (part, whole or pattern), ``ignore_case``.

A pattern is a regular expression of the RE2 kind, which answers in linear time whatever it is; ``\\1`` in ``replace``
is its first group.
"""

from __future__ import annotations

from analytics.parsing import literal
from analytics.recipe.frame import Frame, Unmet
from analytics.recipe.ops import Op, checked_pattern, target
from analytics.schema import Step

SPECIAL = frozenset(r"\.+*?()|[]{}^$")


def escaped(text: str) -> str:
    """A pattern that matches the text and nothing else."""
    return "".join("\\" + c if c in SPECIAL else c for c in text)


class ReplaceText(Op):
    name = "replace_text"
    title = "Find and replace"

    def describe(self, step: Step) -> str:
        old, new = step.params.get("find", ""), step.params.get("replace", "")
        return f"Replace “{old}” by “{new}” in “{step.column}”"

    def apply(self, step: Step, frame: Frame) -> None:
        column, old, new = target(step), str(step.params.get("find") or ""), str(step.params.get("replace") or "")
        if not old:
            raise Unmet("The step does not say what to find.")
        frame.change(step.id, column, self._expression(frame.text(column), old, new, step))

    def _expression(self, text: str, old: str, new: str, step: Step) -> str:
        mode, ignore = step.params.get("mode", "part"), bool(step.params.get("ignore_case"))
        if mode == "whole":
            same = f"lower({text}) = lower({literal(old)})" if ignore else f"{text} = {literal(old)}"
            return f"CASE WHEN {same} THEN {literal(new)} ELSE {text} END"
        if mode == "part" and not ignore:
            return f"replace({text}, {literal(old)}, {literal(new)})"
        pattern = checked_pattern(old) if mode == "pattern" else escaped(old)
        # In a plain replacement a backslash is a backslash, not a group.
        replacement = new if mode == "pattern" else new.replace("\\", "\\\\")
        return f"regexp_replace({text}, {literal(pattern)}, {literal(replacement)}, {literal('gi' if ignore else 'g')})"
