"""The page of a number: the number, its formula, rows, steps, lines and file, for whoever may see the chart."""

from __future__ import annotations

import re

import pytest

from core.models import Dashboard, DatasetVersion, Visualization, Widget

pytestmark = pytest.mark.django_db
FILE = (
    "Report of the north\n"
    "region;amount;day;note\n"
    'North;"1.200,50";15.01.2024;"two\nlines"\n'
    "South;10,25;16.01.2024;x\n"
    "\n"
    " North ;n/a;17.01.2024;y\n"
    "North;3,25;18.02.2024;z\n"
    "North;3,25;18.02.2024;z\n"
    "East;7,00;19.02.2024;w\n"
) + "".join(f"West;{n},50;{n % 27 + 1:02d}.03.2024;v{n}\n" for n in range(60))


@pytest.fixture
def chart(people, dataset):
    made = dataset(FILE)
    spec = {"kind": "bar", "dimension": "region", "measures": [{"column": "amount", "agg": "sum"}]}
    return Visualization.objects.create(workspace=people.workspace, dataset=made, name="By region", spec=spec)


@pytest.fixture
def board(people, chart):
    found = Dashboard.objects.create(workspace=people.workspace, name="Board", dataset=chart.dataset)
    number = {"kind": "indicator", "measures": [{"column": "amount", "agg": "sum"}]}
    total = Visualization.objects.create(workspace=people.workspace, dataset=chart.dataset, name="Total", spec=number)
    Widget.objects.create(dashboard=found, kind="chart", title="By region", visualization=chart, w=6, h=4)
    Widget.objects.create(dashboard=found, kind="number", title="Total", visualization=total, y=4, w=3, h=2)
    return found


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def links(html: str) -> list[str]:
    return [
        link.replace("&amp;", "&") for link in re.findall(r'href="([^"]*/passport/\?[^"]*|\?[^"]*n=\d[^"]*)"', html)
    ]


def test_each_number_of_the_data_table_leads_to_its_passport(people, chart, enter):
    browser = enter(people.viewer)
    page = browser.get(f"/visualizations/{chart.pk}/").content.decode()
    north = next(link for link in links(page) if "k=North" in link)
    told = text_of(browser.get(north))
    assert "The sum of “amount” over the rows in which “region” is North." in told
    assert "1,207" in told
    assert "same" in told


NOISY = "Statement\n\nkind;amount;day\n" + "".join(
    f"{'AB'[n % 2]};{n},{n % 10}{n % 7} €;{n % 27 + 1:02d}.03.2024\n" for n in range(1, 90)
)


def test_the_number_computed_once_more_is_written_without_noise(people, dataset, enter):
    made = dataset(NOISY + "Summe;;\n", "konto.csv")
    spec = {"kind": "bar", "dimension": "kind", "measures": [{"column": "amount", "agg": "sum"}]}
    chart = Visualization.objects.create(workspace=people.workspace, dataset=made, name="By kind", spec=spec)
    told = text_of(enter(people.viewer).get(f"/visualizations/{chart.pk}/passport/?k=A&n=0"))
    cents = sum(n * 100 + (n % 10) * 10 + n % 7 for n in range(2, 90, 2))
    again = re.search(r"Computed once more just now from 44 rows: (\S+)", told).group(1).rstrip(".")
    assert again == f"{cents / 100:,.2f}".rstrip("0").rstrip(".")
    assert "could not be read" not in told
    assert "Left out: lines of the file: above the table; kept apart 1" in told


def test_only_what_is_not_in_the_table_counts_as_left_out(people, chart, enter):
    version = chart.dataset.current
    notes = ["The encoding was guessed: cp1252. It fits.", "The file has 2 tables; this is number 1. The others are "
             "offered.", "A totals row; kept apart.", "Below the table; kept apart.", "Below the table; kept apart.",
             "7 of 4 cells; the last ones were kept apart."]  # fmt: skip
    DatasetVersion.objects.filter(pk=version.pk).update(
        problems=[{"problem": note} for note in notes], problem_count=len(notes)
    )
    told = text_of(enter(people.viewer).get(f"/visualizations/{chart.pk}/passport/?k=North&n=0"))
    assert "a totals row; kept apart 1" in told
    assert "below the table; kept apart 2" in told
    assert "rows with more cells than columns; the cells beyond were kept apart 1" in told
    assert "encoding" not in told
    assert "2 tables" not in told


