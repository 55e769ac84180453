"""All ops, so that the registry is one place and importing it costs nothing until it is asked for."""

from __future__ import annotations

from analytics.recipe.ops import Op
from analytics.recipe.ops.answers import Answers
from analytics.recipe.ops.derive import Derive
from analytics.recipe.ops.drop_column import DropColumn
from analytics.recipe.ops.drop_duplicates import DropDuplicates
from analytics.recipe.ops.drop_rows import DropRows
from analytics.recipe.ops.drop_totals import DropTotals
from analytics.recipe.ops.extract import Extract
from analytics.recipe.ops.fill_missing import FillMissing
from analytics.recipe.ops.flag_outliers import FlagOutliers
from analytics.recipe.ops.inner_spaces import InnerSpaces
from analytics.recipe.ops.leave_rows import LeaveRows
from analytics.recipe.ops.map_values import MapValues
from analytics.recipe.ops.merge import Merge
from analytics.recipe.ops.misfits import Misfits
from analytics.recipe.ops.moments import Moments
from analytics.recipe.ops.move_part import MovePart
from analytics.recipe.ops.null_words import NullWords
from analytics.recipe.ops.rename_columns import RenameColumns
from analytics.recipe.ops.replace_text import ReplaceText
from analytics.recipe.ops.split import Split
from analytics.recipe.ops.trim import Trim
from analytics.recipe.ops.type_view import TypeView
from analytics.recipe.ops.unit import Unit
from analytics.recipe.ops.vote import Vote

ALL: tuple[Op, ...] = (
    Trim(), NullWords(), InnerSpaces(), Unit(), MovePart(), MapValues(), ReplaceText(), Vote(), Split(), Merge(),
    Extract(), Answers(), Moments(), Misfits(), TypeView(), FlagOutliers(), FillMissing(), Derive(), DropTotals(),
    DropDuplicates(), DropRows(), LeaveRows(), RenameColumns(), DropColumn(),
)  # fmt: skip
OPS: dict[str, Op] = {op.name: op for op in ALL}
