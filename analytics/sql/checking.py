"""Whether a text is one SELECT over the tables that may be read, by the tree that DuckDB's own parser makes of it.

What is allowed is listed: kinds of nodes, functions in FROM, tables. The connection is shut in besides (``session``),
so this check is the first of two doors, and the one that can say what to do instead.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterator, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from analytics.sql import pivots, words
from analytics.sql.words import Refused

if TYPE_CHECKING:
    import duckdb

LONGEST = 20_000
MOST_SIGNS = 100
Name = tuple[str, str]
"""Schema and name of a table, lower case; the schema of one's own tables is ``main``."""
QUERIES = {"SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE", "CTE_NODE"}
SOURCES = {
    "EMPTY", "BASE_TABLE", "SUBQUERY", "JOIN", "TABLE_FUNCTION", "EXPRESSION_LIST", "PIVOT", "SHOW_REF",
}  # fmt: skip
MAKERS = {"range", "generate_series", "unnest", "json_each", "json_tree", "repeat"}
"""Functions in FROM that make rows out of their arguments alone."""
CLOSED = re.compile(
    r"(__internal|duckdb_|pragma_|pg_|has_|inet_|read_|icu_collate|query|getenv|getvariable|current_setting"
    r"|current_connection_id|current_query|current_transaction_id|txid_current|current_database|current_catalog"
    r"|current_schema|in_search_path|write_log|parse_duckdb_log|nextval|currval|setval|setseed|sleep_ms|get_block_size"
    r"|json_serialize|json_deserialize|json_execute|session_user|current_user|current_role|user$|glob$|sniff_|which_)"
)
"""Functions that look at or touch the machine, its settings or other sessions; none is about somebody's data."""
ONE = "A question is one SELECT; take the others away and ask them one by one."
LISTED = "The tables and their columns are listed beside; DESCRIBE and SUMMARIZE take a table's name."
ONLY = "Only SELECT can be asked here: nothing is changed, written or loaded by a question."


@dataclass(frozen=True)
class Checked:
    """``statement`` is the text of the SELECT alone; ``tables`` are those that it reads."""

    statement: str
    tables: frozenset[Name]


def check(
    connection: duckdb.DuckDBPyConnection, sql: str, tables: Set[Name], others: Set[Name] = frozenset()
) -> Checked:
    """Raises Refused with a sentence and the place. ``others`` are tables that exist, for hints alone."""
    import duckdb

    measured(sql)
    try:
        statements = connection.extract_statements(sql)
    except duckdb.Error as error:
        raise words.of(error, sql) from None
    if not statements:
        raise Refused("Write a SELECT first.")
    if len(statements) > 1:
        raise Refused(ONE)
    kind = _kind(statements[0])
    if kind == "MULTI":
        spelled = pivots.spelled(connection, sql, lambda asked: check(connection, asked, tables, others).statement)
        if spelled == sql:
            raise Refused(pivots.HINT)
        return check(connection, spelled, tables, others)
    if kind != "SELECT":
        raise Refused(ONLY)
    tree = _tree(connection, sql)
    found = frozenset(_walked(tree, sql, tables, others))
    return Checked(_alone(connection, sql, tree), found)


def measured(sql: str) -> None:
    """Raises Refused where a text is too long to be read, or no text."""
    if len(sql) > LONGEST:
        raise Refused(f"This question is {len(sql):,} characters long; at most {LONGEST:,} are read.")
    if "\0" in sql:
        raise Refused("There is a NUL character in this question; take it away.")


def _kind(statement: Any) -> str:
    try:
        return str(statement.type.name)
    except ValueError:  # one that DuckDB knows and its Python side does not
        return ""


def _alone(connection: duckdb.DuckDBPyConnection, sql: str, tree: Any) -> str:
    """The text without its closing semicolons: as much of its front as the parser makes the same tree of."""
    import duckdb

    ends = [place for place, sign in enumerate(sql) if sign == ";"]
    for end in ends[:MOST_SIGNS]:
        try:
            if _tree(connection, sql[:end]) == tree:
                return sql[:end]
        except (duckdb.Error, Refused):
            continue
    return sql


