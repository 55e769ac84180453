"""An edition on paper: its content as JSON and drawings for typst (``core.paper``)."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from analytics import fonts
from core import paper
from core.models import ReportRun
from core.reporting import report_words
from core.reporting.report_blocks import Content
from core.reporting.tongues import Sentence, Tongue

TEMPLATE = Path(settings.BASE_DIR) / "templates" / "reports" / "report.typ"
PICTURE_SCALE = 3
NAMED = 8
"""So many characters without a font are named."""
WORDS = {
    "page_word": "page",
    "contents_word": "contents",
    "changes_word": "changes",
}


def write(run: ReportRun, content: Content, folder: Path, tongue: Tongue) -> Path:
    """Set the edition, which is written in the language already. Raises paper.NotSet."""
    blocks: list[dict[str, Any]] = [asdict(block) for block in content.blocks]
    drawings: list[str] = []
    for block in blocks:
        for item in block["items"] if block["kind"] == "charts" else ():
            item.pop("slim", "")
            if svg := item.pop("svg"):
                drawings.append(svg)
            item["file"] = _drawn(svg, folder, f"paper-{len(drawings)}") if svg else ""
        block["lines"] = [
            {"text": _with_language(line["text"]), "is_point": line["is_point"]}
            for line in block["lines"]
            if line["text"]
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
    text = json.dumps(document, default=str, ensure_ascii=False)
    lacking = boxes(text + "".join(drawings), tongue)
    (folder / "paper.json").write_text(f'{text[:-1]}, "lacking": {json.dumps(lacking)}}}', encoding="utf-8")
    try:
        return paper.set_pdf(folder, TEMPLATE)
    finally:
        for name in [*folder.glob("paper-*"), folder / "paper.json"]:
            name.unlink(missing_ok=True)


def _drawn(svg: str, folder: Path, stem: str) -> str:
    """The drawing as a file; gives its name.

    typst sets the letters of a drawing in the first weight and width of a font that has several in one file, so that
    they overlap: a drawing with letters that only such fonts have comes as a picture.
    """
    from analytics.charts.raster import png, standalone

    if fonts.beyond(svg):
        (folder / f"{stem}.png").write_bytes(png(svg, scale=PICTURE_SCALE))
        return f"{stem}.png"
    (folder / f"{stem}.svg").write_text(standalone(svg), encoding="utf-8")
    return f"{stem}.svg"


def boxes(text: str, tongue: Tongue) -> str:
    """A sentence on the characters that no font here has; empty where there are none."""
    found = fonts.uncovered(text)
    if not found:
        return ""
    names = ", ".join(f"U+{ord(letter):04X}" for letter in found[:NAMED])
    more = f", {tongue.say('and_more', n=len(found) - NAMED)}" if len(found) > NAMED else ""
    return tongue.count("no_font", len(found), letters=f"{names}{more}")


def _with_language(text: str) -> dict[str, Any]:
    """A sentence, the language that it is in (empty for the document's own), and which way it is read."""
    lang = text.lang if isinstance(text, Sentence) else ""
    return {"text": str(text), "lang": lang, "rtl": report_words.is_rtl(str(text))}
