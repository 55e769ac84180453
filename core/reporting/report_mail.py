"""The mail of one issue of a report: its editions composed once into the archive, then sent from there.

An edition is the report through one view in one language; everybody with the same two gets the same one, so the data is
asked once for each view and not for each recipient.
"""

from __future__ import annotations

import json
import logging
import re
import secrets
import shutil
import tempfile
import uuid
import zoneinfo
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

from analytics.schema import AnalyticsError
from core import paper, storage
from core.models import ReportRun
from core.reporting import conditions, report_files, report_paper, report_words, tongues
from core.reporting.archive import as_page
from core.reporting.report_blocks import Content
from core.reporting.tongues import Tongue, schedules

log = logging.getLogger(__name__)
PICTURES_LIMIT = 700_000
"""Bytes of inline pictures as they are encoded, so that a mail stays below a megabyte and no mail reader cuts it."""
TEXT_LIMIT = 40_000
"""Characters that text blocks may have in one mail; mail readers cut longer pages."""
ENCODED = 4 / 3 * 78 / 76
"""How much larger base64 in lines is."""
SCALES = (2, 1)
TRAVELS_LIMIT = 12 * 1024 * 1024
"""Bytes of attachments: encoded they are a third more, and many mail servers take 20 MB."""
PHRASES = ("test", "changes", "leave", "about")


def subject_of(run: ReportRun, language: str = "") -> str:
    """In one line whatever the name holds, with the date of the report's own zone."""
    tongue = tongues.of(language or run.report.language)
    day = run.due_at.astimezone(zoneinfo.ZoneInfo(run.report.time_zone))
    text = tongue.say("subject", name=run.report.name, day=tongue.short_day(day))
    return " ".join((tongue.say("test_subject", name=text) if run.test else text).split())[:200]


def new_folder(run: ReportRun) -> Path:
    folder = storage.archive_folder() / f"{run.pk}-{uuid.uuid4().hex}"
    folder.mkdir(parents=True)
    return folder


def compose(
    run: ReportRun, content: Content, view: str, folder: Path, *, language: str = "", files: Path | None = None
) -> None:
    """Write one edition: mail.html, mail.txt, pictures, attachments and mail.json, which names them all.

    ``files``: the folder of an edition of the same view, whose data is attached here as well.
    """
    folder.mkdir(parents=True, exist_ok=True)
    tongue = tongues.of(language or run.report.language)
    zone = zoneinfo.ZoneInfo(run.report.time_zone)
    unsubscribe = f"https://unsubscribe.invalid/{secrets.token_hex(8)}/"  # each recipient's own when it is sent
    with timezone.override(zone):
        said = report_words.written(content, tongue)
        _shorten(said)
        images, notes = _pictures(said, folder, tongue)
        attachments, more = _attachments(run, said, view, folder, tongue, files)
        context = {
            **_frame(run, said, view, tongue),
            "content": said,
            "notes": notes + more,
            "unsubscribe": unsubscribe,
        }
        (folder / "mail.html").write_text(render_to_string("mail/report.html", context), encoding="utf-8")
        text = re.sub(r"\n{3,}", "\n\n", render_to_string("mail/report.txt", context)).strip() + "\n"
        (folder / "mail.txt").write_text(text, encoding="utf-8")
    document = {
        "subject": context["subject"],
        "language": tongue.code,
        "images": images,
        "attachments": attachments,
        "unsubscribe": unsubscribe,
    }
    (folder / "mail.json").write_text(json.dumps(document), encoding="utf-8")


def _frame(run: ReportRun, said: Content, view: str, tongue: Tongue) -> dict[str, Any]:
    """What stands around the content, in its language."""
    report = run.report
    as_of = tongue.moment(timezone.localtime(said.as_of)) if said.as_of else ""
    when = schedules.in_words(report.schedule, tongue)
    return {
        "report": report,
        "source": report.source,
        "subject": subject_of(run, tongue.code),
        "language": tongue.code,
        "t": {key: tongue.say(key) for key in PHRASES},
        "as_of": tongue.say("data_of", moment=as_of) if as_of else "",
        "filtered": tongue.say("filtered", filters="; ".join(said.filters)) if said.filters else "",
        "found_title": report_words.found_title(said, tongue),
        "open": tongue.say("open_dashboard" if report.dashboard else "open_dataset"),
        "why": tongue.say("why", name=report.name),
        "comes": tongue.say("comes", when=when, zone=report.time_zone.replace("_", " ")) if report.enabled else "",
        "link": link_to(run, view),
        "site": settings.SITE_URL,
        "is_test": run.test,
    }


def link_to(run: ReportRun, view: str) -> str:
    """The dashboard with the edition's filters set, or the dataset."""
    if run.report.dashboard_id is None:
        return f"{settings.SITE_URL}/datasets/{run.report.dataset_id}/"
    return f"{settings.SITE_URL}/dashboards/{run.report.dashboard_id}/" + (f"?{view}" if view else "")


