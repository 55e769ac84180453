"""Planted truth for the insights: tables with known facts on noise, pure-noise tables, and a scorer.

``python bench/insight_truth.py [--tables N] [--seed S] [--kind planted|noise|memory|all] [--whole] [--verbose]`` prints
recall@20, precision,
precision@10 and the false findings per noise table. Facts and findings are compared on the contract's JSON fields.
Every table is drawn at random: its shape (events, one row per day, readings of several devices, people without
time), its size, its column
names (several languages, shuffled: a name says nothing), missing values, and which five to nine facts are planted.

A finding that is no planted fact but a plain consequence of one (listed with the fact) is neither right nor wrong;
``strict`` counts it wrong.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parent.parent)]

from insight_tables import Case, noise, planted  # noqa: E402

# matching


def matches(finding: dict[str, Any], fact: dict[str, Any]) -> bool:
    """Whether a finding states a fact, field by field; a field that the fact lacks is not compared, but for the
    segment."""
    if finding["kind"] != fact["kind"]:
        return False
    if fact["columns"] != "any" and set(finding["columns"]) != set(fact["columns"]):
        return False
    if finding["kind"] not in ("dominance",) and fact["columns"] != "any":
        wanted, given = fact.get("segment"), finding.get("segment")
        implied_any = "segment" not in fact and finding["kind"] in ("ranking", "driver")
        if not implied_any and {k: str(v) for k, v in (wanted or {}).items()} != {
            k: str(v) for k, v in (given or {}).items()
        }:
            return False
    for key in ("direction", "period"):
        if key in fact and finding.get(key) != fact[key]:
            return False
    if "agg" in fact and finding.get("agg") is not None and finding["agg"] != fact["agg"]:
        return False
    if "at" in fact and not _near(finding.get("at"), fact["at"], finding["kind"]):
        return False
    if "rows" in fact:
        mine, true = set(finding.get("rows") or ()), set(fact["rows"])
        return len(mine & true) >= 0.5 * len(mine | true)
    return True


def _near(found: Any, true: Any, kind: str) -> bool:
    if not found:
        return False
    if kind == "anomaly":
        mine, wanted = set(found if isinstance(found, list) else [found]), set(true)
        return len(mine & wanted) >= 0.5 * len(mine | wanted)
    return abs((np.datetime64(found) - np.datetime64(true)).astype(int)) <= 10


def judge(case: Case, findings: list[dict[str, Any]]) -> dict[str, Any]:
    """Which findings are right, implied, trivial or false, and which facts were missed."""
    verdicts, hit = [], set()
    for place, finding in enumerate(findings):
        facts = [i for i, fact in enumerate(case.facts) if matches(finding, fact)]
        if facts:
            verdicts.append("right")
            if place < 20:
                hit |= set(facts)
        elif set(finding["columns"]) & case.trivial:
            verdicts.append("trivial")
        elif any(matches(finding, fact) for fact in case.implied):
            verdicts.append("implied")
        else:
            verdicts.append("false")
    return {
        "verdicts": verdicts,
        "missed": [f for i, f in enumerate(case.facts) if i not in hit],
        "facts": len(case.facts),
        "hit": len(hit),
    }


# running


def profile_of(frame: pd.DataFrame) -> Any:
    """A plain profile: types as stored, numbers are measures, few texts are categories."""
    from analytics.schema import Column, Profile

    columns = []
    for name in frame.columns:
        values = frame[name]
        distinct = int(values.nunique())
        if values.dtype.kind == "M":
            kind = "date" if (values.dropna().dt.normalize() == values.dropna()).all() else "datetime"
            columns.append(Column(name, kind, "time", int(values.isna().sum()), distinct))
        elif values.dtype.kind in "iu":
            columns.append(Column(name, "integer", "measure", 0, distinct))
        elif values.dtype.kind == "f":
            columns.append(Column(name, "decimal", "measure", int(values.isna().sum()), distinct))
        elif values.dtype.kind == "b":
            columns.append(Column(name, "boolean", "category", 0, distinct))
        else:
            columns.append(
                Column(name, "text", "category" if distinct <= 50 else "text", int(values.isna().sum()), distinct)
            )
    return Profile(len(frame), tuple(columns))


def write(frame: pd.DataFrame, path: Path) -> None:
    """The frame as a typed Parquet file."""
    import duckdb

    connection = duckdb.connect()
    connection.register("frame", frame)
    connection.execute(f"COPY (SELECT * FROM frame) TO '{path}' (FORMAT parquet)")
    connection.close()


def findings_of(case: Case, budget: float = 60, *, whole: bool = False) -> list[dict[str, Any]]:
    """What ``find`` says about a case, in the contract's fields; ``whole``: from a CSV file by the whole way."""
    from analytics.cli.insights import look, public
    from analytics.insights import find

    with tempfile.TemporaryDirectory() as folder:
        if whole:
            file = Path(folder) / "table.csv"
            case.frame.to_csv(file, index=False)
            return [public(insight) for insight in look(file, budget=budget).insights]
        path = Path(folder) / "clean.parquet"
        write(case.frame, path)
        return [public(insight) for insight in find(path, profile_of(case.frame), budget_seconds=budget)]


