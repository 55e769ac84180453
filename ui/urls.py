"""The pages, by noun."""

from __future__ import annotations

from ui.routes import accounts, dashboards, datasets, questions, reports, system

urlpatterns = [
    *system.urlpatterns,
    *accounts.urlpatterns,
    *datasets.urlpatterns,
    *dashboards.urlpatterns,
    *questions.urlpatterns,
    *reports.urlpatterns,
]
