"""Groups of recipients: named once, used by reports and alerts, resolved when something is due."""

from __future__ import annotations

import pytest

from core.alerting import alerts
from core.models import Alert, RecipientGroup, ScheduledReport
from core.reporting import recipients, reports

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sales(people):
    return RecipientGroup.objects.create(
        workspace=people.workspace, name="sales", members=["a@example.org", "@viewers"]
    )


def test_whoever_is_in_the_group_when_it_is_due_gets_it_once_in_the_groups_language(report, post, sales):
    ScheduledReport.objects.filter(pk=report.pk).update(
        recipients=["@sales", "A@example.org"], languages={"@sales": "de"}
    )
    sales.members = ["a@example.org", "late@example.org", "@viewers"]
    sales.save()
    reports.send_due()
    assert sorted(mail["To"] for mail in post.mails) == ["a@example.org", "late@example.org", "viewer@example.org"]
    assert {mail["Content-Language"] for mail in post.mails} == {"de"}


def test_alerts_are_told_to_groups_and_to_their_members_in_the_page(people, board, sales):
    alert = Alert.objects.create(workspace=people.workspace, dataset=board.dataset, name="Rows", kind="threshold",
                                 spec={"column": None, "op": ">", "value": 1}, recipients=["@sales"])  # fmt: skip
    assert alerts.targets(alert) == ["a@example.org", "viewer@example.org"]
    assert alerts.people(alert) == [people.viewer]


def test_a_group_is_made_changed_and_deleted_in_the_page(client, people, board):
    client.force_login(people.editor)
    made = client.post("/recipients/", {"name": "Board", "members_text": "x@example.org\n@owners"})
    assert made.status_code == 303
    group = RecipientGroup.objects.get()
    assert (str(group), group.members) == ("@board", ["x@example.org", "@owners"])
    assert "x@example.org, @owners" in client.get("/recipients/").content.decode()
    form = {"name": "Weekly", "dashboard": board.pk, "recipients": "@BOARD [fr]", "schedule": "daily noon",
            "time_zone": "UTC", "condition": "always"}  # fmt: skip
    assert client.post("/reports/new/", form).status_code == 303
    report = ScheduledReport.objects.get()
    assert [each.address for each in recipients.resolve(report)] == ["x@example.org", "owner@example.org"]
    client.post(f"/recipients/{group.pk}/", {"delete": "1"})
    assert list(recipients.resolve(report)) == []


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"name": "owners", "members_text": "x@example.org"}, "@owners is there already"),
        ({"name": "sales", "members_text": "x@example.org"}, "There is a group @sales already"),
        ({"name": "fine", "members_text": "nobody"}, "is not an e-mail address"),
        ({"name": "fine", "members_text": "@sales"}, "is no group"),
    ],
)
def test_what_cannot_be_a_group_is_said_at_its_field(client, people, sales, form, sentence):
    client.force_login(people.owner)
    answer = client.post("/recipients/", form)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_viewers_see_groups_and_strangers_none(client, people, sales):
    client.force_login(people.viewer)
    assert "@sales" in client.get("/recipients/").content.decode()
    assert client.post("/recipients/", {"name": "x", "members_text": "x@example.org"}).status_code == 403
    assert client.get(f"/recipients/{sales.pk}/").status_code == 403
    client.force_login(people.stranger)
    assert "@sales" not in client.get("/recipients/").content.decode()
    assert client.post(f"/recipients/{sales.pk}/", {"delete": "1"}).status_code == 404
    assert RecipientGroup.objects.exists()
