"""The footer of a Parquet file, read and written: where each column's bytes lie and what their statistics prove.

Column chunks are complete in themselves, so a file may be put together from chunks of others, byte for byte, with a
footer of its own (the Parquet format, ``parquet.thrift``; Thrift's compact protocol). Nothing is decoded or encoded.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

MAGIC = b"PAR1"
BLOCK = 1 << 20
MOST = 1 << 20
"""Bytes of a footer that is read in Python, in half a second at most."""
TRUE, FALSE, BYTE, I32, I64, DOUBLE, BINARY, LIST, SET, STRUCT = 1, 2, 3, 5, 6, 7, 8, 9, 10, 12
Struct = dict[int, tuple[int, Any]]
"""Field number → (type, value); a list's value is (type of its members, members)."""
ELSEWHERE = (8, 14, 15)
"""Fields of a chunk's metadata that point outside its pages: its own key-values, the Bloom filter."""


class Unfit(Exception):
    """The file is not what this module takes apart."""


@dataclass(frozen=True)
class Column:
    """A flat column: its element of the schema and its chunk in each row group."""

    element: Struct
    chunks: tuple[Struct, ...]

    def nulls(self) -> int | None:
        """Its missing values; None where the file does not count them."""
        counts = [_at(_at(chunk, 12, {}), 3) for chunk in self.chunks]
        return None if None in counts else sum(counts)

    def bounds(self) -> tuple[bytes, bytes] | None:
        """Two bytes strings between which all of its texts are, sorted by bytes; None where the file has none."""
        pairs = [_bounds(chunk) for chunk in self.chunks]
        known = [pair for pair in pairs if pair is not None]
        if len(known) < len(pairs) or not known:
            return None
        return min(low for low, _ in known), max(high for _, high in known)


@dataclass(frozen=True)
class Footer:
    """``groups``: the rows of each row group."""

    path: Path
    columns: Mapping[str, Column]
    groups: tuple[int, ...]
    head: Struct

    @property
    def rows(self) -> int:
        return sum(self.groups)


def _at(fields: Struct, number: int, default: Any = None) -> Any:
    return fields[number][1] if number in fields else default


def _bounds(chunk: Struct) -> tuple[bytes, bytes] | None:
    known = _at(chunk, 12, {})
    low, high = _at(known, 6), _at(known, 5)
    # A bound that was cut short still bounds, but only below: a longer text sorts behind its own beginning.
    exact = known.get(7, (TRUE, True))[0] == TRUE
    return (low, high) if low is not None and high is not None and exact else None


def read(path: Path) -> Footer:
    """The footer of a Parquet file of flat columns. Raises Unfit for anything else."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        if size < 12:
            raise Unfit("too short")
        file.seek(size - 8)
        length, mark = struct.unpack("<I4s", file.read(8))
        if mark != MAGIC or length > min(size - 12, MOST):
            raise Unfit("no footer, or one that takes long to read")
        file.seek(size - 8 - length)
        data = file.read(length)
    try:
        return _footer(path, _Reader(data).fields())
    except (IndexError, TypeError, UnicodeDecodeError) as error:
        raise Unfit("damaged") from error


def _footer(path: Path, head: Struct) -> Footer:
    elements = _at(head, 2)[1][1:]
    groups = _at(head, 4)[1]
    chunks = [[_at(chunk, 3) for chunk in _at(group, 1)[1]] for group in groups]
    if any(5 in element for element in elements) or any(len(listed) != len(elements) for listed in chunks):
        raise Unfit("nested columns")
    columns = {
        _at(element, 4).decode(): Column(element, tuple(listed[i] for listed in chunks))
        for i, element in enumerate(elements)
    }
    if len(columns) != len(elements):
        raise Unfit("two columns of one name")
    return Footer(path, columns, tuple(_at(group, 3) for group in groups), head)


def join(target: Path, parts: Sequence[tuple[Footer, str, str]], notes: Mapping[str, str]) -> None:
    """Write ``target`` from columns of files with the same row groups: each the file, its name there, its name here.

    ``notes`` become the file's key-value metadata. Raises Unfit where the row groups differ.
    """
    first = parts[0][0]
    if any(footer.groups != first.groups for footer, _, _ in parts):
        raise Unfit("row groups differ")
    columns = [footer.columns[name] for footer, name, _ in parts]
    opened = {footer.path: footer.path.open("rb") for footer, _, _ in parts}
    try:
        with target.open("wb") as out:
            out.write(MAGIC)
            groups = []
            for place, rows in enumerate(first.groups):
                moved = [
                    _moved(column.chunks[place], opened[footer.path], out, name)
                    for column, (footer, _, name) in zip(columns, parts, strict=True)
                ]
                groups.append(_group(moved, rows, place))
            elements = [
                {**column.element, 4: (BINARY, name.encode())}
                for column, (_, _, name) in zip(columns, parts, strict=True)
            ]
            _finish(out, _head(first, elements, groups, notes))
    finally:
        for file in opened.values():
            file.close()


def stack(target: Path, parts: Sequence[Footer]) -> None:
    """Write ``target`` from files with the same columns, one under the other. Raises Unfit where these differ."""
    parts = [footer for footer in parts if footer.groups] or parts[:1]
    first = parts[0]
    elements = [column.element for column in first.columns.values()]
    # Beside the name and type an element says whether values may be missing, which their bytes depend on.
    if any([column.element for column in footer.columns.values()] != elements for footer in parts):
        raise Unfit("columns differ")
    with target.open("wb") as out:
        out.write(MAGIC)
        groups: list[Struct] = []
        for footer in parts:
            with footer.path.open("rb") as file:
                for place, rows in enumerate(footer.groups):
                    moved = [_moved(column.chunks[place], file, out, name) for name, column in footer.columns.items()]
                    groups.append(_group(moved, rows, len(groups)))
        _finish(out, _head(first, elements, groups, {}))


def _finish(out: BinaryIO, head: Struct) -> None:
    end = b"".join(_struct(head))
    out.write(end + struct.pack("<I4s", len(end), MAGIC))


def _head(first: Footer, elements: list[Struct], groups: list[Struct], notes: Mapping[str, str]) -> Struct:
    root = {**_at(first.head, 2)[1][0], 5: (I32, len(elements))}
    pairs = [{1: (BINARY, key.encode()), 2: (BINARY, value.encode())} for key, value in notes.items()]
    head = {**first.head, 2: (LIST, (STRUCT, [root, *elements])), 4: (LIST, (STRUCT, groups))}
    head[3] = (I64, sum(_at(group, 3) for group in groups))
    head[5] = (LIST, (STRUCT, pairs))
    if 7 in head:
        head[7] = (LIST, (STRUCT, [{1: (STRUCT, {})} for _ in elements]))
    return head


def _group(chunks: list[Struct], rows: int, place: int) -> Struct:
    packed, unpacked = (sum(_at(chunk, number) for chunk in chunks) for number in (7, 6))
    listed: list[Struct] = [{2: (I64, 0), 3: (STRUCT, chunk)} for chunk in chunks]
    return {
        1: (LIST, (STRUCT, listed)), 2: (I64, unpacked), 3: (I64, rows), 5: (I64, _start(chunks[0])), 6: (I64, packed),
        7: (4, place),
    }  # fmt: skip


def _start(chunk: Struct) -> int:
    offsets = [_at(chunk, number) for number in (11, 9) if _at(chunk, number)]
    return int(min(offsets))


def _moved(chunk: Struct, source: BinaryIO, out: BinaryIO, name: str) -> Struct:
    """Copy a chunk's bytes to the end of ``out``; its metadata with the new places."""
    start, left = _start(chunk), _at(chunk, 7)
    shift = out.tell() - start
    source.seek(start)
    while left:
        block = source.read(min(BLOCK, left))
        if not block:
            raise Unfit("cut off")
        out.write(block)
        left -= len(block)
    moved = {number: field for number, field in chunk.items() if number not in ELSEWHERE}
    moved |= {number: (I64, moved[number][1] + shift) for number in (9, 10, 11) if _at(moved, number)}
    return {**moved, 3: (LIST, (BINARY, [name.encode()]))}


