"""The ASGI application: routes, middleware and lifespan."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute

import app.db.all_tables  # noqa: F401 - storing a row needs every table that it refers to
from app.auth.operations.callers import Callers
from app.db.database import Database
from app.db.deadlines import Deadline
from app.db.engine import POOL_SIZE
from app.db.feed.hints import Hints
from app.db.prepared import SQLITE_READERS
from app.db.schema_state import schema_state
from app.db.shared_clock import SharedClock
from app.files.store.folder import Folder, Storage
from app.graph.context import Clock
from app.graph.execution import Executor
from app.graph.follower import Follower
from app.graph.hub import Hub
from app.graph.publicity import SchemaPublicity
from app.graph.reading.parameters import Addresses
from app.schema import schema, subgraph
from app.settings.service import Settings
from app.web.admission.admission import Admission
from app.web.calendars import Calendars
from app.web.compression import COMPRESSED
from app.web.cross_origin import cross_origin, origin_of
from app.web.event_pages import CodeEndpoint, EventPageEndpoint
from app.web.explorer.serving import Explorer
from app.web.export import ExportEndpoint
from app.web.feed_hints import feed_hints
from app.web.graphql_view import GraphQLView
from app.web.health import Readiness, live
from app.web.hosts import HostMiddleware
from app.web.middleware import HttpError, RequestMiddleware
from app.web.open_limits import OpenLimits
from app.web.persisted.manifests import load_trusted_documents
from app.web.persisted.operations import Documents
from app.web.plain_gets import PlainGets
from app.web.plain_posts import PlainPosts
from app.web.removed_files import RemovedFiles
from app.web.served_files import FileEndpoint
from app.web.state import AppState
from app.web.subscriptions.operations import cancel_and_wait
from app.web.subscriptions.websocket import SocketEndpoint
from app.web.token_endpoint import TokenEndpoint
from app.web.uploads import UploadEndpoint
from app.web.webhooks.deliverer import delivering

MIB = 2**20
# The number of read connections in each engine's pool.
READERS = {"sqlite": SQLITE_READERS, "postgresql": POOL_SIZE}
HTTP_ERRORS = {
    404: (
        "NOT_FOUND",
        "There is nothing at this address. GraphQL is at /graphql.",
    ),
    405: ("METHOD_NOT_ALLOWED", "This address does not accept that method."),
}


def create_app(
    settings: Settings,
    *,
    clock: Clock | None = None,
    monotonic: Callable[[], float] = time.monotonic,
    database: Database | None = None,
    explorer: Explorer | None = None,
    storage: Storage | None = None,
    executor: Executor | None = None,
    choose_hints: Callable[[Settings, Database], Hints | None] = feed_hints,
) -> Starlette:
    """Build the service for these settings.

    `explorer`, `storage`, `executor` and `choose_hints` replace the defaults; the explorer is served only if the
    settings enable it.
    A `database` that the caller passes stays open when the service ends. Without a `clock` it is the database's time.
    """
    executor, documents = create_executor(settings, executor)
    store = database or Database(
        settings.database_url,
        Deadline(settings.statement_timeout_ms),
        transaction_pooler=settings.transaction_pooler,
        cache_mib=settings.cache_mib,
        read_url=settings.read_database_url,
        max_lag_s=settings.read_max_lag_s,
    )
    clock = clock or SharedClock(store)
    publicity = SchemaPublicity(executor.reader, store.dialect, clock)
    store.publicity = lambda: publicity
    admission = Admission(settings, readers=READERS[store.dialect], estimate=executor.cost, clock=monotonic)
    state = AppState(
        executor=executor,
        documents=documents,
        database=store,
        callers=Callers(store),
        clock=clock,
        addresses=Addresses(settings.public_address, settings.store_address),
        hub=Hub(),
        admission=admission,
        introspection=settings.introspection_enabled,
        webhook_networks=settings.allowed_webhook_networks,
        cost_in_answers=settings.cost_in_answers,
        sockets=OpenLimits(settings.max_sockets_per_caller, "WebSockets open"),
        subscriptions=OpenLimits(settings.max_subscriptions_per_caller, "subscriptions running"),
    )
    files = storage or Folder(settings.files_folder)
    removed_files = RemovedFiles(store, files)
    graphiql = (explorer or Explorer()) if settings.graphiql_enabled else None
    hints = choose_hints(settings, store)
    own_origin = origin_of(settings.public_address)
    token_endpoint = TokenEndpoint(store, clock, admission, max_tokens=settings.max_tokens_per_application)
    uploads = UploadEndpoint(state, files, settings.max_upload_mib * MIB, settings.upload_quota_mib * MIB)
    calendars = Calendars(state)
    view = GraphQLView(
        state,
        explorer=graphiql.page if graphiql else None,
        max_age_s=settings.max_age_s,
        cache_mib=settings.cache_mib,
    )

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        await asyncio.to_thread(files.sweep)
        keeping_time = await clock.start() if isinstance(clock, SharedClock) else None
        store.commit_listeners.append(state.hub.publish)
        if hints is not None:
            store.commit_listeners.append(hints.announce)
        store.commit_listeners.append(removed_files.notice)
        following = asyncio.create_task(Follower(store, state.hub, hints).run())
        removing = asyncio.create_task(removed_files.run())
        try:
            async with delivering(state, settings):
                yield
        finally:
            await cancel_and_wait(following)
            await cancel_and_wait(removing)
            if keeping_time is not None:
                await cancel_and_wait(keeping_time)
            store.commit_listeners.remove(removed_files.notice)
            store.commit_listeners.remove(state.hub.publish)
            if hints is not None:
                store.commit_listeners.remove(hints.announce)
            state.stopping.set()
            await admission.close()
            if database is None:
                await store.close()

    app = Starlette(
        routes=[
            Route("/graphql", view, middleware=COMPRESSED),
            WebSocketRoute("/graphql", SocketEndpoint(state, (*settings.allowed_origins, own_origin))),
            *([graphiql.route(COMPRESSED)] if graphiql else []),
            Route("/oauth2/token", token_endpoint),
            Route("/files", uploads),
            Route("/export/events.ndjson", ExportEndpoint(state, settings.max_cost)),
            Route("/files/{uuid}/{name}", FileEndpoint(state, files)),
            Route("/events/{uuid}/code.png", CodeEndpoint(state)),
            # Before the pages: a slug could be taken to end with the suffix.
            *calendars.routes(),
            Route("/events/{organisation}/{slug}", EventPageEndpoint(state), middleware=COMPRESSED),
            Route("/health/live", live),
            Route("/health/ready", Readiness(store, schema_state, state.stopping).answer),
        ],
        # CORS is outermost: without its headers, pages of other origins could not read error responses either.
        middleware=[*cross_origin(settings.allowed_origins), Middleware(RequestMiddleware), *host_check(settings)],
        exception_handlers={HTTPException: _http_error},
        lifespan=lifespan,
    )
    # No slash redirects: a redirected POST loses its body.
    app.router.redirect_slashes = False
    plain_gets = PlainGets(app.build_middleware_stack(), view, settings.allowed_hosts)
    app.middleware_stack = PlainPosts(plain_gets, view, settings.allowed_hosts)
    app.state.services = state
    return app


def create_executor(settings: Settings, executor: Executor | None = None) -> tuple[Executor, Documents]:
    """The executor and its persisted documents. Raises `SettingsError` for invalid trusted documents."""
    executor = executor or Executor(subgraph() if settings.federation else schema, settings)
    trusted = load_trusted_documents(settings, executor.errors_in)
    return executor, Documents(executor.may_be_valid, trusted, settings.operations)


def host_check(settings: Settings) -> list[Middleware]:
    """The middleware that checks Host headers; empty if any host is allowed."""
    allowed = settings.allowed_hosts
    return [] if allowed is None else [Middleware(HostMiddleware, allowed)]


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code, message = HTTP_ERRORS.get(error.status_code, ("BAD_USER_INPUT", error.detail))
    refusal = HttpError(error.status_code, code, message)
    refusal.headers.update(error.headers or {})
    return refusal.response(request)
