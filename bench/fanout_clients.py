"""Socket clients that are light enough for a thousand of them beside the server that is measured."""

from __future__ import annotations

import asyncio
import base64
import os
import time
from typing import Any


class Client(asyncio.Protocol):
    """Speaks as much of the protocol as it needs to hear: the handshake, pongs, and when a mark arrives."""

    def __init__(self, request: bytes) -> None:
        self.request, self.buffer = request, b""
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.mark: bytes = b""
        self.heard: asyncio.Future[float] | None = None
        self.lost = self.shown = False

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        transport.write(self.request)

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        if not self.opened.done():
            _, end, rest = self.buffer.partition(b"\r\n\r\n")
            if not end:
                return
            self.buffer = rest
            self.opened.set_result(None)
        while frame := self.frame():
            kind, payload = frame
            if kind == 9:  # a ping is answered with its own payload, behind a mask of zeros
                self.transport.write(b"\x8a" + bytes([0x80 | len(payload)]) + b"\0\0\0\0" + payload)
                continue
            self.shown = True
            if self.heard and not self.heard.done() and self.mark in payload:
                self.heard.set_result(time.perf_counter())

    def frame(self) -> tuple[int, bytes] | None:
        """The next whole frame: its kind and what it holds."""
        if len(self.buffer) < 2:
            return None
        size, start = self.buffer[1] & 0x7F, 2
        if size >= 126:
            start = 4 if size == 126 else 10
            if len(self.buffer) < start:
                return None
            size = int.from_bytes(self.buffer[2:start], "big")
        if len(self.buffer) < start + size:
            return None
        kind, payload = self.buffer[0] & 0x0F, self.buffer[start : start + size]
        self.buffer = self.buffer[start + size :]
        return kind, payload

    def connection_lost(self, problem: Exception | None) -> None:
        self.lost = True


async def connect(port: int, path: str, cookie: str) -> Client:
    key = base64.b64encode(os.urandom(16)).decode()
    place = f"127.0.0.1:{port}"
    lines = [f"GET {path} HTTP/1.1", f"Host: {place}", f"Origin: http://{place}", "Upgrade: websocket",
             "Connection: Upgrade", f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13"]  # fmt: skip
    request = "\r\n".join([*lines, *([f"Cookie: {cookie}"] if cookie else []), "", ""]).encode()
    for attempt in range(200):
        try:
            _, client = await asyncio.get_running_loop().create_connection(lambda: Client(request), "127.0.0.1", port)
            await client.opened
            return client
        except OSError:
            if attempt == 199:
                raise
            await asyncio.sleep(0.1)
    raise AssertionError


async def crowd(port: int, paths: list[tuple[str, str]]) -> list[Client]:
    found: list[Client] = []
    for start in range(0, len(paths), 50):
        found += await asyncio.gather(*(connect(port, *each) for each in paths[start : start + 50]))
    return found


async def shown(clients: list[Client]) -> None:
    """Every client has been sent how the dashboard looks."""
    for _ in range(600):
        if all(client.shown for client in clients):
            return
        await asyncio.sleep(0.1)
    raise SystemExit("some clients were not shown the dashboard in a minute")


async def all_heard(clients: list[Client], mark: str) -> float:
    waiting = [client.heard for client in clients if client.heard]
    _, missing = await asyncio.wait(waiting, timeout=30)
    if missing:
        lost = sum(client.lost for client in clients)
        raise SystemExit(f"{len(missing)} of {len(clients)} clients ({lost} cut off) had no {mark} in 30 seconds")
    return max(future.result() for future in waiting)