def test_each_mark_of_the_drawing_leads_there_too(people, chart, enter):
    browser = enter(people.viewer)
    page = browser.get(f"/visualizations/{chart.pk}/").content.decode()
    mark = next(link for link in links(page) if "mark=1" in link and "North" in link)
    assert "“region” is North" in text_of(browser.get(mark))


def test_rows_carry_their_number_and_their_line_in_the_original(people, chart, enter):
    page = enter(people.viewer).get(f"/visualizations/{chart.pk}/passport/?k=North&n=0").content.decode()
    assert "Lines 3–4" in page  # a cell with a line break in it
    assert "Line 7</span> <code> North ;n/a;17.01.2024;y</code>" in page
    assert [f"Line {n}</span>" in page for n in (8, 9, 10)] == [True, True, False]


def test_cells_that_cleaning_changed_are_told_before_and_after(people, chart, enter):
    told = text_of(enter(people.viewer).get(f"/visualizations/{chart.pk}/passport/?k=North&n=0"))
    assert "row 1, amount: 1.200,50 → 1200.5" in told
    assert "row 3, region: North → North" in told  # the spaces around it are gone
    assert "row 3, amount: n/a → missing" in told
    assert "rows of these that have no value in “amount” 1" in told


def test_the_original_is_named_with_its_hash_and_who_brought_it(people, chart, enter):
    told = text_of(enter(people.viewer).get(f"/visualizations/{chart.pk}/passport/?k=North&n=0"))
    version = DatasetVersion.objects.get()
    assert version.sha256 in told
    assert "orders.csv" in told
    assert "by owner" in told
    assert "the file still has it" in told


def test_an_original_that_was_tampered_with_is_told(people, chart, enter):
    from core import storage

    path = storage.original(DatasetVersion.objects.get())
    path.chmod(0o600)
    path.write_bytes(path.read_bytes().replace(b"North", b"Morth"))
    told = text_of(enter(people.viewer).get(f"/visualizations/{chart.pk}/passport/?k=North&n=0"))
    assert "the file has another one now" in told


def test_rows_are_paged(people, chart, enter):
    browser = enter(people.viewer)
    page = browser.get(f"/visualizations/{chart.pk}/passport/?k=West&n=0")
    assert "1–20 of 60" in text_of(page)
    newer = re.search(r'rel="next" href="([^"]+)"', page.content.decode()).group(1).replace("&amp;", "&")
    assert "21–40 of 60" in text_of(browser.get(f"/visualizations/{chart.pk}/passport/{newer}"))


def test_rows_after_removed_ones_keep_their_number(people, chart, enter, work):
    from core.versions import recipes

    version = DatasetVersion.objects.get()
    duplicates = [step.id for step in recipes.newest(version).steps if step.op == "drop_duplicates"]
    assert duplicates, [step.op for step in recipes.newest(version).steps]
    recipes.switch(version, people.owner, duplicates, True)
    work()
    told = text_of(enter(people.viewer).get(f"/visualizations/{chart.pk}/passport/?k=East&n=0"))
    assert "Line 10 East;7,00;19.02.2024;w" in told
    assert "cleaning took away" in told


def test_dashboards_lead_there_with_the_filters_one_sees(people, board, enter):
    browser = enter(people.viewer)
    page = browser.get(f"/dashboards/{board.pk}/?mine=1&in:region=South").content.decode()
    total = board.widgets.get(title="Total")
    number = next(link for link in links(page) if f"/widgets/{total.pk}/" in link and "in%3Aregion=South" in link)
    told = text_of(browser.get(number))
    assert "10.25" in told
    assert "“region” is “South”" in told
    cell = next(link for link in links(page) if "k=South" in link)
    assert "10.25" in text_of(browser.get(cell))


def test_without_a_choice_the_numbers_are_listed(people, chart, enter):
    browser = enter(people.viewer)
    page = browser.get(f"/visualizations/{chart.pk}/passport/").content.decode()
    assert "Choose one" in page
    east = next(link for link in links(page) if "k=East" in link)
    assert "“region” is East" in text_of(browser.get(f"/visualizations/{chart.pk}/passport/{east}"))


