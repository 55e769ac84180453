"""Alerts say once that something is wrong and once that it is right again, to whom they should and nobody else."""

from __future__ import annotations

import http.server
import json
import re
import threading
from datetime import timedelta

import pytest
from django.utils import timezone

from core.alerting import alert_outbox, alerts, webhooks
from core.models import Alert, AlertDelivery, Notice
from tests.reports.sales import SALES

pytestmark = pytest.mark.django_db(transaction=True)


def more(alert: Alert, load, rows: str) -> Alert:
    load(SALES + rows, alert.dataset)
    return Alert.objects.get(pk=alert.pk)


def test_a_threshold_is_told_once_when_passed_and_once_when_well_again(watch, load, post, people):
    alert = watch("threshold", column="amount", op=">", value=15_000)
    assert alerts.check_all() == 0
    assert alerts.check_all() == 0
    alert = more(alert, load, "2024-12-28,North,5000,Aville\n")
    assert alerts.check_all() == 1
    assert alerts.check_all() == 0
    assert alert_outbox.deliver_waiting() == 1
    assert alert_outbox.deliver_waiting() == 0
    [mail] = post.mails
    assert mail["To"] == "ada@example.org"
    assert "Alert: Watch threshold" in mail["Subject"]
    assert "Sum of amount is 19,0" in mail.get_body(("plain",)).get_content()
    assert Notice.objects.get(user=people.owner).level == "bad"
    more(alert, load, "2024-12-28,North,5,Aville\n")
    assert alerts.check_all() == 1
    alert_outbox.deliver_waiting()
    assert "Resolved" in post.mails[-1]["Subject"]


def test_a_number_at_the_edge_does_not_flap(watch, load):
    alert = watch("threshold", column="amount", op=">", value=14_000)
    alerts.check_all()
    alert.refresh_from_db()
    assert alert.state == Alert.State.FIRING
    alert.spec["value"] = 14_100  # a hair above what it is now
    alert.looked_at = None
    alert.save()
    alerts.check_all()
    alert.refresh_from_db()
    assert alert.state == Alert.State.FIRING


def test_it_reminds_after_its_hours_and_not_while_it_is_muted(watch, load):
    alert = watch("threshold", column="amount", op=">", value=1)
    now = timezone.now()
    assert alerts.check_all(now) == 1
    assert alerts.check_all(now + timedelta(hours=23)) == 0
    assert alerts.check_all(now + timedelta(hours=25)) == 1
    assert alert.events.filter(reminder=True).count() == 1
    alerts.mute(alert, 24)
    assert alerts.check_all(now + timedelta(hours=60)) == 0
    alerts.mute(alert, 0)
    assert alerts.check_all(now + timedelta(hours=61)) == 1


@pytest.mark.parametrize(
    ("kind", "spec", "rows", "state"),
    [
        ("change", {"column": "amount", "op": "any", "value": 50}, "2024-12-28,North,9000,A\n", "firing"),
        ("change", {"column": "amount", "op": "<", "value": 50}, "2024-12-28,North,9000,A\n", "ok"),
        ("anomaly", {"column": "amount", "grain": "day", "value": None}, "2024-12-28,North,90000,A\n", "firing"),
        ("anomaly", {"column": "amount", "grain": "day", "value": None}, "2024-12-28,North,12,A\n", "ok"),
        ("missing", {"column": "amount", "value": 5}, "2024-12-28,North,,A\n" * 90, "firing"),
        ("missing", {"column": "amount", "value": 50}, "2024-12-28,North,,A\n" * 90, "ok"),
        ("missing", {"column": None, "value": 3}, "", "ok"),
        ("quality", {"value": 5}, "", "ok"),
        ("failed", {}, "", "ok"),
        ("threshold", {"column": "gone", "op": ">", "value": 1}, "", "no_data"),
    ],
)  # fmt: skip
def test_each_kind_finds_what_it_looks_for(watch, load, kind, spec, rows, state):
    alert = watch(kind, **spec)
    if rows:
        alert = more(alert, load, rows.replace("2024-12-28", "2024-12-31") if kind == "change" else rows)
    alerts.check(alert)
    alert.refresh_from_db()
    assert alert.state == state, alert.message
    assert alert.message.endswith(".")


def test_a_new_version_that_looks_different_is_drift(watch, load):
    alert = watch("drift")
    alerts.check(alert)
    load(SALES.replace("amount", "turnover", 1), alert.dataset)
    alert = Alert.objects.get(pk=alert.pk)
    alerts.check(alert)
    assert alert.state == Alert.State.FIRING
    assert "amount" in alert.message


def test_late_data_fires_by_the_calendar_alone(watch, load):
    alert = watch("missing", column=None, value=3)
    alerts.check(alert)
    version = alert.dataset.current
    type(version).objects.filter(pk=version.pk).update(created_at=timezone.now() - timedelta(days=5))
    assert alerts.check_all(timezone.now() + timedelta(hours=2)) == 1


def test_several_alerts_for_one_address_come_in_one_mail(watch, post):
    for limit in (1, 2, 3):
        watch("threshold", column="amount", op=">", value=limit)
    assert alerts.check_all() == 3
    assert alert_outbox.deliver_waiting() == 1
    assert post.mails[0]["Subject"] == "3 alerts"


def test_a_mail_server_that_puts_off_is_asked_again(watch, post):
    watch("threshold", column="amount", op=">", value=1)
    alerts.check_all()
    post.answers["ada@example.org"] = ["451 later"]
    assert alert_outbox.deliver_waiting() == 0
    AlertDelivery.objects.update(next_try_at=timezone.now())
    assert alert_outbox.deliver_waiting() == 1


# Webhooks


