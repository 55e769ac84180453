"""What a version of a dataset knows: its reading, recipe, findings and how it came to be."""
