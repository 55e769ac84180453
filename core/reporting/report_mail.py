"""The mail of one issue of a report: its editions composed once into the archive, then sent from there.

An edition is the report through one view; everybody with the same view gets the same one, so the data is asked once
for each view and not for each recipient.
"""

from __future__ import annotations

import base64
import html
import json
import re
import secrets
import shutil
import tempfile
import uuid
import zoneinfo
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

from analytics.schema import AnalyticsError
from core import paper, storage
from core.boards import filters
from core.models import ReportRun, ScheduledReport
from core.reporting import report_files
from core.reporting.report_content import Content

TEMPLATE = Path(settings.BASE_DIR) / "templates" / "reports" / "report.typ"
PICTURES_LIMIT = 900 * 1024
"""Bytes of inline pictures, so that a mail stays below 1 MB and is not cut by mail readers."""


def subject_of(run: ReportRun) -> str:
    """In one line whatever the name holds, with the date of the report's own zone."""
    day = run.due_at.astimezone(zoneinfo.ZoneInfo(run.report.time_zone))
    test = "Test: " if run.test else ""
    return " ".join(f"{test}{run.report.name} – {day.day} {day:%b %Y}".split())[:200]


def new_folder(run: ReportRun) -> Path:
    folder = storage.archive_folder() / f"{run.pk}-{uuid.uuid4().hex}"
    folder.mkdir(parents=True)
    return folder


def compose(run: ReportRun, content: Content, view: str, folder: Path) -> None:
    """Write one edition: mail.html, mail.txt, pictures, attachments and mail.json, which names them all."""
    folder.mkdir(parents=True, exist_ok=True)
    zone = zoneinfo.ZoneInfo(run.report.time_zone)
    unsubscribe = f"https://unsubscribe.invalid/{secrets.token_hex(8)}/"  # each recipient's own when it is sent
    with timezone.override(zone):
        images = _pictures(content, folder)
        attachments, notes = _attachments(run, content, view, folder)
        context = {
            "content": content,
            "report": run.report,
            "dashboard": run.report.dashboard,
            "subject": subject_of(run),
            "notes": notes,
            "link": link_to(run, view),
            "site": settings.SITE_URL,
            "unsubscribe": unsubscribe,
            "is_test": run.test,
        }
        (folder / "mail.html").write_text(render_to_string("mail/report.html", context), encoding="utf-8")
        text = re.sub(r"\n{3,}", "\n\n", render_to_string("mail/report.txt", context)).strip() + "\n"
        (folder / "mail.txt").write_text(text, encoding="utf-8")
    document = {"subject": subject_of(run), "images": images, "attachments": attachments, "unsubscribe": unsubscribe}
    (folder / "mail.json").write_text(json.dumps(document), encoding="utf-8")


def link_to(run: ReportRun, view: str) -> str:
    """The dashboard with the edition's filters set."""
    return f"{settings.SITE_URL}/dashboards/{run.report.dashboard_id}/" + (f"?{view}" if view else "")


def _pictures(content: Content, folder: Path) -> list[str]:
    """PNG files beside the mail, twice as fine as they are shown; what would make the mail too large is left out."""
    from analytics.charts.raster import png

    names: list[str] = []
    size = 0
    for block in content.blocks:
        for item in block.items if block.kind == "charts" else ():
            picture = png(item["svg"], scale=2)
            if size + len(picture) * 4 / 3 > PICTURES_LIMIT:
                picture = png(item["svg"], scale=1)
            if size + len(picture) * 4 / 3 > PICTURES_LIMIT:
                block.note = "More charts stand on the dashboard."
                item["cid"] = ""
                continue
            size += len(picture) * 4 // 3
            item["cid"] = f"chart-{len(names) + 1}.png"
            (folder / item["cid"]).write_bytes(picture)
            names.append(item["cid"])
    return names


# Attachments


def _attachments(run: ReportRun, content: Content, view: str, folder: Path) -> tuple[list[dict[str, str]], list[str]]:
    """The files that travel along, and a sentence for each that cannot."""
    found, notes = [], []
    stem = _stem(run.report.name)
    version = run.report.dashboard.dataset.current if run.report.dashboard.dataset else None
    for kind in run.report.attachments:
        target = folder / f"report.{kind}"
        if kind == "png":
            found += _charts(content, stem)
            continue
        try:
            if kind == "pdf":
                write_pdf(run, content, folder)
            elif version is None:
                raise AnalyticsError("The dashboard has no data of its own.")
            else:
                values = filters.from_query(view) if view else None
                chosen = filters.active_filters(run.report.dashboard, version, values)
                report_files.write(version, chosen, kind, target)
        except (AnalyticsError, paper.NotSet) as problem:
            notes.append(f"{kind.upper()} is not attached. {problem}")
            continue
        found.append({"file": target.name, "name": f"{stem}.{kind}", "type": report_files.MIME[kind]})
    return found, notes


