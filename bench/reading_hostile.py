"""Truncated, corrupted and hostile files through the limited process that uploads use: how each of them ends.

``python bench/reading_hostile.py [--seed N] [--spoilt N] [--only WORD] [--through STAGE] [--show]`` prints a row for
each kind: how many files ended in a table, in one sentence, in a sentence that is unclear, at the time limit, in a
crash, in an error; how many tables differ from the sound file's with no problem told; the slowest second, the most MB.
``--growing`` doubles texts made to slow a reader down and prints by which power of the size the processor time grows.
``--server N`` sends the N worst of them, the slowest and the largest of every kind, through a real server as well.
``--keep FOLDER`` keeps the files that ended in anything but a table or a sentence.
"""

from __future__ import annotations

import argparse
import math
import os
import random
import re
import shutil
import sys
import tempfile
import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parent.parent)]

import hostile_packages  # noqa: E402
import hostile_server  # noqa: E402
import hostile_texts  # noqa: E402
from hostile_sound import sound  # noqa: E402
from hostile_spoilt import spoilt  # noqa: E402

from analytics.schema import Limits, ReadOptions  # noqa: E402
from core.jobs import Died, TookTooLong, Worker  # noqa: E402
from core.stages import StageFailed  # noqa: E402

Case = tuple[str, str, bytes]
MEMORY_MB, SECONDS = 2048, 120
LIMITS = Limits(memory_mb=1024)
ENDINGS = ("table", "sentence", "unclear", "time", "crash", "error")
INTERNALS = re.compile(r"Traceback|Error\b|Exception|0x[0-9a-f]{6}|<class|/tmp/|/proc/|\\bpyarrow|duckdb")


@dataclass
class Ending:
    """How a file ended: one of ``ENDINGS``, what was said, processor seconds, most MB, and the shape of a table."""

    how: str
    said: str = ""
    seconds: float = 0.0
    peak: int = 0
    shape: tuple[int, int] = (0, 0)
    problems: int = 0


@dataclass
class Tally:
    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    files: int = 0
    untold: int = 0
    slowest: float = 0.0
    peak: int = 0

    def add(self, ending: Ending, untold: bool) -> None:
        self.files += 1
        self.counts[ending.how] += 1
        self.untold += untold
        self.slowest, self.peak = max(self.slowest, ending.seconds), max(self.peak, ending.peak)


class Memory:
    """The most memory that the job process took since ``forget``, and its processor time; looked at every 50 ms."""

    def __init__(self) -> None:
        self.peak, self.stopped = 0, threading.Event()
        self.ticks: dict[str, int] = {}
        threading.Thread(target=self._look_on, daemon=True).start()

    def children(self) -> list[str]:
        found: list[str] = []
        for task in Path(f"/proc/{os.getpid()}/task").iterdir():
            try:
                found += (task / "children").read_text().split()
            except OSError:
                continue
        return found

    def look(self) -> int:
        for child in self.children():
            try:
                status = Path(f"/proc/{child}/status").read_text()
            except OSError:
                continue
            if "VmHWM:" in status:
                self.peak = max(self.peak, int(status.split("VmHWM:")[1].split()[0]) // 1024)
        return self.peak

    def seconds(self) -> float:
        """Processor time of all job processes so far: other work on the machine does not count."""
        for child in self.children():
            try:
                stat = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            self.ticks[child] = int(stat[11]) + int(stat[12])
        return sum([*self.ticks.values()]) / os.sysconf("SC_CLK_TCK")

    def forget(self) -> None:
        for child in self.children():
            try:
                Path(f"/proc/{child}/clear_refs").write_text("5")
            except OSError:
                continue
        self.peak = 0

    def _look_on(self) -> None:
        while not self.stopped.wait(0.05):
            self.look()
            self.seconds()


def is_sentence(said: str) -> bool:
    """One sentence that a person can read: no internals, no line ends, not two of them."""
    bare = re.sub(r"“[^”]*”", "“x”", said, flags=re.S)
    one = bare.endswith(".") and not re.search(r"[.!?]\s+[A-Z]", bare)
    clean = not INTERNALS.search(bare) and all(ord(sign) >= 32 for sign in said)
    return one and clean and 15 < len(said) < 400


class Reader:
    """Reads files in a job process, in a folder that is new for each."""

    def __init__(self, through: str, keep: Path | None) -> None:
        self.worker, self.memory = Worker(MEMORY_MB, SECONDS), Memory()
        self.through, self.keep = through, keep

    def read(self, case: Case) -> Ending:
        kind, name, data = case
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "original").write_bytes(data)
            self.memory.forget()
            before = self.memory.seconds()
            ending = self._stages(folder, name)
            ending.seconds, ending.peak = self.memory.seconds() - before, self.memory.look()
            left = [p.name for p in Path(folder).iterdir() if p.name.startswith(("rows-", "unpacked-", "recoded-"))]
            if left and ending.how in ("table", "sentence"):
                ending.how, ending.said = "error", f"left behind: {left}"
        if ending.how not in ("table", "sentence") and self.keep is not None:
            words = re.sub(r"\W+", "-", kind)[:40]
            (self.keep / f"{len(list(self.keep.iterdir())):03d}-{words}-{name[-30:]}").write_bytes(data)
        return ending

    def _stages(self, folder: str, name: str) -> Ending:
        limits = LIMITS.to_json()
        try:
            made = self.worker.run("read", folder, {"name": name, "reader": ReadOptions().to_json(), "limits": limits})
            if self.through != "read":
                self.worker.run("profile", folder, {"decisions": {}, "limits": limits})
        except StageFailed as failure:
            said = str(failure)
            return Ending("sentence" if is_sentence(said) else "unclear", said)
        except TookTooLong:
            return Ending("time")
        except (Died, MemoryError) as death:
            return Ending("crash", repr(death))
        except Exception as error:
            return Ending("error", f"{type(error).__name__}: {error}")
        return Ending("table", shape=(made["rows"], made["columns"]), problems=made["problem_count"])


