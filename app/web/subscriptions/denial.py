"""Refuse a WebSocket before it is accepted."""

from starlette.websockets import WebSocket

from app.web.middleware import HttpError


async def deny(socket: WebSocket, refusal: HttpError) -> None:
    """Send this error as an HTTP response, if the server supports that."""
    if "websocket.http.response" in socket.scope.get("extensions", {}):
        await socket.send_denial_response(refusal.response(socket))
    else:
        # Closing before accepting makes the server respond with 403.
        await socket.close()
