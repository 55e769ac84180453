"""Files with several troubles at once, and tables that give little evidence."""

from __future__ import annotations

import random
from collections.abc import Iterator

from reading_files import FIRST, LAST, REGIONS, TOWNS, WORDS, Case, case, lines, maker, money, numbered, says


def quoted(rows: list[list[str]], sep: str = ",") -> str:
    return "".join(sep.join('"' + c.replace('"', '""') + '"' for c in row) + "\n" for row in rows)


@maker
def published(rng: random.Random) -> Iterator[Case]:
    """Open data: ledgers, matrices, indicators, exports of services."""
    head = ["Department", "Entity", "Date", "Expense Type", "Supplier", "Transaction No", "Amount"]
    body = [
        [
            "Health",
            "NHS " + rng.choice(TOWNS),
            f"{rng.randint(1, 28):02d}/{rng.randint(1, 12):02d}/2015",
            rng.choice(["Rent", "IT, hardware", "Travel"]),
            f"{rng.choice(LAST)} & Co Ltd",
            str(rng.randint(100000, 999999)),
            "£" + money(rng, 90000, ".", ","),
        ]
        for _ in range(30)
    ]
    pad = [[*r, "", ""] for r in [head, *body]]
    yield case(
        "ledger_padded",
        lines(pad, end="\r\n") + ",,,,,,,,\r\n" * 3,
        [[*head, "column_8", "column_9"], *pad[1:]],
        also=[head, *body],
        code="cp1252",
    )
    yield case("ledger_blank_first", ",,,,,,\n,,,,,,\n" + lines([head, *body]), [head, *body])
    yield case("ledger_title_in_middle", ",,Spend over 25k,,,,\n" + lines([head, *body]), [head, *body])
    yield case("ledger_title_two_cells", "Spend over 25k,,,,,May 2015,\n" + lines([head, *body]), [head, *body])
    some = ["", *WORDS[:8]]
    matrix = [[w, *[f"{rng.uniform(-1, 1):.2f}" for _ in range(8)]] for w in WORDS[:8]]
    yield case("matrix", lines([some, *matrix]), [["column_1", *WORDS[:8]], *matrix])
    waves = [
        ["Sample", *[str(400 + 10 * j) for j in range(12)]],
        *[[f"S{i}", *[f"{rng.uniform(0, 1):.4f}" for _ in range(12)]] for i in range(15)],
    ]
    yield case("wavelength_header", lines(waves), waves)
    doses = [
        ["dose", "0.1", "0.5", "1", "5", "10"],
        *[[f"P{i}", *[f"{rng.uniform(10, 90):.1f}" for _ in range(5)]] for i in range(15)],
    ]
    yield case("dose_header", lines(doses), doses)
    plates = [
        ["", *[str(j) for j in range(1, 13)]],
        *[[c, *[f"{rng.uniform(0, 3):.3f}" for _ in range(12)]] for c in "ABCDEFGH"],
    ]
    yield case("plate_header", lines(plates), [["column_1", *plates[0][1:]], *plates[1:]])
    years = [str(y) for y in range(1990, 2010)]
    wdi = [
        ["Country Name", "Country Code", "Indicator Name", *years],
        *[
            [r, r[:3].upper(), "GDP (current US$)", *[rng.choice(["", f"{rng.uniform(1e6, 1e9):.6f}"]) for _ in years]]
            for r in REGIONS
        ],
    ]
    yield case(
        "indicators", '"Data Source","World Indicators",\n\n"Last Updated Date","2019-10-28",\n\n' + quoted(wdi), wdi
    )
    trends = [
        ["Week", "coffee: (Worldwide)"],
        *[[f"2020-{m:02d}-{d:02d}", str(rng.randint(1, 100))] for m in range(1, 7) for d in (5, 12, 19)],
    ]
    yield case("category_line_above", "Category: All categories\n\n" + lines(trends), trends)
    ads = [
        ["Campaign state", "Campaign", "Clicks", "Impr.", "CTR", "Cost"],
        *[
            [
                "Enabled",
                w,
                f"{rng.randint(0, 9999):,}",
                f"{rng.randint(0, 99999):,}",
                f"{rng.uniform(0, 9):.2f}%",
                f"{rng.uniform(0, 99):.2f}",
            ]
            for w in WORDS
        ],
    ]
    yield case("ads_report", 'Campaign report\n"January 1, 2023 - January 31, 2023"\n' + lines(ads), ads)
    network = [
        ["First Name", "Last Name", "Company", "Position", "Connected On"],
        *[
            [
                rng.choice(FIRST),
                rng.choice(LAST),
                f"{rng.choice(LAST)} Inc",
                "Engineer",
                f"{rng.randint(1, 28):02d} Jan 2023",
            ]
            for _ in range(20)
        ],
    ]
    yield case(
        "notes_above",
        'Notes:\n"When exporting your data, you may notice that some addresses are missing. See our help page."\n\n'
        + lines(network),
        network,
    )
    codes = ["StartDate", "Status", "Q1", "Q2_1", "Q2_2"]
    asked = ["Start Date", "Response Type", "How old are you?", "Agree? - The staff, and the room", "Agree? - The food"]
    ids = [
        '{"ImportId":"startDate"}',
        '{"ImportId":"status"}',
        '{"ImportId":"QID1"}',
        '{"ImportId":"QID2_1"}',
        '{"ImportId":"QID2_2"}',
    ]
    answers = [
        [
            f"2023-01-{rng.randint(1, 28):02d} 10:00:00",
            "IP Address",
            str(rng.randint(18, 80)),
            rng.choice(["Agree", "Disagree"]),
            rng.choice(["Agree", "Neutral"]),
        ]
        for _ in range(20)
    ]
    joined = [f"{a} {b} {c}" for a, b, c in zip(codes, asked, ids, strict=True)]
    yield case("survey_three_headers", lines([codes, asked, ids, *answers]), [joined, *answers])
    monkey = [
        ["Respondent ID", "Which do you use?", "", "", "Comment"],
        ["", "Web", "App", "Phone", "Open-Ended Response"],
        *[
            [
                str(rng.randint(10**9, 10**10)),
                rng.choice(["Web", ""]),
                rng.choice(["App", ""]),
                rng.choice(["Phone", ""]),
                rng.choice(["", says(rng)]),
            ]
            for _ in range(20)
        ],
    ]
    names = [
        "Respondent ID",
        "Which do you use? Web",
        "Which do you use? App",
        "Which do you use? Phone",
        "Comment Open-Ended Response",
    ]
    yield case("survey_choices", lines(monkey), [names, *monkey[2:]])
    long = "".join(f"##{w}: {rng.choice(WORDS)} {rng.randint(1, 99)}\n" for w in WORDS * 5)
    peaks = [["mz", "intensity"], *[[f"{rng.uniform(100, 900):.4f}", f"{rng.uniform(0, 1e5):.1f}"] for _ in range(120)]]
    yield case("long_remarks", long + lines(peaks), peaks)
    keys = "".join(f"{w} setting,{rng.randint(1, 99)}\n" for w in WORDS * 2)
    scan = [
        ["Time", "Channel 1", "Channel 2", "Channel 3"],
        *[[f"{i / 10:.1f}", *[f"{rng.uniform(0, 5):.3f}" for _ in range(3)]] for i in range(100)],
    ]
    yield case("long_keys", keys + "\n" + lines(scan), scan)
    yield case("long_keys_close", keys + lines(scan), scan)
    yield case("long_keys_padded", keys.replace("\n", ",,\n") + ",,,\n" + lines(scan), scan)


