"""Idempotency keys, by header and by argument: a mutation that is sent again has no second effect."""

import asyncio
from datetime import timedelta
from typing import Any

import asyncpg
import httpx2
import pytest

from app.auth.tables import ApplicationRow
from app.db.idempotency import IdempotencyKeyRow, forget_expired_keys, lock_number
from app.db.outbox import ChangeRow
from app.speakers.tables import SpeakerRow
from app.tickets.tables import TicketRow
from tests.builders import everything, make_event, make_occurrence, stored
from tests.gateway import Gateway, Organisation

KEY = "order-4711"
FIELDS = "message warnings { code message path } userErrors { code message path } ticket { uuid name }"
CREATE = (
    "mutation ($event: UUID!, $name: String!) { createTicket(eventUuid: $event, input: {name: $name}) { "
    + FIELDS
    + " } }"
)
WITH_KEY = (
    "mutation ($event: UUID!, $name: String!, $key: String) {"
    " createTicket(eventUuid: $event, input: {name: $name}, idempotencyKey: $key) { " + FIELDS + " } }"
)
RENAME = 'mutation ($uuid: UUID!) { updateTicket(uuid: $uuid, input: {name: "Renamed"}) { message } }'


class Shop:
    """An event on sale, and requests that create its tickets."""

    def __init__(self, gateway: Gateway) -> None:
        self.gateway = gateway
        self.acme: Organisation = gateway.organisation()
        self.token = gateway.token(self.acme)
        self.event = make_event(gateway, self.acme)
        make_occurrence(gateway, self.event)

    def send(
        self,
        document: str = CREATE,
        *,
        header: str | None = KEY,
        token: str | None = None,
        accept: str | None = None,
        **variables: Any,
    ) -> httpx2.Response:
        headers = {"Authorization": f"Bearer {token or self.token}"}
        headers |= {"Idempotency-Key": header} if header is not None else {}
        headers |= {"Accept": accept} if accept else {}
        variables = {"event": str(self.event.id), "name": "Stalls"} | variables
        return self.gateway.post(json={"query": document, "variables": variables}, headers=headers)

    def by_argument(self, key: str | None = KEY, *, document: str = WITH_KEY, **variables: Any) -> Any:
        return self.send(document, header=None, **{"key": key, **variables}).json()["data"]["createTicket"]

    def tickets(self) -> list[str]:
        return [row["name"] for row in stored(self.gateway, TicketRow, event_id=self.event.id)]


@pytest.fixture
def shop(gateway: Gateway) -> Shop:
    return Shop(gateway)


def codes(payload: Any) -> list[tuple[str, list[str]]]:
    return [(each["code"], each["path"]) for each in payload["userErrors"]]


def test_a_header_answers_the_same_data_and_writes_once(shop: Shop) -> None:
    first = shop.send()
    before = everything(shop.gateway)
    again = shop.send()
    assert again.json() == first.json()
    assert first.json()["data"]["createTicket"]["ticket"]["name"] == "Stalls"
    assert ("idempotency-replayed" in first.headers, again.headers["idempotency-replayed"]) == (False, "true")
    assert everything(shop.gateway) == before
    assert shop.tickets() == ["Stalls"]


def test_a_header_answers_the_data_of_then_after_a_change(shop: Shop) -> None:
    first = shop.send().json()
    uuid = first["data"]["createTicket"]["ticket"]["uuid"]
    shop.send(RENAME, header=None, uuid=uuid)
    assert shop.tickets() == ["Renamed"]
    assert shop.send().json() == first


def test_an_argument_reads_the_selection_again(shop: Shop) -> None:
    first = shop.by_argument()
    shop.send(RENAME, header=None, uuid=first["ticket"]["uuid"])
    again = shop.by_argument()
    assert again == first | {"ticket": {"uuid": first["ticket"]["uuid"], "name": "Renamed"}}
    assert shop.tickets() == ["Renamed"]


