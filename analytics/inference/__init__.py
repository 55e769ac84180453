"""What a column's text could mean: hypotheses from values, killed by the whole column, settled into a verdict, a role.

``hypotheses`` proposes readings that fit the values seen so far; ``analytics.profiling`` checks each on every cell with
the very SQL that later makes the clean table and comes back with the cells that did not fit, until none is new.
"""

from analytics.inference.decide import Facts, hypotheses, settle
from analytics.inference.reading import TEXT, Reading, Verdict
from analytics.inference.roles import Evidence, role_of

__all__ = ["TEXT", "Evidence", "Facts", "Reading", "Verdict", "hypotheses", "role_of", "settle"]
