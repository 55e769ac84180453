"""Recompute the sentences: ``python bench/insight_sentences.py [--sentences 1000] [--seed S]``.

Every number in a sentence is computed again, from the data frame and by pandas alone, and has to come out the same.
Prints how many sentences were checked and each one that does not agree. The checks are those of
``tests/insights/test_sentences_can_be_recomputed.py``.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
import tempfile
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parent.parent)]

from analytics.insights import words  # noqa: E402

WEEKDAYS = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")


def _rows(frame: pd.DataFrame, insight) -> pd.DataFrame:
    """The rows a sentence speaks of: its segment, without the values that are outliers of their own."""
    kept = frame
    for name, value in (insight.segment or {}).items():
        kept = kept[kept[name] == value]
    left_out = insight.evidence.get("values_left_out") or {}
    for name in insight.columns:
        if name in kept and left_out.get("above") is not None:
            kept = kept[kept[name].isna() | (kept[name] <= left_out["above"])]
        if name in kept and left_out.get("below") is not None:
            kept = kept[kept[name].isna() | (kept[name] >= left_out["below"])]
    return kept


def _between(frame: pd.DataFrame, time: str, start: str, end: str) -> pd.DataFrame:
    stamps = pd.to_datetime(frame[time])
    return frame[(stamps >= pd.Timestamp(start)) & (stamps < pd.Timestamp(end))]


def _average(frame: pd.DataFrame, insight, piece: dict) -> float:
    inside = _between(_rows(frame, insight), insight.evidence["time"], piece["start"], piece["end"])
    column = insight.columns[0]
    if insight.agg == "count":
        return len(inside) / piece["points"]
    return inside[column].sum() / piece["points"] if insight.agg == "sum" else inside[column].mean()


def _said(insight, value: float) -> bool:
    """A sum in another order may differ in its sixteenth digit, which can turn 7.5775 into 7.577 or 7.578."""
    return any(words.number(value * near) in insight.text for near in (1.0, 1 - 1e-12, 1 + 1e-12))


def _check_windows(frame, insight):
    for piece in (insight.evidence["before"], insight.evidence["after"]):
        assert _said(insight, _average(frame, insight, piece)), insight.text
        days = [dt.date.fromisoformat(piece[end]) for end in ("from", "to")]
        assert words.span(*days) in insight.text


def _check_anomaly(frame, insight):
    assert _said(insight, _average(frame, insight, insight.evidence["actual"])), insight.text
    usual = insight.evidence["usual"]
    hours = {"hour": 1, "day": 24, "week": 168}.get(insight.evidence["grain"])
    if hours is None:
        return
    values = []
    for moment in usual["moments"]:
        end = (pd.Timestamp(moment) + pd.Timedelta(hours=hours)).isoformat()
        values.append(_average(frame, insight, {"start": moment, "end": end, "points": 1}))
    assert _said(insight, float(np.mean(values))), insight.text
    stamps = pd.to_datetime(frame[insight.evidence["time"]])
    assert all(pd.Timestamp(day) >= stamps.min().normalize() for day in insight.at)


def _check_seasonality(frame, insight):
    rows, evidence = _rows(frame, insight), insight.evidence
    stamps = pd.to_datetime(rows[evidence["time"]])
    if insight.period == "daily":
        groups, days = stamps.dt.hour.map(lambda hour: f"{hour}:00"), None
    else:
        rows = _between(rows, evidence["time"], evidence["start"], evidence["end"])
        stamps = pd.to_datetime(rows[evidence["time"]])
        days = pd.date_range(evidence["start"], evidence["end"], inclusive="left", freq="D")
        if insight.period == "weekly":
            groups, days = stamps.dt.day_of_week.map(WEEKDAYS.__getitem__), days.day_of_week.map(WEEKDAYS.__getitem__)
        elif insight.period == "yearly" and evidence["grain"] == "day":
            groups, days = (
                stamps.dt.month.map(lambda m: words.MONTHS[m - 1]),
                days.month.map(lambda m: words.MONTHS[m - 1]),
            )
        else:
            return
    for name in (
        max(evidence["averages"], key=evidence["averages"].get),
        min(evidence["averages"], key=evidence["averages"].get),
    ):
        chosen = rows[groups == name]
        if insight.agg == "count":
            value = len(chosen) if days is None else len(chosen) / int((days == name).sum())
        else:
            value = chosen[insight.columns[0]].mean()
        assert _said(insight, value), insight.text
        assert name in insight.text


def _check_outlier(frame, insight):
    column = frame[insight.columns[0]]
    values = column.iloc[list(insight.rows)]
    rest = column.drop(index=list(insight.rows))
    farthest = values.iloc[int((values - rest.median()).abs().to_numpy().argmax())]
    for value in (farthest, rest.min(), rest.max(), rest.median()):
        assert _said(insight, value), insight.text
    assert f"{len(values)} value" in insight.text


def _check_dominance(frame, insight):
    ((name, value),) = insight.segment.items()
    if insight.agg == "count":
        share = (frame[name] == value).sum() / frame[name].notna().sum()
    else:
        totals = frame.groupby(name)[insight.evidence["measure"]].sum()
        share = totals[value] / totals.sum()
    assert words.percent(share) in insight.text


def _check_means(frame, insight):
    ((name, value),) = insight.segment.items()
    mean = (
        frame.loc[frame[name] == value, insight.columns[0]].mean()
        if "values_left_out" not in insight.evidence
        else None
    )
    stated = insight.evidence["means"][words.label(value)]
    assert _said(insight, stated)
    if mean is not None and insight.columns[0] not in _with_outliers:
        assert abs(stated - mean) <= 1e-6 * max(abs(mean), 1e-12)


def _check_driver(frame, insight):
    if "means" in insight.evidence:
        return _check_means(frame, insight)
    time, column = insight.evidence["time"], insight.columns[0]
    whole = _rows(frame, type(insight)(**{**insight.__dict__, "segment": None}))
    for piece in (insight.evidence["before"], insight.evidence["after"]):
        for rows in (whole, _rows(frame, insight)):
            inside = _between(rows, time, piece["start"], piece["end"])
            if insight.agg == "mean":
                value = inside[column].mean()
            else:
                days = (pd.Timestamp(piece["end"]) - pd.Timestamp(piece["start"])) / pd.Timedelta(days=1)
                periods = days * {"hour": 24, "minute": 1440, "second": 86400}.get(insight.evidence["grain"], 1)
                value = (len(inside) if insight.agg == "count" else inside[column].sum()) / periods
            assert _said(insight, value), insight.text


def _check_correlation(frame, insight):
    if insight.evidence["time_taken_out"] or insight.direction == "nonmonotonic" or "bounds" in insight.evidence:
        return
    rows = _rows(frame, insight)
    if insight.columns[0] in _with_outliers or insight.columns[1] in _with_outliers:
        return
    rho = rows[list(insight.columns)].dropna().corr(method="spearman").iloc[0, 1]
    assert abs(insight.evidence["rho"] - rho) <= 0.02
    assert words.signed(f"{insight.evidence['rho']:.2f}") in insight.text


CHECKS = {
    "trend": _check_windows, "change_point": _check_windows, "anomaly": _check_anomaly, "seasonality":
    _check_seasonality,
    "outlier": _check_outlier, "dominance": _check_dominance, "ranking": _check_means, "driver": _check_driver,
    "correlation": _check_correlation,
}  # fmt: skip
_with_outliers: set[str] = set()
"""Columns with outliers in the table at hand: their correlations are computed without them."""


def check(frame: pd.DataFrame, insights: list) -> list[tuple[str, str]]:
    """Recompute a table's sentences: each one that has a check, with what is wrong about it ("" if nothing is)."""
    _with_outliers.clear()
    _with_outliers.update(insight.columns[0] for insight in insights if insight.kind == "outlier")
    done = []
    for insight in insights:
        one = CHECKS.get(insight.kind)
        if one is None or (insight.kind != "dominance" and insight.evidence.get("grain", "day").endswith("s")):
            continue
        try:
            one(frame, insight)
            done.append((insight.kind, ""))
        except AssertionError:
            done.append((insight.kind, insight.text))
    return done


def main() -> None:
    import insight_truth as truth

    from analytics.insights import find

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sentences", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=80_000)
    arguments = parser.parse_args()
    checked, wrong, seed = Counter(), 0, arguments.seed
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "clean.parquet"
        while checked.total() < arguments.sentences:
            case = truth.planted(seed)
            truth.write(case.frame, path)
            for kind, trouble in check(case.frame, find(path, truth.profile_of(case.frame))):
                checked[kind] += 1
                if trouble:
                    wrong += 1
                    print(f"{case.name}: {trouble}")
            seed += 1
    print(
        f"{checked.total():,} sentences of {seed - arguments.seed} tables computed again: {wrong} differ", dict(checked)
    )


if __name__ == "__main__":
    main()