def spoilt_files(count: int, seed: int) -> Iterator[tuple[Case, str]]:
    """Spoilt files, each with the name of the sound one; all formats in turn."""
    chance = random.Random(seed)
    files = sound(chance)
    names = list(files)
    for n in range(count):
        name = names[n % len(names)]
        what, called, data = spoilt(name, files[name], chance)
        yield (what, called, data), name


def crafted_files() -> Iterator[Case]:
    yield from hostile_packages.workbooks()
    yield from hostile_packages.other_workbooks()
    yield from hostile_packages.archives()
    yield from hostile_texts.documents()
    yield from hostile_texts.tables()
    yield from hostile_texts.parquets()


def print_table(tallies: dict[str, Tally]) -> None:
    head = f"{'kind':<24}" + "".join(f"{word:>9}" for word in ("files", *ENDINGS, "untold", "slowest", "MB"))
    print(head)
    whole = Tally()
    for tally in tallies.values():
        whole.files, whole.untold = whole.files + tally.files, whole.untold + tally.untold
        whole.slowest, whole.peak = max(whole.slowest, tally.slowest), max(whole.peak, tally.peak)
        for how, count in tally.counts.items():
            whole.counts[how] += count
    for kind, tally in [*sorted(tallies.items()), ("all", whole)]:
        counts = "".join(f"{tally.counts[how]:>9,}" for how in ENDINGS)
        print(f"{kind:<24}{tally.files:>9,}{counts}{tally.untold:>9,}{tally.slowest:>9.1f}{tally.peak:>9,}")


def run(reader: Reader, seed: int, spoils: int, only: str, show: bool) -> list[tuple[float, Case]]:
    """Prints how all ended; gives the files with their cost, seconds and GB alike, and more for a bad end."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    shapes = {name: reader.read(("sound", name, data)) for name, data in sound(random.Random(seed)).items()}
    for name, ending in shapes.items():
        if ending.how != "table":
            print(f"SOUND {name}: {ending}")
    costs: list[tuple[float, Case]] = []
    cases: Iterable[tuple[Case, str]] = [*spoilt_files(spoils, seed)]
    for case, origin in [*cases, *((case, "") for case in crafted_files())]:
        if only not in case[0] and only not in case[1]:
            continue
        ending = reader.read(case)
        fair = ending.how in ("table", "sentence")
        costs.append((ending.seconds + ending.peak / 1000 + (0 if fair else 1000), case))
        other = bool(origin) and ending.how == "table" and ending.shape != shapes[origin].shape
        untold = other and not ending.problems
        tallies[f"spoilt {origin}" if origin else f"made: {case[0].partition(':')[0]}"].add(ending, untold)
        if show or not fair or untold or ending.seconds > 10 or ending.peak > 1200:
            print(f"{ending.how:<9}{ending.seconds:6.1f} s {ending.peak:5} MB {ending.shape} {ending.problems} "
                  f"[{case[0]}] {case[1][:40]!r} {ending.said}", flush=True)  # fmt: skip
    print_table(tallies)
    return costs


def worst(costs: list[tuple[float, Case]], count: int) -> list[Case]:
    """The costliest files: first the costliest of each kind, then any."""
    ordered = [case for _cost, case in sorted(costs, key=lambda one: -one[0])]
    first = {case[0]: case for case in reversed(ordered)}
    firsts = {id(case) for case in first.values()}
    return sorted(ordered, key=lambda case: id(case) not in firsts)[:count]


def grow(reader: Reader, only: str) -> None:
    """The slope of the time's logarithm over three doublings: 1 is in proportion, 2 is quadratic."""
    for kind, (name, make) in hostile_texts.GROWING.items():
        if only not in kind:
            continue
        reader.read(("warm", name, make(1000)))
        sizes = [500_000 * 2**n for n in range(4)]
        endings = [reader.read((kind, name, make(size))) for size in sizes]
        times = [ending.seconds for ending in endings]
        slope = math.log2(max(times[-1], 0.01) / max(times[0], 0.01)) / 3
        shown = " ".join(f"{seconds:7.2f}" for seconds in times)
        print(f"{kind:<28}{shown}  power {slope:4.2f}  {endings[-1].peak:5} MB  {endings[-1].how} "
              f"{endings[-1].shape} {endings[-1].said}", flush=True)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--spoilt", type=int, default=2300)
    parser.add_argument("--only", default="")
    parser.add_argument("--through", choices=("read", "profile"), default="profile")
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--growing", action="store_true")
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--server", type=int, default=0)
    chosen = parser.parse_args()
    if chosen.keep is not None:
        shutil.rmtree(chosen.keep, ignore_errors=True)
        chosen.keep.mkdir(parents=True)
    reader = Reader(chosen.through, chosen.keep)
    try:
        if chosen.growing:
            grow(reader, chosen.only)
        else:
            costs = run(reader, chosen.seed, chosen.spoilt, chosen.only, chosen.show)
    finally:
        reader.memory.stopped.set()
        reader.worker.close()
    if chosen.server and not chosen.growing:
        sys.exit(min(1, hostile_server.send_all(worst(costs, chosen.server), is_sentence)))


if __name__ == "__main__":
    main()
