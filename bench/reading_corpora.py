"""Public corpora, fetched by whoever runs this: csv-spectrum and JSONTestSuite, side by side in one folder.

git clone https://github.com/max-mapper/csv-spectrum; git clone https://github.com/nst/JSONTestSuite
python bench/reading_corpora.py FOLDER
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from analytics.reading import read
from analytics.schema import AnalyticsError
from bench.reading import ours


def csv_spectrum(folder: Path) -> None:
    """Each CSV file against its JSON: all records equal, cell by cell."""
    right = total = 0
    for path in sorted((folder / "csvs").glob("*.csv")):
        total += 1
        with tempfile.TemporaryDirectory() as scratch:
            copy = Path(scratch) / path.name
            copy.write_bytes(path.read_bytes())
            rows, _problems = ours(copy)
        records = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
        wanted = json.loads((folder / "json" / f"{path.stem}.json").read_text(encoding="utf-8"))
        good = records == wanted
        right += good
        if not good:
            print(f"  {path.name}: {records} is not {wanted}")
    print(f"csv-spectrum: {right} of {total} files equal")


def json_suite(folder: Path) -> None:
    """Every file must end in a table or in one sentence; ``n_`` files are no JSON and should be refused or told."""
    ends: Counter[tuple[str, str]] = Counter()
    crashed = []
    with tempfile.TemporaryDirectory() as scratch:
        for path in sorted((folder / "test_parsing").glob("*.json")):
            try:
                table = read(path, Path(scratch) / "out.parquet", name=path.name)
                end = f"table ({table.detected.format})" + (", problems told" if table.problems else "")
            except AnalyticsError as error:
                end = "refused in one sentence" if "\n" not in str(error) else "refused in many lines"
            except Exception as error:  # what must not be is counted, too
                crashed.append(f"{path.name}: {error!r}")
                end = "crashed"
            ends[path.name[:1], end] += 1
    for (kind, end), count in sorted(ends.items()):
        print(f"JSONTestSuite {kind}_: {end:40} {count}")
    print(*crashed, sep="\n")


if __name__ == "__main__":
    base = Path(sys.argv[1])
    csv_spectrum(base / "csv-spectrum")
    json_suite(base / "JSONTestSuite")
