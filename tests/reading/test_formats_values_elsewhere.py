"""What the cells of old workbooks, open documents, HTML and the XML of 2003 become: the same as in xlsx."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import xlwt
from formats_help import read


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
