"""One fragment to a thousand open dashboards: ``python bench/fanout.py [--clients 1000] [--rounds 9]``.

Starts LuminaBI as ``manage.py serve`` does and, beside it, a bare server of the ``websockets`` library. Each gets the
same clients, which only look for the mark of the round in what arrives. By turns each server is told to send 1 KB to
everybody; the time runs from the order to the moment when the last client has it. Prints the medians and their ratio
(limit 2.5), the memory of a connection (limit 2 times the bare one's), the same for visitors with a share link, and how
long after a flood of 3,000 updates the last client holds the final state. The exit status is 1 beyond a limit.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(Path(__file__).resolve().parent), str(ROOT)]

from fanout_clients import Client, all_heard, crowd, shown  # noqa: E402

RATIO_LIMIT, MEMORY_LIMIT, FLOOD = 2.5, 2.0, 3000
A_PERSON = 50
STAGE = """
import json
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from core.boards import shares
from core.models import Dashboard, Membership, User, Widget, Workspace
keys, space = [], Workspace.objects.create(name="Fan-out")
for n in range(PEOPLE):
    user = User.objects.create(username=f"looker{n}", email=f"looker{n}@example.org")
    Membership.objects.create(user=user, workspace=space, role="viewer")
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "BACKEND"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    keys.append(session.session_key)
board = Dashboard.objects.create(workspace=space, name="Fan-out")
widget = Widget.objects.create(dashboard=board, kind="text", title="Note", options={"text": "Hello"}, w=6, h=2)
_, token = shares.create(board, user)
print("STAGE" + json.dumps([board.pk, widget.pk, keys, token]))
"""


# The servers, each in a process of its own; they take orders from standard input


def orders(do: Any) -> None:
    """``send TOPIC ID MARK``, ``flood TOPIC ID``, ``memory``; each is answered by one line."""
    for line in sys.stdin:
        word, *rest = line.split()
        if word == "memory":
            pages = int(Path("/proc/self/statm").read_text().split()[1])
            print(pages * os.sysconf("SC_PAGE_SIZE"), flush=True)
        else:
            print(time.perf_counter(), flush=True)
            do(word, *rest)
    os._exit(0)


def fragment(element: str, mark: str) -> str:
    head = f'<article id="{element}" class="card widget" hx-swap-oob="true"><p>mark-{mark}-</p><p>'
    return head + "x" * (1024 - len(head) - 14) + "</p></article>"


def serve_bare(port: int) -> None:
    from websockets.asyncio.server import broadcast, serve

    async def listen(connection: Any) -> None:
        await connection.wait_closed()

    async def main() -> None:
        loop = asyncio.get_running_loop()
        async with serve(listen, "127.0.0.1", port, compression=None) as server:

            def do(word: str, topic: str, element: str, mark: str = "") -> None:
                loop.call_soon_threadsafe(broadcast, server.connections, fragment(element, mark))

            threading.Thread(target=orders, args=(do,), daemon=True).start()
            await asyncio.get_running_loop().create_future()

    asyncio.run(main())


def serve_ours(port: int) -> None:
    import uvicorn

    def do(word: str, topic: str, element: str, mark: str = "") -> None:
        from core import live

        for number in range(FLOOD if word == "flood" else 1):
            text = f"{number}" if word == "flood" else mark
            live.publish(topic, element, fragment(element, text))

    threading.Thread(target=orders, args=(do,), daemon=True).start()
    uvicorn.run("Luminabi.asgi:application", host="127.0.0.1", port=port, log_level="warning", lifespan="off",
                ws_per_message_deflate=False, access_log=False)  # fmt: skip


class Served:
    def __init__(self, kind: str, port: int, environment: dict[str, str]) -> None:
        self.port = port
        command = [sys.executable, str(Path(__file__)), "--serve", kind, "--port", str(port)]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, env=environment, cwd=ROOT)

    def order(self, *words: str) -> float:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(" ".join(words) + "\n")
        self.process.stdin.flush()
        return float(self.process.stdout.readline())

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()


# What is measured


async def last_of(server: Served, clients: list[Client], words: tuple[str, ...], mark: str) -> float:
    """Seconds from the order to the moment when the last client has the mark."""
    for client in clients:
        client.mark = f"mark-{mark}-".encode()
        client.heard = asyncio.get_running_loop().create_future()
    began = await asyncio.to_thread(server.order, *words)
    return await all_heard(clients, mark) - began


async def memory_of(server: Served, paths: list[tuple[str, str]], *, state: bool) -> tuple[list[Client], float]:
    """The clients, and bytes a connection. Some come and go before the first look, to load what is loaded once."""
    for client in await crowd(server.port, paths[:50]):
        client.transport.abort()
    await asyncio.sleep(2)
    before = server.order("memory")
    clients = await crowd(server.port, paths)
    if state:
        await shown(clients)
    await asyncio.sleep(2)
    return clients, (server.order("memory") - before) / len(paths)


async def measure(bare: Served, ours: Served, stage: list[Any], count: int, rounds: int) -> bool:
    board, widget, keys, token = stage
    topic, element = f"dashboard:{board}", f"widget-{widget}"
    path = f"/ws/dashboard/{board}/?seen=1."  # as a page opens it that was drawn a moment ago
    members = [(path, f"sessionid={keys[n // A_PERSON]}") for n in range(count)]
    theirs, their_memory = await memory_of(bare, [("/", "")] * count, state=False)
    mine, my_memory = await memory_of(ours, members, state=True)
    times: dict[str, list[float]] = {"bare": [], "members": []}
    for n in range(rounds):
        times["bare"].append(await last_of(bare, theirs, ("send", topic, element, f"b{n}"), f"b{n}"))
        await asyncio.sleep(1.2)
        times["members"].append(await last_of(ours, mine, ("send", topic, element, f"m{n}"), f"m{n}"))
        await asyncio.sleep(1.2)
    flood = await last_of(ours, mine, ("flood", topic, element), str(FLOOD - 1))
    middle = {name: statistics.median(each) for name, each in times.items()}
    ratio, heavier = middle["members"] / middle["bare"], my_memory / their_memory
    print(f"{count} sockets, 1 KB to all, last client, median of {rounds} (lowest to highest):")
    for name, label in (("bare", "bare websockets"), ("members", "LuminaBI")):
        spread = f"{min(times[name]) * 1000:.0f} to {max(times[name]) * 1000:.0f}"
        print(f"  {label:<16} {middle[name] * 1000:6.1f} ms ({spread})")
    print(f"  ratio {ratio:.2f} (limit {RATIO_LIMIT})")
    print(f"memory of a connection: bare {their_memory / 1024:.1f} KB, LuminaBI {my_memory / 1024:.1f} KB, "
          f"ratio {heavier:.2f} (limit {MEMORY_LIMIT})")  # fmt: skip
    print(f"a flood of {FLOOD} updates: the last client has the final state after {flood:.2f} s")
    for client in mine:
        client.transport.abort()
    await visitors(ours, f"{path}&share={token}", topic, element, count, middle["bare"])
    return ratio <= RATIO_LIMIT and heavier <= MEMORY_LIMIT


async def visitors(ours: Served, path: str, topic: str, element: str, count: int, bare: float) -> None:
    """The same with a share link: the fragment is drawn once more, as the link shows it."""
    await asyncio.sleep(3)
    clients = await crowd(ours.port, [(path, "")] * count)
    await shown(clients)
    await asyncio.sleep(2)
    times = []
    for n in range(5):
        for client in clients:
            client.mark = b"Hello"
            client.heard = asyncio.get_running_loop().create_future()
        began = await asyncio.to_thread(ours.order, "send", topic, element, f"v{n}")
        times.append(await all_heard(clients, "its state") - began)
        await asyncio.sleep(1.2)
    middle = statistics.median(times)
    print(
        f"visitors with a link, drawn for them anew: {middle * 1000:.1f} ms, {middle / bare:.2f} times the bare server"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clients", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--serve", choices=("bare", "ours"), help=argparse.SUPPRESS)
    parser.add_argument("--port", type=int, default=0, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.serve:
        (serve_bare if chosen.serve == "bare" else serve_ours)(chosen.port)
        return 0

    from tests.serving import Server, free_port

    with tempfile.TemporaryDirectory(prefix="fanout-") as folder:
        place = Server(Path(folder), SCHEDULER="off")
        place.manage("migrate", "--verbosity", "0")
        people = -(-chosen.clients // A_PERSON)
        backend = "django.contrib.auth.backends.ModelBackend"
        text = place.manage("shell", "-c", STAGE.replace("PEOPLE", str(people)).replace('BACKEND"', f'{backend}"'))
        stage = json.loads(text.split("STAGE")[1])
        environment = {**place.environment, "DJANGO_SETTINGS_MODULE": "Luminabi.settings"}
        bare, ours = Served("bare", free_port(), environment), Served("ours", place.port, environment)
        try:
            good = asyncio.run(measure(bare, ours, stage, chosen.clients, chosen.rounds))
        finally:
            bare.stop()
            ours.stop()
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
