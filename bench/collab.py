"""Twenty people edit one dashboard at once: ``python bench/collab.py [--operations 10000] [--people 20] [--rate 20]``.

Starts a server of its own, uploads a table, and lets every person send random operations to the dashboard made of it
(move, resize, rename, recolour, edit, add, remove, filter, undo, redo) over HTTP while their socket listens. Sockets
break off and come back; in the middle the server is killed and started again. At the end it checks that

- all clients hold the same layout as a fresh page of the server,
- every acknowledged operation is in the log, under the version that it was acknowledged with, and none is missing,
- no two widgets overlap,

and prints the echo time: from sending an operation to the moment when another person's socket has its result, beside
the limit of 200 ms. The exit status is 1 if a check fails.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sys
import tempfile
import time
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import Any

import requests
import websockets

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.collab_page import Page  # noqa: E402
from tests.serving import Server  # noqa: E402
from tests.visiting import Visitor  # noqa: E402

LIMIT = 0.2
KINDS = ("move", "move", "move", "size", "title", "color", "text", "add", "remove", "rename", "filter", "undo", "redo")
REGIONS = ("North", "South", "East", "West")
TABLE = "day,region,amount,pieces\n" + "".join(
    f"2024-{1 + n // 28 % 12:02d}-{1 + n % 28:02d},{REGIONS[n % 4]},{10 + n * 7 % 23},{n % 5}\n" for n in range(2000)
)
JOIN = """
from core.models import Membership, User
owner = User.objects.get(username="person0")
for user in User.objects.exclude(pk=owner.pk):
    Membership.objects.get_or_create(user=user, workspace=owner.workspaces.first(), defaults={"role": "editor"})
"""
LOG = """
import json
from core.models import DashboardOperation
rows = DashboardOperation.objects.filter(dashboard=BOARD).order_by("number")
print("LOG" + json.dumps(list(rows.values_list("number", "op", "user__username"))))
"""


@dataclass
class Count:
    echoes: list[float] = field(default_factory=list)
    answers: list[float] = field(default_factory=list)
    acknowledged: list[tuple[int, str, str]] = field(default_factory=list)
    refused: int = 0
    failed: int = 0
    breaks: int = 0


class Person:
    def __init__(self, name: str, server: Server, board: str, count: Count, seed: int) -> None:
        self.name, self.server, self.board, self.count = name, server, board, count
        self.random = random.Random(seed)
        self.page, self.visitor = Page(), Visitor(server.url)
        self.waiting: dict[int, asyncio.Future[float]] = {}
        self.socket: Any = None
        self.stop = False

    async def listen(self) -> None:
        """Hold a socket open; whenever it breaks, come back."""
        address = f"ws://127.0.0.1:{self.server.port}/ws{self.board.replace('dashboards', 'dashboard')}"
        while not self.stop:
            cookie = "; ".join(f"{each.name}={each.value}" for each in self.visitor.cookies)
            try:
                async with websockets.connect(
                    address, origin=self.server.url, additional_headers={"Cookie": cookie}, compression=None,
                    max_size=None, proxy=None,
                ) as self.socket:  # fmt: skip
                    async for message in self.socket:
                        self.page.take(str(message))
                        now = time.perf_counter()
                        for version in [each for each in self.waiting if each <= self.page.newest]:
                            future = self.waiting.pop(version)
                            if not future.done():
                                future.set_result(now)
            except (OSError, websockets.WebSocketException):
                pass
            await asyncio.sleep(self.random.uniform(0.05, 0.5))

    async def arrives(self, version: int) -> float:
        """The moment when this person's socket has that version of the dashboard."""
        if self.page.newest >= version:
            return time.perf_counter()
        future = self.waiting.setdefault(version, asyncio.get_running_loop().create_future())
        return await asyncio.wait_for(asyncio.shield(future), 10)

    def operation(self) -> dict[str, Any]:
        pick = self.random
        kind = pick.choice(KINDS)
        widgets = list(self.page.widgets)
        if kind in {"move", "size", "title", "color", "text", "remove"} and not widgets:
            kind = "add"
        if kind == "remove" and len(widgets) < 8:
            kind = "add"
        if kind == "add" and len(widgets) > 24:
            kind = "remove"
        at = pick.choice(widgets) if widgets else 0
        word = f"{self.name} {pick.randrange(10**6)}"
        return {
            "move": {"op": "move", "widget": at, "x": pick.randrange(12), "y": pick.randrange(30)},
            "size": {"op": "move", "widget": at, "w": pick.randrange(2, 13), "h": pick.randrange(2, 7)},
            "title": {"op": "edit", "widget": at, "field": "title", "value": word},
            "color": {"op": "edit", "widget": at, "field": "color", "value": str(pick.randrange(1, 9))},
            "text": {"op": "add", "kind": "text", "title": word, "text": f"**{word}**", "w": 3, "h": 2},
            "add": {"op": "add", "kind": "section", "title": word, "w": 4, "h": 2},
            "remove": {"op": "remove", "widget": at},
            "rename": {"op": "rename", "name": word},
            "filter": {"op": "filter", "name": "region", "value": pick.sample(REGIONS, pick.randrange(3))},
            "undo": {"op": "undo"},
            "redo": {"op": "redo"},
        }[kind]

    def post(self, payload: dict[str, Any]) -> requests.Response:
        headers = {"X-CSRFToken": self.visitor.token, "Referer": self.server.url + self.board}
        return self.visitor.post(f"{self.board}operations/", json=payload, headers=headers)

    async def work(self, share: int, pause: float, others: list[Person]) -> None:
        done = 0
        while done < share:
            await asyncio.sleep(self.random.uniform(0, 2 * pause))
            payload = self.operation()
            began = time.perf_counter()
            try:
                answer = await asyncio.to_thread(self.post, payload)
            except requests.RequestException:
                self.count.failed += 1
                await asyncio.sleep(0.5)
                continue
            done += 1
            if answer.status_code == 200:
                version = int(answer.headers["X-Dashboard-Version"])
                self.count.acknowledged.append((version, str(payload["op"]), self.name))
                self.count.answers.append(time.perf_counter() - began)
                await self._echo(version, began, others)
            else:
                assert answer.status_code in {409, 422}, (answer.status_code, payload, answer.text[:500])
                self.count.refused += 1
            if self.random.random() < 0.01 and self.socket is not None:
                self.count.breaks += 1
                await self.socket.close()

    async def _echo(self, version: int, began: float, others: list[Person]) -> None:
        other = self.random.choice([each for each in others if each is not self])
        if other.socket is None or other.socket.state.name != "OPEN":
            return
        try:
            self.count.echoes.append(max(0.0, await other.arrives(version) - began))
        except TimeoutError:  # that socket broke off or the server went down meanwhile; it counts as lost time below
            if other.socket.state.name == "OPEN":
                self.count.echoes.append(10.0)


