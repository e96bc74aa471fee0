"""Sockets that servers listen on, and the options that choose them."""

from __future__ import annotations

import argparse
import os
import socket
from types import ModuleType

from rumor.commands.options import port
from rumor.errors import RumorError

resource: ModuleType | None
try:
    import resource
except ImportError:  # Windows: there is no such limit
    resource = None

_BACKLOG = 2048
_FILES = 150
_OTHER = "give another with --port, or --port 0 for any that is free"


def add_listening_arguments(parser: argparse.ArgumentParser, *, default_port: int) -> None:
    """Declare the options that `listen` takes."""
    parser.add_argument(
        "--host",
        default="127.0.0.1",
        help="address to listen on (default: %(default)s: this machine only)",
    )
    parser.add_argument(
        "--port",
        metavar="N",
        type=port,
        default=default_port,
        help="port to listen on; 0 for any that is free (default: %(default)s)",
    )


def listen(host: str, port: int) -> socket.socket:
    """Open a socket for a server.

    Parameters
    ----------
    host : str
    port : int
        0 for any that is free.

    Returns
    -------
    socket.socket

    Raises
    ------
    rumor.errors.RumorError
        If the port is taken, or the host is not one of this machine.
    """
    try:
        family, kind, proto, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError as error:
        raise RumorError(f"--host {host}: {error.strerror}; give one of this machine") from error
    listener = socket.socket(family, kind, proto)
    try:
        if os.name == "posix":  # a port just given up is free; elsewhere this would share it
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(_BACKLOG)
    except PermissionError as error:
        listener.close()
        raise RumorError(f"--port {port}: not allowed here; {_OTHER}") from error
    except OSError as error:
        listener.close()
        reason = f"cannot be had on {host} ({(error.strerror or 'taken').lower()})"
        raise RumorError(f"--port {port}: {reason}; {_OTHER}") from error
    return listener


def allow_connections(most: int, *, others: int) -> None:
    """Let this process open enough files, raising its own limit as far as it may.

    A server that has no file left for a connection cannot even turn it away.

    Parameters
    ----------
    most : int
        Connections.
    others : int
        Files besides, more than the few that every server needs.

    Raises
    ------
    rumor.errors.RumorError
        If the system does not let it.
    """
    if resource is None:
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = most + others + _FILES
    if soft == resource.RLIM_INFINITY or soft >= needed:
        return
    if hard != resource.RLIM_INFINITY and hard < needed:
        fewer = max(hard - others - _FILES, 1)
        raise RumorError(
            f"--max-connections {most}: this process may open {hard} files; give at most {fewer}, "
            "or raise the limit (ulimit -n)"
        )
    resource.setrlimit(resource.RLIMIT_NOFILE, (needed, hard))


def free_port(host: str, port: int) -> int:
    """Make sure that another program can listen on a port.

    Parameters
    ----------
    host, port, and what is raised
        As for `listen`.

    Returns
    -------
    int
        The port, or one that is free for 0.
    """
    with listen(host, port) as listener:
        found: int = listener.getsockname()[1]
    return found
