"""Tables with planted facts from the bench's generator, and the search run over them once per session."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

BENCH = Path(__file__).resolve().parents[2] / "bench" / "insight_truth.py"


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("insight_truth", BENCH)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["insight_truth"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def truth() -> ModuleType:
    """The generator of tables with known facts, and its scorer."""
    return _load()


@pytest.fixture(scope="session")
def searched(truth: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> list[tuple]:
    """Twelve planted tables, each with the findings about it: (case, Findings)."""
    from analytics.insights import find_with_coverage

    folder = tmp_path_factory.mktemp("insights")
    results = []
    for seed in range(7000, 7012):
        case = truth.planted(seed)
        path = folder / f"{seed}.parquet"
        truth.write(case.frame, path)
        results.append((case, find_with_coverage(path, truth.profile_of(case.frame))))
    return results
