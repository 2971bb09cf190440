"""PostgreSQL goes away while webhooks are delivered: what was pending arrives afterwards, in order for each object."""

import json
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.faults.servers import OwnServer
from tests.served.process import Served, served, wait_until

OUTAGE_S = 12.0
LINES_A_SECOND = 5
BACK_S = 60.0
EVENTS = 4
ROUNDS = 6
CREATE = """
mutation ($of: UUID!, $name: String!) {
  createEvent(organisationUuid: $of, input: {name: $name}) { event { id uuid } userErrors { message } }
}"""
RENAME = """
mutation ($uuid: UUID!, $name: String!) {
  updateEvent(uuid: $uuid, input: {name: $name}) { userErrors { message } }
}"""
HOOK = """
mutation ($of: UUID!, $url: String!) {
  createWebhook(organisationUuid: $of, input: {url: $url, topics: ["event.updated"]}) {
    webhook { uuid } userErrors { message }
  }
}"""
PENDING = """
query ($uuid: UUID!) { webhook(uuid: $uuid) { deliveries(first: 100) { nodes { uuid state nodeId } } } }"""


class Arrivals:
    """What has arrived: the deliveries' ids, and the positions of the changes by object, in the order of arrival."""

    def __init__(self) -> None:
        self.url = ""
        self.ids: list[str] = []
        self.positions: dict[str, list[int]] = defaultdict(list)
        self.pause_s = 0.0
        self._lock = threading.Lock()

    def take(self, message_id: str, body: bytes) -> None:
        change = json.loads(body)["change"]
        with self._lock:
            self.ids.append(message_id)
            self.positions[change["id"]].append(int(change["position"].partition(".")[2], 16))


@contextmanager
def arriving() -> Iterator[Arrivals]:
    """An address that takes everything, after a pause."""
    arrivals = Arrivals()

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            time.sleep(arrivals.pause_s)
            arrivals.take(self.headers["webhook-id"], body)
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_arguments: object) -> None:
            """The tests look at what has arrived."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Receiver) as server:
        arrivals.url = f"http://127.0.0.1:{server.server_port}/hook"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield arrivals
        finally:
            server.shutdown()
            thread.join()


def done(service: Served, document: str, **variables: Any) -> Any:
    """The payload of a mutation that was not refused."""
    [payload] = service.data(document, service.token, variables).values()
    assert payload["userErrors"] == []
    return payload


def firsts(positions: list[int]) -> list[int]:
    """Without what came again: a delivery whose outcome was lost is sent once more."""
    return list(dict.fromkeys(positions))


def test_an_outage_loses_no_delivery_and_keeps_the_order_of_each_object(server: OwnServer, tmp_path: Path) -> None:
    with arriving() as arrivals, served(server.url, tmp_path, {"webhook_networks": "127.0.0.0/8"}) as service:
        organisation = service.organisation
        hook = done(service, HOOK, of=organisation, url=arrivals.url)["webhook"]["uuid"]
        events = [done(service, CREATE, of=organisation, name=f"E{number}")["event"] for number in range(EVENTS)]
        # So slow that many are pending when the database stops, and some are being sent.
        arrivals.pause_s = 0.5
        for turn in range(ROUNDS):
            for event in events:
                done(service, RENAME, uuid=event["uuid"], name=f"Name {turn}")
        before, started = len(service.log()), time.monotonic()
        arrived = len(arrivals.ids)
        server.stop()
        try:
            time.sleep(OUTAGE_S)
        finally:
            server.start()
        assert arrived < EVENTS * ROUNDS
        arrivals.pause_s = 0.0

        def all_have_arrived() -> bool:
            return all(len(set(arrivals.positions[event["id"]])) == ROUNDS for event in events)

        # What was being sent is sent again after its lease of two minutes.
        wait_until(all_have_arrived, "Not everything has arrived.", BACK_S + 120)
        seconds, lines = time.monotonic() - started, service.log()[before:]
        nodes = service.data(PENDING, service.token, {"uuid": hook})["webhook"]["deliveries"]["nodes"]
        for event in events:
            assert firsts(arrivals.positions[event["id"]]) == sorted(set(arrivals.positions[event["id"]]))
        assert {node["uuid"] for node in nodes} == set(arrivals.ids)
        assert len(nodes) == EVENTS * ROUNDS
        assert len(lines) <= LINES_A_SECOND * seconds
        assert not [line for line in lines if "Traceback" in line]
        assert [line for line in lines if "webhooks cannot be delivered now" in line] != []
