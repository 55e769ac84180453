"""The headline narrative, and what changed between two versions, in words."""

from __future__ import annotations

from dataclasses import replace

from analytics.insights import compare, narrative
from analytics.schema import Column, Insight, Profile

PROFILE = Profile(
    1200,
    (
        Column("when", "date", "time", 0, 400, "2023-01-01", "2024-02-04"),
        Column("amount", "decimal", "measure", 3, 900),
        Column("note", "text", "text", 600, 300),
    ),
)
TREND = Insight("trend", ("amount",), "The average of “amount” rose.", 0.9, direction="up", effect=0.6)
SPIKE = Insight("anomaly", ("__rows__",), "A spike.", 0.8, direction="up", at=["2023-05-01"], effect=0.5)


def test_the_narrative_opens_with_the_table_tells_findings_and_ends_with_a_caution():
    sentences = narrative(PROFILE, [TREND, SPIKE])
    assert sentences[0] == "The table has 1,200 rows and 3 columns, from 1 Jan 2023 to 4 Feb 2024."
    assert sentences[1:3] == [TREND.text, SPIKE.text]
    assert "“note” is empty in 50 % of the rows" in sentences[-1]
    assert 3 <= len(sentences) <= 5


def test_a_table_without_findings_still_gets_three_sentences():
    assert len(narrative(PROFILE, [])) == 3


def test_what_changed_is_said_by_new_gone_stronger_and_weaker():
    later = [replace(TREND, effect=0.8), replace(SPIKE, at=["2024-01-09"])]
    changes = compare([TREND, SPIKE], later)
    assert [insight.kind for insight in changes.stronger] == ["trend"]
    assert changes.new == (later[1],)
    assert changes.gone == (SPIKE,)
    assert any(sentence.startswith("Stronger than before: the trend of “amount”") for sentence in changes.sentences)


def test_an_unchanged_list_says_that_nothing_changed():
    changes = compare([TREND, SPIKE], [TREND, SPIKE])
    assert changes.same == 2
    assert changes.sentences == ("The same findings hold as before.",)


def test_a_table_with_one_measure_tells_its_rhythm_and_its_odd_day_too():
    rhythm = Insight("seasonality", ("amount",), "A weekly rhythm.", 0.6, effect=0.4)
    again = Insight("trend", ("amount",), "The average of “amount” in the north rose.", 0.5, direction="up", effect=0.3)
    odd = Insight("anomaly", ("amount",), "An odd day.", 0.4, direction="up", at=["2023-05-01"], effect=0.5)
    other = Insight("outlier", ("size",), "A far value.", 0.3, effect=0.2)
    assert narrative(PROFILE, [TREND, rhythm, again, odd])[1:-1] == [TREND.text, rhythm.text, odd.text]
    assert narrative(PROFILE, [TREND, rhythm, again, odd, other])[1:-1] == [TREND.text, rhythm.text, other.text]


def test_a_table_of_one_day_says_so():
    day = replace(PROFILE.columns[0], type="datetime", min="2025-06-01 00:00:00", max="2025-06-01 23:59:59")
    profile = replace(PROFILE, columns=(day, *PROFILE.columns[1:]))
    assert narrative(profile, [])[0] == "The table has 1,200 rows and 3 columns, all from 1 Jun 2025."


def test_the_story_tells_of_parts_of_time_and_of_relations_before_it_repeats_itself():
    first = Insight("ranking", ("revenue",), "Bikes lead.", 0.9)
    share = Insight("dominance", ("category",), "Bikes make up most.", 0.85)
    second = Insight("ranking", ("price",), "Bikes cost most.", 0.8)
    rhythm = Insight("seasonality", ("__rows__",), "A weekly rhythm.", 0.7)
    together = Insight("correlation", ("days", "rating"), "Slow is bad.", 0.5)
    assert narrative(PROFILE, [first, share, second, rhythm, together])[1:-1] == [
        first.text,
        rhythm.text,
        together.text,
    ]
    assert narrative(PROFILE, [first, share, second, rhythm])[1:-1] == [first.text, share.text, rhythm.text]


def test_a_table_of_no_or_one_row_or_column_is_told_as_such():
    one = replace(PROFILE, columns=PROFILE.columns[1:2])
    assert narrative(replace(PROFILE, rows=0), []) == ["The table has no rows."]
    assert narrative(replace(PROFILE, rows=1), [])[0] == "The table has 1 row and 3 columns."
    assert narrative(one, [])[0] == "The table has 1,200 rows and 1 column."
    assert narrative(replace(one, rows=1), [])[0] == "The table has 1 row and 1 column."
