"""Datasets: what was uploaded, what was made of it, and the runs that made it."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone

from core.models.people import User, Workspace


class Dataset(models.Model):
    """A table that a team works with. Its content lives in versions; the newest usable one is ``current``."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="datasets")
    name = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(auto_now=True)
    current = models.ForeignKey("DatasetVersion", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    """The version that pages, charts and reports show: the newest one that was cleaned."""

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.name

    @property
    def newest(self) -> DatasetVersion | None:
        return self.versions.order_by("-number").first()


class DatasetVersion(models.Model):
    """One upload of a dataset; immutable once made: original bytes, text table, recipe, clean table, profile.

    The documents are JSON of the values in ``analytics.schema``.
    """

    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    """Names the version's folder (see core.storage); never the name of the upload."""
    original_name = models.CharField(max_length=255)
    size = models.BigIntegerField(default=0)
    sha256 = models.CharField(max_length=64)
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    note = models.CharField(max_length=200, blank=True)

    reader = models.JSONField(default=dict, blank=True)  # ReadOptions: what a person decided
    detected = models.JSONField(default=dict, blank=True)  # Detected: what the reader found
    problems = models.JSONField(default=list, blank=True)  # the first problems; the file holds them all
    problem_count = models.PositiveIntegerField(default=0)
    rows = models.BigIntegerField(null=True, blank=True)
    columns = models.PositiveIntegerField(null=True, blank=True)
    profile = models.JSONField(default=dict, blank=True)  # Profile of the text table
    clean_profile = models.JSONField(default=dict, blank=True)  # Profile of the clean table
    clean_rows = models.BigIntegerField(null=True, blank=True)
    quality = models.JSONField(default=dict, blank=True)
    narrative = models.JSONField(default=list, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    profiled_at = models.DateTimeField(null=True, blank=True)
    cleaned_at = models.DateTimeField(null=True, blank=True)
    analysed_at = models.DateTimeField(null=True, blank=True)
    suggested_at = models.DateTimeField(null=True, blank=True)  # suggestions were looked for in this profile

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["dataset", "number"], name="version_number_once_per_dataset")]

    def __str__(self) -> str:
        return f"{self.dataset} v{self.number}"


class Recipe(models.Model):
    """The cleaning of a version as a document (analytics.schema.Recipe); each change makes a new revision."""

    version = models.ForeignKey(DatasetVersion, on_delete=models.CASCADE, related_name="recipes")
    revision = models.PositiveIntegerField(default=1)
    document = models.JSONField(default=dict)
    author = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    summary = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-revision"]
        constraints = [models.UniqueConstraint(fields=["version", "revision"], name="recipe_revision_once_per_version")]

    def __str__(self) -> str:
        return f"{self.version} recipe {self.revision}"


class RunState(models.TextChoices):
    QUEUED = "queued", "Waiting"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"
    INTERRUPTED = "interrupted", "Interrupted"
    CANCELLED = "cancelled", "Cancelled"


class Stage(models.TextChoices):
    """The stops on the way of the data, in order; a run goes on from the first one that is not stored yet."""

    READ = "read", "Reading"
    PROFILE = "profile", "Profiling"
    CLEAN = "clean", "Cleaning"
    INSIGHTS = "insights", "Looking for insights"
    CHARTS = "charts", "Drawing charts"
    SUGGEST = "suggest", "Looking for suggestions"


class Run(models.Model):
    """One trip of a version along the stages. This row is the truth; what the sockets say is a nudge."""

    version = models.ForeignKey(DatasetVersion, on_delete=models.CASCADE, related_name="runs")
    state = models.CharField(max_length=12, choices=RunState.choices, default=RunState.QUEUED)
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.READ)
    until = models.CharField(max_length=10, choices=Stage.choices, default=Stage.SUGGEST)
    progress = models.PositiveSmallIntegerField(default=0)  # percent of the whole run
    step = models.CharField(max_length=200, blank=True)
    error = models.TextField(blank=True)
    attempt = models.PositiveSmallIntegerField(default=0)
    cancel_requested = models.BooleanField(default=False)
    owner = models.CharField(max_length=120, blank=True)  # the process that claimed it
    requested_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["state", "created_at"])]

    def __str__(self) -> str:
        return f"{self.version}: {self.state}"

    @property
    def is_open(self) -> bool:
        return self.state in {RunState.QUEUED, RunState.RUNNING}


class Upload(models.Model):
    """A file on its way in by the tus protocol (or a form, at once). ``offset`` bytes are safe on disk."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="uploads")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="uploads")
    filename = models.CharField(max_length=255)
    length = models.BigIntegerField()
    offset = models.BigIntegerField(default=0)
    replaces = models.ForeignKey(Dataset, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    append = models.BooleanField(default=False)
    """Its rows stand behind those of the version before instead of replacing them."""
    dataset = models.ForeignKey(Dataset, null=True, blank=True, on_delete=models.SET_NULL, related_name="uploads")
    error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    bytes_per_second = models.FloatField(default=0)

    def __str__(self) -> str:
        return self.filename


class Insight(models.Model):
    """One finding about a version (analytics.schema.Insight as ``document``)."""

    version = models.ForeignKey(DatasetVersion, on_delete=models.CASCADE, related_name="insights")
    kind = models.CharField(max_length=16)
    text = models.TextField()
    strength = models.FloatField(default=0)
    rank = models.PositiveIntegerField(default=0)
    document = models.JSONField(default=dict)
    pinned = models.BooleanField(default=False)
    dismissed = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["rank", "-strength", "id"]

    def __str__(self) -> str:
        return self.text


class ChartFragment(models.Model):
    """A drawn chart, stored under a key of spec, version, filters and theme; nothing else invalidates it."""

    key = models.CharField(max_length=64, unique=True)
    version = models.ForeignKey(DatasetVersion, on_delete=models.CASCADE, related_name="chart_fragments")
    svg = models.TextField()
    data = models.JSONField(default=dict, blank=True)  # the rows behind it, for the table one key away
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.key
