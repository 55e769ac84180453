"""The archived edition as a MIME mail for one recipient, of the standard library's parts, for Django's backends.

Everything that an edition's readers share (text, page, pictures, attachments) is encoded once; for each of them only
the headers and the links out of the report are made.
"""

from __future__ import annotations

import binascii
import html
from dataclasses import dataclass
from email.message import EmailMessage as Mime
from email.policy import SMTP
from email.utils import formatdate
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from core.models import ReportDelivery
from core.reporting import archive, subscriptions


class Wire(Mime):
    """The headers of one recipient's mail, and the rest of it as it goes over the line."""

    def __init__(self, body: list[bytes]) -> None:
        super().__init__(policy=SMTP)
        self.body = body

    def as_bytes(self, unixfrom: bool = False, linesep: str = "\r\n", policy: Any = None) -> bytes:  # type: ignore[override]
        """With the signature that Django's backends call."""
        whole = b"".join([super().as_bytes().removesuffix(b"\r\n"), *self.body])
        return whole if linesep == "\r\n" else whole.replace(b"\r\n", linesep.encode())


class Letter(EmailMultiAlternatives):
    """Sends ``wire`` as it is; the envelope holds exactly one recipient."""

    wire: Wire

    def message(self) -> Any:
        return self.wire


@dataclass(frozen=True)
class Edition:
    """An edition without what differs between its recipients: ``pieces`` surround the links out of it."""

    place: tuple[int, str, int]
    subject: str
    pieces: list[bytes]


class Writer:
    """Writes letters, and keeps the one edition that it encoded last: never more than a mail's worth of memory."""

    edition: Edition | None = None

    def letter(self, delivery: ReportDelivery) -> Letter:
        """mixed[ alternative[ text, related[ HTML, pictures ] ], attachments ], with the way out in header and foot."""
        place = (delivery.run_id, delivery.run.archive, delivery.edition)
        if self.edition is None or self.edition.place != place:
            self.edition = _encoded(delivery, place)
        leave = subscriptions.link(delivery.run.report_id, delivery.recipient)
        # the same in text and page: a link of ours holds nothing to escape; it may follow and be followed by anything
        wire = Wire([self.edition.pieces[0]])
        for piece in self.edition.pieces[1:]:
            wire.body += [f"{SOFT_BREAK}{_quoted(leave)}{SOFT_BREAK}".encode(), piece]
        wire["To"] = ascii_address(delivery.recipient)
        wire["Date"] = formatdate()
        wire["Message-ID"] = delivery.message_id
        wire["List-Unsubscribe"] = f"<{leave}>"
        letter = Letter(self.edition.subject, "", settings.DEFAULT_FROM_EMAIL, [delivery.recipient])
        letter.wire = wire
        return letter


def of(delivery: ReportDelivery) -> Letter:
    return Writer().letter(delivery)


def _encoded(delivery: ReportDelivery, place: tuple[int, str, int]) -> Edition:
    folder = archive.folder_of(delivery.run, delivery.edition)
    document = archive.document_of(folder)
    mime = Mime(policy=SMTP)
    mime["Subject"] = document["subject"]
    mime["From"] = settings.DEFAULT_FROM_EMAIL
    mime["Auto-Submitted"] = "auto-generated"
    mime["List-Id"] = f"<report-{delivery.run.report_id}.luminabi>"
    mime["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mime.set_content("", cte="quoted-printable")
    mime.add_alternative("", subtype="html", cte="quoted-printable")
    body: Any = mime.get_payload(1)
    for name in document["images"]:
        picture = (folder / name).read_bytes()
        body.add_related(picture, "image", "png", cid=f"<{name}>", filename=name, disposition="inline")
    for each in document["attachments"]:
        if not each.get("travels", True):
            continue
        main, sub = each["type"].split("/")
        mime.add_attachment((folder / each["file"]).read_bytes(), main, sub, filename=each["name"])
    mime["Content-Language"] = document.get("language", "en")  # the parts above would take it with them
    way_out = document["unsubscribe"]
    for kind, name, link in (("plain", "mail.txt", way_out), ("html", "mail.html", html.escape(way_out))):
        text = (folder / name).read_text(encoding="utf-8")
        part: Any = mime.get_body((kind,))
        part.set_payload(way_out.join(_quoted(piece) for piece in text.split(link)))
    return Edition(place, document["subject"], mime.as_bytes().split(way_out.encode()))


SOFT_BREAK = "=\r\n"


def _quoted(text: str) -> str:
    """Quoted-printable in lines as they go over the wire."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return binascii.b2a_qp(lines.encode(), istext=True).decode().replace("\n", "\r\n")


def ascii_address(address: str) -> str:
    """The address as headers may hold it: a domain in other letters by its IDNA name. Raises UnicodeError."""
    local, _, domain = address.rpartition("@")
    return f"{local}@{domain.encode('idna').decode()}"
