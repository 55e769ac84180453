"""The only door to files. Folders are named by us (UUIDs); the name of an upload is only text."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path
from uuid import uuid4

from django.conf import settings

from core.models import DatasetVersion, Upload

COPY_CHUNK = 1024 * 1024


def version_folder(version: DatasetVersion) -> Path:
    """Where a version's files live: original, text.parquet, clean.parquet, changes.parquet, problems.jsonl."""
    folder = settings.DATA_DIR / "versions" / version.key.hex[:2] / version.key.hex
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def original(version: DatasetVersion) -> Path:
    return version_folder(version) / "original"


def text_table(version: DatasetVersion) -> Path:
    return version_folder(version) / "text.parquet"


def clean_table(version: DatasetVersion) -> Path:
    return version_folder(version) / "clean.parquet"


def changes(version: DatasetVersion) -> Path:
    return version_folder(version) / "changes.parquet"


def problems(version: DatasetVersion) -> Path:
    return version_folder(version) / "problems.jsonl"


def upload_path(upload: Upload) -> Path:
    folder = settings.DATA_DIR / "uploads"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / upload.pk.hex


def archive_folder() -> Path:
    folder = settings.DATA_DIR / "archive"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(COPY_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def adopt(source: Path, version: DatasetVersion) -> None:
    """Move an uploaded file into its version, durable before anybody is told; the bytes are read-only from then on."""
    target = original(version)
    os.replace(source, target)
    target.chmod(0o440)
    with target.open("rb") as file:
        os.fsync(file.fileno())
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def shared(version: DatasetVersion) -> Path:
    """A second name of a version's original for another version to adopt: the bytes are on disk once."""
    source = original(version)
    target = source.with_name(f".shared-{uuid4().hex}")
    try:
        os.link(source, target)
    except OSError:  # a file system without links
        shutil.copyfile(source, target)
    return target


def forget(version: DatasetVersion) -> None:
    shutil.rmtree(version_folder(version), ignore_errors=True)