class _Reader:
    """Thrift's compact protocol."""

    def __init__(self, data: bytes) -> None:
        self.data, self.place = data, 0

    def fields(self) -> Struct:
        found: Struct = {}
        number = 0
        while (byte := self._byte()) != 0:
            number = number + (byte >> 4) if byte >> 4 else self._zigzag()
            found[number] = (byte & 15, self._value(byte & 15))
        return found

    def _byte(self) -> int:
        byte = self.data[self.place]
        self.place += 1
        return byte

    def _varint(self) -> int:
        value = shift = 0
        while (byte := self._byte()) & 128:
            value |= (byte & 127) << shift
            shift += 7
        return value | byte << shift

    def _zigzag(self) -> int:
        value = self._varint()
        return (value >> 1) ^ -(value & 1)

    def _take(self, length: int) -> bytes:
        self.place += length
        return self.data[self.place - length : self.place]

    def _value(self, kind: int) -> Any:
        if kind in (TRUE, FALSE):
            return kind == TRUE
        if kind in (4, I32, I64):
            return self._zigzag()
        if kind == BINARY:
            return self._take(self._varint())
        if kind == STRUCT:
            return self.fields()
        if kind in (LIST, SET):
            byte = self._byte()
            length, member = byte >> 4, byte & 15
            length = self._varint() if length == 15 else length
            return member, [self._byte() if member in (TRUE, FALSE) else self._value(member) for _ in range(length)]
        if kind in (BYTE, DOUBLE):
            return self._take(1 if kind == BYTE else 8)
        raise Unfit(f"Thrift type {kind}")


def _struct(fields: Struct) -> Iterator[bytes]:
    before = 0
    for number in sorted(fields):
        kind, value = fields[number]
        step = number - before
        yield bytes([step << 4 | kind]) if 0 < step < 16 else bytes([kind]) + _zigzagged(number)
        yield from _written(kind, value) if kind not in (TRUE, FALSE) else ()
        before = number
    yield b"\0"


def _written(kind: int, value: Any) -> Iterator[bytes]:
    if kind in (4, I32, I64):
        yield _zigzagged(value)
    elif kind == BINARY:
        yield _packed(len(value)) + value
    elif kind == STRUCT:
        yield from _struct(value)
    elif kind in (LIST, SET):
        member, values = value
        yield bytes([len(values) << 4 | member]) if len(values) < 15 else bytes([0xF0 | member]) + _packed(len(values))
        for each in values:
            if member in (TRUE, FALSE):
                yield bytes([each])
            else:
                yield from _written(member, each)
    else:
        yield value


def _packed(value: int) -> bytes:
    found = bytearray()
    while value > 127:
        found.append(value & 127 | 128)
        value >>= 7
    found.append(value)
    return bytes(found)


def _zigzagged(value: int) -> bytes:
    return _packed((value << 1) ^ (value >> 63))
