"""What is known of the whole data, as facts: findings, story, quality; and which texts tell it."""

from __future__ import annotations

from collections.abc import Mapping

from analytics import insights as analysis
from analytics import telling
from analytics.schema import Insight as Finding
from analytics.schema import Profile
from analytics.telling import Told
from core.models import DatasetVersion, Insight
from core.reporting.tongues import grammar
from core.versions import findings


def told_of(insight: Insight) -> Told:
    """The finding's sentence with its facts; one of earlier days has none."""
    said = (insight.document or {}).get("said")
    told = telling.told(said, insight.text)
    return told if str(told) == insight.text else Told(insight.text)


def all_of(version: DatasetVersion | None) -> list[Insight]:
    return list(version.insights.filter(dismissed=False)) if version else []


def known(version: DatasetVersion | None) -> dict[str, Told]:
    """Every sentence about the version, by its English text."""
    if version is None:
        return {}
    rows = list(version.insights.all())
    told = [told_of(row) for row in rows]
    profile = Profile.from_json(version.clean_profile or {"rows": 0, "columns": []})
    shown = [Finding.from_json(row.document) for row in rows if not row.dismissed]
    told += [each for each in analysis.narrative(profile, shown) if isinstance(each, Told)]
    return {str(each): each for each in told if each.said}


def story(version: DatasetVersion, sentences: Mapping[str, Told]) -> list[str]:
    """The headline sentences, with their facts where these are known."""
    return [sentences.get(text, text) for text in findings.story(version)]


def quality(version: DatasetVersion) -> list[Told]:
    """What lowers the quality still."""
    score = (version.quality or {}).get("score") or {}
    texts, said = score.get("sentences") or (), score.get("said") or ()
    return [telling.told(said[place] if place < len(said) else None, text) for place, text in enumerate(texts)]


def apart(text: str, sentences: Mapping[str, Told]) -> str:
    """A text without the lines that tell what was found in the whole data; what people wrote stays."""
    lines = text.splitlines()
    own = [line for line in lines if not _is_found(line.removeprefix("• ").strip(), sentences)]
    return text if len(own) == len(lines) else "\n".join(own).strip()


def _is_found(line: str, sentences: Mapping[str, Told]) -> bool:
    return bool(line) and (line in sentences or grammar.is_found(line))
