"""Another workspace's ids in every address: a stranger is told that there is nothing."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

pytestmark = pytest.mark.django_db


def names(resolver):
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            if each.app_name in {"admin", "ninja"} or each.namespace:
                continue
            yield from names(each)
        elif isinstance(each, URLPattern) and each.name:
            yield each.name, each.pattern.converters


@pytest.fixture
def belongings(people, tmp_path):
    """One object of each kind in the team's workspace: what the numbers in addresses may point to."""
    from core import pipeline, uploads
    from core.models import Dashboard, ScheduledReport, Visualization

    source = tmp_path / "source"
    source.write_text("a,b\n1,2\n")
    dataset = pipeline.new_dataset(people.workspace, source=source, name="secret.csv", by=people.owner)
    board = Dashboard.objects.create(workspace=people.workspace, name="Secret board", created_by=people.owner)
    spec = {"kind": "bar", "dimension": "a", "measures": [{"column": "b", "agg": "sum"}]}
    chart = Visualization.objects.create(workspace=people.workspace, dataset=dataset, name="Secret chart", spec=spec)
    report = ScheduledReport.objects.create(
        workspace=people.workspace, dashboard=board, name="Secret report", created_by=people.owner
    )
    upload = uploads.create(people.owner, people.workspace, filename="x.csv", length=10)
    return {"dataset": dataset, "board": board, "chart": chart, "report": report, "upload": upload}


def owner_of(name: str, belongings):
    """The object that an address with that name is about."""
    for word, key in (
        ("upload", "upload"),
        ("visualization", "chart"),
        ("report", "report"),
        ("dashboard", "board"),
        ("share", "board"),
        ("dataset", "dataset"),
    ):
        if name.startswith(word) or f"tus_{word}" in name:
            return belongings[key]
    return None


def addresses(belongings):
    for name, converters in names(get_resolver()):
        if not converters or name in {"share", "invitation", "password_reset_confirm", "plotly_js"}:
            continue
        found = owner_of(name, belongings)
        if found is None:
            continue
        values = {}
        for position, (key, converter) in enumerate(converters.items()):
            kind = type(converter).__name__
            values[key] = found.pk if position == 0 else 1 if kind == "IntConverter" else "csv"
        try:
            yield name, reverse(name, kwargs=values)
        except NoReverseMatch:
            continue


def test_a_stranger_finds_nothing_under_our_ids(people, belongings):
    stranger = Client()
    stranger.force_login(people.stranger)
    owner = Client()
    owner.force_login(people.owner)
    seen, told = 0, []
    for name, url in addresses(belongings):
        for method in ("get", "post"):
            if "delete" in name and method == "post":
                continue  # shown below to be closed without risk to the objects of this test
            answer = getattr(stranger, method)(url, headers={"Tus-Resumable": "1.0.0"})
            seen += 1
            if answer.status_code not in {404, 405}:
                told.append((method, url, answer.status_code))
            assert not re.search("secret", answer.content.decode(errors="replace"), re.IGNORECASE), url
    assert not told
    assert seen > 40


def test_a_stranger_deletes_nothing(people, belongings):
    stranger = Client()
    stranger.force_login(people.stranger)
    for name, url in addresses(belongings):
        if "delete" in name:
            assert stranger.post(url).status_code == 404, url
    for each in belongings.values():
        each.refresh_from_db()
