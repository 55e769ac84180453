"""What a column's card says of a trimmed column is counted after the blanks are gone."""

from __future__ import annotations

from analytics.profiling import profile
from analytics.reading import read
from analytics.recipe import propose, replay


def test_values_that_differ_by_blanks_alone_count_once(tmp_path):
    file, text = tmp_path / "towns.csv", tmp_path / "text.parquet"
    towns = ["Bonn", "Bonn ", "Cologne", " Cologne", "Trier"] * 20
    file.write_text("town,amount\n" + "".join(f"{town},{place}\n" for place, town in enumerate(towns)))
    read(file, text, name=file.name)
    before = profile(text)
    recipe = propose(text, before, suggest=False)
    done = replay(text, recipe, before, clean=tmp_path / "clean.parquet", changes=tmp_path / "changes.parquet")
    town = next(column for column in done.profile.columns if column.name == "town")
    assert town.distinct == 3
    assert sorted(each.count for each in town.bins) == [20, 40, 40]
