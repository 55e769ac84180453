"""The API: personal tokens, the gates of the pages, errors in one sentence."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from core import accounts, throttle
from core.models import ApiToken, Dashboard, Dataset

pytestmark = pytest.mark.django_db


def bearer(user) -> Client:
    _, key = accounts.create_api_token(user, "test")
    return Client(headers={"authorization": f"Bearer {key}"}, enforce_csrf_checks=True)


def table(name="orders.csv", content=b"day,amount\n2024-01-01,5\n2024-01-02,7\n"):
    return SimpleUploadedFile(name, content)


@pytest.mark.parametrize("header", [{}, {"authorization": "Bearer nonsense"}, {"authorization": "Basic b3duZXI6eA=="}])
def test_without_a_good_token_there_is_one_sentence(header):
    answer = Client(headers=header).get("/api/datasets/")
    assert answer.status_code == 401
    assert list(answer.json()) == ["detail"]


def test_a_signed_in_browser_is_no_token(people):
    client = Client()
    client.force_login(people.owner)
    assert client.get("/api/datasets/").status_code == 401
    assert client.post("/api/datasets/", {"file": table()}).status_code == 401


def test_a_file_is_uploaded_and_listed(people):
    client = bearer(people.editor)
    answer = client.post("/api/datasets/", {"file": table(), "name": "Orders of January"})
    assert answer.status_code == 201, answer.content
    made = answer.json()
    assert made["url"] == f"/datasets/{made['id']}/"
    assert made["status_url"] == f"/datasets/{made['id']}/status.json"
    dataset = Dataset.objects.get()
    assert (dataset.name, dataset.workspace) == ("Orders of January", people.workspace)
    listed = client.get("/api/datasets/").json()
    assert (listed["count"], listed["items"][0]["id"]) == (1, made["id"])
    detail = client.get(f"/api/datasets/{made['id']}/").json()
    assert detail["status"]["state"] == "queued"
    assert detail["insights"] == []


def test_the_gates_hold(people):
    dataset = Dataset.objects.create(workspace=people.workspace, name="Team's")
    board = Dashboard.objects.create(workspace=people.workspace, name="Team's")
    stranger, viewer = bearer(people.stranger), bearer(people.viewer)
    for url in (f"/api/datasets/{dataset.pk}/", f"/api/dashboards/{board.pk}/", "/api/datasets/999999/"):
        answer = stranger.get(url)
        assert (answer.status_code, list(answer.json())) == (404, ["detail"])
    assert stranger.get("/api/datasets/").json()["items"] == []
    assert stranger.get(f"/api/datasets/?workspace={people.workspace.pk}").status_code == 404
    assert viewer.get(f"/api/dashboards/{board.pk}/").json()["name"] == "Team's"
    form = {"file": table(), "workspace": people.workspace.pk}
    assert viewer.post("/api/datasets/", form).status_code == 403
    assert stranger.post("/api/datasets/", {**form, "file": table()}).status_code == 404
    assert Dataset.objects.count() == 1


@pytest.mark.parametrize(
    ("file", "status", "words"),
    [(table("evil.exe"), 415, "not read here"), (table(content=b""), 400, "empty"), (None, 422, "file")],
)
def test_what_cannot_be_read_is_refused_in_one_sentence(people, file, status, words):
    answer = bearer(people.editor).post("/api/datasets/", {"file": file} if file else {})
    assert answer.status_code == status
    assert words in answer.json()["detail"]


def test_too_large_a_file_is_sent_to_the_chunked_way(people, settings):
    settings.MAX_FORM_UPLOAD_MB = 0
    answer = bearer(people.editor).post("/api/datasets/", {"file": table()})
    assert (answer.status_code, "tus" in answer.json()["detail"]) == (413, True)


def test_a_token_of_a_disabled_person_opens_nothing(people):
    client = bearer(people.viewer)
    people.viewer.is_active = False
    people.viewer.save()
    assert client.get("/api/datasets/").status_code == 401


def test_too_many_requests_are_told_when_to_come_back(people):
    client = bearer(people.viewer)
    for _ in range(throttle.API.times):
        throttle.take(throttle.API, str(ApiToken.objects.get().pk))
    answer = client.get("/api/datasets/")
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert list(answer.json()) == ["detail"]


def test_the_document_names_every_endpoint_and_the_page_needs_no_script(client):
    document = client.get("/api/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    assert set(document["paths"]) == {"/api/datasets/", "/api/datasets/{pk}/", "/api/dashboards/{pk}/"}
    page = client.get("/api/").content.decode()
    for path in document["paths"]:
        assert path in page
    assert "//cdn" not in page
