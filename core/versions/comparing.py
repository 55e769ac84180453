"""Two versions of a dataset side by side: what the later one has that the earlier one had not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from analytics.recipe.drift import Drift, DriftItem, compare, failed
from analytics.schema import AnalyticsError, Limits, Profile, Recipe
from core import storage
from core.models import DatasetVersion

WORDS = {
    "new": "New column",
    "missing": "Missing column",
    "renamed": "Renamed",
    "retyped": "Another type",
    "format": "Another form",
    "categories": "New values",
    "range": "Another range",
    "nulls": "Missing values",
    "rows": "Number of rows",
    "step": "A step was skipped",
}


@dataclass(frozen=True)
class Item:
    word: str
    item: DriftItem


def stored(version: DatasetVersion | None) -> list[Item] | None:
    """The drift of a version from the one before, as its run found it; None where there was nothing to compare with."""
    quality = (version.quality if version else None) or {}
    if version is None or "drift" not in quality:
        return None
    items = list(Drift.from_json(quality["drift"]).items) + skipped(version)
    return [Item(WORDS.get(item.kind, item.kind), item) for item in items]


def skipped(version: DatasetVersion) -> list[DriftItem]:
    """The steps that find no ground in this version."""
    from analytics.recipe import describe

    row = version.recipes.first()
    steps = {step.id: step for step in Recipe.from_json(row.document).steps} if row else {}
    failures = [
        (describe(steps[each["step"]])["title"], each["reason"])
        for each in (version.quality or {}).get("failures", ())
        if each["step"] in steps
    ]
    return failed(failures)


def versions(earlier: DatasetVersion, later: DatasetVersion) -> dict[str, Any]:
    """The drift from one version to another, and their sizes. AnalyticsError where one was never read."""
    for version in (earlier, later):
        if not version.profile or not storage.text_table(version).exists():
            raise AnalyticsError(f"Version {version.number} was never read, so there is nothing to compare.")
    before, after = (Profile.from_json(version.profile) for version in (earlier, later))
    tables = storage.text_table(earlier), storage.text_table(later)
    drift = compare(tables[0], before, tables[1], after, limits=Limits(memory_mb=256))
    return {
        "items": [Item(WORDS.get(item.kind, item.kind), item) for item in drift.items],
        "sizes": [(version, len(profile.columns)) for version, profile in ((earlier, before), (later, after))],
    }
