"""What the builder's form said before: states that travel in the form itself, so that a step back needs no session, no
script and disturbs no other window."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

FIELDS = ("kind", "dimension", "series", "measure", "agg", "measure2", "agg2", "grain", "sort", "limit", "mode",
          "reference", "trend", "band", "lying", "name")  # fmt: skip
SHOWN = {"kind": "bar", "agg": "sum", "agg2": "sum", "limit": "12"}
"""What the form shows, and so sends, where nothing was said."""
MOST = 30
LONGEST = 64 * 1024
LONGEST_VALUE = 1_000
State = Mapping[str, str]


@dataclass(frozen=True)
class Trail:
    """``states`` from the first to the last, ``at`` the one that the form shows."""

    states: tuple[State, ...]
    at: int = 0

    @property
    def now(self) -> State:
        return self.states[self.at]

    @property
    def may_undo(self) -> bool:
        return self.at > 0

    @property
    def may_redo(self) -> bool:
        return self.at + 1 < len(self.states)

    def follow(self, fields: Mapping[str, Any]) -> Trail:
        """The trail after the form was sent with these fields: one state longer if they are new."""
        state = state_of(fields)
        if state == self.now:
            return self
        states = (*self.states[: self.at + 1], state)[-MOST:]
        return Trail(states, len(states) - 1)

    def step(self, word: str) -> Trail:
        """``undo`` or ``redo``; at the end of the trail it stays where it is."""
        at = self.at + {"undo": -1, "redo": 1}.get(word, 0)
        return Trail(self.states, min(max(at, 0), len(self.states) - 1))

    @property
    def written(self) -> str:
        """The trail for a hidden field."""
        return json.dumps({"at": self.at, "states": self.states}, ensure_ascii=False, separators=(",", ":"))


def state_of(fields: Mapping[str, Any]) -> State:
    """The builder's own fields as text, as the form would send them; what is empty is left out."""
    found = dict(SHOWN)
    for name in FIELDS:
        value = fields.get(name)
        text = "1" if value is True else "" if value in (None, False) else str(value)
        if text:
            found[name] = text[:LONGEST_VALUE]
    return found


def begin(fields: Mapping[str, Any]) -> Trail:
    return Trail((state_of(fields),))


def read(text: str, fields: Mapping[str, Any]) -> Trail:
    """The trail that a form has sent, or a new one that begins with its fields where that is no trail."""
    try:
        document: Any = json.loads(text if len(text) <= LONGEST else "")
        states = tuple(state_of(state) for state in document["states"][:MOST])
        at = int(document["at"])
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return begin(fields)
    return Trail(states, at) if states and 0 <= at < len(states) else begin(fields)
