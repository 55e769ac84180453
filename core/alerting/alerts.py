"""Alerts: looked at when their data changed, told when their state changes, reminded of, never flapping.

The state, its event and the outbox rows of whom to tell are committed together; ``alert_outbox`` sends them.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from email.utils import make_msgid
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from analytics.telling import Told
from core.alerting import alert_rules, notices
from core.lease import brief
from core.models import Alert, AlertDelivery, AlertEvent, Membership, User
from core.reporting import recipients, tongues
from core.reporting.report_words import sentence

log = logging.getLogger("core.tasks")
State = Alert.State
KEPT_EVENTS = timedelta(days=365)


def check_all(now: datetime | None = None) -> int:
    """Look at every alert whose data changed since the last look, or whose time has come; gives how many were told."""
    now = now or timezone.now()
    told = 0
    for alert in Alert.objects.filter(enabled=True).select_related("dataset__current"):
        try:
            if is_due(alert, now):
                told += check(alert, now)
            elif needs_reminder(alert, now):
                told += _tell(alert, alert.state, Told(alert.message, alert.said), now, reminder=True)
        except Exception:
            log.exception("alert %s could not be looked at", alert.pk)
    return told


def is_due(alert: Alert, now: datetime) -> bool:
    """Whether anything could have changed: the data, a run, or the calendar."""
    if alert.looked_at is None:
        return True
    if alert.kind == Alert.Kind.MISSING and now - alert.looked_at > timedelta(hours=1):
        return True
    version = alert.dataset.current
    times = [version.cleaned_at, version.created_at] if version else []
    newest = alert.dataset.newest
    run = newest.runs.first() if newest else None
    times += [run.finished_at] if run else []
    return any(time is not None and time >= alert.looked_at for time in times)


def needs_reminder(alert: Alert, now: datetime) -> bool:
    if alert.state != State.FIRING or alert.is_muted:
        return False
    if alert.told_at is None:  # it began to fire while it was muted
        return True
    return bool(alert.remind_hours) and now - alert.told_at >= timedelta(hours=alert.remind_hours)


def check(alert: Alert, now: datetime | None = None) -> int:
    """Look at one alert and store what was found; 1 where somebody is told of it."""
    now = now or timezone.now()
    verdict = alert_rules.judge(alert)
    was = alert.state
    mine = Alert.objects.filter(pk=alert.pk, state=was, looked_at=alert.looked_at)
    found = {"message": str(verdict.message), "said": verdict.message.said or None, "looked_at": now}
    if verdict.state == was:
        mine.update(**found)
        alert.message, alert.said = found["message"], found["said"]
        return _tell(alert, was, verdict.message, now, reminder=True) if needs_reminder(alert, now) else 0
    with brief():
        if not mine.update(**found, state=verdict.state, since=now, told_at=None):
            return 0  # another process looked at the same moment
        alert.state, alert.message, alert.said, alert.told_at = verdict.state, found["message"], found["said"], None
        if was in {State.UNKNOWN, State.NO_DATA} and verdict.state == State.OK:
            AlertEvent.objects.create(
                alert=alert, state=verdict.state, message=found["message"], said=found["said"], at=now
            )
            return 0  # all is well from the start: nothing to tell
        return _tell(alert, verdict.state, verdict.message, now)


@brief()
def _tell(alert: Alert, state: str, message: Told, now: datetime, *, reminder: bool = False) -> int:
    """An event with its outbox, and a notice for each member concerned; a muted alert only keeps the event."""
    event = AlertEvent.objects.create(
        alert=alert, state=state, message=str(message), said=message.said or None, reminder=reminder, at=now
    )
    if alert.is_muted:
        return 0
    Alert.objects.filter(pk=alert.pk).update(told_at=now)
    domain = urlsplit(settings.SITE_URL).hostname or "localhost"
    AlertDelivery.objects.bulk_create(
        AlertDelivery(event=event, target=to, language=code, message_id=make_msgid(f"alert-{event.pk}", domain))
        for to, code in spoken(alert).items()
    )
    level = {State.FIRING: "bad", State.OK: "ok"}.get(State(state), "warn")
    for user in people(alert):
        words = sentence(message, tongues.of(user.language))
        language = words.lang or user.language or tongues.FALLBACK
        notices.tell(user, f"{alert.name}: {words}", link=f"/alerts/{alert.pk}/", level=level, language=language)
    return 1


def targets(alert: Alert) -> list[str]:
    """Addresses and the webhook, each once."""
    return list(spoken(alert))


def spoken(alert: Alert) -> dict[str, str]:
    """The same, with the language of each.

    It is the one that is written behind the name, else a member's own setting, else that of who made the alert.
    """
    found: dict[str, str] = {}
    own = recipients.languages_of(alert.workspace)
    usual = (alert.created_by.language if alert.created_by else "") or tongues.FALLBACK
    for name in alert.recipients:
        for address in recipients.addresses_of(alert.workspace, name):
            found.setdefault(address, alert.languages.get(name) or own.get(address.lower()) or usual)
    return found | ({alert.webhook: tongues.FALLBACK} if alert.webhook else {})


def people(alert: Alert) -> list[User]:
    """Members who find it in their notification centre: who made it, and who is a recipient."""
    rule = Q(user_id=alert.created_by_id)
    for name in alert.recipients:
        rule |= _is_in(alert, name)
    members = Membership.objects.filter(rule, workspace_id=alert.workspace_id, user__is_active=True)
    return [member.user for member in members.select_related("user")]


def _is_in(alert: Alert, name: str) -> Q:
    """Memberships behind a name: members of a role are told in the page even without an address."""
    if name in recipients.GROUPS:
        role = recipients.GROUPS[name]
        return Q(role=role) if role is not None else Q(pk__gt=0)
    rule = Q(pk__in=())
    for address in recipients.addresses_of(alert.workspace, name):
        rule |= Q(user__email__iexact=address)
    return rule


def mute(alert: Alert, hours: int) -> None:
    """Keep quiet for so many hours; 0 ends it."""
    until = timezone.now() + timedelta(hours=hours) if hours else None
    Alert.objects.filter(pk=alert.pk).update(muted_until=until)


def forget_old() -> int:
    return AlertEvent.objects.filter(at__lt=timezone.now() - KEPT_EVENTS).delete()[0]
