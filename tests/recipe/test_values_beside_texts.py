"""A large table's values are read beside its texts and taken over where no step changes them."""

from itertools import pairwise

import duckdb
import pytest

from analytics import typed_footer
from analytics.profiling import profile
from analytics.recipe import replay
from analytics.recipe.beside import assemble, joined
from analytics.recipe.propose import propose
from analytics.schema import Recipe, Step

ROWS = 130_000
SPELL = Step("spell", "map_values", column="city", params={"values": {"LISBON": "Lisbon"}}, tier="accepted")
TOTAL = Step("sum", "derive", params={"formula": "[price] * [pieces]", "to": "total"}, tier="accepted")
NAMES = Step("names", "rename_columns", params={"names": {"note": "remark"}}, tier="accepted")
GONE = Step("gone", "drop_column", column="pieces", tier="accepted")
TWICE = Step("twice", "drop_duplicates", params={"columns": ["city", "price"]}, tier="accepted")


@pytest.fixture(scope="module", params=["one part", "two parts"])
def table(request, tmp_path_factory):
    """The text table of a file that was read at once, or in parts, and its profile with the values beside it."""
    folder = tmp_path_factory.mktemp("table")
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE VIEW t AS SELECT CAST(i AS VARCHAR) AS id, list_extract(['Lisbon', ' Porto', 'LISBON', 'n/a'],"
            " 1 + i % 4) AS city, CASE WHEN i % 50 = 0 THEN 'n/a' ELSE CAST(i % 1000 AS VARCHAR) || '.50' END AS price,"
            " CAST(1 + i % 9 AS VARCHAR) AS pieces, CASE WHEN i % 5 > 0 THEN 'note ' || i ELSE '' END AS note,"
            f" 'é' || i AS \"id value\" FROM range({ROWS}) r(i)"
        )
        bounds = [0, ROWS] if request.param == "one part" else [0, 70_001, ROWS]
        parts = []
        for first, stop in pairwise(bounds):
            parts.append(folder / f"part{first}.parquet")
            connection.execute(
                f"COPY (SELECT * FROM t LIMIT {stop - first} OFFSET {first}) TO '{parts[-1]}'"
                " (FORMAT parquet, ROW_GROUP_SIZE 40_000)"
            )
    text = folder / "text.parquet"
    typed_footer.stack(text, [typed_footer.read(part) for part in parts])
    return text, folder / "typed.parquet", profile(text, typed=folder / "typed.parquet")


@pytest.mark.parametrize(
    "own", [(), (SPELL, TOTAL), (TOTAL, NAMES), (GONE, TOTAL), (TWICE,), (SPELL,)],
    ids=["safe", "new column", "new name", "column less", "rows less", "spelling"],
)  # fmt: skip
def test_the_clean_table_is_that_of_parsing_anew(table, tmp_path, own):
    text, typed, known = table
    safe = propose(text, known, suggest=False)
    recipe = Recipe(steps=(*safe.steps, *own))
    made = {}
    for name, kept in (("kept", typed), ("anew", None)):
        clean, changes = tmp_path / f"{name}.clean", tmp_path / f"{name}.changes"
        made[name] = replay(text, recipe, known, clean=clean, changes=changes, typed=kept)
    assert made["kept"] == made["anew"]
    for what in ("clean", "changes"):
        kept, anew = (duckdb.sql(f"SELECT * FROM read_parquet('{tmp_path}/{n}.{what}')") for n in ("kept", "anew"))
        assert kept.columns == anew.columns
        assert kept.types == anew.types
        assert kept.fetchall() == anew.fetchall()
    assert not [path.name for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_what_no_step_changes_is_not_written_again(table, tmp_path):
    text, typed, known = table
    with (
        duckdb.connect() as connection,
        joined(text, typed, {"id": "x"}, known.columns, tmp_path / "beside") as beside,
    ):
        assert beside.names["id"] == "id value'"  # a column of the file has the other name
        assemble(
            connection, beside, ["price", "made"], {"price": "price"}, tmp_path / "out",
            lambda source: f"SELECT id AS made FROM {source}",
        )  # fmt: skip
    rows = duckdb.execute(f"SELECT price, made FROM read_parquet('{tmp_path}/out')").fetchall()
    assert rows[1:3] == [(1.5, "1"), (2.5, "2")]
    assert [int(made) for _price, made in rows] == list(range(ROWS))
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_tables_with_other_row_groups_are_read_as_before(table, tmp_path):
    text, typed, known = table
    other = tmp_path / "other.parquet"
    duckdb.execute(f"COPY (FROM '{text}') TO '{other}' (FORMAT parquet, ROW_GROUP_SIZE 10_000)")
    with joined(other, typed, {"id": "x"}, known.columns, tmp_path / "beside") as beside:
        assert beside is None
