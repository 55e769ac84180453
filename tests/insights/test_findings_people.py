"""What people do with findings, what lies behind them, and what is new since the version before."""

from __future__ import annotations

from findings_help import FAR, NORTH, SPIKE, finding


def test_a_dismissed_finding_is_dismissed_in_every_version_and_comes_back_everywhere(dataset, version):
    from core.versions import findings

    old, new = version([finding(), NORTH]), version([finding(effect=0.7, text="“price” rose by 20 %."), NORTH])
    assert findings.decide(dataset, new.insights.first(), "dismiss")
    assert [row.dismissed for row in (*old.insights.all(), *new.insights.all())] == [True, False, True, False]
    assert findings.decide(dataset, new.insights.first(), "restore")
    assert not old.insights.filter(dismissed=True).exists()
    assert not findings.decide(dataset, new.insights.first(), "explode")


def test_a_fall_is_another_finding_than_a_rise_and_other_days_than_these(dataset, version):
    from core.versions import findings

    later = finding(kind="anomaly", columns=("__rows__",), at=["2024-06-02"], text="Another spike.")
    made = version([finding(), finding(direction="down"), SPIKE, later])
    assert len({findings.key_of(row) for row in made.insights.all()}) == 4


def test_comments_stay_with_a_finding_when_it_is_found_again(dataset, version, people):
    from core.versions import findings

    first = version([finding()])
    findings.comment(dataset, first.insights.get(), people.viewer, "  Because of the new tariff.\r\nAsk Ann. ")
    assert findings.comment(dataset, first.insights.get(), people.viewer, " \n ") is None
    second = version([NORTH, finding(effect=0.9)])
    ranking, trend = second.insights.all()
    assert [each.text for each in findings.comments(dataset, trend)] == ["Because of the new tariff.\nAsk Ann."]
    assert findings.comment_counts(dataset, [ranking, trend]) == {ranking.pk: 0, trend.pk: 1}
    findings.uncomment(dataset, people.owner, findings.comments(dataset, trend)[0].pk)
    assert findings.comments(dataset, trend), "only its author takes a comment back"
    findings.uncomment(dataset, people.viewer, findings.comments(dataset, trend)[0].pk)
    assert not findings.comments(dataset, trend)


def test_the_rows_behind_are_those_that_the_finding_speaks_of(version):
    from core.versions import findings

    made = version([SPIKE, NORTH, FAR, finding()])
    spike, north, far, trend = made.insights.all()
    assert findings.behind(spike).said == "1 row: “day” on 20 Jan 2024."
    assert findings.behind(spike).numbers == (20,)
    assert findings.behind(north, limit=2).total == 40
    assert findings.behind(north).columns[:2] == ("price", "region")
    assert findings.behind(far).numbers == (4, 18)
    assert findings.behind(trend, offset=50, limit=50).numbers == tuple(range(51, 61))


def test_what_is_new_is_told_with_the_key_measures(dataset, version):
    from core.versions import findings

    old = version([finding(), NORTH], mean=50.0, rows=40)
    assert findings.since_last(old) is None
    new = version([finding(effect=0.9), SPIKE], mean=75.0, rows=60)
    earlier, changes = findings.since_last(new)
    assert earlier == old
    assert changes.measures == (
        "60 rows instead of 40 (+50 %).",
        "The average of “price” is 75, before 50 (+50 %).",
    )
    assert "New: A spike of rows." in changes.sentences
    assert "No longer found: North is highest." in changes.sentences
    assert any(sentence.startswith("Stronger than before: the trend of “price”") for sentence in changes.sentences)
    assert findings.news(new, limit=2) == list(changes.measures)
    assert findings.news(old) == []


def test_a_dismissed_finding_is_no_news(dataset, version):
    from core.versions import findings

    version([finding()])
    new = version([finding(), SPIKE])
    findings.decide(dataset, new.insights.get(kind="anomaly"), "dismiss")
    assert findings.since_last(new)[1].new == ()


def test_a_step_that_is_dated_a_few_days_later_is_the_same_step():
    from analytics.insights import compare

    one = finding(kind="change_point", at="2024-01-30")
    assert compare([one], [finding(kind="change_point", at="2024-02-03")]).same == 1
    assert compare([one], [finding(kind="change_point", at="2024-03-30")]).new


def test_how_we_know_reads_as_sentences_do():
    from core.versions import evidence

    shown = dict(evidence.facts(SPIKE.to_json()))
    assert shown["Measured"] == "7 on average, 20 Jan 2024 (7 rows)"
    assert shown["Rows behind it"] == "100"


def test_the_story_leaves_out_what_was_dismissed(dataset, version):
    from core.versions import findings

    made = version([finding(), SPIKE])
    findings.decide(dataset, made.insights.get(kind="anomaly"), "dismiss")
    assert "“price” rose by 10 %." in findings.story(made)
    assert "A spike of rows." not in findings.story(made)
