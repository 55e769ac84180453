"""URLs of the start page, health checks, the API and the one script that comes out of a package."""

from __future__ import annotations

from django.urls import path

from ui.api import api, docs
from ui.views import health, home, vendor

urlpatterns = [
    path("", home.home, name="home"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path(f"vendor/plotly-{vendor.PLOTLY_VERSION}.min.js", vendor.plotly_js, name="plotly_js"),
    path("api/", docs.page, name="api"),
    path("api/", api.urls),
]
