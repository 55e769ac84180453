"""The pages, by noun."""

from __future__ import annotations

from ui.routes import accounts, dashboards, datasets, reports, system

urlpatterns = [
    *system.urlpatterns,
    *accounts.urlpatterns,
    *datasets.urlpatterns,
    *dashboards.urlpatterns,
    *reports.urlpatterns,
]
