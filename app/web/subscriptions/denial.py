"""How a WebSocket is refused before it is accepted."""

from starlette.websockets import WebSocket

from app.web.middleware import HttpError


async def deny(socket: WebSocket, refusal: HttpError) -> None:
    """With this answer, where the server can send one."""
    if "websocket.http.response" in socket.scope.get("extensions", {}):
        await socket.send_denial_response(refusal.response(socket))
    else:
        # Before it is accepted, this is a 403.
        await socket.close()
