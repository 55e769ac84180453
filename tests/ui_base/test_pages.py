"""Start page, health checks, plotly.js, forms of our own template pack."""

from __future__ import annotations

import gzip
import json

import pytest
from django import forms
from django.template import Context, Template
from django.test import Client

from core.models import Dataset, DatasetVersion, Run

pytestmark = pytest.mark.django_db


def test_a_visitor_is_told_what_this_is_and_how_to_come_in(client):
    page = client.get("/").content.decode()
    assert "messy file" in page
    assert 'href="/accounts/signup/"' in page
    assert 'href="/accounts/login/"' in page


def test_a_newcomer_is_invited_to_upload(people):
    client = Client()
    client.force_login(people.owner)
    page = client.get("/").content.decode()
    assert "Bring a messy file" in page
    assert "data-drop" in page
    assert "js/upload.js" in page


def test_a_newcomer_without_a_file_at_hand_tries_an_example(people):
    client = Client()
    client.force_login(people.editor)
    assert 'name="example"' in client.get("/").content.decode()
    answer = client.post("/datasets/upload/", {"workspace": people.workspace.pk, "example": "1"})
    dataset = Dataset.objects.get(workspace=people.workspace)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/datasets/{dataset.pk}/")
    assert dataset.newest.original_name == "bike-orders.csv"
    assert dataset.newest.size > 1_000_000
    assert dataset.newest.runs.count() == 1


def test_who_may_only_look_gets_no_example(people):
    client = Client()
    client.force_login(people.viewer)
    assert 'name="example"' not in client.get("/").content.decode()
    answer = client.post("/datasets/upload/", {"workspace": people.workspace.pk, "example": "1"})
    assert answer.status_code == 403
    client.force_login(people.stranger)
    assert client.post("/datasets/upload/", {"workspace": people.workspace.pk, "example": "1"}).status_code == 404
    assert not Dataset.objects.exists()


def test_where_nothing_stands_out_the_start_page_shows_what_a_table_holds(people):
    bins = [{"label": "1", "count": 3, "low": "1", "high": "1"}, {"label": "2", "count": 9, "low": "2", "high": "2"}]
    columns = [
        {"name": "Code", "role": "identifier", "type": "text", "bins": [], "examples": ["B-1", "B-2"]},
        {"name": "Place <b>", "role": "category", "type": "text", "bins": bins},
        {"name": "Day", "role": "time", "type": "date", "bins": bins},
    ]
    dataset = Dataset.objects.create(workspace=people.workspace, name="Quiet")
    version = DatasetVersion.objects.create(
        dataset=dataset, number=1, original_name="x", sha256="x", rows=12, clean_profile={"columns": columns}
    )
    Dataset.objects.filter(pk=dataset.pk).update(current=version)
    client = Client()
    client.force_login(people.viewer)
    page = client.get("/").content.decode()
    assert page.index("Day</p>") < page.index("Place &lt;b&gt;</p>") < page.index("Code</p>")
    assert "B-1, B-2" in page
    assert page.count('class="spark"') == 2


def test_the_start_page_shows_ones_datasets_with_their_state_and_nobody_elses(people):
    for workspace, name, state in ((people.workspace, "Ours", "failed"), (people.elsewhere, "Theirs", "done")):
        dataset = Dataset.objects.create(workspace=workspace, name=name)
        version = DatasetVersion.objects.create(dataset=dataset, number=1, original_name="x", sha256="x", rows=12345)
        Run.objects.create(version=version, state=state)
    client = Client()
    client.force_login(people.viewer)
    page = client.get("/").content.decode()
    assert "Ours" in page
    assert "Failed" in page
    assert "12,345 rows" in page
    assert "Theirs" not in page


def test_a_long_list_of_datasets_goes_on_page_by_page(people):
    Dataset.objects.bulk_create(Dataset(workspace=people.workspace, name=f"Sales & co {n:03d}") for n in range(103))
    client = Client()
    client.force_login(people.viewer)
    first = client.get("/datasets/?q=Sales+%26").content.decode()
    assert "1–100 of 103" in first
    assert 'href="?q=Sales%20%26&amp;page=2"' in first
    second = client.get("/datasets/?q=Sales+%26&page=2").content.decode()
    assert "101–103 of 103" in second
    assert "Sales &amp; co 000" in second
    assert "101–103 of 103" in client.get("/datasets/?page=77").content.decode()
    assert "1–100 of 103" in client.get("/datasets/?page=x").content.decode()


