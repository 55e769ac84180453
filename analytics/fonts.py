"""The fonts of pictures and paper: files that packages bring, never those of the machine, so that all machines agree.

The house face has Latin, Greek and Cyrillic letters. For a text in other letters the face is added that has them; what
no face has is drawn as boxes, and ``uncovered`` says so beforehand. A package that is not installed is passed over.
"""

from __future__ import annotations

import importlib.util
import struct
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from pathlib import Path

HOUSE = "Source Sans Pro"
WEIGHTS = ("Regular", "Semibold", "Bold")
OTHERS = (
    ("fontpkg_noto_sans_arabic", "Noto Sans Arabic", ("NotoSansArabic[wdth,wght].ttf",)),
    ("fontpkg_assistant", "Assistant", ("Assistant[wght].ttf",)),
    ("fontpkg_noto_sans_devanagari", "Noto Sans Devanagari", ("NotoSansDevanagari[wdth,wght].ttf",)),
    ("fontpkg_hind_siliguri", "Hind Siliguri", ("HindSiliguri-Regular.ttf", "HindSiliguri-Bold.ttf")),
    ("fontpkg_noto_sans_tamil", "Noto Sans Tamil", ("NotoSansTamil[wdth,wght].ttf",)),
    ("fontpkg_noto_sans_telugu", "Noto Sans Telugu", ("NotoSansTelugu[wdth,wght].ttf",)),
    ("fontpkg_noto_sans_thai", "Noto Sans Thai", ("NotoSansThai[wdth,wght].ttf",)),
    ("manimgx_fonts_cjk", "Noto Sans CJK JP", ("NotoSansCJK-VF.otf.ttc",)),
)
"""Package, family, files; the first one that has a letter draws it. The large one is asked last."""
UNSEEN = {"Cc", "Cf", "Cn", "Cs", "Zs", "Zl", "Zp"}
"""Categories of characters that have no shape of their own."""


@dataclass(frozen=True)
class Face:
    """A family in files of one folder."""

    family: str
    files: tuple[Path, ...]

    @property
    def folder(self) -> Path:
        return self.files[0].parent

    def has(self, letter: str) -> bool:
        starts, ends = _letters(self.files[0])
        place = bisect_right(starts, ord(letter)) - 1
        return place >= 0 and ord(letter) <= ends[place]


@cache
def house() -> Face | None:
    """The face of all pages; None where its package is missing."""
    return _found("font_source_sans_pro", HOUSE, tuple(f"SourceSansPro-{weight}.ttf" for weight in WEIGHTS))


@cache
def others() -> tuple[Face, ...]:
    found = (_found(package, family, files) for package, family, files in OTHERS)
    return tuple(face for face in found if face is not None)


def beyond(text: str) -> list[Face]:
    """The faces that the text takes beside the house's own."""
    needed = {_face_of(letter) for letter in _foreign(text)}
    return [face for face in others() if face in needed]


def uncovered(text: str) -> list[str]:
    """The characters of the text that no face here has, in order."""
    return [letter for letter in _foreign(text) if _face_of(letter) is None]


def files_for(text: str) -> list[str]:
    """All files that it takes to draw the text."""
    own = house()
    return [str(file) for face in ([own] if own else []) + beyond(text) for file in face.files]


def _foreign(text: str) -> list[str]:
    """The different characters with a shape that the house face lacks, in order."""
    return (
        [] if text.isascii() else sorted(letter for letter in set(text) if not letter.isascii() and _is_foreign(letter))
    )


@cache
def _is_foreign(letter: str) -> bool:
    if unicodedata.category(letter) in UNSEEN or 0xFE00 <= ord(letter) <= 0xFE0F:
        return False
    own = house()
    return own is None or not own.has(letter)


@cache
def _face_of(letter: str) -> Face | None:
    return next((face for face in others() if face.has(letter)), None)


def _found(package: str, family: str, names: tuple[str, ...]) -> Face | None:
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent
    folder = folder / "files" if (folder / "files").is_dir() else folder
    files = tuple(file for name in names if (file := folder / name).is_file())
    return Face(family, files) if files else None


# Which letters a file has: its table “cmap” (OpenType 1.9), of which nothing else is read


@cache
def _letters(file: Path) -> tuple[list[int], list[int]]:
    """First and last code points of the ranges that the file has shapes for, in order; its first face's."""
    with file.open("rb") as source:

        def read(place: int, size: int) -> bytes:
            source.seek(place)
            return source.read(size)

        start = 0
        if read(0, 4) == b"ttcf":
            (start,) = struct.unpack(">I", read(12, 4))
        (tables,) = struct.unpack(">H", read(start + 4, 2))
        for place in range(start + 12, start + 12 + 16 * tables, 16):
            tag, _, offset, length = struct.unpack(">4sIII", read(place, 16))
            if tag == b"cmap":
                ranges = _ranges(read(offset, length))
                return [first for first, _ in ranges], [last for _, last in ranges]
    return [], []


def _ranges(table: bytes) -> list[tuple[int, int]]:
    (count,) = struct.unpack_from(">H", table, 2)
    places = [struct.unpack_from(">HHI", table, 4 + 8 * number)[2] for number in range(count)]
    formats = {struct.unpack_from(">H", table, place)[0]: place for place in places}
    if (place := formats.get(12)) is not None:  # all of Unicode, by groups
        (groups,) = struct.unpack_from(">I", table, place + 12)
        return sorted(struct.unpack_from(">II", table, place + 16 + 12 * number) for number in range(groups))  # type: ignore[misc]
    if (place := formats.get(4)) is not None:  # the first 65,536, by segments
        (twice,) = struct.unpack_from(">H", table, place + 6)
        ends = struct.unpack_from(f">{twice // 2}H", table, place + 14)
        starts = struct.unpack_from(f">{twice // 2}H", table, place + 16 + twice)
        return sorted((first, last) for first, last in zip(starts, ends, strict=True) if first != 0xFFFF)
    return []
