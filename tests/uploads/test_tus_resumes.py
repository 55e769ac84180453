"""tus with its public Python client against a real server that is killed in the middle."""

from __future__ import annotations

import hashlib
import random
import threading

import pytest
from tusclient.client import TusClient
from tusclient.exceptions import TusCommunicationError

from tests.serving import Server
from tests.visiting import Visitor

pytestmark = [pytest.mark.services, pytest.mark.slow]
PIECE = 64 * 1024


@pytest.fixture
def server(tmp_path):
    server = Server(tmp_path, SCHEDULER="off").start()
    yield server
    server.stop()


def test_a_file_arrives_whole_although_the_server_is_killed_three_times(server, tmp_path):
    chance = random.Random(4)
    source = tmp_path / "big.csv"
    with source.open("w") as file:
        file.write("n,text\n")
        for n in range(400_000):
            file.write(f"{n},{chance.random()}{chance.random()}\n")
    size = source.stat().st_size
    visitor = Visitor(server.url).sign_up("ada")
    client = TusClient(f"{server.url}/uploads/", headers=visitor.headers_of_tus())
    uploader = client.uploader(str(source), chunk_size=PIECE, metadata={"filename": "big.csv"})
    uploader.set_url(uploader.create_url())
    uploader.offset = sent = 0
    kills = [size // 5, size // 2, size * 4 // 5]
    while uploader.offset < size:
        if kills and uploader.offset >= kills[0]:
            kills.pop(0)
            sent += a_piece_while_the_server_dies(server, uploader, chance)
            server.start()
            uploader.offset = uploader.get_offset()  # what the server still has is what counts
        else:
            before = uploader.offset
            uploader.upload_chunk()
            sent += uploader.offset - before
    assert not kills
    assert sent <= size * 1.02
    head = visitor.head(uploader.url, headers={"Tus-Resumable": "1.0.0"})
    assert int(head.headers["Upload-Offset"]) == size
    dataset = head.headers["Upload-Dataset"]
    digest = hashlib.sha256(source.read_bytes()).hexdigest()
    assert hashlib.sha256(visitor.get(f"{dataset}versions/1/original/").content).hexdigest() == digest


def a_piece_while_the_server_dies(server, uploader, chance) -> int:
    """Send pieces until the line is dead; gives the bytes of all of them, the last one included."""
    killer = threading.Timer(chance.random() / 50, server.kill)
    killer.start()
    sent = 0
    try:
        while True:
            before = uploader.offset
            sent += min(PIECE, uploader.get_file_size() - before)
            uploader.upload_chunk()
    except TusCommunicationError:
        killer.join()
        return sent
