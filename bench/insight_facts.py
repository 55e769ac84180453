"""Facts whose every field is known, planted into a table on columns that no other fact uses."""

from __future__ import annotations

import numpy as np
import pandas as pd
from insight_draft import Draft


class Planter(Draft):
    """Each ``plant_*`` changes the columns and notes the fact, with what follows from it."""

    def plant_trend(self) -> None:
        name, up = self.take(), self.rng.random() < 0.5
        size = self.rng.uniform(0.3, 0.8)
        line = self.days / self.span
        self.measures[name] = self.measures[name] * ((1 + size * line) if up else (1 - 0.6 * size * line))
        self.fact(kind="trend", columns=[name], direction="up" if up else "down", agg=self.agg)

    def plant_trend_segment(self) -> None:
        name, split = self.take(), self.free_splits[0]
        levels, codes = self.splits[split]
        level = int(self.rng.integers(len(levels)))
        up = self.rng.random() < 0.5
        line = self.days / self.span
        factor = 1 + 1.0 * line if up else 1 - 0.6 * line
        self.measures[name] = np.where(codes == level, self.measures[name] * factor, self.measures[name])
        segment, direction = {split: levels[level]}, "up" if up else "down"
        self.fact(kind="trend", columns=[name], direction=direction, segment=segment, agg=self.agg)
        self.implied(kind="driver", columns=[name], segment=segment)
        self.implied(kind="trend", columns=[name], direction=direction)
        self.implied(kind="ranking", columns=[name], segment=segment)
        self.implied(kind="driver", columns=[name])

    def plant_change(self) -> None:
        name, up = self.take(), self.rng.random() < 0.5
        at = int(self.rng.uniform(0.25, 0.75) * self.span)
        size = self.rng.uniform(0.2, 0.5)
        self.measures[name] = np.where(
            self.days >= at, self.measures[name] * (1 + size if up else 1 - 0.7 * size), self.measures[name]
        )
        self.fact(kind="change_point", columns=[name], direction="up" if up else "down", at=self.date(at), agg=self.agg)
        self.implied(kind="trend", columns=[name], direction="up" if up else "down")

    def plant_driver(self) -> None:
        name, split = self.take(), self.free_splits[-1]
        levels, codes = self.splits[split]
        level, up = int(self.rng.integers(len(levels))), self.rng.random() < 0.5
        at = int(self.rng.uniform(0.3, 0.7) * self.span)
        factor = self.rng.uniform(1.6, 2.2) if up else self.rng.uniform(0.35, 0.6)
        self.measures[name] = np.where(
            (codes == level) & (self.days >= at), self.measures[name] * factor, self.measures[name]
        )
        segment, direction = {split: levels[level]}, "up" if up else "down"
        self.fact(kind="driver", columns=[name], segment=segment, direction=direction)
        self.implied(kind="change_point", columns=[name], segment=segment, at=self.date(at))
        self.implied(kind="change_point", columns=[name], at=self.date(at))
        self.implied(kind="ranking", columns=[name], segment=segment)
        self.implied(kind="trend", columns=[name], direction=direction)
        self.implied(kind="trend", columns=[name], segment=segment, direction=direction)

    def plant_season(self, period: str) -> None:
        name = self.take()
        self.measures[name] = self.measures[name] * self.rhythm(period, self.days, self.rng.uniform(0.2, 0.45))
        self.fact(kind="seasonality", columns=[name], period=period, agg=self.agg)

    def rhythm(self, period: str, days: np.ndarray, size: float) -> np.ndarray:
        dates = self.start + np.floor(days).astype(int)
        if period == "weekly":
            pattern = (
                self.rng.permutation(np.array([1, 1, 1, 1, 0.2, -0.9, -0.9]))
                if self.rng.random() < 0.5
                else np.array([0.1, 0, 0, 0.1, 0.3, -1, -1.2])
            )
            return 1 + size * pattern[(dates.astype("datetime64[D]").astype(int) + 3) % 7]
        if period == "yearly":
            return 1 + size * np.sin(2 * np.pi * (days / 365.25 + self.rng.random()))
        if period == "monthly":
            in_month = (dates - dates.astype("datetime64[M]")).astype(int)
            return 1 + size * (
                np.where(in_month < 5, 1.6, 0) if self.rng.random() < 0.5 else np.sin(2 * np.pi * in_month / 30.4)
            )
        return 1 + size * np.sin(2 * np.pi * (days % 1 + self.rng.random()))

    def plant_anomaly(self) -> None:
        name, up = self.take(), self.rng.random() < 0.5
        length = int(self.rng.integers(1, 5))
        at = int(self.rng.uniform(0.1, 0.9) * self.span)
        inside = (np.floor(self.days) >= at) & (np.floor(self.days) < at + length)
        wide = self.noise[name] if not self.agg else self.noise[name] / np.sqrt(max(self.per_day, 1.0))
        factor = 1 + wide * self.rng.uniform(6, 10) if up else self.rng.uniform(0.02, 0.25)
        if wide > 0.2 and not up:
            factor = 0.03
        self.measures[name] = np.where(inside, self.measures[name] * factor, self.measures[name])
        dates = [self.date(at + k) for k in range(length)]
        self.fact(kind="anomaly", columns=[name], direction="up" if up else "down", at=dates, agg=self.agg)
        self.implied(kind="outlier", columns=[name])

    def plant_correlation(self, form: str) -> None:
        one, other = self.take(), self.take()
        x = self._z(self.measures[one])
        rho = self.rng.uniform(0.45, 0.85)
        if form == "nonmonotonic":
            shape = np.clip(x, -2.5, 2.5) ** 2
            shape = (shape - shape.mean()) / shape.std()
            signal = shape * (1 if self.rng.random() < 0.5 else -1)
        else:
            signal = x * (1 if form == "positive" else -1)
        mix = rho * signal + np.sqrt(1 - rho**2) * self._z(self.measures[other])
        self.measures[other] = self.base[other] * (1 + 0.22 * mix)
        self.fact(kind="correlation", columns=[one, other], direction=form)

    def plant_correlation_segment(self) -> None:
        one, other, split = self.take(), self.take(), self.free_splits[0]
        levels, codes = self.splits[split]
        level, sign = int(self.rng.integers(len(levels))), 1 if self.rng.random() < 0.5 else -1
        x, e = self._z(self.measures[one]), self._z(self.measures[other])
        mix = np.where(codes == level, sign * 0.75 * x + 0.66 * e, e)
        self.measures[other] = self.base[other] * (1 + 0.2 * mix)
        direction = "positive" if sign > 0 else "negative"
        self.fact(kind="correlation", columns=[one, other], direction=direction, segment={split: levels[level]})
        self.implied(kind="correlation", columns=[one, other], direction=direction)

    def plant_simpson(self) -> None:
        one, other, split = self.take(), self.take(), self.take_split()
        levels, codes = self.splits[split]
        offsets = self.rng.permutation(np.linspace(-1.6, 1.6, len(levels)))[codes]
        x = offsets + 0.6 * self.rng.standard_normal(self.rows)
        sign = 1 if self.rng.random() < 0.5 else -1
        y = sign * (1.5 * offsets - 0.9 * (x - offsets)) + 0.45 * self.rng.standard_normal(self.rows)
        self.measures[one], self.measures[other] = self.base[one] * (3 + 0.5 * x), self.base[other] * (3 + 0.4 * y)
        self.fact(kind="simpson", columns=[one, other], segment={split: None})
        self.implied(kind="correlation", columns=[one, other])
        for name in (one, other):
            self.implied(kind="ranking", columns=[name])
            self.implied(kind="driver", columns=[name])

    def _z(self, values: np.ndarray) -> np.ndarray:
        ranks = pd.Series(values).rank().to_numpy() / (len(values) + 1)
        from scipy.stats import norm

        return norm.ppf(ranks)

    def plant_outliers(self) -> None:
        name = self.take()
        count = int(self.rng.integers(2 if self.shape == "web" else 1, 7))  # one odd day of a daily table is an anomaly
        rows = np.sort(self.rng.choice(self.rows, count, replace=False))
        values = self.measures[name].copy()
        top = np.quantile(values, 0.99)
        values[rows] = top * self.rng.uniform(6, 25, count)
        self.measures[name] = values
        self.fact(kind="outlier", columns=[name], rows=[int(r) for r in rows])
        self.implied(kind="anomaly", columns=[name])

    def plant_ranking(self) -> None:
        name, split = self.take(), self.free_splits[int(self.rng.integers(len(self.free_splits)))]
        levels, codes = self.splits[split]
        if self.rng.random() < 0.5:
            factors = np.ones(len(levels))
            factors[int(self.rng.integers(len(levels)))] = self.rng.uniform(1.3, 1.7)
        else:
            factors = self.rng.permutation(np.linspace(0.8, 1.4, len(levels)))
        self.measures[name] = self.measures[name] * factors[codes]
        self.fact(kind="ranking", columns=[name], segment={split: levels[int(factors.argmax())]}, agg="mean")
        self.implied(kind="driver", columns=[name])

    def plant_dominance(self) -> None:
        used = {name for fact in self.case.facts for name in fact.get("segment") or ()}
        unused = [name for name in self.free_splits if name not in used]
        if not unused:
            return
        split = unused[0]
        self.free_splits.remove(split)
        levels, _ = self.splits[split]
        weights = np.full(len(levels), 1.0)
        weights[int(self.rng.integers(len(levels)))] = 0
        share = self.rng.uniform(0.6, 0.85)
        weights = weights / weights.sum() * (1 - share)
        top = int(np.flatnonzero(weights == 0)[0])
        weights[top] = share
        self.splits[split] = (levels, self.rng.choice(len(levels), self.rows, p=weights))
        self.fact(kind="dominance", columns=[split])
