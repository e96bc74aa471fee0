"""Corpus to trained model: tracked, compared and exported."""
