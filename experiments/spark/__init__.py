"""Scoring many articles on a Spark cluster, row for row as on one machine."""

from rumor.experiments.spark.engine import run_spark

__all__ = ["run_spark"]
