"""Text of any length can stand in a cell, a name or a number format: patterns must not go over it again and again.

Each text here is so long that a pattern which does would hold its test up far beyond the limit of a test.
"""

from __future__ import annotations

import pytest

from analytics import reading
from analytics.reading import periods, ragged
from analytics.reading.workbook_formats import CODE, DATE, GENERAL, NUMBER, PERCENT, TEXT, style_of
from analytics.reading.workbook_heading import heading
from analytics.reading.workbook_parts import iso_text
from analytics.reading.workbook_rows import lookalikes

NUMBERS = [
    "1",
    "-1",
    "( 1,234.50 )",
    "$ 5",
    "-€ 1 000,50",
    "+ $ -3",
    "5 %",
    " 1e5 ",
    "1.5E-3 %",
    "1'000 €)",
    "9\u00a0999 ",
]
WORDS = ["", "-", "1x", "e5", "5 % x", "$", "1 ) )", "(x)", "5 % %", "1 f5"]
BLANKS = "1" + " " * 50_000 + "x"


@pytest.mark.parametrize("number", NUMBERS)
def test_numbers_with_their_signs_and_blanks_are_numbers(number):
    assert ragged.coarse(number).startswith("n")
    assert lookalikes([[number]], [[TEXT]]) == [[CODE]]


@pytest.mark.parametrize("word", WORDS)
def test_what_is_almost_a_number_is_none(word):
    assert not ragged.coarse(word).startswith("n")
    assert lookalikes([[word]], [[TEXT]]) == [[TEXT]]


def test_a_number_before_blanks_without_end():
    assert ragged.coarse(BLANKS) == "x "
    assert ragged.coarse(BLANKS[:-1]) == "n"


def test_names_of_any_length_are_no_periods():
    names = ["region", *(f"{'x' * 200_000}{year}" for year in range(2010, 2020))]
    assert periods.find(names) is None
    found = periods.find([*names, "2020", "2021", "2022", "2023", "2024", "2025"])
    assert found is not None
    assert found.places == tuple(range(11, 17))


@pytest.mark.parametrize("code", ["[" * 1_000_000, "0" + "0-" * 500_000 + "x", '"' * 1_000_000, "yyyy" + '"-"' * 1000])
def test_a_number_format_longer_than_any_program_writes_says_nothing(code):
    assert style_of(code) == GENERAL


def test_ordinary_number_formats_say_what_they_did():
    assert style_of("yyyy-mm-dd").kind == DATE
    assert style_of("0.00%").kind == PERCENT
    assert style_of('#,##0.00;[Red]-#,##0.00;"none"') == GENERAL
    assert GENERAL.kind == NUMBER


def test_a_moment_of_any_length_is_text():
    assert iso_text("2031-02-13T00:00:00") == ("2031-02-13", DATE)
    assert iso_text("T00:00:00." * 100_000)[1] == TEXT


def test_sentences_in_the_first_row_are_data_and_blanks_without_end_are_no_sentence():
    sentence = "Take a look at the remarks below."
    texts: list[list[str | None]] = [[sentence, "x"]] + [[f"Then {sentence}", f"y{n}"] for n in range(9)]
    kinds = [[TEXT, TEXT]] * len(texts)
    assert heading(texts, kinds, []).count == 0
    texts[0][0] = "Remark" + " " * 5000 + "b"
    assert heading(texts, kinds, []).count == 1


@pytest.mark.parametrize(("name", "content"), [
    ("a.csv", "{0},b,{0}\n" + "1,2,3\n" * 5), ("a.json", '[{{"{0}": 1, "b": 2, "{0}!": 3}}]'),
    ("a.xls", "<table><tr><td>{0}</td><td>b</td><td>{0}</td></tr><tr><td>1</td><td>2</td><td>3</td></tr></table>"),
])  # fmt: skip
def test_a_name_of_a_megabyte_is_cut_and_told(tmp_path, name, content):
    path = tmp_path / name
    path.write_text(content.format("k" * 1_000_000))
    table = reading.read(path, tmp_path / "out", name=name)
    assert table.columns == ("k" * 1000 + "…", "b", "k" * 1000 + "…_2")
    assert any("The names of 2 columns are longer than 1,000 characters" in p.problem for p in table.problems)


def test_the_question_of_a_survey_is_a_name_as_it_stands(tmp_path):
    question = " ".join(["How", "satisfied", "are you with it?"] * 25)
    path = tmp_path / "a.csv"
    path.write_text(f"id,{question}\n1,2\n2,5\n3,1\n")
    table = reading.read(path, tmp_path / "out", name="a.csv")
    assert table.columns == ("id", question)
    assert not any("longer" in p.problem for p in table.problems)
