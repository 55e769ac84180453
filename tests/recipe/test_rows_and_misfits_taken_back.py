"""Leaving rows out in each of its ways, and emptying misfits, is as if never done once it is switched off."""

from __future__ import annotations

from dataclasses import replace

import pytest
from recipe_help import changes, messy, names, one_of_each, rows, run, step

from analytics.recipe.ops.leave_rows import TESTS

WAYS = {
    "is": step("leave_rows", "state", test="is", value="CA"),
    "is_not": step("leave_rows", "state", test="is_not", value="CA"),
    "contains": step("leave_rows", "city", test="contains", value="elk"),
    "below": step("leave_rows", "amount", test="below", value="11"),
    "above": step("leave_rows", "amount", test="above", value="11"),
    "empty": step("leave_rows", "rating", test="empty", value=""),
    "filled": step("leave_rows", "rating", test="filled", value=""),
    "misfits": step("misfits", "uses", type="integer", parse={}),
}


def test_each_way_of_leaving_rows_out_is_here():
    assert set(WAYS) == {*TESTS, "misfits"}


@pytest.mark.parametrize("way", WAYS)
def test_switched_off_among_all_the_others_it_is_as_if_it_had_never_been(tmp_path, way):
    table, known = messy(tmp_path)
    others = [each for each in one_of_each() if each.op != WAYS[way].op]
    found = []
    for folder, steps in (
        ("on", [*others, WAYS[way]]),
        ("off", [*others, replace(WAYS[way], enabled=False)]),
        ("never", others),
    ):
        run(table, known, steps, tmp_path / folder)
        clean = tmp_path / folder / "clean.parquet"
        found.append((names(clean), rows(clean), changes(tmp_path / folder)))
    on, off, never = found
    assert off == never
    assert on != never
