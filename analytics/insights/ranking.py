"""Ranking: on which level of a category a measure is highest, when it truly leads.

Welch's analysis of variance on the values (outliers left out) and the Kruskal–Wallis test on their ranks have to
agree; then the leader
has to be clear of the runner-up (Welch's t-test). Readings that remember are compared stretch by stretch in time.
A level that is clearly the lowest while no level leads is told as a driver (``driver.lowest``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from analytics import telling
from analytics.insights import words
from analytics.insights.candidate import Candidate, Ledger
from analytics.insights.columns import Pair
from analytics.insights.daily import returns
from analytics.insights.facts import round_to
from analytics.insights.table import Category, Floats, Table, quote
from analytics.insights.worth import Worth
from analytics.schema import ChartSpec, Measure

MIN_SHARE = 0.01
"""Floor: share of the variance of single values that the category explains (η²)."""

MIN_LEAD = 0.04
"""Floor: distance of the leader from the runner-up, relative to it."""

MIN_LEAD_P = 0.02
"""The levels as a whole pass the strict correction; the leader only has to be told from the runner-up."""

MIN_ROWS = 20
MIN_RIVAL = 5
"""Values with fewer rows come last in the chart beside; from here on they are seen beside the leader."""


@dataclass
class Split:
    """A measure split by a category: values per level (those with enough rows), their means, and how clearly they
    differ."""

    category: Category
    levels: list[int]
    groups: list[Floats]
    p: float
    share: float


def look(table: Table, ledger: Ledger, worth: Worth, pairs: list[Pair], blocks: np.ndarray | None) -> None:
    """Test every measure and yes/no column within every category. ``blocks``: stretch of time of each sampled row,
    for readings."""
    for name in table.measures + table.booleans:
        low, high = table.bounds.get(name, (-np.inf, np.inf))
        values = np.where((table.sample[name] >= low) & (table.sample[name] <= high), table.sample[name], np.nan)
        for category in table.categories:
            if category.name == name or worth.related(category.name, name):
                continue
            if category.boolean and name in table.booleans and category.name < name:
                continue  # two yes/no columns are compared once
            if table.out_of_time("some rankings"):
                return
            _judge(table, ledger, name, values, category, pairs, blocks)


def _judge(
    table: Table,
    ledger: Ledger,
    name: str,
    values: Floats,
    category: Category,
    pairs: list[Pair],
    blocks: np.ndarray | None,
) -> None:
    codes = table.codes[category.name]
    split = compare(values, codes, category, blocks)
    if split is None:
        return
    if split.share < MIN_SHARE or _explained(table, name, values, codes, category, split, pairs):
        ledger.test(split.p)
        return
    means = np.array([group.mean() for group in split.groups])
    order = np.argsort(-means)
    lead_p = _clear(split.groups[order[0]], split.groups[order[1]])
    last_p = _clear(split.groups[order[-2]], split.groups[order[-1]])
    lead, lag = (_interval(split.groups[order[a]], split.groups[order[b]]) for a, b in ((0, 1), (-2, -1)))
    true = _true_means(table, name, category)
    top, second = split.levels[order[0]], split.levels[order[1]]
    rest = _others(table, name, category, set(split.levels))
    if lead_p < MIN_LEAD_P and _apart(true, top, second) and max(rest, default=-np.inf) < true[top][0]:
        told = _leader(table, name, category, split, top, second, true, lead_p)
        told.evidence |= {"interval": lead, "interval_of": "the lead"}
        ledger.test(split.p, told)
    elif (
        len(order) > 2 and last_p < 1e-3 and _apart(true, split.levels[order[-2]], split.levels[order[-1]])
        and min(rest, default=np.inf) > true[split.levels[order[-1]]][0]
    ):  # fmt: skip
        told = _lowest(table, name, category, split, split.levels[order[-1]], true, last_p)
        told.evidence |= {"interval": lag, "interval_of": "the distance to the next"}
        ledger.test(split.p, told)
    else:
        ledger.test(split.p)


def compare(values: Floats, codes: np.ndarray, category: Category, blocks: np.ndarray | None) -> Split | None:
    """Do the levels differ? None where fewer than two levels have enough values."""
    levels, groups = [], []
    for level in range(len(category.levels)):
        group = values[(codes == level) & np.isfinite(values)]
        if len(group) >= MIN_ROWS and np.std(group) > 0:
            levels.append(level)
            groups.append(group)
    if len(groups) < 2:
        return None
    everything = np.concatenate(groups)
    between = sum(len(group) * (group.mean() - everything.mean()) ** 2 for group in groups)
    share = float(between / max(((everything - everything.mean()) ** 2).sum(), 1e-300))
    p = max(_welch(groups), float(stats.kruskal(*groups).pvalue))
    if blocks is not None:
        p = max(p, _stretches(values, codes, levels, blocks))
    return Split(category, levels, groups, p, share)


def _welch(groups: list[Floats]) -> float:
    """Welch's one-way analysis of variance: unequal variances allowed (Welch 1951)."""
    sizes = np.array([len(group) for group in groups], dtype=float)
    means = np.array([group.mean() for group in groups])
    weights = sizes / np.array([group.var(ddof=1) for group in groups])
    total = weights.sum()
    centre = (weights * means).sum() / total
    count = len(groups)
    lack = ((1 - weights / total) ** 2 / (sizes - 1)).sum()
    statistic = (weights * (means - centre) ** 2).sum() / (count - 1) / (1 + 2 * (count - 2) / (count**2 - 1) * lack)
    return float(stats.f.sf(statistic, count - 1, (count**2 - 1) / max(3 * lack, 1e-12)))


