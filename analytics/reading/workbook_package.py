"""A zip package of XML parts, read part by part under limits: nothing is unpacked to disk or trusted in size."""

from __future__ import annotations

import lzma
import posixpath
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO
from xml.parsers import expat

from analytics.schema import AnalyticsError, Limits

CHUNK = 1 << 18
RATIO_FREE = 16 * 1024**2
"""So many inflated bytes may come from any number of packed ones; the ratio counts from there on."""
MAX_TOKEN = 32 * 1024**2
MAX_DEPTH = 256
MAX_ATTRIBUTE_TARGETS = 100_000

StartHandler = Callable[[str, dict[str, str]], None]
Progress = Callable[[float, str], None]


class Package:
    """The members of a zip file, by name; inflated bytes are counted over all reads."""

    def __init__(self, path: Path, limits: Limits, what: str = "workbook") -> None:
        self.what = what
        self.limits = limits
        self.inflated = 0
        try:
            self.archive = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise AnalyticsError(
                f"The {what} is damaged or cut off: its list of parts cannot be read; save it again and upload that."
            ) from error
        infos = self.archive.infolist()
        if len(infos) > limits.max_members:
            raise AnalyticsError(
                f"The {what} has {len(infos):,} parts inside; at most {limits.max_members:,} are read."
            )
        self.members = {_plain(info.filename): info for info in infos if not info.filename.endswith("/")}

    def __contains__(self, name: str) -> bool:
        return _plain(name) in self.members

    def size(self, name: str) -> int:
        """Bytes that the member claims to have inflated; only good for progress."""
        return max(1, self._member(name).file_size)

    def _member(self, name: str) -> zipfile.ZipInfo:
        info = self.members.get(_plain(name))
        if info is None:
            raise AnalyticsError(f"The {self.what} is damaged: its part “{name[:80]}” is missing.")
        return info

    def chunks(self, name: str) -> Iterator[bytes]:
        """The member's bytes, piece by piece; AnalyticsError when it is damaged, encrypted or over the limits."""
        info = self._member(name)
        if info.flag_bits & 0x1:
            raise AnalyticsError(f"The {self.what} is protected by a password; take it off and upload the file again.")
        self._hold(info, info.file_size)  # what it admits is believed; what it hides is counted below
        mine = 0
        try:
            with self.archive.open(info) as stream:
                while chunk := stream.read(CHUNK):
                    mine += len(chunk)
                    self.inflated += len(chunk)
                    self._hold(info, mine)
                    yield chunk
        except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, NotImplementedError,
                RuntimeError) as error:  # fmt: skip
            raise AnalyticsError(
                f"The {self.what} is damaged or cut off in its part “{info.filename[:80]}”; "
                "save it again and upload that."
            ) from error

    def _hold(self, info: zipfile.ZipInfo, mine: int) -> None:
        if self.inflated > self.limits.max_inflated_bytes:
            raise AnalyticsError(
                f"The {self.what} unpacks to more than {self.limits.max_inflated_bytes / 1024**3:.1f} GB, "
                "which is over the limit; it was not read."
            )
        if mine > RATIO_FREE and mine > self.limits.max_ratio * max(1, info.compress_size):
            raise AnalyticsError(
                f"The {self.what} was not read: its part “{info.filename[:80]}” unpacks to more than "
                f"{self.limits.max_ratio} times its size, as only a harmful file does."
            )

    def open(self, name: str) -> IO[bytes]:
        """The member as a file-like object that reads through ``chunks``."""
        return _Stream(self.chunks(name))  # type: ignore[return-value]

    def parse(
        self,
        name: str,
        start: StartHandler,
        end: Callable[[str], None] | None = None,
        text: Callable[[str], None] | None = None,
        progress: Callable[[float], None] | None = None,
    ) -> None:
        """Run the handlers over the XML of a member. Raise ``StopParsing`` in one of them to end early."""
        size = self.size(name) if name in self else 1
        parse_xml(self.chunks(name), start, end, text, what=f"{self.what} (part “{name[:80]}”)",
                  progress=progress, size=size)  # fmt: skip


class StopParsing(Exception):
    """A handler has seen enough."""


class _Stream:
    """The little of a file object that readers of bytes need."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self.chunks = chunks
        self.rest = b""

    def read(self, size: int = -1) -> bytes:
        parts, held = [self.rest], len(self.rest)
        while size < 0 or held < size:
            chunk = next(self.chunks, b"")
            if not chunk:
                break
            parts.append(chunk)
            held += len(chunk)
        whole = b"".join(parts)
        if size < 0:
            self.rest = b""
            return whole
        self.rest = whole[size:]
        return whole[:size]


def parse_xml(
    chunks: Iterator[bytes],
    start: StartHandler,
    end: Callable[[str], None] | None,
    text: Callable[[str], None] | None,
    *,
    what: str,
    progress: Callable[[float], None] | None = None,
    size: int = 1,
) -> None:
    """Expat over the chunks. A document type is refused, so no entity is declared; nesting and tokens are bounded."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text

    def refuse(*_args: object) -> None:
        raise AnalyticsError(f"The {what} declares a document type, as no office program writes it; it was not read.")

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    fed = depth = 0
    last = b""
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
            fed += len(chunk)
            # Counted here in C, not in the handlers: it costs a hundredth of it, and a hundred levels do not matter.
            seen = last + chunk
            depth += chunk.count(b"<") - 2 * seen.count(b"</") - seen.count(b"/>")
            last = chunk[-1:]
            if depth > MAX_DEPTH * 64 or fed - parser.CurrentByteIndex > MAX_TOKEN:
                raise AnalyticsError(f"The {what} is nested or filled as no office program writes it; it was not read.")
            if progress is not None:
                progress(min(1.0, fed / size))
        parser.Parse(b"", True)
    except StopParsing:
        return
    except expat.ExpatError as error:
        raise AnalyticsError(
            f"The {what} is damaged: line {error.lineno} of its inner text is not well formed; "
            "save it again and upload that."
        ) from error


def _plain(name: str) -> str:
    """Part names compare without case, with forward slashes, without a leading one."""
    return posixpath.normpath(name.replace("\\", "/").lstrip("/")).lower()


class _Locals(dict[str, str]):
    """Names met so far without their prefixes; looking one up is a third of the time of cutting it."""

    def __missing__(self, name: str) -> str:
        found = name.rpartition(":")[2]
        if len(self) < 10_000:
            self[name] = found
        return found


local = _Locals().__getitem__
"""``x:row`` → ``row``."""
