"""Findings as a search would hand them over, for tests of what people do with them."""

from __future__ import annotations

from analytics.schema import Insight


def finding(**more) -> Insight:
    base = {"kind": "trend", "columns": ("price",), "text": "“price” rose by 10 %.", "strength": 0.8, "direction": "up",
            "effect": 0.5, "n": 100, "p_value": 0.001, "evidence": {"test": "a test"}}  # fmt: skip
    return Insight(**{**base, **more})


SPIKE = finding(kind="anomaly", columns=("__rows__",), direction="up", at=["2024-01-20"], text="A spike of rows.",
                evidence={"time": "day", "actual": {"start": "2024-01-20T00:00:00", "end": "2024-01-21T00:00:00",
                                                    "from": "2024-01-20", "to": "2024-01-20", "average": 7.0,
                                                    "rows": 7}})  # fmt: skip
NORTH = finding(kind="ranking", columns=("price",), segment={"region": "No\"rth"}, direction=None, agg="mean",
                text="North is highest.", evidence={})  # fmt: skip
FAR = finding(kind="outlier", rows=(3, 17), direction=None, text="2 values lie far out.", evidence={})
