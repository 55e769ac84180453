"""The passport of a number: from a mark of a chart back to its rows, the steps that touched them, the original's lines.

Nothing is remembered for it: the chart's own query says what a mark is, and everything else is asked anew.
"""
