"""The passport of a number, from the charts, the dashboards and the findings that show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from analytics.passport.marks import Pick, Several
from analytics.schema import AnalyticsError, ChartSpec, Filter, Measure
from core import access, passport
from core.boards import dashboards, filters
from core.boards.board_widgets import spec_of, version_of
from core.models import Dashboard, Dataset, DatasetVersion, Insight, WidgetKind
from core.questions import sources
from ui.cells import grid
from ui.http import see_other
from ui.templatetags.passport import linked
from ui.views.preview import positive

LONGEST = 500
MOST_KEYS = 4


@dataclass(frozen=True)
class Asked:
    """Of which chart over which version, under which filters; ``back`` leads to it, ``query`` holds the filters."""

    title: str
    dataset: Dataset
    version: DatasetVersion
    spec: ChartSpec
    chosen: Sequence[Filter]
    back: str
    query: str = ""


@login_required
@require_GET
def visualization_passport(request: HttpRequest, pk: int) -> HttpResponse:
    chart = access.visualization(request.user, pk)
    version = chart.dataset.current
    if version is None:
        raise Http404
    before, _ = _cut(request)
    board, chosen = request.GET.get("board", ""), ()
    if board.isdigit():
        found = access.visible(Dashboard, request.user).filter(pk=int(board[:18])).first()
        chosen = dashboards.active_filters(found, version, filters.from_query(before)) if found else ()
    query = urlencode(_kept(before, "board"))
    back = reverse("visualization", args=[chart.pk]) + (f"?{query}" if query else "")
    asked = Asked(chart.name, chart.dataset, version, ChartSpec.from_json(chart.spec), chosen, back, query)
    return _answer(request, asked)


@login_required
@require_GET
def widget_passport(request: HttpRequest, pk: int, widget_id: int) -> HttpResponse:
    board = access.dashboard(request.user, pk)
    widget = get_object_or_404(board.widgets, pk=widget_id, removed=False, visualization__isnull=False)
    widget.dashboard = board
    version = version_of(widget)
    if version is None:
        raise Http404
    before, _ = _cut(request)
    look = dashboards.lens(before)
    values = dashboards.sight(look).values
    if filters.missing(board, version, values):
        return see_other("dashboard", board.pk)  # it waits for a choice; there is no number yet
    chosen = dashboards.active_filters(board, version, values)
    spec = spec_of(widget, chosen)
    if widget.kind == WidgetKind.NUMBER:
        spec = ChartSpec("indicator", measures=spec.measures[:1] or (Measure(),), filters=spec.filters)
    query = look.query if look else ""
    back = reverse("dashboard", args=[board.pk]) + (f"?{query}" if query else "") + f"#widget-{widget.pk}"
    title = widget.title or widget.visualization.name
    return _answer(request, Asked(title, widget.visualization.dataset, version, spec, chosen, back, query))


@login_required
@require_GET
def dataset_insight_passport(request: HttpRequest, pk: int, insight_id: int) -> HttpResponse:
    dataset = access.dataset(request.user, pk)
    insight = get_object_or_404(Insight, pk=insight_id, version__dataset=dataset)
    document = (insight.document or {}).get("chart")
    if not document or not insight.version.cleaned_at:
        raise Http404
    back = reverse("dataset_insight", args=[dataset.pk, insight.pk])
    asked = Asked(insight.text, dataset, insight.version, ChartSpec.from_json(document), (), back)
    return _answer(request, asked)


# What is asked for


def _cut(request: HttpRequest) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The query in two: how the chart is seen, and, after ``mark``, the values of a mark that was clicked."""
    query = str(request.META.get("QUERY_STRING", ""))
    pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=1000)
    place = next((n for n, (key, _) in enumerate(pairs) if key == filters.MARK), len(pairs))
    return pairs[:place], pairs[place + 1 :]


def _kept(pairs: Sequence[tuple[str, str]], *names: str) -> list[tuple[str, str]]:
    """The part of a query that says how the chart is seen: its filters, and what is named."""
    return [(key, value) for key, value in pairs if ":" in key or key in ("mine", *names)]


def pick_of(request: HttpRequest) -> Pick | None:
    """Which number: the words of its row (``k``, repeated), its place (``n``) and that of its row (``r``); ``w`` for a
    mark that stands for several rows. Or the values of a mark that filters; None: not said yet."""
    _, mark = _cut(request)
    values = {key.partition(":")[2]: value for key, value in mark if key.startswith(("in:", "from:"))}
    place, row = request.GET.get("n", ""), request.GET.get("r", "")
    at = int(row) if row.isascii() and row.isdigit() and len(row) < 10 else None
    number = positive(place, 0) if place != "0" else 0
    if values:
        return Pick(None, number, None, values)
    if "n" not in request.GET:
        return None
    keys = tuple(text[: 10 * LONGEST] for text in request.GET.getlist("k")[:MOST_KEYS])
    return Pick(keys, number, at, whole=request.GET.get("w") == "1")


