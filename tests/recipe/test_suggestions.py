"""What the program suggests, and what it had better not suggest. Every table here is made up."""

from __future__ import annotations

import datetime
import random
from pathlib import Path

import pytest
from recipe_help import changes, names, rows, run, table_of

from analytics.profiling import profile
from analytics.recipe import accept, in_bulk, propose
from analytics.schema import Recipe, Step

CITIES = {
    "Lisbon": "South",
    "Porto": "North",
    "Braga": "North",
    "Faro": "South",
    "Coimbra": "Centre",
    "Aveiro": "Centre",
}


def proposed(folder: Path, columns: list[str], data: list[list[str | None]]) -> dict[str, Step]:
    table = table_of(data, columns, folder / "text.parquet")
    return {step.id: step for step in propose(table, profile(table)).steps if step.tier == "suggested"}


def cleaned(folder: Path, *steps: Step) -> list[dict]:
    table = folder / "text.parquet"
    known = profile(table)
    recipe = propose(table, known, suggest=False)
    recipe = accept(Recipe(steps=(*recipe.steps, *steps)), [step.id for step in steps])
    done = run(table, known, recipe.steps, folder / "out")
    assert done.failures == ()
    header = names(folder / "out" / "clean.parquet")
    return [dict(zip(header, row, strict=True)) for row in rows(folder / "out" / "clean.parquet")]


def orders(count: int = 300, seed: int = 1) -> tuple[list[str], list[list[str | None]]]:
    chance = random.Random(seed)
    data: list[list[str | None]] = []
    for number in range(count):
        city = chance.choice(list(CITIES))
        day = datetime.date(2024, 1, 1) + datetime.timedelta(days=number)
        data.append([str(7000 + number), city, CITIES[city], day.isoformat(), f"{chance.gauss(50, 5):.2f}"])
    return ["order_id", "city", "area", "ordered", "price"], data


def test_a_clean_table_gets_no_suggestion_that_changes_a_value(tmp_path):
    found = proposed(tmp_path, *orders())
    assert {step.op for step in found.values()} <= {"rename_columns"}


def test_rows_of_one_amount_do_not_vote_on_what_was_bought(tmp_path):
    chance = random.Random(3)
    prices = {"bike": 740.0, "helmet": 69.0, "lock": 45.0, "light": 32.5, "bag": 84.0, "jacket": 119.0}
    data: list[list[str | None]] = []
    for number in range(9000):
        name = chance.choice(list(prices))
        quantity, price = 1 + int(chance.expovariate(1)), prices[name] * chance.choice((1, 1, 0.97, 1.03))
        discount = chance.choice((0, 0, 0, 5, 10, 15, 20))
        revenue = quantity * price * (1 - discount / 100)
        data.append([f"A{number:05d}", name, str(quantity), f"{price:.2f}", str(discount), f"{revenue:.2f}"])
    found = proposed(tmp_path, ["order", "product", "quantity", "price", "discount", "revenue"], data)
    assert "vote" not in {step.op for step in found.values()}


def test_spellings_of_one_value_are_found_and_the_frequent_one_survives(tmp_path):
    columns, data = orders()
    data[3][1], data[4][1], data[5][1] = "LISBON", "lisbon ", "Coimbraa"
    data[3][2] = data[4][2] = "South"
    data[5][2] = "Centre"
    found = proposed(tmp_path, [columns[0], columns[1]], [row[:2] for row in data])
    assert found["spelling:city"].params["values"] == {"LISBON": "Lisbon", "lisbon": "Lisbon"}
    assert found["slips:city"].params["values"] == {"Coimbraa": "Coimbra"}
    assert in_bulk(found["spelling:city"])
    clean = cleaned(tmp_path, found["spelling:city"], found["slips:city"])
    assert [clean[i]["city"] for i in (3, 4, 5)] == ["Lisbon", "Lisbon", "Coimbra"]


def test_codes_that_differ_in_a_digit_are_no_slips(tmp_path):
    data = [[f"ROUTE-{n % 3 + 1}01"] for n in range(90)] + [["ROUTE-102"], ["ROUTE-203"]]
    assert not [step for step in proposed(tmp_path, ["line"], data).values() if step.op == "map_values"]


def test_one_odd_character_all_over_the_table_is_put_right(tmp_path):
    columns, data = orders(400)
    chance = random.Random(5)
    truth = [list(row) for row in data]
    for number in chance.sample(range(400), 40):
        place = number % 2 + 1
        text = data[number][place]
        where = chance.randrange(len(text))
        data[number][place] = f"{text[:where]}?{text[where + 1 :]}"
    found = proposed(tmp_path, columns, data)
    bulk = [step for step in found.values() if in_bulk(step)]
    clean = cleaned(tmp_path, *bulk)
    right = [(row["city"], row["area"]) == (t[1], t[2]) for row, t in zip(clean, truth, strict=True)]
    assert sum(right) >= 398


