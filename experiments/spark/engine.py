"""The engine for a Spark cluster: pieces of files, to rows, to scores, to part files."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import mlflow.pyfunc
from pyspark import StorageLevel, cloudpickle
from pyspark.sql import functions as F  # noqa: N812 - as all of Spark's own documentation has it

from rumor.batch.job import Job, Outcome
from rumor.batch.sources import find_sources
from rumor.experiments.logged_model import save_model
from rumor.experiments.runtime import zip_runtime
from rumor.experiments.spark import reading, writing
from rumor.experiments.spark.progress import showing_progress
from rumor.experiments.spark.session import check_spark, open_session
from rumor.portable import write_model
from rumor.scorer import Scorer

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

TASK_ROWS = 2_000
"""Rows that one task scores, unless there are too few to keep all cores at work."""

_SCORES = "score double, speculative boolean, level string, evidence string"


def run_spark(
    job: Job, scorer: Scorer, master: str | None = None, *, piece: int = reading.PIECE_BYTES
) -> Outcome:
    """Score a job on a Spark cluster.

    Parameters
    ----------
    job : Job
        Input and output must be at the same path on all machines of the cluster. Both the output
        and the rejected rows are folders of part files. There are no chunks, workers and restarts.
    scorer : Scorer
    master : str, optional
        ``local[4]``, ``spark://HOST:PORT``, ``yarn``, ``k8s://...``; when left out that of
        ``spark-submit``, else all cores of this machine. Workers need MLflow, pandas and pyarrow in
        the Python that ``PYSPARK_PYTHON`` names.
    piece : int
        Bytes of JSON Lines that are read by one task.

    Returns
    -------
    Outcome
        The rows are those of `rumor.batch.local.run_local`, in no order: source and row are
        their key. The output is written, unless files failed and no row of any could be read.

    Raises
    ------
    rumor.errors.InputError
        If there is no such input.
    rumor.errors.OutputError
        If an output exists and may not be replaced, or cannot be written.
    rumor.experiments.spark.session.SparkError
        If Spark cannot start, its master does not answer, or it gives up on the job.
    """
    _, sources, _ = find_sources(job.input.absolute(), job.format)
    for path in (job.output, job.rejected):
        writing.check_output(path, force=job.force)
    check_spark(master)
    with (
        writing.scratch_beside(job.output) as scored_folder,
        writing.scratch_beside(job.rejected) as rejected_folder,
        open_session(master) as spark,
        showing_progress(spark.sparkContext),
        TemporaryDirectory(prefix="rumor-spark-") as folder,
    ):
        score = _scoring(spark, scorer, job, Path(folder))
        rows = _read(spark, reading.cut(sources, job.format, piece), job)
        try:
            outcome = _outcome(rows)
            if outcome.errors and not outcome.scored + outcome.rejected:
                return outcome
            records = _spread(rows.where("kind = 'record'"), outcome.scored)
            scored = records.select(
                "source", "row", "id", score(F.struct("text", "title")).alias("result")
            ).select("source", "row", "id", "result.*")
            writing.write_scored(scored, scored_folder / "new", job.output_format)
            if outcome.rejected:
                rejected = rows.where("kind = 'rejected'").coalesce(_cores(spark))
                writing.write_rejected(rejected, rejected_folder / "new")
        finally:
            rows.unpersist()
        writing.publish(rejected_folder / "new", job.rejected)
        writing.publish(scored_folder / "new", job.output)
    return outcome


def _scoring(spark: SparkSession, scorer: Scorer, job: Job, folder: Path) -> Any:
    """Give the workers our code and the model; return the function of a column that scores it."""
    cloudpickle.register_pickle_by_value(reading)
    cloudpickle.register_pickle_by_value(writing)
    # Named after its folder: a session takes one file of a name only.
    spark.sparkContext.addPyFile(str(zip_runtime(folder / f"{folder.name}.zip")))
    write_model(scorer.model, folder / "model.json")
    save_model(folder / "model.json", folder / "model")
    params = {"threshold": scorer.threshold, "unit": job.unit}
    return mlflow.pyfunc.spark_udf(
        spark, str(folder / "model"), env_manager="local", result_type=_SCORES, params=params
    )


def _read(spark: SparkSession, pieces: Sequence[reading.Piece], job: Job) -> DataFrame:
    """Return the frame of rows; it is kept, so that each file is read once."""
    stretches = [piece for piece in pieces if piece.end]
    if stretches:
        counter = partial(reading.count, columns=job.columns)
        counted = _frame(spark, stretches).mapInPandas(
            counter, "path binary, start long, records long"
        )
        counts = {(bytes(row.path), row.start): row.records for row in counted.collect()}
        pieces = reading.number(
            pieces, [counts.get((piece.to_row()[0], piece.start), 0) for piece in pieces]
        )
    reader = partial(reading.read, format=job.format, columns=job.columns, delimiter=job.delimiter)
    rows = _frame(spark, pieces).mapInPandas(reader, reading.ITEMS)
    return rows.persist(StorageLevel.DISK_ONLY)


def _outcome(rows: DataFrame) -> Outcome:
    kind, failed = F.col("kind"), F.struct("source", "reason", "raw")
    counts = rows.agg(
        F.count_if(kind == "record").alias("scored"),
        F.count_if(kind == "rejected").alias("rejected"),
        F.collect_list(F.when(kind == "failed", failed)).alias("failed"),
    ).collect()[0]
    errors = tuple(map(reading.failure, sorted(counts.failed)))
    return Outcome(counts.scored, counts.rejected, errors)


def _frame(spark: SparkSession, pieces: Sequence[reading.Piece]) -> DataFrame:
    """Return the pieces as a frame, one a task."""
    rows = spark.sparkContext.parallelize([piece.to_row() for piece in pieces], len(pieces))
    return spark.createDataFrame(rows, reading.PIECES)


def _spread(records: DataFrame, count: int) -> DataFrame:
    tasks = max(math.ceil(count / TASK_ROWS), min(_cores(records.sparkSession), count), 1)
    return records.repartition(tasks)


def _cores(spark: SparkSession) -> int:
    return int(spark.sparkContext.defaultParallelism)