def _stretches(values: Floats, codes: np.ndarray, levels: list[int], blocks: np.ndarray) -> float:
    """The same question on the means of stretches of time (two-way analysis), so that memory within them is
    harmless."""
    grid = []
    for block in np.unique(blocks):
        row = []
        for level in levels:
            cell = values[(blocks == block) & (codes == level) & np.isfinite(values)]
            row.append(cell.mean() if len(cell) else np.nan)
        if np.isfinite(row).all():
            grid.append(row)
    if len(grid) < 4:
        return 1.0
    cells = np.array(grid)
    worth = _independent(cells)
    kept = np.unique(np.linspace(0, len(cells) - 1, max(int(worth), 1)).round().astype(int))
    return 1.0 if len(kept) < 4 else max(returns(cells)[0], returns(cells[kept])[0])


def _independent(cells: Floats) -> float:
    """How many of the stretches count as independent, by what is left once each level has its own mean: levels that
    wander take their places by chance and keep them for a while. The memory is corrected for the means taken out."""
    rest = cells - cells.mean(axis=0) - cells.mean(axis=1, keepdims=True) + cells.mean()
    count = len(cells)
    power = float((rest**2).sum())
    if power <= 0:
        return float(count)
    memory = float((rest[1:] * rest[:-1]).sum()) / power + (2 / count)
    memory = float(np.clip(memory, 0.0, 0.95))
    return count * (1 - memory) / (1 + memory)


def _clear(upper: Floats, lower: Floats) -> float:
    return float(stats.ttest_ind(upper, lower, equal_var=False).pvalue)


def _interval(upper: Floats, lower: Floats) -> list[float]:
    """95 % confidence interval of the difference of two means (Welch)."""
    found = stats.ttest_ind(upper, lower, equal_var=False).confidence_interval(0.95)
    return [round_to(float(found.low)), round_to(float(found.high))]


def _apart(means: dict[int, tuple[float, int]], upper: int, lower: int) -> bool:
    if upper not in means or lower not in means:
        return False
    high, low = means[upper][0], means[lower][0]
    return high > low and (high - low) >= MIN_LEAD * max(abs(low), 1e-12)


def _true_means(table: Table, name: str, category: Category) -> dict[int, tuple[float, int]]:
    """Mean and number of values per level, over all rows, single outliers left out."""
    column, level = f"{quote(name)}::DOUBLE", quote(category.name)
    low, high = table.bounds.get(name, (-1e300, 1e300))
    rows = table.query(
        f"SELECT {level}, avg({column}), count({column}) FROM {{source}} WHERE {column} BETWEEN {low!r} AND "
        f"{high!r} AND {level} IS NOT NULL "
        "GROUP BY 1"
    )
    index = {value: i for i, value in enumerate(category.levels)}
    return {index[row[0]]: (float(row[1]), int(row[2])) for row in rows if row[0] in index}


