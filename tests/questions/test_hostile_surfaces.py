"""More doors that a question might try: what DuckDB's own advisories and corners have opened before, one by one."""

from __future__ import annotations

import hashlib

import pytest

pytestmark = pytest.mark.django_db

DOORS = {
    "a path as the name of a table": (
        "SELECT * FROM \"{canary}\".\"csv\"",
        "SELECT * FROM memory.main.\"{canary}\"",
        "SELECT * FROM \"read_text('{canary}')\"",
        "SELECT * FROM '{folder}/c*.csv'",
        "SELECT * FROM '{folder}/**'",
        "FROM 'data:text/csv,a'",
        "SELECT * FROM ('{canary}')",
        "FROM '{canary}' PIVOT (count(*) FOR x IN (1))",
        "SELECT * FROM orders AS \"o\" POSITIONAL JOIN '{canary}'",
        "SELECT * FROM orders ASOF JOIN '{canary}' c ON orders.amount >= c.x",
        "SELECT * FROM orders SEMI JOIN '{canary}' c USING (region)",
    ),
    "an address as the name of a table": (
        "SELECT * FROM 'https://127.0.0.1:9/x.parquet'",
        "SELECT * FROM 's3://bucket/x.parquet'",
        "SELECT * FROM 'gs://bucket/x.csv'",
        "SELECT * FROM 'hf://datasets/a/b.csv'",
        "SELECT * FROM 'azure://c/x.csv'",
        "SELECT * FROM 'sqlite:{canary}'",
        "SELECT * FROM read_csv('http://169.254.169.254/latest/meta-data')",
        "SELECT * FROM 'https://127.0.0.1:9/x.xlsx'",
    ),
    "other formats": (
        "SELECT * FROM read_xlsx('{canary}')",
        "SELECT * FROM st_read('{canary}')",
        "SELECT * FROM sqlite_scan('{canary}', 't')",
        "SELECT * FROM postgres_scan('host=127.0.0.1', 'a', 'b')",
        "SELECT * FROM mysql_query('x', 'y')",
        "SELECT * FROM iceberg_scan('{folder}')",
        "SELECT * FROM delta_scan('{folder}')",
        "SELECT * FROM read_avro('{canary}')",
        "SELECT * FROM parquet_bloom_probe('{parquet}', 'word', 'x')",
        "SELECT * FROM parquet_full_metadata('{parquet}')",
        "SELECT * FROM read_single_csv_file('{canary}')",
    ),
    "SQL inside SQL": (
        "SELECT * FROM query('SELECT 1')",
        "SELECT * FROM query('FROM ''{canary}''')",
        "SELECT * FROM query_table('orders')",
        "SELECT * FROM query_table(['orders'], true)",
        "SELECT json_serialize_sql('SELECT 1')",
        "SELECT json_deserialize_sql(json_serialize_sql('SELECT 1'))",
        "SELECT json_serialize_plan('SELECT 1')",
        "SELECT current_query()",
        "EXECUTE IMMEDIATE 'SELECT 1'",
        "PREPARE q AS FROM '{canary}'; EXECUTE q",
        "DEALLOCATE p",
        "CREATE MACRO f(x) AS getenv(x)",
        "CREATE TEMP MACRO t() AS TABLE FROM '{canary}'; FROM t()",
        "SELECT apply(['PATH'], lambda x: getenv(x))",
        "SELECT list_transform(['{canary}'], lambda x: (SELECT content FROM read_text(x)))",
        "SELECT [getenv(x) FOR x IN ['PATH']]",
        "SELECT 'PATH'.getenv()",
        "SELECT COLUMNS(lambda c: getenv(c) IS NULL) FROM orders",
        "SELECT invoke(lambda x: getenv(x), 'PATH')",
    ),
    "writing from within": (
        "WITH x AS (COPY orders TO '{folder}/x.csv') SELECT 1",
        "WITH x AS (DELETE FROM orders RETURNING *) SELECT * FROM x",
        "SELECT * FROM (INSERT INTO orders SELECT 1 RETURNING *)",
        "COPY (SELECT 1) TO '/dev/stdout'",
        "COPY orders TO '{folder}/x.parquet' (PARTITION_BY region)",
        "COPY FROM DATABASE memory TO x",
        "EXPORT DATABASE '{folder}/all'",
        "MERGE INTO orders USING orders o ON true WHEN MATCHED THEN DELETE",
        "CREATE TYPE mood AS ENUM ('a')",
        "CREATE TYPE mood AS ENUM (SELECT region FROM orders)",
        "CREATE SCHEMA s",
        "CREATE SEQUENCE s",
        "CREATE INDEX i ON orders (region)",
        "CREATE FUNCTION f() AS 1",
        "COMMENT ON VIEW orders IS 'x'",
        "SET VARIABLE p = (SELECT content FROM read_text('{canary}'))",
        "ATTACH ':memory:' AS m",
        "ATTACH 'https://127.0.0.1:9/x.duckdb'",
        "LOAD '{canary}'",
        "INSTALL '{canary}'",
        "SELECT add_parquet_key('k', '0123456789112345')",
        "PRAGMA add_parquet_key('k', '0123456789112345')",
        "SELECT * FROM register_external_resource('x', '{canary}')",
        "SELECT * FROM truncate_duckdb_logs()",
        "CALL sleep_ms(1)",
        "PRAGMA profiling_output = '{folder}/out.json'",
        "SET log_query_path = '{folder}/log'",
        "SET secret_directory = '{folder}'",
        "SET home_directory = '{folder}'",
        "SET temp_directory = '{folder}'",
        "SET allowed_directories = ['/']",
        "RESET allowed_paths",
    ),
    "what the machine and other sessions are": (
        "SELECT current_setting('secret_directory')",
        "SELECT * FROM duckdb_external_file_cache()",
        "SELECT * FROM duckdb_log_contexts()",
        "SELECT * FROM duckdb_prepared_statements()",
        "SELECT * FROM duckdb_variables()",
        "SELECT * FROM duckdb_memory()",
        "SELECT * FROM duckdb_tables()",
        "SELECT * FROM duckdb_columns()",
        "SELECT * FROM duckdb_secret_types()",
        "SELECT * FROM pg_catalog.pg_settings",
        "SELECT * FROM pg_settings",
        "SELECT * FROM pg_tables",
        "SELECT * FROM pg_catalog.pg_attribute",
        "SELECT * FROM information_schema.columns",
        "SELECT * FROM information_schema.schemata",
        "SELECT * FROM sqlite_schema",
        "SELECT pg_catalog.pg_get_viewdef('orders')",
        "SELECT pg_get_expr('x', 1)",
        "SELECT pg_backend_pid()",
        "SELECT has_table_privilege('orders', 'SELECT')",
        "SELECT * FROM pragma_storage_info('orders')",
        "SELECT * FROM storage_info('orders')",
        "SELECT * FROM pragma_user_agent()",
        "SELECT * FROM pragma_platform()",
        "SELECT * FROM pg_timezone_names()",
        "SHOW orders_of_others",
        "SHOW SCHEMAS",
        "SHOW VARIABLES",
        "SHOW SECRETS",
        "DESCRIBE",
        "DESCRIBE '{canary}'",
        "DESCRIBE (FROM read_text('{canary}'))",
        "SUMMARIZE (FROM read_text('{canary}'))",
        "SUMMARIZE TABLE '{canary}'",
        "SUMMARIZE duckdb_settings()",
        "EXPLAIN SELECT * FROM orders",
        "EXPLAIN (FORMAT json) SELECT 1",
        "FROM orders SELECT current_schemas(true), current_user",
        "SELECT session_user()",
        "SELECT txid_current()",
        "SELECT in_search_path('a', 'b')",
    ),
    "a PIVOT that asks for its values first": (
        "PIVOT '{canary}' ON x",
        "PIVOT (FROM read_text('{canary}')) ON content",
        "PIVOT read_csv('{canary}') ON column0 USING count(*)",
        "PIVOT duckdb_secrets() ON name",
        "PIVOT orders ON getenv('PATH')",
        "PIVOT orders ON region || getenv('PATH') USING count(*)",
        "PIVOT orders ON region USING first(getenv('PATH'))",
        "PIVOT orders ON (SELECT content FROM read_text('{canary}'))",
        "PIVOT orders ON region) UNION (FROM read_text('{canary}')",
        "PIVOT orders ON region -- \n; ATTACH '{canary}'",
        "WITH a AS (FROM read_text('{canary}')) PIVOT a ON content",
        "SELECT * FROM (PIVOT '{canary}' ON x)",
        "PIVOT_WIDER '{canary}' ON x USING count(*)",
        "UNPIVOT '{canary}' ON x",
        "PIVOT range(100000) ON range USING count(*)",
        "PIVOT orders ON nothing_like_it",
    ),
}  # fmt: skip
BOMBS = (
    "SELECT regexp_matches(repeat('a', 5000000), '(a|aa)*(a|aa)*(a|aa)*b')",
    "SELECT regexp_replace(repeat('ab', 1000000), '((a{1,100}){1,100}){1,100}', 'x', 'g')",
    "SELECT '%' || repeat('%a', 5000) || '%' AS p, repeat('a', 100000) LIKE p",
    "SELECT levenshtein(repeat('a', 200000), repeat('b', 200000))",
    "SELECT count(*) FROM generate_series(1, 9223372036854775807)",
    "SELECT list_sort(range(2000000000))",
    "SELECT array_to_string(list_transform(range(100000000), lambda x: repeat('y', 1000)), '')",
    "SELECT factorial(100000)",
    "SELECT printf('%2000000000d', 1)",
    "SELECT format('{:2000000000}', 1)",
    "SELECT lpad('x', 2000000000, 'y')",
    "SELECT bar(1, 0, 1, 100000000)",
    "WITH a AS (SELECT 1 FROM range(100000)), b AS (FROM a, a), c AS (FROM b, b) SELECT count(*) FROM c, c",
    "WITH RECURSIVE t(i, l) AS (SELECT 0, [0] UNION ALL SELECT i + 1, l || l FROM t) SELECT max(i) FROM t",
    "SELECT DISTINCT hash(a.range, b.range) FROM range(200000) a, range(200000) b",
    "SELECT mode(repeat(i::VARCHAR, 1000)) FROM range(100000000) t(i)",
    "SELECT histogram(i) FROM range(100000000) t(i)",
    "SELECT DATE '0001-01-01' + INTERVAL (i) DAY FROM range(10000000000) t(i) ORDER BY 1 DESC",
)


