"""What an edition of a report says: the dashboard through one view, as values that mail and PDF set each their way.

Nothing here is in a language yet: ``report_words.written`` turns a content into the words of its readers.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from analytics.schema import AnalyticsError, ChartSpec, Filter
from core import measured
from core.boards import dashboards, filters, lost_data, pictures
from core.models import Dashboard, Dataset, DatasetVersion, Widget, WidgetKind
from core.reporting import recipients, report_dataset, report_findings
from core.reporting.markdown import plain_text
from core.reporting.report_blocks import (
    NARROW,
    PIXELS_NARROW,
    PIXELS_WIDE,
    WIDE,
    Block,
    Content,
    chart,
    check_columns,
    of_a_part,
    since_last,
    table,
)
from core.reporting.report_words import Said, lines_of, reason, without_repeats
from core.versions import findings

log = logging.getLogger(__name__)
MAX_CHARTS = 16
FINDINGS = 5
HEADLINE = 2


def gather(source: Dashboard | Dataset, view: str, before: Mapping[str, Any] | None) -> Content:
    """Everything that the edition seen through ``view`` (a query string, empty: as the team sees it) says.

    ``before``: the facts of the same view's last issue, None for the first one. AnalyticsError where the view filters
    by a column that is gone: without it everybody would see everything.
    """
    if isinstance(source, Dataset):
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
        if lost_data.words(widget):
            blocks.append(Block("text", widget.title, note=Said("dataset_gone")))
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
    version, spec, chosen = _of(widget, values)
    title = widget.title or (widget.visualization.name if widget.visualization else "")
    return chart(title, version, spec, chosen, size)
