"""How a file was read can be seen and changed: a preview at once, the whole table on request."""

from __future__ import annotations

import csv
import io
import os
import threading
import zipfile
from pathlib import Path

import openpyxl
import pytest
from test_cleaning_pages import column, url

from core import execution, pipeline, runs
from core.versions import recipes

TABLE = "name;amount\n" + "".join(f"item {n};{n},5\n" for n in range(40))
HTMX = {"HX-Request": "true"}


def test_what_was_detected_stands_beside_the_first_lines(dataset, editor):
    table = dataset(TABLE)
    page = editor.get(url("dataset_reading", table)).content.decode()
    assert "Detected: semicolon ;" in page
    assert "<code>item 3;3,5</code>" in page
    assert "Parted by semicolon, 41 of the first 41 rows have 2 cells." in page


def test_another_choice_is_previewed_and_nothing_is_stored(dataset, editor):
    table = dataset(TABLE)
    before = recipes.history(table.newest)
    answer = editor.post(url("dataset_reading", table), {"delimiter": ",", "header_rows": "0"}, headers=HTMX)
    shown = answer.content.decode()
    assert "<html" not in shown
    assert "item 3;3" in shown
    assert "With these choices" in shown
    assert recipes.history(table.newest) == before
    assert not table.newest.runs.first().is_open


def test_without_javascript_the_preview_is_a_button(dataset, editor):
    table = dataset(TABLE)
    page = editor.post(url("dataset_reading", table), {"skip_lines": "1", "action": "preview"}).content.decode()
    assert "<html" in page
    assert "With these choices" in page


def test_reading_again_makes_the_table_anew(dataset, editor, work):
    table = dataset(TABLE)
    answer = editor.post(url("dataset_reading", table), {"skip_lines": "1", "header_rows": "0", "action": "read"})
    assert answer.status_code == 303
    work()
    assert pipeline.page_of_rows(table.newest, limit=1).total == 40
    assert "item 0" in column(table, pipeline.page_of_rows(table.newest, limit=1).columns[0])


@pytest.mark.parametrize("wrong", [{"delimiter": "no such"}, {"header_rows": "-3"}, {"encoding": "klingon"}])
def test_an_impossible_choice_is_told(dataset, editor, wrong):
    table = dataset(TABLE)
    assert editor.post(url("dataset_reading", table), {**wrong, "action": "read"}).status_code == 422
    assert "notice warn" in editor.post(url("dataset_reading", table), wrong, headers=HTMX).content.decode()


def test_a_type_can_be_decided_and_is_remembered(dataset, editor, work):
    table = dataset(TABLE)
    assert column(table, "amount")[1] == 1.5
    editor.post(url("dataset_answer", table), {"column": "amount", "choice": "text"})
    work()
    assert column(table, "amount")[1] == "1,5"
    assert recipes.newest(table.newest).decisions == {"amount": "text"}


def test_a_viewer_sees_the_panel_but_cannot_read_again(dataset, people, client):
    table = dataset(TABLE)
    client.force_login(people.viewer)
    assert client.get(url("dataset_reading", table)).status_code == 200
    assert client.post(url("dataset_reading", table), {"action": "preview"}).status_code == 403


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_of_a_large_file_the_beginning_is_previewed_whole_lines_only(tmp_path, encoding):
    from analytics.schema import Limits
    from core.versions.peek import HEAD, peek

    lines = ["näme;amount", *(f"itém {n};{n},5" for n in range(60_000))]
    (tmp_path / "original").write_bytes("\r\n".join(lines).encode(encoding))
    assert (tmp_path / "original").stat().st_size > HEAD
    task = {"name": "big.csv", "reader": {}, "limits": Limits().to_json(), "cut": True}
    shown = peek(tmp_path, task)
    assert shown["cut"]
    assert shown["columns"] == ["näme", "amount"]
    assert shown["rows"][19] == ["itém 19", "19,5"]
    assert 10_000 < shown["total"] < 60_000
    assert shown["problem_count"] <= (encoding == "cp1252")  # there the encoding is a guess
    assert list(tmp_path.iterdir()) == [tmp_path / "original"]


def test_two_previews_of_one_file_at_the_same_moment_leave_each_other_alone(tmp_path):
    from core.versions import peek

    with (
        peek.scratch_folder(tmp_path, {"mark": "one"}) as mine,
        peek.scratch_folder(tmp_path, {"mark": "two"}) as other,
    ):
        peek.free(tmp_path, "two")
        assert Path(mine).exists()
        assert not Path(other).exists()
        os.utime(mine, (0, 0))  # left behind by a server that was killed long ago
        peek.free(tmp_path, "three")
        assert not Path(mine).exists()


NESTED = (
    '[{"id": 1, "lines": [{"sku": "a", "n": 2}, {"sku": "b", "n": 1}]}, {"id": 2, "lines": [{"sku": "c", "n": 7}]}]'
)


