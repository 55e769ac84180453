"""What the cells of workbooks become: dates, percent, currency, codes, long numbers, flags, errors, formulas."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest
import xlwt
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


def test_the_old_xls_has_the_same_values(tmp_path):
    path = tmp_path / "old.xls"
    book = xlwt.Workbook()
    sheet = book.add_sheet("Data")
    hidden = book.add_sheet("Back")
    hidden.visibility = 1
    for j, name in enumerate(["day", "share", "price", "ok", "name", "n", "code"]):
        sheet.write(1, j + 1, name)
    codes = {"day": "dd/mm/yyyy", "share": "0.0%", "price": '"$"#,##0.00', "code": "00000"}
    style = {name: xlwt.easyxf(num_format_str=code) for name, code in codes.items()}
    for i in range(3):
        sheet.write(i + 2, 1, dt.datetime(2024, 1, i + 1), style["day"])
        sheet.write(i + 2, 2, 0.125 * i, style["share"])
        sheet.write(i + 2, 3, 1000.25 * i - 5, style["price"])
        sheet.write(i + 2, 4, i == 1)
        sheet.write(i + 2, 5, f"Ünï {i} 東")
        sheet.write(i + 2, 6, 3_000_000_000 + i)
        sheet.write(i + 2, 7, 501 + i, style["code"])
    sheet.row(3).hidden = True
    sheet.write_merge(0, 0, 1, 7, "Report")
    book.save(str(path))
    got = read("workbook", path)
    assert got.rows[0] == ["2024-01-01", "0%", "-$5", "FALSE", "Ünï 0 東", "3000000000", "00501"]
    assert got.rows[1] == ["2024-01-02", "12.5%", "$995.25", "TRUE", "Ünï 1 東", "3000000001", "00502"]
    assert got.told("Row 4 is hidden")
    assert got.detected.sheets == ("Data", "Back")
    assert (got.problems[0].line, got.problems[0].content) == (1, "Report")


def test_many_strings_over_the_borders_of_records_are_whole(tmp_path):
    path = tmp_path / "old.xls"
    book = xlwt.Workbook()
    sheet = book.add_sheet("Data")
    words = [f"{i} " + ("é" if i % 3 else "東") * (i % 301) for i in range(1500)]
    sheet.write(0, 0, "word")
    for i, word in enumerate(words):
        sheet.write(i + 1, 0, word)
    book.save(str(path))
    assert read("workbook", path).column("word") == words


def test_open_document_has_the_same_values(tmp_path):
    got = read("workbook", ods(tmp_path / "sheet.ods"))
    assert got.columns == ["day", "share", "price", "ok", "name", "at", "code"]
    assert got.rows[0] == ["2024-01-05", "12.5%", "€1234.5", "TRUE", "two  words", "10:30:00", "00501"]
    assert got.rows[1] == got.rows[2] == ["2024-01-06", "7%", "-CHF 3", "FALSE", "line\nbreak", "26:00:00", "02134"]
    assert got.detected.sheets == ("Data",)


def ods(path: Path) -> Path:
    from odf.office import Annotation
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import Table, TableCell, TableRow
    from odf.text import LineBreak, P, S

    book = OpenDocumentSpreadsheet()
    table = Table(name="Data")

    def cell(row, text="", **attributes):
        made = TableCell(**attributes)
        made.addElement(text if not isinstance(text, str) else P(text=text))
        row.addElement(made)
        return made

    header = TableRow()
    for name in ("day", "share", "price", "ok", "name", "at", "code"):
        cell(header, name, valuetype="string")
    table.addElement(header)
    spaced, broken = P(text="two"), P(text="line")
    spaced.addElement(S(c=2))
    spaced.addText("words")
    broken.addElement(LineBreak())
    broken.addText("break")
    rows = [
        ("2024-01-05", "0.125", "1234.5", "EUR", "true", spaced, "PT10H30M00S", "501", "00501", 1),
        ("2024-01-06T00:00:00", "0.07", "-3", "CHF", "false", broken, "PT26H00M00S", "2134", "02134", 2),
    ]
    for day, share, price, currency, flag, name, clock, code, shown, times in rows:
        row = TableRow(numberrowsrepeated=times)
        cell(row, "shown", valuetype="date", datevalue=day).addElement(Annotation())
        cell(row, "shown", valuetype="percentage", value=share)
        cell(row, "shown", valuetype="currency", value=price, currency=currency)
        cell(row, "shown", valuetype="boolean", booleanvalue=flag)
        cell(row, name, valuetype="string")
        cell(row, "shown", valuetype="time", timevalue=clock)
        cell(row, shown, valuetype="float", value=code)
        table.addElement(row)
    blank = TableRow(numberrowsrepeated=1_000_000)
    blank.addElement(TableCell(numbercolumnsrepeated=16_000))
    table.addElement(blank)
    book.spreadsheet.addElement(table)
    book.save(str(path))
    return path


def test_html_under_the_name_xls_is_read(tmp_path):
    path = tmp_path / "export.xls"
    path.write_text(
        "<html><head><meta charset='utf-8'><style>td{color:red}</style></head><body><table>"
        "<tr><th rowspan=2>Région<th colspan=2>2023</tr><tr><th>n<th>EUR</tr>"
        "<tr><td>Nord &amp; Est</td><td>1</td><td>1.234,50</td></tr><tr><td>Sud<br>Ouest<td>2<td>7,25</tr></table>"
        "<script>document.write('<table>')</script></body></html>",
        encoding="utf-8",
    )
    got = read("workbook", path)
    assert got.columns == ["Région", "2023 n", "2023 EUR"]
    assert got.rows == [["Nord & Est", "1", "1.234,50"], ["Sud Ouest", "2", "7,25"]]
    assert got.detected.format == "html"


def test_the_xml_of_2003_is_read(tmp_path):
    path = tmp_path / "report.xls"
    path.write_text(
        '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Styles><Style ss:ID="p">'
        '<NumberFormat ss:Format="Percent"/></Style></Styles><Worksheet ss:Name="Data"><Table>'
        '<Row><Cell><Data ss:Type="String">day</Data></Cell>'
        '<Cell ss:Index="3"><Data ss:Type="String">share</Data></Cell></Row><Row ss:Index="3">'
        '<Cell><Data ss:Type="DateTime">2024-01-05T00:00:00.000</Data></Cell>'
        '<Cell ss:Index="3" ss:StyleID="p"><Data ss:Type="Number">0.5</Data></Cell></Row></Table></Worksheet>'
        "</Workbook>",
        encoding="utf-8",
    )
    got = read("workbook", path)
    assert (got.columns, got.rows) == (["day", "share"], [["2024-01-05", "50%"]])
