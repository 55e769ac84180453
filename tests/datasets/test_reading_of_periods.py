"""Columns of months are offered as rows on the pages of a dataset: previewed, accepted with one click, taken back."""

from __future__ import annotations

from test_cleaning_pages import column, url

from core.versions import recipes

WIDE = "region;owner;2031-01;2031-02;2031-03;2031-04\n" + "".join(f"R{n};Bo {n};{n};{n}1;;{n}3\n" for n in range(1, 7))


def test_columns_of_months_become_rows_with_one_click_and_back(dataset, editor, work):
    table = dataset(WIDE)
    for page in ("dataset", "dataset_reading"):
        shown = editor.get(url(page, table)).content.decode()
        assert "4 columns are periods" in shown
        assert "Make rows of them" in shown
    looked = editor.get(url("dataset_reading", table) + "?long=1").content.decode()
    assert "With these choices" in looked
    assert "6 rows became 24" in looked
    assert editor.post(url("dataset_reading", table), {"long": "1", "action": "read"}).status_code == 303
    work()
    assert column(table, "value")[:5] == [1, 11, None, 13, 2]
    assert recipes.newest(table.newest).reader.long is True
    panel = editor.get(url("dataset_reading", table)).content.decode()
    assert "Make rows of them" not in panel
    assert 'name="long"' in panel
    editor.post(url("dataset_reading", table), {"action": "confirm"})
    work()
    assert column(table, "2031-01")[3] == 4


def test_a_table_without_periods_is_not_asked(dataset, editor):
    panel = editor.get(url("dataset_reading", dataset("a;b\n1;2\n3;4\n"))).content.decode()
    assert 'name="long"' not in panel
    assert "are periods" not in panel


EPOCH = "ts;load;uses\n" + "".join(
    f"{1_923_456_000 + 61 * n * n};{n % 7};{'a; b' if n % 2 else 'b; c'}\n" for n in range(40)
)


def test_moments_and_answers_are_offered_beside_their_columns(dataset, editor, work):
    table = dataset(EPOCH)
    panel = editor.get(url("dataset_reading", table)).content.decode()
    assert "Read as moments (UTC)" in panel
    assert "seconds since 1970" in panel
    editor.post(url("dataset_step", table), {"accept_one": "moments:ts"})
    work()
    assert str(column(table, "ts")[0]).startswith("2030-12-14")
    assert "Read as moments (UTC)" not in editor.get(url("dataset_reading", table)).content.decode()
