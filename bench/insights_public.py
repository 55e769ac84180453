"""Public sets, run where they are at hand: ``python bench/insights_public.py [--tcpd FOLDER] [--nab FOLDER]``.

``--tcpd``: a checkout of the Turing Change Point Dataset (``annotations.json`` and ``datasets/*/*.json``); the
lasting steps of ``analytics.insights.levels``, exactly as the search for insights uses them, against the annotators:
F1 with a margin of five points and segmentation covering, as van den Burg & Williams (2020) define them. One setting
for all series; of several dimensions the first.

``--nab``: a checkout of the Numenta Anomaly Benchmark (``data/`` and ``labels/combined_windows.json``); hourly
averages taken apart by ``analytics.insights.shape``, six-hour averages of the residual beyond ``NAB_THRESHOLD``
robust deviations, flagged hours less than a day apart being one event. An event that overlaps a labelled window hits
it; event F1. One threshold for all 58 files. ``--find`` prints the same for what ``find`` itself would tell a reader,
which is far stricter: it pays for every test it runs.

The data is not part of the project.
"""

from __future__ import annotations

import argparse
import itertools
import json
import sys
import warnings
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

MARGIN = 5
NAB_THRESHOLD = 10.0
NAB_HOURS = 6
Events = list[tuple[pd.Timestamp, pd.Timestamp]]


def true_positives(truth: set[int], found: set[int]) -> int:
    """Annotated points that have a found one within the margin, each found one used once."""
    left, hits = set(found), 0
    for point in sorted(truth):
        near = [other for other in left if abs(other - point) <= MARGIN]
        if near:
            left.remove(min(near, key=lambda other: abs(other - point)))
            hits += 1
    return hits


def f1(annotations: dict[str, list[int]], found: list[int]) -> float:
    """Precision against the union of the annotators, recall as the mean over them; the start counts as a change
    point."""
    truths = [set(points) | {0} for points in annotations.values()]
    guessed = set(found) | {0}
    precision = true_positives(set().union(*truths), guessed) / len(guessed)
    recall = float(np.mean([true_positives(truth, guessed) / len(truth) for truth in truths]))
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def covering(annotations: dict[str, list[int]], found: list[int], length: int) -> float:
    """How well the found segments cover the annotated ones (Jaccard, weighted by length), mean over the annotators."""

    def segments(points: list[int]) -> list[tuple[int, int]]:
        edges = [0, *sorted({p for p in points if 0 < p < length}), length]
        return list(itertools.pairwise(edges))

    def overlap(a: tuple[int, int], b: tuple[int, int]) -> float:
        shared = max(0, min(a[1], b[1]) - max(a[0], b[0]))
        return shared / (max(a[1], b[1]) - min(a[0], b[0])) if shared else 0.0

    guessed = segments(found)
    scores = []
    for points in annotations.values():
        scores.append(sum((a[1] - a[0]) * max(overlap(a, b) for b in guessed) for a in segments(points)) / length)
    return float(np.mean(scores))


def tcpd(folder: Path) -> None:
    """Score the lasting steps on every series that the checkout holds."""
    from analytics.insights.levels import look
    from analytics.insights.noise import fill_gaps

    annotations = json.loads((folder / "annotations.json").read_text())
    scores, coverings = [], []
    for name in sorted(annotations):
        path = folder / "datasets" / name / f"{name}.json"
        if not path.exists() or path.stat().st_size == 0:
            continue
        raw = json.loads(path.read_text())["series"][0]["raw"]
        values = fill_gaps(np.array([np.nan if value is None else value for value in raw], dtype=float))
        found = [step.position for step in look(values).steps]
        scores.append(f1(annotations[name], found))
        coverings.append(covering(annotations[name], found, len(values)))
    print(
        f"TCPD, {len(scores)} of {len(annotations)} series: F1 {np.mean(scores):.3f}  covering {np.mean(coverings):.3f}"
    )


