"""Scoring many articles: rows of JSON lines, CSV or Parquet in, rows with scores out."""
