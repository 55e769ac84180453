"""Logs of web servers in the common and the combined format, perhaps with the host in front and more behind.

Apache, nginx and many others write them: ``address ident user [time] "request" status bytes "referrer" "agent"``.
Blanks part the cells, but times stand in brackets and requests in quotes: a reader of delimiters gets them wrong.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from analytics.reading import edges
from analytics.reading.encoding import detect as detect_encoding
from analytics.reading.ends import hold_lines
from analytics.reading.json_table import in_pieces, write_parquet
from analytics.reading.tokens import chomp
from analytics.schema import AnalyticsError, Detected, Limits, Problem, RawTable, ReadOptions

if TYPE_CHECKING:
    import pyarrow as pa

    from analytics.reading.source import Source

Progress = Callable[[float, str], None]
FORMAT = "weblog"
NAMES = ("address", "ident", "user", "time", "method", "path", "protocol", "status", "bytes")
COMBINED = ("referrer", "agent")
LOOK = 200
"""Lines of the first look."""
SHARE = 0.8
"""So many of them have to be lines of a log."""
LISTED = 1000
"""Problems that are listed one by one."""
MOST_RUNS = 20_000
"""Stretches of lines that are remembered; of a log with more gaps than that the lines are not known."""
CONTENT = 500
_OPTIONS = ReadOptions()
_LIMITS = Limits()

_QUOTED = r'"((?:[^"\\]|\\.)*+)"'
_LINE = re.compile(
    r"(?P<before>[^\[\"]{2,2000}?) "
    r"\[(?P<time>[0-9]{1,2}/[A-Za-z]{3}/[0-9]{4}:[0-9]{2}:[0-9]{2}:[0-9]{2}(?: [+-][0-9]{4})?)\]"
    rf" {_QUOTED} (?P<status>[0-9]{{3}}|-) (?P<bytes>[0-9]+|-)(?P<rest>(?:\s.*)?)"
)
_REST = re.compile(rf"{_QUOTED}|(\S+)")
_REQUEST = re.compile(
    r"(?P<method>[A-Za-z][A-Za-z_-]{0,30}) (?P<path>\S.*?)(?: (?P<protocol>[A-Za-z]{2,10}/[0-9.]{1,5}))?"
)
_ADDRESS = re.compile(r"[0-9a-fA-F:.]*[.:][0-9a-fA-F:.]*|localhost|[\w-]+(?:\.[\w-]+)*\.?")
_SECONDS = re.compile(r"[0-9]+(?:[.][0-9]+)?|-")

Cells = list[str | None]


@dataclass(frozen=True)
class Shape:
    """What the lines of a file have beside the nine cells of the common format."""

    host: bool = False
    combined: bool = False
    more: tuple[str, ...] = ()
    """Names of the cells behind."""

    @property
    def names(self) -> tuple[str, ...]:
        return (*(("host",) if self.host else ()), *NAMES, *(COMBINED if self.combined else ()), *self.more)


def sniff(path: Path) -> Shape | None:
    """What the lines of a log look like; None where the first lines of the file are none."""
    with path.open("rb") as file:
        head = file.read(262_144)
    if b"[" not in head or b'"' not in head or b"\0" in head[:1000]:
        return None
    lines = [line for line in head.decode("utf-8", "replace").lstrip("\ufeff").splitlines() if line.strip()]
    lines = lines[: min(LOOK, max(1, len(lines) - 1))]  # the last one may be cut
    found = [match for match in map(_LINE.fullmatch, lines) if match is not None]
    if not found or len(found) < SHARE * len(lines):
        return None
    return _shape(found)


def _shape(found: Sequence[re.Match[str]]) -> Shape:
    rests = [_REST.findall(match["rest"]) for match in found]
    combined = 2 * sum(len(rest) >= 2 and _is_pair(match["rest"]) for match, rest in zip(found, rests, strict=True))
    is_combined = combined > len(found)
    behind = [rest[2 if is_combined else 0 :] for rest in rests]
    count = Counter(map(len, behind)).most_common(1)[0][0]
    host = 2 * sum(_has_host(match["before"].split(" ")) for match in found) > len(found)
    full = [rest for rest in behind if len(rest) == count]
    return Shape(host, is_combined, tuple(_named(full, place) for place in range(count)))


def _is_pair(rest: str) -> bool:
    """Whether two quoted texts follow, as in the combined format."""
    return re.match(rf"\s{_QUOTED} {_QUOTED}", rest) is not None


def _has_host(words: Sequence[str]) -> bool:
    """``example.org:443 192.0.2.1 - -``: the host that was asked stands before the address that asks."""
    return len(words) > 3 and words[1] != "-" and _ADDRESS.fullmatch(words[1]) is not None


def _named(behind: Sequence[Sequence[tuple[str, str]]], place: int) -> str:
    """A bare number behind the line is how long the answer took; else nobody can say what it is."""
    timed = all(not cell[place][0] and _SECONDS.fullmatch(cell[place][1]) for cell in behind)
    first = next((i for i in range(place + 1) if all(_SECONDS.fullmatch(row[i][1] or "x") for row in behind)), None)
    return "response_time" if timed and first == place else f"extra_{place + 1}"


def parse(line: str, shape: Shape) -> Cells | None:
    """The cells of a line, None in each that the log has nothing for (``-``); None where it is no line of a log."""
    match = _LINE.fullmatch(line)
    if match is None:
        return None
    words = match["before"].split(" ")
    cells: Cells = []
    if shape.host:
        if len(words) < 4:
            return None
        cells.append(words.pop(0))
    if len(words) < 3:
        return None
    address, ident, user = words[0], words[1], " ".join(words[2:])  # only a user's name may have blanks
    request = _unescaped(match[3])
    parts = _REQUEST.fullmatch(request)
    method, path, protocol = (parts["method"], parts["path"], parts["protocol"]) if parts else (None, request, None)
    cells += [address, ident, user, match["time"], method, path, protocol, match["status"], match["bytes"]]
    rest = [_unescaped(quoted) if quoted or not bare else bare for quoted, bare in _REST.findall(match["rest"])]
    wanted = (2 if shape.combined else 0) + len(shape.more)
    if len(rest) > wanted:
        return None
    cells += [*rest, *[None] * (wanted - len(rest))]
    return [None if cell in ("-", "") else cell for cell in cells]


def _unescaped(text: str) -> str:
    return text.replace('\\"', '"') if "\\" in text else text


def read(
    path: Path,
    out: Path,
    *,
    name: str,
    options: ReadOptions = _OPTIONS,
    limits: Limits = _LIMITS,
    progress: Progress | None = None,
) -> RawTable:
    """The text table of a web server's log, one row a request. AnalyticsError where no line fits."""
    from analytics.reading import source

    hold_lines(path, name)
    shape = sniff(path)
    if shape is None:
        raise AnalyticsError(f"“{name}” is no log of a web server; let the format be detected.")
    encoding = detect_encoding(path, options.encoding)
    log = _Log(source.Source(path, encoding, max(1, path.stat().st_size), progress), shape)
    rows = write_parquet(out, log.schema(), log.tables(limits))
    if progress is not None:
        progress(1.0, source.STEP)
    problems = list(log.problems)
    if log.apart > LISTED:
        problems.append(Problem(f"{log.apart - LISTED:,} more lines like that are not listed one by one."))
    if not encoding.certain:
        problems.append(Problem(f"The encoding was guessed: {encoding.name}. {encoding.why}"))
    if encoding.broken:
        words = f"{encoding.broken:,} bytes do not fit the encoding {encoding.name}; the first is in this line."
        problems.append(Problem(words, line=encoding.line))
    sample = list(islice(log.source.lines(), LOOK))
    detected = Detected(
        FORMAT, encoding=encoding.name, line_ending=edges.line_ending(sample), header_rows=0,
        places={"lines": log.runs} if len(log.runs) < MOST_RUNS else {},
        evidence={"format": _why(shape), "encoding": encoding.why},
    )  # fmt: skip
    return RawTable(str(out), shape.names, rows, detected, tuple(problems))


