"""`rumor serve`: the scorer as an HTTP service."""

from __future__ import annotations

import argparse
from ipaddress import ip_address
from urllib.parse import urlsplit

from rumor.commands.options import add_model_arguments, load_scorer, whole_number
from rumor.inputs.arguments import seconds, size
from rumor.lang import translate
from rumor.listening import add_listening_arguments, allow_connections, listen
from rumor.serve.settings import Settings

DEFAULT_PORT = 8080
_MOST_WORKERS = 256
_DEFAULT = Settings()


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    add_listening_arguments(parser, default_port=DEFAULT_PORT)
    add_model_arguments(parser)
    _add_limits(parser.add_argument_group("limits"))
    around = parser.add_argument_group("surroundings")
    around.add_argument(
        "--proxy-headers",
        action="store_true",
        help="believe X-Forwarded-For and X-Forwarded-Proto of a proxy before the service",
    )
    around.add_argument(
        "--forwarded-allow-ips",
        metavar="IPS",
        default="127.0.0.1",
        help="addresses or networks of proxies that are believed, with commas between; only with "
        "--proxy-headers (default: %(default)s)",
    )
    around.add_argument(
        "--cors",
        metavar="ORIGIN",
        type=_origin,
        action="append",
        default=[],
        help="let web pages of this origin call the service, e.g. https://desk.example; may be "
        "repeated (default: none)",
    )
    around.add_argument(
        "--drain-seconds",
        metavar="S",
        type=_wait,
        default=_DEFAULT.drain_seconds,
        help="when stopped, go on for so long but say at /readyz that it is not ready, so that a "
        "load balancer looks elsewhere (default: %(default)g)",
    )
    around.add_argument(
        "--log-format",
        choices=("text", "json"),
        default="text",
        help="of the log on standard error: a line a request, never its text (default: "
        "%(default)s)",
    )
    parser.epilog = (
        "Runs until Ctrl-C or SIGTERM, then finishes the requests in flight. The interface is "
        "described at /docs. Exit status: 0 when stopped so, 2 when it cannot be started."
    )


def _add_limits(limits: argparse._ArgumentGroup) -> None:
    limits.add_argument(
        "--workers",
        metavar="N",
        type=_workers,
        default=_DEFAULT.workers,
        help="processes that score (default: %(default)s); as many as there are processors to "
        "spare is best",
    )
    limits.add_argument(
        "--max-bytes",
        metavar="SIZE",
        type=size,
        default=_DEFAULT.max_bytes,
        help="largest request body, e.g. 500K or 2M (default: 1M)",
    )
    limits.add_argument(
        "--max-batch",
        metavar="N",
        type=whole_number(1),
        default=_DEFAULT.max_batch,
        help="most articles in one request (default: %(default)s)",
    )
    limits.add_argument(
        "--max-requests",
        metavar="N",
        type=whole_number(1),
        default=_DEFAULT.max_requests,
        help="most requests that are worked on or wait at a time (default: %(default)s)",
    )
    limits.add_argument(
        "--max-connections",
        metavar="N",
        type=whole_number(1),
        default=_DEFAULT.max_connections,
        help="most open connections; one more takes the place of one that has sent no request "
        "(default: %(default)s)",
    )
    limits.add_argument(
        "--max-head",
        metavar="SIZE",
        type=size,
        default=_DEFAULT.max_head,
        help="largest request line with all headers (default: 32K)",
    )
    limits.add_argument(
        "--max-headers",
        metavar="N",
        type=whole_number(1),
        default=_DEFAULT.max_headers,
        help="most headers of a request (default: %(default)s)",
    )
    limits.add_argument(
        "--rate",
        metavar="N",
        type=_rate,
        default=_DEFAULT.rate,
        help="requests a second that one client address may make in the long run; 0 for no limit "
        "(default: %(default)g)",
    )
    limits.add_argument(
        "--burst",
        metavar="N",
        type=whole_number(1),
        default=_DEFAULT.burst,
        help="requests it may make at once before --rate counts (default: %(default)s)",
    )
    limits.add_argument(
        "--head-seconds",
        metavar="S",
        type=seconds,
        default=_DEFAULT.head_seconds,
        help="how long the request line and headers may take to arrive (default: %(default)g)",
    )
    limits.add_argument(
        "--idle-seconds",
        metavar="S",
        type=whole_number(1),
        default=_DEFAULT.idle_seconds,
        help="how long a connection stays open without another request; more than a proxy before "
        "the service keeps it (default: %(default)s)",
    )
    limits.add_argument(
        "--answer-seconds",
        metavar="S",
        type=seconds,
        default=_DEFAULT.answer_seconds,
        help="how long a client may go without taking some of its answer (default: %(default)g)",
    )
    limits.add_argument(
        "--timeout-seconds",
        metavar="S",
        type=seconds,
        default=_DEFAULT.timeout_seconds,
        help="how long a body may take to arrive, and again how long scoring may take (default: "
        "%(default)g)",
    )


