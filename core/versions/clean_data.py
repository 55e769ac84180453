"""The clean table of a version and what is known of its columns, for everything that shows it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from analytics.schema import AnalyticsError, Profile
from core import storage
from core.models import DatasetVersion

MAX_PROFILES = 64
_profiles: dict[Any, Profile] = {}
"""Read once for each state of the data: every widget and every filter asks for it with every edit."""


def profile_of(version: DatasetVersion | None) -> Profile:
    if version is None:
        return Profile(0, ())
    state = (version.pk, version.key, version.cleaned_at)
    found = _profiles.get(state) if version.cleaned_at else None
    if found is None:
        if not version.clean_profile:
            return Profile(0, ())
        if version.cleaned_at is None:
            return Profile.from_json(version.clean_profile)
        if len(_profiles) >= MAX_PROFILES:
            _profiles.clear()
        found = _profiles[state] = Profile.from_json(version.clean_profile)
    return found


def clean_table(version: DatasetVersion) -> Path:
    """Where it lies; AnalyticsError while it is not there."""
    path = storage.clean_table(version)
    if not path.exists():
        raise AnalyticsError("The data behind this chart is not ready yet.")
    return path
