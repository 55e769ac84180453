"""Whatever table is written in whatever dialect and encoding comes back as it was; no word of a mess is lost."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reading.text_help import reading

WORDS = st.text(
    st.sampled_from("abcxyzÄéßñ019 .-_'()/&+%"), min_size=1, max_size=12
).map(lambda text: text.strip(" '")).filter(lambda text: any(mark.isalnum() for mark in text))  # fmt: skip
HARD = st.one_of(WORDS, WORDS.map(lambda w: f'{w} "q", {w}'), WORDS.map(lambda w: f"{w};\n{w}"), st.just(""))


@st.composite
def tables(draw: st.DrawFn) -> list[list[str]]:
    """A header of words, a column of numbers first, then cells that are hard to write."""
    width = draw(st.integers(2, 5))
    body = draw(st.lists(st.lists(HARD, min_size=width, max_size=width), min_size=2, max_size=12))
    return [["id", *[f"name {n}" for n in range(width)]], *[[str(n), *cells] for n, cells in enumerate(body, 1)]]


@settings(max_examples=120, deadline=None)
@given(
    table=tables(),
    delimiter=st.sampled_from(",;\t|"),
    end=st.sampled_from(["\n", "\r\n"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
)
def test_a_table_comes_back_from_any_dialect(table, delimiter, end, encoding, quoting):
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows(table)
    with tempfile.TemporaryDirectory() as folder:
        told = reading(Path(folder), stream.getvalue().encode(encoding))
    assert [told.columns, *map(list, told.rows)] == table
    assert told.detected.delimiter == delimiter


MESS = ("w", "w,w", "w,w,w", "w,w,w,w", ",", "", '"w', 'w",w,w', "w;w", "# w", "Total,w,w")


@settings(max_examples=150, deadline=None)
@given(lines=st.lists(st.sampled_from(MESS), max_size=25))
def test_every_word_of_a_mess_is_in_the_table_or_among_the_problems(lines):
    number = 0
    parts = ["id,when,what"]
    for line in [*lines, "w,w,w"]:
        filled = ""
        for mark in line:
            number += mark == "w"
            filled += f"word{number:04d}" if mark == "w" else mark
        parts.append(filled)
    with tempfile.TemporaryDirectory() as folder:
        told = reading(Path(folder), "\n".join(parts) + "\n")
    kept = " ".join([*told.columns, *[cell or "" for row in told.rows for cell in row]])
    listed = " ".join(p.content or "" for p in told.problems)
    lost = [n for n in range(1, number + 1) if f"word{n:04d}" not in kept and f"word{n:04d}" not in listed]
    assert told.detected.tables > 1 or not lost
