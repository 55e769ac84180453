"""All ops, so that the registry is one place and importing it costs nothing until it is asked for."""

from __future__ import annotations

from analytics.recipe.ops import Op
from analytics.recipe.ops.null_words import NullWords
from analytics.recipe.ops.trim import Trim
from analytics.recipe.ops.type_view import TypeView

OPS: dict[str, Op] = {op.name: op for op in (Trim(), NullWords(), TypeView())}
