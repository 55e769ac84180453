"""An edition is encoded once; what each of its readers gets is a whole mail of their own."""

from __future__ import annotations

import email
import email.policy

import pytest

from core.models import ReportDelivery
from core.reporting import archive, composing, letters, reports, subscriptions

pytestmark = pytest.mark.django_db(transaction=True)
ODD = "\n.\n..two dots\nFrom here = 100 %  \n" + "ä→日本語 " * 60 + "\u2028next\tend " + "x" * 990 + "\n"


@pytest.fixture
def run(report):
    from django.utils import timezone

    reports.claim(report, timezone.now())
    composing.compose_waiting()
    return report.runs.get()


def read(letter: letters.Letter):
    return email.message_from_bytes(letter.message().as_bytes(), policy=email.policy.default)


def body(mail, kind: str) -> str:
    return mail.get_body((kind,)).get_content().replace("\r\n", "\n")


def test_text_and_page_arrive_as_they_stand_in_the_archive_with_each_readers_own_way_out(run):
    folder = archive.folder_of(run)
    for name in ("mail.txt", "mail.html"):
        path = folder / name
        path.write_text(path.read_text(encoding="utf-8") + ODD, encoding="utf-8")
    writer, seen = letters.Writer(), set()
    for delivery in ReportDelivery.objects.select_related("run__report"):
        mail = read(writer.letter(delivery))
        leave = subscriptions.link(run.report_id, delivery.recipient)
        way_out = archive.document_of(folder)["unsubscribe"]
        for kind, name in (("plain", "mail.txt"), ("html", "mail.html")):
            kept = (folder / name).read_text(encoding="utf-8")
            assert body(mail, kind) == kept.replace(way_out, leave)
        assert mail["List-Unsubscribe"] == f"<{leave}>"
        assert mail["To"] == delivery.recipient
        seen.add(leave)
    assert len(seen) == 2


def test_every_line_is_one_that_any_mail_server_takes(run):
    (archive.folder_of(run) / "mail.txt").write_text(ODD, encoding="utf-8")
    raw = letters.of(run.deliveries.first()).message().as_bytes()
    raw.decode("ascii")
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert max(map(len, raw.split(b"\r\n"))) <= 998


def test_an_edition_is_read_from_the_disk_once_for_all_its_readers(run, monkeypatch):
    asked = []
    document_of = archive.document_of
    monkeypatch.setattr(archive, "document_of", lambda folder: asked.append(folder) or document_of(folder))
    writer = letters.Writer()
    mails = [read(writer.letter(each)) for each in run.deliveries.select_related("run__report")]
    assert len(mails) == 2
    assert len(asked) == 1
    pictures = [
        [part.get_content() for part in mail.walk() if part.get_content_type() == "image/png"] for mail in mails
    ]
    assert pictures[0] == pictures[1]
    assert pictures[0][0].startswith(b"\x89PNG")
