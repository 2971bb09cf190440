"""The end of a transaction: what is read of it, and the append of its changes, in one statement where that can be."""

import asyncio
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import asyncpg
import orjson
import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlmodel import Session as DbSession

from app.db.ending import Ending
from app.db.outbox import ChangeKind, ChangeRow, record_all
from app.db.statements import Query
from tests.builders import stored
from tests.engines import Engine
from tests.gateway import START, Gateway
from tests.interactions.acting import make_open, make_open_ticket
from tests.round_trips import round_trips
from tests.templates import dsn
from tests.user_builders import make_user

ACME, OTHER = UUID(int=2), UUID(int=1)
ON_POSTGRESQL = pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
NAMES = "SELECT min(name) FROM organisation"


def texts(gateway: Gateway, *given: str) -> Query:
    """A query of these texts in the reverse order, as a JSON list, with as many parameters."""
    places = range(len(given), 0, -1)
    if gateway.engine == "sqlite":
        return Query(f"SELECT json_array({', '.join(f'?{place}' for place in places)})", given)
    return Query(f"SELECT json_build_array({', '.join(f'${place}::text' for place in places)})::text", given)


def note(db: DbSession, organisations: Sequence[UUID], many: int = 1) -> None:
    """Record so many changes in each organisation."""
    for owner in organisations:
        entities = [UUID(int=owner.int + 10 * number) for number in range(many)]
        record_all(db, ChangeKind.CREATED, "Session", entities, organisation_id=owner, event_id=None, at=START)


def end(
    gateway: Gateway, organisations: Sequence[UUID], *last: Any, many: int = 1, in_thread: bool = False
) -> tuple[Any, list[str]]:
    """What the last statements of a transaction have returned, and they themselves."""

    async def answer(_result: None, ending: Ending) -> list[Any]:
        return await ending.fetch_last(*last)

    with gateway.statements() as seen:
        found = gateway.run(
            gateway.database.write(lambda db: note(db, organisations, many), answer, in_thread=in_thread)
        )
    return found, [each for each in seen if each != "SELECT 1"]


def test_what_is_read_last_is_in_the_order_of_the_queries_each_with_its_own_parameters(gateway: Gateway) -> None:
    many = [str(number) for number in range(12)]
    queries = [
        texts(gateway, *many),
        Query("SELECT NULL", ()),
        texts(gateway, "a", "$1 ?1"),
        Query("SELECT 'none' WHERE 1 = 0", ()),
    ]
    found, seen = end(gateway, [ACME], queries)
    assert [each and orjson.loads(each) for each in found] == [many[::-1], None, ["$1 ?1", "a"], None]
    assert len(seen) == gateway.ending_statements(4)
    assert [(row["position"], row["entity_id"]) for row in stored(gateway, ChangeRow)] == [(1, ACME)]


@pytest.mark.parametrize("in_thread", [False, True])
@pytest.mark.parametrize(
    ("organisations", "many", "together"),
    [((), 0, False), ((ACME,), 100, True), ((ACME,), 101, False), ((OTHER, ACME), 1, False)],
)
def test_one_short_append_takes_the_queries_with_it_on_postgresql(
    gateway: Gateway, organisations: tuple[UUID, ...], many: int, together: bool, in_thread: bool
) -> None:
    queries = [texts(gateway, "a", "b"), texts(gateway, "c")]
    found, seen = end(gateway, organisations, queries, many=many, in_thread=in_thread)
    assert [orjson.loads(each) for each in found] == [["b", "a"], ["c"]]
    apart = len(queries) + len(organisations) * gateway.append_statements
    assert len(seen) == (gateway.ending_statements(len(queries)) if together else apart)
    # In the order in which they were recorded.
    appended = sorted(
        (row["organisation_id"], row["position"], row["entity_id"].int) for row in stored(gateway, ChangeRow)
    )
    assert appended == sorted(
        (owner, 1 + number, owner.int + 10 * number) for owner in organisations for number in range(many)
    )


