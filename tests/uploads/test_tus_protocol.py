"""The tus 1.0.0 protocol as a client meets it: offsets, checksums, limits, other people's uploads."""

from __future__ import annotations

import base64
import hashlib

import pytest
from django.test import Client

from core.models import Dataset, Upload

pytestmark = pytest.mark.django_db
BODY = "application/offset+octet-stream"
DATA = b"a,b\n1,2\n3,4\n"
SIZE = len(DATA)


def sign_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def begin(client, length=SIZE, name="table.csv", **more):
    about = "filename " + base64.b64encode(name.encode()).decode()
    headers = {"Tus-Resumable": "1.0.0", "Upload-Length": str(length), "Upload-Metadata": about, **more}
    return client.post("/uploads/", headers=headers)


def pairs(**values: str) -> str:
    return ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in values.items())


def go_on(client, place, offset, data, **more):
    headers = {"Tus-Resumable": "1.0.0", "Upload-Offset": str(offset), **more}
    return client.patch(place, data, content_type=BODY, headers=headers)


def head(client, place):
    return client.head(place, headers={"Tus-Resumable": "1.0.0"})


def test_a_file_in_two_pieces_becomes_one_dataset_with_the_same_bytes(people):
    client = sign_in(people.owner)
    made = begin(client)
    assert made.status_code == 201
    place = made.headers["Location"]
    assert go_on(client, place, 0, DATA[:5]).headers["Upload-Offset"] == "5"
    assert head(client, place).headers["Upload-Offset"] == "5"
    last = go_on(client, place, 5, DATA[5:])
    assert last.status_code == 204
    dataset = Dataset.objects.get()
    assert last.headers["Upload-Dataset"] == f"/datasets/{dataset.pk}/"
    assert dataset.newest.sha256 == hashlib.sha256(DATA).hexdigest()
    assert dataset.workspace == people.workspace


def test_the_last_piece_sent_twice_makes_no_second_dataset(people):
    client = sign_in(people.owner)
    place = begin(client).headers["Location"]
    go_on(client, place, 0, DATA)
    assert go_on(client, place, 0, DATA).status_code == 409
    assert head(client, place).headers["Upload-Offset"] == str(len(DATA))
    assert Dataset.objects.count() == 1


def test_a_file_can_say_that_its_rows_stand_behind_the_old_ones(people):
    client = sign_in(people.owner)
    go_on(client, begin(client).headers["Location"], 0, DATA)
    dataset = Dataset.objects.get()
    made = begin(client, **{"Upload-Metadata": pairs(filename="next.csv", replaces=str(dataset.pk), how="append")})
    go_on(client, made.headers["Location"], 0, DATA)
    assert dataset.newest.number == 2
    assert dataset.newest.reader == {"append": 1}
    refused = begin(client, **{"Upload-Metadata": pairs(filename="next.csv", replaces=str(dataset.pk), how="mix")})
    assert refused.status_code == 400


def test_a_file_for_a_dataset_becomes_its_next_version(people):
    client = sign_in(people.owner)
    go_on(client, begin(client).headers["Location"], 0, DATA)
    dataset = Dataset.objects.get()
    pairs = {"filename": "next.csv", "replaces": str(dataset.pk)}
    about = ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in pairs.items())
    headers = {"Tus-Resumable": "1.0.0", "Upload-Length": str(len(DATA)), "Upload-Metadata": about}
    place = client.post("/uploads/", headers=headers).headers["Location"]
    last = go_on(client, place, 0, DATA)
    assert last.headers["Upload-Dataset"] == f"/datasets/{dataset.pk}/"
    assert list(dataset.versions.order_by("number").values_list("number", flat=True)) == [1, 2]


def test_a_piece_at_the_wrong_offset_is_refused_and_changes_nothing(people):
    client = sign_in(people.owner)
    place = begin(client).headers["Location"]
    answer = go_on(client, place, 7, DATA)
    assert answer.status_code == 409
    assert "stands at byte 0" in answer.content.decode()
    assert head(client, place).headers["Upload-Offset"] == "0"


