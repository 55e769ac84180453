"""``python -m analytics insights FILE [--top N]``: findings as JSON lines, best first, as in the contract."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analytics.insights import Findings
    from analytics.schema import Insight

PUBLIC = (
    "kind", "columns", "segment", "at", "direction", "period", "rows", "agg", "strength", "p_value", "effect", "n",
    "caveats", "text",
)  # fmt: skip
ALWAYS = ("kind", "columns", "strength", "text")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="the file to look at, in any format that `read` knows")
    parser.add_argument("--top", type=int, default=None, metavar="N", help="print only the N strongest findings")
    parser.add_argument("--sheet", default=None, help="sheet of a workbook")
    parser.add_argument("--budget", type=float, default=60.0, metavar="SECONDS", help="time to search (default 60)")


def run(args: argparse.Namespace) -> int:
    findings = look(args.file, sheet=args.sheet, budget=args.budget)
    for insight in findings.insights[: args.top]:
        sys.stdout.write(json.dumps(public(insight), ensure_ascii=False, default=str) + "\n")
    sys.stderr.write(json.dumps({"coverage": findings.coverage}, ensure_ascii=False) + "\n")
    return 0


def look(file: Path, *, sheet: str | None = None, budget: float = 60.0) -> Findings:
    """Read, profile, clean by the safe steps, search: what an upload gets."""
    from analytics.insights import find_with_coverage
    from analytics.profiling import profile
    from analytics.reading import read
    from analytics.recipe import propose, replay
    from analytics.schema import ReadOptions

    with tempfile.TemporaryDirectory(prefix="luminabi-") as folder:
        text, clean, changes = (Path(folder) / name for name in ("text.parquet", "clean.parquet", "changes.parquet"))
        options = ReadOptions(sheet=sheet)
        read(file, text, name=file.name, options=options)
        before = profile(text)
        recipe = propose(text, before, reader=options, suggest=False)
        done = replay(text, recipe, before, clean=clean, changes=changes)
        return find_with_coverage(clean, done.profile, budget_seconds=budget)


def public(insight: Insight) -> dict[str, Any]:
    """The contract's fields of one finding; those that say nothing about it are left out."""
    document = insight.to_json()
    kept = {key: document[key] for key in PUBLIC if key in ALWAYS or document[key] not in (None, (), [])}
    return {key: list(value) if isinstance(value, tuple) else value for key, value in kept.items()}
