"""First rows of words that are told from the others by their form: addresses and sentences as below, numbered names."""

from __future__ import annotations

import re
from collections.abc import Sequence

ADDRESS = re.compile(
    r"\s*(?:[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?:https?|ftp)://\S+|www\.\S+|(?:\.{0,2}/|[A-Z]:\\)\S{4,})\s*$"
)
_SENTENCE = re.compile(r"(?s)\W*\w\S*(?:\s+\S+){4,}\s+\S*[.!…][\"'”)]*\s*$")
"""Words parted by blanks; a blank is never a word of none, or a run of them could be parted in 2ⁿ ways."""
_COUNTED = re.compile(r"\s*([^\W\d][^\d]*)(\d{1,4})\s*")


def numbered(texts: Sequence[str | None]) -> bool:
    """Whether all cells are one word with rising numbers: ``col1``, ``col2``, ``col3``."""
    found = [_COUNTED.fullmatch(text or "") for text in texts]
    if len(found) < 2 or not all(found):
        return False
    numbers = [int(one.group(2)) for one in found if one]
    same = len({one.group(1).lower() for one in found if one}) == 1
    return same and numbers[0] in (0, 1) and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def made_alike(texts: Sequence[Sequence[str | None]], width: int) -> bool:
    """Whether a column has addresses or sentences nearly everywhere, in the first row, too; names are neither."""
    for j in range(width):
        first, rest = texts[0][j], [row[j] for row in texts[1:] if row[j]]
        for form, least in ((ADDRESS, 1), (_SENTENCE, 3)):
            if not first or len(rest) < least:
                continue
            if form.match(first) and 10 * sum(form.match(text or "") is not None for text in rest) >= 9 * len(rest):
                return True
    return False
