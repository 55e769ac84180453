"""Tables with planted facts from the bench's generator, and the search run over them once per session."""

from __future__ import annotations

import datetime as dt
import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.utils import timezone

from analytics.schema import Column, Profile

BENCH = Path(__file__).resolve().parents[2] / "bench"


def _load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, BENCH / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def truth() -> ModuleType:
    """The generator of tables with known facts, and its scorer."""
    return _load("insight_truth")


@pytest.fixture(scope="session")
def sentences() -> ModuleType:
    """Computes the numbers of sentences again."""
    return _load("insight_sentences")


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


@pytest.fixture
def dataset(people):
    from core.models import Dataset

    return Dataset.objects.create(workspace=people.workspace, name="Prices", created_by=people.owner)


@pytest.fixture
def version(dataset):
    """``version(findings, mean=…)`` makes the next version, its clean table and its findings."""
    from core import storage
    from core.models import DatasetVersion

    def make(findings, mean: float = 50.0, rows: int = 60):
        columns = (
            Column("day", "date", "time", min="2024-01-01", max="2024-02-29"),
            Column("region", "text", "category"),
            Column("price", "decimal", "measure", mean=mean, unit=None),
        )
        number = dataset.versions.count() + 1
        made = DatasetVersion.objects.create(
            dataset=dataset, number=number, original_name="p.csv", sha256="0" * 64, rows=rows, clean_rows=rows,
            clean_profile=Profile(rows, columns).to_json(), cleaned_at=timezone.now(), analysed_at=timezone.now(),
        )  # fmt: skip
        table = pa.table({
            "day": [dt.date(2024, 1, 1) + dt.timedelta(days=i) for i in range(rows)],
            "region": ["No\"rth" if i % 3 else "South" for i in range(rows)],
            "price": [float(i) for i in range(rows)],
        })  # fmt: skip
        path = storage.clean_table(made)
        path.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(table, path)
        store(made, findings)
        return made

    return make


def store(version, findings):
    version.insights.all().delete()
    for rank, each in enumerate(findings):
        version.insights.create(
            kind=each.kind, text=each.text, strength=each.strength, rank=rank, document=each.to_json()
        )
