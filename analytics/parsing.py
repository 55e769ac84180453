"""From a column's text to typed values and back, as DuckDB SQL built from ``Column.type`` and ``Column.parse`` alone.

The same expression decides during inference whether a column parses whole and makes the clean table, so the decision
and the result cannot differ. A text that does not follow the column's grammar gives NULL; it is never guessed.

Keys of ``Column.parse`` (all optional):

- ``nulls``: words that mean missing, lower case. The empty text is always missing.
- numbers: ``decimal`` ("." or ","), ``thousands`` (one of ``, . ' _`` or a space; None for none), ``grouping``
  ("indian" for 1,23,456), ``accounting`` (``(250.25)`` is negative), ``trailing_minus`` (``250.25-``), ``minus_sign``
  (the typographic minus too), ``exponent`` (``1.5e-05`` is allowed), ``leading_zeros`` (``007`` is 7), ``max_digits``
  of an integer (15), ``storage`` of a decimal ("double", or "decimal(38,5)" where a double would lose digits),
  ``currency`` (signs or codes), ``percent`` (12.5% is 0.125), ``suffix`` (unit words after the number).
- booleans: ``true`` and ``false``, words in lower case.
- dates and times: ``formats`` (strptime, the first that matches wins), ``months`` (language of the month names),
  ``loose`` (endings of ordinals, small words and foreign weekdays are skipped),
  ``zone``: "utc" subtracts each cell's offset, "wall" keeps the clock time that is written.
"""

from __future__ import annotations

from analytics import temporal
from analytics.numbers import number_sql
from analytics.schema import Column
from analytics.sqltext import any_of, edged, filled, literal, quote, trimmed

__all__ = ["canonical_sql", "literal", "quote", "typed_sql", "unparsed_sql"]


def typed_sql(column: Column) -> str:
    """SQL for the typed value of the text column ``column.name``; NULL where empty, a null word, or not parsed.

    integer BIGINT; decimal, currency, percent DOUBLE (DECIMAL where ``parse["storage"]`` says so); boolean BOOLEAN;
    date DATE; datetime TIMESTAMP; time TIME; text VARCHAR, byte for byte.
    """
    source = quote(column.name)
    nulls = _null_words(column)
    if column.type == "text":
        sql = f"nullif({source}, '')"
        return f"CASE WHEN {any_of(f'lower({trimmed(source)})', nulls)} THEN NULL ELSE {sql} END" if nulls else sql
    telling = [word for word in nulls if any(c.isdigit() for c in word)]  # no other word could be taken for a value
    known = f"WHEN {any_of(f'lower({trimmed(source)})', telling)} THEN NULL " if telling else ""
    fits, value = _value_sql(column, source)
    trimmed_fits, trimmed_value = _value_sql(column, trimmed(source))
    # Trimming costs ten times the pattern: only cells that do not fit as they are pay for it.
    padded = f"WHEN {edged(source)} THEN CASE WHEN {trimmed_fits} THEN {trimmed_value} END"
    return f"(CASE {known}WHEN {fits} THEN {value} {padded} END)"


def _null_words(column: Column) -> list[str]:
    return [str(word).strip().lower() for word in column.parse.get("nulls") or ()]


def _value_sql(column: Column, text: str) -> tuple[str, str]:
    """SQL that says whether a text follows the column's grammar, and SQL for its value then."""
    parse = column.parse
    if column.type == "boolean":
        yes, no = ([str(word).lower() for word in parse.get(key) or (key,)] for key in ("true", "false"))
        lowered = f"lower({text})"
        return any_of(lowered, [*yes, *no]), any_of(lowered, yes)
    if column.type in ("date", "datetime", "time"):
        return temporal.moment_sql(text, column.type, parse)
    return number_sql(text, column.type, parse)


def unparsed_sql(column: Column) -> str:
    """SQL that is true where the text column has something (no null word) that ``typed_sql`` cannot read."""
    if column.type == "text":
        return "false"
    source = quote(column.name)
    nulls = _null_words(column)
    known = f" AND NOT {any_of(f'lower({trimmed(source)})', nulls)}" if nulls else ""
    return f"(CASE WHEN {typed_sql(column)} IS NOT NULL THEN false ELSE {filled(source)}{known} END)"


def canonical_sql(column: Column) -> str:
    """SQL for the canonical text of the *typed* value in ``column.name``: what a clean CSV shows.

    Numbers with a point, without grouping, exponent or needless zeros; ISO dates (``2024-01-05``,
    ``2024-01-05 10:30:00``); ``true`` and ``false``; text as it is; NULL for missing.
    """
    value = quote(column.name)
    text = f"CAST({value} AS VARCHAR)"
    if column.type in ("decimal", "currency", "percent"):
        return _plain_number(value, text)
    if column.type == "datetime":
        return f"regexp_replace({text}, '([.][0-9]*?)0+$', '\\1')"
    return value if column.type == "text" else text


def _plain_number(value: str, text: str) -> str:
    """A number as digits with a point. DuckDB writes doubles as ``12345.0``, ``1e-05`` and ``1e+16``."""
    small, large = f"abs({value}) < 1 AND abs({value}) >= 1e-18", f"abs({value}) >= 1 AND abs({value}) < 1e37"
    expanded = (
        f"CASE WHEN {small} THEN CAST(CAST({text} AS DECIMAL(38,36)) AS VARCHAR)"
        f" WHEN {large} THEN CAST(CAST({text} AS DECIMAL(38,0)) AS VARCHAR) ELSE {text} END"
    )
    # The pattern costs more than all the rest, and few numbers end in a zero.
    return (
        f"CASE WHEN contains({text}, 'e') THEN {_without_zeros(expanded)} WHEN suffix({text}, '.0') THEN"
        f" left({text}, -2) WHEN suffix({text}, '0') THEN {_without_zeros(text)} ELSE {text} END"
    )


def _without_zeros(number: str) -> str:
    return f"regexp_replace({number}, '^(-?[0-9]+)(?:[.]0*|([.][0-9]*[1-9])0*)$', '\\1\\2')"
