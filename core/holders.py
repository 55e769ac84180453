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
    return int(pid) == os.getpid() and holder not in _ours  # an earlier process that had our number


ME = new()
"""The name of this process in rows that any of its threads may go on with."""
