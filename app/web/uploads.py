"""POST /files: upload a file for the caller's organisation; store its bytes and its row, both or neither."""

import asyncio
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from uuid import UUID

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from app.auth.rules import Caller
from app.auth.rules import Scope as Right
from app.core import limits
from app.core.exceeded import LimitExceeded
from app.core.ids import new_uuid
from app.core.problems import Problem, ProblemCode, Refused, refuse_any
from app.db.database import DbSession
from app.files.columns import FileValues, PictureValues
from app.files.operations import check_quota, keep_file
from app.files.patches import UploadPatch
from app.files.rules import (
    HEAD_BYTES,
    KINDS,
    extension_of,
    problems_with_bytes,
    problems_with_session_image,
    served_name,
    upload_patch,
)
from app.files.store.folder import Storage, storage_key
from app.files.store.stripping import NotAPicture
from app.files.tables import FileRow
from app.files.values import FileAccess, FilePurpose, FileType
from app.web.admission.errors import OverQuota
from app.web.authentication import require_scope
from app.web.middleware import JSON, HttpError, request_id_of
from app.web.multipart import Upload, announced_size, receive_upload
from app.web.state import AppState, require_method
from app.web.written import written_header

# How many uploads are processed at a time, and how long the others wait.
MAX_CONCURRENT = 2
WAIT_S = 10.0
RETRY_AFTER_S = 5


@dataclass(frozen=True)
class Prepared:
    """Bytes that are safe to serve, and the columns of their row."""

    path: Path
    values: FileValues


class UploadEndpoint:
    """An ASGI endpoint."""

    def __init__(self, state: AppState, storage: Storage, max_bytes: int, quota: int) -> None:
        self._state = state
        self._storage = storage
        self._max_bytes = max_bytes
        self._slots = asyncio.Semaphore(MAX_CONCURRENT)
        self._quota = quota

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        require_method(request, "POST")
        caller = await self._state.caller(request)
        require_scope(caller, Right.FILE_WRITE)
        assert caller.organisation_id is not None
        payer = self._state.admission.payer(caller, scope)
        await self._state.admission.pay(payer)
        async with self._state.admission.turn(payer):
            await self._check_quota(caller.organisation_id, announced_size(request))
        upload = await receive_upload(request, self._storage.spool, self._max_bytes)
        # The client has sent everything: if it disconnects now, the upload is still completed.
        task = asyncio.create_task(self._store(caller, payer, upload))
        try:
            response = await asyncio.shield(task)
        except Refused as refused:
            response = _error_response(request, refused)
        await response(scope, receive, send)

    async def _store(self, caller: Caller, payer: str, upload: Upload) -> Response:
        cleaned: list[Path] = []
        try:
            patch, problems = upload_patch(upload.fields)
            refuse_any(problems)
            # Pictures have a queue of their own, so that they do not hold up other requests.
            prepared = await self._prepare_in_thread(upload, patch, cleaned)
            uuid = new_uuid()
            key = storage_key(uuid)
            values: FileValues = {**prepared.values, "storage_key": key}
            async with self._state.admission.turn(payer):
                await asyncio.to_thread(self._storage.keep, prepared.path, key)
                await self._write(caller, uuid, key, values, patch.get("event_uuid"))
        finally:
            for path in (upload.path, *cleaned):
                path.unlink(missing_ok=True)
        created = _created(uuid, values, self._state.addresses.public_url)
        created.headers.update(await written_header(self._state.database))
        return created

    async def _prepare_in_thread(self, upload: Upload, patch: UploadPatch, cleaned: list[Path]) -> Prepared:
        """Prepare in a thread, a few at a time: all requests share the threads. Raises `Refused` and `HttpError`."""
        try:
            async with asyncio.timeout(WAIT_S):
                await self._slots.acquire()
        except TimeoutError:
            message = "Many pictures are being processed. Try again in a moment."
            again = {"Retry_After": str(RETRY_AFTER_S), "Cache_Control": "no-store"}
            raise HttpError(503, "OVERLOADED", message, **again) from None
        try:
            return await asyncio.to_thread(self._prepare, upload, patch, cleaned)
        finally:
            self._slots.release()

    async def _check_quota(self, organisation_id: UUID, size: int) -> None:
        """Check the quota before reading the body. Raises `OverQuota`."""
        check = partial(check_quota, organisation_id=organisation_id, size=size, quota=self._quota)
        try:
            await self._state.database.read(check)
        except LimitExceeded as error:
            raise OverQuota(error) from None

    def _prepare(self, upload: Upload, patch: UploadPatch, cleaned: list[Path]) -> Prepared:
        """Check the bytes, and strip a picture's metadata. Raises `Refused`."""
        purpose = patch.get("purpose") or FilePurpose.DOCUMENT
        name = _plain_name(patch.get("name") or upload.name)
        extension = extension_of(_plain_name(upload.name)) or ""
        with upload.path.open("rb") as source:
            refuse_any(problems_with_bytes(extension, source.read(HEAD_BYTES), purpose))
        kind = KINDS[extension]
        path, values = upload.path, _values(patch, name, extension)
        if kind.type is FileType.IMAGE:
            cleaned.append(path := self._storage.spool())
            picture = _picture(upload.path, path)
            values = {**values, **picture}
            if purpose is FilePurpose.SESSION_IMAGE:
                width, height = picture["width"], picture["height"]
                refuse_any(
                    problems_with_session_image(kind.type.name, kind.mime_type, width, height, ("file",)),
                )
        return Prepared(path, {**values, "size": path.stat().st_size})

    async def _write(self, caller: Caller, uuid: UUID, key: str, values: FileValues, event_uuid: UUID | None) -> None:
        now = self._state.clock()

        def work(db: DbSession) -> None:
            keep_file(db, caller, uuid=uuid, values=values, event_uuid=event_uuid, now=now, quota=self._quota)

        try:
            await self._state.database.change(work)
        except (Refused, LimitExceeded) as error:
            await asyncio.to_thread(self._storage.drop, key)
            if isinstance(error, LimitExceeded):
                raise OverQuota(error) from None
            raise
        except Exception:
            # The outcome is unknown: keep the bytes if the row exists. A row without bytes would be worse.
            if not await self._state.database.read(partial(_is_stored, uuid=uuid)):
                await asyncio.to_thread(self._storage.drop, key)
            raise