def _shorten(content: Content) -> None:
    """Cut what people wrote on the dashboard where it would make the mail too long."""
    left = TEXT_LIMIT
    for block in content.blocks:
        if len(str(block.text)) > left:
            block.text = str(block.text)[:left].rstrip() + " …"
        left = max(0, left - len(str(block.text)))


# Pictures


def _pictures(content: Content, folder: Path, tongue: Tongue) -> tuple[list[str], list[str]]:
    """PNG files beside the mail, twice as fine as they are shown where that fits; and a note on those that do not.

    What is left out are the last charts of the dashboard.
    """
    items = [item for block in content.blocks if block.kind == "charts" for item in block.items if item["svg"]]
    pictures = _that_fit([item["svg"] for item in items])
    names = []
    for item, picture in zip(items, pictures, strict=False):
        item["cid"] = f"chart-{len(names) + 1}.png"
        (folder / item["cid"]).write_bytes(picture)
        names.append(item["cid"])
    left_out = len(items) - len(names)
    names += _slim(items[: len(names)], folder, PICTURES_LIMIT - ENCODED * sum(map(len, pictures)))
    return names, [tongue.count("pictures_left_out", left_out)] if left_out else []


def _slim(items: Sequence[dict[str, Any]], folder: Path, room: float) -> list[str]:
    """The drawings that take the place of wide ones on phones, as far as there is room; names of their files."""
    from analytics.charts.raster import png

    names = []
    for item in items:
        if not item["slim"]:
            continue
        picture = png(item["slim"])
        room -= len(picture) * ENCODED
        if room < 0:
            break
        item["slim_cid"] = item["cid"].replace("chart-", "slim-")
        (folder / item["slim_cid"]).write_bytes(picture)
        names.append(item["slim_cid"])
    return names


def _that_fit(drawings: Sequence[str]) -> list[bytes]:
    """The drawings as pictures, as fine as the limit lets all of them be; fewer where even coarse ones are too much."""
    from analytics.charts.raster import png

    pictures: list[bytes] = []
    for scale in SCALES:
        pictures = [png(each, scale=scale) for each in drawings]
        if sum(map(len, pictures)) * ENCODED <= PICTURES_LIMIT:
            return pictures
    while sum(map(len, pictures)) * ENCODED > PICTURES_LIMIT:
        pictures.pop()
    return pictures


# Attachments


def _attachments(
    run: ReportRun, content: Content, view: str, folder: Path, tongue: Tongue, files: Path | None
) -> tuple[list[dict[str, Any]], list[str]]:
    """The files of the edition, and a sentence for each that is not made or stays in the archive."""
    found: list[dict[str, Any]] = []
    notes = []
    room = TRAVELS_LIMIT
    for kind in run.report.attachments:
        try:
            made = _made(run, content, view, folder, tongue, files, kind)
        except paper.NotSet as problem:
            log.warning("The PDF of report run %s could not be set: %s", run.pk, problem)
            notes.append(tongue.say("not_attached", kind=kind.upper(), reason=tongue.say("pdf_not_set")))
            continue
        except AnalyticsError as problem:
            reason = report_words.within(report_words.reason(problem), tongue)
            notes.append(tongue.say("not_attached", kind=kind.upper(), reason=reason))
            continue
        size = sum((folder / each["file"]).stat().st_size for each in made)
        travels = size <= room
        room -= size if travels else 0
        found += [{**each, "travels": travels} for each in made]
        if not travels:
            notes.append(tongue.say("not_attached", kind=kind.upper(), reason=tongue.say("mail_full")))
    return found, notes


def _made(
    run: ReportRun, content: Content, view: str, folder: Path, tongue: Tongue, files: Path | None, kind: str
) -> list[dict[str, str]]:  # fmt: skip
    stem = _stem(run.report.name)
    if kind == "png":
        return _charts(content, stem)
    target = folder / f"report.{kind}"
    version = run.report.data.current if run.report.data else None
    if kind == "pdf":
        report_paper.write(run, content, folder, tongue)
    elif version is None:
        raise report_words.Refusal("no_data")
    elif files is not None and (files / target.name).is_file():
        shutil.copyfile(files / target.name, target)
    else:
        report_files.write(version, conditions.chosen_in(run.report, version, view), kind, target)
    return [{"file": target.name, "name": f"{stem}.{kind}", "type": report_files.MIME[kind]}]


def write_pdf(run: ReportRun, content: Content, folder: Path, language: str = "") -> Path:
    """A content that ``report_content.gather`` gave, on paper in one language. Raises paper.NotSet."""
    tongue = tongues.of(language or getattr(run.report, "language", ""))  # a dashboard is set without a report, too
    return report_paper.write(run, report_words.written(content, tongue), folder, tongue)


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


def preview(run: ReportRun, content: Content, view: str, language: str = "") -> str:
    """The page of a mail that is not sent, composed as if it were; nothing is kept."""
    folder = Path(tempfile.mkdtemp(prefix="preview-", dir=storage.archive_folder()))
    try:
        compose(run, content, view, folder, language=language)
        return as_page(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
