"""Short, ragged and turned tables."""

from __future__ import annotations

import random
from collections.abc import Iterator

from reading_files import FIRST, LAST, TOWNS, WORDS, Case, case, lines, maker, numbered, says


@maker
def odd_shapes(rng: random.Random) -> Iterator[Case]:
    """Short, ragged and turned tables."""
    b = [[str(rng.randint(0, 99)), str(rng.randint(0, 99)), f"src/{w}.py"] for w in WORDS]
    yield case("numstat", lines(b, "\t"), numbered(b), file="a.txt")
    b = [[f"{rng.randint(1, 99)}.{rng.randint(0, 9)}M", f"./{w}"] for w in WORDS]
    yield case("du", lines(b, "\t"), numbered(b), file="a.txt")
    b = [
        [w, "x", str(1000 + i), "100", f"{w.title()} {rng.choice(LAST)}", f"/home/{w}", "/bin/sh"]
        for i, w in enumerate(WORDS)
    ]
    yield case("passwd", "".join(":".join(r) + "\n" for r in b), numbered(b), file="passwd.txt")
    yield case(
        "two_rows_semicolon",
        "Zeit;Wert\n2020-01-01 10:00;5,5\n2020-01-01 11:00;6,5\n",
        [["Zeit", "Wert"], ["2020-01-01 10:00", "5,5"], ["2020-01-01 11:00", "6,5"]],
    )
    yield case(
        "one_col_dates",
        "date\n" + "".join(f"2020-01-{i:02d}\n" for i in range(1, 15)),
        [["date"], *[[f"2020-01-{i:02d}"] for i in range(1, 15)]],
    )
    ss = [says(rng) for _ in range(15)]
    yield case(
        "one_col_sentences", "review\n" + "".join(t + "\n" for t in ss), [["review"], *[[t] for t in ss]], file="r.txt"
    )
    ss2 = [f"{rng.choice(FIRST)} {rng.choice(LAST)}" for _ in range(15)]
    yield case(
        "one_col_names_no_header",
        "".join(t + "\n" for t in ss2),
        numbered([[t] for t in ss2]),
        also=[[t] for t in ss2],
        file="r.txt",
    )
    b = [
        [w, f"{rng.randint(1, 99)},{rng.randint(0, 9)} %", f"{rng.randint(1, 99)},{rng.randint(0, 9)} €"] for w in WORDS
    ]
    yield case(
        "de_percent_money",
        lines([["Posten", "Anteil, in %", "Betrag"], *b], ";"),
        [["Posten", "Anteil, in %", "Betrag"], *b],
        code="cp1252",
    )
    b = [[w, *rng.sample(TOWNS, rng.randint(1, 4))] for w in WORDS]
    wmax = max(map(len, b))
    yield case(
        "ragged_lists",
        "".join(",".join(r) + "\n" for r in b),
        numbered([r + [""] * (wmax - len(r)) for r in b]),
        also=[r + [""] * (wmax - len(r)) for r in b],
    )
    b = [[w, str(rng.randint(1, 99))] for w in WORDS]
    yield case(
        "header_multiline_crlf",
        '"Name\r\n(short)","Value\r\n(kg)"\r\n' + lines(b, ",", "\r\n"),
        [["Name (short)", "Value (kg)"], *b],
    )
    yield case("sep_tab", "sep=\t\n" + lines([["a", "b"], *b], "\t"), [["a", "b"], *b])
    t = [
        ["metric", *[f"site {j}" for j in range(12)]],
        *[[w, *[f"{rng.uniform(0, 9):.1f}" for _ in range(12)]] for w in WORDS[:4]],
    ]
    yield case("transposed", lines(t), t)
    t = [
        ["Name", *FIRST],
        ["Age", *[str(rng.randint(20, 60)) for _ in FIRST]],
        ["City", *[rng.choice(TOWNS) for _ in FIRST]],
    ]
    yield case("transposed_people", lines(t), t)
    b = [[w, rng.choice(["#DIV/0!", "#N/A", f"{rng.randint(1, 9)}.5"]), str(rng.randint(1, 9))] for w in WORDS]
    yield case("errors", lines([["k", "a", "b"], *b]), [["k", "a", "b"], *b])
