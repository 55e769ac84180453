"""An edition on paper: its content as JSON and drawings for typst (``core.paper``)."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from core import paper
from core.models import ReportRun
from core.reporting import report_words
from core.reporting.report_content import Content
from core.reporting.tongues import Sentence, Tongue

TEMPLATE = Path(settings.BASE_DIR) / "templates" / "reports" / "report.typ"
WORDS = {
    "page_word": "page",
    "contents_word": "contents",
    "changes_word": "changes",
}


def write(run: ReportRun, content: Content, folder: Path, tongue: Tongue) -> Path:
    """Set the edition, which is written in the language already. Raises paper.NotSet."""
    from analytics.charts.raster import standalone

    blocks: list[dict[str, Any]] = [asdict(block) for block in content.blocks]
    number = 0
    for block in blocks:
        for item in block["items"] if block["kind"] == "charts" else ():
            number += 1
            item["file"] = f"paper-{number}.svg"
            (folder / item["file"]).write_text(standalone(item.pop("svg")), encoding="utf-8")
        block["lines"] = [
            {"text": _with_language(line["text"]), "is_point": line["is_point"]} for line in block["lines"]
        ]
    source = run.report.dashboard or run.report.dataset
    assert source is not None
    day = timezone.localtime(run.due_at)
    as_of = tongue.say("data_of", moment=tongue.moment(timezone.localtime(content.as_of))) if content.as_of else ""
    document = {
        "name": run.report.name,
        "from": "LuminaBI",
        "language": tongue.code,
        "date": tongue.day(day),
        "subtitle": " · ".join(part for part in (source.name, tongue.day(day), as_of) if part),
        "source": settings.SITE_URL,
        "filtered": tongue.say("filtered", filters="; ".join(content.filters)) if content.filters else "",
        "findings_word": report_words.found_title(content, tongue),
        "blocks": blocks,
        "contents": [item["title"] for block in blocks for item in block["items"]],
        **{name: tongue.say(key) for name, key in WORDS.items()},
        **{name: [_with_language(text) for text in getattr(content, name)]
           for name in ("headline", "changes", "findings")},
    }  # fmt: skip
    (folder / "paper.json").write_text(json.dumps(document, default=str), encoding="utf-8")
    try:
        return paper.set_pdf(folder, TEMPLATE)
    finally:
        for name in [*folder.glob("paper-*.svg"), folder / "paper.json"]:
            name.unlink(missing_ok=True)


def _with_language(text: str) -> dict[str, str]:
    """A sentence and the language that it is in, empty for the document's own."""
    return {"text": str(text), "lang": text.lang if isinstance(text, Sentence) else ""}
