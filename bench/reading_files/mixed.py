"""Files in which several troubles come together."""

from __future__ import annotations

import random
from collections.abc import Iterator

from reading_files import FIRST, TOWNS, WORDS, Case, case, lines, maker, money


@maker
def mixed(rng: random.Random) -> Iterator[Case]:
    """Sections, side by side, marks, padding."""
    head = ["Item", "Qty", "Price"]
    body = [[w, str(rng.randint(1, 99)), f"{rng.uniform(1, 99):.2f}"] for w in WORDS]
    parts = [head, ["NORTH", "", ""], *body[:6], ["SOUTH", "", ""], *body[6:]]
    yield case("section_rows", lines(parts), parts)
    beside = [
        ["Item", "Qty", "", "Town", "People"],
        *[[a[0], a[1], "", t, str(rng.randint(100, 9999))] for a, t in zip(body, TOWNS, strict=False)],
    ]
    yield case(
        "side_by_side",
        lines(beside),
        [["Item", "Qty"], *[r[:2] for r in beside[1:]]],
        also=[["Item", "Qty", "column_3", "Town", "People"], *beside[1:]],
    )
    spaced = "".join(f"{a:<14}|{b:>6} |{c:>9}\n" for a, b, c in [head, *body])
    stripped = [[f"{a:<14}", f"{b:>6} ", f"{c:>9}"] for a, b, c in body]
    yield case("bars_padded", spaced, [head, *body], also=[head, *stripped])
    comma = [
        ["Artikel", "Menge", "Preis"],
        *[[f"{w}, {rng.choice(WORDS)}", f"{rng.randint(1, 9)},{rng.randint(0, 9)}", money(rng)] for w in WORDS],
    ]
    yield case("semicolon_commas_inside", lines(comma, ";"), comma, code="cp1252")
    tabs = [
        ["id", "text", "n"],
        *[[str(i), f"{rng.choice(WORDS)}\t{rng.choice(WORDS)}", str(rng.randint(1, 9))] for i in range(15)],
    ]
    yield case("tabs_in_cells", lines(tabs), tabs)
    apo = [
        ["id", "title", "author"],
        *[[str(i), f"{rng.choice(FIRST)}'s {rng.choice(WORDS)}", "O'Neil"] for i in range(15)],
    ]
    yield case("apostrophes", lines(apo), apo)
    yield case("apostrophes_tab", lines(apo, "\t"), apo)
    inch = [
        ["size", "name", "n"],
        *[[f'{rng.randint(3, 30)}"', rng.choice(WORDS), str(rng.randint(1, 9))] for i in range(15)],
    ]
    yield case("inches_unquoted", "".join(",".join(r) + "\n" for r in inch), inch)
    doubled = "\n".join(",".join(r) + "\n" for r in [head, *body])
    yield case("every_second_line_blank", doubled, [head, *body])
    yield case("cr_cr_lf", "".join(",".join(r) + "\r\r\n" for r in [head, *body]), [head, *body])
    yield case("tab_file_named_csv", lines([head, *body], "\t"), [head, *body])
    yield case(
        "semicolon_trailing_all_but_header",
        "Item;Qty;Price\n" + "".join(";".join(r) + ";\n" for r in body),
        [head, *body],
    )
    yield case(
        "footer_url",
        lines([head, *body]) + "\nhttps://data.example.org/licence\n© Crown copyright 2020\n",
        [head, *body],
    )
    yield case(
        "footer_marks",
        lines([head, *body]) + '[note 1] Figures are provisional.\n"[note 2] Excludes Wales, Scotland."\n',
        [head, *body],
    )
    yield case(
        "footer_long_padded",
        lines([head, *body]) + ",,\nThis release was published on 5 May. See the guide for details,,\n",
        [head, *body],
    )
    yield case("back_to_contents", "Back to contents,,\nTable 1: Items,,\n" + lines([head, *body]), [head, *body])
    yield case(
        "units_below_title",
        "Items sold,,\n,pieces,EUR\n" + lines([head, *body]),
        [["Item", "pieces Qty", "EUR Price"], *body],
        also=[head, *body],
    )
    yield case(
        "average_row",
        lines([head, *body]) + f"Average,{sum(int(r[1]) for r in body) / len(body):.1f},\n",
        [head, *body],
        also=[head, *body, ["Average", f"{sum(int(r[1]) for r in body) / len(body):.1f}", ""]],
    )
    yield case(
        "total_without_first",
        lines([["Dept", "Item", "Qty"], *[["A", r[0], r[1]] for r in body]])
        + f",Total,{sum(int(r[1]) for r in body)}\n",
        [["Dept", "Item", "Qty"], *[["A", r[0], r[1]] for r in body]],
    )
    merged = [
        ["Dept", "Item", "Qty"],
        *[["A" if i == 0 else "B" if i == 8 else "", r[0], r[1]] for i, r in enumerate(body)],
    ]
    yield case("merged_first_column", lines(merged), merged)
    notes = [
        ["Town", "n", "note"],
        *[[t, str(rng.randint(1, 99)), rng.choice(["", "", "see note, below"])] for t in TOWNS],
    ]
    yield case("rare_quotes", lines(notes), notes)
    fixed = [
        [
            f"{rng.choice(TOWNS)} {rng.choice(['North', 'South'])}",
            str(rng.randint(1, 99)),
            f"{rng.uniform(0, 9):.2f}",
            rng.choice(["", "ok"]),
        ]
        for _ in range(20)
    ]
    wide = "".join(
        f"{a:<16}{b:>6}{c:>10}  {d:<6}".rstrip() + "\n"
        for a, b, c, d in [["Station name", "N", "Mean", "Flag"], *fixed]
    )
    yield case("fixed_width_blanks_inside", wide, [["Station name", "N", "Mean", "Flag"], *fixed], file="table.txt")
    holes = [[a, rng.choice(["", b]), c, d] for a, b, c, d in fixed]
    wide = "".join(
        f"{a:<16}{b:>6}{c:>10}  {d:<6}".rstrip() + "\n"
        for a, b, c, d in [["Station name", "N", "Mean", "Flag"], *holes]
    )
    yield case("fixed_width_holes", wide, [["Station name", "N", "Mean", "Flag"], *holes], file="table.txt")
    ruled = wide.splitlines(keepends=True)
    yield case(
        "fixed_width_ruled",
        ruled[0] + "=" * 14 + "  " + "=" * 6 + "  " + "=" * 8 + "  " + "====\n" + "".join(ruled[1:]),
        [["Station name", "N", "Mean", "Flag"], *holes],
        file="table.txt",
    )