def test_a_contradiction_is_repaired_by_vote_and_a_gap_filled_from_its_group(tmp_path):
    columns, data = orders()
    wrong = next(n for n, row in enumerate(data) if row[1] == "Porto")
    gap = next(n for n, row in enumerate(data) if row[1] == "Faro")
    data[wrong][2], data[gap][2] = "South", ""
    found = proposed(tmp_path, columns, data)
    clean = cleaned(tmp_path, found["vote:area"])
    assert (clean[wrong]["area"], clean[gap]["area"]) == ("North", "South")
    assert len(changes(tmp_path / "out", "vote:area")) == 2


def test_two_firms_in_one_town_stay_two_firms(tmp_path):
    chance = random.Random(2)
    data = []
    for number in range(300):
        town = number % 30
        firm = f"{town}02" if town < 5 and chance.random() < 0.15 else f"{town}01"
        data.append([f"Town {town}", f"Firm {firm}", firm])
    found = proposed(tmp_path, ["town", "firm", "firm_id"], data)
    assert not [step for step in found.values() if step.op == "vote" and in_bulk(step)]


@pytest.mark.parametrize(("unit", "spellings"), [("oz", ["oz", "OZ.", "ounces"]), ("kg", ["kg", "KG", "kilos"])])
def test_units_leave_the_cells_and_the_numbers_become_numbers(tmp_path, unit, spellings):
    chance = random.Random(4)
    data = [[str(n), f"{chance.randrange(1, 40)} {chance.choice(spellings)}"] for n in range(80)]
    found = proposed(tmp_path, ["id", "size"], data)
    clean = cleaned(tmp_path, found["unit:size"])
    assert [row["size"] for row in clean] == [int(row[1].split()[0]) for row in data]
    assert found["unit:size"].params["unit"] == unit


def test_wider_null_words_are_only_suggested_and_never_in_names_or_codes(tmp_path):
    data = [[f"N{n}", chr(65 + n % 20) + "ann", "fine as it is" if n % 5 else "unknown"] for n in range(60)]
    data += [["N99", "Unknown", "unknown"], ["N98", "NA", "-"]]
    found = proposed(tmp_path, ["code", "surname", "remark"], data)
    assert [step.column for step in found.values() if step.op == "null_words"] == ["remark"]
    assert set(found["nulls:remark:wider"].params["words"]) == {"unknown", "-"}


@pytest.mark.parametrize("word", ["k. A.", "Keine Angabe", "non renseigné", "sin dato", "unbekannt", "N. D."])
def test_null_words_of_other_languages_are_known_however_they_are_spaced(tmp_path, word):
    data = [[str(n), ("gut", "sehr gut", word)[n % 3]] for n in range(60)]
    found = proposed(tmp_path, ["id", "urteil"], data)
    assert found["nulls:urteil:wider"].params["words"] == [word]


def test_a_number_that_stands_for_missing_is_suggested(tmp_path):
    data = [[str(n), str(15 + n % 30) if n % 10 else "-999"] for n in range(100)]
    found = proposed(tmp_path, ["id", "temperature"], data)
    clean = cleaned(tmp_path, found["nulls:temperature:sentinel"])
    assert sum(row["temperature"] is None for row in clean) == 10


def test_outliers_are_marked_and_stay(tmp_path):
    columns, data = orders()
    data[7][4] = "999999.00"
    found = proposed(tmp_path, columns, data)
    clean = cleaned(tmp_path, found["outliers:price"])
    assert clean[7]["price"] == 999999.0
    assert [n for n, row in enumerate(clean) if row["price is unusual"]] == [7]


def test_gaps_are_filled_beside_the_column_and_marked(tmp_path):
    data = [
        [(datetime.date(2024, 1, 1) + datetime.timedelta(days=n)).isoformat(), f"{100 + 2 * n}.5"] for n in range(60)
    ]
    data[10][1] = data[11][1] = ""
    found = proposed(tmp_path, ["day", "level"], data)
    clean = cleaned(tmp_path, found["fill:level"])
    assert clean[10]["level"] is None
    assert [clean[n]["level (filled)"] for n in (9, 10, 11, 12)] == [118.5, 120.5, 122.5, 124.5]
    assert [n for n, row in enumerate(clean) if row["level was missing"]] == [10, 11]


def test_a_totals_row_is_found_by_its_word_and_its_sums(tmp_path):
    columns, data = orders(50)
    total = sum(float(row[4]) for row in data)
    found = proposed(tmp_path, columns, [*data, ["", "Total", "", "", f"{total:.2f}"]])
    assert "sums of 50 rows" in found["totals:city"].evidence
    assert len(cleaned(tmp_path, found["totals:city"])) == 50


