"""Reports on a schedule, what was sent, and what the scheduler did."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from core.models.boards import Dashboard
from core.models.people import User, Workspace


class ScheduledReport(models.Model):
    """A dashboard mailed to people, daily or weekly at an hour of a time zone."""

    class Frequency(models.TextChoices):
        DAILY = "daily", "Every day"
        WEEKLY = "weekly", "Every week"

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="reports")
    dashboard = models.ForeignKey(Dashboard, on_delete=models.CASCADE, related_name="reports")
    name = models.CharField(max_length=200)
    recipients = models.JSONField(default=list)  # addresses
    frequency = models.CharField(max_length=8, choices=Frequency.choices, default=Frequency.DAILY)
    weekday = models.PositiveSmallIntegerField(default=0)  # 0 = Monday
    hour = models.PositiveSmallIntegerField(default=8)
    minute = models.PositiveSmallIntegerField(default=0)
    time_zone = models.CharField(max_length=64, default="UTC")
    enabled = models.BooleanField(default=True)
    next_due_at = models.DateTimeField(null=True, blank=True, db_index=True)
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ReportRun(models.Model):
    """One issue of a report: one row per due time, whatever happens; the archive shows it."""

    class State(models.TextChoices):
        DUE = "due", "Waiting"
        SENDING = "sending", "Sending"
        SENT = "sent", "Sent"
        PARTLY = "partly", "Sent in part"
        FAILED = "failed", "Failed"

    report = models.ForeignKey(ScheduledReport, on_delete=models.CASCADE, related_name="runs")
    due_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.DUE)
    subject = models.CharField(max_length=250, blank=True)
    archive = models.CharField(max_length=200, blank=True)  # path of the kept copy below DATA_DIR
    error = models.TextField(blank=True)
    test = models.BooleanField(default=False)  # asked for by hand
    started_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-due_at"]
        constraints = [models.UniqueConstraint(fields=["report", "due_at"], name="one_run_per_report_and_due_time")]

    def __str__(self) -> str:
        return f"{self.report} of {self.due_at:%Y-%m-%d %H:%M}"


class ReportDelivery(models.Model):
    """The outbox: one row per recipient of an issue, committed before SMTP is spoken, with a stable Message-ID."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        SENDING = "sending", "Sending"
        SENT = "sent", "Sent"
        FAILED = "failed", "Failed"

    run = models.ForeignKey(ReportRun, on_delete=models.CASCADE, related_name="deliveries")
    recipient = models.EmailField()
    message_id = models.CharField(max_length=200)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=timezone.now)
    error = models.TextField(blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "recipient"], name="one_mail_per_run_and_recipient")]

    def __str__(self) -> str:
        return f"{self.run} to {self.recipient}"


class JobRun(models.Model):
    """One execution of a scheduled task."""

    class Outcome(models.TextChoices):
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"

    task = models.CharField(max_length=80)
    due_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=8, choices=Outcome.choices, default=Outcome.RUNNING)
    message = models.TextField(blank=True)
    by_hand = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-started_at"]

    def __str__(self) -> str:
        return f"{self.task} at {self.started_at:%Y-%m-%d %H:%M}"


class Lease(models.Model):
    """Who may run the schedule: a row with an expiry and a token that only grows (fencing)."""

    name = models.CharField(max_length=40, primary_key=True)
    holder = models.CharField(max_length=120, blank=True)
    token = models.BigIntegerField(default=0)
    expires_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.name} held by {self.holder or 'nobody'}"
