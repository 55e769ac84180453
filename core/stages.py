"""The stages of a run as they are executed inside a job process: paths and JSON in, JSON out, no database, no Django.

Whatever a hostile file does to the process, it can reach neither the database nor the settings' secrets.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from analytics.schema import AnalyticsError, ChartSpec, Filter, Limits, Profile, ReadOptions, Recipe
from core import leftovers

Tell = Callable[[dict[str, Any]], None]
TYPED = "typed.parquet"
"""What the profile of a large table leaves for the cleaning: its values, parsed (``analytics.typed``)."""
KEPT_PROBLEMS = 200
"""Problems that travel into the version's row; the file beside the table holds them all."""


class StageFailed(Exception):
    """A stage's own sentence about the input, carried from the job process."""


def run(stage: str, folder: str, task: dict[str, Any], tell: Tell) -> dict[str, Any]:
    """Execute one stage in the version's ``folder``; gives what is to be stored. Raises StageFailed with a sentence."""
    place = Path(folder)
    try:
        if stage not in WRITING:
            return STAGES[stage](place, task, tell)
        leftovers.sweep(place)
        with _scratch_in(place):
            return STAGES[stage](place, task, tell)
    except AnalyticsError as error:
        raise StageFailed(str(error)) from None
    except MemoryError:
        raise StageFailed(
            "There was not enough memory for this file; raise JOB_MEMORY_MB or send a smaller file."
        ) from None
    except OSError as error:
        if error.errno == 28:
            raise StageFailed("The disk of the server is full; free some space and run again.") from None
        raise


@contextmanager
def _scratch_in(folder: Path) -> Iterator[None]:
    """What is written for a moment lies in the version's folder: if the process is killed, the next one sweeps it."""
    from analytics.recipe import session

    with tempfile.TemporaryDirectory(prefix=leftovers.SCRATCH, dir=folder) as scratch:
        before, tempfile.tempdir = tempfile.tempdir, scratch
        session.spill_in = Path(scratch)
        try:
            yield
        finally:
            tempfile.tempdir, session.spill_in = before, None


def progress_to(tell: Tell) -> Callable[[float, str], None]:
    return lambda fraction, step: tell({"progress": max(0.0, min(float(fraction), 1.0)), "step": str(step)})


def read(folder: Path, task: dict[str, Any], tell: Tell) -> dict[str, Any]:
    from analytics.reading import read as read_file

    append_to = task.get("append_to")
    text = folder / "text.parquet"
    (folder / TYPED).unlink(missing_ok=True)
    table = read_file(
        folder / "original",
        folder / "part.parquet" if append_to else text,
        name=task["name"],
        options=ReadOptions.from_json(task["reader"]),
        limits=Limits.from_json(task["limits"]),
        progress=progress_to(tell),
    )
    draft = folder / "problems.jsonl.new"
    with draft.open("w", encoding="utf-8") as file:
        for problem in table.problems:
            file.write(json.dumps(problem.to_json(), ensure_ascii=False) + "\n")
    os.replace(draft, folder / "problems.jsonl")
    kept = [problem.to_json() for problem in table.problems[:KEPT_PROBLEMS]]
    made = {
        "detected": table.detected.to_json(),
        "rows": table.rows,
        "columns": len(table.columns),
        "problems": kept,
        "problem_count": len(table.problems),
    }
    if append_to:
        from analytics.recipe.appending import append

        earlier, limits = Profile.from_json(append_to["profile"]), Limits.from_json(task["limits"])
        whole, drift = append(Path(append_to["table"]), earlier, folder / "part.parquet", text, limits=limits)
        made |= {"rows": whole.rows, "columns": len(whole.columns), "quality": {"drift": drift.to_json()}}
    return made


def profile(folder: Path, task: dict[str, Any], tell: Tell) -> dict[str, Any]:
    from analytics.profiling import profile as look

    limits = Limits.from_json(task["limits"])
    found = look(
        folder / "text.parquet",
        decisions=task["decisions"],
        limits=limits,
        progress=progress_to(tell),
        typed=folder / TYPED,
    )
    return {"profile": found.to_json()}


