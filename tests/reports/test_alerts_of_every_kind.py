"""Each kind of alert is seen to fire on data as it comes, mails its sentence, and is taken back when all is well."""

from __future__ import annotations

import pytest
from django.utils import timezone

from core.alerting import alert_outbox, alerts
from core.models import Alert, Run
from tests.reports.sales import SALES

pytestmark = pytest.mark.django_db(transaction=True)


GAPS = "2024-12-28,North,,A\n" * 90
KINDS = [
    (
        "threshold",
        {"column": "amount", "op": ">", "value": 20_000},
        SALES + "2024-12-28,North,9000,A\n",
        "above 20,000",
    ),
    ("change", {"column": "amount", "op": "either", "value": 50}, SALES + "2024-12-31,North,9000,A\n", "rose by"),
    ("anomaly", {"column": "amount", "grain": "day"}, SALES + "2024-12-28,North,90000,A\n", "usual is about"),
    ("missing", {"column": "amount", "value": 5}, SALES + GAPS, "% of “amount” is missing"),
    ("drift", {}, SALES.replace("amount", "turnover", 1), "looks different"),
    ("quality", {"value": 97}, SALES + GAPS * 4, "of 100; 97 is expected"),
]


@pytest.mark.parametrize(("kind", "spec", "bad", "words"), KINDS, ids=[kind for kind, *_ in KINDS])
def test_it_fires_when_such_data_comes_and_is_resolved_by_good_data(watch, load, post, kind, spec, bad, words):
    alert = watch(kind, **spec)
    assert alerts.check_all() == 0
    load(bad, alert.dataset)
    assert alerts.check_all() == 1
    assert alert_outbox.deliver_waiting() == 1
    [mail] = post.mails
    assert mail["Subject"] == f"Alert: Watch {kind}"
    assert words in mail.get_body(("plain",)).get_content()
    assert alerts.check_all() == 0
    load(SALES, alert.dataset)
    if kind == "drift":  # back to what it was is another difference; the same once more is none
        load(SALES, alert.dataset)
    assert alerts.check_all() == 1
    alert_outbox.deliver_waiting()
    assert post.mails[-1]["Subject"] == f"Resolved: Watch {kind}"


def test_a_run_that_fails_is_told_with_its_reason(watch, load, post):
    alert = watch("failed")
    assert alerts.check_all() == 0
    run = Run.objects.filter(version=alert.dataset.newest).first()
    Run.objects.filter(pk=run.pk).update(state="failed", error="The file holds no table.", finished_at=timezone.now())
    assert alerts.check_all() == 1
    alert_outbox.deliver_waiting()
    assert "failed: The file holds no table." in post.mails[0].get_body(("plain",)).get_content()


def test_an_alert_may_look_at_some_rows_only(watch, load):
    alert = watch("threshold", column="amount", op=">", value=20_000, where="mine=1&in%3Aregion=South")
    load(SALES + "2024-12-28,North,90000,A\n", alert.dataset)
    assert alerts.check_all() == 0
    load(SALES + "2024-12-28,South,90000,A\n", alert.dataset)
    assert alerts.check_all() == 1


def test_rows_that_cannot_be_told_any_more_are_no_data_and_not_all_rows(watch, load):
    alert = watch("threshold", column="amount", op=">", value=1, where="mine=1&in%3Aregion=South")
    alerts.check_all()
    rows = [line.split(",") for line in SALES.splitlines()]
    load("".join(f"{day},{amount},{city}\n" for day, _, amount, city in rows), alert.dataset)
    alerts.check_all()
    alert.refresh_from_db()
    assert (alert.state, "no longer in the data" in alert.message) == (Alert.State.NO_DATA, True)


@pytest.mark.parametrize(
    ("kind", "spec"),
    [("quality", {"value": 0}), ("missing", {"column": "amount", "value": 0})],
)
def test_a_hair_inside_the_limit_does_not_take_it_back(watch, load, kind, spec):
    """What is found now is put as the limit: from there it would flap with every row."""
    from core.alerting import alert_rules

    alert = watch(kind, **{"value": 0, **spec})
    load(SALES + GAPS, alert.dataset)
    alert = Alert.objects.get(pk=alert.pk)
    found = alert_rules.judge(alert).message
    number = next(float(word) for word in found.replace("%", " ").split() if word.replace(".", "", 1).isdigit())
    alert.spec["value"] = number * (0.999 if kind == "quality" else 1.001)
    alert.state = Alert.State.OK
    assert alert_rules.judge(alert).state == Alert.State.OK
    alert.state = Alert.State.FIRING
    assert alert_rules.judge(alert).state == Alert.State.FIRING


def test_alert_me_begins_with_what_the_page_is_about(client, people, watch, board):
    from core.models import Visualization

    client.force_login(people.owner)
    page = client.get(f"/datasets/{board.dataset_id}/").content.decode()
    assert f'href="/alerts/new/?dataset={board.dataset_id}"' in page
    chart = Visualization.objects.get(name="Amount over time")
    assert f'href="/alerts/new/?chart={chart.pk}"' in client.get(f"/visualizations/{chart.pk}/").content.decode()
    form = client.get(f"/alerts/new/?chart={chart.pk}").content.decode()
    assert '<option value="amount" selected>' in form
    assert '<option value="anomaly" selected>' in form
    assert "<optgroup" not in form  # the columns of this dataset alone
    assert f'<optgroup label="{chart.dataset.name}">' in client.get("/alerts/new/").content.decode()
    client.force_login(people.stranger)
    assert client.get(f"/alerts/new/?chart={chart.pk}").status_code == 404