def layout_of(visitor: Visitor, board: str) -> dict[int, tuple[Any, ...]]:
    page = Page()
    page.take(visitor.get(board).text)
    return page.widgets


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))] if values else float("nan")


async def run(options: argparse.Namespace, server: Server, board: str) -> int:
    count = Count()
    people = [Person(f"person{n}", server, board, count, options.seed + n) for n in range(options.people)]
    for person in people:
        await asyncio.to_thread(sign_in, person.visitor, person.name)
        person.page.take(await asyncio.to_thread(lambda who=person: who.visitor.get(board).text))
    sockets = [asyncio.create_task(person.listen()) for person in people]
    pause = options.people / options.rate
    share = -(-options.operations // options.people)
    began = time.perf_counter()
    work = [asyncio.create_task(person.work(share, pause, people)) for person in people]
    total = share * options.people
    while not all(task.done() for task in work):
        await asyncio.sleep(0.2)
        done = len(count.acknowledged) + count.refused
        if options.restart and done > total / 2:
            options.restart = False
            await asyncio.to_thread(server.kill)
            await asyncio.to_thread(server.start)
        if failed := [task for task in work if task.done() and task.exception()]:
            raise failed[0].exception()  # type: ignore[misc]
    seconds = time.perf_counter() - began
    await asyncio.sleep(4)
    truth = await asyncio.to_thread(layout_of, people[0].visitor, board)
    differing = [person.name for person in people if person.page.widgets != truth]
    for person in [each for each in people if each.name in differing][:1]:
        mine = person.page.widgets
        print(
            "one that differs:", {n: (mine.get(n), truth.get(n)) for n in mine | truth if mine.get(n) != truth.get(n)}
        )
    for person in people:
        person.stop = True
    for task in sockets:
        task.cancel()
    log = json.loads(server.manage("shell", "-c", LOG.replace("BOARD", board.split("/")[2])).rpartition("LOG")[2])
    return report(count, seconds, truth, differing, log)


def report(count: Count, seconds: float, truth: Any, differing: list[str], log: list[Any]) -> int:
    kept = {int(number): (op, user) for number, op, user in log}
    lost = [each for each in count.acknowledged if kept.get(each[0]) != each[1:]]
    gaps = [number for number in range(2, max(kept, default=1) + 1) if number not in kept]
    covered = [
        (a, b)
        for (a, one), (b, two) in combinations(truth.items(), 2)
        if one[0] < two[0] + two[2]
        and two[0] < one[0] + one[2]
        and one[1] < two[1] + two[3]
        and two[1] < one[1] + one[3]
    ]
    p50, p95 = percentile(count.echoes, 0.5), percentile(count.echoes, 0.95)
    print(
        f"{len(count.acknowledged):,} acknowledged, {count.refused:,} refused or in conflict, {count.failed} unanswered"
    )
    print(f"{seconds:.0f} s, {count.breaks} sockets broken off, {len(log):,} operations in the log")
    print(f"answer p50 {percentile(count.answers, 0.5):.3f} s, p95 {percentile(count.answers, 0.95):.3f} s")
    print(f"echo   p50 {p50:.3f} s, p95 {p95:.3f} s, limit {LIMIT} s: {'kept' if p95 < LIMIT else 'missed'}")
    print(
        f"clients that differ from the server: {len(differing)}; acknowledged and lost: {len(lost)}; gaps: {len(gaps)}"
    )
    print(f"widgets at the end: {len(truth)}, overlapping pairs: {len(covered)}")
    return int(bool(differing or lost or gaps or covered))


def sign_in(visitor: Visitor, name: str) -> None:
    from tests.visiting import PASSWORD

    visitor.get("/accounts/login/")
    fields = {"username": name, "password": PASSWORD, "csrfmiddlewaretoken": visitor.token}
    assert visitor.post("/accounts/login/", fields, headers={"Referer": visitor.url}).ok


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--operations", type=int, default=10_000)
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--rate", type=float, default=20, help="operations a second, all people together")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--no-restart", dest="restart", action="store_false")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="collab-") as name:
        folder = Path(name)
        server = Server(folder).start()
        try:
            for number in range(options.people):
                visitor = Visitor(server.url).sign_up(f"person{number}")
                if number == 0:
                    owner = visitor
            server.manage("shell", "-c", JOIN)
            table = folder / "sales.csv"
            table.write_text(TABLE)
            board = owner.wait(owner.upload(table))["dashboard"]
            return asyncio.run(run(options, server, board))
        finally:
            server.stop()


if __name__ == "__main__":
    sys.exit(main())
