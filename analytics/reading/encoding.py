"""Which encoding the bytes of a text are in, decided over the whole file, with the evidence in words."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from analytics.reading.ends import chunks, ends, line_of
from analytics.schema import AnalyticsError

SAMPLE = 1 << 16
"""Bytes around letters beyond ASCII that are weighed where the file is not UTF-8."""
ALL_ASCII, ALL_VALID = "All bytes are ASCII.", "All bytes are valid UTF-8."
_MARKED = "The file starts with a byte order mark."
BOMS = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip
_CYRILLIC = "оеаинтсрвлкмдп", "уяыьгзбчйхжшюцщэфъёОЕАИНТСРВЛКМДПУЯГЗБЧХЖШЮЦЩЭФ№"
_WESTERN = "éèêëàâäáçôöóüúñíîïßæøåœ¿¡", "ãõòûùìýÿÄÖÜÉÈÀÇÑÁÍÓÚØÅÆÊÔŒðþ"
_MARKS = "€–—‘’“”…°«»·®©™ºª£§²³½¼\xa0"
_CENTRAL = "ąćęłńóśźżčďěňřšťůúýáéížőűöü", "ôäĄĆĘŁŃÓŚŹŻČĎŘŠŤŮŽÝÁÉŐŰÖÜľĺŕăâîșțşţđßëĐ"
COMMON: dict[str, tuple[str, str]] = {
    "cp1252": (_WESTERN[0], _WESTERN[1] + _MARKS),
    "cp1250": (_CENTRAL[0], _CENTRAL[1] + "€–—‘’“”„…°«»§\xa0"),
    "iso-8859-2": (_CENTRAL[0], _CENTRAL[1] + "°§\xa0"),
    "cp1251": (_CYRILLIC[0] + "іїєґў", _CYRILLIC[1] + "ІЇЄҐЎђјљњћџ–—«»„“”’…\xa0"),
    "koi8-r": (_CYRILLIC[0], _CYRILLIC[1] + "\xa0"),
    "iso-8859-5": (_CYRILLIC[0] + "іїєў", _CYRILLIC[1] + "ІЇЄЎ\xa0"),
    "cp866": (_CYRILLIC[0], _CYRILLIC[1]),
    "cp1253": ("αεηιοτνσρκπλμςυδγάέήίόύώ", "βζθξφχψωΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩΆΈΉΊΌΎΏ€–—«»“”\xa0"),
    "cp1254": ("çğıöşüİ", "ÇĞÖŞÜâîéà€–—“”’\xa0"),
    "cp1255": ("יוהלאמרבתשנ", "חדקצפגטסעזכךםןףץ₪–“”׳״\xa0"),
    "cp1256": ("ايلمنرتبوهةسدعفق", "كحجخشصضطظغثذزأإآءؤئىپچژگ،؟\xa0"),
    "cp1257": ("āčēģīķļņšūžąęėįų", "ĀČĒĢĪĶĻŅŠŪŽĄĘĖĮŲõäöüÕÄÖÜ–—„“”€"),
    "mac-roman": (_WESTERN[0], _WESTERN[1] + "–—‘’“”…«»£"),
    "cp850": (_WESTERN[0], _WESTERN[1]),
    "iso-8859-15": (_WESTERN[0] + "€", _WESTERN[1] + "°«»·®©ºª£§²³\xa0"),
}
"""Single-byte encodings, the likelier first, with the characters that their texts have often, and the others."""
WIDE: dict[str, tuple[tuple[int, int], ...]] = {
    "cp932": ((0x82, 0x83), (0x88, 0x97)), "euc-jp": ((0xA4, 0xA5), (0xB0, 0xCF)), "gb18030": ((0xB0, 0xD7),),
    "cp949": ((0xB0, 0xC8),), "big5": ((0xA4, 0xC6),),
}  # fmt: skip
"""Encodings of two bytes a character, with the first bytes of their common characters."""
_NO_LEAD = bytes(code for code in range(256) if not 0xC2 <= code <= 0xF4)
"""All bytes but those that start a character beyond ASCII in UTF-8."""
UNLIKELY = 0.6
"""Share below which no encoding of one byte makes sense of the letters."""
_HIGH = re.compile(rb"[\x80-\xff]+")


def _foreign(error: UnicodeError) -> tuple[str, int]:
    """What a byte that is no UTF-8 says in cp1252: a file put together from two keeps its letters."""
    assert isinstance(error, UnicodeDecodeError)
    return codecs.decode(error.object[error.start : error.start + 1], "cp1252", "replace"), error.start + 1


codecs.register_error("luminabi-foreign", _foreign)


@dataclass(frozen=True)
class Encoding:
    """``broken`` counts the bytes that do not fit, ``line`` is that of the first; ``bom`` the bytes to skip.

    ``assumed``: only the start of the file was looked at; whoever reads the rest has to say whether it is so.
    """

    name: str
    why: str
    bom: int = 0
    broken: int = 0
    line: int | None = None
    certain: bool = True
    assumed: bool = False

    def found(self, ascii_only: bool) -> Encoding:
        """What was assumed, after all bytes have been seen to be valid."""
        why = _MARKED if self.bom else ALL_ASCII if ascii_only else ALL_VALID
        return replace(self, why=why, assumed=False)

    @property
    def errors(self) -> str:
        return "luminabi-foreign" if self.name == "utf-8" else "replace"


def detect(path: Path, wanted: str | None = None) -> Encoding:
    """The encoding of a text file. AnalyticsError where a person asks for one that Python does not know."""
    with path.open("rb") as file:
        head = file.read(65_536)
    mark = next((pair for pair in BOMS if head.startswith(pair[0])), None)
    if mark is not None and mark[1].startswith("utf-16") and not _is_wide(head):
        mark = None  # the two bytes are refuse: what follows has line ends of one byte each
    if wanted:
        return _wanted(path, wanted, mark)
    if mark is not None:
        return _counted(path, mark[1], _MARKED, len(mark[0]))
    wide = _without_mark(head)
    if wide is not None:
        return Encoding(wide, "Every second byte is zero, as in UTF-16 without a byte order mark.", certain=False)
    broken, line, signs = _utf8_faults(path)
    if not broken:
        return Encoding("utf-8", ALL_VALID if signs else ALL_ASCII)
    if signs >= broken:
        why = f"All but {broken:,} bytes are valid UTF-8; those are read as Windows-1252."
        return Encoding("utf-8", why, broken=broken, line=line)
    name, why = _weighed(b" ".join(_around(path)))
    return _counted(path, name, why, 0, certain=False)


def _wanted(path: Path, wanted: str, mark: tuple[bytes, str] | None) -> Encoding:
    try:
        name = codecs.lookup(wanted).name
        "".encode(name)
    except (LookupError, TypeError, ValueError):
        raise AnalyticsError(f"The encoding “{wanted[:40]}” is not known; choose another one.") from None
    plain = {"utf-8-sig": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}.get(name, name)
    if mark is not None and (plain == mark[1] or (name in ("utf-16", "utf-32") and mark[1].startswith(name))):
        return _counted(path, mark[1], "Chosen by a person.", len(mark[0]))
    if name == "utf-16" and (guessed := _without_mark(path.open("rb").read(65_536))):
        plain = guessed
    return _counted(path, plain, "Chosen by a person.", 0)


def _is_wide(head: bytes) -> bool:
    """Whether bytes may be UTF-16: there its line ends have a zero byte, and ASCII is not nearly all of it."""
    bare = head[2:]
    return b"\0" in bare or not (b"\n" in bare or b"\r" in bare) or 10 * sum(b > 127 for b in bare) > len(bare)


def _without_mark(head: bytes) -> str | None:
    """UTF-16 by the places of its zero bytes: nearly all at odd places, or nearly all at even ones."""
    pairs = len(head) // 2
    if pairs < 2:
        return None
    even, odd = head[0 : 2 * pairs : 2].count(0), head[1 : 2 * pairs : 2].count(0)
    if odd > 0.4 * pairs and even < 0.05 * pairs:
        return "utf-16-le"
    return "utf-16-be" if even > 0.4 * pairs and odd < 0.05 * pairs else None


def _utf8_faults(path: Path) -> tuple[int, int | None, int]:
    """Bytes that are no UTF-8, the line of the first, and how many characters beyond ASCII are valid."""
    broken, line, signs, place = 0, None, 0, 0
    rest = b""
    for chunk in chunks(path):
        if not rest and chunk.isascii():
            place += len(chunk)
            continue
        data = rest + chunk
        text, used = codecs.utf_8_decode(data, "luminabi-count", False)
        rest = data[used:]
        found = text.count("\ufffe")
        if found and line is None:
            line = line_of(path, place) + ends(text[: text.index("\ufffe")].encode())
        broken += found
        if broken > 1000 and broken > signs:
            return broken, line, signs
        signs += max(0, len(data[:used].translate(None, _NO_LEAD)) - found)
        place += used
    return broken + bool(rest), line if line is not None or not rest else line_of(path, place), signs


def recoded(path: Path, encoding: Encoding, target: Path) -> None:
    """Write a copy of a text in UTF-8, its line ends as they are."""
    decoder = codecs.getincrementaldecoder(encoding.name)("strict")
    with target.open("wb") as file:
        for chunk in chunks(path, encoding.bom):
            file.write(decoder.decode(chunk).encode("utf-8"))
        file.write(decoder.decode(b"", True).encode("utf-8"))


def _counting(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return "\ufffe", error.start + 1


codecs.register_error("luminabi-count", _counting)


def _counted(path: Path, name: str, why: str, bom: int, *, certain: bool = True) -> Encoding:
    """The encoding, with the number of places that it cannot decode."""
    decoder = codecs.getincrementaldecoder(name)("luminabi-count")
    broken, line, lines = 0, None, 1
    for chunk in chunks(path, bom):
        try:
            text = decoder.decode(chunk)
        except UnicodeError:
            raise AnalyticsError(f"The file is not in the encoding “{name}”; choose another one.") from None
        found = text.count("\ufffe")
        if found and line is None:
            place = text.index("\ufffe")
            line = lines + (text.count("\n", 0, place) or text.count("\r", 0, place))
        broken += found
        lines += text.count("\n") or text.count("\r")
    return Encoding(name, why, bom, broken, line, certain)


def _around(path: Path) -> Iterator[bytes]:
    """Pieces of the file with bytes beyond ASCII, and the letters around them."""
    total = 0
    for chunk in chunks(path):
        end = 0
        for found in _HIGH.finditer(chunk):
            if found.start() < end:
                continue
            stop = chunk.find(b"\n", found.end())
            end = min(stop if stop >= 0 else len(chunk), found.start() + 400)
            # From the line's start: in the middle of a sign of two bytes all that follows would be another one.
            start = max(chunk.rfind(b"\n", max(0, found.start() - 400), found.start()) + 1, found.start() - 400, 0)
            piece = chunk[start:end]
            total += len(piece)
            yield piece
            if total > SAMPLE:
                return


def _weighed(sample: bytes) -> tuple[str, str]:
    """The likeliest of the encodings that are no UTF-8."""
    runs = _HIGH.findall(sample)
    high = sum(map(len, runs)) or 1
    if sum(len(run) for run in runs if len(run) > 1) > 0.6 * high:
        wide = {name: _wide_share(sample, name) for name in WIDE}
        best = max(wide, key=lambda name: wide[name])
        single = max(_share(sample, name) for name in COMMON)
        if wide[best] > 0.7 and wide[best] > single - 0.15:
            return best, f"Not UTF-8; {min(1.0, wide[best]):.0%} of the signs beyond ASCII are common ones of {best}."
    shares = {name: _share(sample, name) for name in COMMON}
    # The second byte of a Japanese sign may be ASCII: then the bytes beyond it stand alone.
    if max(shares.values()) < UNLIKELY and (share := _wide_share(sample, "cp932")) > 0.9:
        return "cp932", f"Not UTF-8; {min(1.0, share):.0%} of the signs beyond ASCII are common ones of cp932."
    best = max(shares, key=lambda name: shares[name] - 0.003 * list(COMMON).index(name))
    if shares[best] <= 0:
        return "cp1252", "Not UTF-8, and no other encoding fits better than Windows-1252."
    return best, f"Not UTF-8; as {best} the letters beyond ASCII make common words ({shares[best]:.0%})."


def _share(sample: bytes, name: str) -> float:
    """How well the signs beyond ASCII fit the texts of an encoding: 1 where all are common and stand as they should."""
    text = sample.decode(name, "replace")
    often, others = (frozenset(marks) for marks in COMMON[name])
    score = count = 0.0
    before = " "
    for mark, after in zip(text, text[1:] + " ", strict=True):
        if mark > "\x7f":
            count += 1
            if mark in often or mark in others:
                score += 1.0 if mark in often else 0.65
                if before > "\xbf" and _is_latin(before) and _is_latin(mark) and mark.isalpha():
                    score -= 0.4  # Latin scripts seldom have two letters beyond ASCII side by side
                if mark.isupper() and before.islower():
                    score -= 1.2
                elif not mark.isalpha() and before.isalpha() and after.isalpha() and mark not in "’‘\xa0–-·":
                    score -= 0.8
                elif mark.isalpha() and before.isascii() and before.isalpha() and not _is_latin(mark):
                    score -= 1.2
                elif mark.isalpha() and mark not in "ºª" and after.isdigit() and not before.isalpha():
                    score -= 1.2  # a currency sign before its amount, rather than a letter
            elif not mark.isalpha():
                score -= 1.0 if mark == "\ufffd" or mark < "\xa0" else 0.4
            else:
                score -= 0.1
        elif mark.isupper() and before > "\x7f" and before.islower():
            score -= 1.0
        before = mark
    return score / count if count else 0.0


def _is_latin(mark: str) -> bool:
    return mark < "\u0250"


def _wide_share(sample: bytes, name: str) -> float:
    """The share of common characters where the bytes are valid in a two-byte encoding; else 0."""
    good = bad = kana = 0
    text = sample.decode(name, "replace")
    for mark in text:
        if mark > "\x7f":
            first = mark.encode(name, "ignore")[:1]
            common = bool(first) and any(low <= first[0] <= high for low, high in WIDE[name])
            wide = "\u3000" <= mark <= "\u30ff" or "\uff01" <= mark <= "\uff5e"
            kana += "\u3040" <= mark <= "\u30ff"
            good += common or wide
            bad += mark == "\ufffd"
    total = sum(1 for mark in text if mark > "\x7f") or 1
    share = (good - 3 * bad) / total
    # Korean syllables fill a part of what is common in Chinese; Japanese without any kana is rare.
    return share + 0.02 if name == "cp949" else share * 0.9 if name == "euc-jp" and not kana else share
