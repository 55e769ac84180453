"""500 due reports on three servers: the leader is killed, the next one frozen for a minute.

    python bench/report_servers.py [--jobs 500] [--lease 60] [--frozen 60]

Starts PostgreSQL, Redis, a mail server and three servers on free loopback ports and prints how long each takeover took,
how many mails each server sent, how many came never and how many twice. Needs Debian's postgresql and redis-server.
"""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.reports.fleet import fleet


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--jobs", type=int, default=500)
    parser.add_argument("--lease", type=float, default=60)
    parser.add_argument("--frozen", type=float, default=60)
    chosen = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="luminabi-bench-"))
    with fleet(folder, jobs=chosen.jobs, seconds=chosen.lease) as servers:
        first, _, _ = servers.leader()
        servers.wait_for_mails(chosen.jobs // 5, within=1200)
        servers.signal(first, signal.SIGKILL)
        second, _, waited = servers.leader(first, within=4 * chosen.lease)
        print(f"{first} was killed with {len(servers.office.mails)} mails sent; {second} led {waited:.1f} s later")
        servers.wait_for_mails(chosen.jobs // 2, within=1200)
        servers.signal(second, signal.SIGSTOP)
        frozen_at, before = time.monotonic(), servers.office.by[f"{second}@example.org"]
        third, _, waited = servers.leader(first, second, within=4 * chosen.lease)
        print(f"{second} was frozen with {len(servers.office.mails)} mails sent; {third} led {waited:.1f} s later")
        time.sleep(max(0, chosen.frozen - (time.monotonic() - frozen_at)))
        servers.signal(second, signal.SIGCONT)
        servers.wait_for_mails(chosen.jobs, within=1200)
        time.sleep(chosen.lease / 4)
        after = servers.office.by[f"{second}@example.org"] - before
        print(f"{second} woke after {chosen.frozen:.0f} s and sent {after} more")
    twice = servers.office.twice()
    window = sum(names[0] == f"{first}@example.org" for names in twice)
    print(
        f"{chosen.jobs} due: {len(servers.office.mails)} came, {len(twice)} of them twice, {window} of those taken "
        f"from the killed one in the moment of its death; by server "
        f"{dict(servers.office.by)}; lease {chosen.lease:.0f} s"
    )


if __name__ == "__main__":
    main()
