"""How finely time is cut: days and more for files of months and years, minutes and seconds for logs of a day."""

from __future__ import annotations

import numpy as np

from analytics.insights.table import Floats

GRAINS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 7 * 86400}
CLOCK = frozenset({"second", "minute", "hour"})
"""Grains whose points have a time of day."""

FINE = (("second", 3600), ("minute", 2 * 86400))
"""A log that covers at most so many seconds is followed by this grain."""

FINE_POINTS = 60
"""And has at least so many points of it, each at most five after the one before, as a rule."""


def fine(stamps: Floats) -> tuple[str, int] | None:
    """For logs of hours or of a day or two: the grain finer than an hour, and how many of it lie between readings."""
    for grain, longest in FINE:
        points = np.unique(np.floor(stamps / GRAINS[grain]))
        gap = float(np.median(np.diff(points))) if len(points) >= FINE_POINTS else np.inf
        if stamps[-1] - stamps[0] <= longest and gap <= 5:
            return grain, max(1, round(gap))
    return None
