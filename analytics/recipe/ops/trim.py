"""Outer trim: white space before and after the text of a cell goes; what is inside stays."""

from __future__ import annotations

from analytics.recipe.frame import Frame
from analytics.recipe.ops import Op, target
from analytics.schema import Step

SPACES = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f"
    "\u205f\u3000\ufeff"
)
"""Unicode's White_Space characters, and the byte order mark that some programs leave in front of a cell."""


def trimmed(sql: str) -> str:
    return f"trim({sql}, '{SPACES}')"


class Trim(Op):
    name = "trim"
    title = "Trim outer spaces"

    def apply(self, step: Step, frame: Frame) -> None:
        column = target(step)
        frame.change(step.id, column, trimmed(frame.text(column)))