@pytest.fixture
def receiver():
    got = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            got.append((dict(self.headers), body))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/hook?x=1", got
    server.shutdown()


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1/", "http://localhost:8000/", "https://10.1.2.3/", "http://[::1]/", "http://169.254.169.254/",
     "http://[::ffff:127.0.0.1]/", "http://0.0.0.0/", "ftp://example.org/", "http://user:word@example.org/", "no"],
)  # fmt: skip
def test_private_addresses_are_refused(url):
    with pytest.raises(webhooks.Refused):
        webhooks.post(url, "secret", {}, "1")


def test_a_webhook_is_signed_and_names_its_alert(watch, post, receiver, monkeypatch):
    url, got = receiver
    alert = watch("threshold", column="amount", op=">", value=1)
    Alert.objects.update(recipients=[], webhook=url)
    alerts.check_all()
    assert alert_outbox.deliver_waiting() == 0
    refused = AlertDelivery.objects.get()
    assert (refused.state, "private network" in refused.error) == (AlertDelivery.State.FAILED, True)
    monkeypatch.setattr(webhooks, "is_public", lambda address: True)  # the receiver of this test is on this machine
    AlertDelivery.objects.update(state=AlertDelivery.State.WAITING, next_try_at=timezone.now())
    assert alert_outbox.deliver_waiting() == 1
    [(headers, body)] = got
    assert json.loads(body)["alert"] == alert.name
    signed = webhooks.signature(alert.secret, headers["X-LuminaBI-Timestamp"], body)
    assert headers["X-LuminaBI-Signature"] == f"sha256={signed}"


# In the page


def test_an_alert_is_made_in_the_page_and_strangers_find_none(watch, people, client):
    dataset = watch("failed").dataset
    client.force_login(people.owner)
    form = {"name": "Too much", "dataset": dataset.pk, "kind": "threshold", "column": "amount", "agg": "sum", "op": ">",
            "value": "1", "grain": "month", "recipients_text": "ada@example.org", "remind_hours": "24",
            "enabled": "on"}  # fmt: skip
    answer = client.post("/alerts/new/", form)
    assert answer.status_code == 303
    page = client.get(answer["Location"]).content.decode()
    assert "Firing" in page
    assert "Sum of amount is" in page
    assert client.post("/alerts/new/", {**form, "value": ""}).status_code == 422
    assert client.post("/alerts/new/", {**form, "column": "region"}).status_code == 422
    assert client.post("/alerts/new/", {**form, "webhook": "http://127.0.0.1/"}).status_code == 422
    assert "Too much" in client.get("/notices/").content.decode()
    client.post("/notices/")
    assert Notice.objects.filter(user=people.owner, read_at=None).count() == 0
    client.force_login(people.stranger)
    for path in ("", "act/", "delete/"):
        assert client.post(f"{answer['Location']}{path}").status_code == 404
    assert "Too much" not in client.get("/alerts/").content.decode()


def test_another_dataset_brings_its_columns_into_the_form(client, people, watch, load):
    sales = watch("threshold", column="amount", value=1).dataset
    stock = load("shelf,pieces\n" + "".join(f"S{n},{n}\n" for n in range(40)), name="stock.csv")
    client.force_login(people.editor)
    form = client.get("/alerts/new/").content.decode()
    assert 'hx-get="/alerts/columns/"' in form
    assert 'id="div_id_column"' in form
    of_stock = client.get(f"/alerts/columns/?dataset={stock.pk}&column=amount").content.decode()
    assert of_stock.strip().startswith('<div id="div_id_column"')
    assert ('value="pieces"' in of_stock, 'value="amount"' in of_stock) == (True, False)
    of_sales = client.get(f"/alerts/columns/?dataset={sales.pk}&column=amount").content.decode()
    assert re.search(r'value="amount"\s+selected', of_sales)
    client.force_login(people.stranger)
    assert client.get(f"/alerts/columns/?dataset={stock.pk}").status_code == 404


def test_the_limit_is_called_what_it_is_for_each_kind_and_is_optional_only_where_it_is(client, people, watch):
    client.force_login(people.owner)
    new = client.get("/alerts/new/").content.decode()
    assert "optional" not in new.split('id="div_id_value"')[1].split("</label>")[0]
    for kind, label, optional in (("threshold", "Limit", False), ("change", "Limit in percent", False),
                                  ("quality", "Lowest quality", False), ("anomaly", "How unusual", True)):  # fmt: skip
        field = client.get("/alerts/limit/", {"kind": kind, "value": "12"}).content.decode()
        assert label in field
        assert ("(optional)" in field) is optional
        assert 'value="12' in field
        assert (
            " required" not in field.split("<input")[1].split(">")[0]
        )  # another kind may be chosen without JavaScript
    watched = watch("threshold", value=5)
    fields = {"name": "A", "dataset": watched.dataset_id, "remind_hours": 0, "enabled": "on"}
    refused = client.post("/alerts/new/", {**fields, "kind": "quality"})
    assert refused.status_code == 422
    assert "Write the limit as a number." in refused.content.decode()
    assert client.post("/alerts/new/", {**fields, "kind": "drift"}).status_code == 303


def test_who_looks_reads_in_their_language_what_an_alert_found(client, people, watch):
    watched = watch("threshold", value=5, column="amount")
    alerts.check(watched)
    people.viewer.language = "de"
    people.viewer.save()
    client.force_login(people.viewer)
    for path in ("/alerts/", f"/alerts/{watched.pk}/"):
        page = client.get(path).content.decode()
        assert '<span lang="de">Summe von amount: ' in page
    client.force_login(people.owner)
    assert "Sum of amount is " in client.get("/alerts/").content.decode()
