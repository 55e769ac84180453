"""Pure analytics: values and paths in, values and paths out. Knows nothing of Django, requests or pages."""
