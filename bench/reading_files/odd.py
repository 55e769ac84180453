"""Files with one oddity each: headers over headers, remarks, footers, old habits of programs."""

from __future__ import annotations

import random
from collections.abc import Iterator

from reading_files import FIRST, REGIONS, TOWNS, WORDS, Case, case, lines, maker, numbered


@maker
def odd_offices(rng: random.Random) -> Iterator[Case]:
    """Statistics with titles, units and totals."""
    b = [
        [
            f"{rng.randint(1, 52):02d}",
            rng.choice(["Álava", "Ávila", "Cádiz"]) + " " * rng.randint(0, 3),
            str(rng.randint(1000, 99999)),
            f"{rng.randint(10, 90)},{rng.randint(10, 99)}",
        ]
        for _ in range(25)
    ]
    yield case(
        "es_codes",
        lines([["Código", "Provincia", "Censo", "% Part."], *b], ";"),
        [["Código", "Provincia", "Censo", "% Part."], *b],
        code="cp1252",
    )
    b = [[w, str(rng.randint(1, 99)), "x" if rng.random() < 0.2 else str(rng.randint(1, 99))] for w in WORDS]
    yield case(
        "pl_title",
        "Tabl. 1. Ludność według województw\nStan w dniu 31 XII\n\n"
        + lines([["Województwo", "Ogółem", "Miasta"], *b], ";")
        + "\nx – dane niedostępne\nŹródło: GUS\n",
        [["Województwo", "Ogółem", "Miasta"], *b],
        code="cp1250",
    )
    b = [
        [
            rng.choice(["Москва", "Казань", "Омск"]),
            str(rng.randint(1, 9999)),
            f"{rng.randint(1, 99)},{rng.randint(0, 9)}",
        ]
        for _ in range(20)
    ]
    yield case(
        "ru_title",
        "Численность населения;;\nтыс. человек;;\n" + lines([["Город", "Всего", "Доля, %"], *b], ";"),
        [["Город", "Всего", "Доля, %"], *b],
        code="cp1251",
    )
    g = ["", "Temperature", "", "Precipitation", ""]
    n = ["Station", "Min", "Max", "Sum", "Days"]
    u = ["", "°C", "°C", "mm", "d"]
    b = [[t, *[f"{rng.uniform(-5, 30):.1f}" for _ in range(4)]] for t in TOWNS]
    names = ["Station", "Temperature Min °C", "Temperature Max °C", "Precipitation Sum mm", "Precipitation Days d"]
    yield case("three_header", lines([g, n, u, *b]), [names, *b])
    yield case(
        "three_header_title",
        "Climate normals 1991-2020,,,,\n,,,,\n" + lines([g, n, u, *b]) + ",,,,\nSource: met office,,,,\n",
        [names, *b],
    )
    m = ["Jan", "Feb", "Mar", "Total"]
    b = [[t, *(v := [str(rng.randint(1, 99)) for _ in range(3)]), str(sum(map(int, v)))] for t in TOWNS]
    tot = ["Total", *[str(sum(int(r[j]) for r in b)) for j in range(1, 5)]]
    yield case("pivot_totals", lines([["Region", *m], *b, tot]), [["Region", *m], *b])
    yield case(
        "pivot_totals_title",
        "Sales by month\n" + lines([["Region", *m], *b, tot]) + "\nGenerated 2023-01-05 10:00\n",
        [["Region", *m], *b],
    )
    s = [
        ["Region", "Town", "n"],
        ["North", "Leeds", "5"],
        ["North", "York", "7"],
        ["North total", "", "12"],
        ["South", "Bath", "3"],
        ["South", "Ely", "4"],
        ["South total", "", "7"],
        ["Grand total", "", "19"],
    ]
    yield case("subtotals", lines(s), s[:-1], also=s)
    kv = [["name", "Acme"], ["founded", "1999"], ["city", "Leeds"], ["staff", "55"]]
    yield case("key_value_two_columns", "".join(f"{a},{b}\n" for a, b in kv), numbered(kv), also=kv)
    d = ["Item", *[f"{i:02d}/03/2020" for i in range(1, 11)]]
    b = [[w, *[str(rng.randint(0, 50)) for _ in range(10)]] for w in WORDS]
    yield case("daily_dates_header", lines([d, *b]), [d, *b])
    d = ["Province/State", "Country/Region", "Lat", "Long", *[f"3/{i}/20" for i in range(1, 11)]]
    b = [
        [
            "" if rng.random() < 0.5 else w,
            rng.choice(REGIONS),
            f"{rng.uniform(-60, 60):.4f}",
            f"{rng.uniform(-60, 60):.4f}",
            *[str(rng.randint(0, 50)) for _ in range(10)],
        ]
        for w in WORDS
    ]
    yield case("dates_us_header", lines([d, *b]), [d, *b])


