"""What a hostile question tries: files, settings, more statements, all of the memory. None of it works."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

pytestmark = pytest.mark.django_db

READS = (
    "SELECT * FROM read_text('{canary}')",
    "SELECT * FROM read_blob('{canary}')",
    "SELECT * FROM read_csv('{canary}')",
    "SELECT * FROM read_csv_auto('{canary}')",
    "SELECT * FROM sniff_csv('{canary}')",
    "SELECT * FROM read_json('{canary}')",
    "SELECT * FROM read_json_auto('{canary}')",
    "SELECT * FROM read_json_objects('{canary}')",
    "SELECT * FROM read_ndjson('{canary}')",
    "SELECT * FROM read_ndjson_objects('{canary}')",
    "SELECT * FROM read_parquet('{parquet}')",
    "SELECT * FROM parquet_scan('{parquet}')",
    "SELECT * FROM parquet_metadata('{parquet}')",
    "SELECT * FROM parquet_schema('{parquet}')",
    "SELECT * FROM parquet_kv_metadata('{parquet}')",
    "SELECT * FROM read_duckdb('{canary}')",
    "SELECT * FROM glob('{folder}/*')",
    "SELECT * FROM '{canary}'",
    'SELECT * FROM "{canary}"',
    "SELECT * FROM '{parquet}'",
    "SELECT * FROM '{folder}/*.parquet'",
    "SELECT * FROM 'file://{canary}'",
    "FROM '{canary}' LIMIT 1",
    "TABLE '{canary}'",
    "SUMMARIZE '{canary}'",
    "DESCRIBE '{parquet}'",
    "SELECT (SELECT content FROM read_text('{canary}'))",
    "SELECT 1 WHERE EXISTS (FROM read_text('{canary}'))",
    "SELECT 1 ORDER BY (SELECT content FROM read_text('{canary}'))",
    "SELECT 1 LIMIT (SELECT count(*) FROM read_text('{canary}'))",
    "WITH a AS (WITH b AS (SELECT * FROM read_text('{canary}')) FROM b) FROM a",
    "WITH RECURSIVE a AS (SELECT 1 AS i UNION ALL SELECT size FROM read_text('{canary}')) FROM a",
    'WITH "x.csv" AS (SELECT 1) SELECT * FROM (SELECT 2), "x.csv"',
    "SELECT * FROM orders JOIN read_text('{canary}') ON true",
    "SELECT * FROM orders, LATERAL (SELECT * FROM read_text('{canary}'))",
    "SELECT * REPLACE (read_text('{canary}') AS region) FROM orders",
    "SELECT /* '*/ * FROM /**/ read_text /**/ ('{canary}')",
    "SELECT * FROM READ_TEXT('{canary}')",
    "SELECT * FROM \"read_text\"('{canary}')",
    "SELECT * FROM main.read_text('{canary}')",
    "SELECT * FROM system.main.read_text('{canary}')",
    "SELECT * FROM query('SELECT * FROM read_text(''{canary}'')')",
    "SELECT * FROM query_table('{canary}')",
    "SELECT * FROM query_table(['orders', '{canary}'])",
    "SELECT * FROM json_execute_serialized_sql(json_serialize_sql('SELECT * FROM read_text(''{canary}'')'))",
    "SELECT * FROM (VALUES (1)) UNION ALL SELECT size FROM read_text('{canary}')",
    "SELECT * FROM 'http://127.0.0.1:9/x.parquet'",
    "SELECT * FROM read_parquet('s3://bucket/x.parquet')",
    "SELECT * FROM read_csv('https://127.0.0.1:9/x.csv')",
    "SELECT * FROM '/proc/self/environ'",
    "SELECT * FROM read_text('/proc/self/environ')",
    "SELECT * FROM ｒｅａｄ＿ｔｅｘｔ('{canary}')",
)
WRITES = (
    "COPY orders TO '{canary}'",
    "COPY (SELECT 1) TO '{folder}/out.csv'",
    "COPY orders FROM '{canary}'",
    "EXPORT DATABASE '{folder}/all'",
    "IMPORT DATABASE '{folder}/all'",
    "ATTACH '{canary}' AS other",
    "ATTACH '{folder}/new.duckdb'",
    "DETACH memory",
    "USE system",
    "INSTALL httpfs",
    "LOAD httpfs",
    "FORCE INSTALL spatial FROM community",
    "UPDATE EXTENSIONS",
    "PRAGMA database_list",
    "PRAGMA enable_profiling",
    "SET enable_external_access = true",
    "SET GLOBAL memory_limit = '100GB'",
    "RESET lock_configuration",
    "SET VARIABLE x = 1",
    "CALL pragma_version()",
    "CALL enable_logging(storage_path = '{folder}')",
    "CHECKPOINT",
    "VACUUM",
    "CREATE TABLE x AS SELECT 1",
    "CREATE OR REPLACE VIEW orders AS SELECT 1",
    "CREATE MACRO f() AS TABLE SELECT * FROM read_text('{canary}')",
    "CREATE SECRET (TYPE s3)",
    "CREATE TYPE mood AS ENUM (SELECT * FROM read_text('{canary}'))",
    "INSERT INTO orders SELECT 1",
    "UPDATE orders SET amount = 0",
    "DELETE FROM orders",
    "DROP VIEW orders",
    "ALTER VIEW orders RENAME TO x",
    "TRUNCATE orders",
    "BEGIN",
    "COMMIT",
    "EXPLAIN ANALYZE SELECT 1",
    "PREPARE p AS SELECT 1",
    "EXECUTE p",
    "SELECT 1; SELECT 2",
    "SELECT 1; COPY orders TO '{canary}'",
    "SELECT 1;;-- \n;ATTACH '{canary}'",
    "SELECT 1 \\; DROP VIEW orders",
    "WITH x AS (INSERT INTO orders SELECT 1 RETURNING *) SELECT * FROM x",
    "",
    " -- nothing\n/* at all */ ",
    ";;;",
    "\0SELECT 1",
)
LOOKS = (
    "SELECT getenv('PATH')",
    "SELECT current_setting('allowed_paths')",
    "SELECT current_setting('allowed_directories')",
    "SELECT getvariable('x')",
    "SELECT * FROM duckdb_settings()",
    "SELECT * FROM duckdb_secrets()",
    "SELECT * FROM duckdb_views()",
    "SELECT * FROM duckdb_functions()",
    "SELECT * FROM duckdb_extensions()",
    "SELECT * FROM duckdb_temporary_files()",
    "SELECT * FROM duckdb_logs",
    "SELECT * FROM pragma_database_list",
    "SELECT * FROM pragma_table_info('orders')",
    "SELECT * FROM information_schema.tables",
    "SELECT * FROM pg_catalog.pg_class",
    "SELECT * FROM sqlite_master",
    "SELECT * FROM which_secret('s3://x', 's3')",
    "SELECT pg_get_viewdef(1)",
    "SELECT write_log('x')",
    "SELECT nextval('s')",
    "SELECT sleep_ms(100000)",
    "SELECT pg_sleep(100000)",
    "SHOW TABLES",
    "SHOW ALL TABLES",
    "SHOW DATABASES",
    "SELECT filename FROM orders",
    "SELECT file_row_number, filename FROM orders",
    "SELECT $1",
    "SELECT ?",
    "SELECT * FROM python_map_function()",
    "SELECT * FROM pandas_scan(0)",
    "SELECT * FROM arrow_scan(0, 0, 0)",
    "SELECT * FROM arrow_scan_dumb(0, 0, 0)",
    "SELECT * FROM os",
    "SELECT * FROM task",
    "SELECT * FROM known",
    "SELECT * FROM test_all_types()",
    "SELECT * FROM repeat_row(1, num_rows = 10)",
    "SELECT * FROM seq_scan('orders')",
    "SELECT * FROM enable_logging('QueryLog')",
    "SELECT * FROM force_checkpoint()",
    "SELECT * FROM copy_database('a', 'b')",
    "SELECT * FROM import_database('x')",
)
BOMBS = (
    "SELECT repeat('x', 1000000000) FROM range(1000)",
    "SELECT list(i) FROM range(1000000000) t(i)",
    "SELECT string_agg(repeat('x', 1000), '') FROM range(100000000)",
    "SELECT a.range, b.range FROM range(1000000) a, range(1000000) b ORDER BY hash(a.range, b.range)",
    "SELECT unnest(range(10000000000))",
    "WITH RECURSIVE t AS (SELECT repeat('x', 100) AS s UNION ALL SELECT s || s FROM t) SELECT count(*) FROM t",
    "SELECT " + "(" * 9000 + "1" + ")" * 9000,
    "SELECT " + "-" * 2 + "\n" + "+".join(["1"] * 9000),
    "SELECT " + "[" * 3000 + "]" * 3000,
    "SELECT " + "CASE WHEN true THEN " * 900 + "1" + " END" * 900,
    "SELECT * FROM " + "(SELECT * FROM " * 600 + "orders" + ")" * 600,
)


@pytest.fixture
def canary(tmp_path):
    """A file that nobody may read or change, in a folder where nothing new may appear."""
    folder = tmp_path / "outside"
    folder.mkdir()
    path = folder / "canary.csv"
    path.write_text("canary-sings\n1\n")
    parquet = folder / "canary.parquet"
    import duckdb

    duckdb.execute(f"COPY (SELECT 'canary-sings' AS word) TO '{parquet}' (FORMAT parquet)")
    return path


def state(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def refused(question) -> bool:
    from django.conf import settings

    told = ("error of ours", str(settings.DATA_DIR), "canary-sings")
    return question.state == "failed" and not any(word in question.error for word in told)


@pytest.mark.parametrize("group", [READS, WRITES, LOOKS], ids=["reads", "writes", "looks"])
def test_every_hostile_question_is_refused_and_the_canary_is_untouched(people, orders, ask, canary, group):
    before, survived = state(canary.parent), []
    for template in group:
        sql = (
            template.replace("{canary}", str(canary))
            .replace("{folder}", str(canary.parent))
            .replace("{parquet}", str(canary.with_suffix(".parquet")))
        )
        question = ask(people.viewer, sql)
        if not refused(question):
            survived.append((sql, question.state, question.error))
    assert not survived
    assert state(canary.parent) == before


def test_even_past_the_check_the_connection_reads_no_other_file(orders, canary, tmp_path):
    """The second door: the same questions, straight to the connection, without the check of their tree."""
    import duckdb

    from analytics.sql import session
    from core import storage

    table = session.Table("main", "orders", str(storage.clean_table(orders.current)), ("region",))
    places = {"canary": str(canary), "folder": str(canary.parent), "parquet": str(canary.with_suffix(".parquet"))}
    before = state(canary.parent)
    with session.opened([table], tmp_path / "mine", 200) as connection:
        assert connection.execute("SELECT count(*) FROM orders").fetchall() == [(60,)]
        for template in (*READS, *WRITES):
            sql = template
            for name, path in places.items():
                sql = sql.replace(f"{{{name}}}", path)
            try:
                found = connection.execute(sql)
                answer = str(found.fetchall() if found else "")
            except duckdb.Error as error:
                answer = str(error)
            assert "canary-sings" not in answer, sql
    assert state(canary.parent) == before


@pytest.mark.slow
def test_bombs_are_stopped_and_the_server_goes_on(people, orders, child, ask, monkeypatch):
    from datetime import timedelta

    from core.questions import asking

    me = os.getpid()
    monkeypatch.setattr(child, "seconds", 8)
    monkeypatch.setattr(asking, "LEFT", timedelta(hours=1))
    for sql in BOMBS:
        question = ask(people.viewer, sql)
        assert question.state in {"failed", "done"}, sql[:80]
        if question.state == "done":  # deep, but harmless
            assert question.rows <= 60
        else:
            assert "error of ours" not in question.error, sql[:80]
        assert ask(people.viewer, "SELECT 42 AS answer").state == "done"
    assert os.getpid() == me


def test_an_endless_question_is_stopped_by_time_and_leaves_nothing_behind(people, child, ask, monkeypatch):
    from core.questions import asking

    monkeypatch.setattr(child, "seconds", 3)
    endless = "WITH RECURSIVE t AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM t) SELECT * FROM t ORDER BY hash(i)"
    question = ask(people.viewer, endless)
    assert question.state == "failed"
    assert "longer than" in question.error or "memory" in question.error
    folder = asking.folder_of(question)
    assert not folder.exists() or not list(folder.iterdir())
    assert ask(people.viewer, "SELECT 42 AS answer").state == "done"


def test_a_huge_answer_is_cut(people, ask, settings):
    settings.SQL_ROWS = 5_000
    question = ask(people.viewer, "SELECT * FROM range(1000000000)")
    assert (question.state, question.rows, question.cut) == ("done", 5_000, True)


def test_text_from_the_data_is_no_markup(people, dataset, ask, enter):
    dataset("name,n\n<script>alert(1)</script>,1\n<b>x</b>,2\n", "marks.csv")
    question = ask(people.viewer, "SELECT name, n AS \"<i>n</i>\", '<img src=x>' FROM marks")
    page = enter(people.viewer).get(f"/questions/{question.pk}/").content.decode()
    for markup in ("<script>alert", "<b>x", "<i>n", "<img src=x"):
        assert markup not in page
    failed = ask(people.viewer, 'SELECT "<script>alert(2)</script>" FROM marks')
    assert "<script>alert" not in enter(people.viewer).get(f"/questions/{failed.pk}/").content.decode()
