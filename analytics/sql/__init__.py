"""Questions that people ask in SQL of their own: checked by DuckDB's parser, run shut in, answered with a table.

Nothing here trusts the text: it runs in a limited child process only (see ``asking``).
"""
