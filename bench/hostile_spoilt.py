"""Ways of spoiling the bytes of a sound file: cut off, flipped, pieces lost, doubled or swapped, wrong names."""

from __future__ import annotations

import gzip
import random
import zlib
from collections.abc import Callable

from hostile_sound import unzipped, zipped

Spoil = Callable[[bytes, random.Random], bytes]
PACKED = (".xlsx", ".xlsm", ".xlsb", ".ods", ".zip")
ENDS = [".csv", ".tsv", ".json", ".ndjson", ".parquet", ".xlsx", ".xls", ".xlsb", ".ods", ".zip", ".gz", ".txt", ""]


def _piece(data: bytes, chance: random.Random) -> tuple[int, int]:
    start = chance.randrange(len(data))
    return start, min(len(data), start + chance.choice((1, 7, 64, 500, 4096)))


def cut_off(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(1, len(data))]


def start_lost(data: bytes, chance: random.Random) -> bytes:
    return data[chance.randrange(1, len(data)) :]


def bytes_flipped(data: bytes, chance: random.Random) -> bytes:
    spoilt = bytearray(data)
    for _ in range(chance.choice((1, 3, 10, 60))):
        spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
    return bytes(spoilt)


def bits_flipped(data: bytes, chance: random.Random) -> bytes:
    spoilt = bytearray(data)
    for _ in range(chance.choice((1, 3, 10))):
        spoilt[chance.randrange(len(spoilt))] ^= 1 << chance.randrange(8)
    return bytes(spoilt)


def piece_lost(data: bytes, chance: random.Random) -> bytes:
    start, stop = _piece(data, chance)
    return data[:start] + data[stop:] or b"x"


def piece_doubled(data: bytes, chance: random.Random) -> bytes:
    start, stop = _piece(data, chance)
    return data[:stop] + data[start:stop] * chance.choice((1, 1, 50)) + data[stop:]


def pieces_swapped(data: bytes, chance: random.Random) -> bytes:
    places = sorted(chance.randrange(len(data)) for _ in range(3))
    a, b, c = places
    return data[:a] + data[b:c] + data[a:b] + data[c:]


def zeros_inside(data: bytes, chance: random.Random) -> bytes:
    start, stop = _piece(data, chance)
    return data[:start] + bytes(stop - start) + data[stop:]


def numbers_absurd(data: bytes, chance: random.Random) -> bytes:
    """Four bytes as a length, a place or a count that cannot be."""
    start = chance.randrange(max(1, len(data) - 4))
    absurd = chance.choice((b"\xff\xff\xff\xff", b"\xff\xff\xff\x7f", b"\0\0\0\0", b"\0\0\0\x80"))
    return data[:start] + absurd + data[start + 4 :]


def junk_behind(data: bytes, chance: random.Random) -> bytes:
    return data + chance.randbytes(chance.choice((1, 100, 5000)))


def junk_before(data: bytes, chance: random.Random) -> bytes:
    return chance.randbytes(chance.choice((1, 100, 5000))) + data


WHOLE: dict[str, Spoil] = {
    each.__name__.replace("_", " "): each
    for each in (cut_off, start_lost, bytes_flipped, bits_flipped, piece_lost, piece_doubled, pieces_swapped,
                 zeros_inside, numbers_absurd, junk_behind, junk_before)
}  # fmt: skip


def inside(data: bytes, chance: random.Random, spoil: Spoil) -> bytes:
    """A sound package of parts, one of which is spoilt before it is packed."""
    members = unzipped(data)
    name = chance.choice([name for name, content in members.items() if content])
    return zipped({**members, name: spoil(members[name], chance)})


def part_lost(data: bytes, chance: random.Random) -> bytes:
    members = unzipped(data)
    members.pop(chance.choice(list(members)))
    return zipped(members)


def parts_mixed_up(data: bytes, chance: random.Random) -> bytes:
    members = unzipped(data)
    one, other = chance.choices(list(members), k=2)
    members[one], members[other] = members[other], members[one]
    return zipped(members)


def spoilt(name: str, data: bytes, chance: random.Random) -> tuple[str, str, bytes]:
    """One way at random: what was done, the file's name, its bytes."""
    draw = chance.random()
    if draw < 0.06:
        return "wrong ending", name.rpartition(".")[0] + chance.choice(ENDS), data
    if name.endswith(PACKED) and draw < 0.5:
        if draw < 0.12:
            return "part lost", name, part_lost(data, chance)
        if draw < 0.16:
            return "parts mixed up", name, parts_mixed_up(data, chance)
        what, spoil = chance.choice(list(WHOLE.items()))
        return f"inside: {what}", name, inside(data, chance, spoil)
    what, spoil = chance.choice(list(WHOLE.items()))
    if name.endswith(".gz") and draw < 0.4:
        return f"inside: {what}", name, gzip.compress(spoil(zlib.decompress(data, 31), chance), mtime=0)
    return what, name, spoil(data, chance)
