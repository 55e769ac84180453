"""The shapes of the API's answers; /api/openapi.json is made from them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ninja import Schema
from pydantic import Field


class Problem(Schema):
    """Any answer of 400 and above."""

    detail: str = Field(description="What went wrong and what to do, in one sentence.")


class DatasetMade(Schema):
    id: int
    url: str = Field(description="The dataset's page.")
    status_url: str = Field(description="GET this until its state is ready (or failed, interrupted, cancelled).")


class DatasetItem(Schema):
    id: int
    name: str
    workspace: int
    rows: int | None = Field(description="Rows of the version in use; null until it is read.")
    columns: int | None
    created_at: datetime
    url: str
    status_url: str


class Datasets(Schema):
    count: int = Field(description="How many there are in all.")
    items: list[DatasetItem]


class InsightItem(Schema):
    kind: str
    text: str
    strength: float
    document: dict[str, Any] = Field(description="The insight as `python -m analytics insights` prints it.")


class DatasetDetail(DatasetItem):
    status: dict[str, Any] = Field(description="The same as status.json of the dataset's page.")
    profile: dict[str, Any] = Field(description="Columns with their types and roles, of the cleaned table.")
    insights: list[InsightItem] = Field(description="Best first.")


class WidgetItem(Schema):
    id: int
    kind: str
    title: str
    x: int
    y: int
    w: int
    h: int
    spec: dict[str, Any] | None = Field(description="The chart, for charts and headline numbers.")


class FilterItem(Schema):
    kind: str
    column: str
    value: dict[str, Any]


class DashboardDetail(Schema):
    id: int
    name: str
    description: str
    version: int
    workspace: int
    dataset: int | None
    updated_at: datetime
    url: str
    widgets: list[WidgetItem]
    filters: list[FilterItem]
