"""The body of a response that is sent in parts, as long as the client takes them."""

import asyncio

from starlette.requests import ClientDisconnect
from starlette.types import Receive, Send

from app.web.subscriptions import operations


async def send_part(send: Send, part: bytes, *, more: bool = True) -> None:
    """Raises `ClientDisconnect` if the client has gone, and if it takes nothing for too long."""
    try:
        async with asyncio.timeout(operations.STALLED_S):
            await send({"type": "http.response.body", "body": part, "more_body": more})
    except (TimeoutError, OSError):
        raise ClientDisconnect from None


async def wait_for_disconnect(receive: Receive) -> None:
    """Returns when the client has disconnected."""
    while (await receive())["type"] != "http.disconnect":
        pass
