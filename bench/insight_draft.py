"""The frame of a table under construction: words in several languages, columns, traps, missing cells."""

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
    """A table under construction: random columns; which of them no fact uses yet."""

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
