"""Sections, totals, several tables, rows of other widths."""

from __future__ import annotations

import random
from collections.abc import Iterator

from reading_files import TOWNS, WORDS, Case, case, lines, maker, numbered, says


@maker
def blocks(rng: random.Random) -> Iterator[Case]:
    """Several tables, sections, repeated headers, empty rows and columns."""
    head = ["Code", "Item", "Qty", "Price"]
    body = [
        [f"A{rng.randint(100, 999)}", rng.choice(WORDS), str(rng.randint(1, 99)), f"{rng.uniform(1, 99):.2f}"]
        for _ in range(20)
    ]
    yield case("empty_rows_between", lines([head, *body[:5]]) + "\n\n" + lines(body[5:]), [head, *body])
    yield case("padded_empty_end", lines([head, *body]) + ",,,\n" * 8, [head, *body])
    yield case(
        "padded_empty_columns",
        "".join(",".join(r) + ",,,\n" for r in [head, *body]),
        [[*head, "column_5", "column_6", "column_7"], *[[*r, "", "", ""] for r in body]],
        also=[head, *body],
    )
    yield case(
        "first_column_empty",
        "".join("," + ",".join(r) + "\n" for r in [head, *body]),
        [["column_1", *head], *[["", *r] for r in body]],
        also=[head, *body],
    )
    yield case(
        "title_two_lines_padded", "Inventory,,,\nprinted 2024-01-05,,,\n,,,\n" + lines([head, *body]), [head, *body]
    )
    yield case("title_with_comma", "Inventory of the shop, Leeds\n" + lines([head, *body]), [head, *body])
    yield case("title_date_in_last", "Inventory,,,05/01/2024\n,,,\n" + lines([head, *body]), [head, *body])
    yield case("total_last", lines([head, *body]) + f"Total,,{sum(int(r[2]) for r in body)},\n", [head, *body])
    yield case(
        "grand_total_and_note",
        lines([head, *body]) + f"\nGrand Total,,{sum(int(r[2]) for r in body)},\nPrices exclude VAT,,,\n",
        [head, *body],
    )
    one, two = [["k", "v"], ["a", "1"], ["b", "2"], ["c", "3"]], [head, *body]
    yield case("two_tables", lines(two) + "\n" + lines(one), two)
    yield case(
        "report_page_breaks",
        lines([head, *body[:10]]) + "\nPage 1\n\n" + lines([head, *body[10:]]) + "\nPage 2\n",
        [head, *body],
    )
    yield case("count_last_line", lines([head, *body]) + "20 rows exported\n", [head, *body])
    yield case("end_of_file_line", lines([head, *body]) + "End of File\n", [head, *body])
    wide = [[f"c{j}" for j in range(60)], *[[str(rng.randint(0, 9)) for _ in range(60)] for _ in range(20)]]
    yield case("wide", lines(wide), wide)
    flat = [[rng.choice(["A", "B", "C"]), rng.choice(["x", "y"]), rng.choice(["red", "blue"])] for _ in range(25)]
    yield case("categories_header", lines([["group", "kind", "colour"], *flat]), [["group", "kind", "colour"], *flat])
    yield case("categories_no_header", lines(flat), numbered(flat))
    upper = [[rng.choice(TOWNS).upper(), rng.choice(["OPEN", "CLOSED"]), says(rng, 2, 4).upper()] for _ in range(25)]
    yield case("upper_text_header", lines([["TOWN", "STATE", "REMARK"], *upper]), [["TOWN", "STATE", "REMARK"], *upper])
    yield case("upper_text_no_header", lines(upper), numbered(upper))
    dates = [
        [f"2023-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}", rng.choice(TOWNS), str(rng.randint(1, 99))]
        for _ in range(20)
    ]
    yield case("dates_no_header", lines(dates), numbered(dates))
    mostly = [[rng.choice(["", "", "", "5"]), rng.choice(["", "", "x"]), str(i)] for i in range(20)]
    yield case("mostly_empty", lines([["a", "b", "c"], *mostly]), [["a", "b", "c"], *mostly])
    thousands = [
        [
            t,
            f"{rng.randint(1, 99)} {rng.randint(100, 999)}",
            f"{rng.randint(1, 9)} {rng.randint(100, 999)},{rng.randint(0, 9)}",
        ]
        for t in TOWNS
    ]
    yield case(
        "thousands_blanks",
        lines([["Ville", "Habitants", "Surface"], *thousands], ";"),
        [["Ville", "Habitants", "Surface"], *thousands],
    )
    yield case(
        "thousands_blanks_tab",
        lines([["Ville", "Habitants", "Surface"], *thousands], "\t"),
        [["Ville", "Habitants", "Surface"], *thousands],
    )
    eu = [[t, f"{rng.randint(0, 99)},{rng.randint(0, 9)}", f"{rng.randint(0, 99)},{rng.randint(0, 9)}"] for t in TOWNS]
    yield case("decimal_commas_semicolon", lines([["Ort", "a", "b"], *eu], ";"), [["Ort", "a", "b"], *eu])
    yield case("decimal_commas_quoted", lines([["Ort", "a", "b"], *eu]), [["Ort", "a", "b"], *eu])
    yield case("spaces_after_commas", "".join(", ".join(r) + "\n" for r in [head, *body]), [head, *body])
    yield case(
        "spaces_after_commas_quoted",
        "".join(", ".join(f'"{c}"' for c in r) + "\n" for r in [head, *body]),
        [head, *body],
    )
    short = "".join(
        ",".join(r).rstrip(",") + "\n"
        for r in [["a", "b", "c", "d"], *[[str(i), "x", rng.choice(["", "y"]), ""] for i in range(20)]]
    )
    yield case(
        "short_rows",
        short,
        [["a", "b", "c", "d"], *[[*r.split(","), "", "", ""][:4] for r in short.splitlines()[1:]]],
    )
