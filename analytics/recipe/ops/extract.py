"""A new column with what a regular expression finds in a text. ``params``: ``pattern`` (RE2), ``to``, ``then``.

The first group of the pattern is taken, or all that it matches if it has none. ``then``: how the new column is read.
"""

from __future__ import annotations

from analytics.parsing import literal
from analytics.recipe.frame import Frame, Unmet
from analytics.recipe.ops import Op, add_text, checked_pattern, groups_of, target
from analytics.schema import Step

YEAR_IN_BRACKETS = r"\((\d{4})\)\s*$"
MAIL_DOMAIN = r"@([A-Za-z0-9.-]+\.[A-Za-z]{2,})$"
WEB_HOST = r"^https?://(?:www\.)?([^/?#]+)"
IN_WORDS = {
    YEAR_IN_BRACKETS: "the year in brackets",
    MAIL_DOMAIN: "the domain of the e-mail address",
    WEB_HOST: "the host of the web address",
}
"""What the patterns that are suggested find; a pattern of a person's own is shown as it was written."""


class Extract(Op):
    name = "extract"
    title = "Take a part out into a new column"

    def describe(self, step: Step) -> str:
        pattern = str(step.params.get("pattern"))
        what = IN_WORDS.get(pattern) or f"what matches {pattern}"
        return f"Put “{step.params.get('to')}” beside “{step.column}”: {what}"

    def apply(self, step: Step, frame: Frame) -> None:
        column, to = target(step), step.params.get("to")
        if not to:
            raise Unmet("The new column has no name.")
        pattern = checked_pattern(str(step.params.get("pattern") or ""))
        group = 1 if groups_of(pattern) else 0
        found = f"nullif(regexp_extract({frame.text(column)}, {literal(pattern)}, {group}), '')"
        add_text(step, frame, str(to), found, [column], after=column, then=step.params.get("then"))