# The page


def _answer(request: HttpRequest, asked: Asked) -> HttpResponse:
    context: dict[str, Any] = {"asked": asked, "dataset": asked.dataset, "version": asked.version}
    pick = pick_of(request)
    try:
        if pick is None and (asked.spec.dimension or asked.spec.kind in ("correlation", "box", "violin", "strip")):
            return render(request, "passport/choose.html", context | _choices(request, asked))
        number = positive(request.GET.get("page"))
        found = passport.of(
            asked.version, asked.spec, asked.chosen, pick or Pick(()), offset=(number - 1) * passport.ROWS,
            step=request.GET.get("step", "")[:LONGEST], table=_name_in_sql(request, asked.dataset),
        )  # fmt: skip
    except Several as several:
        return render(request, "passport/choose.html", context | _choices(request, asked, several.rows))
    except AnalyticsError as problem:
        return render(request, "passport/page.html", context | {"problem": str(problem)}, status=404)
    context["whole"] = passport.original_is_whole(asked.version)
    return render(request, "passport/page.html", context | _shown(request, found, number))


def _choices(request: HttpRequest, asked: Asked, only: Sequence[int] | None = None) -> dict[str, Any]:
    number = positive(request.GET.get("page"))
    begin = (number - 1) * passport.NUMBERS
    table = passport.table_of(asked.version, asked.spec, asked.chosen, offset=begin, only=only)
    pages = max(1, -(-table["total"] // passport.NUMBERS))
    return {
        "table": linked(table, asked.spec, f"?{asked.query}&" if asked.query else "?"),
        "number": number,
        "pages": pages,
        "total": table["total"],
        "older": _turned(request, "page", number - 1) if number > 1 else "",
        "newer": _turned(request, "page", number + 1) if number < pages else "",
    }


def _name_in_sql(request: HttpRequest, dataset: Dataset) -> str:
    known = sources.of(request.user, dataset.workspace)
    return next((each.shown for each in known if each.dataset.pk == dataset.pk), "data")


def _shown(request: HttpRequest, found: passport.Passport, number: int) -> dict[str, Any]:
    pages = max(1, -(-found.counts.mark // passport.ROWS))
    about = [{"type": column.type, "role": column.role} for _, column, _ in found.rows[0].cells] if found.rows else []
    written = grid([[value for value, _, _ in row.cells] for row in found.rows], about)
    rows = [
        {"row": row, "cells": [(text, name) for text, (_, _, name) in zip(cells, row.cells, strict=True)]}
        for row, cells in zip(found.rows, written, strict=True)
    ]
    numbers = [
        (name, text, _other(request, found, place), place == found.mark.place)
        for place, name, text in found.mark.numbers
    ]
    return {
        "found": found,
        "numbers": numbers if len(numbers) > 1 else [],
        "keys": list(zip(found.mark.names, found.mark.keys, strict=True)),
        "rows": rows,
        "heads": [{"name": each.name, "used": place < found.used} for place, each in enumerate(found.columns)],
        "touches": [(touch, _turned(request, "step", touch.step) + "#steps") for touch in found.touches],
        "number": number,
        "pages": pages,
        "older": _turned(request, "page", number - 1) + "#rows" if number > 1 else "",
        "newer": _turned(request, "page", number + 1) + "#rows" if number < pages else "",
        "first": (number - 1) * passport.ROWS + 1,
        "last": (number - 1) * passport.ROWS + len(rows),
    }


def _turned(request: HttpRequest, name: str, value: Any) -> str:
    """The same passport at another page or step; what belongs to a mark stays behind ``mark``."""
    before, mark = _cut(request)
    kept = [pair for pair in before if pair[0] not in ("page", "step")]
    return "?" + urlencode([*kept, (name, value), *([(filters.MARK, "1"), *mark] if mark else [])])


def _other(request: HttpRequest, found: passport.Passport, place: int) -> str:
    """The link to another number of the same mark."""
    before, _ = _cut(request)
    pairs = [*_kept(before, "board"), *(("k", key) for key in found.mark.keys), ("n", str(place)),
             ("r", str(found.mark.row))]  # fmt: skip
    return "?" + urlencode(pairs)
