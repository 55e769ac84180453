"""Downloads that weigh nothing: a file leaves the server piece by piece, whole or the part that a client still lacks.

Under ASGI Django gathers a plain iterator (and so its own FileResponse) in memory before the first byte goes out; two
gigabytes of an original would end a small server. There pieces are read as they are sent.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

PIECE = 512 * 1024
RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


def attached(response: HttpResponseBase, name: str) -> HttpResponseBase:
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def deliver(request: HttpRequest, source: Path | Iterable[bytes], content_type: str, name: str) -> HttpResponseBase:
    """A path, or pieces of bytes, as an attachment. A path can be taken up where an earlier download broke off."""
    if isinstance(source, Path):
        return attached(_of_file(request, source, content_type), name)
    return attached(_streamed(request, iter(source), content_type), name)


def _of_file(request: HttpRequest, path: Path, content_type: str) -> HttpResponseBase:
    file = path.open("rb")
    about = path.stat()
    mark, size = f'"{about.st_mtime_ns:x}-{about.st_size:x}"', about.st_size
    start, stop = wanted(request, mark, size) or (0, size)
    if start >= stop and size:
        file.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    file.seek(start)
    response = _streamed(request, _pieces(file, stop - start), content_type)
    response["Content-Length"] = str(stop - start)
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = mark
    if stop - start != size:
        response.status_code = 206
        response["Content-Range"] = f"bytes {start}-{stop - 1}/{size}"
    return response


def wanted(request: HttpRequest, mark: str, size: int) -> tuple[int, int] | None:
    """The one part asked for, as start and stop; an empty one where the file is shorter; None for the whole file
    (no part, several, nonsense, or a part of another file than this)."""
    found = RANGE.fullmatch(request.headers.get("Range", "").replace(" ", ""))
    if found is None or request.headers.get("If-Range", mark) != mark:
        return None
    first, last = found.groups()
    if not first:
        return (max(size - int(last), 0), size) if last and int(last) else None
    if last and int(last) < int(first):
        return None
    return int(first), min(int(last) + 1, size) if last else size


def _streamed(request: HttpRequest, pieces: Iterator[bytes], content_type: str) -> HttpResponseBase:
    stream: Any = _one_by_one(pieces) if isinstance(request, ASGIRequest) else pieces
    return StreamingHttpResponse(stream, content_type=content_type)


async def _one_by_one(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    take = sync_to_async(next)
    try:
        while (piece := await take(pieces, None)) is not None:
            yield piece
    finally:
        if close := getattr(pieces, "close", None):
            await sync_to_async(close)()


def _pieces(file: BinaryIO, left: int) -> Iterator[bytes]:
    with file:
        while left and (piece := file.read(min(PIECE, left))):
            left -= len(piece)
            yield piece
