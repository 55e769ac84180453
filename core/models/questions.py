"""Questions in SQL: what one person asked, queries that a team keeps, and datasets that are made of them."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone

from core.models.data import Dataset, DatasetVersion
from core.models.people import User, Workspace


class SavedQuery(models.Model):
    """A query with a name. With a ``dataset`` it is a source of charts, made anew when what it reads changes.

    ``names`` maps the tables of the text to datasets, as of when it was saved: a rename changes nothing.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="queries")
    name = models.CharField(max_length=200)
    sql = models.TextField(max_length=20_000)
    names = models.JSONField(default=dict, blank=True)
    reads = models.ManyToManyField(Dataset, blank=True, related_name="read_by")
    dataset = models.OneToOneField(
        Dataset, null=True, blank=True, on_delete=models.SET_NULL, related_name="made_by_query"
    )
    wanted = models.PositiveIntegerField(default=0)
    """Grows with each change of what it reads; the result is current when ``made`` has caught up."""
    made = models.PositiveIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_behind(self) -> bool:
        return self.made < self.wanted


class QuestionState(models.TextChoices):
    WAITING = "waiting", "Waiting"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Cancelled"


class Question(models.Model):
    """One question of one person, with its answer's files below ``key``. Nobody else sees it."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="questions")
    asker = models.ForeignKey(User, on_delete=models.CASCADE, related_name="questions")
    sql = models.TextField(max_length=20_000)
    saved = models.ForeignKey(SavedQuery, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(max_length=10, choices=QuestionState.choices, default=QuestionState.WAITING)
    names = models.JSONField(default=dict, blank=True)  # of the tables that were read: name → dataset
    versions = models.JSONField(default=dict, blank=True)  # the same: name → version
    rows = models.BigIntegerField(null=True, blank=True)
    cut = models.BooleanField(default=False)
    columns = models.JSONField(default=list, blank=True)
    seconds = models.FloatField(null=True, blank=True)
    error = models.TextField(blank=True)
    error_line = models.PositiveIntegerField(default=0)
    error_column = models.PositiveIntegerField(default=0)
    cancel_requested = models.BooleanField(default=False)
    owner = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    looked_at = models.DateTimeField(default=timezone.now)
    """When its asker's page last asked for it; a question whose asker has left is stopped."""
    alive_at = models.DateTimeField(default=timezone.now)
    """When the process that answers it last said that it still does; one that is silent has died."""

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["asker", "workspace", "-created_at"])]

    def __str__(self) -> str:
        return self.sql[:80]

    @property
    def is_open(self) -> bool:
        return self.state in {QuestionState.WAITING, QuestionState.RUNNING}


class QueryResult(models.Model):
    """How a version of a query's dataset was made: the text, and the versions that it read."""

    version = models.OneToOneField(DatasetVersion, on_delete=models.CASCADE, related_name="query_result")
    query = models.ForeignKey(SavedQuery, null=True, on_delete=models.SET_NULL, related_name="results")
    sql = models.TextField(max_length=20_000)
    sources = models.JSONField(default=list, blank=True)
    """``{"name", "dataset", "title", "version", "number", "sha256"}`` of each table that was read."""
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.version} by SQL"