def test_repeated_rows_are_found_and_the_first_one_stays(tmp_path):
    columns, data = orders(60)
    found = proposed(tmp_path, columns, [*data, data[3], data[8]])
    assert found["duplicates"].rows_removed == 2
    assert not in_bulk(found["duplicates"])
    assert [row["order_id"] for row in cleaned(tmp_path, found["duplicates"])] == [int(row[0]) for row in data]


def test_rows_that_say_the_same_in_other_words_stand_side_by_side(tmp_path):
    data = [[str(n), f"{'ABCDEFGH'[n % 8]}lphaville Street {n}", str(n * 7 % 50), f"day {n}"] for n in range(50)]
    twin = ["90", data[9][1].upper() + ".", data[9][2], data[9][3]]
    found = proposed(tmp_path, ["id", "address", "rooms", "seen"], [*data, twin])
    (pair,) = found["near-duplicates"].params["pairs"]
    assert pair["rows"] == [9, 50]
    assert len(cleaned(tmp_path, found["near-duplicates"])) == 50


def test_parts_are_offered_as_columns(tmp_path):
    data = [
        [f"Film number {n} ({1950 + n})", f"{'XYZ'[n % 3]}, B{n % 4}", "2020", str(n % 12 + 1), "9"] for n in range(40)
    ]
    found = proposed(tmp_path, ["film", "place", "Year", "Month", "Day"], data)
    clean = cleaned(tmp_path, found["extract:film"], found["split:place"], found["derive:date"])
    assert clean[3]["film year"] == 1953
    assert (clean[3]["place 1"], clean[3]["place 2"]) == ("X", "B3")
    assert clean[3]["Date"] == datetime.date(2020, 4, 9)


def test_names_can_be_written_in_one_style(tmp_path):
    found = proposed(tmp_path, ["OrderDate", "Net price"], [["a", "b"]] * 3)
    assert found["names:snake"].params["names"] == {"OrderDate": "order_date", "Net price": "net_price"}
    assert found["names:title"].params["names"] == {"OrderDate": "Order Date", "Net price": "Net Price"}
    assert found["names:snake"].evidence.startswith("The names are written in several ways: “OrderDate” beside “Net")


@pytest.mark.parametrize(
    "columns",
    [["id", "order_date"], ["Id", "OrderDate"], ["Order date", "Net price (€)", "Total"], ["Order Date", "ID", "Q 1"],
     ["beer-name", "style"], ["ORDER_NO", "NAME"], ["Größe", "Ort der Lieferung"], ["日付", "name"]],
)  # fmt: skip
def test_names_in_one_style_are_left_as_they_are(tmp_path, columns):
    found = proposed(tmp_path, columns, [["a", "b", "c"][: len(columns)]] * 3)
    assert not [key for key in found if key.startswith("names:")]


def test_the_same_table_gives_the_same_suggestions(tmp_path):
    columns, data = orders()
    data[3][1] = "LISBON"
    one = proposed(tmp_path, columns, data)
    assert one == proposed(tmp_path, columns, data)


def test_accepting_all_changes_cells_in_place_only(tmp_path):
    columns, data = orders()
    data[3][1] = "LISBON"
    data.append(data[0])
    table = table_of(data, columns, tmp_path / "text.parquet")
    known = profile(table)
    recipe = accept(propose(table, known), "all")
    done = run(table, known, recipe.steps, tmp_path / "out")
    assert done.rows == len(data)
    assert names(tmp_path / "out" / "clean.parquet") == columns


@pytest.mark.parametrize("table", ["beers", "hospital"])
def test_public_tables_are_repaired_without_labels(tmp_path, shared_fixtures, table):
    import csv
    import sys

    sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bench"))
    from importlib.util import module_from_spec, spec_from_file_location

    spec = spec_from_file_location("clean_score", Path(__file__).resolve().parents[2] / "bench" / "clean_score.py")
    assert spec is not None
    assert spec.loader is not None
    score = module_from_spec(spec)
    sys.modules["clean_score"] = score
    spec.loader.exec_module(score)
    sys.path.pop(0)
    from analytics.cli.clean import export

    folder = shared_fixtures / "cleaning" / table
    dirty, clean = score.load(folder / "dirty.csv"), score.load(folder / "clean.csv")
    text = table_of(dirty[1:], dirty[0], tmp_path / "text.parquet")
    known = profile(text)
    recipe = propose(text, known)
    found = {}
    for which in ("none", "all"):
        done = run(text, known, accept(recipe, which).steps, tmp_path / which)
        export(tmp_path / which / "clean.parquet", done.profile, tmp_path / "out.csv", memory_mb=256)
        with (tmp_path / "out.csv").open(newline="", encoding="utf-8") as file:
            found[which] = score.compare(dirty, clean, list(csv.reader(file)))
    assert found["none"].destroyed == found["none"].wrong == 0
    assert found["all"].f1 >= 0.95
    assert found["all"].precision >= 0.98
