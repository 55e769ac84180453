"""Tables of our own with one thing spoilt at a time, and what each file should read as.

The kinds of spoiling follow the survey of Vitagliano et al. (2023), "Pollock: a data loading benchmark"; the tables and
the spoiling are made here from a seed.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

Rows = list[list[str]]


@dataclass(frozen=True)
class Spoilt:
    """A file and the table (header first) that a person sees in it; ``also`` is as right."""

    kind: str
    name: str
    data: bytes
    table: Rows
    also: Rows | None = None


def tables(seed: int) -> Iterator[tuple[str, Rows]]:
    """Five tables: orders, people, readings, sales, countries; their first rows are the headers."""
    rng = random.Random(seed)
    day = date(2021, 3, 1)
    goods = ["Desk lamp", "Chair, oak", "Shelf 3-tier", 'Monitor 27"', "Cable", "Box; small", "Paper A4"]
    orders = [["Date", "Time", "Quantity", "Code", "Price", "Category", "Description", "Link", "Remark"]]
    for i in range(40):
        clock, code = (
            f"{rng.randint(7, 20):02d}:{rng.randint(0, 59):02d}",
            f"P{rng.randint(100, 999)}-{rng.choice('ABC')}",
        )
        count, price = str(rng.randint(1, 40)), f"{rng.randint(100, 99999) / 100:.2f}"
        kind, what = rng.choice(["Office", "Home", "Garden"]), rng.choice(goods)
        link = f"https://shop.example/{rng.randint(1, 99)}"
        remark = rng.choice(["", "", "urgent", "called, will come", "paid"])
        orders.append([str(day + timedelta(days=i)), clock, count, code, price, kind, what, link, remark])
    yield "orders", orders
    first = ["Ana", "Bo", "Carla", "Dan", "Eva", "Finn", "Gül", "Hans"]
    last = ["Smith", "O'Neil", "Müller", "García", "Novák", "Li"]
    people = [["id", "first_name", "last_name", "city", "birth", "email", "active"]]
    for i in range(40):
        a, b = rng.choice(first), rng.choice(last)
        people.append([str(1000 + i), a, b, rng.choice(["Oslo", "New York", "Wien", "São Paulo", "Łódź"]),
                       f"{rng.randint(1, 28):02d}/{rng.randint(1, 12):02d}/{rng.randint(1950, 2005)}",
                       f"{a}.{i}@example.org".lower(), rng.choice(["yes", "no"])])  # fmt: skip
    yield "people", people
    readings = [["station", "temp", "wind", "rain", "note"]]
    for _i in range(40):
        station, temp = f"S{rng.randint(1, 5):02d}", f"{rng.uniform(-10, 30):.1f}"
        rain = rng.choice(["0", "0", f"{rng.uniform(0, 30):.2f}"])
        readings.append([station, temp, str(rng.randint(0, 120)), rain, rng.choice(["ok", "checked", "", "n/a"])])
    yield "readings", readings
    yield from _harder(rng)


def _harder(rng: random.Random) -> Iterator[tuple[str, Rows]]:
    """Free texts with commas and quotes, numbers with commas, columns that are mostly empty, names with seams."""
    words = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda"]
    sales = [["DATE", "TIME", "Qty", "PRODUCTID", "Price", "ProductType", "ProductDescription", "URL", "Comments"]]
    for _i in range(30):
        day = f"{rng.randint(1, 28):02d}/{rng.randint(1, 12):02d}/2016"
        clock = f"{rng.randint(1, 12)}:{rng.randint(0, 59):02d} {rng.choice(['AM', 'PM'])}"
        code = f"{rng.choice('123')}00{rng.choice('ABCDEF')}{rng.randint(1, 99)}"
        price = f"{rng.randint(1, 99999)}.{rng.randint(0, 99):02d}"
        kind = rng.choice(["Car", "Bike", "Food", "Book", "Toy"])
        text_ = " ".join(rng.choices(words, k=rng.randint(2, 8))) + rng.choice(["", f", {rng.choice(words)}"])
        link = f"http://www.site{rng.randint(1, 30)}.example/{rng.choice(words)}.html"
        said = f'{rng.choice(words)} "{rng.choice(words)}" so'
        remark = rng.choice(["", "", "", said, " ".join(rng.choices(words, k=4))])
        sales.append([day, clock, str(rng.randint(1, 9)), code, price, kind, text_, link, remark])
    yield "sales", sales
    countries = [["Country", "Region", "Pop. 2010", "Pop. 2020", "Growth %", "Capital", "Notes"]]
    for _i in range(30):
        names = ["".join(rng.choices("aeioulmnrst", k=rng.randint(4, 9))).title() for _ in range(2)]
        counts = [f"{rng.randint(1000, 9999999):,}" if rng.random() > 0.15 else ".." for _ in range(2)]
        countries.append([names[0], rng.choice(["Europe", "Asia", "Africa"]), *counts, f"{rng.uniform(-2, 5):.2f}",
                          names[1], rng.choice(["", "", "", "(a)", "estimate"])])  # fmt: skip
    yield "countries", countries


def cell(text: str, delimiter: str = ",", quote: str = '"', escape: str | None = None) -> str:
    """A cell as RFC 4180 has it."""
    if not any(mark in text for mark in (delimiter.strip() or " ", quote, "\n", ",")):
        return text
    inner = text.replace(quote, f"{escape}{quote}" if escape is not None else quote * 2)
    return f"{quote}{inner}{quote}"


def line(row: list[str], delimiter: str = ",", **how: str) -> str:
    return delimiter.join(cell(text, delimiter, **how) for text in row)


def text(rows: Rows, end: str = "\r\n", delimiter: str = ",", **how: str) -> str:
    return "".join(line(row, delimiter, **how) + end for row in rows)


def spoilt(seed: int = 7, step: int = 1) -> Iterator[Spoilt]:
    """All files; of those that spoil one row, every ``step``-th."""
    for name, rows in tables(seed):
        for kind, content, table in _whole(rows, random.Random(seed)):
            yield Spoilt(kind, f"{name}_{kind}", content if isinstance(content, bytes) else content.encode(), table)
        for place, (kind, content, table, also) in enumerate(_one_row(rows, random.Random(seed))):
            if place % step == 0:
                yield Spoilt(kind, f"{name}_{kind}_{place}", content.encode(), table, also)


def _whole(rows: Rows, rng: random.Random) -> Iterator[tuple[str, str | bytes, Rows]]:
    head, body, width = rows[0], rows[1:], len(rows[0])
    blank = [f"column_{j}" for j in range(1, width + 1)]
    yield "plain", text(rows), rows
    yield "no_newline_at_end", text(rows).rstrip("\r\n"), rows
    yield "two_newlines_at_end", text(rows) + "\r\n", rows
    yield "no_header", text(body), [blank, *body]
    upper = [f"{'Group ' + str(j // 2)}" for j in range(width)]
    yield "header_2", text([upper, *rows]), [[f"{a} {b}" for a, b in zip(upper, head, strict=True)], *body]
    yield "header_only", text([head]), [head]
    yield "one_row", text(rows[:2]), rows[:2]
    yield "preamble", "Report of the month\r\nMade: 2024-01-05\r\n\r\n" + text(rows), rows
    yield "preamble_wide", f"Report of the month{',' * (width - 1)}\r\n{',' * (width - 1)}\r\n" + text(rows), rows
    yield "preamble_close", "Report of the month\r\n" + text(rows), rows
    yield "comments", "# made by hand\r\n# on a Monday, in spring\r\n" + text(rows), rows
    yield "footer", text(rows) + "\r\nSource: our own shop\r\n", rows
    yield "footer_close", text(rows) + "* preliminary figures\r\n", rows
    other = [["key", "value"], *[[f"k{j}", str(j)] for j in range(6)]]
    yield "tables_first", text(rows) + "\r\n" + text(other), rows
    yield "tables_wider", text([["key", "n"], ["a", "1"], ["b", "2"]]) + "\r\n" + text(rows), rows
    yield "blank_lines", "\r\n\r\n".join(line(row) for row in rows) + "\r\n", rows
    yield "header_again", text([*rows[:20], head, *rows[20:]]), rows
    for mark, called in (
        (";", "semicolon"),
        ("\t", "tab"),
        ("|", "bar"),
        (" ", "blank"),
        (", ", "comma_blank"),
        ("^", "caret"),
        ("~", "tilde"),
        ("||", "bars"),
    ):
        yield f"delimiter_{called}", text(rows, delimiter=mark), rows
    yield "quote_single", text(rows, quote="'"), rows
    yield "quote_all", "".join(",".join('"' + c.replace('"', '""') + '"' for c in row) + "\r\n" for row in rows), rows
    yield "escape_backslash", text(rows, escape="\\"), rows
    yield "end_lf", text(rows, "\n"), rows
    yield "end_cr", text(rows, "\r"), rows
    yield "end_mixed", "".join(line(row) + rng.choice(["\n", "\r\n"]) for row in rows), rows
    yield (
        "trailing_delimiter",
        "".join(line(row) + ",\r\n" for row in rows),
        [[*head, f"column_{width + 1}"], *[[*row, ""] for row in body]],
    )
    for name in ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"):
        yield f"encoding_{name}", text(rows).encode(name), rows
    latin = [[c.replace("Łódź", "Genève") for c in row] for row in rows]
    yield "encoding_cp1252", text(latin).encode("cp1252"), latin
    yield "encoding_mac", text(latin).encode("mac-roman"), latin
    polish = [[c.replace("São Paulo", "Kraków").replace("Gül", "Gosława") for c in row] for row in rows]
    known = [[c.encode("cp1250", "replace").decode("cp1250") for c in row] for row in polish]
    yield "encoding_cp1250", text(known).encode("cp1250"), known
    short = [[*row] for row in rows]
    cut = [row[: len(row) - (not row[-1])] for row in rows]
    yield "last_empty_left_out", text(cut), short


def _one_row(rows: Rows, rng: random.Random) -> Iterator[tuple[str, str, Rows, Rows | None]]:
    lines = [line(row) for row in rows]
    for i, row in enumerate(rows):
        cells = [cell(c) for c in row]

        def put(new: str, i: int = i) -> str:
            return "".join(other + "\r\n" for other in [*lines[:i], new, *lines[i + 1 :]])

        yield "row_blanks", put(line(row, " ")), rows, None
        for j in range(len(row)):
            yield "row_more", put(",".join([*cells[:j], "", *cells[j:]])), rows, None
            if j:
                yield "row_less", put(",".join([*cells[: j - 1], cells[j - 1] + cells[j], *cells[j + 1 :]])), rows, None
            at = rng.randint(0, len(cells[j]))
            quoted = f'{cells[j][:at]}"{cells[j][at:]}'
            inside = at - 1 if cells[j].startswith('"') else at
            with_mark = [[*other] for other in rows]
            with_mark[i][j] = f'{row[j][: max(inside, 0)]}"{row[j][max(inside, 0) :]}'
            yield "row_quote", put(",".join([*cells[:j], quoted, *cells[j + 1 :]])), rows, with_mark