@pytest.fixture
def canary(tmp_path):
    import duckdb

    folder = tmp_path / "outside"
    folder.mkdir()
    duckdb.execute(f"COPY (SELECT 'canary-sings' AS word) TO '{folder / 'canary.parquet'}' (FORMAT parquet)")
    (folder / "canary.csv").write_text("x\ncanary-sings\n1\n")
    return folder / "canary.csv"


def state(folder):
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


@pytest.mark.parametrize("group", DOORS)
def test_it_is_refused_and_the_canary_is_untouched(people, orders, ask, canary, group):
    from django.conf import settings

    before, through = state(canary.parent), []
    for template in DOORS[group]:
        sql = template.replace("{canary}", str(canary)).replace("{folder}", str(canary.parent))
        question = ask(people.viewer, sql.replace("{parquet}", str(canary.with_suffix(".parquet"))))
        told = ("error of ours", str(settings.DATA_DIR), "canary-sings")
        if question.state != "failed" or any(word in question.error for word in told):
            through.append((sql, question.state, question.error))
    assert not through
    assert state(canary.parent) == before


def test_no_function_in_from_is_left_open_beside_those_that_make_rows():
    """Every function of this DuckDB that gives a table, whatever the next version brings."""
    import duckdb

    from analytics.sql import checking
    from analytics.sql.words import Refused

    connection = duckdb.connect()
    kinds = "('table', 'table_macro', 'pragma')"
    sql = f"SELECT DISTINCT function_name FROM duckdb_functions() WHERE function_type IN {kinds}"
    names = {row[0] for row in connection.execute(sql).fetchall()}
    assert len(names) > 100
    open_ones = set()
    for name in names:
        try:
            checking.check(connection, f'SELECT * FROM "{name}"(1)', set())
            open_ones.add(name)
        except Refused:
            pass
    assert open_ones <= checking.MAKERS, open_ones - checking.MAKERS


@pytest.mark.slow
def test_more_bombs_are_stopped_and_the_next_question_is_answered(people, orders, child, ask, monkeypatch):
    from datetime import timedelta

    from core.questions import asking

    monkeypatch.setattr(child, "seconds", 4)
    monkeypatch.setattr(asking, "LEFT", timedelta(hours=1))
    for sql in BOMBS:
        question = ask(people.viewer, sql)
        assert question.state in {"failed", "done"}, sql
        assert "error of ours" not in question.error, sql
        assert ask(people.viewer, "SELECT 42 AS answer").state == "done"
