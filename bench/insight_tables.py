"""Tables with planted truth: random shapes, sizes, names in several languages, and facts whose every field is known.

``planted(seed)`` gives a table with five to nine facts, ``noise(seed)`` one in which nothing is true.
``insight_truth.py`` scores with them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

WORDS_TEXT = """
betrag menge preis umsatz gewicht dauer kosten prix montant durée taux poids vente precio cantidad
coste ventas tiempo peso importe prezzo durata valore peso_netto amount price quantity cost latency
load score spend clicks visits length width depth speed level power volume flow income 売上 数量 価格 重量
цена выручка вес время объём 收入 数量2 成本 teljesítmény súly mennyiség belopp antal pris vikt
"""
WORDS = WORDS_TEXT.split()
SPLITS_TEXT = """
region kanal produkt abteilung filiale ville rayon service région segment ciudad tipo sede canal
estado plan team device source country branch group tier stadt land 地域 部門 商品 регион отдел канал 渠道
部门 típus osztály avdelning butik
"""
SPLITS = SPLITS_TEXT.split()
DATES_TEXT = """
date datum fecha data jour day 日付 дата 日期 dátum when created zeitpunkt
"""
DATES = DATES_TEXT.split()
VALUES = (
    ("North", "South", "East", "West", "Center", "Islands", "Coast", "Hills"),
    ("Alpha", "Beta", "Gamma", "Delta", "Epsilon", "Zeta", "Eta", "Theta"),
    ("Berlin", "Köln", "Ulm", "Bonn", "Jena", "Kiel", "Trier", "Mainz"),
    ("web", "shop", "phone", "partner", "mail", "fair", "app", "agent"),
    ("東京", "大阪", "京都", "札幌", "福岡", "仙台", "広島", "神戸"),
    ("Ventas", "TI", "Legal", "Compras", "Calidad", "Diseño", "Soporte", "Dirección"),
)
ROWS = "__rows__"


@dataclass
class Case:
    """One table with what is true of it."""

    name: str
    frame: pd.DataFrame
    facts: list[dict[str, Any]] = field(default_factory=list)
    implied: list[dict[str, Any]] = field(default_factory=list)
    trivial: set[str] = field(default_factory=set)
    """Columns about which any finding is worthless (row numbers, copies, calendar parts)."""


class Draft:
    """A table under construction: random columns, then facts on columns that no other fact uses."""

    def __init__(self, rng: np.random.Generator, shape: str) -> None:
        self.rng, self.shape = rng, shape
        names = list(rng.permutation(np.array(WORDS, dtype=object)))
        splits = list(rng.permutation(np.array(SPLITS, dtype=object)))
        self.names, self.split_names = [str(n) for n in names], [str(s) for s in splits]
        self.case = Case(shape, pd.DataFrame())
        self.days: np.ndarray = np.zeros(0)
        """Days since the start, with fraction, per row; empty without time."""
        self.span = 0
        self.measures: dict[str, np.ndarray] = {}
        self.free: list[str] = []
        self.splits: dict[str, tuple[list[str], np.ndarray]] = {}
        self.free_splits: list[str] = []
        self.base: dict[str, float] = {}
        self.noise: dict[str, float] = {}
        self.rows = 0
        self.start = np.datetime64("2021-01-01") + int(rng.integers(0, 900))
        self.per_day = 1.0

    # the frame of the table

    def add_measures(self, count: int, memory: float = 0.0) -> None:
        for _ in range(count):
            name = self.names.pop()
            level = float(10 ** self.rng.uniform(0.7, 4))
            spread = float(self.rng.uniform(0.12, 0.35))
            z = self.rng.standard_normal(self.rows)
            if memory:
                for i in range(1, self.rows):
                    z[i] = memory * z[i - 1] + np.sqrt(1 - memory**2) * z[i]
            values = level * np.exp(spread * z) if self.rng.random() < 0.5 else level * (1 + spread * z)
            self.measures[name], self.base[name], self.noise[name] = values, level, spread
            self.free.append(name)

    def add_splits(self, count: int) -> None:
        for _ in range(count):
            name = self.split_names.pop()
            pool = VALUES[int(self.rng.integers(len(VALUES)))]
            levels = list(pool[: int(self.rng.integers(3, 8))])
            weights = self.rng.dirichlet(np.full(len(levels), 8.0))
            self.splits[name] = (levels, self.rng.choice(len(levels), self.rows, p=weights))
            self.free_splits.append(name)

    def take(self) -> str:
        return self.free.pop(int(self.rng.integers(len(self.free))))

    def take_split(self) -> str:
        return self.free_splits.pop(int(self.rng.integers(len(self.free_splits))))

    def date(self, day: float) -> str:
        return str(self.start + int(day))

    @property
    def agg(self) -> str | None:
        return "mean" if self.shape in ("orders", "sensors", "marketing") else None

    def fact(self, **fields: Any) -> None:
        self.case.facts.append({key: value for key, value in fields.items() if value is not None})

    def implied(self, **fields: Any) -> None:
        self.case.implied.append(fields)

    def sizes(self, strong: float = 1.0) -> float:
        """A relative effect that a person would notice, given how many rows stand behind a day."""
        return float(self.rng.uniform(0.2, 0.5)) * strong

    # facts on measures

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

    # traps

    def traps(self) -> dict[str, np.ndarray]:
        extra: dict[str, np.ndarray] = {}
        rng = self.rng
        if rng.random() < 0.7:
            extra["zz_id" if rng.random() < 0.3 else self.names.pop()] = np.arange(1, self.rows + 1) + int(
                rng.integers(0, 90000)
            )
        if len(self.measures) >= 2 and rng.random() < 0.6:
            one = str(rng.choice(list(self.measures)))
            extra[self.names.pop()] = np.round(
                self.measures[one] * float(rng.choice([1.19, 0.453592, 100.0])) + float(rng.choice([0, 32])), 2
            )
        if len(self.days) and rng.random() < 0.6:
            dates = self.start + np.floor(self.days).astype(int)
            part = rng.integers(3)
            months = dates.astype("datetime64[M]").astype(int) % 12 + 1
            extra[self.names.pop()] = [
                months,
                dates.astype("datetime64[Y]").astype(int) + 1970,
                (dates.astype(int) + 3) % 7,
            ][part]
        self.case.trivial |= set(extra)
        return extra

    def product(self) -> tuple[str, np.ndarray] | None:
        if len(self.measures) < 3 or self.rng.random() > 0.5:
            return None
        one, other = (str(n) for n in self.rng.choice(list(self.measures), 2, replace=False))
        name = self.names.pop()
        how = self.rng.integers(3)
        a, b = self.measures[one], self.measures[other]
        values = a * b if how == 0 else a + b if how == 1 else a / np.where(b == 0, 1, b)
        for fact in list(self.case.facts):
            if set(fact["columns"]) & {one, other}:
                self.implied(**{**fact, "columns": [name if c in (one, other) else c for c in fact["columns"]]})
                bare = {k: v for k, v in fact.items() if k not in ("direction", "agg", "at", "rows")}
                self.implied(**{**bare, "columns": [name if c in (one, other) else c for c in fact["columns"]]})
        return name, np.round(values, 4)

    def finish(self, extra: dict[str, np.ndarray], clock: bool, missing: float) -> Case:
        columns: dict[str, Any] = {}
        if len(self.days):
            stamps = self.start.astype("datetime64[s]") + (self.days * 86400).astype("int64").astype("timedelta64[s]")
            columns[str(self.rng.choice(DATES))] = stamps if clock else stamps.astype("datetime64[D]")
        for name, (levels, codes) in self.splits.items():
            columns[name] = np.array(levels, dtype=object)[codes]
        for name, values in {**self.measures, **extra}.items():
            columns[name] = values if name in extra else np.round(values, 3)
        frame = pd.DataFrame(columns)
        own = [name for name in frame.columns if name not in extra]
        order = list(self.rng.permutation(np.array(own, dtype=object)))
        for (
            name
        ) in extra:  # computed columns stand somewhere behind what they are computed from; row numbers come first
            order.insert(0 if frame[name].is_unique and frame[name].dtype.kind == "i" else len(order), name)
        frame = frame[order]
        for name in self.measures:
            if missing:
                holes = self.rng.random(len(frame)) < missing
                frame.loc[holes, name] = np.nan
                for fact in self.case.facts:
                    if fact["kind"] == "outlier" and fact["columns"] == [name]:
                        fact["rows"] = [r for r in fact["rows"] if not holes[r]]
        self.case.facts = [f for f in self.case.facts if f["kind"] != "outlier" or f["rows"]]
        self.case.frame = frame
        return self.case


def _events(draft: Draft, planted: bool) -> bool:
    """Rows are events: times drawn from a rate that may have facts of its own."""
    rng = draft.rng
    draft.span = int(rng.choice([240, 365, 540, 730, 800, 1000]))
    total = int(10 ** rng.uniform(3.3, 4.6))
    clock = bool(rng.random() < 0.6)
    rate = np.ones(draft.span)
    day = np.arange(draft.span)
    dense = total / draft.span
    if planted:
        roll = rng.random()
        if roll < 0.25:
            up = rng.random() < 0.5
            rate = rate * ((1 + 1.2 * day / draft.span) if up else (1 - 0.6 * day / draft.span))
            draft.fact(kind="trend", columns=[ROWS], direction="up" if up else "down", agg="count")
            draft.case.implied += [
                {"kind": "trend", "columns": "any", "agg": "sum"},
                {"kind": "change_point", "columns": "any", "agg": "sum"},
            ]
        elif roll < 0.45:
            at, up = int(rng.uniform(0.3, 0.7) * draft.span), rng.random() < 0.5
            rate = np.where(day >= at, rate * (1.6 if up else 0.55), rate)
            draft.fact(
                kind="change_point", columns=[ROWS], direction="up" if up else "down", at=draft.date(at), agg="count"
            )
            draft.implied(kind="trend", columns=[ROWS], direction="up" if up else "down")
        if rng.random() < 0.45:
            rate = rate * draft.rhythm("weekly", day, 0.4)
            draft.fact(kind="seasonality", columns=[ROWS], period="weekly", agg="count")
        if draft.span >= 730 and rng.random() < 0.5:
            rate = rate * draft.rhythm("yearly", day, 0.4)
            draft.fact(kind="seasonality", columns=[ROWS], period="yearly", agg="count")
        if dense > 8 and rng.random() < 0.5:
            length, at = int(rng.integers(1, 5)), int(rng.uniform(0.1, 0.9) * draft.span)
            low = rng.random() < 0.6
            rate[at : at + length] *= 0.03 if low else 3.2
            dates = [draft.date(at + k) for k in range(length)]
            draft.fact(kind="anomaly", columns=[ROWS], direction="down" if low else "up", at=dates, agg="count")
    counts = rng.poisson(rate / rate.mean() * dense)
    draft.days = np.repeat(day, counts).astype(float)
    draft.rows = len(draft.days)
    fraction = rng.random(draft.rows)
    if clock and planted and rng.random() < 0.4 and dense > 8:
        fraction = np.mod(rng.normal(0.6, 0.13, draft.rows), 1)
        draft.fact(kind="seasonality", columns=[ROWS], period="daily", agg="count")
    draft.days = np.sort(draft.days + fraction)
    draft.per_day = dense
    return clock


def _readings(draft: Draft, devices: int, hours: int) -> None:
    """Several devices report every so many hours."""
    rng = draft.rng
    draft.span = int(rng.choice([30, 60, 120, 200])) if hours < 24 else int(rng.choice([200, 400, 730, 800]))
    steps = draft.span * 24 // hours
    draft.days = np.repeat(np.arange(steps) * hours / 24, devices)
    draft.rows = len(draft.days)
    name = draft.split_names.pop()
    pool = VALUES[int(rng.integers(len(VALUES)))]
    draft.splits[name] = (list(pool[:devices]), np.tile(np.arange(devices), steps))
    draft.free_splits.append(name)
    draft.per_day = devices * 24 / hours


def planted(seed: int) -> Case:
    """One table with five to nine facts."""
    rng = np.random.default_rng(seed)
    shape = str(rng.choice(["orders", "web", "sensors", "people", "marketing"]))
    draft = Draft(rng, shape)
    clock = False
    if shape == "orders":
        clock = _events(draft, True)
        draft.add_measures(int(rng.integers(6, 10)))
        draft.add_splits(int(rng.integers(3, 5)))
    elif shape == "web":
        draft.span = draft.rows = int(rng.choice([365, 500, 730, 900, 1100]))
        draft.days = np.arange(draft.rows).astype(float)
        draft.add_measures(int(rng.integers(8, 12)), memory=float(rng.choice([0, 0, 0.3, 0.5])))
    elif shape in ("sensors", "marketing"):
        clock = shape == "sensors"
        _readings(draft, int(rng.integers(3, 7)), int(rng.choice([1, 2, 6])) if clock else 24)
        draft.add_measures(int(rng.integers(6, 10)))
        if not clock:
            draft.add_splits(1)
    else:
        draft.rows = int(10 ** rng.uniform(2.7, 4.2))
        draft.add_measures(int(rng.integers(8, 12)))
        draft.add_splits(int(rng.integers(3, 5)))
    _plant(draft, clock)
    extra = draft.traps()
    product = draft.product()
    if product:
        extra[product[0]] = product[1]
    draft.case.name = f"{shape}-{seed}"
    return draft.finish(extra, clock, float(rng.choice([0, 0, 0.02, 0.08])))


def _plant(draft: Draft, clock: bool) -> None:
    rng = draft.rng
    target = int(rng.integers(5, 10))
    menu: list[tuple[Any, tuple[Any, ...], int, bool]] = [
        (draft.plant_correlation, ("positive",), 2, False), (draft.plant_correlation, ("negative",), 2, False),
        (draft.plant_correlation, ("nonmonotonic",), 2, False), (draft.plant_outliers, (), 1, False),
    ]  # fmt: skip
    if draft.splits:
        menu += [(draft.plant_ranking, (), 1, True), (draft.plant_correlation_segment, (), 2, True)]
        if draft.shape not in ("sensors", "marketing"):
            menu += [(draft.plant_simpson, (), 2, True), (draft.plant_dominance, (), 0, True)]
    if len(draft.days):
        menu += [
            (draft.plant_trend, (), 1, False),
            (draft.plant_change, (), 1, False),
            (draft.plant_anomaly, (), 1, False),
        ]
        if draft.splits:
            menu += [(draft.plant_trend_segment, (), 1, True), (draft.plant_driver, (), 1, True)]
        if draft.span >= 120:
            menu.append((draft.plant_season, ("weekly",), 1, False))
        if draft.span >= 360:
            menu.append((draft.plant_season, ("monthly",), 1, False))
        if draft.span >= 730:
            menu.append((draft.plant_season, ("yearly",), 1, False))
        if clock and draft.shape == "sensors":
            menu.append((draft.plant_season, ("daily",), 1, False))
    for index in rng.permutation(len(menu)):
        plant, arguments, needs, split = menu[int(index)]
        if len(draft.case.facts) >= target:
            break
        if len(draft.free) >= needs and (not split or draft.free_splits):
            plant(*arguments)


def noise(seed: int, memory: bool = False) -> Case:
    """A table in which nothing is true, its readings independent or (``memory``) autocorrelated up to a random walk."""
    rng = np.random.default_rng(seed + 10_000_000)
    shape = "web" if memory else str(rng.choice(["orders", "web", "people", "marketing"]))
    draft = Draft(rng, shape)
    clock = False
    if shape == "orders":
        clock = _events(draft, False)
    elif shape == "marketing":
        _readings(draft, int(rng.integers(3, 7)), 24)
    else:
        draft.rows = int(rng.choice([365, 730, 1000])) if shape == "web" else int(10 ** rng.uniform(2.7, 4.2))
        if shape == "web":
            draft.span, draft.days = draft.rows, np.arange(draft.rows).astype(float)
    for _ in range(int(rng.integers(4, 9))):
        draft.add_measures(1, memory=float(rng.choice([0.3, 0.5, 0.7, 0.9, 0.95])) if memory else 0.0)
    if memory and rng.random() < 0.4:
        name = draft.names.pop()
        draft.measures[name] = 100 + np.cumsum(rng.standard_normal(draft.rows))
    if shape != "web" or rng.random() < 0.5:
        draft.add_splits(int(rng.integers(1, 4)))
    extra = draft.traps()
    draft.case.name = f"{'memory' if memory else 'noise'}-{shape}-{seed}"
    return draft.finish(extra, clock, float(rng.choice([0, 0.05])))
