"""GET /export/events.ndjson: what its lines are, where they go on, and what a slow or absent client costs."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx2
import orjson
import pytest
from sqlalchemy import insert

from app.auth.rules import Scope
from app.db.rows import values_of
from app.events.columns import EventValues
from app.events.store.copying import table_of
from app.events.tables import EventRow
from app.web import export
from app.web.subscriptions import operations
from tests.builders import make_event, make_ready_event, stored
from tests.events.editing import update
from tests.gateway import START, Gateway, Organisation
from tests.web.wire import Wire

PATH = "/export/events.ndjson"
SHOWN: dict[str, Any] = {"lifecycle": "PUBLISHED", "published_at": START}
LISTED = "{ events(first: 100, orderBy: {field: CREATED_ON, direction: ASC}) { edges { cursor node { uuid } } } }"
CHANGED = "query ($since: String) { changes(since: $since) { items { id } } }"
Line = dict[str, Any]


def ask(gateway: Gateway, token: str | None = None, **query: str) -> httpx2.Response:
    headers = {"authorization": f"Bearer {token}"} if token else {}
    return gateway.request("GET", PATH, params=query, headers=headers)


def lines(response: httpx2.Response) -> list[Line]:
    """Those of the events. The export has ended."""
    assert response.status_code == 200, response.text
    assert response.text.endswith("\n")
    *found, end = [orjson.loads(line) for line in response.text.splitlines()]
    assert end == {"end": True}
    return found


def many(gateway: Gateway, owner: Organisation, number: int) -> None:
    """So many public events, a minute apart."""
    first: Any = values_of(make_event(gateway, owner, slug="event-0", **SHOWN), EventValues)
    rows = [
        {**first, "id": UUID(int=each), "slug": f"event-{each}", "created_at": START + timedelta(minutes=each)}
        for each in range(1, number)
    ]
    gateway.in_database(lambda db: db.connection().execute(insert(table_of(EventRow)), rows))


class Client(Wire):
    """A client that takes as much as the test lets it: the application waits for a place in the queue of messages."""

    def __init__(self, gateway: Gateway, token: str | None, address: str) -> None:
        headers = [(b"host", b"marquee.test")]
        if token:
            headers.append((b"authorization", f"Bearer {token}".encode()))
        super().__init__(
            gateway,
            {
                "type": "http",
                "http_version": "1.1",
                "method": "GET",
                "path": PATH,
                "raw_path": PATH.encode(),
                "root_path": "",
                "query_string": b"",
                "headers": headers,
                "client": (address, 1),
            },
        )


@contextmanager
def following(gateway: Gateway, token: str | None = None, address: str = "192.0.2.1") -> Iterator[Client]:
    client = Client(gateway, token, address)
    client.put({"type": "http.request", "body": b"", "more_body": False})
    with client:
        yield client


def exports(gateway: Gateway) -> int:
    """How many are running."""
    [route] = [each for each in gateway.app.routes if getattr(each, "path", None) == PATH]
    endpoint: Any = route
    return len(endpoint.app._open)


def test_each_event_is_a_line_in_the_order_of_creation(gateway: Gateway) -> None:
    acme = gateway.organisation()
    many(gateway, acme, 250)
    with gateway.statements() as statements:
        response = ask(gateway)
    assert response.headers["content-type"] == "application/x-ndjson"
    assert response.headers["cache-control"] == "no-store"
    assert "x-marquee-changes" not in response.headers
    found = lines(response)
    assert [line["node"]["slug"] for line in found] == [f"event-{number}" for number in range(250)]
    assert len({line["cursor"] for line in found}) == 250
    # A page of 100 is one statement.
    assert len(statements) == 3


def test_a_line_has_the_event_with_its_dates_and_tickets(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme, **SHOWN)
    [line] = lines(ask(gateway))
    node = line["node"]
    assert (node["uuid"], node["name"], node["organisation"]["slug"]) == (str(event.id), "Harbour Night", "acme")
    assert [each["startsOn"]["utc"] for each in node["occurrences"]["nodes"]] == ["2026-07-01T08:00:00Z"]
    assert [each["name"] for each in node["tickets"]] == ["Entry"]
    # It is what the operation answers, and its cursor one of the list.
    answer = gateway.gql(export.EVENTS, first=1, after=None)["events"]["edges"]
    assert answer == [line]


@pytest.mark.parametrize(("max_cost", "pages"), [(20_000, 2), (1_000, 24), (300, 70)])
def test_a_page_costs_no_more_than_an_operation_may(gateway: Gateway, max_cost: int, pages: int) -> None:
    many(gateway, gateway.organisation(), 70)
    gateway.restart(max_cost=max_cost)
    with gateway.statements() as statements:
        assert len(lines(ask(gateway))) == 70
    assert len(statements) == pages


def test_where_an_operation_may_not_answer_one_event_the_limit_is_named(gateway: Gateway) -> None:
    gateway.restart(max_cost=290)
    response = ask(gateway)
    assert (response.status_code, response.json()["errors"][0]["extensions"]["code"]) == (400, "LIMIT_EXCEEDED")


def test_no_events_are_an_end(gateway: Gateway) -> None:
    assert lines(ask(gateway)) == []


@pytest.mark.parametrize("number", [99, 100, 101])
def test_the_last_page_may_be_full(gateway: Gateway, number: int) -> None:
    many(gateway, gateway.organisation(), number)
    assert len(lines(ask(gateway))) == number


def test_everybody_gets_what_events_lists_for_them(gateway: Gateway) -> None:
    acme, other = gateway.organisation(), gateway.organisation("other")
    names = {
        make_event(gateway, acme, slug="public", **SHOWN).id: "public",
        make_event(gateway, acme, slug="draft").id: "draft",
        make_event(gateway, acme, slug="invited", is_invite_only=True, **SHOWN).id: "invited",
        make_event(gateway, acme, slug="unlisted", listing_enabled=False, **SHOWN).id: "unlisted",
        make_event(gateway, acme, slug="cancelled", lifecycle="CANCELLED", published_at=START).id: "cancelled",
        make_event(gateway, other, slug="theirs", **SHOWN).id: "theirs",
        make_event(gateway, other, slug="their-draft").id: "their-draft",
    }
    tokens = [None, gateway.token(acme), gateway.token(other), gateway.token(acme, Scope.EVENT_UPDATE)]
    seen = []
    for token in tokens:
        found = lines(ask(gateway, token))
        edges = gateway.gql(LISTED, token)["events"]["edges"]
        assert [(line["cursor"], line["node"]["uuid"]) for line in found] == [
            (edge["cursor"], edge["node"]["uuid"]) for edge in edges
        ]
        seen.append(sorted(names[UUID(line["node"]["uuid"])] for line in found))
    own = ["cancelled", "draft", "invited", "public", "theirs", "unlisted"]
    assert seen == [["public", "theirs"], own, ["public", "their-draft", "theirs"], ["public", "theirs"]]


def test_an_export_that_was_cut_off_goes_on_after_its_last_line(gateway: Gateway) -> None:
    many(gateway, gateway.organisation(), 230)
    whole = lines(ask(gateway))
    with following(gateway) as client:
        assert client.message()["type"] == "http.response.start"
        arrived = client.message()["body"].splitlines()[:42]
        client.disconnect()
    assert exports(gateway) == 0
    last = orjson.loads(arrived[-1])["cursor"]
    rest = lines(ask(gateway, after=last))
    assert [orjson.loads(line) for line in arrived] + rest == whole
    assert lines(ask(gateway, after=whole[-1]["cursor"])) == []


def test_events_that_are_created_meanwhile_come_last(gateway: Gateway) -> None:
    acme = gateway.organisation()
    many(gateway, acme, 3)
    last = lines(ask(gateway))[-1]["cursor"]
    make_event(gateway, acme, slug="new", created_at=START + timedelta(hours=1), **SHOWN)
    assert [line["node"]["slug"] for line in lines(ask(gateway, after=last))] == ["new"]


def test_with_a_token_the_changes_since_the_export_are_known(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    token = gateway.token(acme)
    response = ask(gateway, token)
    update(gateway, acme, event.id, name="Ball")
    position = response.headers["x-marquee-changes"]
    assert gateway.gql(CHANGED, token, since=position) == {"changes": {"items": [{"id": f"Event_{event.id}"}]}}
    # The position of the first request is that of the whole export.
    [line] = lines(response)
    assert "x-marquee-changes" not in ask(gateway, token, after=line["cursor"]).headers


def test_no_page_is_read_before_the_client_has_taken_the_one_before_it(gateway: Gateway) -> None:
    many(gateway, gateway.organisation(), 250)
    taken, read = asyncio.Queue[Any](maxsize=1), []

    async def receive() -> Any:
        await asyncio.Event().wait()

    async def slowly() -> None:
        client = Client(gateway, None, "192.0.2.1")
        serving = asyncio.create_task(gateway.app(client._scope, receive, taken.put))
        with gateway.statements() as statements:
            while not serving.done() or not taken.empty():
                # Far longer than a page takes to read.
                await asyncio.sleep(0.05)
                message = await taken.get()
                read.append((message.get("body", b"").count(b"\n"), len(statements)))
        await serving

    gateway.run(slowly())
    # The start of the answer, three pages, the end, and the end of the body: the queue holds one, and one waits for it.
    assert [number for number, _ in read] == [0, 100, 100, 50, 1, 0]
    assert [statements for _, statements in read] == [1, 2, 3, 3, 3, 3]


def test_a_client_that_takes_nothing_is_given_up(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operations, "STALLED_S", 0.05)
    many(gateway, gateway.organisation(), 250)
    sent: list[Any] = []

    async def receive() -> Any:
        await asyncio.Event().wait()

    async def send(message: Any) -> None:
        sent.append(message)
        if message["type"] == "http.response.body":
            await asyncio.Event().wait()

    gateway.run(gateway.app(Client(gateway, None, "192.0.2.1")._scope, receive, send))
    assert [message["type"] for message in sent] == ["http.response.start", "http.response.body"]
    assert exports(gateway) == 0


def test_nothing_more_is_read_for_a_client_that_has_hung_up(gateway: Gateway) -> None:
    many(gateway, gateway.organisation(), 350)
    bodies: list[bytes] = []

    async def hanging_up() -> int:
        gone = asyncio.Event()

        async def receive() -> Any:
            await gone.wait()
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            # As a server does, it takes what is sent to nobody.
            if message["type"] == "http.response.body":
                bodies.append(message["body"])
                gone.set()
                await asyncio.sleep(0.01)

        with gateway.statements() as statements:
            await gateway.app(Client(gateway, None, "192.0.2.1")._scope, receive, send)
        return len(statements)

    assert gateway.run(hanging_up()) == 1
    assert [body.count(b"\n") for body in bodies] == [100]
    assert exports(gateway) == 0


def test_exports_are_limited_for_each_caller_and_for_all(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "AT_ONCE", 1)
    services = gateway.app.state.services
    payer = services.admission.proxies.client(Client(gateway, None, "127.0.0.1")._scope)
    [route] = [each for each in gateway.app.routes if getattr(each, "path", None) == PATH]
    limits: Any = route
    limits.app._open.acquire(payer)
    refused = ask(gateway)
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "10")
    assert refused.json()["errors"][0]["message"] == "One caller may have at most 1 export running."
    busy = ask(gateway, gateway.token(gateway.organisation()))
    assert (busy.status_code, busy.json()["errors"][0]["extensions"]["code"]) == (503, "OVERLOADED")
    limits.app._open.release(payer)
    assert lines(ask(gateway)) == []


def test_an_event_counts_as_one_object_and_the_budget_slows_an_export_down(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    many(gateway, gateway.organisation(), 250)
    gateway.restart(budget=120)
    waits: list[float] = []

    async def wait(seconds: float) -> None:
        waits.append(seconds)
        gateway.clock.advance(timedelta(seconds=seconds))

    monkeypatch.setattr("app.web.admission.admission.sleep", wait)
    assert len(lines(ask(gateway))) == 250
    # Two objects a second. Two pages and the three that are paid in advance are 83 more than 120.
    assert waits == [pytest.approx(41.5)]
    refused = ask(gateway)
    assert refused.status_code == 429


def test_a_method_a_token_or_a_cursor_that_is_wrong_is_refused(gateway: Gateway) -> None:
    for response, status, code in (
        (gateway.request("POST", PATH), 405, "METHOD_NOT_ALLOWED"),
        (ask(gateway, "mqt_none"), 401, "UNAUTHENTICATED"),
        (ask(gateway, after="nothing"), 400, "BAD_USER_INPUT"),
        (ask(gateway, after="\0"), 400, "BAD_USER_INPUT"),
        (ask(gateway, after=""), 400, "BAD_USER_INPUT"),
    ):
        assert (response.status_code, response.json()["errors"][0]["extensions"]["code"]) == (status, code)
    assert exports(gateway) == 0


@pytest.mark.parametrize("ending", ["revoked", "stopping"])
def test_an_export_that_cannot_go_on_says_why(gateway: Gateway, ending: str, monkeypatch: pytest.MonkeyPatch) -> None:
    acme = gateway.organisation()
    many(gateway, acme, 350)
    token = gateway.token(acme)
    state = gateway.app.state.services
    original, pages = export.ExportEndpoint._page, []

    async def then(self: Any, *given: Any, **options: Any) -> Any:
        page = await original(self, *given, **options)
        pages.append(page)
        if len(pages) == 2 and ending == "stopping":
            state.stopping.set()
        return page

    monkeypatch.setattr(export.ExportEndpoint, "_page", then)
    if ending == "revoked":
        pay = state.admission.pay_in_time

        async def revoking(payer: str, cost: int = 1) -> None:
            await pay(payer, cost)
            state.callers._remembered.clear()
            await state.database.change(lambda db: db.connection().exec_driver_sql("DELETE FROM token"))

        monkeypatch.setattr(state.admission, "pay_in_time", revoking)
    response = ask(gateway, token)
    *found, last = [orjson.loads(line) for line in response.text.splitlines()]
    code, number = {"revoked": ("UNAUTHENTICATED", 100), "stopping": ("OVERLOADED", 200)}[ending]
    assert last["errors"][0]["extensions"]["code"] == code
    assert len(found) == number
    assert len(stored(gateway, EventRow)) == 350
