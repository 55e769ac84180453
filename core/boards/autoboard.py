"""The dashboard that a dataset gets by itself: a sentence, headline numbers, the story, the best charts, filters."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from django.db import transaction

from analytics.charts import locales
from analytics.schema import ChartSpec, Column, Profile
from analytics.schema import Insight as Finding
from core import drawing, fragments
from core.boards import dashboards
from core.models import (
    Dashboard,
    DashboardFilter,
    Dataset,
    DatasetVersion,
    FilterKind,
    User,
    Visualization,
    Widget,
    WidgetKind,
)
from core.versions import findings

log = logging.getLogger(__name__)
CHARTS = 8
NUMBERS = 4
NUMBER_SIZE = (3, 2)
CHART_SIZE = (6, 4)
STORY_LETTERS = 145  # of a line over twelve columns
MAX_FILTER_VALUES = 30
CATEGORIES = 2


def suggest(dataset: Dataset) -> list[Visualization]:
    """The dataset's suggested charts as of its current version, best first; suggestions on a dashboard are kept."""
    from analytics import charts

    version = dataset.current
    if version is None:
        return []
    profile = Profile.from_json(version.clean_profile)
    findings = [Finding.from_json(row.document) for row in version.insights.filter(dismissed=False)]
    found = charts.suggest(profile, findings, limit=CHARTS + 4)
    with transaction.atomic():
        kept = dataset.visualizations.filter(suggested=True)
        kept.filter(widgets=None).delete()
        known = {repr(sorted(chart.spec.items(), key=str)): chart for chart in kept}
        made = []
        for each in found:
            spec = each.spec.to_json()
            chart = known.get(repr(sorted(spec.items(), key=str)))
            made.append(chart or chart_of(dataset, each.spec, each.reason))
    return made


def chart_of(dataset: Dataset, spec: ChartSpec, reason: str, by: User | None = None) -> Visualization:
    return Visualization.objects.create(
        workspace_id=dataset.workspace_id,
        dataset=dataset,
        name=(spec.title or reason or "Chart")[:200],
        spec=spec.to_json(),
        reason=reason[:300],
        suggested=True,
        created_by=by,
    )


def make(dataset: Dataset, *, by: User | None = None) -> Dashboard:
    """The dataset's automatic dashboard: the one that is there, or a new one of its current version."""
    if (existing := dataset.dashboards.filter(automatic=True).first()) is not None:
        return existing
    from analytics import charts

    version = dataset.current
    profile = dashboards.profile_of(version)
    chosen = suggest(dataset)[:CHARTS]
    with transaction.atomic():
        Dataset.objects.select_for_update().get(pk=dataset.pk)
        board = Dashboard.objects.create(
            workspace_id=dataset.workspace_id, name=dataset.name, dataset=dataset, automatic=True, created_by=by
        )
        told = findings.story(version) if version else []
        board.description = told[0][:500] if told else ""
        board.save(update_fields=["description"])
        numbers = [chart_of(dataset, spec, "", by) for spec in charts.headline(profile, limit=NUMBERS)]
        Widget.objects.bulk_create(widgets_of(board, numbers, in_words(told[1:]), chosen))
        DashboardFilter.objects.bulk_create(filters_of(board, profile))
    return board


def in_words(sentences: Iterable[str]) -> str:
    return "\n".join(f"- {sentence}" for sentence in sentences)


def widgets_of(board: Dashboard, numbers: list[Visualization], story: str, chosen: list[Visualization]) -> list[Widget]:
    """Numbers in a row, the story below, then charts two by two; an odd last one takes the whole width."""
    found, y = [], 0
    width = 12 // max(len(numbers), 1)
    profile = dashboards.profile_of(board.dataset.current if board.dataset else None)
    has_time = any(c.role == "time" and c.type in {"date", "datetime"} and c.max for c in profile.columns)
    options = {"compare": "period"} if has_time else {}
    for place, chart in enumerate(numbers):
        found.append(Widget(dashboard=board, kind=WidgetKind.NUMBER, title=chart.name, visualization=chart,
                            options=dict(options), x=place * width, y=y, w=width, h=NUMBER_SIZE[1]))  # fmt: skip
    y += NUMBER_SIZE[1] if numbers else 0
    if story:
        height = story_height(story)
        found.append(Widget(dashboard=board, kind=WidgetKind.TEXT, title="In short", options={"text": story},
                            x=0, y=y, w=12, h=height))  # fmt: skip
        y += height
    w, h = CHART_SIZE
    for place, chart in enumerate(chosen):
        alone = place == len(chosen) - 1 and place % 2 == 0
        found.append(Widget(dashboard=board, kind=WidgetKind.CHART, title=chart.name, visualization=chart,
                            x=(place % 2) * w, y=y + (place // 2) * h, w=12 if alone else w, h=h))  # fmt: skip
    for widget in found:
        widget.generated = True
    return found


def story_height(story: str) -> int:
    """The rows of the grid that the sentences fill: of two rows three lines are seen, of each more another three."""
    lines = sum(-(-len(sentence) // STORY_LETTERS) for sentence in story.splitlines())
    return min(max(-(-lines // 3) + 1, 2), 6)


def filters_of(board: Dashboard, profile: Profile) -> list[DashboardFilter]:
    """One over the time, then over the categories that divide the rows best: texts first, with a handful of values."""
    found = []
    times = [c for c in profile.columns if c.type in {"date", "datetime"} and c.role == "time"]
    if times:
        fullest = min(times, key=lambda column: column.nulls)
        found.append(DashboardFilter(dashboard=board, kind=FilterKind.DATE, column=fullest.name))
    groups = [c for c in profile.columns if c.role == "category" and 2 <= c.distinct <= MAX_FILTER_VALUES]
    if groups:
        best = sorted(
            groups, key=lambda column: (column.nulls > profile.rows / 5, column.type != "text", _distance(column))
        )
        found += [DashboardFilter(dashboard=board, kind=FilterKind.CATEGORY, column=c.name) for c in best[:CATEGORIES]]
    return found


def _distance(column: Column) -> int:
    """How far a category's number of values is from a handful, which is what people choose from with ease."""
    return abs(column.distinct - 5)


def undrawn(boards: Iterable[Dashboard], version: DatasetVersion) -> list[drawing.Wanted]:
    """The drawings of that version that the boards and the page of findings will ask for and that are not there yet,
    in the languages of those who look at them."""
    widgets = [widget for board in boards for widget in dashboards.live_widgets(board)]
    with drawing.listed() as wanted:
        for language in drawing.languages(version.dataset.workspace_id):
            with locales.speaking(language):
                for widget in widgets:
                    if widget.kind == WidgetKind.CHART:
                        dashboards.widget_context(widget)
                fragments.insights_context(version.dataset)
    return list({each.key: each for each in wanted if each.version == version.pk}.values())