def clean(folder: Path, task: dict[str, Any], tell: Tell) -> dict[str, Any]:
    """Find the safe steps where ``task["propose"]`` asks for it (people's decisions are carried over), then replay."""
    from analytics import recipe as recipes
    from analytics.recipe.propose import until_suggested
    from analytics.recipe.quality import quality

    limits = Limits.from_json(task["limits"])
    profile_before = Profile.from_json(task["profile"])
    base = Recipe.from_json(task["recipe"])
    report = progress_to(tell)
    found_drift = {}
    if task["propose"] and task.get("before"):
        from analytics.recipe.drift import compare
        from analytics.recipe.follow import follow

        earlier = task["before"]
        drift = compare(
            Path(earlier["table"]),
            Profile.from_json(earlier["profile"]),
            folder / "text.parquet",
            profile_before,
            limits=limits,
        )
        base = follow(base, drift.renamed)
        found_drift = {"drift": drift.to_json()}
    document = base
    if task["propose"]:
        reader, decisions = base.reader, base.decisions
        found = recipes.propose(
            folder / "text.parquet",
            profile_before,
            reader=reader,
            decisions=decisions,
            limits=limits,
            progress=lambda fraction, step: report(0.4 * fraction, step),
            suggest=False,
        )
        document = until_suggested(base, found)
    result = recipes.replay(
        folder / "text.parquet",
        document,
        profile_before,
        clean=folder / "clean.parquet",
        changes=folder / "changes.parquet",
        typed=folder / TYPED,
        limits=limits,
        progress=lambda fraction, step: report(0.4 + 0.6 * fraction, step),
    )
    return {
        "recipe": {**document.to_json(), "steps": [step.to_json() for step in result.steps]},
        "clean_profile": result.profile.to_json(),
        "clean_rows": result.rows,
        "rows_removed": result.rows_removed,
        "cells_changed": result.cells_changed,
        "failures": [failure.to_json() for failure in result.failures],
        "quality": {"score": quality(profile_before, result.profile, result.steps).to_json(), **found_drift},
    }


def suggest(folder: Path, task: dict[str, Any], tell: Tell) -> dict[str, Any]:
    """The recipe that the data itself proposes, suggestions and all; nobody's decisions are in it."""
    from analytics import recipe as recipes

    found = recipes.propose(
        folder / "text.parquet",
        Profile.from_json(task["profile"]),
        limits=Limits.from_json(task["limits"]),
        progress=progress_to(tell),
    )
    return {"recipe": found.to_json()}


def insights(folder: Path, task: dict[str, Any], tell: Tell) -> dict[str, Any]:
    from analytics.insights import find_with_coverage, narrative

    clean_profile = Profile.from_json(task["profile"])
    findings = find_with_coverage(
        folder / "clean.parquet",
        clean_profile,
        budget_seconds=task["seconds"],
        limits=Limits.from_json(task["limits"]),
        progress=progress_to(tell),
        found=lambda insight: tell({"insight": plain(insight.to_json())}),
    )
    return {
        "insights": [plain(insight.to_json()) for insight in findings.insights],
        "narrative": narrative(clean_profile, list(findings.insights)),
        "coverage": findings.coverage,
        "tests": findings.tests,
        "left_out": findings.left_out,
    }


def peek(folder: Path, task: dict[str, Any], tell: Tell) -> dict[str, Any]:
    from core.versions.peek import peek as look

    return look(folder, task)


def charts(folder: Path, task: dict[str, Any], tell: Tell) -> dict[str, Any]:
    """Draw what is wanted, one message each: ``drawn`` has the drawing under its key, or None where there is none."""
    from analytics.charts import locales
    from analytics.charts.pictures import picture

    profile = Profile.from_json(task["profile"])
    report = progress_to(tell)
    for place, each in enumerate(task["charts"], start=1):
        filters = tuple(Filter.from_json(one) for one in each["filters"])
        try:
            with locales.speaking(each.get("language", "en")):
                made = picture(
                    ChartSpec.from_json(each["spec"]), folder / "clean.parquet", profile, filters=filters,
                    width=each["width"], height=each["height"], links=each["links"], ident=f"c{each['key'][:10]}",
                )  # fmt: skip
        except AnalyticsError:
            continue  # said on the page, where somebody can choose another
        tell({"drawn": plain(made), "key": each["key"]})
        report(place / len(task["charts"]), "Drawing charts")
    return {}


def export(folder: Path, task: dict[str, Any], tell: Tell) -> dict[str, Any]:
    from analytics.exporting import write_workbook

    write_workbook(folder / task["table"], Path(task["target"]), memory_mb=task["memory_mb"])
    return {}


def ask(folder: Path, task: dict[str, Any], tell: Tell) -> dict[str, Any]:
    from analytics.sql.asking import ask as answer

    return answer(folder, task)


def plain(document: dict[str, Any]) -> dict[str, Any]:
    """The document with JSON's own types only: dates as ISO text, numpy's numbers as Python's."""
    return json.loads(json.dumps(document, default=_plain, allow_nan=True))


def _plain(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else str(value)


STAGES: dict[str, Callable[[Path, dict[str, Any], Tell], dict[str, Any]]] = {
    "read": read,
    "profile": profile,
    "clean": clean,
    "suggest": suggest,
    "insights": insights,
    "charts": charts,
    "export": export,
    "peek": peek,
    "ask": ask,
}
WRITING = frozenset({"read", "profile", "clean", "suggest", "insights"})
"""The stages that a version's run executes, and nobody else at the same time, in that version's folder."""