def test_one_row_for_each_item_of_a_list_is_a_choice_with_a_preview(dataset, editor, work):
    table = dataset(NESTED, "orders.json")
    panel = editor.get(url("dataset_reading", table)).content.decode()
    assert "One row for each item of" in panel
    assert "?items=lines#reading-preview" in panel
    looked = editor.get(url("dataset_reading", table) + "?items=lines").content.decode()
    assert "lines.sku" in looked
    assert "more than once" in looked
    assert editor.post(url("dataset_reading", table), {"items": "lines", "action": "read"}).status_code == 303
    work()
    assert column(table, "lines.n") == [2, 1, 7]
    assert recipes.newest(table.newest).reader.items == "lines"
    assert "Lists stay in their cells" in editor.get(url("dataset_reading", table)).content.decode()


def test_a_file_without_lists_offers_no_rows_of_items(dataset, editor):
    assert "One row for each item of" not in editor.get(url("dataset_reading", dataset(TABLE))).content.decode()


BANK = (
    "Statement\r\nHolder: Jörg Groß\r\n\r\nDay;Who;Amount\r\n"
    + "".join(f"{n:02d}.03.2031;Müller {n};{n},25\r\n" for n in range(1, 20))
    + "Total;;194,75\r\n"
)


def test_each_field_says_why_and_the_lines_say_what_became_of_them(dataset, editor):
    page = editor.get(url("dataset_reading", dataset(BANK))).content.decode()
    assert "Parted by semicolon" in page.split('id="div_id_delimiter"')[1].split("</div>")[0]
    first, header = page.split("<code>Holder: Jörg Groß</code>")[1], page.split("<code>Day;Who;Amount</code>")[1]
    assert "kept apart" in first[:120]
    assert "header" in header[:60]
    assert "A totals row; kept apart." in page.split("<code>Total;;194,75</code>")[1][:120]


def test_the_preview_says_which_columns_are_new_and_which_are_gone(dataset, editor):
    shown = editor.post(url("dataset_reading", dataset(TABLE)), {"delimiter": ","}, headers=HTMX).content.decode()
    assert "gone:" in shown
    assert "“name”, “amount”" in shown
    same = editor.post(url("dataset_reading", dataset(TABLE)), {"delimiter": ";"}, headers=HTMX).content.decode()
    assert "The same columns as now." in same
    assert "Read it so" in same


def test_letters_of_another_encoding_are_shown_as_they_are_read(people, editor, tmp_path, work):
    lines = [f"Kund {n},Malmö\n".encode("utf-8" if n % 6 else "cp1252") for n in range(1, 30)]
    table = upload(people, tmp_path, work, b"name,town\n" + b"".join(lines), "kunder.csv")
    page = editor.get(url("dataset_reading", table)).content.decode()
    assert "<code>Kund 6,Malmö</code>" in page
    assert "\N{REPLACEMENT CHARACTER}" not in page


def test_before_the_first_reading_nothing_is_called_detected(people, editor, tmp_path):
    source = tmp_path / "upload"
    source.write_text(TABLE)
    table = pipeline.new_dataset(people.workspace, source=source, name="a.csv", by=people.owner)
    page = editor.get(url("dataset_reading", table)).content.decode()
    assert "<code>item 3;3,5</code>" in page
    assert "Detected" not in page
    assert "source-note" not in page


def test_what_was_read_in_another_way_is_told_and_taken_back(dataset, editor, work):
    table = dataset(TABLE)
    answer = editor.post(url("dataset_reading", table), {"header_rows": "0", "action": "confirm"})
    assert answer.headers["Location"] == url("dataset_reading", table)
    work()
    page = editor.get(url("dataset_reading", table)).content.decode()
    assert "Header rows: 0" in page
    assert "Detect everything again" in page
    editor.post(url("dataset_reading", table), {"action": "confirm"})
    work()
    assert pipeline.page_of_rows(table.newest, limit=1).columns == ("name", "amount")
    page = editor.get(url("dataset_reading", table)).content.decode()
    assert "Decided, not detected" not in page
    assert "Read it as before" in page


ORDERS = "who,when\n" + "".join(f"p{n},{n % 12 + 1:02d}/{n * 5 % 12 + 1:02d}/2031\n" for n in range(40))


def test_the_question_shows_a_date_that_its_answers_read_differently(dataset, editor):
    page = editor.get(url("dataset_reading", dataset(ORDERS))).content.decode()
    assert "Day first (2 June 2031)" in page.replace("Day first (1 January 2031)", "")
    assert "Month first (6 February 2031)" in page


def test_a_decision_about_a_column_is_shown_before_it_is_made(dataset, editor):
    table = dataset(ORDERS)
    ask = {"action": "type", "column": "when"}
    shown = editor.post(url("dataset_reading", table), {**ask, "choice": "month_first"}, headers=HTMX).content.decode()
    assert "06/02" not in shown.split("2031-02-06")[0][-10:]
    assert "2031-02-06" in shown
    wrong = editor.post(url("dataset_reading", table), {**ask, "choice": "boolean"}, headers=HTMX).content.decode()
    assert "That does not fit every cell" in wrong
    none = editor.post(url("dataset_reading", table), {**ask, "choice": "no such"}, headers=HTMX).content.decode()
    assert "none of the choices" in none
    assert recipes.newest(table.newest).decisions == {}


