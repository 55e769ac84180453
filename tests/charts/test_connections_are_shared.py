"""Charts of several tables, asked for by several threads, open each table's DuckDB once."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from analytics import query_source
from analytics.query_source import connection_to


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    folders: list[Path] = []
    real = query_source.connect

    def connect(*arguments, directories, **named):
        folders.extend(directories)
        return real(*arguments, directories=directories, **named)

    monkeypatch.setattr(query_source, "connect", connect)
    query_source._shared.clear()
    query_source._local.__dict__.clear()
    return folders


def test_a_dashboard_over_two_tables_opens_two(opened, tmp_path):
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders * 4:
        folder.mkdir(exist_ok=True)
        connection_to(folder).execute("SELECT 1")
    assert opened == folders


def test_threads_share_a_table_and_have_a_cursor_each(opened, tmp_path):
    found = [connection_to(tmp_path)]
    thread = threading.Thread(target=lambda: found.append(connection_to(tmp_path)))
    thread.start()
    thread.join()
    assert opened == [tmp_path]
    assert found[0] is not found[1]


def test_a_cursor_reads_nothing_outside_its_folder(tmp_path):
    import duckdb

    mine, other = tmp_path / "mine", tmp_path / "other"
    mine.mkdir()
    other.mkdir()
    (other / "secret.csv").write_text("a\n1\n")
    with pytest.raises(duckdb.Error):
        connection_to(mine).execute("SELECT * FROM read_csv(?)", [str(other / "secret.csv")])


def test_only_the_last_few_tables_stay_open(opened, tmp_path):
    for number in range(20):
        folder = tmp_path / str(number)
        folder.mkdir()
        connection_to(folder)
    assert len(query_source._shared) <= query_source.MAX_SHARED
    assert len(query_source._local.cursors) <= query_source.MAX_OWN
