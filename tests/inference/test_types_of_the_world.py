"""Numbers, money, dates and yes/no as many places write them become the values that were meant."""

from __future__ import annotations

import pytest

KEPT = {
    "leading zeros": ["02134", "00501", "10001"],
    "more digits than a number keeps": ["9007199254740993", "9007199254740995", "12345678901234567890"],
    "codes with an E": ["1E5", "22E7", "3E10"],
    "version numbers": ["1.2.3", "1.10.0", "2.0.1"],
    "ranges": ["1-10", "11-50", "51+"],
    "Namibia among countries": ["NA", "DE", "US", "NA"],
    "people called Null": ["Null", "Smith", "None", "True"],
    "genes": ["SEPT2", "MARCH1", "DEC1"],
    "addresses of machines": ["192.168.1.1", "10.0.0.254"],
    "Norway alone": ["NO", "NO", "NO"],
    "hexadecimal": ["0x1F", "0xFF", "0x00"],
    "goals": ["3-2", "1-0"],
    "card numbers": ["1234 5678 9012 3456", "2222 3333 4444 5555"],
    "a day that no calendar has": ["2023-02-31", "2023-02-28"],
    "two decimal marks": ["1.234,5", "1,234.5"],
}
READ = {
    "German": (["1.234,56", "0,5", "-7,25"], "decimal", ["1234.56", "0.5", "-7.25"]),
    "Swiss": (["1’234.50", "7.25", "12'000.00"], "decimal", ["1234.5", "7.25", "12000"]),
    "French": (["1\u202f234,56", "0,5"], "decimal", ["1234.56", "0.5"]),
    "Indian": (["1,23,456", "12,34,567"], "integer", ["123456", "1234567"]),
    "accountants": (["(1,234.50)", "7.00"], "decimal", ["-1234.5", "7"]),
    "typographers": (["−5", "4"], "integer", ["-5", "4"]),
    "laboratories": (["1.5e-05", "2.0E+3", "3.25"], "decimal", ["0.000015", "2000", "3.25"]),
    "nothing": (["NA", "12", "—", "n/a"], "integer", [None, "12", None, None]),
    "euros": (["1.234,50 €", "0,99 €"], "currency", ["1234.5", "0.99"]),
    "rupees": (["₹1,23,456.00", "Rs. 500"], "currency", ["123456", "500"]),
    "reais": (["R$ 1.234,50", "R$ 0,99"], "currency", ["1234.5", "0.99"]),
    "percent": (["12,5 %", "100%"], "percent", ["0.125", "1"]),
    "Japanese yes": (["はい", "いいえ"], "boolean", ["true", "false"]),
    "Finnish yes": (["Kyllä", "Ei", "kyllä"], "boolean", ["true", "false", "true"]),
    "ticks": (["✓", "✗"], "boolean", ["true", "false"]),
    "a day above twelve": (["01/03/2023", "13/02/2023"], "date", ["2023-03-01", "2023-02-13"]),
    "the American way": (["03/01/2023", "02/13/2023"], "date", ["2023-03-01", "2023-02-13"]),
    "Portuguese months": (["3 de fevereiro de 2023", "4 de abril de 2023"], "date", ["2023-02-03", "2023-04-04"]),
    "Russian months": (["13 февраля 2023 г.", "1 марта 2023 г."], "date", ["2023-02-13", "2023-03-01"]),
    "Polish months": (["13 lutego 2023", "1 listopada 2023"], "date", ["2023-02-13", "2023-11-01"]),
    "Chinese dates": (["2023年2月13日", "2023年12月1日"], "date", ["2023-02-13", "2023-12-01"]),
    "Hungarian dates": (["2023. február 13.", "2023. március 1."], "date", ["2023-02-13", "2023-03-01"]),
    "ordinals": (["13th of February, 2023", "1st of March, 2023"], "date", ["2023-02-13", "2023-03-01"]),
    "months": (["01/2023", "12/2023"], "date", ["2023-01-01", "2023-12-01"]),
    "year first": (["23-02-13", "23-12-31", "23-10-01"], "date", ["2023-02-13", "2023-12-31", "2023-10-01"]),
    "server logs": (["13/Feb/2023:10:00:01 +0000"], "datetime", ["2023-02-13 10:00:01"]),
    "offsets": (["2024-01-05T10:30:00+02:00", "2024-01-05T10:30:00Z"], "datetime", ["2024-01-05 08:30:00",
                "2024-01-05 10:30:00"]),
    "afternoons": (["10:30 a.m.", "1:45 p.m."], "time", ["10:30:00", "13:45:00"]),
}  # fmt: skip
ASKED = {
    "no day above twelve": (["01/02/2023", "03/04/2023"], "day_first", ["2023-02-01", "2023-04-03"]),
    "a year like a day": (["23-02-13", "24-12-31"], "year_first", ["2023-02-13", "2024-12-31"]),
    "two currencies": (["$5", "€7"], "currency", ["5", "7"]),
    "percent now and then": (["12%", "7"], "percent", ["0.12", "0.07"]),
    "south or yes": (["S", "N", "S"], "boolean", ["true", "false", "true"]),
    "one unit": (["12 kg", "7 kg"], "number", ["12", "7"]),
}


