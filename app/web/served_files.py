"""GET and HEAD /files/{uuid}/{name}: uploaded files, for callers who may see them, never as active content."""

import asyncio
from functools import partial
from uuid import UUID

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.types import Receive, Scope, Send

from app.db.database import DbSession
from app.files.rules import INLINE
from app.files.store.folder import Storage
from app.files.tables import FileRow
from app.web.caching import matches_tag
from app.web.state import AppState, not_found, require_method

VISIBLE = "query ($uuid: UUID!) { file(uuid: $uuid) { uuid } }"
HEADERS = {
    # Revalidate each time: the event may have been unpublished.
    "Cache-Control": "no-cache",
    "Vary": "Authorization",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


class FileEndpoint:
    """An ASGI endpoint."""

    def __init__(self, state: AppState, storage: Storage) -> None:
        self._state = state
        self._storage = storage

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        require_method(request, "GET", "HEAD")
        response = await self._answer(request)
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        uuid = uuid_in(request)
        caller = await self._state.caller(request)
        visible = await self._state.query(request, caller, VISIBLE, uuid=str(uuid))
        row = await self._state.database.read(partial(_row, uuid=uuid)) if visible["file"] else None
        if row is None or row.storage_key is None or row.served_name != request.path_params["name"]:
            raise not_found()
        path = await asyncio.to_thread(self._storage.find, row.storage_key)
        if path is None:
            raise not_found()
        # The bytes under a key never change.
        tag = f'"{row.storage_key}"'
        headers = {**HEADERS, "ETag": tag}
        if caller.anonymous is False:
            headers["Cache-Control"] = "private, no-cache"
        if matches_tag(request.headers.getlist("if-none-match"), tag):
            return Response(status_code=304, headers=headers)
        return FileResponse(
            path,
            headers=headers,
            media_type=row.mime_type or "application/octet-stream",
            filename=row.name or row.served_name,
            content_disposition_type="inline" if row.mime_type in INLINE else "attachment",
        )


def uuid_in(request: Request) -> UUID:
    """The uuid in the path. Raises `HttpError` (404) if it is not one."""
    text = str(request.path_params["uuid"])
    try:
        uuid = UUID(text)
    except ValueError:
        raise not_found() from None
    if str(uuid) != text.lower():
        raise not_found()
    return uuid


def _row(db: DbSession, uuid: UUID) -> FileRow | None:
    return db.get(FileRow, uuid)
