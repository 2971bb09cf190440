"""`marquee serve`: migrate the database, then serve HTTP until a stop signal."""

import gc
import socket
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.bootstrap import prepare
from app.cli.demo import first_request, graphql_url, make_demo_if_empty
from app.cli.errors import CommandError
from app.cli.exposure import check_hosts, raise_file_limit, warn_of_development
from app.cli.output import print_line, print_notice
from app.settings.service import Operations, Settings, export_to_children, load_settings

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from uvicorn import Config

# How long requests in flight may take to finish; a supervisor should wait longer.
DRAIN_S = 25
BACKLOG = 2_048
PING_S = 20.0
# How long a worker may not answer the supervisor before it is replaced. One that starts on a busy machine imports for
# many seconds first: replaced too early, it would never start.
UNRESPONSIVE_S = 60


def serve(
    host: Annotated[
        str | None, typer.Option(help="The address to listen on. Default: MARQUEE_HOST.", show_default=False)
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(
            min=0, max=65_535, help="The port; 0 takes a free one. Default: MARQUEE_PORT.", show_default=False
        ),
    ] = None,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes that answer side by side.")] = 1,
    demo: Annotated[
        bool,
        typer.Option("--demo", help="Load the demo data into an empty database and print a first request."),
    ] = False,
) -> None:
    """Migrate the database, then serve the GraphQL API until SIGTERM or Ctrl+C."""
    settings = load_settings()
    check_hosts(settings)
    _check_documents(settings)
    _check_redis(settings)
    with listen(host or settings.host, settings.port if port is None else port) as listening:
        prepare(settings)
        actual_port = listening.getsockname()[1]
        export_to_children(port=actual_port)
        url = graphql_url(host or settings.host, actual_port)
        if demo:
            _show_demo(settings, url)
        warn_of_development(settings, host or settings.host)
        print_line(f"Marquee serves {url}" + (f" with {workers} workers" if workers > 1 else ""))
        run(settings, listening, workers)


def _check_documents(settings: Settings) -> None:
    """Load the trusted documents before anything is changed: workers load them again and could only crash."""
    if settings.documents is not None or settings.operations is Operations.TRUSTED_ONLY:
        from app.web.app import create_executor

        create_executor(settings)


def _check_redis(settings: Settings) -> None:
    """Check before anything is changed that the packages for Redis are installed."""
    if settings.redis_url is not None:
        from app.web.admission.admission import Admission
        from app.web.feed_hints import hints_by_redis

        Admission(settings, readers=1)
        hints_by_redis(settings.redis_url)


def listen(host: str, port: int) -> socket.socket:
    """A listening socket, on which clients can already queue while the service starts."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(BACKLOG)
    except OSError as error:
        listening.close()
        reason = error.strerror or str(error)
        raise CommandError(f"Marquee cannot listen on {host}, port {port}: {reason}.") from None
    # The workers inherit it.
    listening.set_inheritable(True)
    return listening


def application() -> "Starlette":
    """The application of each worker, configured by its environment."""
    # Hardly anything of what is imported is garbage.
    gc.disable()
    from app.cli.stopping import install_stop_handler
    from app.web.app import create_app

    app = create_app(load_settings())
    install_stop_handler(app.state.services.stopping)
    # Objects that exist now stay for the life of the process; full collections can skip them.
    gc.freeze()
    gc.enable()
    return app


def run(settings: Settings, listening: socket.socket, workers: int) -> None:
    """Serve on this socket until a stop signal; only this process runs maintenance."""
    # Opening the database has switched it on. Most of the start are these imports, and hardly any of them is garbage.
    gc.disable()
    from uvicorn import Server

    from app.cli.background_maintenance import maintain_daily
    from app.cli.stopping import Supervisor, survive_stop_signals

    config = _config(settings, workers)
    # Or the first collection would look at all that has been imported.
    gc.freeze()
    gc.enable()
    # uvicorn raises the signal again after draining; ignore it, so that a requested stop exits with 0.
    survive_stop_signals()
    with maintain_daily(settings):
        if workers == 1:
            Server(config).run(sockets=[listening])
        else:
            Supervisor(config, [listening]).run()


def _config(settings: Settings, workers: int) -> "Config":
    from app.cli.logs import configuration
    from app.web.graphql_request import BODY_BYTES
    from app.web.protocol.limits import LimitedConfig, Limits

    return LimitedConfig(
        "app.cli.serving:application",
        replace(Limits.of(settings), connections=raise_file_limit(settings.max_connections)),
        factory=True,
        workers=workers,
        ws_max_size=BODY_BYTES,
        ws_ping_interval=PING_S,
        ws_ping_timeout=PING_S,
        # Messages are small; a compressor for each connection would not be.
        ws_per_message_deflate=False,
        lifespan="on",
        # It would log the queries of GET requests.
        access_log=False,
        log_config=configuration(settings.log_level),
        server_header=False,
        timeout_graceful_shutdown=DRAIN_S,
        timeout_worker_healthcheck=UNRESPONSIVE_S,
    )


def _show_demo(settings: Settings, url: str) -> None:
    made = make_demo_if_empty(settings)
    if made is None:
        print_notice("The database holds other data, so the demo was not loaded.")
        return
    print_line(f"The demo event is {made.event}. For 30 minutes this token may do everything with it:\n")
    print_line(f"  {made.token}\n")
    print_line(f"A first request:\n\n{first_request(url, made)}\n")