@maker
def odd_remarks(rng: random.Random) -> Iterator[Case]:
    """Remarks above and texts inside."""
    b = [[f"2020-01-{i:02d}", *[f"{rng.uniform(1, 90):.2f}" for _ in range(4)]] for i in range(1, 20)]
    yield case(
        "yf_multi",
        lines(
            [
                ["Price", "Open", "Close", "Open", "Close"],
                ["Ticker", "AAPL", "AAPL", "MSFT", "MSFT"],
                ["Date", "", "", "", ""],
                *b,
            ]
        ),
        [["Price Ticker Date", "Open AAPL", "Close AAPL", "Open MSFT", "Close MSFT"], *b],
    )
    yield case(
        "groups_full",
        lines([["", "AAPL", "AAPL", "MSFT", "MSFT"], ["Date", "Open", "Close", "Open", "Close"], *b]),
        [["Date", "AAPL Open", "AAPL Close", "MSFT Open", "MSFT Close"], *b],
    )
    b = [[str(i), rng.choice(['5" pipe', 'He said "hi', "ok"]), str(rng.randint(1, 9))] for i in range(20)]
    yield case(
        "tsv_odd_quotes", "".join("\t".join(r) + "\n" for r in [["id", "text", "n"], *b]), [["id", "text", "n"], *b]
    )
    b = [[str(i), rng.choice(['5" pipe', 'the 3" bolt', "ok"]), str(rng.randint(1, 9))] for i in range(20)]
    yield case(
        "csv_inch_middle", "".join(",".join(r) + "\n" for r in [["id", "text", "n"], *b]), [["id", "text", "n"], *b]
    )
    b = [[str(i), " ".join(rng.choices(WORDS, k=300)) + ", end"] for i in range(10)]
    yield case("long_text", lines([["id", "body"], *b]), [["id", "body"], *b])
    yield case("one_number_row", "a,b,c\n1,2,3\n", [["a", "b", "c"], ["1", "2", "3"]])
    b = [[f"{rng.uniform(0, 1):.3f}" for _ in range(6)] for _ in range(20)]
    yield case("index_header", lines([[str(j) for j in range(6)], *b]), [[str(j) for j in range(6)], *b])
    b = [[f"{rng.uniform(0, 1):.3f}" for _ in range(3)] for _ in range(20)]
    yield case(
        "percent_comments",
        "% Solar spectrum\n% wavelength flux err\n" + "".join(" ".join(r) + "\n" for r in b),
        numbered(b),
        also=[["wavelength", "flux", "err"], *b],
    )
    yield case(
        "semicolon_comments", "; created by tool\n; 2020-01-01\n" + lines([["x", "y", "z"], *b]), [["x", "y", "z"], *b]
    )
    yield case(
        "bang_comments",
        "! note\n! another note, with comma\n" + lines([["x", "y", "z"], *b], "\t"),
        [["x", "y", "z"], *b],
    )
    yield case(
        "meta_colon_tab",
        "Instrument:\tX1\nDate:\t2020-01-01\nComments:\t\n\n" + lines([["x", "y", "z"], *b], "\t"),
        [["x", "y", "z"], *b],
    )
    yield case(
        "meta_section",
        "[Header]\nVersion=1\nDate=2020-01-01\n[Data]\n" + lines([["x", "y", "z"], *b]),
        [["x", "y", "z"], *b],
    )
    b = [[w, rng.choice(["yes", "no"]), rng.choice(["a", "b"])] for w in WORDS]
    yield case("blank_corner_text", lines([["", "smoker", "group"], *b]), [["column_1", "smoker", "group"], *b])
    b = [[str(i), f"{rng.uniform(0, 1):.3f}", str(rng.randint(1, 99))] for i in range(20)]
    yield case(
        "tabs_and_blanks",
        "id \tx \tn\n" + "".join(f"{a}\t {c}\t{d}\n" for a, c, d in b),
        [["id", "x", "n"], *[[a, " " + c, d] for a, c, d in b]],
        also=[["id", "x", "n"], *b],
    )
    yield case(
        "wrapped_semicolon", "".join('"' + ";".join(r) + '"\n' for r in [["a", "b", "c"], *b]), [["a", "b", "c"], *b]
    )
    b = [
        [
            w,
            f"{rng.randint(1, 99)},{rng.randint(100, 999)}",
            f"{rng.randint(1, 9)},{rng.randint(100, 999)},{rng.randint(100, 999)}",
        ]
        for w in WORDS
    ]
    yield case("thousands_tab", lines([["k", "a", "b"], *b], "\t"), [["k", "a", "b"], *b])
    yield case("thousands_bar", "".join("|".join(r) + "\n" for r in [["k", "a", "b"], *b]), [["k", "a", "b"], *b])


