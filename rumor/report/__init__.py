"""Scored articles for people and for programs."""
