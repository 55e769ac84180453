"""Which columns hold names and codes, where a word like “NA” or “Null” may be somebody's country or surname."""

from __future__ import annotations

import re

from analytics.schema import Column

NAME_WORDS = frozenset(
    [
        "name",
        "names",
        "surname",
        "surnames",
        "forename",
        "lastname",
        "firstname",
        "first",
        "last",
        "middle",
        "given",
        "family",
        "nickname",
        "alias",
        "author",
        "authors",
        "person",
        "people",
        "player",
        "artist",
        "actor",
        "director",
        "title",
        "brand",
        "label",
        "gene",
        "genes",
    ]
)
CODE_WORDS = frozenset(
    [
        "code",
        "codes",
        "id",
        "ids",
        "key",
        "sku",
        "iso",
        "abbr",
        "abbreviation",
        "abbrev",
        "acronym",
        "initials",
        "symbol",
        "ticker",
        "country",
        "state",
        "province",
        "region",
        "nation",
        "currency",
        "airport",
        "carrier",
        "flag",
        "type",
        "grade",
        "class",
    ]
)
SHORT_CODE = re.compile(r"[A-Za-z0-9]{1,4}")


def words_of(name: str) -> list[str]:
    """The words of a column name: ``brewery_id`` → brewery, id; ``ZipCode`` → zip, code."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name)
    return [word for word in re.split(r"[^a-z0-9]+", spaced.lower()) if word]


def holds_names_or_codes(column: Column) -> bool:
    """Whether the column's name, its role or the shape of its values says that it holds names or codes.

    Numbers, dates and truth values are neither: there a null word cannot be a value.
    """
    if column.type != "text":
        return False
    if column.role == "identifier":
        return True
    words = set(words_of(column.name))
    if words & NAME_WORDS or words & CODE_WORDS:
        return True
    shown = [value for value in column.examples if value.strip()]
    return bool(shown) and all(SHORT_CODE.fullmatch(value.strip()) for value in shown)
