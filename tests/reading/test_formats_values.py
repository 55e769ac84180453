"""What the cells of workbooks become: dates, percent, currency, codes, long numbers, flags, errors, formulas."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest
from formats_help import PARTS, SHEET, packed, put, read, sheet_xml, xlsx

from analytics.profiling import profile
from analytics.reading.workbook_formats import CODE, CURRENCY, DATE, DATETIME, DURATION, NUMBER, PERCENT, TIME, style_of


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "book.xlsx"


def column(path: Path, values: list, number_format: str | None = None) -> list:
    """The texts that a column of values becomes."""

    def fill(sheet):
        put(sheet, [["key", "value"], *([f"k{i}", value] for i, value in enumerate(values))])
        for row in range(2, len(values) + 2):
            if number_format is not None:
                sheet.cell(row, 2).number_format = number_format

    return read("workbook", xlsx(path, fill)).column("value")


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("General", NUMBER), ("0.00", NUMBER), ("#,##0;[Red]-#,##0", NUMBER), ("@", NUMBER), ("0.00E+00", NUMBER),
        ('0.0 "kg"', NUMBER), ('"Day "0', NUMBER), ("# ?/?", NUMBER), ('#,##0 "million"', NUMBER),
        ("0%", PERCENT), ('0.0" %"', NUMBER), ("0.0%;[Red]-0.0%", PERCENT),
        ('"$"#,##0.00', CURRENCY), ("[$€-407] #,##0.00", CURRENCY), ('#,##0.00\\ "€"', CURRENCY),
        ('_-* #,##0.00\\ [$CHF]_-', CURRENCY), ("£#,##0", CURRENCY), ("[$-409]#,##0.00", NUMBER),
        ("yyyy-mm-dd", DATE), ("d/m/yy", DATE), ("mmm-yy", DATE), ("[$-F800]dddd, mmmm dd, yyyy", DATE), ("mmmm", DATE),
        ("dd.mm.yyyy hh:mm", DATETIME), ("m/d/yy h:mm AM/PM", DATETIME), ("yyyy-mm-dd hh:mm:ss.000", DATETIME),
        ("h:mm", TIME), ("mm:ss.0", TIME), ("[h]:mm:ss", DURATION), ("[mm]:ss", DURATION),
        ("00000", CODE), ("000-00-0000", CODE),
    ],
)  # fmt: skip
def test_a_number_format_says_what_the_numbers_are(code, kind):
    assert style_of(code).kind == kind


def test_dates_are_iso_text_and_clock_times_stay(path):
    days = [dt.date(2024, 2, 29), dt.date(1899, 12, 31), dt.date(9999, 12, 31)]
    assert column(path, days) == ["2024-02-29", "1899-12-31", "9999-12-31"]
    moments = [dt.datetime(2024, 1, 5, 10, 30), dt.datetime(2024, 1, 6), dt.datetime(2024, 1, 7, 23, 59, 59)]
    assert column(path, moments) == ["2024-01-05 10:30:00", "2024-01-06 00:00:00", "2024-01-07 23:59:59"]
    assert column(path, [dt.time(10, 30), dt.time(0, 0, 5)]) == ["10:30:00", "00:00:05"]
    assert column(path, [1.25, 0.5], "[h]:mm:ss") == ["30:00:00", "12:00:00"]


def test_moments_written_to_the_millisecond_are_not_a_millisecond_off(path):
    stamps = [dt.datetime(2023, 3, 1, hour, minute, 1) for hour in (0, 7, 13, 23) for minute in (0, 13, 59)]
    assert column(path, stamps) == [str(stamp) for stamp in stamps]


def test_dates_of_the_1904_system_are_not_four_years_early(path):
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    put(book.active, [["key", "day"], ["a", dt.date(2024, 1, 5)], ["b", dt.date(2024, 1, 6)]])
    book.save(path)
    assert read("workbook", path).column("day") == ["2024-01-05", "2024-01-06"]


def test_an_extension_does_not_turn_the_1904_system_off(path):
    settings = PARTS["xl/workbook.xml"].replace("<sheets>", '<workbookPr date1904="1"/><sheets>')
    settings = settings.replace(
        "</workbook>", '<ext xmlns:y="urn:y"><y:workbookPr chartTrackingRefBase="1"/></ext></workbook>'
    )
    styles = '<s><numFmts/><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></s>'
    cells = "".join(f'<row><c><v>{n}</v></c><c s="1"><v>{43834 + n}</v></c></row>' for n in range(3))
    got = read("workbook", sheet_xml(path, cells, **{"xl/workbook.xml": settings, "xl/styles.xml": styles}))
    assert [row[1] for row in got.rows] == ["2024-01-05", "2024-01-06", "2024-01-07"]


def test_a_serial_number_among_dates_is_read_as_its_date_and_told(path):
    xlsx(
        path,
        [["day", "n"], [dt.date(2023, 3, 13), 1], [dt.date(2023, 3, 14), 2], [45000, 3], [dt.date(2023, 3, 16), 4]],
    )
    got = read("workbook", path)
    assert got.column("day") == ["2023-03-13", "2023-03-14", "2023-03-15", "2023-03-16"]
    (problem,) = got.problems
    assert (problem.line, problem.column) == (4, "day")


def test_a_number_far_from_the_dates_stays_a_number(path):
    xlsx(path, [["day", "n"], [dt.date(2023, 3, 13), 1], [dt.date(2023, 3, 14), 2], [7, 3], [dt.date(2023, 3, 16), 4]])
    assert read("workbook", path).column("day")[2] == "7"


def test_percentages_keep_their_value_and_get_their_sign(path):
    assert column(path, [0.125, 0.07, -0.015, 1, 0], "0.0%") == ["12.5%", "7%", "-1.5%", "100%", "0%"]


def test_a_bare_fraction_among_percentages_is_one_of_them(path):
    def fill(sheet):
        put(sheet, [["key", "share"], ["a", 0.25], ["b", 0.5], ["c", 0.75]])
        sheet["B2"].number_format = sheet["B4"].number_format = "0%"

    got = read("workbook", xlsx(path, fill))
    assert got.column("share") == ["25%", "50%", "75%"]
    assert got.told("percent")


@pytest.mark.parametrize(
    ("number_format", "texts"),
    [
        ('"$"#,##0.00', ["$1234.5", "-$3"]),
        ("#,##0.00 [$€-407]", ["1234.5 €", "-3 €"]),
        ("[$CHF] #,##0", ["CHF 1234.5", "-CHF 3"]),
        ('_("$"* #,##0.00_);_("$"* (#,##0.00);_("$"* "-"??_);_(@_)', ["$1234.5", "-$3"]),
    ],
)
def test_amounts_show_their_currency(path, number_format, texts):
    assert column(path, [1234.5, -3], number_format) == texts


def test_codes_keep_the_zeros_that_their_format_shows(path):
    assert column(path, [501, 2134, 99999], "00000") == ["00501", "02134", "99999"]
    assert column(path, [12345678], "000-00-0000") == ["012-34-5678"]


def test_the_profile_sees_the_types_that_the_formats_say(path):
    def fill(sheet):
        put(sheet, [["day", "zip", "price", "share", "ok", "n"]])
        for i in range(2, 12):
            put(sheet, [[dt.date(2024, 1, i), 500 + i, 1234.5 - 300 * i, i / 40, i % 2 == 0, i * 3]], i)
            for cell, code in (("B", "00000"), ("C", '"$"#,##0.00'), ("D", "0.0%")):
                sheet[f"{cell}{i}"].number_format = code

    got = read("workbook", xlsx(path, fill))
    found = profile(Path(got.table.path))
    types = {c.name: c.type for c in found.columns}
    assert types == {
        "day": "date", "zip": "text", "price": "currency", "share": "percent", "ok": "boolean", "n": "integer",
    }  # fmt: skip
    assert found.column("share").max == "0.275"


def test_long_whole_numbers_are_exact(path):
    cells = '<row><c t="inlineStr"><is><t>id</t></is></c></row>' + "".join(
        f"<row><c><v>{n}</v></c></row>" for n in (12345678901234567890123, 9007199254740993)
    )
    assert read("workbook", sheet_xml(path, cells)).column("id") == ["12345678901234567890123", "9007199254740993"]


def test_decimals_are_the_shortest_text_of_the_stored_double(path):
    cells = "<row><c><v>1.5</v></c></row>" + "".join(
        f"<row><c><v>{n}</v></c></row>" for n in ("7.0000000000000007E-2", "0.1", "1E+20", "1.0", "1.5E-7", "-0")
    )
    got = read("workbook", sheet_xml(path, cells), header_rows=1)
    assert [row[0] for row in got.rows] == ["0.07", "0.1", "100000000000000000000", "1", "0.00000015", "0"]


def test_errors_stay_and_are_told_with_their_place(path):
    got = read("workbook", xlsx(path, [["a", "b"], [1, 2], [3, "#DIV/0!"], [5, "#N/A"]]))
    assert got.column("b") == ["2", "#DIV/0!", "#N/A"]
    assert got.told("the first at B3")


def test_formulas_give_their_stored_result_and_missing_ones_are_told(path):
    cells = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>n</t></is></c>'
        '<c r="B1" t="inlineStr"><is><t>twice</t></is></c></row>'
        '<row r="2"><c r="A2"><v>1</v></c><c r="B2"><f>A2*2</f><v>2</v></c></row>'
        '<row r="3"><c r="A3"><v>2</v></c><c r="B3"><f>A3*2</f></c></row>'
        '<row r="4"><c r="A4"><v>3</v></c><c r="B4" t="str"><f>"x"</f><v>x</v></c></row>'
    )
    got = read("workbook", sheet_xml(path, cells))
    assert got.column("twice") == ["2", None, "x"]
    assert got.told("no stored result (B3)")


def test_text_is_kept_to_the_letter(path):
    words = ["  padded ", "two\nlines", "<b>&amp;</b>", "=1+1 as text", "007", "1E5", "é𝄞", "NA", "_x0041_", '"quoted"']
    rows = [["key", "word"], *([f"k{i}", word] for i, word in enumerate(words))]

    def fill(sheet):
        put(sheet, rows)
        for row in range(2, len(rows) + 1):
            sheet.cell(row, 2).data_type = "s"

    got = read("workbook", xlsx(path, fill)).column("word")
    assert got[:8] == words[:8]
    assert got[9] == words[9]


def test_shared_strings_leave_phonetic_hints_out_and_join_runs(path):
    strings = (
        '<sst><si><t>name</t></si><si><r><t>To</t></r><r><t xml:space="preserve">kyo </t></r></si>'
        "<si><t>東京</t><rPh><t>トウキョウ</t></rPh></si><si><t>a_x000D_b</t></si></sst>"
    )
    cells = "".join(f'<row><c t="s"><v>{n}</v></c></row>' for n in range(4))
    got = read("workbook", sheet_xml(path, cells, **{"xl/sharedStrings.xml": strings}))
    assert got.column("name") == ["Tokyo ", "東京", "a\rb"]


def test_prefixed_names_and_cells_without_places_are_read(path):
    sheet = (
        '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData>'
        '<x:row><x:c t="inlineStr"><x:is><x:t>a</x:t></x:is></x:c>'
        '<x:c t="inlineStr"><x:is><x:t>b</x:t></x:is></x:c></x:row>'
        "<x:row><x:c><x:v>1</x:v></x:c><x:c><x:v>2</x:v></x:c></x:row></x:sheetData></x:worksheet>"
    )
    got = read("workbook", packed(path, {**PARTS, "xl/worksheets/sheet1.xml": sheet}))
    assert (got.columns, got.rows) == (["a", "b"], [["1", "2"]])
    assert SHEET not in sheet
