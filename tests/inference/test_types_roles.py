"""What a column is good for: telling rows apart, grouping them, being added up, saying when."""

from __future__ import annotations

import random

import pytest

DRAW = random.Random(5)
COLUMNS = {
    "running numbers": ("order_id", [str(1000 + i) for i in range(200)], "identifier"),
    "keys that another table owns": ("customer_id", [str(DRAW.randrange(40)) for _ in range(200)], "category"),
    "keys without a telling name": ("k", [f"A{i:05}" for i in range(200)], "identifier"),
    "amounts": ("betrag", [f"{DRAW.random() * 100:.2f}" for _ in range(200)], "measure"),
    "counts of things": ("number_of_rooms", [str(DRAW.randrange(1, 9)) for _ in range(200)], "measure"),
    "few words": ("farbe", [DRAW.choice(("rot", "grün", "blau")) for _ in range(200)], "category"),
    "zero and one": ("smoker", [DRAW.choice("01") for _ in range(200)], "category"),
    "years": ("year", [str(DRAW.randrange(1990, 2024)) for _ in range(200)], "category"),
    "days": ("tag", [f"2024-01-{1 + i % 28:02}" for i in range(200)], "time"),
    "sentences": ("notes", [f"The customer called {i} times and was happy then" for i in range(200)], "text"),
    "one value": ("currency", ["EUR"] * 200, "constant"),
    "zip codes": ("zip", [f"{DRAW.randrange(30):05}" for _ in range(200)], "category"),
    "web addresses": ("url", [f"https://example.org/{i}" for i in range(200)], "text"),
}


@pytest.mark.parametrize(("name", "texts", "role"), COLUMNS.values(), ids=COLUMNS)
def test_the_role_is_what_a_person_would_say(look, name, texts, role):
    profile, _ = look(**{name: texts})
    assert profile.columns[0].role == role
    assert f"As {role}: " in profile.columns[0].why


def test_a_person_may_say_otherwise(look):
    profile, _ = look(zip=["02134", "10001"], decisions={"zip": "integer"})
    assert profile.column("zip").type == "integer"
    assert "as was decided" in profile.column("zip").why

    profile, values = look(store=["12", "14", "15"], decisions={"store": "category"})
    assert (profile.column("store").type, profile.column("store").role) == ("integer", "category")
    assert values["store"] == ["12", "14", "15"]
