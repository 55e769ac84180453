"""What a task of the schedule logs while it runs, kept with its row for the page."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

MOST_LINES = 200
LONGEST_LINE = 300


class _Keeper(logging.Handler):
    """The newest lines of one thread, without tracebacks: those stand in the log files."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.thread = threading.get_ident()
        self.lines: deque[str] = deque(maxlen=MOST_LINES)
        self.count = 0

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread != self.thread:
            return
        moment = datetime.fromtimestamp(record.created, UTC)
        text = " ".join(record.getMessage().split())[:LONGEST_LINE]
        self.lines.append(f"{moment:%H:%M:%S} {record.levelname.lower()} {text}")
        self.count += 1

    @property
    def text(self) -> str:
        left_out = self.count - len(self.lines)
        first = [f"… {left_out} earlier lines stand in the log file"] if left_out else []
        return "\n".join([*first, *self.lines])


@contextmanager
def kept() -> Iterator[_Keeper]:
    """Keep what this thread logs inside."""
    keeper = _Keeper()
    logger = logging.getLogger("core")
    logger.addHandler(keeper)
    try:
        yield keeper
    finally:
        logger.removeHandler(keeper)
