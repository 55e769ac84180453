"""Who may run the schedule: one process per database, by a row with an expiry and a token that only grows (fencing)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from core import holders
from core.models import Lease

NAME = "schedule"
LASTS = timedelta(seconds=60)
IDLE_SECONDS = 20


@contextmanager
def brief() -> Iterator[None]:
    """A transaction that a frozen process cannot keep open: PostgreSQL ends it, and nobody waits for its locks."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL idle_in_transaction_session_timeout = {IDLE_SECONDS * 1000:d}")
        yield


@dataclass
class Keeper:
    """This process's hand on the lease. ``token`` is None as long as another one holds it."""

    name: str = NAME
    token: int | None = None

    def __post_init__(self) -> None:
        self.holder = holders.new()

    @brief()
    def renew(self) -> bool:
        """Take the lease if it is free or run out, or lengthen it; True where it was taken anew just now."""
        now = timezone.now()
        row = self._row()
        mine = row.holder == self.holder and row.token == self.token
        free = row.expires_at is None or row.expires_at <= now or holders.is_gone(row.holder)
        if not mine and not free:
            self.token = None
            return False
        if not mine:
            row.holder, row.token = self.holder, row.token + 1
        row.expires_at = now + LASTS
        row.save()
        self.token = row.token
        return not mine

    def _row(self) -> Lease:
        try:
            with transaction.atomic():
                Lease.objects.get_or_create(name=self.name)
        except IntegrityError:  # another process made it at the same moment
            pass
        return Lease.objects.select_for_update().get(name=self.name)

    def holds(self) -> bool:
        """Whether the lease is ours at this moment. Inside a transaction it stays ours until that one ends."""
        row = Lease.objects.select_for_update().filter(name=self.name).first()
        if row is None or self.token is None:
            return False
        lasts = row.expires_at is not None and row.expires_at > timezone.now()
        return lasts and (row.holder, row.token) == (self.holder, self.token)

    def give_back(self) -> None:
        """Let the next process take over at once."""
        if self.token is not None:
            Lease.objects.filter(name=self.name, holder=self.holder, token=self.token).update(
                holder="", expires_at=None
            )
            self.token = None
