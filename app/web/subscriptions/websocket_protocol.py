"""Parse and validate the messages that graphql-transport-ws clients send; close codes."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from starlette.types import Message

from app.core.errors import MarqueeError
from app.web.safe_json import InvalidJson, parse

SUBPROTOCOL = "graphql-transport-ws"
MAX_ID = 128
# RFC 6455, section 5.5.1: what a close frame can hold beside the code.
MAX_REASON_BYTES = 123


class CloseSocket(MarqueeError):
    """Close the connection. Clients do not reconnect after 4400, 4401, 4406, 4409, 4429 and 4500."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.close_code = code
        self.reason = reason.encode()[:MAX_REASON_BYTES].decode(errors="ignore")


class Type(Enum):
    """The messages that clients may send."""

    INIT = "connection_init"
    PING = "ping"
    PONG = "pong"
    SUBSCRIBE = "subscribe"
    COMPLETE = "complete"


TYPES = {each.value: each for each in Type}
WITH_ID = (Type.SUBSCRIBE, Type.COMPLETE)


@dataclass(frozen=True, slots=True)
class ClientMessage:
    """A parsed message. `id` is empty for messages about the whole connection."""

    type: Type
    id: str = ""
    payload: dict[str, Any] | None = None


def parse_message(message: Message) -> ClientMessage:
    """Parse a frame. Raises `CloseSocket`."""
    text = message.get("text")
    if text is None:
        raise _malformed("Messages are text frames.")
    try:
        value = parse(text.encode())
    except (InvalidJson, UnicodeEncodeError) as error:
        raise _malformed(str(error) if isinstance(error, InvalidJson) else "This is not UTF-8.") from None
    if not isinstance(value, dict):
        raise _malformed("A message is a JSON object.")
    name = value.get("type")
    type_ = TYPES.get(name) if isinstance(name, str) else None
    if type_ is None:
        raise _malformed(f"The type of a message is one of {', '.join(TYPES)}.")
    payload = value.get("payload")
    if type_ is not Type.COMPLETE and not (payload is None or isinstance(payload, dict)):
        raise _malformed(f"The payload of {type_.value} is an object.")
    if type_ is Type.SUBSCRIBE and payload is None:
        raise _malformed("A subscribe message has a payload.")
    return ClientMessage(type_, _id(value, type_) if type_ in WITH_ID else "", payload)


def _id(value: Mapping[str, Any], type_: Type) -> str:
    id_ = value.get("id")
    if not isinstance(id_, str) or not 0 < len(id_) <= MAX_ID:
        raise _malformed(f"The id of {type_.value} is text of 1 to {MAX_ID} characters.")
    return id_


def authorization_in(payload: Mapping[str, Any] | None) -> list[bytes]:
    """The Authorization values in the payload of connection_init, at the top or under `headers`."""
    found: list[bytes] = []
    for place in (payload, (payload or {}).get("headers")):
        if not isinstance(place, dict):
            continue
        for name, value in place.items():
            if name.lower() == "authorization" and value is not None:
                # A value that is not text becomes an invalid token.
                header = value.encode() if isinstance(value, str) else b""
                if header not in found:
                    found.append(header)
    return found


def _malformed(reason: str) -> CloseSocket:
    return CloseSocket(4400, reason)
