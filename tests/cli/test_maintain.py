"""`marquee maintain`: extends endless recurrence rules and deletes expired tokens."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from app.auth.rules import Caller, Scope
from app.auth.tables import TokenRow
from app.db.outbox import ChangeRow
from app.events.operations.create import create_event
from app.events.operations.lifecycle import cancel_event
from app.events.tables import EventRow
from app.occurrences.tables import OccurrenceRow
from app.occurrences.values import OccurrenceEndsType, OccurrenceType
from tests.builders import everything, make_event, stored
from tests.cli.running import Marquee
from tests.gateway import Gateway, Organisation

# Long enough ago for several monthly occurrences until today.
LONG_AGO = datetime(2024, 1, 1, tzinfo=UTC)


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
        "events_rolled_forward": 1,
        "events_failed": 0,
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
        "events_rolled_forward": 1,
        "events_failed": 0,
    }
    lengths = {row["ends_at"] - row["starts_at"] for row in stored(gateway, OccurrenceRow, event_id=event)}
    assert lengths == {timedelta(minutes=50)}


def test_a_second_round_has_nothing_to_do(gateway: Gateway, marquee: Marquee) -> None:
    monthly(gateway, gateway.organisation(), OccurrenceEndsType.NEVER)
    assert (
        marquee("maintain").out
        == "Rolled 1 events forward.\nDeleted 0 expired tokens.\nDeleted 0 expired idempotency keys.\n"
    )
    before = everything(gateway)
    assert marquee("maintain", "--json").json == {
        "tokens_deleted": 0,
        "keys_deleted": 0,
        "events_rolled_forward": 0,
        "events_failed": 0,
    }
    assert everything(gateway) == before


def test_an_event_that_fails_does_not_stop_others(gateway: Gateway, marquee: Marquee) -> None:
    acme = gateway.organisation()
    first, second = sorted((monthly(gateway, acme, OccurrenceEndsType.NEVER) for _ in range(2)), key=str)
    gateway.aside(lambda db: setattr(db.get_one(EventRow, first), "timezone", "Nowhere/Geheim"))
    before = stored(gateway, OccurrenceRow, event_id=first)

    result = marquee.in_subprocess("maintain", "--json")

    assert result.code == 1
    assert result.out == '{"tokens_deleted": 0, "keys_deleted": 0, "events_rolled_forward": 1, "events_failed": 1}\n'
    assert f"event {first} could not be rolled forward: " in result.err
    assert result.err.endswith("1 event could not be rolled forward.\n")
    assert "Geheim" not in result.err
    assert stored(gateway, OccurrenceRow, event_id=first) == before
    assert stored(gateway, ChangeRow, entity_id=second)[-1]["kind"] == "UPDATED"
    again = marquee("maintain")
    assert (again.code, again.out) == (
        1,
        "Rolled 0 events forward.\nDeleted 0 expired tokens.\nDeleted 0 expired idempotency keys.\n",
    )


def test_cancelled_events_and_events_without_a_rule_do_not_change(gateway: Gateway, marquee: Marquee) -> None:
    acme = gateway.organisation()
    over = monthly(gateway, acme, OccurrenceEndsType.NEVER)
    gateway.write(lambda db: cancel_event(db, caller_of(acme), uuid=over, now=LONG_AGO))
    make_event(gateway, acme)
    before = everything(gateway)
    assert marquee("maintain", "--json").json["events_rolled_forward"] == 0
    assert everything(gateway) == before


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
