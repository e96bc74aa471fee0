"""A sentence in its context to cues (spans) and named numbers."""