def test_an_argument_is_the_same_request_in_another_document(shop: Shop) -> None:
    first = shop.by_argument()
    other = WITH_KEY.replace("message warnings", "event { uuid } message warnings")
    assert shop.by_argument(document=other)["event"] == {"uuid": str(shop.event.id)}
    assert shop.by_argument()["ticket"] == first["ticket"]
    assert shop.tickets() == ["Stalls"]


def test_without_a_key_each_request_has_its_effect(shop: Shop) -> None:
    shop.send(header=None)
    shop.send(header=None)
    shop.by_argument(None)
    assert shop.tickets() == ["Stalls"] * 3
    assert stored(shop.gateway, IdempotencyKeyRow) == []


@pytest.mark.parametrize(
    ("document", "variables"),
    [(CREATE, {"name": "Circle"}), (CREATE + " ", {}), (CREATE.replace("mutation", "mutation Named"), {})],
)
def test_a_header_of_another_request_is_a_mismatch(shop: Shop, document: str, variables: dict[str, Any]) -> None:
    shop.send()
    before = everything(shop.gateway)
    refused = shop.send(document, **variables).json()["data"]["createTicket"]
    assert codes(refused) == [("IDEMPOTENCY_MISMATCH", [])]
    assert everything(shop.gateway) == before


def test_an_argument_of_another_request_is_a_mismatch(shop: Shop) -> None:
    shop.by_argument()
    before = everything(shop.gateway)
    assert codes(shop.by_argument(name="Circle")) == [("IDEMPOTENCY_MISMATCH", ["idempotencyKey"])]
    assert everything(shop.gateway) == before


def test_an_argument_of_another_mutation_is_a_mismatch(shop: Shop) -> None:
    def create(name: str) -> Any:
        call = f'create{name}(eventUuid: $event, input: {{name: "A"}}, idempotencyKey: $key)'
        document = f"mutation ($event: UUID!, $key: String) {{ {call} {{ userErrors {{ code path }} }} }}"
        return shop.send(document, header=None, key=KEY).json()["data"][f"create{name}"]

    assert codes(create("Ticket")) == []
    assert codes(create("Speaker")) == [("IDEMPOTENCY_MISMATCH", ["idempotencyKey"])]
    assert stored(shop.gateway, SpeakerRow) == []


def test_a_refusal_stores_nothing_and_may_be_tried_again(shop: Shop) -> None:
    refused = shop.send(name="").json()["data"]["createTicket"]
    assert codes(refused) == [("TOO_SHORT", ["input", "name"])]
    assert stored(shop.gateway, IdempotencyKeyRow) == []
    assert shop.send().json()["data"]["createTicket"]["userErrors"] == []


def test_a_key_belongs_to_an_application(shop: Shop) -> None:
    shop.send()
    second = shop.gateway.application(shop.acme)
    form = {"grant_type": "client_credentials", "client_id": second.client_id, "client_secret": second.secret}
    shop.send(token=shop.gateway.post("/oauth2/token", data=form).json()["access_token"])
    other = shop.gateway.organisation("globex")
    refused = shop.send(token=shop.gateway.token(other)).json()["data"]["createTicket"]
    assert codes(refused) == [("NOT_FOUND", ["eventUuid"])]
    assert shop.tickets() == ["Stalls", "Stalls"]


def test_a_key_is_kept_for_24_hours(shop: Shop) -> None:
    first = shop.send().json()
    shop.gateway.clock.advance(timedelta(hours=24, seconds=-1))
    shop.token = shop.gateway.token(shop.acme)
    shop.gateway.clock.advance(timedelta(seconds=1))
    second = shop.send(token=shop.token).json()
    assert second["data"]["createTicket"]["ticket"]["uuid"] != first["data"]["createTicket"]["ticket"]["uuid"]


@pytest.mark.parametrize("key", ["", "a b", "é", "x" * 256, "tab\t"])
def test_an_invalid_header_is_refused(shop: Shop, key: str) -> None:
    response = shop.gateway.post(
        json={"query": CREATE, "variables": {"event": str(shop.event.id), "name": "Stalls"}},
        headers=[(b"Authorization", f"Bearer {shop.token}".encode()), (b"Idempotency-Key", key.encode())],
    )
    assert response.status_code == 400
    assert [each["extensions"]["code"] for each in response.json()["errors"]] == ["BAD_USER_INPUT"]
    assert shop.tickets() == []


