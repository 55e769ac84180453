"""The tables of one file: which there are, which are datasets already, and making datasets of the others."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction

from analytics import schema
from analytics.schema import Offer
from core import pipeline, storage
from core.models import Dataset, DatasetVersion, User
from core.versions.recipes import Refused

Key = tuple[str | None, int]


@dataclass(frozen=True)
class Table:
    """One table of a version's file. ``here``: it is the version's own. ``dataset``: the one it is already, if any."""

    number: int
    offer: Offer
    here: bool
    dataset: Dataset | None = None

    @property
    def name(self) -> str:
        """What a person calls it: its title, its sheet, or its number."""
        sheet, title = self.offer.sheet or "", self.offer.title
        if sheet and title and title != sheet:
            return f"{sheet}: {title}"
        if sheet and not title and (self.offer.table or 1) > 1:
            return f"{sheet}, table {self.offer.table}"
        return title or sheet or f"Table {self.offer.table or self.number}"

    @property
    def is_free(self) -> bool:
        return not self.here and self.dataset is None


def of(version: DatasetVersion) -> list[Table]:
    """Every table that the version's file holds, in its order; empty where it is one."""
    detected = schema.Detected.from_json(version.detected) if version.detected else None
    if detected is None or len(detected.offers) + (len(detected.sheets) > 1) < 2:
        return []
    offers = detected.offers or tuple(Offer(sheet) for sheet in detected.sheets)
    own, known = _key(detected.sheet, detected.table), _made(version)
    found = []
    for number, offer in enumerate(offers, start=1):
        key = _key(offer.sheet, offer.table)
        found.append(Table(number, offer, key == own, None if key == own else known.get(key)))
    return found


def _key(sheet: str | None, table: int | None) -> Key:
    return sheet, table or 1


def _made(version: DatasetVersion) -> dict[Key, Dataset]:
    """Which tables of the same bytes are the newest version of another dataset of the workspace."""
    same = DatasetVersion.objects.filter(
        sha256=version.sha256, dataset__workspace_id=version.dataset.workspace_id
    ).exclude(dataset_id=version.dataset_id)
    found: dict[Key, Dataset] = {}
    for twin in same.select_related("dataset").order_by("-dataset_id", "-number"):
        if twin != twin.dataset.newest:
            continue
        reader, detected = twin.reader or {}, twin.detected or {}
        sheet = detected.get("sheet") or reader.get("sheet")
        found[_key(sheet, reader.get("table") or detected.get("table"))] = twin.dataset
    return found


def make(version: DatasetVersion, by: User, numbers: Collection[int] | None) -> list[Dataset]:
    """A dataset of each of these tables, or of all that are none yet (None); the original's bytes are stored once.

    Raises Refused where there is no such table. One that is a dataset already is not made twice.
    """
    with transaction.atomic():
        Dataset.objects.select_for_update().get(pk=version.dataset_id)
        tables = of(version)
        if numbers is not None and not {each.number for each in tables} >= set(numbers):
            raise Refused("The file has no such table; reload the page.")
        wanted = [each for each in tables if each.is_free and (numbers is None or each.number in numbers)]
        return [_dataset_of(version, each, by) for each in wanted]


def _dataset_of(version: DatasetVersion, table: Table, by: User) -> Dataset:
    chosen = {
        name: value for name, value in (version.reader or {}).items() if name in ("encoding", "delimiter", "quote")
    }
    reader: dict[str, Any] = schema.ReadOptions(**chosen, sheet=table.offer.sheet, table=table.offer.table).to_json()
    stem = Path(version.original_name).stem

    def made(dataset: Dataset) -> None:
        document = schema.Recipe(reader=schema.ReadOptions.from_json(reader)).to_json()
        newest = dataset.newest
        assert newest is not None
        newest.recipes.create(revision=1, document=document, author=by, summary=f"“{table.name}” of the file"[:200])

    source = storage.shared(version)
    try:
        return pipeline.new_dataset(
            version.dataset.workspace, source=source, name=version.original_name, by=by, made=made,
            title=f"{stem} – {table.name}", reader=reader,
        )  # fmt: skip
    finally:
        source.unlink(missing_ok=True)
