"""`marquee serve`: migrate, then answer HTTP until told to stop."""

import socket
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.bootstrap import prepare
from app.cli.demo import first_request, graphql_url, make_demo_if_empty
from app.cli.errors import CommandError
from app.cli.exposure import check_hosts, make_room, warn_of_development
from app.cli.output import answer, tell
from app.settings.service import Operations, Settings, load_settings, pass_on

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from uvicorn import Config

# Requests in flight may finish; whoever supervises this process should wait longer.
DRAIN_S = 25
BACKLOG = 2_048
PING_S = 20.0


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
    _check_budgets(settings)
    with listen(host or settings.host, settings.port if port is None else port) as listening:
        prepare(settings)
        taken = listening.getsockname()[1]
        pass_on(port=taken)
        url = graphql_url(host or settings.host, taken)
        if demo:
            _show_demo(settings, url)
        warn_of_development(settings, host or settings.host)
        answer(f"Marquee serves {url}" + (f" with {workers} workers" if workers > 1 else ""))
        run(settings, listening, workers)


def _check_documents(settings: Settings) -> None:
    """Before anything is changed: each worker reads them anew, and could only die of what is wrong with them."""
    if settings.documents is not None or settings.operations is Operations.TRUSTED_ONLY:
        from app.web.app import create_executor

        create_executor(settings)


def _check_budgets(settings: Settings) -> None:
    """Before anything is changed, too: what counts in Redis has to be installed."""
    if settings.redis_url is not None:
        from app.web.admission.admission import Admission

        Admission(settings, readers=1)


def listen(host: str, port: int) -> socket.socket:
    """A socket at which clients can queue from now on, while the rest is still starting."""
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
    """What each worker serves, by the settings of its environment."""
    from app.cli.stopping import hear_stops
    from app.web.app import create_app

    app = create_app(load_settings())
    hear_stops(app.state.services.stopping)
    return app


def run(settings: Settings, listening: socket.socket, workers: int) -> None:
    """Serve on this socket until a signal comes; this process alone maintains the store."""
    from uvicorn import Server

    from app.cli.background_maintenance import maintain_daily
    from app.cli.stopping import Supervisor, bear_stops

    config = _config(settings, workers)
    # uvicorn drains, and then raises the signal once more: for a stop that was asked for, 0 is the exit code.
    bear_stops()
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
        replace(Limits.of(settings), connections=make_room(settings.max_connections)),
        factory=True,
        workers=workers,
        ws_max_size=BODY_BYTES,
        ws_ping_interval=PING_S,
        ws_ping_timeout=PING_S,
        # Messages are small, and a compressor for each connection is not.
        ws_per_message_deflate=False,
        lifespan="on",
        # Its lines hold the queries of GET requests.
        access_log=False,
        log_config=configuration(settings.log_level),
        server_header=False,
        timeout_graceful_shutdown=DRAIN_S,
    )


def _show_demo(settings: Settings, url: str) -> None:
    made = make_demo_if_empty(settings)
    if made is None:
        tell("The database holds other data, so the demo was not loaded.")
        return
    answer(f"The demo event is {made.event}. For 30 minutes this token may do everything with it:\n")
    answer(f"  {made.token}\n")
    answer(f"A first request:\n\n{first_request(url, made)}\n")
