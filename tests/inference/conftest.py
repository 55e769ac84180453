"""A table of texts under inference: what each column became, and the values that the clean table would hold."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

BENCH = str(Path(__file__).resolve().parents[2] / "bench")


@pytest.fixture(scope="session")
def score():
    """The bench's generator of columns with known types, and its judge."""
    sys.path.insert(0, BENCH)
    try:
        import type_score
    finally:
        sys.path.remove(BENCH)
    return type_score


@pytest.fixture
def look(tmp_path, score) -> Callable:
    """``look(name=texts, …)``: profile and canonical values; ``decisions`` are a person's answers."""

    def run(decisions: dict[str, str] | None = None, **columns: list[str]):
        rows = max(map(len, columns.values()))
        padded = {name: (*texts, *[""] * (rows - len(texts))) for name, texts in columns.items()}
        profile, values = score.look(padded, tmp_path, decisions=decisions)
        return profile, {name: values[name][: len(columns[name])] for name in columns}

    return run