def _is_stored(db: DbSession, uuid: UUID) -> bool:
    return db.get(FileRow, uuid) is not None


def _plain_name(name: str | None) -> str | None:
    """A client's file name without folders and unprintable characters. It is only shown, never used as a path."""
    last = (name or "").replace("\\", "/").rpartition("/")[2]
    return "".join(char for char in last if char.isprintable()).strip()[-limits.DISPLAY_NAME :] or None


def _values(patch: UploadPatch, name: str | None, extension: str) -> FileValues:
    kind = KINDS[extension]
    return {
        "name": name,
        "alt_text": patch.get("alt_text"),
        "access_type": (patch.get("access_type") or FileAccess.PUBLIC).name,
        "type": kind.type.name,
        "mime_type": kind.mime_type,
        "extension": extension,
        "served_name": served_name(name, extension),
    }


def _picture(source: Path, target: Path) -> PictureValues:
    """A picture's metadata; its bytes are written to `target` without it. Runs in a thread."""
    # Pillow loads its decoders. The thread of the first picture waits for that, not the start and not the event loop.
    from app.files.store.pictures import clean, look_at

    try:
        picture = look_at(source)
        clean(source, target, picture)
    except NotAPicture as error:
        raise Refused(Problem(ProblemCode.INVALID, str(error), ("file",))) from None
    return {
        "width": picture.width,
        "height": picture.height,
        "is_full": True,
        "exif": picture.exif,
        "gps": picture.gps,
    }


def _created(uuid: UUID, values: FileValues, public_url: str) -> Response:
    url = f"{public_url}/files/{uuid}/{values['served_name']}"
    body = {
        "id": f"File_{uuid}",
        "uuid": str(uuid),
        "url": url,
        "type": values["type"],
        "accessType": values["access_type"],
        "altText": values["alt_text"],
        "name": values["name"],
        "extension": values["extension"],
        "mimeType": values["mime_type"],
        "size": str(values["size"]),
        "width": values.get("width"),
        "height": values.get("height"),
    }
    headers = {"Content-Type": JSON, "Location": url, "Cache-Control": "no-store"}
    return Response(orjson.dumps(body), 201, headers)


def _error_response(request: Request, refused: Refused) -> Response:
    """422 with all problems; `path` names the form field."""
    errors = [
        {
            "message": problem.message,
            "path": list(problem.path),
            "extensions": {"code": problem.code.name, "requestId": request_id_of(request)},
        }
        for problem in refused.problems
    ]
    return Response(orjson.dumps({"errors": errors}), 422, {"Content-Type": JSON, "Cache-Control": "no-store"})
