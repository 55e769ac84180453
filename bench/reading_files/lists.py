"""Bank statements, loggers and instruments."""

from __future__ import annotations

import random
from collections.abc import Iterator

from reading_files import FIRST, LAST, TOWNS, Case, case, cell, lines, maker, money, numbered, says


@maker
def banks(rng: random.Random) -> Iterator[Case]:
    """Statements: key and value above, decimal commas, balances below."""
    body = [
        [
            f"{rng.randint(1, 28):02d}.{rng.randint(1, 12):02d}.2023",
            f"{rng.randint(1, 28):02d}.{rng.randint(1, 12):02d}.2023",
            rng.choice(["LASTSCHRIFT", "UEBERWEISUNG", "GEHALT"]),
            f"{rng.choice(FIRST)} {rng.choice(LAST)}",
            says(rng, 2, 5),
            rng.choice(["-", ""]) + money(rng),
            "EUR",
        ]
        for _ in range(25)
    ]
    head = ["Buchungstag", "Wertstellung", "Vorgang", "Empfänger", "Verwendungszweck", "Betrag", "Währung"]
    above = "Kontonummer:;DE89370400440532013000;\nVon:;01.01.2023;\nBis:;31.12.2023;\nKontostand:;1.234,56 EUR;\n\n"
    yield case("bank_de", above + lines([head, *body], ";"), [head, *body], code="cp1252")
    quoted = "".join(";".join(f'"{c}"' for c in row) + "\n" for row in [head, *body])
    yield case(
        "bank_de_quoted",
        '"Konto:";"Girokonto / DE89370400440532013000"\n\n"Zeitraum:";"01.01.2023 - 31.12.2023"\n\n' + quoted,
        [head, *body],
    )
    yield case(
        "bank_de_padded",
        "Umsätze Girokonto;;;;;;\n;;;;;;\n" + lines([head, *body], ";") + "01.01.2024;;;;Kontostand;1.234,56;EUR\n",
        [head, *body, ["01.01.2024", "", "", "", "Kontostand", "1.234,56", "EUR"]],
    )
    fr = [
        [
            r[0].replace(".", "/"),
            r[3].upper(),
            r[5].replace(".", "\u202f") if r[5].startswith("-") else "",
            "" if r[5].startswith("-") else r[5].replace(".", " "),
        ]
        for r in body
    ]
    head_fr = ["Date", "Libellé", "Débit (EUR)", "Crédit (EUR)"]
    yield case(
        "bank_fr", "Relevé de compte\nSolde au 31/12/2023 : 1 234,56 €\n\n" + lines([head_fr, *fr], ";"), [head_fr, *fr]
    )
    us = [
        [
            f"{rng.randint(1, 12):02d}/{rng.randint(1, 28):02d}/2023",
            says(rng, 2, 6),
            f"${rng.uniform(1, 5000):,.2f}",
            rng.choice(["", "1042"]),
        ]
        for _ in range(20)
    ]
    yield case(
        "bank_us",
        lines([["Date", "Description", "Amount", "Check Number"], *us]),
        [["Date", "Description", "Amount", "Check Number"], *us],
    )
    trail = "".join(",".join(cell(c, ",") for c in row) + ",\n" for row in us)
    yield case(
        "bank_trailing_comma_rows",
        "Date,Description,Amount,Check Number\n" + trail,
        [["Date", "Description", "Amount", "Check Number"], *us],
    )
    yield case(
        "bank_summary_above",
        'Description,,Summary Amt.\nBeginning balance as of 01/01/2023,,"1,000.00"\n'
        'Total credits,,"500.00"\nEnding balance,,"1,500.00"\n\n'
        + lines([["Date", "Description", "Amount", "Running Bal."], *us]),
        [["Date", "Description", "Amount", "Running Bal."], *us],
    )
    ch = [[r[0], r[3], f"{rng.randint(1, 99)}'{rng.randint(100, 999)}.{rng.randint(0, 99):02d}", "CHF"] for r in body]
    yield case(
        "bank_ch",
        lines([["Datum", "Text", "Betrag", "Whg"], *ch], ";", "\r\n"),
        [["Datum", "Text", "Betrag", "Whg"], *ch],
    )
    brl = [[r[0].replace(".", "/"), says(rng, 2, 4), "R$ " + money(rng)] for r in body]
    yield case(
        "bank_br",
        lines([["Data", "Histórico", "Valor"], *brl], ";"),
        [["Data", "Histórico", "Valor"], *brl],
        code="cp1252",
    )


