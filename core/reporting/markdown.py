"""What people wrote in Markdown, for mail and paper."""

from __future__ import annotations

import re
from typing import Any


def plain_text(markdown: Any) -> str:
    """What somebody wrote in Markdown without its marks; lists keep their points."""
    lines = []
    for line in str(markdown or "").splitlines():
        line = re.sub(r"^\s*[-*+]\s+", "• ", line)
        line = re.sub(r"^\s*(#{1,6}|>)\s+", "", line)
        lines.append(re.sub(r"(\*\*|__|`)(.+?)\1", r"\2", line))
    return "\n".join(lines).strip()
