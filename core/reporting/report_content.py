"""What an edition of a report says: the dashboard through one view, as values that mail and PDF set each their way."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from analytics.schema import AnalyticsError, ChartSpec, Filter
from core import measured, pipeline
from core.boards import dashboards, filters
from core.models import Dashboard, DatasetVersion, Insight, Widget, WidgetKind
from core.reporting import recipients
from core.versions import findings

log = logging.getLogger(__name__)
MAX_CHARTS = 16
WIDE = (560, 300)
NARROW = (400, 300)
PIXELS_WIDE, PIXELS_NARROW = 560, 272
TABLE_ROWS = 15
TABLE_COLUMNS = 8
FINDINGS = 5
HEADLINE = 2
VALUES_IN_WORDS = 6
NOTHING = "Nothing changed since the last report."
PLAIN_CHANGE = 0.0005
"""A number that moved by less than this share of itself is called unchanged."""


@dataclass
class Block:
    """One thing of the report in the dashboard's order. ``kind``: numbers, charts, table, text, section."""

    kind: str
    title: str = ""
    items: list[dict[str, Any]] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    note: str = ""
    text: str = ""


@dataclass
class Content:
    """``facts`` is what the next issue compares itself with; ``rows`` counts the rows behind the view."""

    blocks: list[Block]
    headline: list[str]
    changes: list[str]
    findings: list[str]
    filters: list[str]
    rows: int
    as_of: Any
    facts: dict[str, Any]


def gather(board: Dashboard, view: str, before: Mapping[str, Any] | None) -> Content:
    """Everything that the edition seen through ``view`` (a query string, empty: as the team sees it) says.

    ``before``: the facts of the same view's last issue, None for the first one. AnalyticsError where the view filters
    by a column that is gone: without it everybody would see everything.
    """
    values = filters.from_query(view) if view else None
    if gone := set(values or {}) - recipients.columns_of(board):
        raise AnalyticsError(f"The column “{min(gone)}”, by which this view is filtered, is no longer in the data.")
    version = board.dataset.current if board.dataset else None
    chosen = filters.active_filters(board, version, values) if version else ()
    rows = measured.rows(version, chosen) if version else 0
    facts: dict[str, Any] = {"numbers": {}, "rows": rows, "version": version.number if version else None}
    blocks = _blocks(board, values, facts, before or {})
    insights = list(Insight.objects.filter(version=version, dismissed=False)[:FINDINGS]) if version else []
    facts["findings"] = sorted({findings.key_of(each) for each in _all_findings(version)})
    headline = findings.story(version)[:HEADLINE] if version and not chosen else []
    changes = _changes(facts, before, version if not chosen else None, blocks)
    said = "\n".join([*headline, *changes, *(block.text for block in blocks)])
    return Content(
        blocks=blocks,
        headline=headline,
        changes=changes,
        findings=[insight.text for insight in insights if insight.text not in said],
        filters=view_words(board, values),
        rows=rows,
        as_of=version.cleaned_at or version.created_at if version else None,
        facts=facts,
    )


def _all_findings(version: DatasetVersion | None) -> list[Insight]:
    return list(version.insights.filter(dismissed=False)) if version else []


def view_words(board: Dashboard, values: filters.Values | None) -> list[str]:
    """The filters of the view, as people say them."""
    words = [f"{view.name}: {view.words}" for view in filters.filter_views(board, values) if view.is_set]
    return words + [f"{name}: {text}" for name, text, _ in filters.extras(board, values or {})]


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
            blocks.append(Block("text", widget.title, note=str(problem)))
        except Exception:
            log.exception("Widget %s could not be put into a report", widget.pk)
            blocks.append(Block("text", widget.title, note="This could not be drawn; its data may have changed."))
    if charts > MAX_CHARTS:
        blocks.append(Block("text", note=f"{charts - MAX_CHARTS} more charts stand on the dashboard."))
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
        blocks.append(Block("text", title, text=widget.insight.text))
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
    elif widget.kind == WidgetKind.TABLE and (version := dashboards.version_of(widget)):
        blocks.append(_table(title, version, filters.active_filters(widget.dashboard, version, values)))


def plain_text(markdown: Any) -> str:
    """What somebody wrote in Markdown without its marks; lists keep their points."""
    lines = []
    for line in str(markdown or "").splitlines():
        line = re.sub(r"^\s*[-*+]\s+", "• ", line)
        line = re.sub(r"^\s*(#{1,6}|>)\s+", "", line)
        lines.append(re.sub(r"(\*\*|__|`)(.+?)\1", r"\2", line))
    return "\n".join(lines).strip()


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
    return version, ChartSpec.from_json(chart.spec), filters.active_filters(widget.dashboard, version, values)


