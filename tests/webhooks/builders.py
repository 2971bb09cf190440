"""Webhooks, and a receiver of deliveries that runs in the test's own process.

with receiver(gateway) as address:             # an HTTP server on the gateway's loop
    address.url; address.received              # the requests, in the order in which they came
    address.statuses = [500, 200]              # of the next answers; then 200
"""

import asyncio
import base64
import hashlib
import hmac
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from ipaddress import ip_network
from typing import Any, TypeVar
from uuid import UUID

import orjson

from app.core.ids import new_uuid
from app.db.bulk import insert_all
from app.db.timestamps import created, created_once
from app.web.webhooks.client import ATTEMPT_S, WebhookClient
from app.web.webhooks.deliverer import Deliverer
from app.webhooks.rules.signatures import make_secret
from app.webhooks.tables import WebhookDeliveryRow, WebhookRow
from tests.gateway import Gateway, Organisation

SECRET = make_secret(b"s" * 32)
LOOPBACK = (ip_network("127.0.0.0/8"),)


def make_webhook(gateway: Gateway, organisation: Organisation, **columns: Any) -> WebhookRow:
    """An enabled webhook for all changes from the first one on."""
    base = {
        "id": new_uuid(),
        "organisation_id": UUID(organisation.uuid),
        "application_id": UUID(str(gateway.application(organisation).client_id)),
        "url": "https://127.0.0.1/hook",
        "topics": ["*"],
        "secret": SECRET,
        "position": 0,
        "epoch": 0,
        "timezone": "UTC",
        **created(gateway.clock(), "UTC"),
    }
    row = WebhookRow(**{**base, **columns})
    gateway.in_database(lambda db: db.add(row))
    return row


def make_delivery(gateway: Gateway, webhook: WebhookRow, **columns: Any) -> WebhookDeliveryRow:
    """A delivery that has succeeded."""
    now = gateway.clock()
    base = {
        "organisation_id": webhook.organisation_id,
        "webhook_id": webhook.id,
        "position": 1,
        "entity": "Event",
        "entity_id": new_uuid(),
        "kind": "UPDATED",
        "changed_at": now,
        "state": "DELIVERED",
        "attempts": 1,
        "next_at": now,
        "timezone": "UTC",
        **created_once(now, "UTC"),
    }
    row = WebhookDeliveryRow(id=new_uuid(), **{**base, **columns})
    gateway.in_database(lambda db: db.add(row))
    return row


def make_pending(gateway: Gateway, webhook: WebhookRow, number: int) -> None:
    """Deliveries about as many objects that are due and were never attempted."""
    now = gateway.clock()
    rows = [
        WebhookDeliveryRow(
            id=new_uuid(),
            organisation_id=webhook.organisation_id,
            webhook_id=webhook.id,
            position=position,
            entity="Event",
            entity_id=new_uuid(),
            kind="UPDATED",
            changed_at=now,
            state="PENDING",
            attempts=0,
            next_at=now,
            timezone="UTC",
            **created_once(now, "UTC"),
        )
        for position in range(1, number + 1)
    ]
    gateway.in_database(lambda db: insert_all(db, rows))


@dataclass
class Request:
    """One request as it was received."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return orjson.loads(self.body)

    def is_signed_by(self, secret: str) -> bool:
        """Verified as the specification says, with code of the test's own."""
        key = base64.b64decode(secret.removeprefix("whsec_"))
        text = f"{self.headers['webhook-id']}.{self.headers['webhook-timestamp']}.".encode() + self.body
        expected = "v1," + base64.b64encode(hmac.new(key, text, hashlib.sha256).digest()).decode()
        return expected in self.headers["webhook-signature"].split(" ")


Host = TypeVar("Host", "Receiver", "SilentHost")


@dataclass
class Receiver:
    """See the top of this file."""

    url: str = ""
    received: list[Request] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    headers: str = ""
    # Called after each request.
    listener: Callable[[], None] = lambda: None

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                line, *lines = head.decode().strip().split("\r\n")
                headers = {name.lower(): value for name, value in (each.split(": ", 1) for each in lines)}
                body = await reader.readexactly(int(headers.get("content-length", 0)))
                self.received.append(Request(line.split(" ")[1], headers, body))
                status = self.statuses.pop(0) if self.statuses else 200
                writer.write(f"HTTP/1.1 {status} Word\r\n{self.headers}content-length: 0\r\n\r\n".encode())
                await writer.drain()
                self.listener()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


@contextmanager
def receiver(gateway: Gateway) -> Iterator[Receiver]:
    with listening(gateway, Receiver(), "127.0.0.1") as found:
        yield found


@dataclass
class SilentHost:
    """A host that accepts connections and never answers."""

    url: str = ""
    connections: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            await reader.read()
        except ConnectionError:
            pass
        finally:
            writer.close()


@contextmanager
def silent_host(gateway: Gateway) -> Iterator[SilentHost]:
    """On another address than that of `receiver`."""
    with listening(gateway, SilentHost(), "127.0.0.2") as found:
        yield found


@contextmanager
def listening(gateway: Gateway, host: Host, address: str) -> Iterator[Host]:
    """The host at a free port of this address, with its URL."""
    server = gateway.run(asyncio.start_server(host.serve, address, 0))
    host.url = f"http://{address}:{server.sockets[0].getsockname()[1]}/hook"
    try:
        yield host
    finally:
        server.close()


def deliver(gateway: Gateway, attempt_s: float = ATTEMPT_S) -> int:
    """Deliver everything that is due, as the service does; the number of attempts."""

    async def run() -> int:
        async with WebhookClient(LOOPBACK, attempt_s=attempt_s) as client:
            return await Deliverer(gateway.app.state.services, client).deliver()

    return gateway.run(run())
