"""``python -m analytics clean``: what scripts rely on."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TABLE = (
    "code,city,city,amount,seen,paid,\n"
    '007, Lisbon ,x,"1,5",31.12.2024,yes,a\n'
    '012,LISBON,"y, z","2,25",01.02.2024,no,\n'
    "013,Lisbon,n/a,n/a,05.02.2024,yes,c\n"
    + "".join(f'{n:03},Lisbon,w,"{n},75",0{1 + n % 9}.03.2024,no,d\n' for n in range(20, 60))
)


def clean(file: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "analytics", "clean", str(file), *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)


def table(path: Path) -> list[list[str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    folder = tmp_path_factory.mktemp("clean")
    (folder / "in.csv").write_text(TABLE, encoding="utf-8")
    result = clean(folder / "in.csv", "--output", str(folder / "out.csv"), "--report", str(folder / "report.json"))
    assert result.returncode == 0, result.stderr
    return folder


def test_safe_steps_apply_types_and_keep_names_rows_and_codes(done):
    header, *rows = table(done / "out.csv")
    assert header == ["code", "city", "city_2", "amount", "seen", "paid", "column_7"]
    assert len(rows) == 43
    assert rows[0] == ["007", "Lisbon", "x", "1.5", "2024-12-31", "true", "a"]
    assert rows[1] == ["012", "LISBON", "y, z", "2.25", "2024-02-01", "false", ""]
    assert rows[2][2:4] == ["", ""]


def test_the_report_lists_every_step_with_what_it_did(done):
    report = json.loads((done / "report.json").read_text())
    steps = {step["id"]: step for step in report["steps"]}
    assert steps["trim:city"]["cells_changed"] == 1
    assert steps["trim:city"]["tier"] == "auto"
    suggested = [step for step in report["steps"] if step["tier"] == "suggested"]
    assert any(step["op"] == "map_values" for step in suggested)
    assert all(step["evidence"] and step["risk"] and not step["enabled"] for step in suggested)
    assert report["rows"] == 43
    assert report["rows_removed"] == 0


def test_a_step_can_be_accepted_by_its_id_and_the_recipe_replayed(done, tmp_path):
    report = json.loads((done / "report.json").read_text())
    step = next(step["id"] for step in report["steps"] if step["op"] == "map_values")
    first = clean(
        done / "in.csv", "--output", str(tmp_path / "a.csv"), "--accept", step, "--report", str(tmp_path / "r.json")
    )
    assert first.returncode == 0, first.stderr
    assert table(tmp_path / "a.csv")[2][1] == "Lisbon"
    again = clean(done / "in.csv", "--output", str(tmp_path / "b.csv"), "--recipe", str(tmp_path / "r.json"))
    assert again.returncode == 0, again.stderr
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [(["--accept", "no:such"], "no step “no:such”"), (["--recipe", __file__], "is not a recipe")],
)
def test_a_mistake_is_one_line_and_status_two(done, tmp_path, arguments, sentence):
    result = clean(done / "in.csv", "--output", str(tmp_path / "out.csv"), *arguments)
    assert result.returncode == 2
    assert sentence in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "out.csv").exists()


def test_nothing_of_the_traps_is_lost_by_the_safe_steps(tmp_path, shared_fixtures):
    from recipe_help import changes, run

    from analytics.profiling import profile
    from analytics.reading import read
    from analytics.recipe import propose

    for number, trap in enumerate(sorted((shared_fixtures / "traps").glob("*.csv"))):
        folder = tmp_path / str(number)
        folder.mkdir()
        text = folder / "text.parquet"
        raw = read(trap, text, name=trap.name)
        known = profile(text)
        recipe = propose(text, known, suggest=False)
        result = run(text, known, recipe.steps, folder / "out")
        assert (result.rows, result.failures) == (raw.rows, ()), trap.name
        for _, _, column, old, new in changes(folder / "out"):
            about = known.column(column)
            words = {"null", "nan", "n/a", *about.parse.get("nulls", ())}
            kept = new == old.strip() if about.type == "text" else new is not None
            assert kept or (new is None and old.strip("<>() ").lower() in words), (trap.name, column, old)