def _tree(connection: duckdb.DuckDBPyConnection, sql: str) -> Any:
    rows = connection.execute("SELECT json_serialize_sql(?)", [sql]).fetchall()
    try:
        document = json.loads(rows[0][0])
    except RecursionError:
        raise Refused("This question is nested too deeply; write it in parts, with WITH.") from None
    if document["error"] or len(document["statements"]) != 1:
        raise Refused(ONLY)
    return document["statements"][0]["node"]


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    waiting = [tree]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            yield each
            waiting.extend(each.values())
        elif isinstance(each, list):
            waiting.extend(each)


def _walked(tree: Any, sql: str, tables: Set[Name], others: Set[Name]) -> Iterator[Name]:
    """The tables that are read. Raises Refused at the first node that is not on the lists."""
    own = _named(tree)
    for node in _nodes(tree):
        kind, place = node.get("type"), node.get("query_location")
        if "cte_map" in node and kind not in QUERIES:
            raise words.at(ONLY, sql, place)
        if "sample" in node and "cte_map" not in node and kind not in SOURCES:
            raise words.at("This cannot be read from in a question.", sql, place)
        if kind == "BASE_TABLE":
            if (found := _table(node, own, tables, others, sql)) is not None:
                yield found
        elif kind == "TABLE_FUNCTION":
            name = str((node.get("function") or {}).get("function_name", "")).lower()
            if name not in MAKERS:
                raise words.at(
                    f"The function {name[:60]} reads no table of yours; it is not available here.", sql, place
                )
        elif kind == "SHOW_REF" and not node.get("query"):
            raise words.at(LISTED, sql, place)
        elif node.get("class") == "PARAMETER":
            raise words.at("A question has no parameters; write the value itself.", sql, place)
        name = str(node.get("function_name") or "").lower()
        if name and kind != "TABLE_FUNCTION" and name not in MAKERS and CLOSED.match(name):
            raise words.at(f"The function {name[:60]} is not available in questions.", sql, place)


def _named(tree: Any) -> set[str]:
    """Names that the question gives to its own parts (WITH)."""
    found = set()
    for node in _nodes(tree):
        found |= {str(entry["key"]).lower() for entry in (node.get("cte_map") or {}).get("map") or ()}
        if node.get("type") in ("RECURSIVE_CTE_NODE", "CTE_NODE"):
            found.add(str(node.get("cte_name") or node.get("ctename") or "").lower())
    for name in found:
        if re.search(r"[./\\:*?\[\]]", name):
            raise Refused(f"“{name[:60]}” cannot be the name of a part of a question; use letters, digits and _.")
    return found


def _table(node: dict[str, Any], own: set[str], tables: Set[Name], others: Set[Name], sql: str) -> Name | None:
    parts = [node.get("catalog_name"), node.get("schema_name"), node.get("table_name")]
    path = (node.get("qualified_name") or {}).get("path") or [part for part in parts if part]
    lowered = [str(part).lower() for part in path]
    if len(lowered) == 1 and lowered[0] in own:
        return None
    name = ("main", lowered[0]) if len(lowered) == 1 else (lowered[-2], lowered[-1])
    if name in tables and (len(lowered) < 3 or lowered[0] == "memory") and len(lowered) < 4:
        return name
    known = [each if schema == "main" else f"{schema}.{each}" for schema, each in sorted({*tables, *others})]
    near = difflib.get_close_matches(".".join(lowered), known, n=1, cutoff=0.6)
    hint = f" Did you mean {near[0]}?" if near else f" There is: {', '.join(known[:8])}." if known else ""
    shown = ".".join(map(str, path))[:80]
    raise words.at(f"There is no table “{shown}” that you may read.{hint}", sql, node.get("query_location"))
