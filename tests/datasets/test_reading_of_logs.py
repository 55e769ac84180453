"""The reading panel says that a file is a web server's log, and lets people read its lines as text instead."""

from __future__ import annotations

from test_cleaning_pages import column, url

from core.versions import recipes

LOG = "".join(f'192.0.2.{n} - - [03/Feb/2031:10:00:{n:02d} +0000] "GET /{n} HTTP/1.1" 200 {n}7\n' for n in range(30))


def test_a_log_is_recognised_and_can_be_read_as_text_instead(dataset, editor, work):
    table = dataset(LOG, "access.log")
    panel = editor.get(url("dataset_reading", table)).content.decode()
    assert "Detected: log of a web server" in panel
    assert "in the common format" in panel
    assert "<code>192.0.2.3 - - [03/Feb/2031" in panel
    assert column(table, "path")[3] == "/3"
    looked = editor.post(url("dataset_reading", table), {"format": "text", "action": "preview"}).content.decode()
    assert "With these choices" in looked
    assert editor.post(url("dataset_reading", table), {"format": "text", "action": "read"}).status_code == 303
    work()
    table.newest.refresh_from_db()
    assert recipes.newest(table.newest).reader.format == "text"
    assert table.newest.detected["format"] != "weblog"
    assert '<option value="text" selected>' in editor.get(url("dataset_reading", table)).content.decode()


def test_other_files_are_not_asked_for_their_format(dataset, editor):
    assert 'name="format"' not in editor.get(url("dataset_reading", dataset("a,b\n1,2\n3,4\n"))).content.decode()