@pytest.mark.parametrize("texts", KEPT.values(), ids=KEPT)
def test_texts_that_only_look_like_numbers_keep_every_character(look, texts):
    profile, values = look(value=texts)
    assert profile.columns[0].type == "text"
    assert values["value"] == texts
    assert not profile.columns[0].ambiguous


@pytest.mark.parametrize(("texts", "kind", "meant"), READ.values(), ids=READ)
def test_what_a_place_writes_is_read_as_it_was_meant(look, texts, kind, meant):
    profile, values = look(value=texts)
    assert (profile.columns[0].type, values["value"]) == (kind, meant)
    assert profile.columns[0].why.startswith("E")  # “Every cell …” or “Each … has …”


@pytest.mark.parametrize(("texts", "answer", "meant"), ASKED.values(), ids=ASKED)
def test_what_nobody_can_know_stays_text_until_one_question_is_answered(look, texts, answer, meant):
    profile, values = look(value=texts)
    column = profile.columns[0]
    assert (column.type, values["value"]) == ("text", texts)
    assert column.ambiguous
    assert column.question.endswith("?")
    assert answer in column.choices
    decided, values = look(value=texts, decisions={"value": answer})
    assert values["value"] == meant
    assert not decided.columns[0].ambiguous
    assert "as was decided" in decided.columns[0].why


def test_the_mark_that_one_column_proves_makes_another_a_question(look):
    profile, _ = look(price=["1.234,56", "0,99", "12,50"], weight=["1.234", "2.567", "3.125"])
    assert profile.column("price").type == "decimal"
    assert profile.column("weight").ambiguous
    assert "“price” has “,” as decimal mark" in profile.column("weight").question


def test_one_late_cell_is_enough_to_change_the_type_and_the_reason_names_it(look):
    profile, values = look(n=[str(i) for i in range(30_000)] + ["twelve"])
    column = profile.column("n")
    assert column.type == "text"
    assert "30,000 of 30,001 cells are whole numbers, but “twelve” is not" in column.why
    assert values["n"][-1] == "twelve"


def test_a_day_above_twelve_in_the_last_row_decides_the_order(look):
    profile, values = look(d=["01/02/2023", "03/04/2023"] * 5000 + ["28/02/2023"])
    assert profile.column("d").type == "date"
    assert values["d"][0] == "2023-02-01"


def test_drawn_columns_of_the_world_come_out_right(score, tmp_path):
    results = [(drawn, score.judge(drawn, tmp_path)) for drawn in score.columns(4200, 60)]
    for drawn, result in results:
        assert result["type"], (drawn.family, drawn.texts[:5], result["column"].why)
        assert result["values"], (drawn.family, drawn.texts[:5], result["got"][:5])
        assert result["asked"], (drawn.family, drawn.texts[:5], result["column"].question)


def test_dates_are_explained_by_an_example_and_not_by_directives(look):
    profile, _ = look(day=["2024-01-31", "05.02.2024", "2024-03-17", "28.04.2024"])
    why = profile.column("day").why
    assert "2024-12-31 or 31.12.2024" in why
    assert "%" not in why
