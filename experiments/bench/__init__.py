"""Benchmarks beside other tools: the rows of `rumor bench`, and modules for ``python -m``."""
