"""Sends what alerts have to say: one mail for all that waits for an address, one signed call for each webhook event."""

from __future__ import annotations

import logging
from collections import defaultdict
from datetime import timedelta

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from core import holders, mail
from core.alerting import webhooks
from core.models import AlertDelivery
from core.reporting import outbox

log = logging.getLogger("core.tasks")
State = AlertDelivery.State
CLAIM = timedelta(minutes=5)


def deliver_waiting() -> int:
    """Send all that is due to be tried; gives the number of mails and calls that went out."""
    outbox.free_abandoned(AlertDelivery)
    waiting = AlertDelivery.objects.filter(state=State.WAITING, next_try_at__lte=timezone.now())
    groups: dict[str, list[AlertDelivery]] = defaultdict(list)
    for delivery in waiting.select_related("event__alert__dataset").order_by("event__at", "pk"):
        if AlertDelivery.objects.filter(pk=delivery.pk, state=State.WAITING).update(
            state=State.SENDING, holder=holders.ME, next_try_at=timezone.now() + CLAIM
        ):
            groups[delivery.target].append(delivery)
    sent = 0
    for target, deliveries in groups.items():
        if "://" in target:
            sent += sum(_call(delivery) for delivery in deliveries)
        else:
            sent += _mail(target, deliveries)
    return sent


def _mail(address: str, deliveries: list[AlertDelivery]) -> int:
    """Everything that waits for one address in one mail."""
    events = [delivery.event for delivery in deliveries]
    first = events[0]
    words = {"firing": "Alert", "ok": "Resolved", "no_data": "No data"}
    subject = f"{words.get(first.state, 'Alert')}: {first.alert.name}" if len(events) == 1 else f"{len(events)} alerts"
    try:
        letter = mail.compose("alert", {"events": events}, address, " ".join(subject.split())[:200])
        letter.extra_headers["Message-ID"] = deliveries[0].message_id
        letter.send()
    except Exception as error:
        _failed(deliveries, outbox.words(error), permanent=outbox.is_permanent(error))
        return 0
    _sent(deliveries)
    return 1


def _call(delivery: AlertDelivery) -> int:
    event, alert = delivery.event, delivery.event.alert
    document = {
        "alert": alert.name,
        "kind": alert.kind,
        "state": event.state,
        "message": event.message,
        "reminder": event.reminder,
        "at": event.at.isoformat(),
        "dataset": alert.dataset.name,
        "link": f"{settings.SITE_URL}/alerts/{alert.pk}/",
    }
    try:
        webhooks.post(delivery.target, alert.secret, document, delivery.message_id)
    except webhooks.Refused as problem:
        _failed([delivery], str(problem), permanent=True)
    except webhooks.NotTaken as problem:
        _failed([delivery], str(problem), permanent=False)
    else:
        _sent([delivery])
        return 1
    return 0


def _sent(deliveries: list[AlertDelivery]) -> None:
    mine = AlertDelivery.objects.filter(pk__in=[each.pk for each in deliveries], state=State.SENDING, holder=holders.ME)
    mine.update(state=State.SENT, attempts=F("attempts") + 1, error="")


def _failed(deliveries: list[AlertDelivery], error: str, *, permanent: bool) -> None:
    for delivery in deliveries:
        attempts = delivery.attempts + 1
        row = AlertDelivery.objects.filter(pk=delivery.pk, state=State.SENDING, holder=holders.ME)
        if permanent or attempts > len(outbox.BACKOFF):
            row.update(state=State.FAILED, attempts=attempts, error=error)
            log.warning("alert delivery %s failed for good", delivery.pk)
        else:
            wait = outbox.BACKOFF[attempts - 1]
            row.update(state=State.WAITING, attempts=attempts, error=error, next_try_at=timezone.now() + wait)
