"""Reads files in a process with the limits of a job: ``kind <tab> path`` on each line of its input, JSON lines back."""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

MEMORY = 2 * 1024**3
CPU_SECONDS = 120


def peak_mb() -> int:
    """Of this program alone: what getrusage tells begins with the size of the process that started it."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) // 1024


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    from analytics.reading import archive, jsontext, parquet, workbook
    from analytics.schema import AnalyticsError

    readers = {"workbook": workbook.read, "json": jsontext.read, "parquet": parquet.read, "archive": archive.read}
    for line in sys.stdin:
        kind, _, name = line.rstrip("\n").partition("\t")
        path = Path(name)
        try:
            table = readers[kind](path, path.with_suffix(".out"), name=path.name)
            answer = {"rows": table.rows, "columns": list(table.columns)}
        except AnalyticsError as error:
            answer = {"error": str(error)}
        answer["peak_mb"] = peak_mb()
        print(json.dumps(answer), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
