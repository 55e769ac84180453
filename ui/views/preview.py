"""The overview of a dataset: rows page by page, what is known of the columns, questions, problems."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest

from analytics import query
from analytics.schema import AnalyticsError
from core import pipeline
from core.models import DatasetVersion
from core.versions import comparing, emptied, origins, reading_offers, recipes, tables
from ui import choices
from ui.cells import grid

PAGE = 50
SHOWN_COLUMNS = 60
"""A table of 2,000 columns is no page; the column cards and exports hold them all."""


def which_table(request: HttpRequest, version: DatasetVersion) -> str:
    if request.GET.get("version") == "raw" or not version.cleaned_at:
        return "raw"
    return "clean"


def positive(text: str | None, default: int = 1) -> int:
    return max(1, int(text[:9])) if text and text.isascii() and text.isdigit() else default


def table(request: HttpRequest, version: DatasetVersion | None) -> dict[str, Any]:
    """A page of rows and the links around it; empty where nothing is read yet."""
    if version is None or not version.read_at:
        return {"rows": None}
    which = which_table(request, version)
    profile = version.clean_profile if which == "clean" else version.profile
    names = [column["name"] for column in (profile or {}).get("columns", ())]
    sort = request.GET.get("sort") or None
    if sort not in names:
        sort = None
    descending = request.GET.get("down") == "1"
    number = positive(request.GET.get("page"))
    try:
        number, rows = one_page(version, which, sort, descending, number)
    except AnalyticsError as error:
        return {"rows": None, "table_problem": str(error)}
    known = {column["name"]: column for column in (profile or {}).get("columns", ())} if which == "clean" else {}
    about = [known.get(name, {}) for name in rows.columns[:SHOWN_COLUMNS]]
    at = positive(request.GET.get("at"), 0) or None
    marks = marked(version, which, sort, (number - 1) * PAGE, rows)
    types = {column["name"]: column["type"] for column in (profile or {}).get("columns", ())}
    return {
        "rows": [
            {
                "number": spot + 1,
                "cells": cells,
                "changed": changed,
            }
            for cells, (spot, changed) in zip(grid(rows.rows, about), marks, strict=True)
        ],
        "names": list(rows.columns)[:SHOWN_COLUMNS],
        "at": at,
        "heads": heads(list(rows.columns)[:SHOWN_COLUMNS], types, which, sort, descending, at),
        "hidden_columns": max(0, len(rows.columns) - SHOWN_COLUMNS),
        "which": which,
        "may_switch": bool(version.cleaned_at),
        "first": (number - 1) * PAGE,
        "shown": len(rows.rows),
        "total": rows.total,
        "number": number,
        "pages": max(1, -(-rows.total // PAGE)),
        "older": link(which, sort, descending, number - 1, at) if number > 1 else None,
        "newer": link(which, sort, descending, number + 1, at) if number * PAGE < rows.total else None,
        "switch": {name: link(name, None, False, 1, at) for name in ("clean", "raw")},
    }


def marked(
    version: DatasetVersion, which: str, sort: str | None, first: int, rows: query.Page
) -> list[tuple[int, list[str]]]:
    """For each row its original position, and for each cell the column's name if a step changed it, else nothing.

    Only in the order of the file: sorted rows do not say where they come from.
    """
    width, plain = len(rows.columns[:SHOWN_COLUMNS]), [(first + n, []) for n in range(len(rows.rows))]
    if which != "clean" or sort:
        return plain
    spots = origins.positions(version, first, len(rows.rows))
    if spots is None:
        return plain
    found = origins.changed(version, spots)
    names = rows.columns[:width]
    return [(spot, [name if (spot, name) in found else "" for name in names]) for spot in spots]


def one_page(
    version: DatasetVersion, which: str, sort: str | None, descending: bool, number: int
) -> tuple[int, query.Page]:
    """Page ``number``, or the last one where the table is shorter; with its number."""

    def fetch(page: int) -> query.Page:
        offset = (page - 1) * PAGE
        return pipeline.page_of_rows(version, which=which, sort=sort, descending=descending, offset=offset, limit=PAGE)

    rows = fetch(number)
    if rows.rows or not rows.total:
        return number, rows
    last = -(-rows.total // PAGE)
    return last, fetch(last)


def link(which: str, sort: str | None, descending: bool, page: int, at: int | None = None) -> str:
    parts: dict[str, str] = {"version": which} | ({"at": str(at)} if at else {})
    if sort:
        parts |= {"sort": sort} | ({"down": "1"} if descending else {})
    if page > 1:
        parts["page"] = str(page)
    return "?" + urlencode(parts)


def heads(
    names: list[str], types: dict[str, str], which: str, sort: str | None, descending: bool, at: int | None = None
) -> list[dict[str, Any]]:
    """Column heads with the link that sorts by them; a second click turns the order round."""
    made = []
    for name in names:
        sorted_here = name == sort
        order = ("descending" if descending else "ascending") if sorted_here else ""
        numeric = which == "clean" and types.get(name) in {"integer", "decimal", "currency", "percent"}
        target = link(which, name, sorted_here and not descending, 1, at)
        made.append({"name": name, "type": types.get(name, ""), "number": numeric, "order": order, "query": target})
    return made


def columns(version: DatasetVersion | None) -> list[dict[str, Any]]:
    """What is known of each column, and what can be decided about it: of the clean table where there is one."""
    if version is None:
        return []
    decided = recipes.newest(version).decisions
    before = {column["name"]: column for column in (version.profile or {}).get("columns", ())}
    shown = (version.clean_profile if version.cleaned_at else version.profile) or {}
    odd, offers = emptied.suggested(version), reading_offers.suggested(version)
    return [
        {
            **before.get(column["name"], {}),
            **column,
            "misfits": odd.get(column["name"]),
            "offers": offers.get(column["name"], ()),
            "decision": decided.get(column["name"]),
            "choosable": choices.offered(before[column["name"]], decided.get(column["name"]))
            if column["name"] in before
            else None,
        }
        for column in shown.get("columns", ())
    ]


def questions(version: DatasetVersion | None) -> list[dict[str, Any]]:
    """Columns whose values can be read in two ways, with the choices, and what was answered."""
    if version is None:
        return []
    decided = recipes.newest(version).decisions
    found = [column for column in (version.profile or {}).get("columns", ()) if column.get("question")]
    return [{**column, "answer": decided.get(column["name"])} for column in found]


def file_tables(version: DatasetVersion | None) -> dict[str, Any]:
    """The tables of the file, and which of them are no dataset yet."""
    found = tables.of(version) if version else []
    free = [f"“{each.name}”" for each in found if each.is_free]
    names = ", ".join(free[:6]) + (f" and {len(free) - 6} more" if len(free) > 6 else "")
    return {"tables": found, "free_tables": len(free), "free_names": names}


def overview(request: HttpRequest, version: DatasetVersion | None) -> dict[str, Any]:
    run = version.runs.first() if version else None
    cleaned = bool(version and version.cleaned_at)
    return {
        **table(request, version),
        **file_tables(version),
        "columns": columns(version),
        "emptied": emptied.steps(version) if version else [],
        "table_rows": version and (version.clean_rows if cleaned else version.rows),
        "questions": questions(version),
        "periods": reading_offers.periods(version),
        "drift": comparing.stored(version),
        "appended": ((version.reader if version else None) or {}).get(recipes.APPEND),
        "is_open": bool(run and run.is_open),
    }
