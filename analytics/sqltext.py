"""Pieces of DuckDB SQL that are built from names and words found in files. Everything foreign passes through here."""

from __future__ import annotations

from collections.abc import Iterable

SPACES = " \t\r\n\v\f\u00a0\u2007\u2009\u202f\u3000\ufeff"
"""What surrounds values in real files: ASCII white space, the no-break and thin spaces, the wide one, a BOM."""


def quote(name: str) -> str:
    """An identifier (a column's name from a file) for SQL. The one function that quotes identifiers."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str | None) -> str:
    """A value as a SQL literal. NUL would end DuckDB's statement, so it is built by ``chr``."""
    if text is None:
        return "NULL"
    parts = text.split("\0")
    quoted = " || chr(0) || ".join("'" + part.replace("'", "''") + "'" for part in parts)
    return f"({quoted})" if len(parts) > 1 else quoted


def trimmed(sql: str) -> str:
    """SQL for a text without the white space around it."""
    return f"trim({sql}, {literal(SPACES)})"


def _inked(sql: str) -> str:
    """SQL that is true if the text surely starts with a visible character; comparing costs a tenth of a pattern."""
    return f"{sql} >= '!' AND {sql} < '\x7f'"


def edged(sql: str) -> str:
    """SQL that is true if the text starts or ends with white space."""
    first, last = (any_of(f"array_extract({sql}, {place})", SPACES) for place in (1, -1))
    return f"({last} OR CASE WHEN {_inked(sql)} THEN false ELSE {first} END)"


def filled(sql: str) -> str:
    """SQL that is true if the text has more than white space; false or NULL if it is missing."""
    blank = f"regexp_full_match({sql}, {literal(f'[{SPACES}]+')})"
    return f"CASE WHEN {_inked(sql)} THEN true ELSE {sql} <> '' AND NOT {blank} END"


def any_of(sql: str, words: Iterable[str]) -> str:
    """SQL that is true if the text is one of the words; false if there are none."""
    listed = ", ".join(literal(word) for word in words)
    return f"{sql} IN ({listed})" if listed else "false"


def matches(sql: str, pattern: str) -> str:
    """SQL that is true if the whole text follows the (RE2) pattern."""
    return f"regexp_full_match({sql}, {literal(pattern)})"