def test_a_piece_whose_checksum_does_not_fit_is_refused(people):
    client = sign_in(people.owner)
    place = begin(client).headers["Location"]
    wrong = "sha256 " + base64.b64encode(hashlib.sha256(b"other").digest()).decode()
    assert go_on(client, place, 0, DATA, **{"Upload-Checksum": wrong}).status_code == 460
    assert head(client, place).headers["Upload-Offset"] == "0"
    right = "sha256 " + base64.b64encode(hashlib.sha256(DATA).digest()).decode()
    assert go_on(client, place, 0, DATA, **{"Upload-Checksum": right}).status_code == 204


def test_more_bytes_than_were_announced_are_refused(people):
    client = sign_in(people.owner)
    place = begin(client, length=4).headers["Location"]
    assert go_on(client, place, 0, DATA).status_code == 413
    assert not Dataset.objects.exists()


@pytest.mark.parametrize(
    ("name", "length", "status", "words"),
    [
        ("table.exe", 10, 415, "not read here"),
        ("table", 10, 415, "without an ending"),
        ("table.csv", 0, 400, "is empty"),
        ("table.csv", 10**15, 413, "larger than"),
    ],
)
def test_what_is_refused_says_why_before_a_byte_travels(people, name, length, status, words):
    answer = begin(sign_in(people.owner), length=length, name=name)
    assert answer.status_code == status
    assert words in answer.content.decode()
    assert not Upload.objects.exists()


def test_a_name_with_a_path_in_it_is_only_text(people, settings):
    client = sign_in(people.owner)
    go_on(client, begin(client, name="../../../etc/x.csv").headers["Location"], 0, DATA)
    dataset = Dataset.objects.get()
    assert dataset.name == "x"
    assert dataset.newest.original_name == "x.csv"
    assert not list(settings.DATA_DIR.glob("**/x.csv"))
    assert not (settings.DATA_DIR.parent / "x.csv").exists()


def test_nobody_else_may_ask_send_or_cancel(people):
    place = begin(sign_in(people.owner)).headers["Location"]
    for other in (people.stranger, people.editor):
        client = sign_in(other)
        assert head(client, place).status_code == 404
        assert go_on(client, place, 0, DATA).status_code == 404
        assert client.delete(place, headers={"Tus-Resumable": "1.0.0"}).status_code == 404
        assert client.get(place + "progress/").status_code == 404
    assert begin(Client()).status_code == 401


def test_a_viewer_may_not_upload(people):
    assert begin(sign_in(people.viewer)).status_code in {403, 404}
    assert not Upload.objects.exists()


def test_a_cancelled_upload_leaves_nothing_behind(people, settings):
    client = sign_in(people.owner)
    place = begin(client).headers["Location"]
    go_on(client, place, 0, DATA[:5])
    assert client.delete(place, headers={"Tus-Resumable": "1.0.0"}).status_code == 204
    assert head(client, place).status_code == 404
    key = place.strip("/").rsplit("/", 1)[-1].replace("-", "")
    assert not list((settings.DATA_DIR / "uploads").glob(f"{key}*"))


def test_the_server_says_what_it_can_do(people):
    answer = Client().options("/uploads/")
    assert answer.headers["Tus-Version"] == "1.0.0"
    assert {"creation", "termination", "checksum", "expiration"} <= set(answer.headers["Tus-Extension"].split(","))
    assert int(answer.headers["Tus-Max-Size"]) > 0


def test_the_plain_form_takes_several_files(people):
    from django.core.files.uploadedfile import SimpleUploadedFile

    client = sign_in(people.owner)
    files = [SimpleUploadedFile("one.csv", DATA), SimpleUploadedFile("two.csv", DATA)]
    answer = client.post("/datasets/upload/", {"file": files})
    assert answer.status_code in {302, 303}
    assert set(Dataset.objects.values_list("name", flat=True)) == {"one", "two"}


def test_the_plain_form_says_what_it_cannot_take(people):
    from django.core.files.uploadedfile import SimpleUploadedFile

    client = sign_in(people.owner)
    answer = client.post("/datasets/upload/", {"file": SimpleUploadedFile("picture.png", b"\x89PNG")})
    assert answer.status_code == 422
    assert "not read here" in answer.content.decode()
    assert client.post("/datasets/upload/").status_code == 422
