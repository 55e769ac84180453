"""The rows behind a number as they stand now, as they came, and in the lines of the original file."""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache

from analytics import query
from analytics.parsing import literal
from analytics.passport import lines, places
from analytics.passport.rows import Behind
from analytics.schema import Column, Profile
from core import storage
from core.models import DatasetVersion
from core.versions import origins, recipes

ROWS = 20
OTHER_COLUMNS = 12
MOST_HASHED = 256 * 1024**2


@dataclass(frozen=True)
class Row:
    """One row behind the number. ``number`` counts the original's rows from 1; 0 where it is not known.

    ``cells`` are the values beside the columns' names where a step changed them. ``line`` is the original's, as it
    stands there; ``came`` the cells as they were read; ``place`` where they stand in an original that is no plain text.
    """

    number: int
    cells: tuple[tuple[Any, Column, str], ...]
    line: lines.Line | None
    came: tuple[tuple[str, str | None], ...]
    place: str = ""


def shown(profile: Profile, behind: Behind) -> tuple[Column, ...]:
    """The columns of the rows: those that count first, then some of the others."""
    used = [profile.column(name) for name in behind.columns]
    others = [column for column in profile.columns if column.name not in behind.columns]
    return (*used, *others[:OTHER_COLUMNS])


def original_is_whole(version: DatasetVersion) -> bool | None:
    """Whether the file still has the hash that it came with; None where it is too large to look at for a page."""
    path = storage.original(version)
    if not path.exists():
        return False
    if path.stat().st_size > MOST_HASHED:
        return None
    name = f"whole:{version.key}:{path.stat().st_mtime_ns}"
    found: bool | None = cache.get(name)
    if found is None:
        found = storage.sha256(path) == version.sha256
        cache.set(name, found, 600)
    return found


def page_of(version: DatasetVersion, profile: Profile, behind: Behind, offset: int) -> tuple[tuple[Row, ...], bool]:
    """A page of the rows; and whether the lines of this original can be found at all."""
    page = behind.page(offset, ROWS)
    positions = originals(version, [position for position, _ in page])
    came = _as_they_came(version, [each for each in positions if each is not None])
    appended = bool((version.reader or {}).get(recipes.APPEND))
    cells = {position: [text for _, text in row] for position, row in came.items()}
    found = {} if appended else lines.of(storage.original(version), version.detected or {}, cells)
    changed = origins.changed(version, [each for each in positions if each is not None])
    columns = shown(profile, behind)
    at = {column.name: place for place, column in enumerate(profile.columns)}
    rows = []
    for (_, values), position in zip(page, positions, strict=True):
        told = tuple(
            (values[at[column.name]], column, column.name if (position, column.name) in changed else "")
            for column in columns
        )
        number = 0 if position is None else position + 1
        line = None if position is None else found.get(position)
        place = "" if position is None or appended else places.of(version.detected or {}, position)
        rows.append(Row(number, told, line, tuple(came.get(position, ()) if position is not None else ()), place))
    return tuple(rows), bool(found)


def originals(version: DatasetVersion, positions: Sequence[int]) -> list[int | None]:
    """From positions in the clean table to those in the original; None where too many rows were removed to tell."""
    if not (version.quality or {}).get("rows_removed"):
        return list(positions)
    changes = storage.changes(version)
    if not changes.exists() or version.quality["rows_removed"] > origins.MOST_REMOVED:
        return [None] * len(positions)
    sql = f'SELECT DISTINCT "row" FROM read_parquet({literal(str(changes))}) WHERE "column" IS NULL ORDER BY "row"'
    connection = query.connection_to(storage.version_folder(version).resolve())
    removed = [row[0] for row in connection.execute(sql).fetchall()]
    # Before the removed row number i (from 0) stand removed[i] - i rows that stayed.
    stayed = [row - place for place, row in enumerate(removed)]
    return [position + bisect.bisect_right(stayed, position) for position in positions]


def _as_they_came(version: DatasetVersion, positions: Sequence[int]) -> dict[int, list[tuple[str, str | None]]]:
    table = storage.text_table(version)
    names = [column["name"] for column in (version.profile or {}).get("columns", ())]
    if not positions or not table.exists() or "file_row_number" in names:
        return {}
    listed = ", ".join(str(int(position)) for position in positions)
    sql = (
        f"SELECT * FROM read_parquet({literal(str(table))}, file_row_number = true) WHERE file_row_number IN ({listed})"
    )
    connection = query.connection_to(storage.version_folder(version).resolve())
    found = connection.execute(sql)
    heads = [each[0] for each in found.description]
    at = heads.index("file_row_number")
    return {
        row[at]: [(name, cell) for name, cell in zip(heads, row, strict=True) if name != "file_row_number"]
        for row in found.fetchall()
    }
