"""Text in any of the common scripts is drawn with letters and not with boxes; what has no font is named."""

from __future__ import annotations

import re

import pypdfium2
import pytest

from analytics import fonts
from analytics.charts.raster import png
from core.models import ScheduledReport, Widget
from core.reporting import report_paper, reports, tongues

NAMES = {
    "Arabic": "مبيعات الربع الأول",
    "Hebrew": "דוח מכירות",
    "Japanese": "東京の売上",
    "Hindi": "बिक्री क्षेत्र",
    "Chinese": "销售简体",
    "Korean": "한국어 매출",
    "Bengali": "বাংলা",
    "Tamil": "தமிழ்",
    "Telugu": "తెలుగు",
    "Thai": "ภาษาไทย",
}
UNKNOWN = "\U0001f600"


def drawn(text: str) -> str:
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" class="c-chart" viewBox="0 0 200 40" width="200" height="40">'
        f'<text x="5" y="25" font-size="16">{text}</text></svg>'
    )


@pytest.mark.parametrize("script", NAMES)
def test_a_picture_has_letters_where_a_box_would_stand(script):
    text = NAMES[script]
    assert fonts.beyond(text)
    assert fonts.uncovered(text) == []
    letters = text.replace(" ", "")
    different = {png(drawn(letter)) for letter in dict.fromkeys(letters)}
    assert len(different) > len(set(letters)) // 2  # boxes would all look the same
    assert png(drawn(letters[0])) != png(drawn(UNKNOWN))


def test_latin_greek_and_cyrillic_take_no_further_font():
    assert fonts.beyond("Überblick, Ελληνικά, Русский, Tiếng Việt – 12 ₹ → €") == []
    assert len(fonts.files_for("plain")) == 3


def test_characters_without_a_font_are_named_in_the_language_of_the_paper():
    text = f"Sales {UNKNOWN}"
    assert fonts.uncovered(text) == [UNKNOWN]
    said = {code: report_paper.boxes(text, tongues.of(code)) for code in tongues.NAMES}
    assert len(set(said.values())) == 4
    assert all("U+1F600" in each for each in said.values())
    assert report_paper.boxes("Sales", tongues.of("en")) == ""


@pytest.mark.django_db(transaction=True)
def test_a_report_in_many_scripts_holds_them_on_paper_and_is_set_in_their_fonts(report, post):
    name = " ".join(NAMES.values())
    Widget.objects.filter(dashboard=report.dashboard, kind="chart").update(title=name)
    ScheduledReport.objects.update(name=f"{name} {UNKNOWN}", attachments=["pdf"])
    reports.send_due()
    [mail] = post.to("ada@example.org")
    part = next(each for each in mail.iter_attachments() if each.get_content_type() == "application/pdf")
    raw = part.get_payload(decode=True)
    faces = {found.decode() for found in re.findall(rb"/FontName\s*/(?:[A-Z]{6}\+)?([\w-]+)", raw)}
    for face in ("NotoSansArabic", "NotoSansDevanagari", "NotoSansCJK", "NotoSansThai", "Assistant"):
        assert any(face in each for each in faces), (face, faces)
    text = " ".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(raw))
    assert "東京の売上" in text
    assert "U+1F600" in text
