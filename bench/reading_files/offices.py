"""Tables as statistics offices publish them."""

from __future__ import annotations

import random
from collections.abc import Iterator

from reading_files import REGIONS, TOWNS, Case, case, lines, maker


@maker
def statistics(rng: random.Random) -> Iterator[Case]:
    """Tables of statistics offices: titles, units, notes, sources, years as headers."""
    years = [str(y) for y in range(2010, 2021)]
    body = [[r, *[str(rng.randint(1000, 99999)) for _ in years]] for r in REGIONS]
    table = [["Region", *years], *body]
    yield case("years_header", lines(table), table)
    table = [["", *years], *body]
    yield case("years_header_blank_corner", lines(table), [["column_1", *years], *body])
    yield case(
        "years_title_unit",
        "Population by region\nUnit: persons\n\n" + lines([["Region", *years], *body]) + "\nSource: office\n",
        [["Region", *years], *body],
    )
    wide = ";" * len(years)
    yield case(
        "years_semicolon_padded",
        f"Bevölkerung nach Regionen{wide}\nEinheit: Anzahl{wide}\n"
        + lines([["Region", *years], *body], ";")
        + f"{wide}\nQuelle: Statistisches Amt{wide}\nStand: 03.02.2021{wide}\n",
        [["Region", *years], *body],
    )
    months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun"]
    top = ["", *[y for y in ("2019", "2020") for _ in months]]
    low = ["Region", *months, *months]
    data = [[r, *[f"{rng.uniform(0, 90):.1f}" for _ in range(12)]] for r in REGIONS]
    names = ["Region", *[f"{y} {m}" for y in ("2019", "2020") for m in months]]
    yield case("two_header_years_months", lines([top, low, *data]), [names, *data])
    sparse = ["", "2019", *[""] * 5, "2020", *[""] * 5]
    yield case("two_header_sparse", lines([sparse, low, *data]), [names, *data])
    yield case("two_header_title", "Rain\n\n" + lines([sparse, low, *data]) + "\n* estimate\n", [names, *data])
    gaps = [
        [
            r,
            *[
                rng.choice(["..", ":", "-", "x", f"{rng.randint(100, 9999):,}", f"{rng.randint(100, 9999):,}"])
                for _ in years
            ],
        ]
        for r in REGIONS
    ]
    yield case("missing_marks", lines([["Country", *years], *gaps]), [["Country", *years], *gaps])
    flags = [
        [r, *[f"{rng.randint(10, 99)}.{rng.randint(0, 9)}{rng.choice(['', '', ' b', ' e', ' p'])}" for _ in years]]
        for r in REGIONS
    ]
    yield case(
        "flags_tab", lines([["geo\\time", *years], *flags], "\t"), [["geo\\time", *years], *flags], file="data.tsv"
    )
    quarters = [f"{y}Q{q}" for y in (2018, 2019, 2020) for q in (1, 2, 3, 4)]
    data = [[r, rng.choice(["A", "B"]), *[str(rng.randint(0, 900)) for _ in quarters]] for r in REGIONS]
    yield case("quarters_header", lines([["Area", "Class", *quarters], *data]), [["Area", "Class", *quarters], *data])
    long = [["CL_FREQ", "REF_AREA", "TIME_PERIOD", "OBS_VALUE", "OBS_STATUS", "Unit multiplier"]]
    long += [
        ["A", r, y, f"{rng.uniform(1, 9):.3f}", rng.choice(["", "E"]), "Units"] for r in REGIONS[:4] for y in years
    ]
    yield case("sdmx_long", lines(long), long)
    notes = (
        '\n"Notes:"\n"1. Figures are rounded, so sums may differ from totals."\n'
        '"2. Revised; see methodology, chapter 3."\n'
        '"Contact: statistics@office.example"\n'
    )
    table = [["Local authority", "Code", "2018/19", "2019/20", "Change (%)"]]
    table += [
        [
            t,
            f"E0{rng.randint(7000000, 7999999)}",
            f"{rng.randint(100, 9999):,}",
            f"{rng.randint(100, 9999):,}",
            f"{rng.uniform(-9, 9):.1f}",
        ]
        for t in TOWNS
    ]
    yield case("notes_quoted", '"Table 3: Dwellings, by local authority"\n\n' + lines(table) + notes, table)
    yield case(
        "notes_padded",
        "Table 3: Dwellings,,,,\n,,,,\n" + lines(table) + ",,,,\n1. Figures are rounded,,,,\n2. Revised,,,,\n",
        table,
    )
    total = ["England", "", "90,000", "91,000", "1.1"]
    top_ = [table[0], total, *table[1:]]
    yield case("total_first_row", lines(top_), top_)
    sexes = ["", "Male", "", "", "Female", "", ""]
    ages = ["Area", "0-15", "16-64", "65+", "0-15", "16-64", "65+"]
    data = [[t, *[str(rng.randint(100, 9999)) for _ in range(6)]] for t in TOWNS]
    names = ["Area", *[f"{s} {a}" for s in ("Male", "Female") for a in ("0-15", "16-64", "65+")]]
    yield case("groups_of_ages", lines([sexes, ages, *data]), [names, *data])
    yield case("groups_of_ages_title", "Residents by sex and age,,,,,,\n" + lines([sexes, ages, *data]), [names, *data])
    units = ["", "persons", "persons", "%"]
    table = [["Town", "Men", "Women", "Share"], units]
    data = [[t, str(rng.randint(100, 9999)), str(rng.randint(100, 9999)), f"{rng.uniform(0, 9):.2f}"] for t in TOWNS]
    yield case("unit_row", lines([*table, *data]), [["Town", "Men persons", "Women persons", "Share %"], *data])
    yield case(
        "units_in_header",
        lines([["Town", "Men (persons)", "Share (%)"], *[[r[0], r[1], r[3]] for r in data]]),
        [["Town", "Men (persons)", "Share (%)"], *[[r[0], r[1], r[3]] for r in data]],
    )
