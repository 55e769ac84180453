"""Files on their way in: every acknowledged byte is on disk, and the last one makes the dataset, exactly once.

The row's ``offset`` is the truth. Bytes are appended and synced before it moves, under a lock on the file and by a
conditional UPDATE; whatever a killed server left behind the offset is cut off when the client goes on.
"""

from __future__ import annotations

import fcntl
import hashlib
import logging
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from core import live, storage
from core.models import Dataset, Upload, User, Workspace

log = logging.getLogger(__name__)
MB = 1024 * 1024
CHUNK = 256 * 1024
MAX_OPEN = 20
"""How many unfinished uploads one person may have: each may hold MAX_UPLOAD_MB on disk."""
KEPT = timedelta(days=2)
CHECKSUMS = ("sha1", "sha256")


class Refused(Exception):
    """What was sent cannot be taken; the text is one sentence, ``status`` the tus (HTTP) status for it."""

    def __init__(self, text: str, status: int = 400) -> None:
        self.status = status
        super().__init__(text)


class Readable(Protocol):
    def read(self, size: int = ..., /) -> bytes: ...


def plain_name(name: str) -> str:
    """The name of an upload as text to show: its last part, no control characters. It names no file of ours."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(c for c in last if c.isprintable()).strip()[:255]


def check(name: str, size: int) -> None:
    """Raises Refused for a name or a size that this installation does not take."""
    ending = Path(name).suffix.lower().lstrip(".")
    if ending not in settings.UPLOAD_FORMATS:
        what = f"Files that end in “.{ending[:20]}” are" if ending else "A file without an ending is"
        raise Refused(f"{what} not read here; use one of: {', '.join(settings.UPLOAD_FORMATS)}.", 415)
    if size <= 0:
        raise Refused(f"“{name[:80]}” is empty; send a file with at least a header row.")
    if size > settings.MAX_UPLOAD_MB * MB:
        raise Refused(f"“{name[:80]}” is larger than {settings.MAX_UPLOAD_MB:,} MB, the limit here.", 413)


def open_uploads(user: User) -> Any:
    return Upload.objects.filter(user=user, finished_at=None, updated_at__gt=timezone.now() - KEPT)


@transaction.atomic
def create(
    user: User,
    workspace: Workspace,
    *,
    filename: str,
    length: int,
    replaces: Dataset | None = None,
    append: bool = False,
) -> Upload:
    """A new upload at offset 0; ``append``: behind the rows of ``replaces``.

    Raises Refused over the limits, and when the person has too many unfinished ones.
    """
    filename = plain_name(filename)
    check(filename, length)
    User.objects.select_for_update().get(pk=user.pk)  # so that two at once cannot both take the last place
    if open_uploads(user).count() >= MAX_OPEN:
        raise Refused(f"You have {MAX_OPEN} unfinished uploads; finish or cancel one of them first.", 429)
    return Upload.objects.create(
        user=user, workspace=workspace, filename=filename, length=length, replaces=replaces,
        append=append and replaces is not None, updated_at=timezone.now(),
    )  # fmt: skip


def expires_at(upload: Upload) -> datetime:
    return upload.updated_at + KEPT


@contextmanager
def _locked(upload: Upload) -> Iterator[Path]:
    """One writer at a time, across threads and processes; the lock goes with the process that held it."""
    path = storage.upload_path(upload)
    handle = os.open(path.with_suffix(".lock"), os.O_RDONLY | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield path
    finally:
        os.close(handle)


def append(upload: Upload, offset: int, body: Readable, *, checksum: tuple[str, bytes] | None = None) -> Upload:
    """Append a chunk; gives the row as it is then. The chunk that completes the file makes the dataset as well.

    Raises Refused: 409 if ``offset`` is not where the upload stands, 413 if the body is longer than what is missing,
    460 if the checksum does not fit, 410 if the upload is gone. After any of them the upload stands where it stood.
    """
    with _locked(upload) as path:
        try:
            upload.refresh_from_db()
        except Upload.DoesNotExist:
            raise Refused("This upload was cancelled or has expired.", 410) from None
        if offset != upload.offset:
            raise Refused(f"The upload stands at byte {upload.offset}, not at {offset}.", 409)
        if upload.finished_at is not None:
            return upload
        written = _write(path, upload, body, checksum)
        if offset + written == upload.length:
            _adopt(upload, path)
        else:
            _advance(upload, offset, written)
    publish(upload)
    return upload


def _write(path: Path, upload: Upload, body: Readable, checksum: tuple[str, bytes] | None) -> int:
    """Write the body behind the acknowledged bytes and sync it; the number of bytes that are safe then."""
    room = upload.length - upload.offset
    digest = hashlib.new(checksum[0], usedforsecurity=False) if checksum else None
    with suppress(FileNotFoundError):
        path.chmod(0o600)  # a version that never came to be may have made the shared bytes read-only
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(handle, "r+b") as file:
        if os.fstat(file.fileno()).st_size < upload.offset:
            raise Refused("The beginning of this upload is lost on the server; start it again.", 410)
        file.truncate(upload.offset)
        file.seek(upload.offset)
        written = 0
        try:
            while piece := body.read(CHUNK):
                written += len(piece)
                if written > room:
                    raise Refused("More bytes arrived than the upload said it has.", 413)
                file.write(piece)
                if digest:
                    digest.update(piece)
        except OSError:  # the line dropped: what arrived counts, unless it was to be checked as a whole
            log.info("upload %s: the line dropped inside a chunk", upload.pk)
            if digest:
                raise Refused("The line dropped inside a chunk that has a checksum.", 400) from None
        if checksum and digest and digest.digest() != checksum[1]:
            raise Refused("The checksum of the chunk does not fit; send it again.", 460)
        file.flush()
        os.fsync(file.fileno())
    return written


def _progress(upload: Upload, offset: int, written: int) -> dict[str, Any]:
    now = timezone.now()
    seconds = max((now - upload.updated_at).total_seconds(), 0.001)
    speed = written / seconds
    if upload.bytes_per_second and offset:
        speed = 0.7 * upload.bytes_per_second + 0.3 * speed
    return {"offset": offset + written, "updated_at": now, "bytes_per_second": speed}


def _advance(upload: Upload, offset: int, written: int) -> None:
    values = _progress(upload, offset, written)
    if Upload.objects.filter(pk=upload.pk, offset=offset).update(**values) != 1:
        raise Refused("The upload stands elsewhere by now; ask for its offset.", 409)
    for name, value in values.items():
        setattr(upload, name, value)


def _adopt(upload: Upload, path: Path) -> None:
    """The whole file is here: dataset (or version), run and the upload's last offset are one commit.

    The pipeline moves a second name of the same bytes; ours goes after the commit, so nothing is lost in between.
    """
    from core import pipeline

    twin = path.with_suffix(".done")
    twin.unlink(missing_ok=True)
    os.link(path, twin)
    offset = upload.offset

    def made(dataset: Dataset) -> None:
        values = _progress(upload, offset, upload.length - offset)
        values |= {"finished_at": timezone.now(), "dataset_id": dataset.pk, "error": ""}
        if Upload.objects.filter(pk=upload.pk, offset=offset, finished_at=None).update(**values) != 1:
            raise Refused("The upload was cancelled meanwhile.", 409)

    try:
        if upload.replaces is not None:
            pipeline.new_version(
                upload.replaces, source=twin, name=upload.filename, by=upload.user, made=made, append=upload.append
            )
        else:
            pipeline.new_dataset(upload.workspace, source=twin, name=upload.filename, by=upload.user, made=made)
    finally:
        twin.unlink(missing_ok=True)
    path.unlink(missing_ok=True)
    path.with_suffix(".lock").unlink(missing_ok=True)
    upload.refresh_from_db()


def cancel(upload: Upload) -> None:
    """Remove the row and its bytes; a dataset that was made of them stays."""
    with _locked(upload) as path:
        upload_id = upload.pk
        upload.delete()
        upload.pk = upload_id
        for suffix in ("", ".done", ".lock"):
            path.with_suffix(suffix).unlink(missing_ok=True)


def remove_expired() -> int:
    """Remove what nobody went on sending for KEPT, and files without a row; gives how many uploads went."""
    old = Upload.objects.filter(updated_at__lt=timezone.now() - KEPT)
    gone = 0
    for upload in old.iterator():
        cancel(upload)
        gone += 1
    edge = (timezone.now() - KEPT).timestamp()
    known = {pk.hex for pk in Upload.objects.values_list("pk", flat=True)}
    for path in (settings.DATA_DIR / "uploads").glob("*"):
        if path.stem not in known:
            with suppress(OSError):
                if path.stat().st_mtime < edge:
                    path.unlink()
    return gone


def spool(name: str, chunks: Iterable[bytes]) -> Path:
    """A file that came whole (by a form), on our disk under a name of ours, synced; whoever adopts it moves it."""
    folder = settings.FILE_UPLOAD_TEMP_DIR
    with tempfile.NamedTemporaryFile(dir=folder, prefix="form-", delete=False) as target:
        for chunk in chunks:
            target.write(chunk)
        target.flush()
        os.fsync(target.fileno())
    return Path(target.name)


# The bar


def progress_context(upload: Upload) -> dict[str, Any]:
    """What ``uploads/_progress.html`` shows: percent, speed in MB/s, seconds that are left (None: not known)."""
    speed = upload.bytes_per_second
    left = upload.length - upload.offset
    return {
        "upload": upload,
        "percent": min(100, int(100 * upload.offset / upload.length)) if upload.length else 0,
        "speed": speed / MB if speed else None,
        "eta": _in_words(left / speed) if speed and left else None,
        "done": upload.finished_at is not None,
    }


def _in_words(seconds: float) -> str:
    if seconds < 60:
        return f"{max(1, round(seconds))} s"
    if seconds < 3600:
        return f"{round(seconds / 60)} min"
    return f"{seconds / 3600:.1f} h"


def publish(upload: Upload) -> None:
    """Tell every tab that looks at this upload; the hub coalesces, the row stays the truth."""
    from core import fragments

    html = fragments.upload_progress(upload)
    transaction.on_commit(lambda: live.publish(f"upload:{upload.pk}", f"upload-{upload.pk}-progress", html))
