"""The archived edition as a MIME mail for one recipient, of the standard library's parts, for Django's backends."""

from __future__ import annotations

import html
from email.message import EmailMessage as Mime
from email.policy import SMTP
from email.utils import formatdate
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from core.models import ReportDelivery
from core.reporting import archive, subscriptions


class Part(Mime):
    """The standard library's message with the signature that Django's backends call."""

    def as_bytes(self, unixfrom: bool = False, linesep: str = "\r\n", policy: Any = None) -> bytes:  # type: ignore[override]
        return super().as_bytes(unixfrom, policy or self.policy.clone(linesep=linesep))


class Letter(EmailMultiAlternatives):
    """Sends ``mime`` as it is; the envelope holds exactly one recipient."""

    mime: Part

    def message(self) -> Any:
        return self.mime


def of(delivery: ReportDelivery) -> Letter:
    """mixed[ alternative[ text, related[ HTML, pictures ] ], attachments ], with the way out in header and foot."""
    folder = archive.folder_of(delivery.run, delivery.edition)
    document = archive.document_of(folder)
    leave = subscriptions.link(delivery.run.report_id, delivery.recipient)
    text = _read(folder / "mail.txt").replace(document["unsubscribe"], leave)
    page = _read(folder / "mail.html").replace(html.escape(document["unsubscribe"]), html.escape(leave))
    mime = Part(policy=SMTP)
    mime["Subject"] = document["subject"]
    mime["From"] = settings.DEFAULT_FROM_EMAIL
    mime["To"] = ascii_address(delivery.recipient)
    mime["Date"] = formatdate()
    mime["Message-ID"] = delivery.message_id
    mime["Auto-Submitted"] = "auto-generated"
    mime["List-Id"] = f"<report-{delivery.run.report_id}.luminabi>"
    mime["List-Unsubscribe"] = f"<{leave}>"
    mime["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mime.set_content(text)
    mime.add_alternative(page, subtype="html")
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
    letter = Letter(document["subject"], text, settings.DEFAULT_FROM_EMAIL, [delivery.recipient])
    letter.mime = mime
    return letter


def ascii_address(address: str) -> str:
    """The address as headers may hold it: a domain in other letters by its IDNA name. Raises UnicodeError."""
    local, _, domain = address.rpartition("@")
    return f"{local}@{domain.encode('idna').decode()}"


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")