def test_an_answer_can_be_changed_and_taken_back_until_the_question_is_there_again(dataset, editor, work):
    table = dataset(ORDERS)
    answered = {"column": "when", "choice": "day_first", "back": "dataset_reading"}
    answer = editor.post(url("dataset_answer", table), answered)
    assert answer.headers["Location"] == url("dataset_reading", table)
    work()
    page = editor.get(url("dataset_reading", table)).content.decode()
    assert "Decided: day first" in page
    assert '<option value="month_first"' in page
    editor.post(url("dataset_answer", table), {**answered, "choice": "month_first"})
    work()
    assert str(column(table, "when")[1]) == "2031-02-06"
    editor.post(url("dataset_answer", table), {**answered, "choice": "detect"})
    work()
    assert recipes.newest(table.newest).decisions == {}
    assert "Which comes first in these dates" in editor.get(url("dataset_reading", table)).content.decode()


def test_where_day_and_month_are_open_nobody_is_offered_a_date_alone(dataset, editor):
    page = editor.get(url("dataset_reading", dataset(ORDERS))).content.decode()
    select = page.split('aria-label="Type of when"')[1].split("</select>")[0]
    assert '"day_first"' in select
    assert '"date"' not in select
    assert '"date"' in page.split('aria-label="Type of who"')[1].split("</select>")[0]


def test_the_next_file_is_read_as_was_answered(dataset, editor, work):
    table = dataset(ORDERS)
    editor.post(url("dataset_answer", table), {"column": "when", "choice": "day_first"})
    work()
    table = dataset(ORDERS.replace("2031", "2032"), replaces=table)
    assert str(column(table, "when")[1]) == "2032-06-02"


def test_documents_are_not_asked_for_lines_and_cells(dataset, editor):
    page = editor.get(url("dataset_reading", dataset(NESTED, "orders.json"))).content.decode()
    assert 'name="header_rows"' not in page
    assert 'name="delimiter"' not in page


def test_a_text_inside_an_archive_shows_its_lines(people, editor, tmp_path, work):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("deep/down.csv", TABLE)
    table = upload(people, tmp_path, work, packed.getvalue(), "packed.zip")
    assert "Looking into the file" in editor.get(url("dataset_reading", table)).content.decode()
    shown = editor.get(url("dataset_reading", table) + "?look=original").content.decode()
    assert "<code>item 3;3,5</code>" in shown


def test_a_sheet_shows_its_rows_with_their_numbers_and_letters(people, editor, tmp_path, work):
    book = openpyxl.Workbook()
    for place, value in {"B2": "Stock in May", "B4": "part", "C4": "left"}.items():
        book.active[place] = value
    for row in range(5, 12):
        book.active[f"B{row}"], book.active[f"C{row}"] = f"part {row}", row * 3
    stream = io.BytesIO()
    book.save(stream)
    table = upload(people, tmp_path, work, stream.getvalue(), "stock.xlsx")
    shown = editor.get(url("dataset_reading", table) + "?look=original", headers=HTMX).content.decode()
    assert "<html" not in shown
    assert "The first rows of the original" in shown
    assert '<th scope="col">B</th><th scope="col">C</th>' in shown
    assert '<th scope="row" class="number">4</th><td>part</td><td>left</td>' in shown
    assert "Stock in May" in shown


@pytest.mark.parametrize(
    ("content", "reason"), [(b"%PDF-1.7\n" + bytes(range(256)) * 8, "is a PDF document"), (b"\n\n\n", "is empty")]
)
def test_a_file_that_is_no_table_keeps_its_choices_folded_away(people, editor, tmp_path, job_process, content, reason):
    source = tmp_path / "upload"
    source.write_bytes(content)
    table = pipeline.new_dataset(people.workspace, source=source, name="letter.csv", by=people.owner)
    execution.execute(runs.claim("test|0|x"), job_process, threading.Event())
    page = editor.get(url("dataset_reading", table)).content.decode()
    assert reason in page
    assert "<summary>Try another way</summary>" in page


def test_all_problems_come_as_a_table_too(dataset, editor):
    table = dataset("a,b\n" + "".join(f"{n},{n}\n" for n in range(30)) + "31,2,5,6\n=1+1\n", "odd.csv")
    answer = editor.get(url("dataset_problems", table) + "?as=csv")
    lines = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode())))
    assert lines[0] == ["line", "row", "column", "problem", "content"]
    assert [line[0] for line in lines[1:]] == ["32", "33"]
    assert lines[1][4] == "31,2,5,6"
    assert lines[2][4] == "'=1+1"  # no spreadsheet runs it


def upload(people, tmp_path, work, content: bytes, name: str):
    source = tmp_path / name
    source.write_bytes(content)
    made = pipeline.new_dataset(people.workspace, source=source, name=name, by=people.owner)
    work()
    return made
