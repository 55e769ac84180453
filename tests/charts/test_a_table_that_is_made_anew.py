"""While a run puts another table in the place of the old one, pages say so in a sentence."""

from __future__ import annotations

import duckdb
import pytest

from analytics import query
from analytics.schema import AnalyticsError, ChartSpec, Column, Measure, Profile


def test_a_profile_that_no_longer_fits_its_table_is_told_in_a_sentence(tmp_path):
    path = tmp_path / "clean.parquet"
    duckdb.sql("SELECT 1 AS other").write_parquet(str(path))
    profile = Profile(rows=1, columns=(Column("Region", "text", "category", distinct=1),))
    with pytest.raises(AnalyticsError, match="made anew"):
        query.rows(path, profile)
    with pytest.raises(AnalyticsError, match="made anew"):
        query.fetch(ChartSpec("bar", dimension="Region", measures=(Measure(),)), path, profile)
