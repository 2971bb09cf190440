"""How much an organisation may keep: the answer to uploads that do not fit any more, before or after they came."""

from functools import partial
from uuid import UUID

import orjson
from starlette.requests import HTTPConnection
from starlette.responses import Response

from app.db.database import Database
from app.files.operations import QuotaReached, check_quota
from app.web.shell import JSON, Refusal, request_id_of


class OverQuota(Refusal):
    """413: the file does not fit into what is left."""

    def __init__(self, reached: QuotaReached) -> None:
        # Nobody reads on from a client whose file is not wanted.
        super().__init__(413, "LIMIT_EXCEEDED", str(reached), Cache_Control="no-store", Connection="close")
        self._limits = {"limit": "upload_quota", "value": reached.value, "maximum": reached.maximum}

    def response(self, request: HTTPConnection, media_type: str = JSON) -> Response:
        extensions = {"code": self.code, "requestId": request_id_of(request), **self._limits}
        body = orjson.dumps({"errors": [{"message": self.message, "extensions": extensions}]})
        return Response(body, self.status, {**self.headers, "Content-Type": media_type})


async def check_room(database: Database, organisation_id: UUID, size: int, quota: int) -> None:
    """Whether a file of so many bytes would fit. Raises `OverQuota`."""
    try:
        await database.read(partial(check_quota, organisation_id=organisation_id, size=size, quota=quota))
    except QuotaReached as reached:
        raise OverQuota(reached) from None