def _others(table: Table, name: str, category: Category, compared: set[int]) -> list[float]:
    """The averages of the values that were not compared (too few rows, all alike), as the chart beside shows them: a
    leader that one of them exceeds is none."""
    column, level = f"{quote(name)}::DOUBLE", quote(category.name)
    rows = table.query(
        f"SELECT {level}, avg({column}) FROM {{source}} WHERE {level} IS NOT NULL "
        f"GROUP BY 1 HAVING count({column}) >= {MIN_RIVAL}"
    )
    told = {category.levels[place] for place in compared}
    return [float(mean) for value, mean in rows if value not in told]


def _explained(
    table: Table, name: str, values: Floats, codes: np.ndarray, category: Category, split: Split, pairs: list[Pair]
) -> bool:
    """Whether a measure that goes with this one differs more by the category, and leaves little of the difference
    once held fixed."""
    for pair in pairs:
        if name not in (pair.one, pair.other):
            continue
        partner = pair.other if pair.one == name else pair.one
        theirs = table.sample[partner]
        both = np.isfinite(values) & np.isfinite(theirs)
        if both.sum() < 60:
            continue
        other = compare(np.where(both, theirs, np.nan), codes, category, None)
        if other is None or other.share <= split.share:
            continue
        fit = np.polyfit(theirs[both], values[both], 2)
        rest = np.full(len(values), np.nan)
        rest[both] = values[both] - np.polyval(fit, theirs[both])
        left = compare(rest, codes, category, None)
        if left is None or left.share < 0.35 * split.share:
            return True
    return False


def _written(table: Table, name: str, value: float) -> list[object]:
    return telling.percent(value) if name in table.booleans else telling.number(value, table.units.get(name))


def _leader(
    table: Table, name: str, category: Category, split: Split, top: int, second: int, means: dict[int, tuple[float,
    int]], lead_p: float
) -> Candidate:  # fmt: skip
    value, runner = category.levels[top], category.levels[second]
    grown = telling.change(means[second][0], means[top][0])
    text = telling.tell(
        "highest" if grown else "highest_more",
        s1=telling.subject(name, "share" if name in table.booleans else "mean"), q1=telling.name(category.name),
        x1=telling.value(value), n1=_written(table, name, means[top][0]), x2=grown, x3=telling.value(runner),
        n2=_written(table, name, means[second][0]),
    )  # fmt: skip
    return _candidate(table, "ranking", name, category, split, top, means, text, lead_p, None)


def _lowest(
    table: Table, name: str, category: Category, split: Split, last: int, means: dict[int, tuple[float, int]],
    last_p: float
) -> Candidate:  # fmt: skip
    others = [(mean, count) for level, (mean, count) in means.items() if level != last]
    rest = sum(mean * count for mean, count in others) / max(sum(count for _, count in others), 1)
    text = telling.tell(
        "pulled_share" if name in table.booleans else "pulled", q1=telling.name(category.name), q2=telling.name(name),
        x1=telling.value(category.levels[last]), n1=_written(table, name, means[last][0]),
        n2=_written(table, name, rest),
    )  # fmt: skip
    return _candidate(table, "driver", name, category, split, last, means, text, last_p, "down")


def _candidate(
    table: Table, kind: str, name: str, category: Category, split: Split, level: int, means: dict[int, tuple[float,
    int]],
    text: str, clear_p: float, direction: str | None,
) -> Candidate:  # fmt: skip
    return Candidate(
        kind="ranking" if kind == "ranking" else "driver",
        columns=(name,),
        p=split.p,
        effect=float(np.sqrt(split.share)),
        n=sum(len(group) for group in split.groups),
        segment={category.name: category.levels[level]},
        direction=direction,
        agg="mean",
        text=text,
        chart=ChartSpec(
            kind="bar", dimension=category.name, measures=(Measure(name, "mean"),), sort="value", limit=12,
            title=f"Average of “{name}” by “{category.name}”",
        ),
        evidence={
            "test": "Welch's analysis of variance and Kruskal–Wallis, the larger p-value",
            "means": {words.label(category.levels[i]): mean for i, (mean, _) in means.items()},
            "rows": {words.label(category.levels[i]): count for i, (_, count) in means.items()},
            "variance_explained": round(split.share, 4),
            "clear_of_the_next_p": float(f"{clear_p:.3g}"),
            "sampling": table.sampling(),
        },
    )  # fmt: skip
