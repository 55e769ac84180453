"""URLs of reports and of the scheduler page."""

from __future__ import annotations

from django.urls import path

from ui.views import report_archive, reports, scheduler, unsubscribe

urlpatterns = [
    path("reports/", reports.report_list, name="report_list"),
    path("reports/new/", reports.report_new, name="report_new"),
    path("reports/next/", reports.report_next, name="report_next"),
    path("reports/unsubscribe/<str:token>/", unsubscribe.report_unsubscribe, name="report_unsubscribe"),
    path("reports/<int:pk>/", reports.report, name="report"),
    path("reports/<int:pk>/send/", reports.report_send, name="report_send"),
    path("reports/<int:pk>/pause/", reports.report_pause, name="report_pause"),
    path("reports/<int:pk>/preview/", reports.report_preview, name="report_preview"),
    path("reports/<int:pk>/preview/mail/", reports.report_preview_mail, name="report_preview_mail"),
    path("reports/<int:pk>/delete/", reports.report_delete, name="report_delete"),
    path("reports/<int:pk>/runs/<int:run_id>/", report_archive.report_run, name="report_run"),
    path("reports/<int:pk>/runs/<int:run_id>/mail/", report_archive.report_run_mail, name="report_run_mail"),
    path(
        "reports/<int:pk>/runs/<int:run_id>/files/<int:place>/", report_archive.report_run_file, name="report_run_file"
    ),
    path("scheduler/", scheduler.scheduler, name="scheduler"),
]
