"""URLs of dashboards, the charts on them, and public links."""

from __future__ import annotations

from django.urls import path

from ui.views import dashboard_history, dashboards, shares, visualizations

urlpatterns = [
    path("dashboards/", dashboards.dashboard_list, name="dashboard_list"),
    path("dashboards/<int:pk>/", dashboards.dashboard, name="dashboard"),
    path("dashboards/<int:pk>/state/", dashboards.dashboard_state, name="dashboard_state"),
    path("dashboards/<int:pk>/operations/", dashboards.dashboard_operations, name="dashboard_operations"),
    path("dashboards/<int:pk>/widgets/<int:widget_id>/", dashboards.dashboard_panel, name="dashboard_panel"),
    path("dashboards/<int:pk>/panel/", dashboards.dashboard_panel_close, name="dashboard_panel_close"),
    path("dashboards/<int:pk>/history/", dashboard_history.dashboard_history, name="dashboard_history"),
    path("dashboards/<int:pk>/share/", shares.dashboard_share, name="dashboard_share"),
    path("dashboards/<int:pk>/delete/", dashboards.dashboard_delete, name="dashboard_delete"),
    path("s/<str:token>/", shares.share, name="share"),
    path("s/<str:token>/embed/", shares.share_embed, name="share_embed"),
    path("visualizations/", visualizations.visualization_list, name="visualization_list"),
    path("visualizations/new/", visualizations.visualization_new, name="visualization_new"),
    path("visualizations/<int:pk>/", visualizations.visualization, name="visualization"),
    path("visualizations/<int:pk>/explore/", visualizations.visualization_explore, name="visualization_explore"),
    path("visualizations/<int:pk>/figure.json", visualizations.visualization_figure, name="visualization_figure"),
    path(
        "visualizations/<int:pk>/chart.<str:fmt>", visualizations.visualization_download, name="visualization_download"
    ),
    path("visualizations/<int:pk>/edit/", visualizations.visualization_edit, name="visualization_edit"),
    path("visualizations/<int:pk>/delete/", visualizations.visualization_delete, name="visualization_delete"),
]
