"""Benchmarks against other tools, each a module to run with ``python -m``."""