@pytest.mark.parametrize("organisations", [(), (ACME,), (OTHER, ACME)])
def test_what_else_is_written_takes_no_other_statement_on_postgresql(
    gateway: Gateway, organisations: tuple[UUID, ...]
) -> None:
    gateway.organisation()
    sign = "?" if gateway.engine == "sqlite" else "$"
    rename = Query(f"UPDATE organisation SET name = {sign}1 || {sign}2 WHERE slug = {sign}3", ("Ac", "me!", "acme"))
    found, seen = end(gateway, organisations, [texts(gateway, "a"), Query(NAMES, ())], rename)
    # The queries are read before.
    assert found == ['["a"]', "Acme"]
    assert gateway.read(lambda db: db.connection().execute(text(NAMES)).scalar()) == "Acme!"
    joined = gateway.engine == "postgresql" and len(organisations) == 1
    assert len(seen) == (1 if joined else 3 + len(organisations) * gateway.append_statements)


def test_a_statement_that_fails_at_the_end_stores_nothing(gateway: Gateway) -> None:
    wrong = Query("SELECT CAST('x' AS integer) / 0 FROM nowhere", ())
    with pytest.raises(Exception, match="nowhere"):
        end(gateway, [ACME], [wrong])
    assert stored(gateway, ChangeRow) == []


@ON_POSTGRESQL
def test_all_is_read_before_the_feed_is_locked(gateway: Gateway, engine: Engine) -> None:
    """A sequence shows to others that a query was run."""
    end(gateway, [ACME])
    gateway.in_database(lambda db: db.connection().execute(text("CREATE SEQUENCE queries_run")))

    async def answer(_result: None, ending: Ending) -> list[Any]:
        return await ending.fetch_last([Query("SELECT nextval('queries_run')::text", ())])

    async def write_while_it_is_locked() -> tuple[Any, Any]:
        other = await asyncpg.connect(dsn(make_url(engine.url)))
        try:
            await other.execute("BEGIN")
            await other.execute("SELECT 1 FROM feed FOR UPDATE")
            writing = asyncio.create_task(gateway.database.write(lambda db: note(db, [ACME]), answer))
            waits = "SELECT count(*) FROM pg_locks WHERE NOT granted AND transactionid = pg_current_xact_id()::xid"
            while not await other.fetchval(waits):  # noqa: ASYNC110 - there is no event to wait for
                await asyncio.sleep(0.005)
            run = await other.fetchval("SELECT is_called FROM queries_run")
            await other.execute("COMMIT")
            return run, await writing
        finally:
            await other.close()

    try:
        assert gateway.run(write_while_it_is_locked()) == (True, ["1"])
    finally:
        gateway.in_database(lambda db: db.connection().execute(text("DROP SEQUENCE queries_run")))


RENAME = """mutation ($uuid: UUID!, $name: String!) {
  updateEvent(uuid: $uuid, input: { name: $name }) { userErrors { code } event { uuid name } } }"""
REGISTER = """mutation ($event: UUID!, $user: UUID!, $ticket: UUID!, $key: String) {
  registerAttendee(eventUuid: $event, userUuid: $user, input: { ticketUuid: $ticket }, idempotencyKey: $key) {
    userErrors { code } attendee { uuid } } }"""


@ON_POSTGRESQL
def test_the_round_trips_of_a_rename_and_of_a_registration(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event, _ = make_open(gateway, acme)
    ticket, token = make_open_ticket(gateway, event), gateway.token(acme)

    def sent(document: str, header: str | None = None, **variables: Any) -> int:
        headers = {"authorization": f"Bearer {token}"} | ({} if header is None else {"Idempotency-Key": header})
        body = orjson.dumps({"query": document, "variables": variables}, default=str)
        with round_trips() as seen:
            answer = gateway.post(content=body, headers={**headers, "content-type": "application/json"}).json()
        assert [each["userErrors"] for each in answer["data"].values()] == [[]]
        # How often the token is looked up depends on the time.
        return len(_of_transaction(seen))

    def register(key: str | None = None, header: str | None = None) -> int:
        user = make_user(gateway, acme).id
        return sent(REGISTER, header, event=event.id, user=user, ticket=ticket.id, key=key)

    # A new connection asks for the types of its first statements.
    sent(RENAME, uuid=event.id, name="Ball")
    assert sent(RENAME, uuid=event.id, name="Gala") == 5
    # Without a key, with one as the argument, and with one as the header, for which the whole answer is stored.
    assert [register(), register("a"), register(header="b")] == [6, 7, 8]


def _of_transaction(seen: Sequence[str]) -> Sequence[str]:
    """The round trips of the last transaction."""
    begun = [place for place, sql in enumerate(seen) if sql.startswith("BEGIN")]
    return seen[begun[-1] :]
