"""All ops, so that the registry is one place and importing it costs nothing until it is asked for."""

from __future__ import annotations

from analytics.recipe.ops import Op
from analytics.recipe.ops.map_values import MapValues
from analytics.recipe.ops.move_part import MovePart
from analytics.recipe.ops.null_words import NullWords
from analytics.recipe.ops.trim import Trim
from analytics.recipe.ops.type_view import TypeView
from analytics.recipe.ops.unit import Unit
from analytics.recipe.ops.vote import Vote

OPS: dict[str, Op] = {op.name: op for op in (Trim(), NullWords(), Unit(), MovePart(), MapValues(), Vote(), TypeView())}
