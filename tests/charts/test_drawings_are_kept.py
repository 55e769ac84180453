"""core.drawing: drawn once for each state of data, filters and size; downloads; links; what a page and a mail get."""

from __future__ import annotations

import csv
import io
import json
import shutil
from datetime import timedelta

import pytest
from charts_cast import NAME, REVENUE, SPECS, parsed
from django.utils import timezone

from analytics.exporting import harmless
from analytics.schema import AnalyticsError, ChartSpec, Filter, Measure
from core import drawing, storage
from core.models import ChartFragment, Dataset, DatasetVersion

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(people, shop):
    dataset = Dataset.objects.create(workspace=people.workspace, name="Shop", created_by=people.owner)
    profile = shop.profile.to_json()
    made = DatasetVersion.objects.create(
        dataset=dataset, number=1, original_name="shop.csv", created_by=people.owner, rows=600, profile=profile,
        clean_profile=profile, clean_rows=600, cleaned_at=timezone.now(), read_at=timezone.now(),
    )  # fmt: skip
    path = storage.clean_table(made)
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(shop.path, path)
    dataset.current = made
    dataset.save()
    return made


def test_a_second_look_reads_the_first_drawing(version, django_assert_num_queries, monkeypatch):
    first = drawing.chart(version, SPECS["bars"], width=600, height=300)
    monkeypatch.setattr(drawing.query, "fetch", lambda *a, **k: pytest.fail("asked again"))
    with django_assert_num_queries(1):
        again = drawing.chart(version, SPECS["bars"], width=600, height=300)
    assert again == first
    assert ChartFragment.objects.count() == 1


def test_a_drawing_that_cannot_be_kept_is_shown(version, monkeypatch):
    from django.db import OperationalError

    def busy(**_):
        raise OperationalError("database is locked")

    monkeypatch.setattr(ChartFragment.objects, "get_or_create", busy)
    assert drawing.chart(version, SPECS["bars"], width=600, height=300).svg.startswith("<svg ")


def test_every_part_of_the_key_counts(version):
    spec, north = SPECS["bars"], Filter("region", "in", ("North",))
    drawing.chart(version, spec, width=600, height=300)
    drawing.chart(version, spec, width=601, height=300)
    drawing.chart(version, spec, width=600, height=300, filters=(north,))
    drawing.chart(version, spec, width=600, height=300, links="?a=1")
    version.cleaned_at += timedelta(seconds=1)
    drawing.chart(version, spec, width=600, height=300)
    assert ChartFragment.objects.count() == 5


def test_a_page_gets_a_narrow_drawing_too_and_ids_stay_apart(version):
    drawn = drawing.chart(version, SPECS["bars"], width=600, height=300)
    page = parsed(f"<div>{drawn.page}</div>")
    assert [one.get("viewBox") for one in page] == ["0 0 600 300", "0 0 340 300"]
    ids = [element.get("id") for element in page.iter() if element.get("id")]
    assert len(ids) == len(set(ids)) == 4
    assert drawn.svg.count("<svg ") == 1


def test_the_table_behind_has_words_for_people(version):
    table = drawing.chart(version, SPECS["line"], width=600, height=300).table
    assert table["columns"] == ["day", "Sum of revenue"]
    assert table["rows"][0][0] == "Jan 2023"
    assert table["rows"][0][1].startswith("€")


def test_a_mark_leads_to_what_it_stands_for(version):
    drawn = drawing.chart(version, SPECS["bars"], width=600, height=300, links="/dashboards/7/?in:channel=Web&mark=1")
    links = [a.get("href") for a in parsed(drawn.svg).iter(f"{NAME}a")]
    assert "/dashboards/7/?in:channel=Web&mark=1&in%3Aregion=Overseas+territories" in links
    monthly = ChartSpec("bar", "day", measures=(REVENUE,), grain="month")
    drawn = drawing.chart(version, monthly, width=600, height=300, links="?mark=1")
    links = [a.get("href") for a in parsed(drawn.svg).iter(f"{NAME}a")]
    assert "?mark=1&from%3Aday=2024-02-01&to%3Aday=2024-02-29" in links


def test_what_was_put_together_leads_nowhere(version):
    drawn = drawing.chart(version, SPECS["many bars"], width=600, height=300, links="?")
    assert len(list(parsed(drawn.svg).iter(f"{NAME}a"))) == 10


def test_a_number_says_of_what_it_is_under_a_filter(version, shop):
    spec = ChartSpec("indicator", measures=(Measure(),), title="Rows")
    assert drawing.number(version, spec)["value"] == "600"
    north = shop.sql("SELECT count(*) FROM shop WHERE region = 'North'")[0][0]
    found = drawing.number(version, spec, filters=(Filter("region", "in", ("North",)),))
    assert (found["value"], found["exact"], found["detail"]) == (str(north), float(north), "of 600")


def test_values_come_most_frequent_first(version):
    assert set(drawing.values_of(version, "channel", limit=3)) == {"Web", "Shop", "Partner"}


def test_downloads_are_what_they_are_called(version):
    spec = SPECS["bars"]
    assert drawing.download(version, spec, "png").startswith(b"\x89PNG")
    svg = parsed(drawing.download(version, spec, "svg").decode())
    assert svg.find(f"{NAME}style") is not None
    assert json.loads(drawing.download(version, spec, "json"))["data"][0]["type"] == "bar"
    rows = list(csv.reader(io.StringIO(drawing.download(version, spec, "csv").decode("utf-8-sig"))))
    assert rows[0] == ["region", "Sum of revenue"]
    assert len(rows) == 6
    with pytest.raises(AnalyticsError):
        drawing.download(version, spec, "exe")


