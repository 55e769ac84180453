"""The tables of a question: the datasets that one may see, under names that SQL takes without quotes."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from analytics.parsing import quote
from analytics.schema import Column
from analytics.sql.session import Table
from core import access, storage
from core.boards.filters import profile_of
from core.models import Dataset, DatasetVersion, Workspace

LONGEST = 48
MOST = 500
OWN = "main"
WORDS = """
all analyse analyze and any array as asc asymmetric both case cast check collate column constraint create default
deferrable desc describe distinct do else end except false fetch for foreign from group having in initially intersect
into lambda lateral leading limit not null offset on only or order pivot pivot_longer pivot_wider placing primary
qualify references returning select show some summarize symmetric table then to trailing true union unique unpivot
using variadic when where window with main temp system memory pg_catalog information_schema
"""
RESERVED = frozenset(WORDS.split())
"""What DuckDB takes for its own (duckdb_keywords, reserved), and the schemas that it has."""


@dataclass(frozen=True)
class Source:
    """A dataset as a table: ``name`` in ``schema`` (``main``: of this workspace)."""

    schema: str
    name: str
    dataset: Dataset
    version: DatasetVersion

    @property
    def shown(self) -> str:
        return self.name if self.schema == OWN else f"{self.schema}.{self.name}"

    @property
    def columns(self) -> tuple[Column, ...]:
        return profile_of(self.version).columns

    def table(self) -> Table:
        names = tuple(column.name for column in self.columns)
        return Table(self.schema, self.name, str(storage.clean_table(self.version)), names)


def of(user: Any, workspace: Workspace, kept: Mapping[str, int] | None = None) -> list[Source]:
    """What the person may read in a question: this workspace's datasets by name, those of others as ``team.name``.

    ``kept`` are names that a saved query gave to datasets; they hold whatever the datasets are called by now.
    """
    rows = access.visible(Dataset, user).filter(current__cleaned_at__isnull=False)
    return _named(rows.select_related("current", "workspace").order_by("pk")[:MOST], workspace, kept or {})


def of_workspace(workspace: Workspace, kept: Mapping[str, int]) -> list[Source]:
    """What a query that belongs to the workspace may read, whoever looks at its result."""
    rows = Dataset.objects.filter(workspace=workspace, pk__in=kept.values(), current__cleaned_at__isnull=False)
    by_key = {row.pk: row for row in rows.select_related("current", "workspace")}
    return [Source(OWN, name, by_key[pk], by_key[pk].current) for name, pk in kept.items() if pk in by_key]


def _named(rows: Iterable[Dataset], workspace: Workspace, kept: Mapping[str, int]) -> list[Source]:
    found: dict[tuple[str, str], Source] = {}
    schemas: dict[int, str] = {workspace.pk: OWN}
    names = {pk: name for name, pk in kept.items()}
    mine = sorted(rows, key=lambda row: (row.workspace_id != workspace.pk, row.pk not in names, row.pk))
    for row in mine:
        if row.current is None or not storage.clean_table(row.current).exists():
            continue
        if row.workspace_id not in schemas:
            schemas[row.workspace_id] = _free(slug(row.workspace.name, "team"), schemas.values(), row.workspace_id)
        schema = schemas[row.workspace_id]
        taken = [name for place, name in found if place == schema]
        wanted = names.get(row.pk) if schema == OWN else None
        name = wanted or _free(slug(row.name, "data"), [*taken, *names.values()] if schema == OWN else taken, row.pk)
        found[schema, name] = Source(schema, name, row, row.current)
    return sorted(found.values(), key=lambda each: (each.schema != OWN, each.schema, each.name))


def _free(name: str, taken: Collection[str], pk: int) -> str:
    """``name``, or with the number of the thing itself, which stays the same whatever else comes and goes."""
    return f"{name}_{pk}" if name in taken else name


def slug(text: str, otherwise: str) -> str:
    """``Umsätze 2024 (final)`` → ``umsätze_2024_final``: letters of any script, digits, ``_``; no word of SQL."""
    plain = unicodedata.normalize("NFKC", text).lower()
    kept = "".join(sign if sign.isalnum() else "_" for sign in plain)
    name = "_".join(part for part in kept.split("_") if part)[:LONGEST].strip("_")
    if not name:
        return otherwise
    if name[0].isdigit() or not (name[0].isalpha()):
        name = f"t_{name}"
    return f"{name}_" if name in RESERVED else name


def written(name: str) -> str:
    """A column's name as one types it: bare where SQL takes it so, else in quotes."""
    bare = name.isascii() and name.isidentifier() and name.lower() not in RESERVED
    return name if bare else quote(name)
