"""The words that every room of the analytics shares: small frozen dataclasses that survive a trip through JSON.

Everything here is a value. ``to_json`` gives plain dicts and lists; ``from_json`` builds the value again and ignores
keys it does not know, so that a stored document of a later version can still be opened.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from analytics.values import JsonValue as JsonValue
from analytics.values import seen

ColumnType = Literal["integer", "decimal", "currency", "percent", "boolean", "date", "datetime", "time", "text"]
Role = Literal["identifier", "category", "measure", "time", "text", "constant"]
Tier = Literal["auto", "suggested", "accepted"]
Aggregation = Literal["sum", "mean", "median", "min", "max", "count", "count_distinct"]
Grain = Literal["hour", "day", "week", "month", "quarter", "year"]
InsightKind = Literal[
    "trend",
    "change_point",
    "seasonality",
    "anomaly",
    "correlation",
    "simpson",
    "outlier",
    "dominance",
    "driver",
    "ranking",
]

NUMERIC_TYPES: frozenset[str] = frozenset({"integer", "decimal", "currency", "percent"})
TEMPORAL_TYPES: frozenset[str] = frozenset({"date", "datetime"})


class AnalyticsError(Exception):
    """Something about the input that a person can act on; the message is one sentence and is shown as it is."""

    def __init__(self, sentence: str = "") -> None:
        super().__init__(seen(sentence))  # it may quote the file


@dataclass(frozen=True)
class Limits(JsonValue):
    """What an untrusted file may cost. Bytes, counts; all inclusive."""

    max_bytes: int = 2 * 1024**3
    max_rows: int = 50_000_000
    max_columns: int = 2_000
    max_inflated_bytes: int = 8 * 1024**3
    max_ratio: int = 200
    max_members: int = 10_000
    memory_mb: int = 1024
    """What DuckDB may use inside one stage before it spills to disk."""


@dataclass(frozen=True)
class Problem(JsonValue):
    """One thing met while reading. ``line`` is 1-based in the original file (row number for a workbook), or None."""

    problem: str
    line: int | None = None
    column: str | None = None
    content: str | None = None
    """The original text that could not be placed, cut to 500 characters."""


@dataclass(frozen=True)
class ReadOptions(JsonValue):
    """What a person decided about the reading; None means: detect it."""

    format: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    quote: str | None = None
    skip_lines: int | None = None
    header_rows: int | None = None
    sheet: str | None = None
    table: int | None = None
    items: str | None = None
    """The list inside a JSON row (``order.lines``) each of whose items becomes a row."""
    long: bool | None = None
    """Columns that are periods (2023-01, 2023-02 …) become rows, one for each."""


@dataclass(frozen=True)
class Offer(JsonValue):
    """One of the tables of a file: ``sheet`` and ``table`` (from 1) ask for it, as in ``ReadOptions``.

    ``rows`` is about right (lines that turn out to be remarks are counted), None where the part was not looked at.
    """

    sheet: str | None = None
    table: int | None = None
    title: str = ""
    place: str = ""
    columns: tuple[str, ...] = ()
    rows: int | None = None
    hidden: bool = False


@dataclass(frozen=True)
class Detected(JsonValue):
    """What the reader found, and why. ``evidence`` maps a decision (``encoding``, ``delimiter`` …) to a sentence."""

    format: str
    encoding: str | None = None
    delimiter: str | None = None
    quote: str | None = None
    escape: str | None = None
    line_ending: str | None = None
    preamble_lines: int = 0
    header_rows: int = 1
    footer_lines: int = 0
    sheet: str | None = None
    sheets: tuple[str, ...] = ()
    tables: int = 1
    table: int = 1
    """Which of them was read, from 1."""
    offers: tuple[Offer, ...] = ()
    """Every table of the file, the one that was read included; empty where there is only one."""
    lists: tuple[str, ...] = ()
    """Columns that hold lists, which ``ReadOptions.items`` can turn into rows."""
    periods: tuple[str, ...] = ()
    """Columns of the file that are periods, which ``ReadOptions.long`` can turn into rows."""
    places: dict[str, Any] = field(default_factory=dict)
    """Where rows stand in an original: ``columns`` and ``runs`` of a sheet, a ``pointer``, ``lines``; ``long`` where
    each row of the file became several."""
    evidence: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class RawTable(JsonValue):
    """A table exactly as read: ``path`` is a Parquet file whose columns are all VARCHAR, in file order.

    The position of a row (0-based) is its ``file_row_number`` in that Parquet file; nothing else carries it.
    A cell that the source does not have (short row) is NULL; an empty cell is the empty string.
    """

    path: str
    columns: tuple[str, ...]
    rows: int
    detected: Detected
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Bin(JsonValue):
    """One bar of a column's small histogram: a label, its count, and the bounds where there are any."""

    label: str
    count: int
    low: str | None = None
    high: str | None = None