def _why(shape: Shape) -> str:
    kind = "combined" if shape.combined else "common"
    host = " with the host in front" if shape.host else ""
    more = f" and {len(shape.more)} more behind" if shape.more else ""
    return (
        f"The lines are those of a web server's log in the {kind} format{host}{more}: a row is a request. “-”, which "
        "says that there is nothing, is an empty cell. Choose “text” to read the lines as any other text."
    )


@dataclass
class _Log:
    source: Source
    shape: Shape
    problems: list[Problem] = field(default_factory=list)
    apart: int = 0
    runs: list[list[int]] = field(default_factory=list)
    """Where rows without a gap start: the row, and its line."""

    def schema(self) -> pa.Schema:
        import pyarrow as pa

        return pa.schema([(name, pa.string()) for name in self.shape.names])

    def tables(self, limits: Limits) -> Iterator[pa.Table]:
        return in_pieces(self._rows(), self.schema(), limits)

    def _rows(self) -> Iterator[Cells]:
        row, expected = 0, 0
        for number, line in enumerate(self.source.lines(), start=1):
            text = chomp(line)
            cells = parse(text, self.shape)
            if cells is not None:
                if number != expected and len(self.runs) < MOST_RUNS:
                    self.runs.append([row, number])
                row, expected = row + 1, number + 1
                yield cells
            elif text.strip():
                self.apart += 1
                if self.apart <= LISTED:
                    words = "The line is not one of a web server's log; it is not in the table."
                    self.problems.append(Problem(words, line=number, content=text[:CONTENT]))
