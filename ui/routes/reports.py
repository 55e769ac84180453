"""URLs of reports and of the scheduler page."""

from __future__ import annotations

from django.urls import path

from ui.views import reports, scheduler

urlpatterns = [
    path("reports/", reports.report_list, name="report_list"),
    path("reports/new/", reports.report_new, name="report_new"),
    path("reports/<int:pk>/", reports.report, name="report"),
    path("reports/<int:pk>/send/", reports.report_send, name="report_send"),
    path("reports/<int:pk>/delete/", reports.report_delete, name="report_delete"),
    path("reports/<int:pk>/runs/<int:run_id>/", reports.report_run, name="report_run"),
    path("reports/<int:pk>/runs/<int:run_id>/mail/", reports.report_run_mail, name="report_run_mail"),
    path("scheduler/", scheduler.scheduler, name="scheduler"),
]
