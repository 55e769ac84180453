"""Quotes whose ends are looked for in vain: under a dialect that is not the file's, or where most are strays."""

import random

import pytest

from analytics.reading.cells import Dialect
from analytics.reading.dialect import detect
from analytics.reading.tokens import Records

WORDS = ["Date of visit", "Kind", "Where, and by whom", "n", "Paid (net)", "Code", "Remark of the clerk"]


def wide(rows=140, columns=70, seed=1):
    """A sound table in quotes, whose cells hold blanks: parted at those, nearly every line has an open quote."""
    chance = random.Random(seed)
    return [",".join(f'"{chance.choice(WORDS)}"' for _ in range(columns)) + ",5\n" for _ in range(rows)]


def strays(rows=3000):
    """A table in which each row has a quote that is never closed."""
    return [f'{n},"{n} inches,{n % 7}\n' for n in range(rows)]


@pytest.fixture
def looked(monkeypatch):
    """The characters that were cut, so often as they were."""
    sizes = []
    cut = Dialect.cut

    def counted(self, text, **how):
        sizes.append(len(text))
        return cut(self, text, **how)

    monkeypatch.setattr(Dialect, "cut", counted)
    return sizes


def test_a_wrong_dialect_is_given_up_soon(looked):
    lines = wide()
    found = detect(lines)
    assert (found.dialect.delimiter, found.dialect.quote, found.width) == (",", '"', 71)
    assert sum(looked) < 20 * sum(map(len, lines))


def test_strays_in_each_row_cost_in_proportion(looked):
    costs = []
    for rows in (3000, 6000):
        looked.clear()
        records = list(Records(strays(rows), Dialect(",", '"'), 3))
        assert [len(record.cells) for record in records] == [3] * rows
        assert all(record.odd for record in records)
        costs.append(sum(looked))
    assert costs[1] < 2.5 * costs[0]


def test_a_cell_of_many_lines_is_still_one_behind_many_strays():
    lines = [*strays(200), '7,"first\n', *(f'line "" {n}\n' for n in range(12)), 'last",1\n', "8,b,2\n"]
    records = list(Records(lines, Dialect(",", '"'), 3))
    assert len(records) == 202
    assert records[-2].cells[1].startswith("first\nline")
    assert records[-2].cells[1].endswith("\nlast")