def test_no_cell_of_a_download_is_a_formula():
    assert harmless("=HYPERLINK(1)") == "'=HYPERLINK(1)"
    assert harmless(-5.5) == "-5.5"


def test_a_version_that_is_not_clean_yet_says_so(version):
    storage.clean_table(version).unlink()
    with pytest.raises(AnalyticsError, match="not ready"):
        drawing.chart(version, SPECS["bars"], width=600, height=300)


def test_the_server_imports_none_of_the_heavy_libraries():
    import subprocess
    import sys

    code = (
        "import sys, analytics.query, analytics.charts, analytics.charts.svg; "
        "print([m for m in ('plotly', 'pandas', 'numpy', 'pyarrow', 'scipy', 'ibis') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.fixture
def person(client, people):
    client.force_login(people.editor)
    return client


def test_the_builder_shows_and_saves_without_javascript(person, version):
    fields = {"dataset": version.dataset_id, "kind": "bar", "dimension": "region", "measure": "revenue", "agg": "sum"}
    page = person.get("/visualizations/new/", fields)
    assert page.status_code == 200
    assert "Sum of revenue by region" in page.content.decode()
    assert "<svg " in page.content.decode()
    saved = person.post("/visualizations/new/", {**fields, "save": "1", "mode": "stack", "series": "channel"})
    assert saved.status_code == 302
    shown = person.get(saved["Location"]).content.decode()
    assert "“revenue”: sum for each “region” and each “channel”." in shown
    again = person.get(f"{saved['Location']}edit/").content.decode()
    assert '<option value="stack" selected>' in again


def test_what_makes_no_chart_is_said_beside_the_form(person, version):
    fields = {"dataset": version.dataset_id, "kind": "heatmap", "dimension": "region", "preview": "1"}
    answer = person.post("/visualizations/new/", fields, headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert "needs a second column" in answer.content.decode()


@pytest.mark.parametrize(
    "kind",
    [
        "line",
        "area",
        "combo",
        "pie",
        "treemap",
        "histogram",
        "box",
        "violin",
        "strip",
        "scatter",
        "bubble",
        "heatmap",
        "correlation",
        "multiples",
        "funnel",
        "waterfall",
        "gauge",
        "indicator",
        "table",
        "pivot",
        "map",
    ],
)
def test_every_kind_of_the_form_is_drawn(person, version, kind):
    dimension = {
        "scatter": "revenue",
        "bubble": "revenue",
        "histogram": "revenue",
        "map": "lon",
        "line": "day",
        "area": "day",
        "combo": "day",
    }
    fields = {
        "dataset": version.dataset_id,
        "kind": kind,
        "dimension": dimension.get(kind, "region"),
        "series": "channel",
        "measure": "revenue" if kind in ("pie", "treemap", "funnel") else "balance",  # parts of a whole are above zero
        "agg": "mean",
        "measure2": "quantity",
        "agg2": "sum",
    }
    page = person.get("/visualizations/new/", fields, headers={"HX-Request": "true"}).content.decode()
    assert "<svg " in page, page[:400]
    assert "nothing to show" not in page


def test_a_download_under_the_filters_of_the_page(person, version, people):
    from core.models import Dashboard

    fields = {"dataset": version.dataset_id, "kind": "bar", "dimension": "region", "save": "1"}
    path = person.post("/visualizations/new/", fields)["Location"]
    board = Dashboard.objects.create(workspace=people.workspace, name="Board", created_by=people.owner)
    answer = person.get(f"{path}chart.csv?board={board.pk}&in:region=North")
    assert answer["Content-Disposition"].startswith("attachment")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row[0] for row in rows] == ["region", "North"]


def test_a_chart_of_a_column_that_is_gone_says_so(person, version):
    fields = {"dataset": version.dataset_id, "kind": "bar", "dimension": "region", "save": "1"}
    path = person.post("/visualizations/new/", fields)["Location"]
    version.clean_profile["columns"] = [c for c in version.clean_profile["columns"] if c["name"] != "region"]
    version.cleaned_at = timezone.now()
    version.save()
    assert "no longer in the data" in person.get(path).content.decode()
    assert person.get(f"{path}figure.json").status_code == 422
    assert person.get(f"{path}chart.png").status_code == 422


def test_a_stranger_finds_no_chart(client, people, person, version):
    fields = {"dataset": version.dataset_id, "kind": "bar", "dimension": "region", "save": "1"}
    path = person.post("/visualizations/new/", fields)["Location"]
    client.force_login(people.stranger)
    for tail in ("", "figure.json", "explore/", "chart.png"):
        assert client.get(path + tail).status_code == 404


def test_explore_without_javascript_is_a_whole_page_with_the_drawing(person, version):
    fields = {"dataset": version.dataset_id, "kind": "bar", "dimension": "region", "save": "1"}
    path = person.post("/visualizations/new/", fields)["Location"]
    page = person.get(f"{path}explore/").content.decode()
    assert "<h1>" in page
    assert "c-chart" in page
    assert "needs JavaScript" in page
    fragment = person.get(f"{path}explore/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment
    assert "data-figure" in fragment
