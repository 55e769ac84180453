"""Reports: what an issue costs, and what kill -9 does to it.

    python bench/report.py [--rows 1000000] [--recipients 1000] [--views 10] [--kills 20] [--charts 12]

Makes a data folder of its own with a table of so many rows and a dashboard of so many charts, a mail server on a
loopback port, and prints: seconds and memory of one issue as HTML and PDF; seconds and queries for so many recipients
with so many views; then kills the sender at every step of the conversation with the mail server and counts who got
none, who got two, and how many of those in the one window that cannot be closed.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.reports.killing import STEPS, KillingServer, Lines, send_and_die, start_sender  # noqa: E402 - the path is set above
from tests.serving import Server, free_port  # noqa: E402
from tests.visiting import Visitor  # noqa: E402

PREPARE = """
from core.models import Dashboard, Widget, Visualization
board = Dashboard.objects.first()
Widget.objects.filter(dashboard=board).delete()
kinds = ["bar", "line", "area"]
for place in range({charts}):
    kind = kinds[place % 3]
    spec = {{"kind": kind, "dimension": "region" if kind == "bar" else "day",
            "grain": None if kind == "bar" else "month",
            "measures": [{{"column": ["amount", "pieces", "cost", "weight"][place // 3 % 4], "agg": "sum"}}]}}
    made = Visualization.objects.create(workspace=board.workspace, dataset=board.dataset, spec=spec,
                                        name=f"Chart {{place}}")
    Widget.objects.create(dashboard=board, kind="chart", title=made.name, visualization=made, y=place, w=6, h=4)
for place, column in enumerate(["amount", "pieces"]):
    spec = {{"kind": "indicator", "measures": [{{"column": column, "agg": "sum"}}]}}
    made = Visualization.objects.create(workspace=board.workspace, dataset=board.dataset, name=column, spec=spec)
    Widget.objects.create(dashboard=board, kind="number", title=column, visualization=made, y=0, w=3, h=2)
"""
REPORT = """
from django.utils import timezone
from core.models import Dashboard, ScheduledReport
from core.reporting.recipients import view_from_text
board = Dashboard.objects.first()
people = [f"p{{n}}@example.org" for n in range({people})]
each = enumerate(people if {views} else [])
views = {{name: view_from_text(f"shop = S{{place % ({views} or 1)}}") for place, name in each}}
ScheduledReport.objects.create(workspace=board.workspace, dashboard=board, name="Bench {people}", recipients=people,
    views=views, attachments={attachments}, created_by=board.created_by, next_due_at=timezone.now())
"""
MEASURE = """
import time
import django.db
from core.reporting import composing, outbox, reports
from core.models import ChartFragment, ScheduledReport, ReportDelivery, ReportRun
from analytics import query
from django.utils import timezone
asked = []
fetch, first = query.fetch, getattr(query, "first_value", None)
query.fetch = lambda *a, **k: asked.append(1) or fetch(*a, **k)
if first:
    query.first_value = lambda *a, **k: asked.append(1) or first(*a, **k)
ChartFragment.objects.all().delete()
import core.drawing
from core.reporting import report_mail
def peak():
    with open("/proc/self/status") as file:
        return next((int(line.split()[1]) // 1024 for line in file if line.startswith("VmHWM")), 0)
import sys
import core.paper
paper, start = [], core.paper.subprocess.run
PEAK = ("import resource, subprocess, sys; done = subprocess.run(sys.argv[1:]); "
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024); sys.exit(done.returncode)")
def watched(command, **how):  # asked by a small process: a child of this one would count what this one has
    done = start([sys.executable, "-c", PEAK, *command], **how)
    paper.append(int(done.stdout.split()[-1]))
    return done
core.paper.subprocess.run = watched
idle = peak()
for report in ScheduledReport.objects.filter(enabled=True, next_due_at__lte=timezone.now()):
    reports.claim(report, timezone.now())
began = time.perf_counter()
composing.compose_waiting()
composed = time.perf_counter() - began
began, used = time.perf_counter(), time.process_time()
sent = outbox.deliver_waiting()
reports.settle_all()
took, used = time.perf_counter() - began, time.process_time() - used
print(f"composed in {composed:.2f} s, {len(asked)} queries; {sent} mails sent in {took:.2f} s "
      f"({sent / took:.0f} a second, {1000 * used / max(sent, 1):.1f} ms of the sender's own time each); "
      f"peak {peak() - idle} MB above {idle} MB, and {max(paper, default=0)} MB in the process that sets the PDF")
"""


def table(path: Path, rows: int) -> None:
    rng = random.Random(7)
    with path.open("w") as file:
        file.write("day,region,shop,amount,pieces,cost,weight\n")
        for number in range(rows):
            day = number % 700
            file.write(
                f"{2023 + day // 350}-{1 + day % 350 // 30:02d}-{1 + day % 28:02d},R{rng.randrange(6)},"
                f"S{rng.randrange(10)},"
                f"{rng.randrange(1000)},{rng.randrange(9)},{rng.random():.3f},{rng.random() * 9:.2f}\n"
            )


def run(server: Server, code: str) -> str:
    return server.manage("shell", "-v", "0", "-c", code).strip()


def main() -> None:
    parser = argparse.ArgumentParser()
    for name, default in (("rows", 1_000_000), ("recipients", 1000), ("views", 10), ("kills", 20), ("charts", 12)):
        parser.add_argument(f"--{name}", type=int, default=default)
    chosen = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="luminabi-bench-"))
    mails = KillingServer(free_port())
    mails.controller.start()
    server = Server(folder, EMAIL_URL=f"smtp://127.0.0.1:{mails.controller.port}", INSIGHT_SECONDS="5").start()
    try:
        visitor = Visitor(server.url).sign_up("ada")
        table(folder / "big.csv", chosen.rows)
        visitor.wait(visitor.upload(folder / "big.csv"), 600)
        server.stop()
        run(server, PREPARE.format(charts=chosen.charts))
        run(server, REPORT.format(people=1, views=0, attachments=["pdf"]))
        print(f"One issue, {chosen.charts} charts over {chosen.rows:,} rows, HTML and PDF: {run(server, MEASURE)}")
        run(server, REPORT.format(people=chosen.recipients, views=chosen.views, attachments=[]))
        mails.mails.clear()
        mails.lines = Lines()
        print(f"{chosen.recipients} recipients with {chosen.views} views: {run(server, MEASURE)}")
        once = sum(count == 1 for count in mails.mails.values())
        people = len({address for address, _ in mails.mails})
        print(f"{once} mails came once, {len(mails.mails) - once} more often, to {people} people, over "
              f"{mails.lines.made} connections, at most {mails.lines.most} at a time")  # fmt: skip
        killed(server, mails, chosen.kills)
    finally:
        server.stop()
        mails.controller.stop()


def killed(server: Server, mails: KillingServer, kills: int) -> None:
    people = max(60, 6 * kills)
    mails.mails.clear()
    run(server, REPORT.format(people=people, views=0, attachments=[]))
    died = sum(
        send_and_die(mails, server.environment, STEPS[number % len(STEPS)], after=number % 3) for number in range(kills)
    )
    for _ in range(3):  # what a look leaves, the next one sends
        start_sender(server.environment).wait()
    counts = Counter(address for (address, _), count in mails.mails.items() for _ in range(count))
    twice = {address for address, count in counts.items() if count > 1}
    none = people - len(counts)
    print(f"Killed {died} times while sending to {people}: {none} got none, {len(twice)} got two, "
          f"{len(twice - mails.window)} of them outside the one window")  # fmt: skip


if __name__ == "__main__":
    main()
