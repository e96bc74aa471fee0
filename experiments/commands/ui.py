"""`rumor ui`: the MLflow UI on the store that trainings are tracked in."""

from __future__ import annotations

import argparse
import signal
import sys
import webbrowser
from types import FrameType

from rumor.errors import RumorError
from rumor.experiments.commands.options import add_tracking_uri
from rumor.listening import add_listening_arguments, free_port
from rumor.model_source import tracking_uri

_LOCAL = ("127.0.0.1", "localhost", "::1")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.epilog = (
        "Runs until Ctrl-C. Exit status: 0 when stopped so; 2 when the server cannot be started."
    )
    add_tracking_uri(parser)
    add_listening_arguments(parser, default_port=5000)
    parser.add_argument("--open", action="store_true", help="open the page in a browser")


def run(arguments: argparse.Namespace) -> int:
    """Serve until interrupted.

    Returns
    -------
    int
        0; whatever goes wrong is raised.
    """
    uri = tracking_uri(arguments.tracking_uri)
    if uri.startswith(("http://", "https://")):
        return _show(uri.rstrip("/"), arguments.open)
    from rumor.experiments.ui_server import experiment_page, serve
    from rumor.model_store import require_store

    require_store(uri)
    number = free_port(arguments.host, arguments.port)
    from rumor.experiments.store import EXPERIMENT  # last: it loads MLflow, which takes a while

    if arguments.host not in _LOCAL:
        _say(f"whoever reaches {arguments.host} can read and change the runs")
    _say(f"starting the MLflow UI on {uri}")
    former = signal.signal(signal.SIGTERM, _interrupt)
    try:
        with serve(uri, arguments.host, number) as (address, process):
            _show(experiment_page(address, EXPERIMENT), arguments.open)
            _say("Ctrl-C stops it")
            status = process.wait()
    except KeyboardInterrupt:
        _say("stopped")
        return 0
    finally:
        signal.signal(signal.SIGTERM, former)
    raise RumorError(f"the MLflow server ended by itself (status {status}); start it again")


def _show(address: str, open_it: bool) -> int:
    print(address, flush=True)
    if open_it and not webbrowser.open(address):
        _say("no browser could be opened; open the address above")
    return 0


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _say(message: str) -> None:
    print(message, file=sys.stderr, flush=True)
