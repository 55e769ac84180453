"""JSON as programs print it that do not write JSON: JavaScript, Python, the shell of MongoDB.

Single quotes, names without quotes, comments, a comma too many, ``None`` and ``True``, ``var rows = [...];``,
``callback([...])``, ``ObjectId("...")``: each has one meaning only, so the text is rewritten as strict JSON, token by
token and line by line. Libraries for such dialects make numbers of the digits; here ``1.10`` has to stay ``1.10``.
"""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

MAX_BYTES = 24 * 1024**2
"""A text is rewritten in memory, as a whole; larger ones have to be JSON."""
SENTENCE = "The file is not strict JSON, but written as {dialect} writes values ({what}); it was read that way."

_TOKEN = re.compile(
    r"""(?P<space>[\s\ufeff]+)
    |(?P<note>//[^\n]*|/\*.*?\*/|\#[^\n]*)
    |(?P<string>[bu]?"(?:[^"\\]|\\.)*"|[bu]?'(?:[^'\\]|\\.)*'|`(?:[^`\\$]|\\.)*`)
    |(?P<number>[-+]?(?:0[xX][0-9a-fA-F]+|(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?|Infinity\b|NaN\b))(?![\w.])
    |(?P<word>[^\W\d][\w$]*(?:\.[^\W\d][\w$]*)*|\$[\w$]*)
    |(?P<mark>[\[\]{}():,;])""",
    re.VERBOSE | re.DOTALL,
)
_BEFORE = re.compile(
    r"[\s\ufeff]*(?:\)\]\}',?|while\s*\(1\);|for\s*\(;;\);|/\*.*?\*/|//[^\n]*\n|\s)*"  # guards of web servers, comments
    r"(?:(?:(?:var|let|const|export\s+const)\s+)?[A-Za-z_$][\w$.]*(?:\[[\"'\w]+\])?\s*=(?=\s*[\[{(])"
    r"|(?:export\s+default|return)(?=\s*[\[{])"
    r"|[A-Za-z_$][\w$.]*\s*\((?=\s*[\[{]))?",
    re.DOTALL,
)
_PAIR = re.compile(r"""[\[{(,]\s*(?:"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|[A-Za-z_$][\w$]*|\d+)\s*:""")
_NESTED = re.compile(r"[\[(]\s*[\[(]\s*(?:['\"\[(]|[bu]['\"]|[-+]?[.\d]|None\b|True\b|False\b|null\b)")
"""A list of lists without a name in it, as JavaScript and Python print them."""
_WORDS = {
    "null": "null", "None": "null", "undefined": "null", "nil": "null", "true": "true", "True": "true",
    "false": "false", "False": "false", "NaN": "NaN", "nan": "NaN", "Infinity": "Infinity", "inf": "Infinity",
}  # fmt: skip
_CLOSING = {"[": "]", "{": "}", "(": ")"}
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|U([0-9a-fA-F]{8})|u[0-9a-fA-F]{4}|\r?\n|([0-7]{1,3})|.)|\"", re.DOTALL)
_KEPT = {'"', "\\", "/", "b", "f", "n", "r", "t"}


@dataclass(frozen=True)
class Strict:
    """A text as strict JSON, with as many lines as before; what was rewritten first, and in which line (from 1)."""

    text: str
    told: str
    line: int


@dataclass(frozen=True)
class _Token:
    """A token that is no white space and no comment, with the line ends before it, for those have to stay."""

    kind: str
    text: str
    at: int
    lines: int
    note: int | None
    """Where a comment stands before it."""


class _Unlike(ValueError):
    """The text is no such JSON."""


_END = _Token("end", "", -1, 0, None)


def looks_like(head: str) -> bool:
    """Whether a text starts like an object, or a list of objects, of such a dialect."""
    before = _BEFORE.match(head)
    rest = head[before.end() if before else 0 :].lstrip()[:4096]
    pair = _PAIR.search(rest)
    if not rest.startswith(("[", "{", "(")) or (pair is None and not _NESTED.match(rest)):
        return False
    try:
        if pair is None:
            return all(token.kind != "word" or token.text in _WORDS for token in _tokens(_whole(rest), 0))
        # What stands before the first pair is brackets and values alone.
        return all(token.kind != "word" or token.text in _WORDS for token in _tokens(rest[: pair.start() + 1], 0))
    except _Unlike:
        return False


def _whole(text: str) -> str:
    """The start of a text up to the last end of a list: what follows may be cut off inside a string."""
    return text[: max(text.rfind(close) for close in ("]", ")")) + 1]


def strict(path: Path, encoding: str) -> Strict | None:
    """The file as strict JSON; None where it is not written in such a dialect, or too large."""
    if path.stat().st_size > MAX_BYTES:
        return None
    text = path.read_bytes().decode(encoding, "replace")
    if not looks_like(text[:65_536]):
        return None
    try:
        return _Writer(text).rewritten()
    except _Unlike:
        return None


def _tokens(text: str, start: int) -> Iterator[_Token]:
    at, lines, note = start, 0, None
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise _Unlike
        kind, at = match.lastgroup or "", match.end()
        if kind in ("space", "note"):
            lines += match.group().count("\n")
            note = match.start() if note is None and kind == "note" else note
            continue
        yield _Token(kind, match.group(), match.start(), lines, note)
        lines, note = 0, None