def test_a_dataset_name_is_text(people):
    Dataset.objects.create(workspace=people.workspace, name="<script>alert(1)</script>")
    client = Client()
    client.force_login(people.viewer)
    assert "<script>alert" not in client.get("/").content.decode()


def test_the_process_is_up_and_ready(client):
    assert client.get("/healthz").content == b"ok\n"
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["database"], answer.json()["data"]) == (200, "up", "up")


def test_a_data_folder_that_is_gone_is_not_ready(client, settings, tmp_path):
    settings.DATA_DIR = tmp_path / "gone"
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["data"]) == (503, "down")


def test_plotly_comes_compressed_and_is_kept_for_ever(client):
    from django.urls import reverse

    small = client.get(reverse("plotly_js"), headers={"accept-encoding": "gzip"})
    whole = client.get(reverse("plotly_js"))
    assert small.headers["Content-Encoding"] == "gzip"
    assert "immutable" in small.headers["Cache-Control"]
    assert gzip.decompress(small.content) == whole.content
    assert b"plotly.js v" in whole.content[:200]


def test_the_htmx_settings_are_json_that_refuses_to_evaluate(client):
    page = client.get("/").content.decode()
    config = json.loads(page.split('name="htmx-config" content=\'')[1].split("'")[0])
    assert config["allowEval"] is config["allowScriptTags"] is config["includeIndicatorStyles"] is False
    assert config["selfRequestsOnly"] is True
    assert any(each["code"] == "409|422" and each["swap"] for each in config["responseHandling"])


class Everything(forms.Form):
    name = forms.CharField(help_text="As in your passport.")
    file = forms.FileField(required=False)
    agree = forms.BooleanField(required=False, label="I agree")
    kind = forms.ChoiceField(choices=[("a", "A"), ("b", "B")])
    days = forms.MultipleChoiceField(choices=[("1", "One"), ("2", "Two")], widget=forms.CheckboxSelectMultiple)
    hidden = forms.CharField(widget=forms.HiddenInput, initial="h")


def test_fields_have_labels_and_their_errors_are_tied_to_them():
    template = Template("{% load crispy_forms_tags %}{% crispy form %}")
    html = template.render(Context({"form": Everything({"hidden": "h"})}))
    assert '<label for="id_name">' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert '<ul class="errors" id="id_name_error">' in html
    assert '<div class="help" id="id_name_helptext">As in your passport.' in html
    assert 'enctype="multipart/form-data"' in html
    assert "<legend" in html
    assert html.count('type="checkbox"') == 3
    assert html.count('type="hidden"') >= 1
    assert "(optional)" in html


def test_the_start_page_tells_what_stands_out_and_shows_how_dashboards_look(people):
    from core.models import Dashboard, Insight, Widget

    dataset = Dataset.objects.create(workspace=people.workspace, name="Sales")
    version = DatasetVersion.objects.create(dataset=dataset, number=1, original_name="x", sha256="x")
    for rank, text in enumerate(("Strong", "Pinned", "Dismissed")):
        kept = {"pinned": text == "Pinned", "dismissed": text == "Dismissed"}
        Insight.objects.create(
            version=version, text=f"{text} finding", rank=rank, strength=0.5, kind="trend", document={}, **kept
        )
    board = Dashboard.objects.create(workspace=people.workspace, name="Board", dataset=dataset)
    Widget.objects.create(dashboard=board, kind="text", x=0, y=0, w=12, h=3)
    Widget.objects.create(dashboard=board, kind="text", x=0, y=3, w=6, h=3, removed=True)
    client = Client()
    client.force_login(people.viewer)
    for address in ("/", "/dashboards/"):
        page = client.get(address).content.decode()
        assert page.count('class="bp"') == 1
    page = client.get("/").content.decode()
    assert "Pinned finding" in page
    assert "Strong finding" not in page


def test_a_name_that_the_server_was_not_told_gets_one_sentence_that_helps(client, settings):
    settings.DEBUG = True
    answer = client.get("/", headers={"host": "192.168.1.5:8000"})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "“192.168.1.5:8000”" in page
    assert "ALLOWED_HOSTS" in page
    assert "Traceback" not in page
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "<b>" not in client.get("/healthz", headers={"host": "<b>x"}).content.decode()
