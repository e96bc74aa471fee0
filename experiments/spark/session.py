"""A Spark session for one job: what it needs, checked before it starts, and a quiet terminal."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

from py4j.protocol import Py4JError
from pyspark import SparkConf, SparkContext
from pyspark.errors import PySparkException
from pyspark.java_gateway import launch_gateway
from pyspark.sql import SparkSession

from rumor.errors import RumorError

JAVA = 17
"""Spark 4 needs this Java, or a later one."""

CONNECT_SECONDS = 10.0
"""How long a master may take to answer."""

_OURS = {
    "spark.ui.showConsoleProgress": "false",  # we show our own
    "spark.sql.execution.arrow.maxRecordsPerBatch": "200",  # articles are long
    "spark.sql.execution.arrow.pyspark.enabled": "true",
}
_ONE_MACHINE = {
    "spark.ui.enabled": "false",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
}


class SparkError(RumorError):
    """Spark cannot be started, or has given up on a job."""


def check_spark(master: str | None) -> None:
    """Make sure that Spark can start and its master answers.

    Parameters
    ----------
    master : str, optional
        As for `open_session`.

    Raises
    ------
    SparkError
        If there is no Java that will do, or the master does not answer in time.
    """
    master = master or ""
    if master.startswith("sc://"):
        remedy = "give the cluster's own, such as spark://HOST:PORT, yarn or local[*]"
        raise SparkError(f"--master {master}: Spark Connect cannot take our code along; {remedy}")
    if not _is_submitted():
        _check_java()
        if master.startswith("spark://"):
            _check_master(master)


@contextmanager
def open_session(master: str | None) -> Iterator[SparkSession]:
    """Start Spark, and stop it afterwards.

    Parameters
    ----------
    master : str, optional
        ``local[4]``, ``spark://HOST:PORT``, ``yarn``, ``k8s://...``; when left out that of
        ``spark-submit``, else all cores of this machine.

    Yields
    ------
    pyspark.sql.SparkSession
        A session that was there before is used as it is, and not stopped.

    Raises
    ------
    SparkError
        If it does not start, or a job in it fails; Spark's log is then kept, and named.
    """
    running = SparkContext._active_spark_context is not None
    with NamedTemporaryFile(prefix="rumor-spark-", suffix=".log", delete=False) as log:
        try:
            with _quiet_warnings():
                context = _start(_settings(master), log)
                try:
                    if not running:
                        context.setLogLevel("ERROR")
                    yield SparkSession(context)
                finally:
                    if not running:
                        context.stop()
        except (Py4JError, PySparkException) as error:
            raise SparkError(f"Spark: {_reason(error, log.name)}") from error
        except BaseException:
            Path(log.name).unlink()
            raise
        Path(log.name).unlink()


def _start(settings: SparkConf, log: IO[bytes]) -> SparkContext:
    gateway = SparkContext._gateway
    if gateway is None and not _is_submitted():
        # What Java and Spark write as they start is of no use on a terminal, but may be later on.
        gateway = launch_gateway(settings, {"stdout": log, "stderr": log})
    if SparkContext._active_spark_context is not None or _is_submitted():
        return SparkContext.getOrCreate(settings)
    with _python_of_workers(settings.get("spark.master", "") or ""):
        return SparkContext(conf=settings, gateway=gateway)


def _settings(master: str | None) -> SparkConf:
    settings = SparkConf().setAppName("rumor batch")
    if master:
        settings.setMaster(master)
    elif not _is_submitted():
        settings.setMaster("local[*]")
    own = _ONE_MACHINE if (settings.get("spark.master", "") or "").startswith("local") else {}
    settings.setAll([*_OURS.items(), *own.items()])
    return settings


@contextmanager
def _python_of_workers(master: str) -> Iterator[None]:
    """Let workers on this machine run our Python, not whichever `python3` comes first."""
    name = "PYSPARK_PYTHON"
    if not master.startswith("local") or name in os.environ:
        yield
        return
    os.environ[name] = sys.executable
    try:
        yield
    finally:
        del os.environ[name]


@contextmanager
def _quiet_warnings() -> Iterator[None]:
    with warnings.catch_warnings():
        # Our frames are plain numbers and strings, which the tests hold to the local engine's.
        warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas")
        yield


def _is_submitted() -> bool:
    """Whether ``spark-submit`` started us, and Java with us."""
    return "PYSPARK_GATEWAY_PORT" in os.environ


def _check_java() -> None:
    remedy = f"install a Java runtime of version {JAVA} or later, such as Debian's "
    remedy += f"openjdk-{JAVA}-jre-headless, and let JAVA_HOME or PATH lead to it"
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home, "bin", "java")) if home else shutil.which("java")
    if java is None:
        raise SparkError(f"Spark needs Java, which is not installed; {remedy}")
    try:
        told = subprocess.run([java, "-version"], capture_output=True, check=True, timeout=60)
    except (OSError, subprocess.SubprocessError) as error:
        raise SparkError(f"{java}: does not run; {remedy}") from error
    version = re.search(rb'version "(?:1\.)?(\d+)', told.stderr)
    if version is None or int(version[1]) < JAVA:
        found = version[1].decode() if version else "an unknown version"
        raise SparkError(f"{java} is Java {found}, too old for Spark; {remedy}")


def _check_master(master: str) -> None:
    reason = ""
    for address in master.removeprefix("spark://").split(","):
        host, _, port = address.rpartition(":")
        if not host or not port.isdecimal():
            raise SparkError(f"--master {master}: {address!r} is not HOST:PORT; give it so")
        try:
            with socket.create_connection((host.strip("[]"), int(port)), timeout=CONNECT_SECONDS):
                return
        except (OSError, OverflowError) as error:
            reason = str(getattr(error, "strerror", None) or error).lower()
    raise SparkError(
        f"--master {master}: does not answer ({reason}); check the address, and that it is running"
    )


def _reason(error: Exception, log: str) -> str:
    """Return the line of an error that says most, and where the rest is."""
    java = getattr(error, "java_exception", None)
    told = str(java.getMessage() if java is not None else error)
    lines = [line.strip() for line in told.splitlines() if line.strip()]
    # Of a failure in Python on a worker the last line of its traceback says most.
    marked = [line for line in lines if re.match(r"[\w.]*(Error|Exception)\b", line)]
    line = (marked[-1:] or lines[:1] or [type(error).__name__])[0]
    return f"{line[:500]}; its log is {log}"