def residual_events(path: Path) -> Events:
    """Hours whose six-hour residual is beyond the threshold, joined into events."""
    from analytics.insights.noise import robust_scale
    from analytics.insights.series import Axis, Series
    from analytics.insights.shape import take_apart

    frame = pd.read_csv(path, parse_dates=["timestamp"]).sort_values("timestamp").set_index("timestamp")["value"]
    hours = frame.resample("1h")
    mean = hours.mean()
    axis = Axis("timestamp", "hour", int(mean.index[0].timestamp() // 3600), len(mean), single=False)
    shape = take_apart(Series(axis, "value", "mean", mean.to_numpy(float), hours.count().to_numpy(float)))
    rest = np.nan_to_num(shape.residual / max(robust_scale(shape.residual), 1e-9))
    smooth = np.convolve(rest, np.ones(NAB_HOURS) / np.sqrt(NAB_HOURS), mode="same")
    flagged = np.flatnonzero(np.maximum(np.abs(smooth), np.abs(rest)) > NAB_THRESHOLD)
    return _join([(mean.index[i], mean.index[i]) for i in flagged])


def told_events(path: Path) -> Events:
    """The odd days and outliers that ``find`` tells."""
    import tempfile

    import duckdb

    from analytics.insights import find
    from analytics.schema import Column, Profile

    with tempfile.TemporaryDirectory() as folder:
        clean = Path(folder) / "clean.parquet"
        source = f"SELECT timestamp::TIMESTAMP AS t, value::DOUBLE AS v FROM read_csv('{path}')"
        duckdb.execute(f"COPY ({source}) TO '{clean}' (FORMAT parquet)")
        rows = duckdb.sql(f"SELECT t FROM '{clean}'").fetchall()
        columns = (Column("t", "datetime", "time"), Column("v", "decimal", "measure"))
        found = find(clean, Profile(len(rows), columns))
    spans: Events = []
    for insight in found:
        if insight.kind == "anomaly" and insight.columns == ("v",):
            actual = insight.evidence["actual"]
            spans.append((pd.Timestamp(actual["start"]), pd.Timestamp(actual["end"])))
        spans += [(pd.Timestamp(rows[row][0]),) * 2 for row in insight.rows or ()]
    return _join(sorted(spans))


def _join(spans: Events) -> Events:
    events: Events = []
    for first, last in spans:
        if events and first - events[-1][1] <= pd.Timedelta(days=1):
            events[-1] = (events[-1][0], max(last, events[-1][1]))
        else:
            events.append((first, last))
    return events


def nab(folder: Path, by_find: bool) -> None:
    """Score events over all files of the checkout."""
    labels = json.loads((folder / "labels" / "combined_windows.json").read_text())
    hits = missed = wrong = 0
    for name, pairs in labels.items():
        events = (told_events if by_find else residual_events)(folder / "data" / name)
        windows = [(pd.Timestamp(first), pd.Timestamp(last)) for first, last in pairs]
        met = [any(e[0] <= w[1] and e[1] >= w[0] for e in events) for w in windows]
        hits += sum(met)
        missed += len(met) - sum(met)
        wrong += sum(not any(e[0] <= w[1] and e[1] >= w[0] for w in windows) for e in events)
    score = 2 * hits / max(2 * hits + wrong + missed, 1)
    how = "what find tells" if by_find else f"threshold {NAB_THRESHOLD:g}"
    print(f"NAB, {len(labels)} files, {how}: event F1 {score:.3f} ({hits} hit, {missed} missed, {wrong} false)")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tcpd", type=Path)
    parser.add_argument("--nab", type=Path)
    parser.add_argument("--find", action="store_true", help="NAB: also what find itself tells")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore", RuntimeWarning)
    if arguments.tcpd:
        tcpd(arguments.tcpd)
    if arguments.nab:
        nab(arguments.nab, False)
        if arguments.find:
            nab(arguments.nab, True)
    if not (arguments.tcpd or arguments.nab):
        print("Nothing to run: name a checkout with --tcpd or --nab.")


if __name__ == "__main__":
    main()
