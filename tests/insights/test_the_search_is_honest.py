"""The correction counts every test, a spent budget is said, and findings are heard of while the search goes on."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from statsmodels.stats.multitest import multipletests

from analytics.insights import find_with_coverage
from analytics.insights.candidate import Candidate, Ledger, benjamini_hochberg
from analytics.schema import AnalyticsError, Profile


def test_the_correction_is_the_one_of_benjamini_and_hochberg():
    p_values = list(np.random.default_rng(1).random(200) ** 3)
    assert benjamini_hochberg(p_values) == pytest.approx(multipletests(p_values, method="fdr_bh")[1])


def test_tests_that_lead_nowhere_make_the_others_harder_to_believe():
    def adjusted(rejected: int) -> float:
        ledger = Ledger()
        ledger.tests([0.5] * rejected)
        ledger.test(1e-5, Candidate("trend", ("x",), 1e-5, 0.5, 100))
        ledger.significant(rate=1.0)
        return ledger.candidates[0][1].adjusted

    assert adjusted(1000) == pytest.approx(1001e-5)
    assert adjusted(0) == pytest.approx(1e-5)


def test_a_spent_budget_is_said(truth, tmp_path):
    case = truth.planted(7003)
    path = tmp_path / "clean.parquet"
    truth.write(case.frame, path)
    hasty = find_with_coverage(path, truth.profile_of(case.frame), budget_seconds=0)
    patient = find_with_coverage(path, truth.profile_of(case.frame))
    assert "not all was looked at" in hasty.coverage
    assert "Everything planned was looked at" in patient.coverage
    assert hasty.tests < patient.tests


def test_findings_are_heard_of_one_by_one(truth, tmp_path):
    case = truth.planted(7005)
    path = tmp_path / "clean.parquet"
    truth.write(case.frame, path)
    heard, steps = [], []
    findings = find_with_coverage(
        path, truth.profile_of(case.frame), found=heard.append, progress=lambda share, step: steps.append(share)
    )
    sure = [insight for insight in findings.insights if insight.p_value < 1e-9]
    assert sure
    assert {(i.kind, i.columns) for i in sure} <= {(i.kind, i.columns) for i in heard}
    assert steps == sorted(steps)
    assert steps[-1] == 1.0


def test_a_table_too_small_to_judge_says_so(truth, tmp_path):
    case = truth.planted(7003)
    frame = case.frame.head(12)
    path = tmp_path / "clean.parquet"
    truth.write(frame, path)
    findings = find_with_coverage(path, truth.profile_of(frame))
    assert findings.insights == ()
    assert "too few" in findings.coverage


def test_a_missing_table_is_one_clear_sentence(tmp_path):
    with pytest.raises(AnalyticsError, match="clean the file first"):
        find_with_coverage(tmp_path / "none.parquet", Profile(0, ()))


def test_importing_the_room_brings_no_heavy_library():
    heavy = "('pandas', 'scipy', 'statsmodels', 'numpy')"
    code = f"import sys, analytics.insights; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
