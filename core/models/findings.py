"""What people say about findings. A search makes findings anew; what is said of them belongs to the dataset."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from core.models.data import Dataset
from core.models.people import User


class InsightComment(models.Model):
    """A remark on a finding. ``key`` (``findings.key_of``) is the same for that finding in later versions."""

    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="insight_comments")
    key = models.CharField(max_length=64)
    author = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    text = models.TextField(max_length=2000)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["created_at", "pk"]
        indexes = [models.Index(fields=["dataset", "key"])]

    def __str__(self) -> str:
        return self.text[:80]
