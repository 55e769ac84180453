"""Any folder of workbooks: each cell that is read against python-calamine's value of it, and how the files end.

``python bench/reading_books.py FOLDER`` prints how many files end in a table or in a sentence, how many cells were
compared, and where they differ. Cells that calamine gives as empty and that hold an error (#REF!) are counted apart.
A crash of the other reader ends its own process only.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
ENDINGS = {".xls", ".xlsx", ".xlsm", ".xlsb", ".ods"}


def same(text: str, value: Any) -> bool:
    """Whether our text says the other reader's value: percent, currency and dates are written out here."""
    if isinstance(value, bool):
        return text.lower() == str(value).lower()
    if isinstance(value, int | float):
        digits = re.sub(r"[^0-9.eE+-]", "", text)
        try:
            number = float(digits) / (100 if text.endswith("%") else 1)
        except ValueError:
            return False
        return abs(number - value) <= 1e-9 * max(1, abs(value))
    if isinstance(value, dt.timedelta):
        parts = [float(part) for part in re.findall(r"\d+(?:\.\d+)?", text)]
        seconds = sum(part * unit for part, unit in zip(parts, (3600, 60, 1), strict=False))
        return abs(seconds - abs(value.total_seconds())) < 0.6
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return text.replace(" 00:00:00", "")[:19] == str(value).replace(" 00:00:00", "")[:19]
    return text.strip() == str(value).strip()


def compared(path: Path) -> dict[str, Any]:
    """The cells of one workbook, in this process: ``cells``, ``errors``, and the first of those that ``differ``."""
    from python_calamine import CalamineWorkbook

    from analytics.reading import workbook
    from analytics.reading.workbook_formats import ERROR
    from analytics.reading.workbook_grid import column_letters
    from analytics.schema import Limits

    kind = workbook.sniff(path)
    if kind is None:
        return {"cells": 0, "errors": 0, "differ": []}
    book = workbook._open(path, kind, Limits(), lambda _fraction: None)
    other = CalamineWorkbook.from_path(str(path))
    cells, errors, differ = 0, 0, []
    for sheet in book.sheets:
        if sheet.name not in other.sheet_names:
            continue
        grid = book.read(sheet)
        theirs = other.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
        texts, kinds = grid.cells(0, grid.rows, grid.columns)
        ours = {
            (number - 1, column): (text, kind)
            for number, words, row in zip(grid.row_numbers, texts, kinds, strict=True)
            for column, text, kind in zip(grid.columns, words, row, strict=True)
            if text is not None
        }
        seen = {(i, j): value for i, row in enumerate(theirs) for j, value in enumerate(row) if value not in ("", None)}
        for place in sorted({*ours, *seen}):
            text, form = ours.get(place, ("", 0))
            cells += 1
            if form == ERROR and place not in seen:
                errors += 1
            elif not same(text, seen.get(place, "")):
                differ.append([sheet.name, f"{column_letters(place[1])}{place[0] + 1}", text, str(seen.get(place))])
    return {"cells": cells, "errors": errors, "differ": differ[:20], "differing": len(differ)}


def ended(path: Path, scratch: Path) -> str:
    from analytics.reading import read
    from analytics.schema import AnalyticsError

    try:
        read(path, scratch / "out.parquet", name=path.name)
    except AnalyticsError as error:
        return str(error)
    return ""


def main(folder: Path) -> None:
    total: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as scratch:
        for path in sorted(one for one in folder.rglob("*") if one.suffix.lower() in ENDINGS):
            total["files"] += 1
            words = ended(path, Path(scratch))
            total["refused"] += bool(words)
            if words:
                print(f"{path.name}: {words}")
                continue
            run = subprocess.run(
                [sys.executable, __file__, "--one", str(path)], capture_output=True, text=True, check=False
            )
            if run.returncode:
                total["not read by calamine"] += 1
                continue
            found = json.loads(run.stdout.splitlines()[-1])
            for key in ("cells", "errors", "differing"):
                total[key] += found.get(key, 0)
            for sheet, place, ours, theirs in found["differ"][:3]:
                print(f"{path.name} {sheet}!{place}: {ours[:40]!r} and {theirs[:40]!r}")
    print(dict(total))


if __name__ == "__main__":
    if sys.argv[1] == "--one":
        print(json.dumps(compared(Path(sys.argv[2]))))
    else:
        main(Path(sys.argv[1]))
