"""`marquee worker` as a process of its own."""

import asyncio
import os
import signal
import subprocess
import sys
import time

from app.webhooks.tables import WebhookDeliveryRow
from tests.builders import make_ready_event, stored
from tests.gateway import Gateway
from tests.webhooks.builders import make_webhook, receiver

PATIENCE_S = 60
RENAME = 'mutation ($uuid: UUID!) { updateEvent(uuid: $uuid, input: {name: "New"}) { message } }'


def states(gateway: Gateway) -> list[str]:
    return [row["state"] for row in stored(gateway, WebhookDeliveryRow)]


def test_it_delivers_until_it_is_stopped(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme)
    with receiver(gateway) as address:
        make_webhook(gateway, acme, url=address.url)
        gateway.gql(RENAME, gateway.token(acme), uuid=event.id)
        environment = os.environ | {
            "MARQUEE_DATABASE_URL": gateway.settings.database_url,
            "MARQUEE_WEBHOOK_NETWORKS": "127.0.0.0/8",
        }
        worker = subprocess.Popen(
            [sys.executable, "-m", "app", "worker"], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        try:
            until = time.monotonic() + PATIENCE_S
            # Until the worker has stored that the request was answered.
            while states(gateway) != ["DELIVERED"] and time.monotonic() < until and worker.poll() is None:
                gateway.run(pause())
        finally:
            worker.send_signal(signal.SIGTERM)
            out, err = worker.communicate(timeout=PATIENCE_S)
    assert (worker.returncode, out, err) == (0, b"Marquee delivers webhooks.\n", b"")
    assert [request.json["type"] for request in address.received] == ["event.updated"]
    assert states(gateway) == ["DELIVERED"]


async def pause() -> None:
    await asyncio.sleep(0.05)