@pytest.mark.parametrize("key", ["", "a b", "é", "x" * 256])
def test_an_invalid_argument_is_refused(shop: Shop, key: str) -> None:
    assert codes(shop.by_argument(key)) == [("INVALID", ["idempotencyKey"])]
    assert shop.tickets() == []


@pytest.mark.parametrize("key", ["x", "x" * 255, "!~"])
def test_the_bounds_of_a_key_are_valid(shop: Shop, key: str) -> None:
    assert shop.by_argument(key)["userErrors"] == []
    assert shop.send(header=f"{key[:-1]}y").json()["data"]["createTicket"]["userErrors"] == []


def test_header_and_argument_must_agree(shop: Shop) -> None:
    variables = {"event": str(shop.event.id), "name": "Stalls"}
    headers = {"Authorization": f"Bearer {shop.token}", "Idempotency-Key": KEY}

    def send(key: str) -> Any:
        sent = {"query": WITH_KEY, "variables": variables | {"key": key}}
        return shop.gateway.post(json=sent, headers=headers).json()["data"]["createTicket"]

    assert codes(send("other")) == [("INVALID", ["idempotencyKey"])]
    assert shop.tickets() == []
    first = send(KEY)
    assert (send(KEY), shop.tickets()) == (first, ["Stalls"])


@pytest.mark.parametrize("accept", [None, "application/graphql-response+json"])
def test_a_header_with_several_mutations_is_a_bad_request(shop: Shop, accept: str | None) -> None:
    twice = (
        "mutation ($event: UUID!, $name: String!) {"
        " a: createTicket(eventUuid: $event, input: {name: $name}) { message }"
        " b: createTicket(eventUuid: $event, input: {name: $name}) { message } }"
    )
    response = shop.send(twice, accept=accept)
    assert response.status_code == 400
    assert response.json()["errors"][0]["message"] == "The header Idempotency-Key needs a request with one mutation."
    assert shop.tickets() == []


def test_a_query_ignores_the_header(shop: Shop) -> None:
    query = "query ($event: UUID!) { event(uuid: $event) { uuid } }"
    for _ in range(2):
        response = shop.send(query)
        assert response.json() == {"data": {"event": {"uuid": str(shop.event.id)}}}
        assert "idempotency-replayed" not in response.headers


