"""How the frozen dataclasses of the analytics survive a trip through JSON, and text of a file one into a sentence."""

from __future__ import annotations

import dataclasses
import functools
import re
import types
import typing
from collections.abc import Mapping
from typing import Any, Self

_LINE_ENDS = re.compile(r"[\t-\r\x85\u2028\u2029]+")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def seen(text: str) -> str:
    """The text on one line; signs that steer a terminal or turn the writing round are shown as �."""
    return _UNSEEN.sub("\N{REPLACEMENT CHARACTER}", _LINE_ENDS.sub(" ", text))


class JsonValue:
    """Gives a dataclass ``to_json`` and ``from_json``; nested dataclasses and tuples of them are followed."""

    def to_json(self) -> dict[str, Any]:
        return dataclasses.asdict(self)  # type: ignore[call-overload]

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Self:
        hints = _hints(cls)  # type: ignore[arg-type]
        return cls(**{name: _revive(hint, document[name]) for name, hint in hints.items() if name in document})


@functools.cache
def _hints(cls: type) -> dict[str, Any]:
    """The fields with their types; resolved once, since a profile of a wide table revives thousands of values."""
    hints = typing.get_type_hints(cls)
    return {field_.name: hints[field_.name] for field_ in dataclasses.fields(cls)}


def _revive(hint: Any, value: Any) -> Any:
    """Turn a JSON value back into what the type hint asks for: a dataclass, a tuple, or the value itself."""
    if value is None:
        return None
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        inner = [arm for arm in typing.get_args(hint) if arm is not type(None)]
        return _revive(inner[0], value) if len(inner) == 1 else value
    if typing.get_origin(hint) is tuple:
        (item, *_rest) = typing.get_args(hint)
        return tuple(_revive(item, member) for member in value)
    if isinstance(hint, type) and issubclass(hint, JsonValue):
        return value if isinstance(value, hint) else hint.from_json(value)
    return value
