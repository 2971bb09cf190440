"""Signatures of deliveries by the Standard Webhooks scheme. Pure."""

import base64
import hashlib
import hmac
from collections.abc import Iterable

PREFIX = "whsec_"
SECRET_BYTES = 32


def make_secret(random: bytes) -> str:
    """A secret in the form that clients' libraries take, from random bytes."""
    return PREFIX + base64.b64encode(random).decode()


def signatures(secrets: Iterable[str], message_id: str, timestamp: int, body: bytes) -> str:
    """The header `webhook-signature`: one signature by each secret. `timestamp`: in seconds since 1970."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    return " ".join(f"v1,{_signature(secret, signed)}" for secret in secrets)


def _signature(secret: str, signed: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    return base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
