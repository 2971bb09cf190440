"""`marquee maintain`: extends endless recurrence rules and deletes expired tokens."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection, text

from app.auth.rules import Caller, Scope
from app.auth.tables import TokenRow
from app.cli.bootstrap import schema_reader
from app.cli.maintenance import maintain_once
from app.db.feed.tables import FeedRow
from app.db.migrate import run_locked
from app.db.outbox import ChangeKind, ChangeRow, record
from app.events.operations.create import create_event
from app.events.operations.lifecycle import cancel_event
from app.events.tables import EventRow
from app.graph.reading.model import Model
from app.occurrences.tables import OccurrenceRow
from app.occurrences.values import OccurrenceEndsType, OccurrenceType
from app.schema import schema
from tests.builders import everything, make_event, make_ticket, stored
from tests.cli.running import Marquee
from tests.gateway import Gateway, Organisation

# Long enough ago for several monthly occurrences until today.
LONG_AGO = datetime(2024, 1, 1, tzinfo=UTC)
NO_CHANGES = {"tickets_shown": 0, "changes_compacted": 0, "changes_deleted": 0}
NO_CHANGES_TEXT = "Told subscribers of 0 tickets that are no longer hidden.\nDeleted 0 replaced and 0 old changes.\n"


def caller_of(organisation: Organisation) -> Caller:
    return Caller(None, UUID(organisation.uuid), frozenset(Scope))


def monthly(gateway: Gateway, organisation: Organisation, ends: OccurrenceEndsType, **length: Any) -> UUID:
    patch: Any = {
        "name": f"Monthly {ends}",
        "occurrence": {
            "type": OccurrenceType.MONTHLY,
            "starts_on": {"utc": datetime(2024, 2, 1, 9, tzinfo=UTC)},
            **(length or {"duration_minutes": 60}),
            "ends": {"type": ends, "count": 3} if ends is OccurrenceEndsType.AFTER_COUNT else {"type": ends},
        },
    }

    def work(db: Any) -> UUID:
        owner = UUID(organisation.uuid)
        return create_event(db, caller_of(organisation), organisation_uuid=owner, patch=patch, now=LONG_AGO).ids[
            "event"
        ]

    return gateway.write(work)


def test_an_endless_rule_is_extended_two_years_ahead(gateway: Gateway, marquee: Marquee) -> None:
    acme = gateway.organisation()
    endless, ending = (
        monthly(gateway, acme, OccurrenceEndsType.NEVER),
        monthly(gateway, acme, OccurrenceEndsType.AFTER_COUNT),
    )
    before = stored(gateway, OccurrenceRow, event_id=endless)
    untouched = stored(gateway, EventRow, id=ending)
    version = stored(gateway, EventRow, id=endless)[0]["version"]
    assert max(row["starts_at"] for row in before) < datetime(2026, 3, 1, tzinfo=UTC)

    assert marquee("maintain", "--json").json == {
        "tokens_deleted": 0,
        "keys_deleted": 0,
        "deliveries_deleted": 0,
        "files_removed": 0,
        "events_rolled_forward": 1,
        "events_failed": 0,
        **NO_CHANGES | {"changes_deleted": 2},
    }

    after = stored(gateway, OccurrenceRow, event_id=endless)
    last = max(row["starts_at"] for row in after)
    today = datetime.now(UTC)
    assert today + timedelta(days=29 * 23) < last < today + timedelta(days=31 * 24)
    assert [row for row in after if row["id"] in {row["id"] for row in before}] == before
    event = stored(gateway, EventRow, id=endless)[0]
    assert (event["materialised_until"], event["version"]) == (last, version + 1)
    assert stored(gateway, ChangeRow, entity_id=endless)[-1]["kind"] == "UPDATED"
    assert stored(gateway, EventRow, id=ending) == untouched
    assert len(stored(gateway, OccurrenceRow, event_id=ending)) == 3


def test_a_duration_given_by_an_end_is_kept(gateway: Gateway, marquee: Marquee) -> None:
    fifty = {"utc": datetime(2024, 2, 1, 9, 50, tzinfo=UTC)}
    event = monthly(gateway, gateway.organisation(), OccurrenceEndsType.NEVER, ends_on=fifty)
    assert marquee("maintain", "--json").json == {
        "tokens_deleted": 0,
        "keys_deleted": 0,
        "deliveries_deleted": 0,
        "files_removed": 0,
        "events_rolled_forward": 1,
        "events_failed": 0,
        **NO_CHANGES | {"changes_deleted": 1},
    }
    lengths = {row["ends_at"] - row["starts_at"] for row in stored(gateway, OccurrenceRow, event_id=event)}
    assert lengths == {timedelta(minutes=50)}


def test_a_second_round_has_nothing_to_do(gateway: Gateway, marquee: Marquee) -> None:
    monthly(gateway, gateway.organisation(), OccurrenceEndsType.NEVER)
    assert (
        marquee("maintain").out
        == "Rolled 1 events forward.\nDeleted 0 expired tokens.\nDeleted 0 expired idempotency keys.\n"
        "Deleted 0 old deliveries of webhooks.\nRemoved the bytes of 0 deleted files.\n"
        + NO_CHANGES_TEXT.replace("0 old", "1 old")
    )
    before = everything(gateway)
    assert marquee("maintain", "--json").json == {
        "tokens_deleted": 0,
        "keys_deleted": 0,
        "deliveries_deleted": 0,
        "files_removed": 0,
        "events_rolled_forward": 0,
        "events_failed": 0,
        **NO_CHANGES,
    }
    assert everything(gateway) == before


def test_no_transaction_waits_for_the_schema(gateway: Gateway) -> None:
    monthly(gateway, gateway.organisation(), OccurrenceEndsType.NEVER)
    loaded = []

    def note(statement: str) -> None:
        if statement.startswith("UPDATE event"):
            loaded.append(schema_reader.cache_info().currsize)

    schema_reader.cache_clear()
    gateway.database.listeners.append(note)
    assert gateway.run(maintain_once(gateway.database, print, gateway.settings)).events_rolled_forward == 1
    assert set(loaded) == {1}


def test_an_event_that_fails_does_not_stop_others(gateway: Gateway, marquee: Marquee) -> None:
    acme = gateway.organisation()
    first, second = sorted((monthly(gateway, acme, OccurrenceEndsType.NEVER) for _ in range(2)), key=str)
    gateway.in_database(lambda db: setattr(db.get_one(EventRow, first), "timezone", "Nowhere/Geheim"))
    before = stored(gateway, OccurrenceRow, event_id=first)

    result = marquee.in_subprocess("maintain", "--json")

    assert result.code == 1
    assert result.out == (
        '{"tokens_deleted": 0, "keys_deleted": 0, "deliveries_deleted": 0, "files_removed": 0,'
        ' "events_rolled_forward": 1, "events_failed": 1, "tickets_shown": 0,'
        ' "changes_compacted": 0, "changes_deleted": 2}\n'
    )
    assert f"event {first} could not be rolled forward: " in result.err
    assert result.err.endswith("1 event could not be rolled forward.\n")
    assert "Geheim" not in result.err
    assert stored(gateway, OccurrenceRow, event_id=first) == before
    assert stored(gateway, ChangeRow, entity_id=second)[-1]["kind"] == "UPDATED"
    again = marquee("maintain")
    assert (again.code, again.out) == (
        1,
        "Rolled 0 events forward.\nDeleted 0 expired tokens.\nDeleted 0 expired idempotency keys.\n"
        "Deleted 0 old deliveries of webhooks.\nRemoved the bytes of 0 deleted files.\n" + NO_CHANGES_TEXT,
    )


def apart_from_changes(gateway: Gateway) -> dict[str, Any]:
    """Everything but what is recorded, which is old and is deleted."""
    return {table: rows for table, rows in everything(gateway).items() if table not in ("change", "feed")}


def test_cancelled_events_and_events_without_a_rule_do_not_change(gateway: Gateway, marquee: Marquee) -> None:
    acme = gateway.organisation()
    over = monthly(gateway, acme, OccurrenceEndsType.NEVER)
    gateway.write(lambda db: cancel_event(db, caller_of(acme), uuid=over, patch={}, now=LONG_AGO))
    make_event(gateway, acme)
    before = apart_from_changes(gateway)
    assert marquee("maintain", "--json").json["events_rolled_forward"] == 0
    assert apart_from_changes(gateway) == before


def test_expired_tokens_of_all_organisations_are_deleted(gateway: Gateway, marquee: Marquee) -> None:
    acme, other = gateway.organisation("acme"), gateway.organisation("other")
    gateway.clock.set(LONG_AGO)
    for organisation in (acme, other):
        gateway.token(organisation)
    gateway.clock.set(datetime.now(UTC))
    living = gateway.token(gateway.organisation("living"))
    assert marquee("maintain", "--json").json["tokens_deleted"] == 2
    assert len(stored(gateway, TokenRow)) == 1
    response = gateway.post(json={"query": "{ __typename }"}, headers={"authorization": f"Bearer {living}"})
    assert response.status_code == 200


def test_after_a_restore_every_feed_has_another_epoch(unprepared: Marquee) -> None:
    assert unprepared("migrate").code == 0

    def run(*statements: str) -> list[Any]:
        def work(connection: Connection) -> list[Any]:
            return [connection.execute(text(each)) for each in statements][-1].mappings().all()  # type: ignore[return-value]

        return asyncio.run(run_locked(unprepared.url, work))

    first, second = uuid4().hex, uuid4().hex
    feeds = "SELECT position, epoch FROM feed ORDER BY position"
    values = f"('{first}', 5, 0, -1), ('{second}', 6, 0, -1)"
    run(
        "CREATE TABLE IF NOT EXISTS feed (organisation_id uuid, position bigint, pruned bigint, epoch bigint)",
        f"INSERT INTO feed (organisation_id, position, pruned, epoch) VALUES {values}",
        feeds,
    )
    assert unprepared("maintain").code == 0
    assert run(feeds) == [{"position": 5, "epoch": -1}, {"position": 6, "epoch": -1}]
    done = unprepared.in_subprocess("maintain", "--after-restore")
    assert (done.code, done.err) == (0, "Subscribers will read everything again.\n")
    one, two = run(feeds)
    assert (one["position"], two["position"]) == (5, 6)
    assert one["epoch"] != two["epoch"]
    assert all(0 <= each["epoch"] < 2**32 for each in (one, two))


def test_old_changes_are_compacted_and_deleted(
    gateway: Gateway, marquee: Marquee, monkeypatch: pytest.MonkeyPatch
) -> None:
    acme = UUID(gateway.organisation().uuid)
    one, other, gone = (UUID(int=number) for number in range(3))
    today = datetime.now(UTC)
    ages = [(9, gone), (8, one), (5, one), (4, other), (0, one), (0, other), (0, other)]

    def note(db: Any, uuid: UUID, days: int) -> None:
        at = today - timedelta(days=days)
        record(db, ChangeKind.UPDATED, "Session", uuid, organisation_id=acme, event_id=None, at=at)

    for days, uuid in ages:
        gateway.write(lambda db, uuid=uuid, days=days: note(db, uuid, days))  # type: ignore[misc]
    monkeypatch.setenv("MARQUEE_FEED_DAYS", "6")
    monkeypatch.setattr("app.db.feed.retention.BATCH", 2)
    done = marquee("maintain", "--json").json
    assert (done["changes_compacted"], done["changes_deleted"]) == (3, 1)
    assert [(row["position"], row["entity_id"]) for row in stored(gateway, ChangeRow)] == [
        (5, one),
        (6, other),
        (7, other),
    ]
    [feed] = stored(gateway, FeedRow)
    assert (feed["position"], feed["pruned"]) == (7, 1)
    again = marquee("maintain", "--json").json
    assert (again["changes_compacted"], again["changes_deleted"]) == (0, 0)


def test_tickets_that_time_has_shown_are_recorded_once(gateway: Gateway, marquee: Marquee) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme, lifecycle="PUBLISHED", hide_ticket_until_booking_start=True)
    open_event = make_event(gateway, acme, lifecycle="PUBLISHED", slug="open")
    today = datetime.now(UTC).replace(microsecond=0)
    opened, older, later = (
        make_ticket(gateway, event, opens_at=today + timedelta(days=days), name=str(days)) for days in (-1, -31, 1)
    )
    never_hidden = make_ticket(gateway, open_event, opens_at=today - timedelta(days=1))
    assert marquee("maintain", "--json").json["tickets_shown"] == 1
    [change] = stored(gateway, ChangeRow)
    assert (change["entity"], change["entity_id"], change["kind"]) == ("Ticket", opened.id, "UPDATED")
    assert (change["event_id"], change["whole"], change["public"]) == (event.id, True, True)
    assert not {older.id, later.id, never_hidden.id} & {change["entity_id"]}
    assert marquee("maintain", "--json").json["tickets_shown"] == 0


def test_only_tickets_are_shown_by_time() -> None:
    """Another type whose visibility depends on the clock must be recorded by `maintain` as well."""
    found = {name for name, mapped in Model(schema).nodes().items() if "{now}" in mapped.entity.visible}  # type: ignore[union-attr]
    assert found == {"Ticket"}