def run(kind: str, tables: int, seed: int, verbose: bool, whole: bool = False) -> None:
    """Score one family of tables and print it."""
    started, totals = time.monotonic(), Counter()
    missed_kinds, false_kinds, planted_kinds = Counter(), Counter(), Counter()
    for number in range(tables):
        case = planted(seed + number) if kind == "planted" else noise(seed + number, memory=kind == "memory")
        before = time.monotonic()
        findings = findings_of(case, whole=whole)
        took = time.monotonic() - before
        result = judge(case, findings)
        verdicts = Counter(result["verdicts"])
        first = Counter(result["verdicts"][:10])
        totals.update({f"all-{k}": v for k, v in verdicts.items()})
        totals.update({f"top-{k}": v for k, v in first.items()})
        totals.update(facts=result["facts"], hit=result["hit"], silent=int(not findings))
        planted_kinds.update(f["kind"] for f in case.facts)
        missed_kinds.update(f["kind"] for f in result["missed"])
        wrong = [f for f, v in zip(findings, result["verdicts"], strict=True) if v in ("false", "trivial")]
        false_kinds.update(f["kind"] for f in wrong)
        if verbose:
            print(f"{case.name} {case.frame.shape} {took:.1f}s {dict(verdicts)} {result['hit']}/{result['facts']}")
            for fact in result["missed"]:
                print("   missed", dict(fact.items()))
            for finding, verdict in zip(findings, result["verdicts"], strict=True):
                if verdict != "right":
                    extra = {
                        k: finding.get(k) for k in ("segment", "at", "direction", "period", "agg") if finding.get(k)
                    }
                    print(
                        "  ",
                        verdict,
                        finding["kind"],
                        finding["columns"],
                        extra,
                        f"p={finding.get('p_value')} e={finding.get('effect')}",
                    )
    _print(kind, tables, totals, planted_kinds, missed_kinds, false_kinds, time.monotonic() - started)


def _print(
    kind: str, tables: int, totals: Counter, planted_kinds: Counter, missed: Counter, false: Counter, took: float
) -> None:
    def precision(scope: str, strict: bool) -> float:
        right, wrong = totals[f"{scope}-right"], totals[f"{scope}-false"] + totals[f"{scope}-trivial"]
        wrong += totals[f"{scope}-implied"] if strict else 0
        return right / max(right + wrong, 1)

    print(f"== {kind}: {tables} tables in {took:.0f} s")
    if kind == "planted":
        print(
            f"recall@20 {totals['hit'] / max(totals['facts'], 1):.3f}  "
            f"precision {precision('all', False):.3f} (strict {precision('all', True):.3f})  "
            f"precision@10 {precision('top', False):.3f} (strict {precision('top', True):.3f})  "
            f"trivial {totals['all-trivial']}"
        )
        print("missed", {k: f"{missed[k]}/{planted_kinds[k]}" for k in sorted(planted_kinds)})
    else:
        wrong = totals["all-false"] + totals["all-trivial"]
        print(
            f"false findings per table {wrong / tables:.3f}  silent tables {totals['silent'] / tables:.2f}  "
            f"trivial {totals['all-trivial']}"
        )
    print("false", dict(false))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tables", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kind", choices=["planted", "noise", "memory", "all"], default="all")
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("--whole", action="store_true", help="write a CSV file and go the whole way, reading included")
    arguments = parser.parse_args()
    for kind in ("planted", "noise", "memory") if arguments.kind == "all" else (arguments.kind,):
        run(kind, arguments.tables, arguments.seed, arguments.verbose, arguments.whole)


if __name__ == "__main__":
    main()
