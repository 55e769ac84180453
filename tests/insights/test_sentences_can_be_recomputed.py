"""Every number in a sentence is computed again, from the data frame and by pandas alone, and has to come out the
same."""

from __future__ import annotations


def test_every_number_of_every_sentence_comes_out_the_same(searched, sentences):
    checked = 0
    for case, findings in searched:
        for _, trouble in sentences.check(case.frame, list(findings.insights)):
            assert not trouble
            checked += 1
    assert checked >= 50
