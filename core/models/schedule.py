"""Reports on a schedule, what was sent, and what the scheduler did."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from core.models.boards import Dashboard
from core.models.data import Dataset
from core.models.people import User, Workspace


class ScheduledReport(models.Model):
    """A dashboard, or a dataset without one, mailed to people on a schedule (``core.when``) in its own time zone.

    ``recipients`` are addresses and groups of the workspace ("@everyone", "@owners", "@sales" …); ``views`` maps some
    of them to filters of their own, as a query string (``core.boards.filters``); the others see it through ``filters``.
    ``languages`` does the same for the language; a member's own setting comes next, then ``language``.
    """

    class Condition(models.TextChoices):
        ALWAYS = "always", "Always"
        CHANGED = "changed", "Only if the data changed"
        FINDING = "finding", "Only if there is a new finding"
        THRESHOLD = "threshold", "Only if a number passes a threshold"

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="reports")
    dashboard = models.ForeignKey(Dashboard, null=True, blank=True, on_delete=models.CASCADE, related_name="reports")
    dataset = models.ForeignKey(Dataset, null=True, blank=True, on_delete=models.CASCADE, related_name="reports")
    name = models.CharField(max_length=200)
    recipients = models.JSONField(default=list)
    views = models.JSONField(default=dict, blank=True)
    languages = models.JSONField(default=dict, blank=True)
    language = models.CharField(max_length=8, default="en")
    filters = models.TextField(blank=True)
    schedule = models.CharField(max_length=200, default="every day 08:00")
    time_zone = models.CharField(max_length=64, default="UTC")
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    condition = models.CharField(max_length=10, choices=Condition.choices, default=Condition.ALWAYS)
    threshold = models.JSONField(default=dict, blank=True)  # {"column", "agg", "op", "value"}
    skip_empty = models.BooleanField(default=False)
    attachments = models.JSONField(default=list, blank=True)  # of "pdf", "csv", "xlsx"
    keep_days = models.PositiveIntegerField(default=730)  # so long the archive holds an issue
    enabled = models.BooleanField(default=True)
    next_due_at = models.DateTimeField(null=True, blank=True, db_index=True)
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(dashboard__isnull=False) | models.Q(dataset__isnull=False),
                name="report_is_about_something",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def data(self) -> Dataset | None:
        """The dataset that it is about: its own, or the dashboard's."""
        return self.dashboard.dataset if self.dashboard else self.dataset

    @property
    def source(self) -> Dashboard | Dataset:
        """What is mailed; a report has one of the two."""
        found = self.dashboard or self.dataset
        assert found is not None
        return found


class RecipientGroup(models.Model):
    """Addresses under one name, written "@name" where recipients of reports and alerts are named."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="recipient_groups")
    name = models.SlugField(max_length=40)  # without the @, in small letters
    members = models.JSONField(default=list)  # addresses and groups of roles

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["workspace", "name"], name="one_group_of_that_name")]

    def __str__(self) -> str:
        return f"@{self.name}"


class ReportRun(models.Model):
    """One issue of a report: one row per due time, whatever happens; the archive shows it."""

    class State(models.TextChoices):
        DUE = "due", "Waiting"
        SENDING = "sending", "Sending"
        SENT = "sent", "Sent"
        PARTLY = "partly", "Sent in part"
        FAILED = "failed", "Failed"
        SKIPPED = "skipped", "Not sent"

    report = models.ForeignKey(ScheduledReport, on_delete=models.CASCADE, related_name="runs")
    due_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.DUE)
    subject = models.CharField(max_length=250, blank=True)
    archive = models.CharField(max_length=200, blank=True)  # path of the kept copy below DATA_DIR
    archive_bytes = models.PositiveBigIntegerField(default=0)
    cleared_at = models.DateTimeField(null=True, blank=True)  # the copy was removed; text and numbers stay
    text = models.TextField(blank=True)  # of the mail, to search in
    facts = models.JSONField(default=dict, blank=True)  # numbers, findings and data it was made of, for the next one
    error = models.TextField(blank=True)  # or why it was not sent
    said = models.JSONField(null=True, blank=True)  # what the error was written from (``analytics.telling``)
    test = models.BooleanField(default=False)  # asked for by hand
    holder = models.CharField(max_length=120, blank=True)  # the process that composes it
    started_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    owner_told_at = models.DateTimeField(null=True, blank=True)

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
    filters = models.TextField(blank=True)  # the recipient's own; who shares them gets the same edition
    language = models.CharField(max_length=8, default="en")
    edition = models.PositiveSmallIntegerField(default=0)
    message_id = models.CharField(max_length=200)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=timezone.now)
    holder = models.CharField(max_length=120, blank=True)  # the process that sends it
    error = models.TextField(blank=True)
    said = models.JSONField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "recipient"], name="one_mail_per_run_and_recipient")]
        indexes = [models.Index(fields=["state", "next_try_at"], name="outbox_by_state")]

    def __str__(self) -> str:
        return f"{self.run} to {self.recipient}"


class ReportOptOut(models.Model):
    """An address that asked not to get a report any more; it stays so, whoever edits the recipients."""

    report = models.ForeignKey(ScheduledReport, on_delete=models.CASCADE, related_name="opt_outs")
    address = models.EmailField()
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "address"], name="one_opt_out_per_address")]

    def __str__(self) -> str:
        return f"{self.address} without {self.report}"


class PausedTask(models.Model):
    """A task of ``SCHEDULED_TASKS`` that an administrator has stopped for a while."""

    name = models.CharField(max_length=80, primary_key=True)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name


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
    log = models.TextField(blank=True)  # the newest lines
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