def run(arguments: argparse.Namespace) -> int:
    """Serve until stopped.

    Returns
    -------
    int
        0; whatever goes wrong before is raised.
    """
    # Here, so that other commands, and the help of this one, do without the framework.
    from rumor.serve.app import create_app
    from rumor.serve.logs import configure_logging
    from rumor.serve.pool import Pool
    from rumor.serve.server import address_of, run_server

    scorer = load_scorer(arguments)
    allow_connections(arguments.max_connections, others=4 * arguments.workers)
    listener = listen(arguments.host, arguments.port)
    with listener, configure_logging(arguments.log_format) as log:

        def say(message: str) -> None:
            log.write(f"rumor: {translate(message, arguments.lang)}")

        address = address_of(listener, arguments.host)
        if not _is_loopback(listener.getsockname()[0]):
            limit = "" if arguments.rate else ", no limit a client (see --rate)"
            say(f"{address} may be open to others: no TLS, no passwords{limit}; put a proxy first")
        proxies = arguments.forwarded_allow_ips if arguments.proxy_headers else None
        pool = Pool(scorer, arguments.workers)
        pool.start()
        try:
            app = create_app(scorer, make_settings(arguments), pool=pool)
            log.on_lost = app.state.service.metrics.lost_lines.inc
            run_server(
                app,
                listener,
                forwarded_allow_ips=proxies,
                on_start=lambda: say(f"serving at {address}; Ctrl-C stops it"),
            )
        finally:
            pool.close()
        say("stopped")
    return 0


def make_settings(arguments: argparse.Namespace) -> Settings:
    """Return the settings that arguments ask for."""
    return Settings(
        workers=arguments.workers,
        max_bytes=arguments.max_bytes,
        max_batch=arguments.max_batch,
        max_requests=arguments.max_requests,
        rate=arguments.rate,
        burst=arguments.burst,
        max_connections=arguments.max_connections,
        max_head=arguments.max_head,
        max_headers=arguments.max_headers,
        head_seconds=arguments.head_seconds,
        idle_seconds=arguments.idle_seconds,
        answer_seconds=arguments.answer_seconds,
        timeout_seconds=arguments.timeout_seconds,
        drain_seconds=arguments.drain_seconds,
        cors=tuple(arguments.cors),
    )


def _is_loopback(address: str) -> bool:
    return ip_address(address.partition("%")[0]).is_loopback


def _workers(text: str) -> int:
    value = whole_number(1)(text)
    if value > _MOST_WORKERS:
        raise argparse.ArgumentTypeError(f"{text!r} is more than {_MOST_WORKERS} processes")
    return value


def _rate(text: str) -> float:
    return _number(text, "a number of requests a second")


def _wait(text: str) -> float:
    return _number(text, "a number of seconds")


def _number(text: str, what: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0.0 <= value <= 1e6:
        raise argparse.ArgumentTypeError(f"{text!r} is not {what}, 0 or more")
    return value


def _origin(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or text != f"{parts.scheme}://{parts.netloc}":
        raise argparse.ArgumentTypeError(f"{text!r} is not an origin such as https://desk.example")
    return text