@maker
def sensors(rng: random.Random) -> Iterator[Case]:
    """Loggers, stations, instruments: remarks above, units below the names, fixed widths."""
    body = [
        [
            f"2021-05-{d:02d} {h:02d}:00:00",
            f"{rng.uniform(-5, 30):.2f}",
            f"{rng.uniform(20, 99):.1f}",
            rng.choice(["1013.2", "NaN", "1009.8"]),
        ]
        for d in range(1, 5)
        for h in range(0, 24, 3)
    ]
    head = ["Timestamp", "Temp", "RH", "Pressure"]
    yield case(
        "logger_keys",
        "Logger model: X200\nSerial number: 12345\nFirmware: 1.2.3\nSample rate: 10 min\n\n" + lines([head, *body]),
        [head, *body],
    )
    yield case("logger_hash", "#station=Oslo\n#lat=59.9\n#lon=10.7\n" + lines([head, *body]), [head, *body])
    yield case("logger_hash_header", "#station: Oslo\n#" + lines([head, *body]), [head, *body])
    names = ["Timestamp (UTC)", "Temp (°C)", "RH (%)", "Pressure (hPa)"]
    yield case("unit_row_brackets", lines([head, ["(UTC)", "(°C)", "(%)", "(hPa)"], *body]), [names, *body])
    toa = '"TOA5","CR1000","CR1000","12345","CPU:prog.CR1","Table1"\n'
    q = "".join(
        ",".join(f'"{c}"' for c in row) + "\n"
        for row in [["TIMESTAMP", "RECORD", "AirT", "RH"], ["TS", "RN", "Deg C", "%"], ["", "", "Avg", "Smp"]]
    )
    data = [
        [f"2021-05-{d:02d} {h:02d}:00:00", str(d * 24 + h), f"{rng.uniform(-5, 30):.2f}", f"{rng.uniform(20, 99):.1f}"]
        for d in range(1, 3)
        for h in range(24)
    ]
    text = "".join(f'"{r[0]}",{r[1]},{r[2]},{r[3]}\n' for r in data)
    yield case("logger_toa5", toa + q + text, [["TIMESTAMP TS", "RECORD RN", "AirT Deg C Avg", "RH % Smp"], *data])
    bare = [[f"{rng.uniform(0, 1):.4f}" for _ in range(6)] for _ in range(30)]
    yield case("numbers_no_header", lines(bare), numbered(bare))
    yield case(
        "numbers_no_header_blanks",
        "".join("  " + "  ".join(f"{c:>8}" for c in row) + "\n" for row in bare),
        numbered(bare),
    )
    yield case("numbers_no_header_tab", lines(bare, "\t"), numbered(bare))
    ints = [[str(rng.randint(0, 1)) for _ in range(8)] for _ in range(30)]
    yield case("bits_no_header", lines(ints), numbered(ints))
    iris = [
        [f"{rng.uniform(4, 8):.1f}", f"{rng.uniform(2, 4):.1f}", rng.choice(["setosa", "virginica"])] for _ in range(30)
    ]
    yield case("class_no_header", lines(iris), numbered(iris))
    fixed = [
        [rng.choice(TOWNS), f"{rng.randint(1, 99)}", f"{rng.uniform(0, 9):.2f}", rng.choice(["ok", "bad"])]
        for _ in range(20)
    ]
    wide = "".join(f"{a:<12}{b:>6}{c:>10}  {d:<6}\n" for a, b, c, d in [["Station", "N", "Mean", "Flag"], *fixed])
    yield case("fixed_width", wide, [["Station", "N", "Mean", "Flag"], *fixed], file="table.txt")
    spectrum = [[str(400 + i), f"{rng.uniform(0, 1):.5f}"] for i in range(40)]
    yield case("two_numbers_no_header", lines(spectrum, "\t"), numbered(spectrum), file="a.txt")
    yield case(
        "spectrum_keys",
        "Title\tSample 5\nDate\t2021-01-05\nOperator\tBo\n\n" + lines([["nm", "A"], *spectrum], "\t"),
        [["nm", "A"], *spectrum],
        file="a.txt",
    )
    text = "".join(f"{i},5;{rng.randint(1, 30)},{rng.randint(0, 9)}\n" for i in range(20))
    yield case("de_decimals", "Zeit;Temp\n" + text, [["Zeit", "Temp"], *[r.split(";") for r in text.splitlines()]])
