"""Whether the values of a column may be added up: amounts and counts, but no rates, prices, ages or codes."""

from __future__ import annotations

import re

from analytics.schema import Column

ADDED = re.compile(
    r"(?i)(sales|revenue|amount|total|turnover|cost|profit|paid|spend|income|budget|quantity|qty|units|count|volume|sold|"
    r"visits|clicks|orders|deaths|births|cases|population|passengers|goals|hours|minutes|umsatz|betrag|menge|anzahl|montant)"
)
AVERAGED = re.compile(
    r"(?i)(rate|ratio|share|percent|pct|score|rating|price|temp|age\b|^age|avg|average|mean|index|level|delay|duration|"
    r"height|weight|width|length|depth|speed|pressure|humidity|latitude|longitude|year|preis|alter|"
    r"(per|each)[ _](unit|item|piece|head|day|hour|month)|einzel)"
)


def is_rate(column: Column) -> bool:
    """Whether a total of the column means nothing, as far as its type and its name tell."""
    return column.type == "percent" or bool(AVERAGED.search(column.name))


def additive(column: Column) -> bool:
    """Whether a total is what a person would ask for first: money, and what is counted by its name."""
    return not is_rate(column) and (column.type == "currency" or bool(ADDED.search(column.name)))
