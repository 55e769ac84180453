"""What an edition of a report says: the dashboard through one view, as values that mail and PDF set each their way.

Nothing here is in a language yet: ``report_words.written`` turns a content into the words of its readers.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from analytics import telling
from analytics.schema import TEMPORAL_TYPES, AnalyticsError, ChartSpec, Filter
from analytics.telling import Told
from core import measured, pipeline
from core.boards import dashboards, filters, pictures
from core.models import Dashboard, Dataset, DatasetVersion, Insight, Widget, WidgetKind
from core.reporting import recipients, report_findings
from core.reporting.markdown import plain_text
from core.reporting.report_words import Refusal, Said, Text, lines_of, reason, without_repeats
from core.versions import findings

log = logging.getLogger(__name__)
MAX_CHARTS = 16
WIDE = (560, 300)
NARROW = (320, 250)
PIXELS_WIDE, PIXELS_NARROW = 560, 272
TABLE_ROWS = 15
TABLE_COLUMNS = 8
FINDINGS = 5
HEADLINE = 2
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


def gather(source: Dashboard | Dataset, view: str, before: Mapping[str, Any] | None) -> Content:
    """Everything that the edition seen through ``view`` (a query string, empty: as the team sees it) says.

    ``before``: the facts of the same view's last issue, None for the first one. AnalyticsError where the view filters
    by a column that is gone: without it everybody would see everything.
    """
    if isinstance(source, Dataset):
        from core.reporting import report_dataset

        return report_dataset.gather(source, view, before)
    return _of_board(source, view, before)


def _of_board(board: Dashboard, view: str, before: Mapping[str, Any] | None) -> Content:
    values = filters.from_query(view) if view else None
    check_columns(values, recipients.columns_of(board))
    version = board.dataset.current if board.dataset else None
    chosen = filters.active_filters(board, version, values) if version else ()
    rows = measured.rows(version, chosen) if version else 0
    facts: dict[str, Any] = {"numbers": {}, "rows": rows, "version": version.number if version else None}
    blocks = _blocks(board, values, facts, before or {})
    insights = report_findings.all_of(version)
    facts["findings"] = sorted({findings.key_of(each) for each in insights})
    known = report_findings.known(version)
    headline = report_findings.story(version, known)[:HEADLINE] if version and not chosen else []
    changes = since_last(facts, before, version if not chosen else None)
    blocks = of_a_part(blocks, known, bool(insights)) if chosen else without_repeats(blocks, headline)
    said = [line for text in (*headline, *changes, *(block.text for block in blocks)) for line in lines_of(text)]
    return Content(
        blocks=blocks,
        headline=headline,
        changes=changes,
        findings=[]
        if chosen
        else [report_findings.told_of(each) for each in insights[:FINDINGS] if each.text not in said],
        views=_views(board, values),
        rows=rows,
        as_of=version.cleaned_at or version.created_at if version else None,
        facts=facts,
        has_before=before is not None,
        columns=frozenset(recipients.columns_of(board)),
        known=known,
    )


def _told(insights: list[Insight], said: list[Any]) -> list[str]:
    return [report_findings.told_of(each) for each in insights if each.text not in said]


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


def _views(board: Dashboard, values: filters.Values | None) -> list[tuple[str, Any]]:
    """The filters of the view that are set: those of the dashboard, then a person's own."""
    set_here = [(view.name, view) for view in filters.filter_views(board, values) if view.is_set]
    return set_here + [(name, (values or {})[name]) for name, _, _ in filters.extras(board, values or {})]


# Blocks


def _blocks(
    board: Dashboard, values: filters.Values | None, facts: dict[str, Any], before: Mapping[str, Any]
) -> list[Block]:
    blocks: list[Block] = []
    charts = 0
    for widget in dashboards.live_widgets(board):
        if widget.kind in {WidgetKind.CHART, WidgetKind.NUMBER} and widget.visualization is None:
            continue
        charts += widget.kind == WidgetKind.CHART
        if charts > MAX_CHARTS and widget.kind == WidgetKind.CHART:
            continue
        try:
            _add(blocks, widget, values, facts, before)
        except AnalyticsError as problem:
            blocks.append(Block("text", widget.title, note=reason(problem)))
        except Exception:
            log.exception("Widget %s could not be put into a report", widget.pk)
            blocks.append(Block("text", widget.title, note=Said("not_drawn")))
    if charts > MAX_CHARTS:
        blocks.append(Block("text", note=Said("more_charts", n=charts - MAX_CHARTS)))
    return blocks