def test_twins_at_once_have_one_effect(shop: Shop) -> None:
    """Fifty at once: one writes, and each of the others gets the same answer or is asked to retry."""

    async def all_at_once() -> list[httpx2.Response]:
        sending = [
            shop.gateway.client.post(
                "/graphql",
                json={"query": CREATE, "variables": {"event": str(shop.event.id), "name": "Stalls"}},
                headers={"Authorization": f"Bearer {shop.token}", "Idempotency-Key": KEY},
            )
            for _ in range(50)
        ]
        return await asyncio.gather(*sending)

    answers = [response.json()["data"]["createTicket"] for response in shop.gateway.run(all_at_once())]
    done = [answer["ticket"]["uuid"] for answer in answers if answer["ticket"]]
    rest = [codes(answer) for answer in answers if not answer["ticket"]]
    assert (shop.tickets(), len(set(done))) == (["Stalls"], 1)
    assert rest == [[("IDEMPOTENCY_IN_PROGRESS", [])]] * (50 - len(done))
    assert len(stored(shop.gateway, ChangeRow, entity="Ticket")) == 1


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_a_twin_of_a_running_request_is_refused_until_it_ends(shop: Shop) -> None:
    [application] = stored(shop.gateway, ApplicationRow)

    async def send_while_locked() -> httpx2.Response:
        connection = await asyncpg.connect(shop.gateway.settings.database_url)
        try:
            await connection.execute("SELECT pg_advisory_lock($1)", lock_number(application["id"], KEY))
            return await shop.gateway.client.post(
                "/graphql",
                json={"query": CREATE, "variables": {"event": str(shop.event.id), "name": "Stalls"}},
                headers={"Authorization": f"Bearer {shop.token}", "Idempotency-Key": KEY},
            )
        finally:
            await connection.close()

    refused = shop.gateway.run(send_while_locked()).json()["data"]["createTicket"]
    assert (codes(refused), shop.tickets()) == ([("IDEMPOTENCY_IN_PROGRESS", [])], [])
    assert shop.send().json()["data"]["createTicket"]["userErrors"] == []


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_a_twin_that_commits_during_the_claim_has_the_only_effect(shop: Shop) -> None:
    [application] = stored(shop.gateway, ApplicationRow)

    async def send_during_commit() -> httpx2.Response:
        connection = await asyncpg.connect(shop.gateway.settings.database_url)
        try:
            await connection.execute("BEGIN")
            await connection.execute(
                "INSERT INTO idempotency_key (application_id, key, fingerprint, answer, created_at)"
                " VALUES ($1, $2, 'of another request', '', '2026-06-01T09:00:00Z')",
                application["id"],
                KEY,
            )
            sending = asyncio.create_task(
                shop.gateway.client.post(
                    "/graphql",
                    json={"query": CREATE, "variables": {"event": str(shop.event.id), "name": "Stalls"}},
                    headers={"Authorization": f"Bearer {shop.token}", "Idempotency-Key": KEY},
                )
            )
            # The claim has begun, and waits for this transaction.
            waits = "SELECT count(*) FROM pg_locks WHERE NOT granted AND transactionid = pg_current_xact_id()::xid"
            while not await connection.fetchval(waits):  # noqa: ASYNC110 - there is no event to wait for
                await asyncio.sleep(0.005)
            await connection.execute("COMMIT")
            return await sending
        finally:
            await connection.close()

    refused = shop.gateway.run(send_during_commit()).json()["data"]["createTicket"]
    assert (codes(refused), shop.tickets()) == ([("IDEMPOTENCY_MISMATCH", [])], [])


def test_a_key_takes_one_statement_before_the_write_and_at_most_one_after(shop: Shop) -> None:
    def statements(key: str | None) -> list[str]:
        with shop.gateway.statements() as seen:
            assert shop.by_argument(key)["userErrors"] == []
        return seen

    # The first request reads the token, too.
    _, without, first, again = statements(None), statements(None), statements(KEY), statements(KEY)
    of_key = [place for place, sql in enumerate(first) if "idempotency_key" in sql]
    if shop.gateway.engine == "postgresql":
        # What appends the changes stores the answer, too.
        assert of_key == [0, len(first) - 1]
        assert len(first) == len(without) + 1
    else:
        assert of_key == [0, len(first) - 1 - shop.gateway.append_statements]
        assert len(first) == len(without) + 2
    # The claim, and the answer's selection.
    assert len(again) == 2


def test_expired_keys_are_deleted(shop: Shop) -> None:
    shop.send()
    shop.gateway.clock.advance(timedelta(hours=24, seconds=-1))
    assert shop.gateway.write(lambda db: forget_expired_keys(db, shop.gateway.clock())) == 0
    shop.gateway.clock.advance(timedelta(seconds=1))
    assert shop.gateway.write(lambda db: forget_expired_keys(db, shop.gateway.clock())) == 1
    assert stored(shop.gateway, IdempotencyKeyRow) == []


def test_a_retry_after_a_restart_answers_the_same(shop: Shop) -> None:
    first = shop.send().json()
    shop.gateway.restart()
    assert shop.send().json() == first


def test_creating_mutations_take_a_key(gateway: Gateway) -> None:
    fields = gateway.gql("{ __schema { mutationType { fields { name args { name } } } } }")["__schema"]["mutationType"]
    with_key = {each["name"] for each in fields["fields"] if "idempotencyKey" in [arg["name"] for arg in each["args"]]}
    creating = {
        each["name"] for each in fields["fields"] if each["name"].startswith(("create", "duplicate", "register"))
    }
    assert with_key == creating
