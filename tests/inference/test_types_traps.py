"""Files with one trap each go the whole way: read, profiled, cleaned by the safe steps."""

from __future__ import annotations


def test_every_value_is_right_and_every_question_is_asked(shared_fixtures, score, capsys):
    score.score_traps(shared_fixtures / "traps")
    said = capsys.readouterr().out
    summary = said.strip().splitlines()[-1]
    assert summary == "76 columns: 76 with every value right; 2 of 2 questions asked, 0 more", said