def _add(
    blocks: list[Block], widget: Widget, values: Any, facts: dict[str, Any], before: Mapping[str, Any]
) -> None:  # fmt: skip
    title = widget.title or ""
    if widget.kind == WidgetKind.SECTION:
        blocks.append(Block("section", title))
    elif widget.kind == WidgetKind.TEXT:
        blocks.append(Block("text", title, text=plain_text(widget.options.get("text", ""))))
    elif widget.kind == WidgetKind.INSIGHT and widget.insight:
        blocks.append(Block("text", title, text=report_findings.told_of(widget.insight), is_found=True))
    elif widget.kind == WidgetKind.NUMBER:
        _grown(blocks, "numbers", 99).items.append(_number(widget, values, facts, before))
    elif widget.kind == WidgetKind.CHART:
        narrow = widget.w <= 6
        item = _chart(widget, values, NARROW if narrow else WIDE)
        item["pixels"] = PIXELS_NARROW if narrow else PIXELS_WIDE
        if narrow and blocks and blocks[-1].kind == "charts" and blocks[-1].items[-1]["pixels"] == PIXELS_NARROW:
            _grown(blocks, "charts", 2).items.append(item)
        else:
            blocks.append(Block("charts", items=[item]))
    elif widget.kind == WidgetKind.IMAGE:
        blocks.append(Block("charts", items=[pictures.report_item(widget, *WIDE) | {"pixels": PIXELS_WIDE}]))
    elif widget.kind == WidgetKind.TABLE and (version := dashboards.version_of(widget)):
        blocks.append(table(title, version, filters.demanded_filters(widget.dashboard, version, values)))


def _grown(blocks: list[Block], kind: str, most: int) -> Block:
    """The last block if it is of that kind and has room, else a new one."""
    if not blocks or blocks[-1].kind != kind or len(blocks[-1].items) >= most:
        blocks.append(Block(kind))
    return blocks[-1]


def _of(widget: Widget, values: Any) -> tuple[DatasetVersion, ChartSpec, tuple[Filter, ...]]:
    chart = widget.visualization
    version = chart.dataset.current if chart else None
    if chart is None or version is None:
        raise AnalyticsError("The data behind this is not ready yet.")
    return version, ChartSpec.from_json(chart.spec), filters.demanded_filters(widget.dashboard, version, values)


def _number(widget: Widget, values: Any, facts: dict[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    from core import drawing

    version, spec, chosen = _of(widget, values)
    shown = drawing.number(version, spec, filters=chosen)
    exact = measured.plain(shown.get("exact"))
    title = widget.title or (widget.visualization.name if widget.visualization else "")
    facts["numbers"][str(widget.pk)] = {"title": title, "exact": exact, "text": str(shown.get("value", ""))}
    detail = str(shown.get("detail", ""))
    return {
        "title": title,
        "value": str(shown.get("value", "")),
        "exact": exact,
        "detail": Said("of_whole", {"whole": detail[3:]}) if detail.startswith("of ") else detail,
        "old": before.get("numbers", {}).get(str(widget.pk)),
    }


def _chart(widget: Widget, values: Any, size: tuple[int, int]) -> dict[str, Any]:
    from core import drawing

    version, spec, chosen = _of(widget, values)
    drawn = drawing.chart(version, spec, filters=chosen, width=size[0], height=size[1])
    title = widget.title or (widget.visualization.name if widget.visualization else "")
    return {"title": title, "svg": str(drawn.svg), **first_values(spec, drawn.table, version)}


def first_values(spec: ChartSpec, table: Mapping[str, Any], version: DatasetVersion) -> dict[str, Any]:
    """The first values of a chart, for those who hear or read it: ``pairs`` of cells, how many ``more`` there are."""
    rows = [] if spec.kind == "scatter" else list(table.get("rows") or ())
    pairs = [[str(cell) for cell in row if cell is not None] for row in rows[:VALUES_IN_WORDS]]
    times = {column.name for column in filters.profile_of(version).columns if column.type in TEMPORAL_TYPES}
    return {"pairs": pairs, "more": max(0, len(rows) - VALUES_IN_WORDS), "is_time": spec.dimension in times}


def table(title: str, version: DatasetVersion, chosen: tuple[Filter, ...]) -> Block:
    page = pipeline.page_of_rows(version, filters=chosen, limit=TABLE_ROWS)
    cut = page.total > len(page.rows) or len(page.columns) > TABLE_COLUMNS
    return Block(
        "table",
        title or version.dataset.name,
        columns=list(page.columns[:TABLE_COLUMNS]),
        rows=[list(row[:TABLE_COLUMNS]) for row in page.rows],
        note=Said("rows_of", {"shown": len(page.rows), "total": page.total}) if cut else "",
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
