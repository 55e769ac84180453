"""Questions that people ask in SQL: what they may read, who answers, what is kept."""
