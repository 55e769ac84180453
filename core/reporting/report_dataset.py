"""What a report of a dataset without a dashboard says: numbers, charts, quality, drift, findings."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from analytics.schema import AnalyticsError, ChartSpec, Filter, Measure, Profile
from analytics.schema import Insight as Finding
from analytics.telling import Told
from core import measured
from core.boards import filters
from core.models import Dataset, DatasetVersion
from core.reporting import recipients, report_findings, tongues
from core.reporting import report_blocks as blocks
from core.reporting.report_tables import Figure, Share
from core.reporting.report_words import Said, Text, within
from core.versions import comparing, findings

log = logging.getLogger(__name__)
NUMBERS = 4
CHARTS = 4
MEASURES = 12
FINDINGS = 8
DRIFTS = 8
HEADLINE = 2


def gather(dataset: Dataset, view: str, before: Mapping[str, Any] | None) -> Any:
    """As ``report_content.gather``. A view leaves out what is known of the whole data only: quality, drift and more."""
    version = dataset.current
    if version is None:
        raise AnalyticsError("The data is not ready yet.")
    values = filters.from_query(view) if view else None
    blocks.check_columns(values, recipients.columns_of(dataset))
    chosen = filters_of(version, values)
    profile = filters.profile_of(version)
    rows = measured.rows(version, chosen)
    facts: dict[str, Any] = {"numbers": {}, "rows": rows, "version": version.number}
    everything, known = report_findings.all_of(version), report_findings.known(version)
    facts["findings"] = sorted({findings.key_of(each) for each in everything})
    insights = [] if chosen else everything[:FINDINGS]
    headline = [] if chosen else report_findings.story(version, known)[:HEADLINE]
    changes = blocks.since_last(facts, before, None if chosen else version)
    numbers = blocks.Block("numbers", items=_numbers(version, profile, chosen, rows, facts, before or {}))
    parts = [numbers, *_charts(version, profile, chosen)]
    if not chosen:
        parts += [*_measures(version, profile), *_quality(version, known), *_drift(version, known)]
    elif everything:
        parts.append(blocks.Block("text", note=Said("whole_left_out")))
    said = [*headline, *changes]
    return blocks.Content(
        blocks=parts,
        headline=headline,
        changes=changes,
        findings=[report_findings.told_of(each) for each in insights if each.text not in said],
        views=list((values or {}).items()),
        rows=rows,
        as_of=version.cleaned_at or version.created_at,
        facts=facts,
        has_before=before is not None,
        columns=frozenset(recipients.columns_of(dataset)),
        known=known,
    )


def filters_of(version: DatasetVersion, values: filters.Values | None) -> tuple[Filter, ...]:
    """A view's filters over the columns of the version."""
    columns = {column.name: column for column in filters.profile_of(version).columns}
    found = [filters.as_filter(columns[name], value) for name, value in (values or {}).items() if name in columns]
    return tuple(each for each in found if each is not None)


def _numbers(
    version: DatasetVersion, profile: Profile, chosen: tuple[Filter, ...], rows: int, facts: dict[str, Any],
    before: Mapping[str, Any],
) -> list[dict[str, Any]]:  # fmt: skip
    from analytics import charts
    from core import drawing

    whole = sum(column.nulls for column in profile.columns) / max(1, profile.rows * len(profile.columns))
    score = ((version.quality or {}).get("score") or {}).get("after")
    found: list[tuple[str, Text, str, float | None, Text]] = []
    if not chosen:
        found += [("columns", Said("columns"), f"{len(profile.columns):,}", float(len(profile.columns)), "")]
        if score is not None:
            found.append(("quality", Said("quality"), f"{score:g}", float(score), Said("of_100")))
        found.append(("missing", Said("missing"), f"{whole * 100:.1f} %", whole, ""))
    for spec in charts.headline(profile, limit=NUMBERS):
        measure = spec.measures[0] if spec.measures else Measure()
        if measure.column is None:
            continue  # the rows are told anyway
        shown = drawing.number(version, spec, filters=chosen)
        key = f"{measure.agg}:{measure.column}"
        found.append((key, spec.title or measure.column, str(shown["value"]), measured.plain(shown["exact"]), ""))
    found.insert(0, ("rows", Said("rows"), f"{rows:,}", float(rows), ""))
    english = tongues.of(tongues.FALLBACK)
    items = []
    for key, title, value, exact, detail in found:
        facts["numbers"][key] = {"title": within(title, english), "exact": exact, "text": value}
        old = before.get("numbers", {}).get(key)
        items.append({"title": title, "value": value, "exact": exact, "detail": detail, "old": old})
    return items


def _charts(version: DatasetVersion, profile: Profile, chosen: tuple[Filter, ...]) -> list[Any]:
    """The charts that are suggested first, two by two."""
    from analytics import charts

    known = [Finding.from_json(row.document) for row in version.insights.filter(dismissed=False)]
    items: list[dict[str, Any]] = []
    for each in charts.suggest(profile, known, limit=CHARTS):
        spec: ChartSpec = each.spec
        try:
            items.append(blocks.chart(spec.title or each.reason, version, spec, chosen, blocks.NARROW))
        except AnalyticsError as problem:
            log.info("A suggested chart of version %s is not in the report: %s", version.pk, problem)
    if not items:
        return []
    made = [blocks.Block("section", Said("looks"))]
    for place in range(0, len(items), 2):
        pair = items[place : place + 2]
        for item in pair:
            item["pixels"] = blocks.PIXELS_NARROW if len(pair) == 2 else blocks.PIXELS_WIDE
        made.append(blocks.Block("charts", items=pair))
    return made


def _measures(version: DatasetVersion, profile: Profile) -> list[Any]:
    """One line for each number of the table: total, average, ends, how much is empty."""
    rows: list[list[Any]] = []
    for column in [each for each in profile.columns if each.role == "measure"][:MEASURES]:
        empty = Share(column.nulls / max(1, profile.rows))
        total = None if column.type == "percent" else measured.value(version, Measure(column.name, "sum"))
        ends = [_plain(each, column.type == "percent") for each in (total, column.mean, column.min, column.max)]
        rows.append([column.name, *ends, empty])
    if not rows:
        return []
    names: list[Text] = [Said(key) for key in ("column", "total", "average", "lowest", "highest", "empty")]
    return [blocks.Block("table", Said("measures"), columns=names, rows=rows)]


def _plain(value: Any, is_share: bool) -> Any:
    """A number with the digits that count; its language writes the rest."""
    number = measured.plain(value)
    return None if number is None else Share(number) if is_share else Figure(number)


def _quality(version: DatasetVersion, known: dict[str, Told]) -> list[Any]:
    """What still lowers the quality, in sentences, which become known."""
    told = report_findings.quality(version)
    known.update({str(each): each for each in told if each.said})
    if not told:
        return []
    return [blocks.Block("text", Said("cleaned"), text="\n".join(f"• {each}" for each in told), is_found=True)]


def _drift(version: DatasetVersion, known: dict[str, Told]) -> list[Any]:
    """How this version differs from the one before; nothing for the first one. Its sentences become known."""
    items = comparing.stored(version)
    if items is None or version.number == 1:
        return []
    known.update({each.item.sentence: Told(each.item.sentence, each.item.said) for each in items if each.item.said})
    told = "\n".join(f"• {each.item.sentence}" for each in items[:DRIFTS])
    text: Text = told or Said("no_drift")
    return [blocks.Block("text", Said("drifted"), text=text, is_found=bool(told))]
