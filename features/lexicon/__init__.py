"""Cue lists as data, one folder a language."""
