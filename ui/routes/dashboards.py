"""URLs of dashboards, the charts on them, and public links."""

from __future__ import annotations

from django.urls import path

from ui.views import (
    dashboard_comments,
    dashboard_files,
    dashboard_history,
    dashboard_templates,
    dashboards,
    shares,
    visualizations,
)

urlpatterns = [
    path("dashboards/", dashboards.dashboard_list, name="dashboard_list"),
    path("dashboards/<int:pk>/", dashboards.dashboard, name="dashboard"),
    path("dashboards/<int:pk>/state/", dashboards.dashboard_state, name="dashboard_state"),
    path("dashboards/<int:pk>/operations/", dashboards.dashboard_operations, name="dashboard_operations"),
    path("dashboards/<int:pk>/widgets/<int:widget_id>/", dashboards.dashboard_panel, name="dashboard_panel"),
    path("dashboards/<int:pk>/panel/", dashboards.dashboard_panel_close, name="dashboard_panel_close"),
    path("dashboards/templates/", dashboard_templates.board_templates, name="board_templates"),
    path("dashboards/templates/<int:pk>/", dashboard_templates.board_template, name="board_template"),
    path("dashboards/<int:pk>/duplicate/", dashboard_templates.dashboard_duplicate, name="dashboard_duplicate"),
    path("dashboards/<int:pk>/move/", dashboard_templates.dashboard_move, name="dashboard_move"),
    path("dashboards/<int:pk>/template/", dashboard_templates.dashboard_as_template, name="dashboard_as_template"),
    path("dashboards/<int:pk>/export.<str:fmt>", dashboard_files.dashboard_export, name="dashboard_export"),
    path("dashboards/<int:pk>/images/", dashboard_files.dashboard_images, name="dashboard_images"),
    path("dashboards/<int:pk>/images/<int:image_id>/", dashboard_files.dashboard_image, name="dashboard_image"),
    path("dashboards/<int:pk>/widgets/<int:widget_id>/rows/", dashboard_files.widget_rows, name="widget_rows"),
    path("dashboards/<int:pk>/widgets/<int:widget_id>/rows.<str:fmt>", dashboard_files.widget_data, name="widget_data"),
    path(
        "dashboards/<int:pk>/widgets/<int:widget_id>/comments/",
        dashboard_comments.widget_comments,
        name="widget_comments",
    ),
    path("dashboards/<int:pk>/history/", dashboard_history.dashboard_history, name="dashboard_history"),
    path("dashboards/<int:pk>/regenerate/", dashboard_history.dashboard_regenerate, name="dashboard_regenerate"),
    path("dashboards/<int:pk>/filters/", dashboards.dashboard_filters, name="dashboard_filters"),
    path("dashboards/<int:pk>/share/", shares.dashboard_share, name="dashboard_share"),
    path("dashboards/<int:pk>/delete/", dashboards.dashboard_delete, name="dashboard_delete"),
    path("s/<str:token>/", shares.share, name="share"),
    path("s/<str:token>/embed/", shares.share_embed, name="share_embed"),
    path("s/<str:token>/embed/seen/", shares.share_seen, name="share_seen"),
    path("s/<str:token>/images/<int:image_id>/", dashboard_files.share_image, name="share_image"),
    path("s/<str:token>/embed/images/<int:image_id>/", dashboard_files.share_image, name="share_embed_image"),
    path("s/<str:token>/widgets/<int:widget_id>/rows.<str:fmt>", dashboard_files.share_data, name="share_data"),
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
