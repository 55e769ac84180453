"""From the bytes of a file to a table of text: the content tells the format, the name is only a hint.

``read`` is the one way in. The file is never changed; what could not be placed is listed with its line.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from analytics.schema import AnalyticsError, Limits, Problem, RawTable, ReadOptions

__all__ = ["read"]

Progress = Callable[[float, str], None]
_OPTIONS = ReadOptions()
_LIMITS = Limits()
TEXT_FORMATS = frozenset({"csv", "tsv", "text", "txt", "delimited"})

_TAGS = re.compile(r"(?i)</(?:\w{1,9}:)?(?:td|th|tr|row|cell|data)>")


def read(
    path: Path,
    out: Path,
    *,
    name: str,
    options: ReadOptions = _OPTIONS,
    limits: Limits = _LIMITS,
    progress: Progress | None = None,
) -> RawTable:
    """Read ``path`` and write its table to ``out``: Parquet, all columns VARCHAR, in file order, written atomically.

    ``name`` is what people call the file; ``options`` are a person's decisions and win over what is detected.
    ``progress(fraction, step)`` is told how far it is. AnalyticsError: one sentence about the file and what to do.
    """
    size = _size(path, name)
    if size > limits.max_bytes:
        raise AnalyticsError(
            f"“{name}” has {size / 1024**2:,.0f} MB; files up to {limits.max_bytes / 1024**2:,.0f} MB are read."
        )
    out.parent.mkdir(parents=True, exist_ok=True)
    from analytics.reading import periods

    reader = _reader(path, name, options)
    try:
        table = reader(path, out, name=name, options=options, limits=limits, progress=progress)
        _refuse_fragment(table, name)
        told = _cut_names(_unlike_its_name(table, name, options))
        return periods.applied(told, options, out, limits, name)
    except RecursionError as error:
        raise AnalyticsError(f"“{name}” is nested too deeply to be a table; it was not read.") from error
    except (UnicodeError, OverflowError) as error:
        raise AnalyticsError(
            f"“{name}” is damaged: it holds text or numbers that no table can; it was not read."
        ) from error


def _size(path: Path, name: str) -> int:
    if path.is_dir():
        raise AnalyticsError(f"“{name}” is a folder, not a file; upload the file inside it.")
    if not path.exists():
        raise AnalyticsError(f"There is no file “{name}”; check the path.")
    if not path.is_file():
        raise AnalyticsError(f"“{name}” is no ordinary file; save the data as a file and upload that.")
    try:
        with path.open("rb") as file:
            if not file.read(1):
                raise AnalyticsError(f"“{name}” is empty: it has no bytes; save it again and upload that.")
    except PermissionError:
        raise AnalyticsError(f"“{name}” may not be read; change its permissions.") from None
    return path.stat().st_size


def _reader(path: Path, name: str, options: ReadOptions) -> Callable[..., RawTable]:
    """The module that knows the content. A format that a person chose wins, if the content allows it."""
    from analytics.reading import archive, foreign, jsontext, parquet, text, weblog, workbook

    wanted = (options.format or "").lower()
    if wanted in TEXT_FORMATS:
        return text.read
    if parquet.sniff(path) is not None:
        return parquet.read
    if workbook.sniff(path) is not None and not foreign.is_document(path):
        return workbook.read
    if archive.sniff(path) is not None:
        foreign.refuse_document(path, name)
        return archive.read
    foreign.refuse(path, name)
    if wanted in jsontext.FORMATS or _is_json(path, name):
        return jsontext.read
    if wanted == weblog.FORMAT or (not _parted_by_hand(options) and weblog.sniff(path) is not None):
        return weblog.read
    return text.read


def _refuse_fragment(table: RawTable, name: str) -> None:
    """Refuse one line of tags: of a page or a workbook in XML whose beginning is lost, all became names of columns."""
    if table.rows == 0 and table.detected.format in TEXT_FORMATS and _TAGS.search(",".join(table.columns)):
        Path(table.path).unlink(missing_ok=True)
        raise AnalyticsError(
            f"“{name}” is a piece of a page or of a workbook in XML, whose beginning is missing or damaged; "
            "save it again and upload that."
        )


def _unlike_its_name(table: RawTable, name: str, options: ReadOptions) -> RawTable:
    """The table, with a word on it where a file that is named as JSON had to be read as lines of text."""
    said = name.lower().removesuffix(".gz").endswith((".json", ".jsonl", ".ndjson", ".geojson"))
    if not said or options.format is not None or table.detected.format not in TEXT_FORMATS:
        return table
    words = "The name says JSON, but the text is no list and no object of JSON; it was read as lines of text."
    return replace(table, problems=(Problem(words), *table.problems))


def _cut_names(table: RawTable) -> RawTable:
    """The table, with a word on names that are too long to be kept whole."""
    from analytics.reading.workbook_names import LONGEST

    cut = [place for place, name in enumerate(table.columns, 1) if len(name) > LONGEST]
    if not cut:
        return table
    which = f"The name of column {cut[0]} is" if len(cut) == 1 else f"The names of {len(cut):,} columns are"
    words = f"{which} longer than {LONGEST:,} characters; what goes beyond was left out."
    return replace(table, problems=(Problem(words), *table.problems))


def _parted_by_hand(options: ReadOptions) -> bool:
    """Whether a person said how lines are parted into cells, or where the header is."""
    return any(value is not None for value in (options.delimiter, options.quote, options.header_rows))


def _is_json(path: Path, name: str) -> bool:
    from analytics.reading import jsontext

    found = jsontext.sniff(path)
    if found is None or not name.lower().endswith((".csv", ".tsv", ".tab", ".psv")):
        return found is not None
    # Named as a table, looks like JSON in its first line: it is JSON only if a value ends where a row would not.
    with path.open("rb") as file:
        head = file.read(4096).lstrip()
    return head.startswith((b"[{", b"[\n", b"[\r", b"[ {", b"{\n", b"{\r")) or found == "ndjson" or b'":' in head[:200]
