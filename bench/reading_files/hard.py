"""Files with several troubles at once."""

from __future__ import annotations

import random
from collections.abc import Iterator

from reading_files import REGIONS, Case, case, lines, maker


@maker
def troubles(rng: random.Random) -> Iterator[Case]:
    """Several things at once, and tables that give little evidence."""
    table = [
        ["Rank", "Country", "Score"],
        *[[str(i + 1), r, f"{rng.uniform(1, 9):.2f}"] for i, r in enumerate(REGIONS)],
    ]
    yield case("rank", lines(table), table)
