"""Charts that people keep, the dashboards that hold them, and the links that show them."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone

from core.models.data import Dataset, Insight
from core.models.people import User, Workspace


class Visualization(models.Model):
    """A chart that somebody kept: a ChartSpec over a dataset."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="visualizations")
    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="visualizations")
    name = models.CharField(max_length=200)
    spec = models.JSONField(default=dict)
    reason = models.CharField(max_length=300, blank=True)
    suggested = models.BooleanField(default=False)
    created_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.name


class Dashboard(models.Model):
    """Widgets on a grid of twelve columns, and the filters over them. ``version`` grows with every operation."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="dashboards")
    name = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    dataset = models.ForeignKey(Dataset, null=True, blank=True, on_delete=models.SET_NULL, related_name="dashboards")
    automatic = models.BooleanField(default=False)
    # {"columns": [...]}: of an automatic dashboard the columns that matter to its people; without them all do
    options = models.JSONField(default=dict, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-updated_at"]

    def __str__(self) -> str:
        return self.name


class WidgetKind(models.TextChoices):
    CHART = "chart", "Chart"
    NUMBER = "number", "Headline number"
    TABLE = "table", "Table"
    INSIGHT = "insight", "Insight"
    TEXT = "text", "Text"
    FILTER = "filter", "Filter"
    SECTION = "section", "Section"
    IMAGE = "image", "Image"


class Widget(models.Model):
    """One thing on a dashboard; x, y, w, h in grid cells. ``version`` grows with every change of this widget."""

    dashboard = models.ForeignKey(Dashboard, on_delete=models.CASCADE, related_name="widgets")
    kind = models.CharField(max_length=10, choices=WidgetKind.choices, default=WidgetKind.CHART)
    title = models.CharField(max_length=200, blank=True)
    visualization = models.ForeignKey(
        Visualization, null=True, blank=True, on_delete=models.CASCADE, related_name="widgets"
    )
    insight = models.ForeignKey(Insight, null=True, blank=True, on_delete=models.SET_NULL, related_name="widgets")
    options = models.JSONField(default=dict, blank=True)
    x = models.PositiveSmallIntegerField(default=0)
    y = models.PositiveIntegerField(default=0)
    w = models.PositiveSmallIntegerField(default=6)
    h = models.PositiveSmallIntegerField(default=4)
    version = models.PositiveIntegerField(default=1)
    removed = models.BooleanField(default=False)  # kept, so that undo can bring it back
    generated = models.BooleanField(default=False)  # made with an automatic dashboard; what people edit is theirs
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["y", "x", "id"]

    def __str__(self) -> str:
        return self.title or f"{self.kind} {self.pk}"


class DashboardImage(models.Model):
    """A picture on a dashboard: small, of a kind that cannot run anything, served under our own name for it."""

    dashboard = models.ForeignKey(Dashboard, on_delete=models.CASCADE, related_name="images")
    mime = models.CharField(max_length=20)
    data = models.BinaryField()
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.mime} on {self.dashboard}"


class FilterKind(models.TextChoices):
    DATE = "date", "Dates"
    CATEGORY = "category", "Categories"
    NUMBER = "number", "Numbers"
    TEXT = "text", "Text"


class DashboardFilter(models.Model):
    """A filter over every widget whose dataset has the column.

    ``value``: {"from", "to"} or {"period"} (dates), {"values": [...]}, {"low", "high"} (numbers), {"contains"} (text).
    """

    dashboard = models.ForeignKey(Dashboard, on_delete=models.CASCADE, related_name="filters")
    kind = models.CharField(max_length=10, choices=FilterKind.choices)
    column = models.CharField(max_length=300)
    value = models.JSONField(default=dict, blank=True)
    # {"required": True, "under": column whose choice narrows what is offered here, "default": a value}
    rules = models.JSONField(default=dict, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dashboard", "column"], name="one_filter_per_column")]

    def __str__(self) -> str:
        return f"{self.column} on {self.dashboard}"


class DashboardOperation(models.Model):
    """The log of a dashboard: each edit as one small operation, with what undoes it."""

    dashboard = models.ForeignKey(Dashboard, on_delete=models.CASCADE, related_name="operations")
    number = models.PositiveIntegerField()  # the dashboard's version after it
    user = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    op = models.CharField(max_length=16)
    # What was edited and its version afterwards: a later edit of the same field from an older page is a conflict.
    target = models.CharField(max_length=40, blank=True)
    field = models.CharField(max_length=40, blank=True)
    target_version = models.PositiveIntegerField(default=0)
    payload = models.JSONField(default=dict)
    inverse = models.JSONField(default=dict)
    undone = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["dashboard", "number"], name="operation_number_once")]
        indexes = [models.Index(fields=["dashboard", "target", "field"])]

    def __str__(self) -> str:
        return f"{self.op} on {self.dashboard}"


class ShareLink(models.Model):
    """A public, view-only link to a dashboard. The token is shown once; its hash is kept."""

    dashboard = models.ForeignKey(Dashboard, on_delete=models.CASCADE, related_name="share_links")
    name = models.CharField(max_length=80, blank=True)
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    token_hash = models.CharField(max_length=64, unique=True)
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    views = models.PositiveIntegerField(default=0)
    password = models.CharField(max_length=200, blank=True)  # hashed like a person's
    # {"locked": {column: value}, "filters": whether visitors may filter, "downloads": …, "embed": [origins]}
    options = models.JSONField(default=dict, blank=True)

    def __str__(self) -> str:
        return self.name or f"Link to {self.dashboard}"


class WidgetComment(models.Model):
    """What somebody says about a widget; resolved ones stay in the history."""

    dashboard = models.ForeignKey(Dashboard, on_delete=models.CASCADE, related_name="comments")
    widget = models.ForeignKey(Widget, on_delete=models.CASCADE, related_name="comments")
    author = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    text = models.TextField()
    created_at = models.DateTimeField(default=timezone.now)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return self.text[:60]


class DashboardSnapshot(models.Model):
    """A dashboard as it was at a version, to look at and to restore; named by a person or taken in passing."""

    dashboard = models.ForeignKey(Dashboard, on_delete=models.CASCADE, related_name="snapshots")
    number = models.PositiveIntegerField()  # the dashboard's version
    name = models.CharField(max_length=80, blank=True)
    document = models.JSONField(default=dict)
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-number", "-id"]

    def __str__(self) -> str:
        return self.name or f"Version {self.number}"


class DashboardTemplate(models.Model):
    """A dashboard without its data: to be applied to another dataset with a mapping of columns."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="dashboard_templates")
    name = models.CharField(max_length=200)
    document = models.JSONField(default=dict)
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name
