"""PostgreSQL and Redis of our own for tests: installed binaries, free loopback ports, gone afterwards."""

from __future__ import annotations

import glob
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.serving import free_port


def postgresql_binaries() -> Path | None:
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/postgres"), key=lambda path: int(path.split("/")[4]))
    path = found[-1] if found else shutil.which("postgres")
    return Path(path).parent if path else None


REDIS = shutil.which("redis-server")
POSTGRESQL = postgresql_binaries()


def _as_postgres(command: list[str]) -> list[str]:
    """PostgreSQL refuses to run as root; Debian's package makes a user for it."""
    if os.geteuid() != 0:
        return command
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", *command]


@contextmanager
def postgresql() -> Iterator[str]:
    """A server without durability (tests throw it away); gives its DATABASE_URL."""
    assert POSTGRESQL
    folder = Path(tempfile.mkdtemp(prefix="luminabi-pg-"))
    if os.geteuid() == 0:
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    data, port = folder / "data", free_port()
    subprocess.run(
        _as_postgres([str(POSTGRESQL / "initdb"), "-D", str(data), "-U", "luminabi", "-A", "trust", "-E", "UTF8",
                      "--no-sync"]),
        check=True, capture_output=True, cwd=folder,
    )  # fmt: skip
    quick = ["-c", "fsync=off", "-c", "full_page_writes=off", "-c", "listen_addresses=127.0.0.1"]
    process = subprocess.Popen(
        _as_postgres([str(POSTGRESQL / "postgres"), "-D", str(data), "-p", str(port), "-k", str(folder), *quick]),
        cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        create = [str(POSTGRESQL / "createdb"), "-h", "127.0.0.1", "-p", str(port), "-U", "luminabi", "luminabi"]
        _patiently(lambda: subprocess.run(create, capture_output=True).returncode == 0, process)
        yield f"postgres://luminabi@127.0.0.1:{port}/luminabi"
    finally:
        process.terminate()
        process.wait(20)
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def redis() -> Iterator[str]:
    """A Redis that keeps nothing on disk; gives its REDIS_URL."""
    assert REDIS
    port = free_port()
    folder = tempfile.mkdtemp(prefix="luminabi-redis-")
    process = subprocess.Popen(
        [REDIS, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", folder],
        stdout=subprocess.DEVNULL,
    )
    try:
        import redis as client

        def answers() -> bool:
            try:
                return bool(client.Redis(port=port).ping())
            except client.RedisError:
                return False

        _patiently(answers, process)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        process.terminate()
        process.wait(20)
        shutil.rmtree(folder, ignore_errors=True)


def _patiently(holds, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if holds():
            return
        assert process.poll() is None, "the service did not start"
        time.sleep(0.1)
    raise AssertionError("the service does not answer")
