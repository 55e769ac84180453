"""URLs of uploads and of the datasets' pages."""

from __future__ import annotations

from django.urls import path

from ui.views import cleaning, datasets, exports, insights, reading, steps, uploads, versions

PAGE = "datasets/<int:pk>/"

urlpatterns = [
    path("uploads/", uploads.tus_uploads, name="tus_uploads"),
    path("uploads/<uuid:pk>/", uploads.tus_upload, name="tus_upload"),
    path("uploads/<uuid:pk>/progress/", uploads.upload_progress, name="upload_progress"),
    path("datasets/", datasets.dataset_list, name="dataset_list"),
    path("datasets/upload/", uploads.dataset_upload, name="dataset_upload"),
    path(PAGE, datasets.dataset, name="dataset"),
    path(PAGE + "body/", datasets.dataset_body, name="dataset_body"),
    path(PAGE + "rows/", datasets.dataset_rows, name="dataset_rows"),
    path(PAGE + "status.json", datasets.dataset_status, name="dataset_status"),
    path(PAGE + "progress/", datasets.dataset_progress, name="dataset_progress"),
    path(PAGE + "cancel/", datasets.dataset_cancel, name="dataset_cancel"),
    path(PAGE + "run-again/", datasets.dataset_run_again, name="dataset_run_again"),
    path(PAGE + "rename/", datasets.dataset_rename, name="dataset_rename"),
    path(PAGE + "delete/", datasets.dataset_delete, name="dataset_delete"),
    path(PAGE + "dashboard/", datasets.dataset_board, name="dataset_board"),
    path(PAGE + "reading/", reading.dataset_reading, name="dataset_reading"),
    path(PAGE + "tables/", reading.dataset_tables, name="dataset_tables"),
    path(PAGE + "answer/", cleaning.dataset_answer, name="dataset_answer"),
    path(PAGE + "cleaning/", cleaning.dataset_cleaning, name="dataset_cleaning"),
    path(PAGE + "cleaning/steps/", cleaning.dataset_step, name="dataset_step"),
    path(PAGE + "cleaning/preview/", steps.dataset_step_preview, name="dataset_step_preview"),
    path(PAGE + "cleaning/new/<slug:op>/", steps.dataset_step_new, name="dataset_step_new"),
    path(PAGE + "cleaning/edit/", steps.dataset_step_edit, name="dataset_step_edit"),
    path(PAGE + "cleaning/arrange/", steps.dataset_step_arrange, name="dataset_step_arrange"),
    path(PAGE + "cleaning/history/<int:revision>/", steps.dataset_recipe_restore, name="dataset_recipe_restore"),
    path(PAGE + "cleaning/changes/", cleaning.dataset_changes, name="dataset_changes"),
    path(PAGE + "cleaning/changes.csv", exports.dataset_changes_export, name="dataset_changes_export"),
    path(PAGE + "insights/", insights.dataset_insights, name="dataset_insights"),
    path(PAGE + "insights/<int:insight_id>/", insights.dataset_insight, name="dataset_insight"),
    path(PAGE + "insights/<int:insight_id>/chart/", insights.dataset_insight_chart, name="dataset_insight_chart"),
    path(PAGE + "versions/", versions.dataset_versions, name="dataset_versions"),
    path(PAGE + "versions/<int:number>/restore/", versions.dataset_restore, name="dataset_restore"),
    path(PAGE + "versions/<int:number>/original/", exports.dataset_original, name="dataset_original"),
    path(PAGE + "versions/<int:number>/compare/", versions.dataset_compare, name="dataset_compare"),
    path(PAGE + "append/", versions.dataset_append, name="dataset_append"),
    path(PAGE + "cell/", versions.dataset_cell, name="dataset_cell"),
    path(PAGE + "replace/", versions.dataset_replace, name="dataset_replace"),
    path(PAGE + "problems.jsonl", exports.dataset_problems, name="dataset_problems"),
    path(PAGE + "export.<str:fmt>", exports.dataset_export, name="dataset_export"),
]
