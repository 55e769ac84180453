"""URL patterns, one module per noun."""
