"""Who reads from a replica, and the header that says what a caller has written. The primary is its own replica."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import httpx2
import pytest
from sqlalchemy.engine import make_url

from app.db.replica import NEVER, REPLICA
from app.web.written import WRITTEN
from tests.faults.servers import free_port
from tests.files.filing import png, upload
from tests.gateway import Gateway, Organisation
from tests.interactions.acting import make_open

EVENT = "query ($uuid: UUID!) { event(uuid: $uuid) { name } }"
RENAME = """
mutation ($uuid: UUID!, $name: String) {
  updateEvent(uuid: $uuid, input: { name: $name }) { event { name } userErrors { code } }
}"""
CACHED = "Accept, Authorization, Accept-Encoding"

on_postgresql = pytest.mark.parametrize("engine", ["postgresql"], indirect=True)


@pytest.fixture
def acme(gateway: Gateway) -> Organisation:
    return gateway.organisation()


@pytest.fixture
def event(gateway: Gateway, acme: Organisation) -> UUID:
    return make_open(gateway, acme, name="Harbour Night")[0].id


def send(
    gateway: Gateway,
    document: str,
    token: str | None = None,
    headers: list[tuple[str, str]] | None = None,
    **variables: object,
) -> httpx2.Response:
    sent = [*(headers or ()), *([("authorization", f"Bearer {token}")] if token else [])]
    body = {"query": document, "variables": {key: str(value) for key, value in variables.items()}}
    response = gateway.post(json=body, headers=sent)
    assert response.status_code == 200
    assert "errors" not in response.json()
    return response


def start(gateway: Gateway, event: UUID, read_url: str) -> None:
    """Serve with this replica, and read once, so that the position of the primary is known."""
    gateway.restart(read_database_url=read_url)
    send(gateway, EVENT, uuid=event)
    replica = gateway.database.replica
    assert replica is not None
    if (sampling := replica._sampling) is not None:
        gateway.run(asyncio.wait_for(sampling, 10))


@contextmanager
def replica_is_read(gateway: Gateway, expected: bool) -> Iterator[None]:
    """Whether a connection to the replica is made, and checked, in the block."""
    assert gateway.database.replica is not None
    gateway.database.replica._replayed.clear()
    with gateway.statements() as statements:
        yield
    assert (REPLICA in statements) is expected


@on_postgresql
def test_anonymous_queries_alone_read_from_the_replica(gateway: Gateway, acme: Organisation, event: UUID) -> None:
    start(gateway, event, gateway.settings.database_url)
    token = gateway.token(acme)
    with replica_is_read(gateway, True):
        assert send(gateway, EVENT, uuid=event).json() == {"data": {"event": {"name": "Harbour Night"}}}
    with replica_is_read(gateway, False):
        response = send(gateway, EVENT, token, uuid=event)
    assert WRITTEN not in response.headers
    with replica_is_read(gateway, False):
        response = send(gateway, RENAME, token, uuid=event, name="Harbour Day")
    written = response.headers[WRITTEN]
    assert 0 < int(written) < NEVER
    with replica_is_read(gateway, True):
        found = send(gateway, EVENT, headers=[(WRITTEN, written)], uuid=event)
    assert found.json() == {"data": {"event": {"name": "Harbour Day"}}}
    with replica_is_read(gateway, False):
        gateway.request("GET", "/events/acme/harbour-night")
    with replica_is_read(gateway, False):
        send(gateway, "query ($uuid: UUID!) { event(uuid: $uuid) { c: changes(first: 1) { position } } }", uuid=event)


@on_postgresql
def test_every_write_over_http_gives_a_position_and_a_retry_gives_a_later_one(
    gateway: Gateway, acme: Organisation, event: UUID
) -> None:
    start(gateway, event, gateway.settings.database_url)
    token = gateway.token(acme)
    key = [("idempotency-key", "rename")]
    first = send(gateway, RENAME, token, key, uuid=event, name="Harbour Day")
    uploaded = upload(gateway, token, "harbour.png", png())
    again = send(gateway, RENAME, token, key, uuid=event, name="Harbour Day")
    assert (uploaded.status_code, again.headers["idempotency-replayed"]) == (201, "true")
    positions = [int(each.headers[WRITTEN]) for each in (first, uploaded, again)]
    assert positions == sorted(positions)
    assert positions[0] < positions[1]


@on_postgresql
def test_a_position_that_the_replica_has_not_reached_is_read_from_the_primary(gateway: Gateway, event: UUID) -> None:
    start(gateway, event, gateway.settings.database_url)
    with gateway.statements() as statements:
        for values in (["x"], [""], ["-1"], ["9" * 21], [str(NEVER)], ["1", str(NEVER)], [str(NEVER), "1"]):
            headers = [(WRITTEN, value) for value in values]
            assert send(gateway, EVENT, headers=headers, uuid=event).json() == {
                "data": {"event": {"name": "Harbour Night"}}
            }
    # Each of them has left the replica after the check, and read on the primary.
    assert [each == REPLICA for each in statements] == [True, False] * 7


@on_postgresql
def test_caches_keep_the_answers_of_each_position_apart(gateway: Gateway, event: UUID) -> None:
    parameters = {"query": EVENT, "variables": f'{{"uuid": "{event}"}}'}
    before = gateway.request("GET", "/graphql", params=parameters)
    assert before.headers["vary"] == CACHED
    start(gateway, event, gateway.settings.database_url)
    response = gateway.request("GET", "/graphql", params=parameters)
    assert (response.headers["vary"], response.headers["etag"]) == (f"{CACHED}, {WRITTEN}", before.headers["etag"])


@on_postgresql
def test_a_replica_that_is_down_is_tried_once(gateway: Gateway, event: UUID, caplog: pytest.LogCaptureFixture) -> None:
    away = make_url(gateway.settings.database_url).set(host="127.0.0.1", port=free_port())
    start(gateway, event, away.render_as_string(hide_password=False))
    for _ in range(10):
        assert send(gateway, EVENT, uuid=event).json() == {"data": {"event": {"name": "Harbour Night"}}}
    (line,) = [each for each in caplog.messages if "cannot be used" in each]
    assert line == "the read replica cannot be used: the server does not answer at its address (refused: 1)"
    assert gateway.request("GET", "/health/ready").status_code == 200


def test_without_a_replica_there_is_no_header(gateway: Gateway, acme: Organisation, event: UUID) -> None:
    token = gateway.token(acme)
    for document, headers in ((EVENT, [(WRITTEN, "1")]), (RENAME, [])):
        assert WRITTEN not in send(gateway, document, token, headers, uuid=event, name="Harbour Day").headers