def test_a_number_that_is_gone_says_so(people, chart, enter):
    answer = enter(people.viewer).get(f"/visualizations/{chart.pk}/passport/?k=Atlantis&n=0")
    assert answer.status_code == 404
    assert "not in the chart any more" in text_of(answer)


def test_the_number_can_be_asked_for_in_sql(people, chart, enter, ask):
    page = enter(people.viewer).get(f"/visualizations/{chart.pk}/passport/?k=North&n=0")
    from html import unescape

    sql = unescape(re.search(r'name="sql" value="([^"]+)"', page.content.decode()).group(1))
    question = ask(people.viewer, sql)
    assert question.state == "done", question.error
    from core.questions import asking

    assert asking.page_of(question)["rows"] == [["1207"]]


def test_strangers_find_nothing(people, board, chart, enter):
    browser = enter(people.stranger)
    widget = board.widgets.first()
    for path in (f"/visualizations/{chart.pk}/passport/", f"/dashboards/{board.pk}/widgets/{widget.pk}/passport/"):
        assert browser.get(path).status_code == 404
    assert enter(people.viewer).get(f"/dashboards/{board.pk}/widgets/{widget.pk}/passport/").status_code == 200


def test_shared_pages_have_no_passports(people, board):
    from django.template.loader import render_to_string

    from core.boards.board_widgets import live_widgets, widget_context

    for widget in live_widgets(board):
        html = render_to_string("dashboards/_widget.html", widget_context(widget, shared=True))
        assert "passport" not in html


def test_a_made_and_a_renamed_column_are_told_back_to_the_original(people, chart, enter, work):
    from analytics.schema import Step
    from core.versions import recipes

    version = DatasetVersion.objects.get()
    double = Step("own:double", "derive", params={"formula": "[amount] * 2", "to": "double"}, tier="accepted")
    recipes.write(version, people.owner, double, "Double")
    renamed = Step("own:names", "rename_columns", params={"names": {"region": "area"}}, tier="accepted")
    recipes.write(version, people.owner, renamed, "Names")
    work()
    spec = {"kind": "bar", "dimension": "area", "measures": [{"column": "double", "agg": "sum"}]}
    Visualization.objects.filter(pk=chart.pk).update(spec=spec)
    told = text_of(enter(people.viewer).get(f"/visualizations/{chart.pk}/passport/?k=North&n=0"))
    assert "2,414" in told
    assert "“double” was made by a step" in told
    assert "row 1, amount: 1.200,50 → 1200.5" in told  # the cells from which it was made
    assert "row 3, region:  North  → North" in told or "row 3, region: North → North" in told


def test_rows_of_a_workbook_are_shown_as_they_came(people, dataset, enter, tmp_path, work):
    import openpyxl

    from core import pipeline

    book = openpyxl.Workbook()
    for row in (("region", "amount"), ("North", 3), ("South", 4), ("North", 5)):
        book.active.append(row)
    book.save(tmp_path / "in.xlsx")
    made = pipeline.new_dataset(people.workspace, source=tmp_path / "in.xlsx", name="book.xlsx", by=people.owner)
    work()
    made.refresh_from_db()
    spec = {"kind": "bar", "dimension": "region", "measures": [{"column": "amount", "agg": "sum"}]}
    chart = Visualization.objects.create(workspace=people.workspace, dataset=made, name="x", spec=spec)
    told = text_of(enter(people.viewer).get(f"/visualizations/{chart.pk}/passport/?k=North&n=0"))
    assert "These rows as they came" in told
    assert "North │ 5" in told


def test_the_result_of_a_query_leads_on_to_what_it_read(people, chart, enter, ask, work):
    from core.questions import saved

    question = ask(people.editor, "SELECT region, count(*) AS n FROM orders GROUP BY region")
    made = saved.make_dataset(question, people.editor, "Counts")
    work()
    made.refresh_from_db()
    spec = {"kind": "bar", "dimension": "region", "measures": [{"column": "n", "agg": "sum"}]}
    other = Visualization.objects.create(workspace=people.workspace, dataset=made, name="x", spec=spec)
    page = enter(people.viewer).get(f"/visualizations/{other.pk}/passport/?k=West&n=0")
    assert "SELECT region, count(*) AS n FROM orders" in page.content.decode()
    assert f'href="/datasets/{chart.dataset_id}/"' in page.content.decode()
    assert "Result of a query" in text_of(page)
