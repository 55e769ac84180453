"""``clean FILE --output OUT.csv``: replay a recipe, or the one that this file suggests, and report every step."""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analytics.recipe import Replay
    from analytics.schema import Profile, Recipe


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="the file to clean; it is only read")
    parser.add_argument("--output", type=Path, required=True, help="where the clean table goes, as UTF-8 comma CSV")
    parser.add_argument("--recipe", type=Path, help="a recipe (JSON) to replay instead of the one found in the file")
    parser.add_argument(
        "--accept",
        default="none",
        help="none: the safe steps only; all: also suggestions that correct cells in place; or step ids with commas",
    )
    parser.add_argument("--report", type=Path, help="where to write the report of every step (JSON)")


def run(arguments: argparse.Namespace) -> int:
    from analytics import recipe as recipes
    from analytics.profiling import profile as look
    from analytics.reading import read
    from analytics.schema import Limits, ReadOptions

    limits = Limits()
    with tempfile.TemporaryDirectory(prefix="luminabi-clean-") as folder:
        text, clean, changes = (Path(folder) / name for name in ("text.parquet", "clean.parquet", "changes.parquet"))
        stored = _load(arguments.recipe) if arguments.recipe else None
        options = stored.reader if stored else ReadOptions()
        raw = read(arguments.file, text, name=arguments.file.name, limits=limits, options=options)
        profile = look(text, decisions=stored.decisions if stored else {}, limits=limits)
        wanted = arguments.accept != "none" or arguments.report is not None
        recipe = stored or recipes.propose(text, profile, limits=limits, suggest=wanted)
        recipe = recipes.accept(recipe, arguments.accept)
        result = recipes.replay(text, recipe, profile, clean=clean, changes=changes, limits=limits)
        export(clean, result.profile, arguments.output, memory_mb=limits.memory_mb)
    if arguments.report:
        document = report(arguments.file, recipe, result)
        document["problems"] = [problem.to_json() for problem in raw.problems]
        arguments.report.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0


def _load(path: Path) -> Recipe:
    from analytics.schema import AnalyticsError, Recipe

    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        return Recipe.from_json(document.get("recipe", document))
    except (ValueError, TypeError, AttributeError) as error:
        raise AnalyticsError(f"{path.name} is not a recipe: {error}.") from error


def export(clean: Path, profile: Profile, output: Path, *, memory_mb: int) -> None:
    """Write a clean Parquet as CSV: decimals with a point, ISO dates, true and false, empty for missing."""
    from analytics.engine import connect
    from analytics.parsing import canonical_sql, literal, quote

    # A lone empty cell would be a blank line, which readers skip: quotes keep the row.
    alone = len(profile.columns) == 1
    empty, force = ("coalesce", ", FORCE_QUOTE *") if alone else ("nullif", "")
    texts = ", ".join(f"{empty}({canonical_sql(c)}, '') AS {quote(c.name)}" for c in profile.columns)
    with tempfile.TemporaryDirectory(prefix="luminabi-csv-") as spill:
        folders = [clean.parent, output.resolve().parent, Path(spill)]
        connection = connect(memory_mb, temp=Path(spill), directories=folders)
        try:
            connection.execute(
                f"COPY (SELECT {texts} FROM read_parquet({literal(str(clean))}))"
                f" TO {literal(str(output.resolve()))} (FORMAT csv, HEADER, DELIMITER ','{force})"
            )
        finally:
            connection.close()


def report(file: Path, recipe: Recipe, result: Replay) -> dict[str, Any]:
    """The report of the contract: every step with what it did, and the recipe to replay on the next file."""
    from analytics.recipe import describe, in_bulk

    failed = {failure.step: failure.reason for failure in result.failures}
    steps = []
    for step in result.steps:
        entry = step.to_json() | describe(step) | {"in_bulk": in_bulk(step)}
        if step.id in failed:
            entry["failed"] = failed[step.id]
        steps.append(entry)
    return {
        "file": file.name,
        "rows": result.rows,
        "rows_removed": result.rows_removed,
        "columns": [column.name for column in result.profile.columns],
        "cells_changed": result.cells_changed,
        "steps": steps,
        "recipe": recipe.to_json(),
    }
