"""A sentence that quotes the file is one line that can be read, whatever stands in the file."""

from __future__ import annotations

import json

import pytest
from formats_help import packed

from analytics import reading
from analytics.schema import AnalyticsError


def refusal(path) -> str:
    with pytest.raises(AnalyticsError) as refused:
        reading.read(path, path.parent / "out", name=path.name)
    return str(refused.value)


@pytest.mark.parametrize("unseen", ["\0", "\x1b[31m", "\u202e", "\x9b", "\x7f"])
def test_signs_that_cannot_be_seen_are_shown_as_such(tmp_path, unseen):
    path = tmp_path / "a.json"
    path.write_text("[" + '{"place": "Köln"}, ' * 50 + '{"pla' + unseen + 'ce" 5}]')
    sentence = refusal(path)
    assert sentence.startswith("The JSON is not valid in line 1, near ")
    assert "�" in sentence
    assert unseen[0] not in sentence
    assert "ce" in sentence


def test_names_of_several_lines_are_told_on_one(tmp_path):
    path = packed(tmp_path / "a.zip", {"two\r\nlines\u2028.csv": b"a,b\n1,2\n" * 50})
    spoilt = bytearray(path.read_bytes())
    place = spoilt.index(b".csv") + 4 + 20  # behind the name and what tells large sizes
    spoilt[place : place + 8] = b"\xff" * 8
    path.write_bytes(spoilt)
    sentence = refusal(path)
    assert "two lines .csv" in sentence
    assert len(sentence.splitlines()) == 1


def test_what_can_be_seen_stays_as_it_is():
    words = "“Łódź — 数据 👩🏽‍🔬 é”\u00a0is no name."
    assert str(AnalyticsError(words)) == words
    assert str(AnalyticsError(json.loads('"a\\ud800b"'))) == "a�b"