class _Writer:
    """Takes the tokens one after another and writes strict JSON; remembers what it had to change first."""

    def __init__(self, text: str) -> None:
        before = _BEFORE.match(text)
        start = before.end() if before else 0
        self.source = text
        self.out: list[str] = ["\n" * text.count("\n", 0, start)]
        self.open: list[str] = []
        self.round: list[tuple[int, bool]] = []
        """Of each open round bracket where it was written, and whether it is a tuple: empty, or with a comma."""
        self.comma: int | None = None
        """Where the last comma was written, if nothing has followed it."""
        self.first: tuple[str, str, int] | None = None
        self.called = text[:start].rstrip().endswith("(")
        if text[:start].strip():
            self.changed("JavaScript", f"it starts with {' '.join(text[:start].split())[:30]}", 0)
        self.tokens = _tokens(text, start)
        self.ahead: deque[_Token] = deque()

    def peek(self, place: int = 0) -> _Token:
        """The token that comes after ``place`` others."""
        while len(self.ahead) <= place:
            self.ahead.append(next(self.tokens, _END))
        return self.ahead[place]

    def take(self) -> _Token:
        token = self.peek()
        self.ahead.popleft()
        self.out.append("\n" * token.lines or " ")
        if token.note is not None:
            self.changed("JavaScript", "a comment", token.note)
        return token

    def changed(self, dialect: str, what: str, at: int) -> None:
        if self.first is None:
            self.first = dialect, what, self.source.count("\n", 0, at) + 1

    def put(self, text: str) -> None:
        self.comma = None
        self.out.append(text)

    def rewritten(self) -> Strict | None:
        while self.peek() is not _END:
            token = self.take()
            if token.kind == "mark":
                self._mark(token)
            elif token.text == "new" and self.peek().kind == "word":
                continue  # new Date("…")
            elif token.kind == "word" and self.peek().text == "(":
                self._call(token)
            else:
                self._value(token, key=self.peek().text == ":")
        if self.open or self.first is None:
            return None
        dialect, what, line = self.first
        return Strict("".join(self.out), SENTENCE.format(dialect=dialect, what=what), line)

    def _mark(self, token: _Token) -> None:
        sign = token.text
        if sign in _CLOSING:
            self.open.append(_CLOSING[sign])
            self.put("[" if sign == "(" else sign)
            if sign == "(":
                self.round.append((len(self.out) - 1, self.peek().text == ")"))
                self.changed("a program", "round brackets", token.at)
        elif self.open and sign == self.open[-1]:
            if self.comma is not None:
                self.out[self.comma] = ""
                self.changed("JavaScript", "a comma before the end", token.at)
            self.open.pop()
            if sign == ")":
                at, is_tuple = self.round.pop()
                self.out[at] = self.out[at] if is_tuple else ""
                sign = "]" if is_tuple else ""
            self.put(sign)
        elif sign == "," and self.comma is None:
            # Between documents it is left out: one follows another.
            self.put("," if self.open else " ")
            self.comma = len(self.out) - 1 if self.open else None
            if self.open and self.open[-1] == ")":
                self.round[-1] = (self.round[-1][0], True)
        elif sign == ":" and self.open and self.open[-1] == "}":
            self.put(":")
        elif sign == ")" and self.called and not self.open:
            self.called = False  # of the call around all rows
        elif sign != ";" or self.open:
            raise _Unlike

    def _call(self, name: _Token) -> None:
        """Of ``ObjectId("…")``, ``new Date(…)``, ``Decimal('…')`` the one value is meant."""
        if self.peek(1).kind not in ("string", "number") or self.peek(2).text != ")":
            raise _Unlike
        self.changed("a program", f"{name.text}(…)", name.at)
        self.take()
        self._value(self.take(), key=False)
        self.take()

    def _value(self, token: _Token, *, key: bool) -> None:
        text = token.text
        if token.kind == "string":
            self.put(self._string(token))
        elif key:
            self.changed("JavaScript" if token.kind == "word" else "Python", "a name without quotes", token.at)
            self.put(json.dumps(text))
        elif token.kind == "number":
            self.put(_number(text))
            if self.out[-1] != text:
                self.changed("JavaScript", f"the number {text[:20]}", token.at)
        elif text in _WORDS:
            self.put(_WORDS[text])
            if self.out[-1] != text:
                self.changed("Python" if text[0].isupper() or text in ("nan", "inf") else "JavaScript", text, token.at)
        else:
            raise _Unlike

    def _string(self, token: _Token) -> str:
        text = token.text
        prefix = text[0] if text[0] in "bu" else ""
        if text[0] == '"' and "\\" not in text:
            return text
        if text[0] != '"':
            self.changed("JavaScript" if text[0] == "`" else "Python or JavaScript", "other quotes", token.at)
        return f'"{_ESCAPE.sub(_escaped, text[1 + len(prefix) : -1])}"'


def _escaped(match: re.Match[str]) -> str:
    """A sign after a backslash, or a quote, as JSON writes it."""
    text = match.group()
    if text == '"':
        return '\\"'
    if text[1] in "\r\n":
        return ""  # the line goes on
    if match.group(1) or match.group(2):
        code = int(match.group(1) or match.group(2), 16)
        return json.dumps(chr(code))[1:-1] if code <= 0x10FFFF else "\\ufffd"
    if match.group(3):
        return json.dumps(chr(int(match.group(3), 8)))[1:-1]
    return text if text[1] in _KEPT or (text[1] == "u" and len(text) == 6) else json.dumps(text[1:])[1:-1]


def _number(text: str) -> str:
    """A number as JSON writes it; one with zeros in front is a code and becomes a text."""
    sign, digits = ("-", text[1:]) if text[0] == "-" else ("", text.lstrip("+"))
    if digits[:2] in ("0x", "0X"):
        return f"{sign}{int(digits, 16)}"
    if digits[0] == "0" and digits[1:2].isdigit():
        return json.dumps(text)
    whole, point, rest = digits.partition(".")
    if not point:
        return sign + digits
    return f"{sign}{whole or '0'}.{rest if rest[:1].isdigit() else '0' + rest}"


__all__ = ["MAX_BYTES", "Strict", "looks_like", "strict"]
