"""URLs of reports, alerts, notices, and of the pages about the scheduler and mail."""

from __future__ import annotations

from django.urls import path

from ui.views import alerts, recipient_groups, report_archive, reports, scheduler, unsubscribe

RUN = "reports/<int:pk>/runs/<int:run_id>/"

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
    path(RUN, report_archive.report_run, name="report_run"),
    path(f"{RUN}mail/", report_archive.report_run_mail, name="report_run_mail"),
    path(f"{RUN}files/<int:place>/", report_archive.report_run_file, name="report_run_file"),
    path("recipients/", recipient_groups.group_list, name="group_list"),
    path("recipients/<int:pk>/", recipient_groups.group, name="group"),
    path("alerts/", alerts.alert_list, name="alert_list"),
    path("alerts/new/", alerts.alert_new, name="alert_new"),
    path("alerts/columns/", alerts.alert_columns, name="alert_columns"),
    path("alerts/limit/", alerts.alert_limit, name="alert_limit"),
    path("alerts/<int:pk>/", alerts.alert, name="alert"),
    path("alerts/<int:pk>/act/", alerts.alert_act, name="alert_act"),
    path("alerts/<int:pk>/delete/", alerts.alert_delete, name="alert_delete"),
    path("notices/", alerts.notice_list, name="notice_list"),
    path("notices/count/", alerts.notice_count, name="notice_count"),
    path("scheduler/", scheduler.scheduler, name="scheduler"),
    path("mail-setup/", scheduler.mail_setup, name="mail_setup"),
]
