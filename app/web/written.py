"""The header that says what a caller has written, so that reads from a replica show it."""

import re

from starlette.requests import Request

from app.db.database import Database
from app.db.replica import NEVER

WRITTEN = "X-Marquee-Written"
_POSITION = re.compile(r"[0-9]{1,20}", re.ASCII)


def written_by_caller(request: Request) -> int:
    """The position in the header, 0 without one. With one of an unknown form the caller reads from the primary."""
    values = request.headers.getlist(WRITTEN)
    return max((int(each) if _POSITION.fullmatch(each) else NEVER for each in values), default=0)


async def written_header(database: Database) -> dict[str, str]:
    """The header of the response to a write that has been committed; empty without a replica."""
    written = await database.written()
    return {} if written is None else {WRITTEN: str(written)}
