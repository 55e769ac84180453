"""A large file read as several texts at once, each by a DuckDB of one thread, and joined without a second look.

DuckDB keeps rows in order by collecting what its threads read and dealing it out anew, which costs a third of the whole
reading. Parts of a file, each in order by itself, need no such thing. A part comes through a named pipe, so nothing is
copied to the disk, and its lines are counted on the way.
"""

from __future__ import annotations

import codecs
import os
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from threading import Event

from analytics import engine, typed_footer
from analytics.schema import Limits

WORTH_BYTES = 48 * 1024**2
"""Below so many bytes several connections cost more than they save."""
MOST_PARTS = 4
LEAST_MEMORY = 128
"""Megabytes that a DuckDB needs for a part."""
LONGEST_ROW = 1 << 20
"""Bytes in which the end of a row is looked for where a part may begin."""
CHUNK = 1 << 18
"""Bytes that are handed on at once: few enough to stay near the core that has looked at them."""
PIPE = 1 << 20
UNSEEN = "\ufeff\ufffe"
"""Marks of byte order inside a text, which nobody sees."""
_PIPE_SIZE = 1031
"""``F_SETPIPE_SZ`` of Linux, which older Pythons do not name."""

Span = tuple[int, int]


class Stopped(Exception):
    """A part did not reach its end, or pipes cannot be had here."""


@dataclass
class Lines:
    """Line ends of a text that comes in pieces: LF, those at its very end, CR, and CR LF; and what its bytes are.

    ``odd``: it has bytes that are no UTF-8, or signs that nobody sees (zero bytes, marks of byte order).
    """

    feeds: int = 0
    trailing: int = 0
    returns: int = 0
    pairs: int = 0
    ascii_only: bool = True
    odd: bool = False
    _open: bool = False
    _rest: bytes = b""

    def add(self, piece: bytes) -> None:
        if self._rest or not piece.isascii():
            self._decode(self._rest + piece)
        self.odd = self.odd or b"\0" in piece
        feeds = piece.count(b"\n")
        last = len(piece.rstrip(b"\r\n"))
        self.trailing = piece.count(b"\n", last) + (0 if last else self.trailing)
        self.feeds += feeds
        self.pairs += self._open and piece.startswith(b"\n")
        self._open = piece.endswith(b"\r")
        if b"\r" in piece:
            self.returns += piece.count(b"\r")
            self.pairs += piece.count(b"\r\n")

    def _decode(self, data: bytes) -> None:
        self.ascii_only = False
        try:
            text, used = codecs.utf_8_decode(data, "strict", False)
        except UnicodeDecodeError:
            self.odd = True
        else:
            self.odd = self.odd or any(sign in text for sign in UNSEEN)
            self._rest = data[used:]

    def end(self) -> Lines:
        """These, with a character that is cut off at the end as odd bytes."""
        return replace(self, odd=self.odd or bool(self._rest), _rest=b"")

    def __add__(self, below: Lines) -> Lines:
        return Lines(
            self.feeds + below.feeds, below.trailing, self.returns + below.returns, self.pairs + below.pairs,
            self.ascii_only and below.ascii_only, self.odd or below.odd,
        )  # fmt: skip

    @property
    def filled(self) -> int | None:
        """Lines up to the last with anything in it; None where not all end in LF, or all in CR LF."""
        alike = not self.returns or self.returns == self.pairs == self.feeds
        return self.feeds - self.trailing + 1 if alike else None


def spans(path: Path, limits: Limits) -> list[Span]:
    """Where the parts of a file start and stop, each behind a line end; empty where it is not worth it."""
    size = path.stat().st_size
    count = min(os.cpu_count() or 1, MOST_PARTS, limits.memory_mb // LEAST_MEMORY, size // (WORTH_BYTES // 2))
    if count < 2 or size < WORTH_BYTES or not hasattr(os, "mkfifo"):
        return []
    places = [0]
    with path.open("rb") as file:
        for number in range(1, count):
            file.seek(size * number // count)
            if not file.readline(LONGEST_ROW).endswith(b"\n"):
                return []
            places.append(file.tell())
    places.append(size)
    return [(start, stop) for start, stop in pairwise(places) if start < stop]


def write(
    path: Path, draft: Path, statement: Callable[[Path, Path, int], str], parts: Sequence[Span], limits: Limits
) -> tuple[int, Lines]:
    """The rows written to ``draft``, and the lines of the file. Where these are odd nothing is written.

    ``statement`` gives the SQL that writes a text to a Parquet file: paths and the number of the part. Raises
    Stopped, or what DuckDB raises where a part is no text by the strict rules.
    """
    written = [draft.with_name(f"{draft.name}.{number}") for number in range(len(parts))]
    stop = Event()
    try:
        with tempfile.TemporaryDirectory(prefix="parts-") as name, ThreadPoolExecutor(2 * len(parts)) as pool:
            pipes = [_pipe(Path(name) / str(number)) for number in range(len(parts))]
            fed = [pool.submit(_feed, path, span, pipe, stop) for span, pipe in zip(parts, pipes, strict=True)]
            read = [
                pool.submit(_copy, statement(pipe, target, number), pipe, draft.parent, limits, len(parts), stop)
                for number, (pipe, target) in enumerate(zip(pipes, written, strict=True))
            ]
            lines = sum((each.result() for each in fed), Lines())
            if lines.odd:
                return 0, lines
            rows = sum(each.result() for each in read)
        if stop.is_set():
            raise Stopped
        typed_footer.stack(draft, [typed_footer.read(target) for target in written])
    except (typed_footer.Unfit, OSError) as error:
        raise Stopped from error
    finally:
        for target in written:
            target.unlink(missing_ok=True)
    return rows, lines


def _pipe(path: Path) -> Path:
    try:
        os.mkfifo(path)
    except OSError as error:
        raise Stopped from error
    return path


def _copy(sql: str, pipe: Path, folder: Path, limits: Limits, parts: int, stop: Event) -> int:
    try:
        memory = limits.memory_mb // parts
        with engine.connect(memory, temp=folder, directories=[pipe.parent, folder], threads=1) as connection:
            counted = connection.execute(sql).fetchone()
        return int(counted[0]) if counted else 0
    except BaseException:
        stop.set()
        raise
    finally:
        # Whoever waits for a reader of the pipe must not wait for ever.
        os.close(os.open(pipe, os.O_RDONLY | os.O_NONBLOCK))


def _feed(path: Path, span: Span, pipe: Path, stop: Event) -> Lines:
    """Write a part of the file into its pipe, and look at its bytes and lines on the way."""
    lines = Lines()
    try:
        with pipe.open("wb", buffering=0) as out, path.open("rb", buffering=0) as file:  # else a reader waits
            _widen(out.fileno())
            file.seek(span[0])
            left = span[1] - span[0]
            while left and not stop.is_set() and (chunk := file.read(min(CHUNK, left))):
                begins = left == span[1]  # the file itself, where a mark of byte order is in its place
                left -= len(chunk)
                lines.add(chunk.removeprefix(codecs.BOM_UTF8) if begins else chunk)
                if lines.odd:
                    stop.set()
                    return lines
                rest = memoryview(chunk)
                while rest:
                    rest = rest[out.write(rest) :]
    except BrokenPipeError:
        stop.set()
    return lines.end() if not left else lines


def _widen(pipe: int) -> None:
    """Let the pipe hold several chunks, where the system knows how."""
    with suppress(ImportError, OSError, ValueError):
        import fcntl

        fcntl.fcntl(pipe, _PIPE_SIZE, PIPE)
