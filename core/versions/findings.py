"""What people do with findings: pin, set aside, comment, look behind; and what is new in them since the last version.

A search makes the rows of ``Insight`` anew; what people decided belongs to the dataset, under the finding's key.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Count

from analytics import insights as analysis
from analytics.insights.behind import Behind, rows_behind
from analytics.insights.compared import Changes
from analytics.schema import AnalyticsError, Profile
from analytics.schema import Insight as Finding
from core import storage
from core.models import Dataset, DatasetVersion, Insight, InsightComment, User

LONGEST_COMMENT = 2000
ACTIONS = {
    "pin": {"pinned": True, "dismissed": False},
    "unpin": {"pinned": False},
    "dismiss": {"dismissed": True, "pinned": False},
    "restore": {"dismissed": False},
}


def key_of(insight: Insight) -> str:
    """The finding's identity: the same in later versions, whatever its numbers are. 32 hex digits."""
    return analysis.key_of(Finding.from_json({**(insight.document or {}), "kind": insight.kind, "text": insight.text}))


def decide(dataset: Dataset, insight: Insight, action: str) -> bool:
    """Pin, unpin, dismiss or restore a finding, here and in every version that has it; False for another word.

    Earlier versions follow, so that the next search, which asks them all, hears one answer.
    """
    values = ACTIONS.get(action)
    if values is None:
        return False
    key = key_of(insight)
    same = Insight.objects.filter(version__dataset=dataset, kind=insight.kind)
    with transaction.atomic():
        twins = [row.pk for row in same if row.pk == insight.pk or key_of(row) == key]
        Insight.objects.filter(pk__in=twins).update(**values)
    transaction.on_commit(lambda: show(dataset))
    return True


def show(dataset: Dataset) -> None:
    """Send the list of findings to whoever looks at it."""
    from core import fragments, live

    live.publish(f"insights:{dataset.pk}", f"dataset-{dataset.pk}-insights", fragments.insights_list(dataset))


def story(version: DatasetVersion) -> list[str]:
    """The headline sentences of a version, without the findings that were dismissed since they were written."""
    if not version.insights.filter(dismissed=True).exists():
        return list(version.narrative or [])
    profile = Profile.from_json(version.clean_profile or {"rows": 0, "columns": []})
    left = [Finding.from_json(row.document) for row in version.insights.filter(dismissed=False)]
    return analysis.narrative(profile, left)


# Comments


def comment(dataset: Dataset, insight: Insight, author: User, text: str) -> InsightComment | None:
    """Keep a remark; None where it is empty."""
    text = text.replace("\r\n", "\n").replace("\0", "").strip()[:LONGEST_COMMENT]
    if not text:
        return None
    made = InsightComment.objects.create(dataset=dataset, key=key_of(insight), author=author, text=text)
    transaction.on_commit(lambda: show(dataset))
    return made


def uncomment(dataset: Dataset, author: User, pk: Any) -> None:
    """People take back their own remarks only."""
    if str(pk).isascii() and str(pk).isdigit():
        InsightComment.objects.filter(dataset=dataset, author=author, pk=int(pk)).delete()
        transaction.on_commit(lambda: show(dataset))


def comments(dataset: Dataset, insight: Insight) -> list[InsightComment]:
    return list(InsightComment.objects.filter(dataset=dataset, key=key_of(insight)).select_related("author"))


def comment_counts(dataset: Dataset, rows: Iterable[Insight]) -> dict[int, int]:
    """How many remarks each finding has, by the row's primary key; one query."""
    counted = InsightComment.objects.filter(dataset=dataset).values_list("key").annotate(Count("pk")).order_by()
    counts: Mapping[str, int] = dict(counted)
    return {row.pk: counts.get(key_of(row), 0) for row in rows} if counts else {}


# Since the last version


def before(version: DatasetVersion) -> DatasetVersion | None:
    """The version that this one is compared with: the last one before it whose findings are known."""
    earlier = DatasetVersion.objects.filter(dataset_id=version.dataset_id, number__lt=version.number)
    return earlier.filter(analysed_at__isnull=False).order_by("-number").first()


def since_last(version: DatasetVersion | None) -> tuple[DatasetVersion, Changes] | None:
    """The version before and what changed since then; None where there is none or the findings are not settled.

    Dismissed findings are no news.
    """
    if version is None or version.analysed_at is None:
        return None
    earlier = before(version)
    if earlier is None:
        return None
    known = {key_of(row) for row in version.insights.filter(dismissed=True)}
    known |= {key_of(row) for row in earlier.insights.filter(dismissed=True)}
    old, new = (
        [Finding.from_json(row.document) for row in each.insights.all() if key_of(row) not in known]
        for each in (earlier, version)
    )
    profiles = [Profile.from_json(each.clean_profile or {"rows": 0, "columns": []}) for each in (earlier, version)]
    return earlier, analysis.compare(old, new, before=profiles[0], after=profiles[1])


def news(version: DatasetVersion | None, limit: int = 6) -> list[str]:
    """What changed since the version before, in sentences for a report: key measures first; empty without one."""
    found = since_last(version)
    return [*found[1].measures, *found[1].sentences][:limit] if found else []


# Behind a finding


def behind(insight: Insight, *, offset: int = 0, limit: int = 50) -> Behind:
    """A page of the rows that the finding's numbers were computed from; AnalyticsError where they are gone."""
    version = insight.version
    path = storage.clean_table(version)
    if not path.exists() or not version.clean_profile:
        raise AnalyticsError("The table behind this finding is being made anew; look again in a moment.")
    finding = Finding.from_json(insight.document)
    return rows_behind(path, Profile.from_json(version.clean_profile), finding, offset=offset, limit=limit)
