"""A row that a finer key tells apart from its group is no mistake; a mistyped key tells nothing apart."""

from __future__ import annotations

from test_suggestions import cleaned, proposed

TOWNS = ("Oslo", "Bern", "Rome", "Lima", "Kyiv", "Riga", "Cork", "Bonn")
NAMES = ("Anchor", "Boar", "Crown", "Dragon", "Eagle", "Fox", "Goose", "Hare")
HEAD = ["licence", "inn", "town"]


def inns() -> list[list[str | None]]:
    """Sixty inns with a licence each, in eight rows each; the name is theirs alone, and so is the licence."""
    return [
        [f"L-{700 + number}", f"{NAMES[number % 8]} {number}", TOWNS[number // 8 % 8]]
        for number in range(60)
        for _ in range(8)
    ]


def votes(folder, rows):
    steps = [step for step in proposed(folder, HEAD, rows).values() if step.op == "vote"]
    return cleaned(folder, *steps) if steps else None


def test_a_namesake_with_a_licence_of_its_own_keeps_its_town(tmp_path):
    rows = inns()
    rows[100] = ["L-999", rows[100][1], "Ghent"]
    clean = votes(tmp_path, rows)
    assert clean is None or clean[100]["town"] == "Ghent"


def test_without_another_licence_the_odd_town_is_put_right(tmp_path):
    rows = inns()
    rows[100] = [rows[100][0], rows[100][1], "Ghent"]
    clean = votes(tmp_path, rows)
    assert clean is not None
    assert clean[100]["town"] == rows[101][2]


def test_a_mistyped_licence_does_not_save_a_wrong_town(tmp_path):
    rows = inns()
    rows[100] = [str(rows[100][0])[:-1] + "x", rows[100][1], "Ghent"]
    clean = votes(tmp_path, rows)
    assert clean is not None
    assert clean[100]["town"] == rows[101][2]
