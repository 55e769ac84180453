"""Stretches of time that may be held against each other: of the same season, or next to each other."""

from __future__ import annotations

from analytics.insights.series import Axis

Span = tuple[int, int]
"""First bucket, and the one after the last."""

YEAR = {"day": 365, "week": 52, "month": 12}
WEEK = {"day": 7, "week": 1}
NEAR = 8
"""Stretches whose middles lie at most this part of a year apart are of one season."""

LEAST = 13
"""A stretch held against the same days of another year is at least this part of a year long."""


def alike(axis: Axis, before: Span, after: Span, *, lasting: bool) -> tuple[Span, Span] | None:
    """Cut the two so that a summer is not held against a winter; None where that cannot be.

    Whole years, else the same days a year before, else whole weeks next to a step. ``lasting``: the change is a step
    between the two and not a slow climb, which over less than a year may be the season.
    """
    year = YEAR.get(axis.grain)
    if year is None or sum(after) - sum(before) <= 2 * year / NEAR:
        return before, after
    whole = [(span[1] - span[0]) // year for span in (before, after)]
    if min(whole):
        return (before[1] - whole[0] * year, before[1]), (after[0], after[0] + whole[1] * year)
    first, last = max(after[0], before[0] + year), min(after[1], before[1] + year)
    if last - first >= max(year / LEAST, (after[1] - after[0]) / 4):
        return (first - year, last - year), (first, last)
    return _beside(axis, year, before, after) if lasting else None


def _beside(axis: Axis, year: int, before: Span, after: Span) -> tuple[Span, Span] | None:
    """Equal numbers of whole weeks (or months) on both sides of a step."""
    week = WEEK.get(axis.grain, 1)
    length = min(year // NEAR, before[1] - before[0], after[1] - after[0]) // week * week
    if length < (2 * week if axis.grain != "month" else 1):
        return None
    return (before[1] - length, before[1]), (after[0], after[0] + length)
