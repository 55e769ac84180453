"""Every address beside those of dashboards (see test_who_may_what) against every role: a new one needs a row here."""

from __future__ import annotations

import re
from copy import copy
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver

from tests.boards.test_who_may_what import ROLES, client_of
from tests.ui_base.test_doors import routes

pytestmark = pytest.mark.django_db
ELSEWHERE = ("admin/", "api/", "dashboards/", "s/")
DOORS = {
    # What a request answers to: anonymous, stranger, viewer, editor, owner
    "open": ("in", "in", "in", "in", "in"),
    "signed": ("login", "in", "in", "in", "in"),
    "look": ("login", "hidden", "in", "in", "in"),
    "edit": ("login", "hidden", "barred", "in", "in"),
    "make": ("login", "in", "barred", "in", "in"),  # in a workspace of one's own
    "own": ("login", "hidden", "hidden", "hidden", "in"),  # whose it is, and nobody else of the team
    "never": ("login", "method", "method", "method", "method"),
    "lost": ("login", "hidden", "hidden", "hidden", "hidden"),  # nothing there: a file, a run, a form for nobody
    "step": ("login", "hidden", "barred", "hidden", "hidden"),  # what editors might change is not there
    "staff": ("login", "hidden", "hidden", "hidden", "hidden"),
    "broken": ("hidden", "hidden", "hidden", "hidden", "hidden"),  # an address with a wrong token
    "closed": ("method", "method", "method", "method", "method"),
}
TABLE = """
home open closed · healthz open closed · readyz open closed · plotly_js open closed
login open open · logout closed open · signup open open · password_reset open open · password_reset_done open closed
password_reset_confirm open open · password_reset_complete open closed · profile signed signed
invitation broken broken · workspace_new signed signed · workspace_use never lost · workspace look look
tus_uploads signed signed · tus_upload signed signed · upload_progress own never
dataset_list signed never · dataset_upload signed make · dataset look never · dataset_body look never
dataset_rows look never · dataset_status look never · dataset_progress look never · dataset_cancel never edit
dataset_run_again never edit · dataset_rename never edit · dataset_delete edit edit · dataset_board never edit
dataset_reading look edit · dataset_tables never edit · dataset_answer never edit · dataset_cleaning look never
dataset_step never edit · dataset_step_preview lost never · dataset_step_new step step · dataset_step_edit step step
dataset_step_arrange never edit · dataset_recipe_restore never edit · dataset_changes look never
dataset_changes_export look never · dataset_insights look edit · dataset_insight look edit
dataset_insight_chart look never · dataset_insight_passport lost never · dataset_versions look never
dataset_restore never edit · dataset_original lost never · dataset_compare lost never · dataset_append never edit
dataset_cell lost never · dataset_replace edit edit · dataset_problems look never · dataset_export look never
visualization_list signed never · visualization_new signed signed · visualization look never
visualization_explore look never · visualization_figure look never · visualization_download look never
visualization_edit edit edit · visualization_delete edit edit · visualization_passport look never
visualization_drawing look never
questions signed signed · question own never · question_result own never · question_cancel never own
question_save never own · question_export lost never · saved_query_delete edit edit · saved_query_refresh never step
report_list signed never · report_new make make · report_next signed never · report_unsubscribe broken broken
report look edit · report_send never edit · report_pause never edit · report_preview look never
report_preview_mail look never · report_delete edit edit · report_run lost never · report_run_mail lost never
report_run_file lost never · group_list signed make · group edit edit
alert_list signed never · alert_new make make · alert_columns signed never · alert_limit signed never
alert look edit · alert_act never edit · alert_delete edit edit · notice_list signed signed · notice_count signed never
scheduler staff staff · mail_setup staff staff
"""
ROWS = {name: (get, post) for name, get, post in (each.split() for each in re.split(r"\n|·", TABLE.strip()))}
KINDS = {"datasets/": "dataset", "visualizations/": "chart", "reports/": "report", "uploads/": "upload",
         "workspaces/": "workspace", "questions/saved/": "query", "questions/": "question", "recipients/": "group",
         "alerts/": "alert"}  # fmt: skip
PARTS = {"fmt": "csv", "op": "none", "token": "x", "uidb64": "x", "place": "0"}


@pytest.fixture
def objects(people, board, sales) -> dict[str, Any]:
    """One thing of each kind in the team's workspace, the owner's."""
    from core import models, uploads

    ours: dict[str, Any] = {"workspace": people.workspace}
    by = ours | {"created_by": people.owner}
    found = {"kind": "trend", "columns": ["amount"], "direction": "up", "strength": 0.5, "text": "It grew."}
    return {
        "dataset": sales,
        "workspace": people.workspace,
        "chart": board.widgets.get(title="By region").visualization,
        "insight": models.Insight.objects.create(version=sales.current, kind="trend", text="It grew.", document=found),
        "report": models.ScheduledReport.objects.create(dashboard=board, name="Monday", **by),
        "alert": models.Alert.objects.create(dataset=sales, name="Low", **by),
        "group": models.RecipientGroup.objects.create(name="team", **ours),
        "query": models.SavedQuery.objects.create(name="All", sql="SELECT 1", **by),
        "question": models.Question.objects.create(asker=people.owner, sql="SELECT 1", **ours),
        "upload": uploads.create(people.owner, people.workspace, filename="x.csv", length=10),
    }


def addresses() -> list[tuple[str, str]]:
    found = [(route, name) for route, name in routes(get_resolver()) if not route.startswith(ELSEWHERE)]
    return sorted(found, key=lambda each: each[1] == "dataset_delete")  # its files do not come back


def address(route: str, objects: dict[str, Any]) -> str:
    kind = next((kind for start, kind in KINDS.items() if route.startswith(start)), "")

    def part(found: re.Match[str]) -> str:
        name = found.group(1)
        if name == "pk":
            return str(objects[kind].pk)
        return str(objects["insight"].pk) if name == "insight_id" else PARTS.get(name, "1")

    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", part, route)


def answered(answer: Any) -> str:
    words = {401: "login", 403: "barred", 404: "hidden", 405: "method"}
    to_login = answer.status_code == 302 and answer.headers["Location"].startswith("/accounts/login/")
    return "login" if to_login else words.get(answer.status_code, "in" if answer.status_code < 500 else "broken down")


def test_every_route_has_a_row():
    assert {name for _, name in addresses()} == set(ROWS)


@pytest.mark.parametrize("role", ROLES)
def test_each_role_gets_in_where_it_may_and_nowhere_else(people, objects, role):
    wrong = []
    signed_in = client_of(role, people).cookies
    for route, name in addresses():
        for method, door in zip(("get", "post"), ROWS[name], strict=True):
            kept = transaction.savepoint()  # whatever was done is undone: the next address finds everything there
            client = Client()
            client.cookies = copy(signed_in)
            answer = getattr(client, method)(address(route, objects))
            transaction.savepoint_rollback(kept)
            expected = DOORS[door][ROLES.index(role)]
            if answered(answer) != expected:
                wrong.append((method, route, answer.status_code, expected))
    assert not wrong
