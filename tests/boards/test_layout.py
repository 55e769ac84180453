"""Widgets never cover each other, and nothing moves that does not have to."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.boards import autoboard
from core.boards.layout import COLUMNS, Cell, free_place, push_down


@st.composite
def cells(draw: st.DrawFn) -> Cell:
    w = draw(st.integers(1, COLUMNS))
    return Cell(draw(st.integers(0, COLUMNS - w)), draw(st.integers(0, 20)), w, draw(st.integers(1, 6)))


def arranged(others: list[Cell]) -> dict[int, Cell]:
    """The cells without overlaps, as a board holds them."""
    board: dict[int, Cell] = {}
    for number, cell in enumerate(others):
        x, y = free_place(board.values(), cell.w, cell.h)
        board[number] = Cell(x, y, cell.w, cell.h)
    return board


@given(cells(), st.lists(cells(), max_size=8))
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_after_a_move_no_two_widgets_overlap(moved: Cell, others: list[Cell]) -> None:
    board = arranged(others)
    shifted = push_down(moved, board)
    after = [moved] + [Cell(c.x, shifted.get(pk, c.y), c.w, c.h) for pk, c in board.items()]
    assert not any(a.covers(b) for i, a in enumerate(after) for b in after[i + 1 :])


@given(cells(), st.lists(cells(), max_size=8))
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_widget_is_pushed_only_downwards_and_only_if_something_is_in_its_way(moved: Cell, others: list[Cell]) -> None:
    board = arranged(others)
    shifted = push_down(moved, board)
    assert all(y > board[pk].y for pk, y in shifted.items())
    if not any(moved.covers(cell) for cell in board.values()):
        assert shifted == {}


def test_a_new_widget_takes_the_first_free_place_from_the_top_left() -> None:
    assert free_place([], 6, 4) == (0, 0)
    assert free_place([Cell(0, 0, 6, 4)], 6, 4) == (6, 0)
    assert free_place([Cell(0, 0, 6, 4), Cell(6, 0, 6, 4)], 6, 4) == (0, 4)


@pytest.mark.parametrize(("sentences", "rows"), [(1, 2), (3, 2), (4, 3), (6, 3), (7, 4), (40, 6)])
def test_the_sentences_of_an_automatic_dashboard_fill_the_rows_that_they_get(sentences, rows):
    assert autoboard.story_height(autoboard.in_words(["A short one."] * sentences)) == rows
    assert autoboard.story_height(autoboard.in_words(["A long one. " * 22] * 3)) == 3, "each takes two lines"