@maker
def odd_programs(rng: random.Random) -> Iterator[Case]:
    """What programs print."""
    b = [[w, f"{rng.randint(1, 99)},{rng.randint(10, 99)}"] for w in WORDS]
    b = [
        [
            f"{rng.randint(1, 28):02d}.{rng.randint(1, 12):02d}.2020",
            f"{rng.randint(0, 23):02d}:{rng.randint(0, 59):02d}",
            f"{rng.randint(0, 30)},{rng.randint(0, 9)}",
        ]
        for _ in range(20)
    ]
    yield case("de_log_no_header", lines(b, ";"), numbered(b))
    b = [[rng.choice(["agree", "disagree"]) for _ in range(4)] for _ in range(20)]
    yield case("text_lower_header", lines([["q1", "q2", "q3", "q4"], *b]), [["q1", "q2", "q3", "q4"], *b])
    b = [
        [f"{a} {z}", f"{a.lower()}.{z.lower()}@x.org", f"+44 {rng.randint(1000, 9999)} {rng.randint(100000, 999999)}"]
        for a in FIRST
        for z in ["Smith", "Rossi"]
    ]
    yield case("contacts_no_header", lines(b), numbered(b))
    yield case("contacts", lines([["Name", "Email", "Phone"], *b]), [["Name", "Email", "Phone"], *b])
    b = [[t, rng.choice(REGIONS)] for t in TOWNS]
    yield case("two_text_no_vocab", lines([["gemeente", "provincie"], *b]), [["gemeente", "provincie"], *b])
    b = [[str(i), w] for i, w in enumerate(WORDS)]
    yield case("bom_quoted", '"id","w"\n' + lines(b), [["id", "w"], *b], code="utf-8-sig")
    yield case("utf16_tab", lines([["id", "w"], *b], "\t", "\r\n"), [["id", "w"], *b], code="utf-16")
    yield case("utf16be_nobom", lines([["id", "w"], *b], ";", "\r\n"), [["id", "w"], *b], code="utf-16-be")
    yield case("ctrl_z", lines([["id", "w"], *b], ",", "\r\n") + "\x1a", [["id", "w"], *b])
    yield case("formfeed", lines([["id", "w"], *b[:8]]) + "\f" + lines(b[8:]), [["id", "w"], *b], also=None)
    b = [[str(i), w, str(rng.randint(1, 9))] for i, w in enumerate(WORDS)]
    yield case("footer_total_rows", lines([["id", "w", "n"], *b]) + "Total rows: 16,,\n", [["id", "w", "n"], *b])
    yield case("footer_dashes", lines([["id", "w", "n"], *b]) + "---,,\nreport end,,\n", [["id", "w", "n"], *b])
    yield case("footer_count_kv", lines([["id", "w", "n"], *b]) + "\nCount,16\n", [["id", "w", "n"], *b])
    yield case(
        "footer_numbers_avg",
        lines([["id", "w", "n"], *b]) + ",Average,4.5\n",
        [["id", "w", "n"], *b],
        also=[["id", "w", "n"], *b, ["", "Average", "4.5"]],
    )
    yield case(
        "footer_multi_stats", lines([["id", "w", "n"], *b]) + "\nMin,,1\nMax,,9\nMean,,5.0\n", [["id", "w", "n"], *b]
    )
    yield case(
        "filters_top",
        "Applied filters:\nRegion is North\nYear is 2020 or 2021\n\n" + lines([["id", "w", "n"], *b]),
        [["id", "w", "n"], *b],
    )
    yield case(
        "filters_bottom",
        lines([["id", "w", "n"], *b]) + "\nApplied filters:\nRegion is North\nYear is 2020, 2021\n",
        [["id", "w", "n"], *b],
    )
    b = [
        [
            f"2020-01-01 10:{i:02d}:00,123",
            rng.choice(["INFO ", "WARN "]),
            "core.app",
            rng.choice(["started", "done, ok"]),
        ]
        for i in range(15)
    ]
    yield case(
        "log_pipes",
        "".join(" | ".join(r) + "\n" for r in b),
        numbered(b),
        also=numbered([[c.strip() for c in r] for r in b]),
        file="app.log",
    )


