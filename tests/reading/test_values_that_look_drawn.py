"""Rows that look like something else: dashes and stars that stand for no value, numbers above words, equal words."""

import json

import pytest
from text_help import reading

from analytics.reading import json_names


def test_dashes_for_no_value_are_rows(tmp_path):
    text = "open,high,low\n1,2,3\n2,3,4\n---,---,---\n3,4,5\n4,5,6\n---,---,---\n5,6,7\n"
    table = reading(tmp_path, text)
    assert table.columns == ["open", "high", "low"]
    assert len(table.rows) == 7
    assert table.rows[2] == ("---", "---", "---")


def test_dashes_right_below_the_names_are_a_drawn_line(tmp_path):
    table = reading(tmp_path, "name,n\n----,----\na,1\nb,2\n")
    assert (table.columns, table.rows) == (["name", "n"], [("a", "1"), ("b", "2")])


def test_stars_in_one_column_are_a_value(tmp_path):
    table = reading(tmp_path, "password\nhello1\n**********\nworld2\n############\nfoo3\n")
    assert table.columns == ["password"]
    assert [row[0] for row in table.rows] == ["hello1", "**********", "world2", "############", "foo3"]


@pytest.mark.parametrize(
    "text",
    [
        "Country,2023\nGermany,yes please\nFrance,no thanks\nItaly,maybe so\n",
        "Question,1,3,5\nHow are you,good,bad,fine\nWho,me,you,they\nWhere,here,there,off\n",
        "Status,Type,Note\nActive,Type,hello\n",
    ],
)
def test_a_header_may_hold_a_number_or_a_word_that_comes_again(tmp_path, text):
    table = reading(tmp_path, text)
    assert table.columns == text.partition("\n")[0].split(",")
    assert len(table.rows) == text.count("\n") - 1


@pytest.mark.parametrize("sign", ["~", "^", "\x01", "¦"])
def test_addresses_in_the_first_column_are_parted_from_the_others(tmp_path, sign):
    rows = "".join(f"http://example.org/p{n}{sign}name {n}{sign}{n * 3}\n" for n in range(12))
    table = reading(tmp_path, f"url{sign}name{sign}count\n{rows}")
    assert table.columns == ["url", "name", "count"]
    assert table.rows[1] == ("http://example.org/p1", "name 1", "3")


def test_the_lists_of_a_document_are_gathered_once(tmp_path, monkeypatch):
    """Not once for each of its tables, of which there may be thousands."""
    seen = []
    within = json_names.lists_in

    def counted(value, *where):
        seen.append(where)
        return within(value, *where)

    monkeypatch.setattr(json_names, "lists_in", counted)
    document = {f"k{n}": [[1, 2], [3, 4]] for n in range(300)}
    table = reading(tmp_path, json.dumps(document), "a.json")
    assert table.rows == [("1", "2"), ("3", "4")]
    assert len(seen) < 5
