"""URLs of questions in SQL and of the passports of numbers."""

from __future__ import annotations

from django.urls import path

from ui.views import drawings, passport, questions

urlpatterns = [
    path("questions/", questions.questions, name="questions"),
    path("questions/<int:pk>/", questions.question, name="question"),
    path("questions/<int:pk>/result/", questions.question_result, name="question_result"),
    path("questions/<int:pk>/cancel/", questions.question_cancel, name="question_cancel"),
    path("questions/<int:pk>/save/", questions.question_save, name="question_save"),
    path("questions/<int:pk>/export.<str:fmt>", questions.question_export, name="question_export"),
    path("questions/saved/<int:pk>/delete/", questions.saved_query_delete, name="saved_query_delete"),
    path("questions/saved/<int:pk>/refresh/", questions.saved_query_refresh, name="saved_query_refresh"),
    path("visualizations/<int:pk>/passport/", passport.visualization_passport, name="visualization_passport"),
    path("dashboards/<int:pk>/widgets/<int:widget_id>/drawing/", drawings.widget_drawing, name="widget_drawing"),
    path("s/<str:token>/widgets/<int:widget_id>/drawing/", drawings.share_drawing, name="share_drawing"),
    path(
        "s/<str:token>/embed/widgets/<int:widget_id>/drawing/",
        drawings.share_embed_drawing,
        name="share_embed_drawing",
    ),
    path("visualizations/<int:pk>/drawing/", drawings.visualization_drawing, name="visualization_drawing"),
    path("dashboards/<int:pk>/widgets/<int:widget_id>/passport/", passport.widget_passport, name="dashboard_passport"),
    path(
        "datasets/<int:pk>/insights/<int:insight_id>/passport/",
        passport.dataset_insight_passport,
        name="dataset_insight_passport",
    ),
]