@maker
def odd_strangers(rng: random.Random) -> Iterator[Case]:
    """What files of many people showed: marks, hashes and bars that part nothing, headers written as remarks."""
    tags = [[f"@{rng.choice(FIRST).lower()}{n}"] for n in range(30)]
    yield case("list_of_handles", lines(tags), numbered(tags))
    paths = [[f"../lib/{rng.choice(WORDS)}/{rng.choice(WORDS)}_{n}"] for n in range(20)]
    yield case("list_of_paths", lines(paths), numbered(paths), file="a.txt")
    box = '<b style="border:1px;margin:{};color:red">{}, {}</b>'
    talks = [
        [
            rng.choice(WORDS),
            rng.choice(TOWNS) + ", UK",
            str(2000 + n),
            box.format(n, n, n),
            rng.choice(["talk", "film"]),
        ]
        for n in range(12)
    ]
    head = ["Title", "City", "Year", "Embed", "Kind"]
    yield case("html_in_tabs", "".join("\t".join(r) + "\n" for r in [head, *talks]), [head, *talks], file="a.tsv")
    steps = [[str(100 * n), f"{rng.uniform(0, 50):.3f}", "0", f"{rng.uniform(0, 1):.4f}"] for n in range(30)]
    names = ["Step", "c_x[1]", "c_x[2]", "c_v"]
    yield case("log_of_a_run", "# averages of a run\n# " + lines([names, *steps], " "), [names, *steps])
    pins = [[f"P{n}", f"IO_L{n:02d}", rng.choice(["IBUF", "OBUF", ""]), str(n % 4), ""] for n in range(1, 30)]
    head = ["Pin", "Signal", "Usage", "Bank", "column_5"]
    rule = "# " + "-----," * 4 + "\n"
    notes = "#Release 9.1\n#All rights reserved.\n\n# Pins by number:\n#\n"
    text = notes + rule + lines([[*head[:4], ""], *pins]) + rule + "#\n"
    yield case("pins_in_remarks", text, [head, *pins])
    codes = [[str(n), f"{rng.randint(1, 999):08d}", rng.choice(TOWNS)] for n in range(60)]
    some = "".join(";".join(r) + (";" if n % 11 == 0 else "") + "\n" for n, r in enumerate(codes))
    yield case("delimiter_behind_some", "Level;Code;Place;\n" + some, [["Level", "Code", "Place"], *codes])
    runs = [[rng.choice(WORDS), str(rng.randint(2, 9000)), f"{rng.uniform(0, 99):.3f}"] for _ in range(20)]
    text = "method,  size, time\n" + "".join(f"{a}, {b:>5},   {c}\n" for a, b, c in runs)
    yield case("blanks_behind_commas", text, [["method", "size", "time"], *runs])
    bets = [[rng.choice(WORDS), rng.choice(["AA", "KQ suited"]), str(rng.randint(1, 99))] for _ in range(8)]
    text = "".join(f"| {a:<10} | {b:<9} | {c:<3} |\n" for a, b, c in [["round", "cards", "bet"], *bets])
    yield case("bars_without_a_line", text, [["round", "cards", "bet"], *bets])
    phones = [[f"00{rng.randint(10**9, 10**10)}"], ["(065) 123-456"], ["+65 12 34 56"], ["555-0123 ext 7"]]
    yield case("list_of_phones", lines(phones), numbered(phones))
    keys = [
        ["version", "5"],
        *[[f"{w}.text", f"[%s] {' '.join(rng.choices(WORDS, k=2 + n % 5))}"] for n, w in enumerate(WORDS)],
    ]
    yield case("keys_and_texts", lines(keys, "="), numbered(keys))
