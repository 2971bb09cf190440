"""The ASGI application: routes, middleware and lifespan."""

import asyncio
import gc
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
from app.db.migrate import schema_state
from app.db.prepared import SQLITE_READERS
from app.files.store.folder import Folder, Storage
from app.graph.context import Clock, system_clock
from app.graph.execution import Executor
from app.graph.hub import Hub
from app.graph.reading.parameters import Addresses
from app.schema import schema, subgraph
from app.settings.service import Settings
from app.web.admission.admission import Admission
from app.web.compression import COMPRESSED
from app.web.cross_origin import cross_origin, origin_of
from app.web.event_pages import CodeEndpoint, EventPageEndpoint
from app.web.explorer.serving import Explorer
from app.web.graphql_view import GraphQLView
from app.web.health import Readiness, live
from app.web.hosts import HostMiddleware
from app.web.middleware import HttpError, RequestMiddleware
from app.web.open_limits import OpenLimits
from app.web.persisted.manifests import load_trusted_documents
from app.web.persisted.operations import Documents
from app.web.served_files import FileEndpoint
from app.web.state import AppState
from app.web.subscriptions.websocket import SocketEndpoint
from app.web.token_endpoint import TokenEndpoint
from app.web.uploads import UploadEndpoint

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
    clock: Clock = system_clock,
    monotonic: Callable[[], float] = time.monotonic,
    database: Database | None = None,
    explorer: Explorer | None = None,
    storage: Storage | None = None,
    executor: Executor | None = None,
) -> Starlette:
    """Build the service for these settings.

    `explorer`, `storage` and `executor` replace the defaults; the explorer is served only if the settings enable it.
    A `database` that the caller passes stays open when the service ends.
    """
    executor, documents = create_executor(settings, executor)
    store = database or Database(
        settings.database_url,
        Deadline(settings.statement_timeout_ms),
        transaction_pooler=settings.transaction_pooler,
        cache_mib=settings.cache_mib,
    )
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
        cost_in_answers=settings.cost_in_answers,
        sockets=OpenLimits(settings.max_sockets_per_caller, "WebSockets open"),
        subscriptions=OpenLimits(settings.max_subscriptions_per_caller, "subscriptions running"),
    )
    files = storage or Folder(settings.files_folder)
    graphiql = (explorer or Explorer()) if settings.graphiql_enabled else None
    own_origin = origin_of(settings.public_address)
    token_endpoint = TokenEndpoint(store, clock, admission, max_tokens=settings.max_tokens_per_application)
    uploads = UploadEndpoint(state, files, settings.max_upload_mib * MIB, settings.upload_quota_mib * MIB)
    view = GraphQLView(state, explorer=graphiql.page if graphiql else None, max_age_s=settings.max_age_s)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        # Objects that exist now stay for the life of the process; full collections can skip them.
        gc.freeze()
        await asyncio.to_thread(files.sweep)
        store.commit_listeners.append(state.hub.publish)
        try:
            yield
        finally:
            gc.unfreeze()
            store.commit_listeners.remove(state.hub.publish)
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
            Route("/files/{uuid}/{name}", FileEndpoint(state, files)),
            Route("/events/{uuid}/code.png", CodeEndpoint(state)),
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
