"""What was planted is told, hardly anything else is, and on noise there is silence."""

from __future__ import annotations

from collections import Counter

from analytics.cli.insights import public
from analytics.insights import find


def test_most_planted_facts_are_found_and_nearly_all_findings_are_true(searched, truth):
    verdicts, facts, hit = Counter(), 0, 0
    for case, findings in searched:
        result = truth.judge(case, [public(insight) for insight in findings.insights])
        verdicts.update(result["verdicts"])
        facts += result["facts"]
        hit += result["hit"]
    assert hit / facts >= 0.85
    assert verdicts["right"] / (verdicts["right"] + verdicts["false"] + verdicts["trivial"]) >= 0.9
    assert verdicts["trivial"] == 0


def test_noise_stays_silent(truth, tmp_path):
    talkative = 0
    for seed in range(20):
        case = truth.noise(seed, memory=seed % 2 == 1)
        path = tmp_path / f"{seed}.parquet"
        truth.write(case.frame, path)
        talkative += bool(find(path, truth.profile_of(case.frame)))
    assert talkative <= 2


def test_findings_speak_the_contract(searched):
    kinds = set()
    for case, findings in searched:
        strengths = [insight.strength for insight in findings.insights]
        assert strengths == sorted(strengths, reverse=True)
        for insight in findings.insights:
            kinds.add(insight.kind)
            assert 0 <= insight.strength <= 1
            assert 0 <= insight.p_value <= 0.01
            assert set(insight.columns) <= {*case.frame.columns, "__rows__"}
            assert insight.text.endswith(".")
            assert insight.chart is not None
            assert insight.evidence["test"]
            if insight.kind in ("trend", "change_point", "anomaly", "driver"):
                assert insight.direction in ("up", "down")
            if insight.kind == "correlation":
                assert insight.direction in ("positive", "negative", "nonmonotonic")
            if insight.kind == "seasonality":
                assert insight.period in ("daily", "weekly", "monthly", "yearly")
            if insight.kind == "simpson":
                assert list(insight.segment.values()) == [None]
            if insight.agg is not None:
                assert insight.agg in ("sum", "mean", "count")
    assert len(kinds) >= 8


def test_the_same_table_gives_the_same_findings(truth, tmp_path):
    case = truth.planted(7100)
    path = tmp_path / "clean.parquet"
    truth.write(case.frame, path)
    profile = truth.profile_of(case.frame)
    assert find(path, profile) == find(path, profile)
