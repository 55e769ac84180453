"""Files that hold no table: what they are by their first bytes, said in one sentence with the way out."""

from __future__ import annotations

import lzma
import zipfile
import zlib
from pathlib import Path

from analytics.schema import AnalyticsError

MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG", "a picture (PNG)"), (b"\xff\xd8\xff", "a picture (JPEG)"), (b"GIF8", "a picture (GIF)"),
    (b"BM\x36", "a picture (BMP)"), (b"II*\0", "a picture (TIFF)"), (b"MM\0*", "a picture (TIFF)"),
    (b"%PDF", "a PDF document"), (b"{\\rtf", "a text document (RTF)"), (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"SQLite format 3\0", "an SQLite database"), (b"7z\xbc\xaf\x27\x1c", "a 7z archive"), (b"Rar!", "a RAR archive"),
    (b"BZh", "a bzip2 archive"), (b"\xfd7zXZ\0", "an xz archive"), (b"\x28\xb5\x2f\xfd", "a zstd archive"),
    (b"ID3", "a sound file"), (b"OggS", "a sound file"), (b"fLaC", "a sound file"), (b"RIFF", "a sound or video file"),
    (b"\x1aE\xdf\xa3", "a video"), (b"\0\0\0\x18ftyp", "a video"), (b"\0\0\0\x20ftyp", "a video"),
    (b"PK\x03\x04", "a zip archive"),
    (b"ARROW1", "an Arrow file"), (b"ORC", "an ORC file"), (b"Obj\x01", "an Avro file"), (b"$FL2", "an SPSS file"),
    (b"\x89HDF", "an HDF5 file"), (b"<stata_dta>", "a Stata file"), (b"\xca\xfe\xba\xbe", "a program"),
)  # fmt: skip
"""First bytes of formats that are not read, with what to call them."""
_HINT = "open it in the program it comes from and save the table as CSV, Excel or Parquet"


def refuse(path: Path, name: str) -> None:
    """AnalyticsError where the file is of a known foreign format, or is no text at all."""
    with path.open("rb") as file:
        head = file.read(65_536)
    for magic, what in MAGIC:
        if head.startswith(magic) and not (magic.isalpha() and _is_text(head)):
            raise AnalyticsError(f"“{name}” is {what}, not a table; {_HINT}.")
    if len(head) > 300 and head[257:262] == b"ustar":
        raise AnalyticsError(f"“{name}” is a tar archive; unpack it and upload the file inside.")
    if _is_lock(head):
        raise AnalyticsError(
            f"“{name}” only says who has the workbook open (an office program keeps it beside it); upload the workbook."
        )
    start = head[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<?xml", b"<svg", b"<kml", b"<rss", b"<gpx")):
        raise AnalyticsError(f"“{name}” is an XML document, not a table; {_HINT}.")
    if not _is_text(head):
        raise AnalyticsError(f"“{name}” is no text and of no format that is read; {_HINT}.")


def _is_lock(head: bytes) -> bool:
    """Whether it is the ``~$`` file of an office program: a name with its length before it, padded, and once more."""
    length = head[0] if head else 0
    if not 0 < length <= 52 or not 150 <= len(head) <= 300 or head[1 + length : 53].strip(b" \0"):
        return False
    return bytes((length, 0)) in head[53:58]


def _is_text(head: bytes) -> bool:
    """Whether bytes can be text in some encoding: few control signs, zeros only as UTF-16 and UTF-32 have them."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")):
        return True
    zeros = head.count(0)
    pairs = len(head) // 2
    if zeros:
        even, odd = head[0 : 2 * pairs : 2].count(0), head[1 : 2 * pairs : 2].count(0)
        if max(even, odd) > 0.4 * pairs and min(even, odd) < 0.05 * pairs:
            return True
        if zeros > 0.02 * len(head):
            return False
    control = sum(
        head.count(code) for code in range(32) if code not in (0, 1, 2, 9, 10, 11, 12, 13, 26, 27, 28, 29, 30, 31)
    )
    return control <= 0.01 * len(head) + 1


def is_document(path: Path) -> bool:
    """Whether a zip package is a document or presentation of an office program."""
    return _document(path) is not None


def refuse_document(path: Path, name: str) -> None:
    """AnalyticsError where a zip package is an office document or a program rather than an archive of files."""
    what = _document(path)
    if what is not None:
        raise AnalyticsError(f"“{name}” is {what}, not a table; {_HINT}.")


def _document(path: Path) -> str | None:
    with path.open("rb") as file:
        if file.read(2) != b"PK":
            return None
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist()[:20_000])
            kind = (
                archive.read("mimetype")[:100]
                if "mimetype" in names and archive.getinfo("mimetype").file_size < 200
                else b""
            )
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError, NotImplementedError,
            RuntimeError, KeyError):  # fmt: skip
        return None
    if "word/document.xml" in names or kind.endswith(b".text"):
        return "a text document"
    if "ppt/presentation.xml" in names or kind.endswith(b".presentation"):
        return "a presentation"
    if b"epub" in kind:
        return "a book (EPUB)"
    return "a program" if "META-INF/MANIFEST.MF" in names else None
