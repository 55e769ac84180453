"""Columns that are months or years can become rows: one for each period, with nothing dropped and the way back kept."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from analytics.__main__ import main
from analytics.passport import lines, places
from analytics.profiling import profile
from analytics.reading import read
from analytics.reading.periods import find
from analytics.schema import AnalyticsError, ReadOptions

MONTHS = [f"{year}-{month:02d}" for year in (2023, 2024) for month in range(1, 13)]
LONG = ReadOptions(long=True)


def wide(folder: Path, names: list[str] = MONTHS, rows: int = 6) -> Path:
    path = folder / "sales.csv"
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["region", "shop, owner", *names])
        for n in range(rows):
            values = ["" if (n + place) % 11 == 3 else f"{n}{place}.5" for place in range(len(names))]
            writer.writerow([f"R{n % 3}", f"Bo, {n}", *values])
    return path


def rows(path: Path, capsys) -> list[dict[str, str]]:
    assert main(["read", str(path), "--long"]) == 0
    return list(csv.DictReader(io.StringIO(capsys.readouterr().out)))


@pytest.mark.parametrize(("names", "kind"), [
    (MONTHS, "month"),
    (["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"], "month"),
    (["Oktober", "November", "Dezember", "Januar", "Februar", "März"], "month"),
    (["janv. 2023", "févr. 2023", "mars 2023", "avril 2023"], "month"),
    (["01/2023", "02/2023", "03/2023", "04/2023", "05/2023"], "month"),
    ([str(year) for year in range(1990, 2021)], "year"),
    (["2024", "2023", "2022", "2021"], "year"),
    (["2019/20", "2020/21", "2021/22", "2022/23"], "year"),
    (["Q1 2023", "Q2 2023", "Q3 2023", "Q4 2023", "Q1 2024"], "quarter"),
    (["2023-W01", "2023-W02", "2023-W03", "2023-W04"], "week"),
    (["1/22/20", "1/23/20", "1/24/20", "1/25/20"], "date"),
])  # fmt: skip
def test_periods_are_known_by_their_names(names, kind):
    found = find(["region", "code", *names, "Remark"])
    assert found is not None
    assert (found.kind, found.places) == (kind, tuple(range(2, 2 + len(names))))


@pytest.mark.parametrize("names", [
    ["id", "may", "march", "name"],
    ["q1", "q2", "q3", "q4", "q5", "q6"],
    ["name", "2020", "2015", "2018", "2011"],
    ["2001", "2002", "2003", "2004"],
    ["id", "jan", "ben", "tom", "dec"],
    ["a", "1", "2", "3", "4"],
])  # fmt: skip
def test_other_names_are_no_periods(names):
    assert find(names) is None


def test_what_all_periods_share_in_front_is_the_name_of_the_value(tmp_path, capsys):
    found = rows(wide(tmp_path, [f"Sales {month}" for month in MONTHS[:5]], rows=2), capsys)
    assert list(found[0]) == ["region", "shop, owner", "month", "Sales"]
    assert [row["month"] for row in found[:5]] == MONTHS[:5]


def test_a_file_with_periods_says_so_and_stays_as_it_is(tmp_path):
    table = read(wide(tmp_path), tmp_path / "t.parquet", name="sales.csv")
    assert table.detected.periods == tuple(MONTHS)
    assert len(table.columns) == 26


def test_periods_of_words_are_not_offered(tmp_path):
    path = tmp_path / "rota.csv"
    path.write_text("task,Jan,Feb,Mar,Apr\nclean,Bo,Al,Cy,Bo\ncook,Al,Cy,Bo,Al\n")
    assert read(path, tmp_path / "t.parquet", name="rota.csv").detected.periods == ()


def test_every_cell_becomes_a_row_in_the_order_of_the_file(tmp_path, capsys):
    path = wide(tmp_path)
    with path.open(newline="") as file:
        original = list(csv.DictReader(file))
    found = rows(path, capsys)
    assert [(row["region"], row["shop, owner"], row["month"], row["value"]) for row in found] == [
        (row["region"], row["shop, owner"], month, row[month]) for row in original for month in MONTHS
    ]


def test_that_rows_are_repeated_is_told(tmp_path):
    table = read(wide(tmp_path), tmp_path / "t.parquet", name="sales.csv", options=LONG)
    assert (table.rows, table.columns[-2:]) == (144, ("month", "value"))
    assert any("6 rows became 144" in each.problem and "more than once" in each.problem for each in table.problems)
    assert not list(tmp_path.glob("*.wide"))


def test_the_month_is_a_date_and_the_year_a_category(tmp_path):
    read(wide(tmp_path), tmp_path / "t.parquet", name="sales.csv", options=LONG)
    found = profile(tmp_path / "t.parquet")
    assert (found.column("month").type, found.column("month").role) == ("date", "time")
    years = wide(tmp_path, [f"yr_{year}" for year in range(1990, 2010)])
    read(years, tmp_path / "t.parquet", name="sales.csv", options=LONG)
    found = profile(tmp_path / "t.parquet")
    assert (found.column("year").type, found.column("year").role) == ("integer", "category")


def test_a_row_leads_back_to_its_line(tmp_path):
    path = wide(tmp_path)
    table = read(path, tmp_path / "t.parquet", name="sales.csv", options=LONG)
    cells = {50: ["R2", "Bo, 2", "2023-03", "22.5"], 51: ["R2", "Bo, 2", "2023-04", "23.5"]}
    found = lines.of(path, table.detected.to_json(), cells)
    assert [(found[row].first, found[row].text) for row in cells] == [(4, path.read_text().splitlines()[3])] * 2


def test_a_cell_of_a_workbook_leads_back_to_its_cell(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.title = "Sales"
    book.active.append(["region", *MONTHS[:6]])
    for n in range(4):
        book.active.append([f"R{n}", *(100 * n + place for place in range(6))])
    book.save(tmp_path / "s.xlsx")
    table = read(tmp_path / "s.xlsx", tmp_path / "t.parquet", name="s.xlsx", options=LONG)
    assert (table.rows, table.columns) == (24, ("region", "month", "value"))
    assert places.of(table.detected.to_json(), 13) == "Sales!A4:G4"
    assert places.cell(table.detected.to_json(), 13, 2) == "Sales!C4"
    assert places.cell(table.detected.to_json(), 13, 0) == "Sales!A4"


def test_a_file_without_periods_ends_in_one_sentence(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("a,b\n1,2\n3,4\n")
    with pytest.raises(AnalyticsError, match="no columns that are periods"):
        read(path, tmp_path / "t.parquet", name="t.csv", options=LONG)
