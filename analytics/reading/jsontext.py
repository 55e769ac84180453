"""JSON and NDJSON to a text table: a list of objects, an object of lists, one object a line, a list inside."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from analytics.reading import geojson, json_loose
from analytics.reading.json_names import rows_of
from analytics.reading.json_shapes import Found, arrays_of
from analytics.reading.json_stream import Decoder, Number, Source, elements, encoding_of
from analytics.reading.json_table import Rows
from analytics.reading.workbook_names import unique_names
from analytics.schema import AnalyticsError, Detected, Limits, Problem, RawTable, ReadOptions

Progress = Callable[[float, str], None]
FORMATS = frozenset({"json", "ndjson", geojson.FORMAT})
STEP = "Reading the JSON"
MAX_PROBLEMS = 1000
_OPTIONS = ReadOptions()
_LIMITS = Limits()


def sniff(path: Path) -> str | None:
    """``json`` or ``ndjson`` by the first bytes; None where the file does not start like either."""
    with path.open("rb") as file:
        head = file.read(65_536)
    encoding, _why = encoding_of(head)
    text = head.decode(encoding, "replace").lstrip(" \t\r\n")
    # [section] of an ini file, [1,2] of a list: what follows the bracket tells
    if text.startswith("[") and re.match(r'\[\s*(?:[\[{"\]\-0-9]|true|false|null|$)', text):
        return "json"
    if not re.match(r'\{\s*(?:"|\}|$)', text):
        return "json" if json_loose.looks_like(text) else None
    first, _, rest = text.partition("\n")
    try:
        Decoder().decoder.decode(first.strip())
    except (ValueError, RecursionError):
        return "json"
    return "ndjson" if rest.lstrip().startswith(("{", "[")) else "json"


def read(
    path: Path,
    out: Path,
    *,
    name: str,
    options: ReadOptions = _OPTIONS,
    limits: Limits = _LIMITS,
    progress: Progress | None = None,
) -> RawTable:
    """The text table of a JSON file. ``options.sheet`` names the list to read where a document has several.

    What is no JSON, but is written as programs print such values, is rewritten (see ``json_loose``), which is told.
    """
    with path.open("rb") as file:
        encoding, why = encoding_of(file.read(65_536))
    if options.encoding:
        encoding, why = options.encoding, "Chosen by a person."
    given = _Given(name, encoding, why, options, limits, progress)
    try:
        return _table(path, out, given)
    except LookupError as error:
        raise AnalyticsError(f"The encoding “{encoding[:40]}” is not known.") from error
    except AnalyticsError:
        strict = json_loose.strict(path, encoding)
        if strict is None:
            raise
    beside = out.with_suffix(".json.part")
    try:
        beside.write_text(strict.text, encoding=encoding.removesuffix("-sig"), errors="replace", newline="")
        table = _table(beside, out, given)
    finally:
        beside.unlink(missing_ok=True)
    return replace(table, problems=(Problem(strict.told, strict.line), *table.problems))


@dataclass(frozen=True)
class _Given:
    """What is known of a file before it is read."""

    name: str
    encoding: str
    why: str
    options: ReadOptions
    limits: Limits
    progress: Progress | None


def _table(path: Path, out: Path, given: _Given) -> RawTable:
    name, encoding, options, progress = given.name, given.encoding, given.options, given.progress

    def told(fraction: float) -> None:
        if progress is not None:
            progress(0.9 * min(1.0, fraction), STEP)

    problems: list[Problem] = []
    decoder = Decoder()
    try:
        with Source(path, encoding, told) as source, Rows(out, given.limits, options.items) as rows:
            found = _fill(source, decoder, rows, options, problems)
            names = unique_names([_named(column) for column in rows.columns] or _none(name))
            problems += [*_met(decoder, rows, source, names), *_parted(rows, name)]
            rows.write(names)
            count = rows.rows
            lists = tuple(column for column in rows.columns if column in rows.lists)[:50]
    except MemoryError:
        raise AnalyticsError(
            f"“{name}” is too large to be read as one JSON document; save it as one JSON object a line."
        ) from None
    if progress is not None:
        progress(1.0, STEP)
    evidence = {"format": found.why, "encoding": given.why, **({"sheet": found.sheet_why} if found.sheet_why else {})}
    if options.items:
        evidence["rows"] = f"One row for each item of “{options.items}”, as a person chose."
    detected = Detected(
        found.format, encoding=encoding.removesuffix("-sig"), sheet=found.sheet, sheets=found.sheets, evidence=evidence,
        header_rows=0, offers=found.offers, lists=lists,
        places={} if found.pointer is None or options.items else {"pointer": found.pointer},
    )  # fmt: skip
    return RawTable(str(out), names, count, detected, tuple(problems))


def _named(key: str) -> str:
    """A field's name as a column's: one line, and no half surrogate pairs, which no file can hold."""
    return " ".join(key.strip("\ufeff\u200b").split()).encode("utf-8", "replace").decode("utf-8")


def _none(name: str) -> list[str]:
    raise AnalyticsError(f"“{name}” holds no rows: its JSON has no objects with fields.")


def _fill(source: Source, decoder: Decoder, rows: Rows, options: ReadOptions, problems: list[Problem]) -> Found:
    """Put the rows of the document into ``rows`` and say what kind of document it is."""
    first = source.skip_space()
    if not first:
        raise AnalyticsError("The file is empty.")
    if first == "[":
        return _list(source, decoder, rows, problems)
    start = source.line()
    document = source.value(decoder)
    if source.skip_space():
        return _lines(source, decoder, rows, document, start, problems, options)
    if not isinstance(document, dict):
        raise AnalyticsError("The JSON is a single value, not a table.")
    if as_features(options) and geojson.is_feature(document):
        document = {"type": "FeatureCollection", "features": [document]}
    if as_features(options) and options.sheet in (None, "features") and geojson.is_collection(document):
        found, elements_ = geojson.rows_of(document)
    else:
        found, elements_ = arrays_of(document, options.sheet)
    for element in elements_:
        rows.add(element)
    problems += found.problems
    return found


def as_features(options: ReadOptions) -> bool:
    """Whether features become flat rows; a person may want the document field by field."""
    return (options.format or geojson.FORMAT).lower() == geojson.FORMAT


def _list(source: Source, decoder: Decoder, rows: Rows, problems: list[Problem]) -> Found:
    """A list: of objects, of lists (a header row first, perhaps), of bare values."""
    stream = elements(source, decoder)
    head = [element for element, _n in zip(stream, range(1000), strict=False)]
    if head and all(isinstance(element, list) for element in head):
        width = max(len(element) for element in head)
        rest = (element for element in stream)
        for element in rows_of(head, rest, width):
            rows.add(element)
        found = Found("json", "The file is one JSON list of lists.")
    else:
        kinds = {type(element) for element in head}
        if len(kinds) > 1 and dict in kinds:
            problems.append(Problem("Some elements of the list are no objects; they are in the column “value”."))
        for element in head:
            rows.add(element)
        for element in stream:
            rows.add(element)
        found = Found("json", "The file is one JSON list.", pointer="")
    if source.skip_space():
        raise AnalyticsError(f"The JSON goes on after its list has ended (line {source.line()}).")
    return found


def _lines(
    source: Source, decoder: Decoder, rows: Rows, first: Any, line: int, problems: list[Problem], options: ReadOptions
) -> Found:  # fmt: skip
    """One document after another, usually one a line. What is no JSON is listed, up to the end of its line."""
    features = geojson.Maker.of([first]) if as_features(options) and geojson.is_feature(first) else None
    rows.add(features.row(first) if features else first)
    bad = 0
    for element in _documents(source, decoder, problems):
        if element is None:
            bad += 1
            if bad > 100 and bad > rows.rows + rows.held:
                raise AnalyticsError("Most lines of the file are not valid JSON; it was not read.")
        else:
            rows.add(features.row(element) if features else element)
    if features:
        return Found("ndjson", f"One feature follows another. {geojson.WHY}")
    return Found("ndjson", "One JSON value follows another, as in NDJSON.")


def _documents(source: Source, decoder: Decoder, problems: list[Problem]) -> Iterator[Any]:
    while source.skip_space():
        try:
            yield source.value(decoder)
        except AnalyticsError as error:
            line = source.line()
            content = _rest_of_line(source)
            if "nested" in str(error):
                raise
            if len(problems) < MAX_PROBLEMS:
                problems.append(
                    Problem("The line is not valid JSON; it is not in the table.", line, content=content[:500])
                )
            yield None


def _rest_of_line(source: Source) -> str:
    """The text up to the end of the line, which is then behind."""
    while (end := source.text.find("\n", source.at)) < 0 and source.more():
        pass
    end = len(source.text) if end < 0 else end
    content = source.text[source.at : end]
    source.at = end
    return content


def _met(decoder: Decoder, rows: Rows, source: Source, names: tuple[str, ...]) -> list[Problem]:
    problems = []
    for key, count in list(decoder.repeated.items())[:20]:
        problems.append(
            Problem(f"{count:,} objects name the field “{key[:80]}” twice; the last value counts.", column=key)
        )
    if decoder.constants:
        problems.append(
            Problem(f"NaN or Infinity, which JSON does not have, stands {decoder.constants:,} times as a value.")
        )
    if source.broken:
        problems.append(Problem(f"{source.broken:,} characters could not be decoded and are shown as “\ufffd”."))
    by_column = dict(zip(rows.columns, names, strict=True))
    for column in sorted(rows.lists)[:50]:
        problems.append(Problem("The column holds lists; they are kept as JSON text.", column=by_column[column]))
    return problems


def _parted(rows: Rows, name: str) -> list[Problem]:
    """What a person should know of rows that were made of the items of a list."""
    if rows.items is None:
        return []
    if not rows.parted:
        raise AnalyticsError(f"No row of “{name}” has a list “{rows.items}”; leave “one row for each item” empty.")
    words = (
        f"{rows.elements:,} elements became {rows.rows + rows.held:,} rows, one for each item of “{rows.items}”. What"
        " stands beside the items is repeated, so sums over those columns count it more than once."
    )
    return [Problem(words, column=rows.items)]


__all__ = ["FORMATS", "Number", "read", "sniff"]
