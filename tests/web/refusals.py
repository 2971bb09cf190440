"""The shape of every error response of /graphql."""

import re

import httpx2

from app.web.negotiation import JSON


def check_refusal(response: httpx2.Response, status: int, code: str, media_type: str = JSON) -> str:
    """Check the shape of an error response, and return its message."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == f"{media_type}; charset=utf-8"
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["vary"] == "Accept"
    body = response.json()
    request_id = response.headers["x-request-id"]
    assert re.fullmatch("[0-9a-f]{32}", request_id)
    (error,) = body["errors"]
    assert body == {"errors": [error]}
    message = error["message"]
    assert error == {"message": message, "extensions": {"code": code, "requestId": request_id}}
    assert isinstance(message, str)
    return message