@dataclass(frozen=True)
class Column(JsonValue):
    """What is known of one column, over all of its rows.

    ``parse`` says how its text becomes typed values (see ``analytics.parsing``): decimal and thousands marks,
    formats of dates, words for true, false and null, currency sign. ``min`` and ``max`` are canonical text
    (point decimals, ISO dates).
    """

    name: str
    type: ColumnType
    role: Role
    nulls: int = 0
    distinct: int = 0
    min: str | None = None
    max: str | None = None
    mean: float | None = None
    ambiguous: bool = False
    question: str | None = None
    choices: tuple[str, ...] = ()
    why: str = ""
    parse: dict[str, Any] = field(default_factory=dict)
    unit: str | None = None
    examples: tuple[str, ...] = ()
    bins: tuple[Bin, ...] = ()


@dataclass(frozen=True)
class Profile(JsonValue):
    """A table's columns in order, and its number of rows."""

    rows: int
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column:
        """The column of that name; KeyError if there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


@dataclass(frozen=True)
class Step(JsonValue):
    """One step of a recipe. ``op`` names an entry of the registry in ``analytics.recipe``."""

    id: str
    op: str
    op_version: int = 1
    column: str | None = None
    params: dict[str, Any] = field(default_factory=dict)
    tier: Tier = "auto"
    confidence: float = 1.0
    evidence: str = ""
    risk: str = ""
    cells_changed: int = 0
    rows_removed: int = 0
    author: str = ""
    at: str = ""
    enabled: bool = True
    note: str = ""


@dataclass(frozen=True)
class Recipe(JsonValue):
    """How clean data comes from the original text: reader settings, then steps in order. Versioned JSON."""

    reader: ReadOptions = field(default_factory=ReadOptions)
    steps: tuple[Step, ...] = ()
    decisions: dict[str, str] = field(default_factory=dict)
    """Answers to the questions that ambiguous columns ask: column name → choice."""
    format_version: int = 1


@dataclass(frozen=True)
class Measure(JsonValue):
    """A number that a chart shows: a column and how it is aggregated. ``column`` is None for the count of rows."""

    column: str | None = None
    agg: Aggregation = "count"


@dataclass(frozen=True)
class Filter(JsonValue):
    """``op``: in, not_in (values), between (two values, either may be None), contains, is_null, not_null."""

    column: str
    op: Literal["in", "not_in", "between", "contains", "is_null", "not_null"] = "in"
    values: tuple[Any, ...] = ()


@dataclass(frozen=True)
class ChartSpec(JsonValue):
    """What a chart shows, without a word of how it is drawn.

    ``dimension`` is the x axis or the categories; ``series`` splits by colour; ``kind`` names an entry of the registry
    in ``analytics.charts`` (bar, line, area, scatter, histogram, heatmap, pie, box, indicator, table …).
    """

    kind: str
    dimension: str | None = None
    series: str | None = None
    measures: tuple[Measure, ...] = ()
    grain: Grain | None = None
    sort: Literal["natural", "value", "value_asc", "label"] = "natural"
    limit: int | None = None
    other: bool = False
    filters: tuple[Filter, ...] = ()
    title: str = ""
    options: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Insight(JsonValue):
    """One finding, as in the contract, with the chart that shows it and the numbers behind it (``evidence``)."""

    kind: InsightKind
    columns: tuple[str, ...]
    text: str
    strength: float
    segment: dict[str, Any] | None = None
    at: Any = None
    direction: str | None = None
    period: str | None = None
    rows: tuple[int, ...] | None = None
    agg: str | None = None
    p_value: float | None = None
    effect: float | None = None
    n: int | None = None
    caveats: tuple[str, ...] = ()
    chart: ChartSpec | None = None
    evidence: dict[str, Any] = field(default_factory=dict)
    said: dict[str, Any] | None = None
    """What ``text`` was written from (``analytics.telling``); None for findings of earlier days."""


@dataclass(frozen=True)
class ChartSuggestion(JsonValue):
    """A chart worth drawing, why, and how sure we are (0..1)."""

    spec: ChartSpec
    reason: str
    score: float
