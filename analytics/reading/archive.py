"""One file inside a zip or gzip archive, unpacked under limits and read as what it is."""

from __future__ import annotations

import gzip
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from analytics.reading.workbook_package import CHUNK, RATIO_FREE, Package
from analytics.schema import AnalyticsError, Limits, Offer, Problem, RawTable, ReadOptions

Progress = Callable[[float, str], None]
Reader = Callable[..., RawTable]
FORMATS = frozenset({"zip", "gz"})
GZIP_MAGIC = b"\x1f\x8b"
NESTED = 2
"""How many archives may stand inside one another (a .csv.gz in a .zip)."""
READABLE = (".csv", ".tsv", ".tab", ".txt", ".psv", ".dat", ".json", ".ndjson", ".jsonl", ".geojson", ".xlsx", ".xlsm",
            ".xlsb", ".xls", ".ods", ".parquet", ".pq", ".gz", ".zip")  # fmt: skip
_OPTIONS = ReadOptions()
_LIMITS = Limits()


def sniff(path: Path) -> str | None:
    """``zip`` or ``gz`` by the first bytes. A workbook is a zip, too: ask ``workbook.sniff`` first."""
    with path.open("rb") as file:
        head = file.read(4)
    if head[:2] == GZIP_MAGIC:
        return "gz"
    return "zip" if head in (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08") else None


def read(
    path: Path,
    out: Path,
    *,
    name: str,
    options: ReadOptions = _OPTIONS,
    limits: Limits = _LIMITS,
    progress: Progress | None = None,
    inner: Reader | None = None,
    level: int = 1,
) -> RawTable:
    """The table of the one file inside; ``options.sheet`` names the member, or ``member / sheet`` of a workbook in it.

    ``inner`` reads what comes out (``analytics.reading.read``).
    """
    if level > NESTED:
        raise AnalyticsError(f"“{name}” holds archives inside archives; unpack it and upload the file itself.")
    kind = sniff(path)
    if kind is None:
        raise AnalyticsError(f"“{name}” is no zip or gzip archive, or it is damaged.")
    members: tuple[str, ...] = ()
    with tempfile.TemporaryDirectory(prefix="unpacked-", dir=out.parent) as folder:
        target = Path(folder) / "member"
        if kind == "gz":
            member, sheet = _gz_name(name), options.sheet
            _store(_gunzip(path, limits), target, progress)
        else:
            package = Package(path, limits, "archive")
            members = _members(package)
            member, sheet = _choose(package, members, options.sheet, name)
            _store(package.chunks(member), target, progress)
        table = _read_inner(inner, level)(
            target, out, name=Path(member).name, options=replace(options, sheet=sheet), limits=limits, progress=progress
        )
    return _told(table, kind, member, members)


def _read_inner(inner: Reader | None, level: int) -> Reader:
    if inner is not None:
        return inner
    from analytics import reading

    def read_on(path: Path, out: Path, **rest: Any) -> RawTable:
        from analytics.reading import workbook

        if workbook.sniff(path) is None and sniff(path) is not None:
            return read(path, out, level=level + 1, **rest)
        return reading.read(path, out, **rest)

    return read_on


def _members(package: Package) -> tuple[str, ...]:
    """The files that may hold a table; no links, and none of the hidden ones that macOS and others put beside them."""
    names = [info.filename for info in package.members.values() if not stat.S_ISLNK(info.external_attr >> 16)]
    shown = [n for n in names if not n.startswith("__MACOSX/") and not Path(n).name.startswith(".")]
    readable = [n for n in shown if n.lower().endswith(READABLE)]
    return tuple(readable or shown)


def _choose(package: Package, members: tuple[str, ...], wanted: str | None, name: str) -> tuple[str, str | None]:
    if not members:
        raise AnalyticsError(f"The archive “{name}” holds no file.")
    if wanted is not None:
        for member in members:
            if wanted == member:
                return member, None
            if wanted.startswith(f"{member} / "):
                return member, wanted[len(member) + 3 :]
        if len(members) > 1:
            raise AnalyticsError(f"The archive “{name}” has no file “{wanted}”; it has {_listed(members)}.")
        return members[0], wanted
    if len(members) > 1:
        sizes = {member: package.size(member) for member in members}
        return max(members, key=lambda member: sizes[member]), None
    return members[0], None


def _listed(members: tuple[str, ...]) -> str:
    some = ", ".join(f"“{member}”" for member in members[:10])
    return f"{some} and {len(members) - 10} more" if len(members) > 10 else some


def _gz_name(name: str) -> str:
    """The name inside: that of the archive without .gz."""
    return name[:-3] if name.lower().endswith(".gz") else name


def _gunzip(path: Path, limits: Limits) -> Iterator[bytes]:
    packed = max(1, path.stat().st_size)
    total = 0
    try:
        with gzip.open(path, "rb") as stream:
            while chunk := stream.read(CHUNK):
                total += len(chunk)
                if total > limits.max_inflated_bytes:
                    raise AnalyticsError(
                        f"The archive unpacks to more than {limits.max_inflated_bytes / 1024**3:.1f} GB, "
                        "which is over the limit; it was not read."
                    )
                if total > RATIO_FREE and total > limits.max_ratio * packed:
                    raise AnalyticsError(
                        f"The archive was not read: it unpacks to more than {limits.max_ratio} times its size, "
                        "as only a harmful file does."
                    )
                yield chunk
    except (gzip.BadGzipFile, zlib.error, EOFError, OSError) as error:
        raise AnalyticsError("The gzip archive is damaged or cut off; pack it again and upload that.") from error


def _store(chunks: Iterator[bytes], target: Path, progress: Progress | None) -> None:
    if progress is not None:
        progress(0.0, "Unpacking")
    with target.open("wb") as file:
        for chunk in chunks:
            file.write(chunk)


def _told(table: RawTable, kind: str, member: str, members: tuple[str, ...]) -> RawTable:
    """The table with the archive's part of the story: which file was read, and which others there are."""
    inner = table.detected
    evidence = {"archive": f"The file “{member}” inside the {kind} archive was read.", **inner.evidence}
    problems = table.problems
    sheets, sheet = inner.sheets, inner.sheet
    if len(members) > 1:
        others = tuple(other for other in members if other != member)
        problems = (
            Problem(f"The archive holds {len(members)} files; “{member}” was read, not {_listed(others)}."),
            *problems,
        )
        own = tuple(f"{member} / {each}" for each in inner.sheets) or (member,)
        sheets = tuple(each for other in members for each in (own if other == member else (other,)))
        sheet = f"{member} / {inner.sheet}" if inner.sheets and inner.sheet else member
    offers = _offers(table, member, members)
    told = replace(inner, evidence=evidence, sheets=sheets, sheet=sheet, offers=offers)
    return replace(table, detected=told, problems=problems)


def _offers(table: RawTable, member: str, members: tuple[str, ...]) -> tuple[Offer, ...]:
    """The tables of the member that was read, by its name where there are others, and the others as they are."""
    inner = table.detected.offers
    if len(members) < 2:
        return inner
    here = [replace(each, sheet=f"{member} / {each.sheet}" if each.sheet else member) for each in inner]
    here = here or [Offer(member, None, "", "", table.columns[:60], table.rows)]
    return tuple(each for other in members for each in (here if other == member else [Offer(other)]))


__all__ = ["FORMATS", "read", "sniff", "zipfile"]
