"""Downloads: whole or from where they broke off, and in pieces, however large the file is."""

from __future__ import annotations

import asyncio

import pytest
from django.core.handlers.asgi import ASGIRequest
from django.test import AsyncRequestFactory, Client, RequestFactory

from core import pipeline
from ui.downloads import PIECE, deliver

TEXT = b"a,b\n" + b"".join(b"%d,%d\n" % (n, n * n) for n in range(500))


@pytest.fixture
def original(people, tmp_path):
    source = tmp_path / "source"
    source.write_bytes(TEXT)
    dataset = pipeline.new_dataset(people.workspace, source=source, name="numbers.csv", by=people.owner)
    client = Client()
    client.force_login(people.viewer)
    return lambda **headers: client.get(f"/datasets/{dataset.pk}/versions/1/original/", headers=headers)


def bytes_of(answer):
    return b"".join(answer.streaming_content)


@pytest.mark.django_db
def test_a_broken_download_goes_on_where_it_stopped(original):
    whole = original()
    assert (whole.status_code, whole.headers["Accept-Ranges"]) == (200, "bytes")
    assert whole.headers["Content-Length"] == str(len(TEXT))
    assert bytes_of(whole) == TEXT
    rest = original(Range="bytes=1000-", **{"If-Range": whole.headers["ETag"]})
    assert (rest.status_code, rest.headers["Content-Range"]) == (206, f"bytes 1000-{len(TEXT) - 1}/{len(TEXT)}")
    assert bytes_of(rest) == TEXT[1000:]
    assert "attachment" in rest.headers["Content-Disposition"]
    assert bytes_of(original(Range="bytes=0-2")) == b"a,b"
    assert bytes_of(original(Range="bytes=-4")) == TEXT[-4:]


@pytest.mark.django_db
def test_a_part_of_another_file_or_nonsense_gets_the_whole(original):
    for headers in ({"Range": "bytes=10-", "If-Range": '"old"'}, {"Range": "bytes=9-3"}, {"Range": "rows=1-2"},
                    {"Range": "bytes=0-1,5-6"}, {"Range": "bytes=-0"}):  # fmt: skip
        assert (answer := original(**headers)).status_code == 200, headers
        assert bytes_of(answer) == TEXT


@pytest.mark.django_db
def test_a_part_behind_the_end_does_not_exist(original):
    answer = original(Range=f"bytes={len(TEXT)}-")
    assert (answer.status_code, answer.headers["Content-Range"]) == (416, f"bytes */{len(TEXT)}")


def test_the_server_reads_no_more_of_a_file_than_it_sends(tmp_path):
    large = tmp_path / "large"
    large.write_bytes(b"x" * (3 * PIECE + 7))
    request = AsyncRequestFactory().get("/")
    assert isinstance(request, ASGIRequest)

    async def first_and_rest():
        stream = aiter(deliver(request, large, "text/csv", "large.csv"))
        return [len(piece) async for piece in stream]

    assert asyncio.run(first_and_rest()) == [PIECE, PIECE, PIECE, 7]


def test_pieces_that_are_made_on_the_way_are_asked_for_one_by_one():
    made = []

    def pieces():
        for n in range(5):
            made.append(n)
            yield b"%d" % n

    async def begin():
        stream = aiter(deliver(AsyncRequestFactory().get("/"), pieces(), "text/csv", "x.csv"))
        return await anext(stream)

    assert asyncio.run(begin()) == b"0"
    assert made == [0]
    plain = deliver(RequestFactory().get("/"), pieces(), "text/csv", "x.csv")
    assert b"".join(plain.streaming_content) == b"01234"


def test_an_empty_file_is_an_empty_download(tmp_path):
    (tmp_path / "empty").write_bytes(b"")
    answer = deliver(RequestFactory().get("/"), tmp_path / "empty", "text/csv", "x.csv")
    assert (answer.status_code, b"".join(answer.streaming_content)) == (200, b"")
