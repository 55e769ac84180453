"""Names under which processes claim rows, and whether the process behind a name is still there."""

from __future__ import annotations

import os
import socket
import uuid

HOST = socket.gethostname()
_ours: set[str] = set()


def new() -> str:
    """A name for a claimer of this process: machine, process, chance."""
    name = f"{HOST}|{os.getpid()}|{uuid.uuid4().hex[:8]}"
    _ours.add(name)
    return name


def is_gone(holder: str) -> bool:
    """Whether the holder was a process of this machine that does not exist any more."""
    host, _, rest = holder.partition("|")
    pid = rest.partition("|")[0]
    if host != HOST or not pid.isdigit():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    if int(pid) == os.getpid():
        return holder not in _ours  # an earlier process that had our number
    return _is_dead(pid)


def _is_dead(pid: str) -> bool:
    """Whether the process has ended and only its parent has not asked for it yet, as in containers without an init."""
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as file:
            return file.read().rpartition(")")[2].split()[0] in {"Z", "X"}
    except (OSError, IndexError):
        return False


ME = new()
"""The name of this process in rows that any of its threads may go on with."""