def _number(widget: Widget, values: Any, facts: dict[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    from core import drawing

    version, spec, chosen = _of(widget, values)
    shown = drawing.number(version, spec, filters=chosen)
    exact = measured.plain(shown.get("exact"))
    title = widget.title or (widget.visualization.name if widget.visualization else "")
    facts["numbers"][str(widget.pk)] = {"title": title, "exact": exact, "text": str(shown.get("value", ""))}
    old = before.get("numbers", {}).get(str(widget.pk))
    return {
        "title": title,
        "value": shown.get("value", ""),
        "detail": shown.get("detail", ""),
        "change": change_words(exact, old["exact"], old["text"]) if old else "",
    }


def change_words(now: float | None, then: float | None, text: str) -> str:
    """How a number moved, in words: “up 5.2 % from 1,204”; empty where it did not, or one of them is not known."""
    if now is None or then is None or abs(now - then) <= PLAIN_CHANGE * max(abs(now), abs(then)):
        return ""
    way = "up" if now > then else "down"
    if then == 0 or now * then < 0 or abs(now / then) > 10:
        return f"{way} from {text}"
    share = abs(now - then) / abs(then) * 100
    return f"{way} {share:.1f} % from {text}" if share >= 0.1 else f"{way} slightly from {text}"


def _chart(widget: Widget, values: Any, size: tuple[int, int]) -> dict[str, Any]:
    from core import drawing

    version, spec, chosen = _of(widget, values)
    drawn = drawing.chart(version, spec, filters=chosen, width=size[0], height=size[1])
    title = widget.title or (widget.visualization.name if widget.visualization else "")
    words = "" if spec.kind == "scatter" else _values_in_words(drawn.table)
    return {"title": title, "svg": str(drawn.svg), "words": words}


def _values_in_words(table: Any) -> str:
    """The first values of a chart, for those who hear or read it as text."""
    rows = _get(table, "rows") or ()
    pairs = [", ".join(str(cell) for cell in row if cell is not None) for row in list(rows)[:VALUES_IN_WORDS]]
    return "; ".join(pairs) + (f"; and {len(rows) - VALUES_IN_WORDS} more" if len(rows) > VALUES_IN_WORDS else "")


def _get(table: Any, name: str) -> Any:
    return table.get(name) if isinstance(table, Mapping) else getattr(table, name, None)


def _table(title: str, version: DatasetVersion, chosen: tuple[Filter, ...]) -> Block:
    page = pipeline.page_of_rows(version, filters=chosen, limit=TABLE_ROWS)
    cut = page.total > len(page.rows) or len(page.columns) > TABLE_COLUMNS
    return Block(
        "table",
        title or version.dataset.name,
        columns=list(page.columns[:TABLE_COLUMNS]),
        rows=[["" if cell is None else str(cell) for cell in row[:TABLE_COLUMNS]] for row in page.rows],
        note=f"{len(page.rows)} of {page.total:,} rows" if cut else "",
    )


# Since the last issue


def _changes(
    facts: Mapping[str, Any], before: Mapping[str, Any] | None, version: DatasetVersion | None, blocks: list[Block]
) -> list[str]:
    """What is new since the last issue, in sentences, the numbers first; empty for the first issue.

    ``version`` is None for a view that leaves rows out: what is known of the whole data is not said of a part.
    """
    if before is None:
        return []
    items = [item for block in blocks if block.kind == "numbers" for item in block.items]
    sentences = [f"{item['title']}: {item['value']}, {item['change']}." for item in items if item.get("change")]
    newer = facts["version"] != before.get("version")
    if newer and version is not None:
        return [*sentences, *findings.news(version)] or [NOTHING]
    more = facts["rows"] - int(before.get("rows") or 0)
    if more:
        rows = "row" if abs(more) == 1 else "rows"
        sentences.append(f"{abs(more):,} {'more' if more > 0 else 'fewer'} {rows} than before ({facts['rows']:,} now).")
    if version is not None and (fresh := new_findings(facts, before)):
        sentences += [each.text for each in _all_findings(version) if findings.key_of(each) in fresh][:3]
    return sentences or [NOTHING]


def new_findings(facts: Mapping[str, Any], before: Mapping[str, Any] | None) -> set[str]:
    """Keys of findings that the last issue did not know."""
    return set(facts.get("findings", ())) - set((before or {}).get("findings", ()))
