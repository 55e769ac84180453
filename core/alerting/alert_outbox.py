"""Sends what alerts have to say: one mail for all that waits for an address, one signed call for each webhook event."""

from __future__ import annotations

import logging
from collections import defaultdict
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from analytics.telling import Told
from core import holders, mail
from core.alerting import webhooks
from core.models import AlertDelivery
from core.reporting import outbox, tongues
from core.reporting.report_words import sentence
from core.reporting.tongues import Tongue

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
    """Everything that waits for one address in one mail, in the language of the newest."""
    tongue = tongues.of(deliveries[-1].language)
    try:
        letter = mail.compose("alert", written(deliveries, tongue), address, subject(deliveries, tongue))
        letter.extra_headers |= {"Message-ID": deliveries[0].message_id, "Content-Language": tongue.code}
        letter.send()
    except Exception as error:
        _failed(deliveries, outbox.words(error), permanent=outbox.is_permanent(error))
        return 0
    _sent(deliveries)
    return 1


def subject(deliveries: list[AlertDelivery], tongue: Tongue) -> str:
    first = deliveries[0].event
    if len(deliveries) > 1:
        return tongue.say("alerts", n=len(deliveries))
    said = tongue.say("alert_subject", state=tongue.say(f"state.{first.state}"), name=first.alert.name)
    return " ".join(said.split())[:200]


def written(deliveries: list[AlertDelivery], tongue: Tongue) -> dict[str, Any]:
    """What the templates of the mail show."""
    events = [
        {
            "alert": each.event.alert,
            "state": tongue.say(f"is.{each.event.state}"),
            "level": each.event.state,
            "still": tongue.say("still") if each.event.reminder else "",
            "message": sentence(Told(each.event.message, each.event.said), tongue),
        }
        for each in deliveries
    ]
    why = tongue.count("alert_why", len({each.event.alert_id for each in deliveries}))
    return {"events": events, "language": tongue.code, "see": tongue.say("alert_see"), "why": why}


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
