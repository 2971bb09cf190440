"""Redirects from addresses that hold a former slug to those with the slug of today."""

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response


def moved(request: Request, *parts: str) -> Response:
    """Moved for good, to this path relative to that of the request, with its query.

    No cache keeps it: a slug can be taken back.
    """
    path = "/".join(quote(part) for part in parts)
    query = request.url.query
    headers = {"Location": f"{path}?{query}" if query else path, "Cache-Control": "no-cache"}
    return Response(status_code=301, headers=headers)
