"""The connection of one question: the tables as views, then every door shut, then the settings locked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from analytics.parsing import literal, quote
from analytics.schema import JsonValue

if TYPE_CHECKING:
    import duckdb

THREADS = 2
SPILL = "2GB"
FILE_BYTES = 1024**3


@dataclass(frozen=True)
class Table(JsonValue):
    """``name`` in ``schema`` (``main`` for one's own) shows the ``columns`` of the Parquet file ``path``."""

    schema: str
    name: str
    path: str
    columns: tuple[str, ...]


@contextmanager
def opened(tables: Sequence[Table], folder: Path, memory_mb: int) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that reads the files of ``tables`` and nothing else, and writes below ``folder`` only.

    Nothing is loaded or installed, Python's variables are no tables, memory and spilling are capped.
    """
    import duckdb

    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": f"{memory_mb}MB",
        "threads": THREADS,
        "python_enable_replacements": False,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "allow_community_extensions": False,
        "max_temp_directory_size": SPILL,
    }
    connection = duckdb.connect(config=config)
    try:
        for statement in ("SET TimeZone='UTC'", "SET enable_progress_bar=false", "SET preserve_insertion_order=true"):
            connection.execute(statement)
        connection.execute(f"SET temp_directory={literal(str(folder / 'spill'))}")
        for table in tables:
            _view(connection, table)
        files = ", ".join(literal(str(Path(table.path).resolve())) for table in tables)
        connection.execute(f"SET allowed_paths=[{files}]")
        connection.execute(f"SET allowed_directories=[{literal(str(folder.resolve()))}]")
        connection.execute("SET enable_external_access=false")
        connection.execute("SET lock_configuration=true")
        yield connection
    finally:
        connection.close()


def _view(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    if table.schema != "main":
        connection.execute(f"CREATE SCHEMA IF NOT EXISTS {quote(table.schema)}")
    columns = ", ".join(map(quote, table.columns)) or "*"
    source = f"read_parquet({literal(str(Path(table.path).resolve()))})"
    connection.execute(f"CREATE VIEW {quote(table.schema)}.{quote(table.name)} AS SELECT {columns} FROM {source}")


def limit_files() -> None:
    """No file of this process grows beyond a gigabyte, whatever a question writes into its result or spills."""
    try:
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        wanted = FILE_BYTES if hard == resource.RLIM_INFINITY else min(FILE_BYTES, hard)
        resource.setrlimit(resource.RLIMIT_FSIZE, (wanted, hard))
    except (ImportError, OSError, ValueError):
        pass  # a system without such limits: the caps of DuckDB still hold