def _charts(content: Content, stem: str) -> list[dict[str, str]]:
    """The pictures of the mail once more, as files with the names of their charts."""
    items = [item for block in content.blocks if block.kind == "charts" for item in block.items if item.get("cid")]
    return [
        {"file": item["cid"], "name": f"{stem}-{place}-{_stem(item['title'])}.png", "type": "image/png"}
        for place, item in enumerate(items, start=1)
    ]


def _stem(title: str) -> str:
    """A title as part of a file's name."""
    return re.sub(r"[^\w\-]+", "-", title).strip("-")[:60] or "report"


def write_pdf(run: ReportRun, content: Content, folder: Path) -> Path:
    """Set the edition on paper. Raises paper.NotSet."""
    from analytics.charts.raster import standalone

    document: dict[str, Any] = asdict(content)
    number = 0
    for block in document["blocks"]:
        for item in block["items"] if block["kind"] == "charts" else ():
            number += 1
            item["file"] = f"paper-{number}.svg"
            (folder / item["file"]).write_text(standalone(item.pop("svg")), encoding="utf-8")
    board = run.report.dashboard
    day = timezone.localtime(run.due_at)
    as_of = f" · data of {timezone.localtime(content.as_of):%d %B %Y, %H:%M %Z}" if content.as_of else ""
    document |= {
        "name": run.report.name,
        "from": "LuminaBI",
        "language": "en",
        "date": f"{day.day} {day:%B %Y}",
        "subtitle": f"{board.name} · {day.day} {day:%B %Y}{as_of}",
        "source": settings.SITE_URL,
        "page_word": "Page",
        "filters_word": "Filtered by",
        "changes_word": "What changed since the last report",
        "findings_word": "Found in the data",
        "contents": [item["title"] for block in document["blocks"] for item in block["items"]],
        "facts": None,
        "as_of": None,
    }
    (folder / "paper.json").write_text(json.dumps(document, default=str), encoding="utf-8")
    try:
        return paper.set_pdf(folder, TEMPLATE)
    finally:
        for name in [*folder.glob("paper-*.svg"), folder / "paper.json"]:
            name.unlink(missing_ok=True)


# The archive


def folder_of(run: ReportRun, edition: int = 0) -> Path:
    return storage.archive_folder() / Path(run.archive).name / str(int(edition))


def document_of(folder: Path) -> Mapping[str, Any]:
    found: dict[str, Any] = json.loads((folder / "mail.json").read_text(encoding="utf-8"))
    return found


def as_page(folder: Path) -> str:
    """The mail as one page, with its pictures inside and the way out of it switched off."""
    document = document_of(folder)
    page = (folder / "mail.html").read_text(encoding="utf-8").replace(html.escape(document["unsubscribe"]), "#")
    for name in document["images"]:
        data = base64.b64encode((folder / name).read_bytes()).decode()
        page = page.replace(f'src="cid:{name}"', f'src="data:image/png;base64,{data}"')
    return page


def attachments_of(run: ReportRun, edition: int = 0) -> list[dict[str, str]]:
    """The files of an edition: ``file`` in its folder, ``name`` and ``type`` for whoever downloads it."""
    folder = folder_of(run, edition)
    return list(document_of(folder)["attachments"]) if run.archive and (folder / "mail.json").is_file() else []


def forget(report: ScheduledReport) -> None:
    """Remove the report's archive from the disk."""
    for name in report.runs.exclude(archive="").values_list("archive", flat=True):
        shutil.rmtree(storage.archive_folder() / Path(name).name, ignore_errors=True)


def preview(run: ReportRun, content: Content, view: str) -> str:
    """The page of a mail that is not sent, composed as if it were; nothing is kept."""
    folder = Path(tempfile.mkdtemp(prefix="preview-", dir=storage.archive_folder()))
    try:
        compose(run, content, view, folder)
        return as_page(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