@maker
def bare(rng: random.Random) -> Iterator[Case]:
    """No header, or one that is hard to tell."""
    adult = [
        [
            str(rng.randint(18, 80)),
            rng.choice(["State-gov", "Private", "?"]),
            str(rng.randint(10**4, 10**6)),
            rng.choice(["Bachelors", "HS-grad"]),
            rng.choice(["<=50K", ">50K"]),
        ]
        for _ in range(30)
    ]
    yield case("uci_no_header", "".join(", ".join(r) + "\n" for r in adult), numbered(adult))
    cars = [
        [
            f"{rng.uniform(10, 40):.1f}",
            str(rng.choice([4, 6, 8])),
            f"{rng.randint(1500, 5000)}.",
            str(rng.randint(70, 82)),
            f"{rng.choice(WORDS)} {rng.choice(WORDS)}",
        ]
        for _ in range(30)
    ]
    yield case("blanks_then_tab", "".join("   ".join(r[:4]) + f'\t"{r[4]}"\n' for r in cars), numbered(cars))
    names = [[rng.choice(FIRST), rng.choice("FM"), str(rng.randint(5, 9000))] for _ in range(40)]
    yield case("names_no_header", lines(names), numbered(names))
    ports = [
        [
            str(i),
            f"{t} Airport",
            t,
            "United Kingdom",
            t[:3].upper(),
            f"{rng.uniform(50, 58):.4f}",
            f"{rng.uniform(-5, 1):.4f}",
            "E",
        ]
        for i, t in enumerate(TOWNS, 500)
    ]
    yield case(
        "airports_no_header",
        "".join(f'{r[0]},"{r[1]}","{r[2]}","{r[3]}","{r[4]}",{r[5]},{r[6]},"{r[7]}"\n' for r in ports),
        numbered(ports),
    )
    flags = [[rng.choice(["TRUE", "FALSE"]) for _ in range(5)] for _ in range(20)]
    yield case(
        "flags_header", lines([["a1", "a2", "a3", "a4", "a5"], *flags]), [["a1", "a2", "a3", "a4", "a5"], *flags]
    )
    yield case("flags_no_header", lines(flags), numbered(flags))
    genes = [[rng.choice("ACGT") + rng.choice("ACGT") for _ in range(6)] for _ in range(25)]
    genes = [["rs101", "rs2022", "rs77", "rs801", "rs9", "rs10"], *genes]
    yield case("genotypes", lines(genes), genes)
    track = [
        [f"{h:02d}:{m:02d}:00", f"{rng.uniform(50, 51):.5f}", f"{rng.uniform(0, 1):.5f}"]
        for h in range(3)
        for m in range(0, 60, 5)
    ]
    yield case("track_no_header", lines(track), numbered(track))
    words = [[w, rng.choice(["noun", "verb", "adj"]), says(rng, 3, 6)] for w in WORDS]
    yield case("dictionary", lines([["word", "pos", "gloss"], *words]), [["word", "pos", "gloss"], *words])
    yield case("dictionary_no_header", lines(words), numbered(words))
    pairs = [[t, f"{rng.choice(TOWNS)} {rng.choice(['United', 'City', 'Rovers'])}"] for t in TOWNS]
    yield case("pairs", lines([["town", "club"], *pairs]), [["town", "club"], *pairs])
    code = [[f"{rng.choice('ABC')}{rng.randint(10, 99)}", says(rng, 2, 5)] for _ in range(25)]
    yield case("codes", lines([["code", "meaning"], *code]), [["code", "meaning"], *code])
    yield case("codes_no_header", lines(code), numbered(code))
    langs = [[rng.choice(["en", "de", "fr"]), says(rng, 3, 9)] for _ in range(25)]
    yield case("sentences_no_header", lines(langs), numbered(langs))
    yield case("labelled_sentences", lines([["label", "text"], *langs]), [["label", "text"], *langs])
    tabs = [[says(rng, 6, 12), rng.choice(["0", "1"])] for _ in range(25)]
    yield case("sentences_label_tab_no_header", lines(tabs, "\t"), numbered(tabs))
    ids = [[f"{rng.randint(10**7, 10**8)}", rng.choice(FIRST), ""] for _ in range(20)]
    yield case("last_column_empty", lines([["id", "name", "remark"], *ids]), [["id", "name", "remark"], *ids])
    two = [["x", "y"], ["1", "2"]]
    yield case("two_by_two", lines(two), two)
    jp = [
        ["都市", "人口", "面積"],
        *[
            [
                rng.choice(["東京", "大阪", "京都"]),
                f"{rng.randint(1, 999)},{rng.randint(100, 999)}",
                f"{rng.uniform(10, 900):.1f}",
            ]
            for _ in range(15)
        ],
    ]
    yield case("japanese", lines(jp), jp, code="shift_jis")
    ar = [
        ["المدينة", "السكان"],
        *[[rng.choice(["القاهرة", "الرباط", "تونس"]), str(rng.randint(1000, 99999))] for _ in range(15)],
    ]
    yield case("arabic", lines(ar), ar)
    yield case("arabic_cp1256", lines(ar, ";"), ar, code="cp1256")
    stocks = [
        ["Date", "Open", "High", "Low", "Close", "Volume"],
        *[
            [
                f"{rng.randint(1, 28)}-Jan-{rng.randint(10, 20)}",
                *[f"{rng.uniform(10, 90):.2f}" for _ in range(4)],
                str(rng.randint(10**5, 10**7)),
            ]
            for _ in range(25)
        ],
    ]
    yield case("stocks", lines(stocks), stocks)
    yield case("header_unquoted_rows_quoted", lines(stocks[:1]) + quoted(stocks[1:]), stocks)
    yield case("header_quoted_rows_not", quoted(stocks[:1]) + lines(stocks[1:]), stocks)
    formula = [
        ["id", "zip", "n"],
        *[[str(i), f'="0{rng.randint(1000, 9999)}"', str(rng.randint(1, 9))] for i in range(15)],
    ]
    yield case(
        "excel_equals",
        "".join(",".join(r) + "\n" for r in formula),
        formula,
        also=[formula[0], *[[a, b[2:-1], c] for a, b, c in formula[1:]]],
    )
    html = [["id", "body"], *[[str(i), f'<p class="x">{says(rng)}</p>\n<br/>'] for i in range(15)]]
    yield case("html_cells", lines(html), html)
    newline = [["Name\nof town", "Count\n(n)"], *[[t, str(rng.randint(1, 99))] for t in TOWNS]]
    yield case("newlines_in_header", lines(newline), [["Name of town", "Count (n)"], *newline[1:]], also=newline)
    month = [
        ["Month", "Jan 5, 2023", "Feb 5, 2023"],
        *[[t, str(rng.randint(1, 99)), str(rng.randint(1, 99))] for t in TOWNS],
    ]
    yield case("dates_as_header", lines(month, ";"), month)
    iso = [
        ["Item", *[f"2023-0{m}-01" for m in range(1, 7)]],
        *[[w, *[str(rng.randint(1, 99)) for _ in range(6)]] for w in WORDS],
    ]
    yield case("iso_dates_as_header", lines(iso), iso)
