"""What every edition is made of: blocks of numbers, charts, tables and text, and what is new since the last issue.

Nothing here is in a language yet: ``report_words.written`` turns a content into the words of its readers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from analytics import telling
from analytics.charts import locales
from analytics.schema import TEMPORAL_TYPES, ChartSpec, Filter
from analytics.telling import Told
from core import pipeline
from core.boards import filters
from core.models import DatasetVersion
from core.reporting import report_findings
from core.reporting.report_words import Refusal, Said, Text
from core.versions import findings

WIDE = (560, 300)
NARROW = (320, 250)
PIXELS_WIDE, PIXELS_NARROW = 560, 272
TABLE_ROWS = 15
TABLE_COLUMNS = 8
VALUES_IN_WORDS = 6


@dataclass
class Block:
    """One thing of the report in the dashboard's order. ``kind``: numbers, charts, table, text, section.

    ``is_found``: the text is a sentence about the data, which is written in English, not somebody's own words.
    """

    kind: str
    title: Text = ""
    items: list[dict[str, Any]] = field(default_factory=list)
    columns: list[Text] = field(default_factory=list)
    rows: list[list[Any]] = field(default_factory=list)
    note: Text = ""
    text: Text = ""
    is_found: bool = False
    numeric: list[bool] = field(default_factory=list)  # of a table: which columns hold numbers
    lines: list[Any] = field(default_factory=list)  # of a text, once it is written

    @property
    def pairs(self) -> list[list[dict[str, Any]]]:
        """The items two by two, as mails set them."""
        return [self.items[place : place + 2] for place in range(0, len(self.items), 2)]


@dataclass
class Content:
    """``facts`` is what the next issue compares itself with; ``rows`` counts the rows behind the view.

    ``views`` holds the name and the value of each filter that is set; ``filters`` the same in words, once written.
    """

    blocks: list[Block]
    headline: list[Any]
    changes: list[Any]
    findings: list[Any]
    views: list[tuple[str, Any]]
    rows: int
    as_of: Any
    facts: dict[str, Any]
    has_before: bool = False
    columns: frozenset[str] = frozenset()  # of the data behind it
    known: Mapping[str, Told] = field(default_factory=dict)  # sentences about the data that texts may hold
    filters: list[str] = field(default_factory=list)


def check_columns(values: filters.Values | None, known: set[str]) -> None:
    """AnalyticsError where a view filters by a column that is gone."""
    if gone := set(values or {}) - known:
        raise Refusal("view_gone", q1=telling.name(min(gone)))


def of_a_part(blocks: list[Block], known: Mapping[str, Told], has_findings: bool) -> list[Block]:
    """The blocks of a view that leaves rows out, without what is known of all rows only, and a word on that."""
    kept = []
    for block in blocks:
        text = "" if block.is_found else report_findings.apart(block.text, known) if isinstance(block.text, str) else ""
        if block.kind == "text" and block.text and not isinstance(block.text, Said) and text != block.text:
            has_findings = True
            if not text and not block.note:
                continue
            block.text = text
        kept.append(block)
    return [*kept, Block("text", note=Said("whole_left_out"))] if has_findings else kept


def chart(
    title: str, version: DatasetVersion, spec: ChartSpec, chosen: tuple[Filter, ...], size: tuple[int, int]
) -> dict[str, Any]:
    """The item of a chart: ``svg``, and ``slim`` for phones (empty where the first is narrow itself).

    ``drawn(language)`` gives the two as readers of that language write numbers and dates. A chart without values has
    no drawing, but a note that there is nothing to show.
    """
    from core import drawing

    def drawn(language: str) -> tuple[str, str]:
        with locales.speaking(language):
            made = drawing.chart(version, spec, filters=chosen, width=size[0], height=size[1])
        return str(made.svg), str(made.narrow)

    made = drawing.chart(version, spec, filters=chosen, width=size[0], height=size[1])
    item: dict[str, Any] = {"title": title, "drawn": drawn, **first_values(spec, made.table, version)}
    if not made.table.get("rows"):
        return {**item, "svg": "", "note": Said("nothing_shown")}
    return {**item, "svg": str(made.svg), "slim": str(made.narrow)}


def first_values(spec: ChartSpec, table: Mapping[str, Any], version: DatasetVersion) -> dict[str, Any]:
    """The first values of a chart, for those who hear or read it: ``pairs`` of cells, how many ``more`` there are."""
    rows = [] if spec.kind == "scatter" else list(table.get("rows") or ())
    pairs = [[str(cell) for cell in row if cell is not None] for row in rows[:VALUES_IN_WORDS]]
    times = {column.name for column in filters.profile_of(version).columns if column.type in TEMPORAL_TYPES}
    return {"pairs": pairs, "more": max(0, len(rows) - VALUES_IN_WORDS), "is_time": spec.dimension in times}


def table(title: str, version: DatasetVersion, chosen: tuple[Filter, ...]) -> Block:
    page = pipeline.page_of_rows(version, filters=chosen, limit=TABLE_ROWS)
    note: Text = "" if page.rows else Said("nothing_shown")
    cut = page.total > len(page.rows) or len(page.columns) > TABLE_COLUMNS
    return Block(
        "table",
        title or version.dataset.name,
        columns=list(page.columns[:TABLE_COLUMNS]),
        rows=[list(row[:TABLE_COLUMNS]) for row in page.rows],
        note=Said("rows_of", {"shown": len(page.rows), "total": page.total}) if cut and page.rows else note,
    )


# Since the last issue


def since_last(
    facts: Mapping[str, Any], before: Mapping[str, Any] | None, version: DatasetVersion | None
) -> list[Text]:  # fmt: skip
    """What is new in the data since the last issue; how the numbers moved is said with them. Empty for the first issue.

    ``version`` is None for a view that leaves rows out: what is known of the whole data is not said of a part.
    """
    if before is None:
        return []
    if facts["version"] != before.get("version") and version is not None:
        return list(findings.news(version))
    told: list[Text] = []
    if more := facts["rows"] - int(before.get("rows") or 0):
        told.append(Said("rows_more" if more > 0 else "rows_fewer", {"now": facts["rows"]}, abs(more)))
    if version is not None and (fresh := new_findings(facts, before)):
        fresh_rows = [each for each in report_findings.all_of(version) if findings.key_of(each) in fresh]
        told += [report_findings.told_of(each) for each in fresh_rows[:3]]
    return told


def new_findings(facts: Mapping[str, Any], before: Mapping[str, Any] | None) -> set[str]:
    """Keys of findings that the last issue did not know."""
    return set(facts.get("findings", ())) - set((before or {}).get("findings", ()))
