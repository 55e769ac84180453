"""Alerts on the data, what they said, and the notices that people find in the page."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from core.models.data import Dataset
from core.models.people import User, Workspace, new_token


class Alert(models.Model):
    """A condition on a dataset that is looked at whenever its data changes.

    ``spec``: {"column", "agg", "op", "value", "grain"}; which of them count depends on the kind (``alerting.alerts``).
    """

    class Kind(models.TextChoices):
        THRESHOLD = "threshold", "A number passes a threshold"
        CHANGE = "change", "A number changes against the period before"
        ANOMALY = "anomaly", "The newest period is unusual"
        MISSING = "missing", "Data is missing or late"
        DRIFT = "drift", "A new version looks different"
        QUALITY = "quality", "The quality of the data falls"
        FAILED = "failed", "A run fails"

    class State(models.TextChoices):
        UNKNOWN = "unknown", "Not looked at yet"
        OK = "ok", "OK"
        FIRING = "firing", "Firing"
        NO_DATA = "no_data", "No data"

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="alerts")
    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="alerts")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.THRESHOLD)
    spec = models.JSONField(default=dict, blank=True)
    recipients = models.JSONField(default=list, blank=True)  # addresses and groups, as of a report
    languages = models.JSONField(default=dict, blank=True)  # of some of them; a member's own setting comes next
    webhook = models.URLField(max_length=500, blank=True)
    secret = models.CharField(max_length=64, default=new_token)  # signs what the webhook gets
    remind_hours = models.PositiveSmallIntegerField(default=24)  # 0: say it once
    enabled = models.BooleanField(default=True)
    muted_until = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.UNKNOWN)
    since = models.DateTimeField(null=True, blank=True)
    message = models.TextField(blank=True)
    said = models.JSONField(null=True, blank=True)  # what the message was written from (``analytics.telling``)
    looked_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_muted(self) -> bool:
        return self.muted_until is not None and self.muted_until > timezone.now()


class AlertEvent(models.Model):
    """A change of an alert's state, or a reminder of it."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="events")
    state = models.CharField(max_length=8, choices=Alert.State.choices)
    message = models.TextField(blank=True)
    said = models.JSONField(null=True, blank=True)
    reminder = models.BooleanField(default=False)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.alert}: {self.state}"


class AlertDelivery(models.Model):
    """The outbox of alerts: one row for each address or webhook of an event, committed before anything is sent."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        SENDING = "sending", "Sending"
        SENT = "sent", "Sent"
        FAILED = "failed", "Failed"

    event = models.ForeignKey(AlertEvent, on_delete=models.CASCADE, related_name="deliveries")
    target = models.CharField(max_length=500)  # an address or a URL
    language = models.CharField(max_length=8, default="en")
    message_id = models.CharField(max_length=200)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=timezone.now)
    holder = models.CharField(max_length=120, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "target"], name="one_delivery_per_event_and_target")]

    def __str__(self) -> str:
        return f"{self.event} to {self.target}"


class Notice(models.Model):
    """A line in a person's notification centre."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notices")
    text = models.TextField()
    language = models.CharField(max_length=8, default="en")  # of the text
    link = models.CharField(max_length=300, blank=True)  # a path of ours
    level = models.CharField(max_length=4, default="")  # "", ok, warn, bad
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["user", "read_at"], name="notices_unread")]

    def __str__(self) -> str:
        return self.text[:80]
