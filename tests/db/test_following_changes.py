"""Changes that follow from others: recorded once, with less effort, and left out where the whole is recorded."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import Session as DbSession

from app.db.feed.retention import compact
from app.db.outbox import (
    MOST_PARTS,
    ChangeKind,
    ChangeRow,
    nothing_recorded,
    record,
    record_followers,
    record_within,
)
from app.db.timestamps import touch
from app.events.tables import EventRow
from tests.builders import make_ready_event, stored
from tests.gateway import Gateway

UPDATED = ChangeKind.UPDATED


class Event:
    """What recording needs to know of an event."""

    id = UUID(int=1)
    organisation_id = UUID(int=2)


class Attendee:
    """A row that names a ticket, no price, and its event."""

    organisation_id = Event.organisation_id
    event_id = Event.id
    ticket_id = UUID(int=3)
    price_id = None


IN_EVENT: dict[str, Any] = {"organisation_id": Event.organisation_id, "event_id": Event.id}


def recorded(gateway: Gateway) -> list[tuple[str, UUID, str, bool, bool]]:
    rows = sorted(stored(gateway, ChangeRow), key=lambda row: int(row["position"]))
    return [(row["entity"], row["entity_id"], row["kind"], row["whole"], row["direct"]) for row in rows]


def test_a_raised_version_is_recorded(gateway: Gateway) -> None:
    event = make_ready_event(gateway, gateway.organisation())
    gateway.write(lambda db: touch(db.get_one(EventRow, event.id), gateway.clock()))
    assert recorded(gateway) == [("Event", event.id, "UPDATED", False, False)]


def test_a_change_of_the_row_itself_is_one_change_with_its_version(gateway: Gateway) -> None:
    event = make_ready_event(gateway, gateway.organisation())

    def work(db: DbSession) -> None:
        row, now = db.get_one(EventRow, event.id), gateway.clock()
        touch(row, now)
        record(db, UPDATED, "Event", row.id, organisation_id=row.organisation_id, event_id=row.id, at=now)
        touch(row, now)

    gateway.write(work)
    assert recorded(gateway) == [("Event", event.id, "UPDATED", False, True)]


def test_followers_are_what_the_row_names(gateway: Gateway) -> None:
    followers = {"Ticket": "ticket_id", "Price": "price_id", "Event": "event_id"}
    gateway.write(lambda db: record_followers(db, Attendee, followers, gateway.clock()))
    assert recorded(gateway) == [
        ("Ticket", Attendee.ticket_id, "UPDATED", False, False),
        ("Event", Event.id, "UPDATED", False, False),
    ]


@pytest.mark.parametrize("direct", [False, True])
def test_few_parts_are_recorded_one_by_one_and_many_as_their_event(gateway: Gateway, direct: bool) -> None:
    few = [UUID(int=100 + number) for number in range(MOST_PARTS)]
    more = UUID(int=99)

    def work(db: DbSession) -> None:
        record_within(db, Event, "Session", few, gateway.clock(), direct=direct)
        # Those that are recorded do not count again.
        record_within(db, Event, "Session", [*few, more], gateway.clock(), direct=direct)

    gateway.write(work)
    assert recorded(gateway) == [("Session", each, "UPDATED", False, direct) for each in [*few, more]]
    gateway.write(lambda db: record_within(db, Event, "Session", [*few, more], gateway.clock(), direct=direct))
    assert recorded(gateway)[len(few) + 1 :] == [("Event", Event.id, "UPDATED", True, False)]


def test_what_follows_within_an_event_is_left_out_where_all_of_the_event_is_recorded(gateway: Gateway) -> None:
    one, two, other = (UUID(int=number) for number in (11, 12, 13))

    def work(db: DbSession) -> None:
        now = gateway.clock()
        record_within(db, Event, "Ticket", [one], now)
        record_within(db, Event, "Ticket", [two], now, direct=True)
        elsewhere = IN_EVENT | {"event_id": other}
        record(db, UPDATED, "Ticket", other, at=now, direct=False, **elsewhere)
        record(db, UPDATED, "Event", Event.id, at=now, whole=True, **IN_EVENT)

    gateway.write(work)
    assert recorded(gateway) == [
        ("Ticket", two, "UPDATED", False, True),
        ("Ticket", other, "UPDATED", False, False),
        ("Event", Event.id, "UPDATED", True, True),
    ]


def test_what_is_undone_is_not_recorded(gateway: Gateway) -> None:
    one, two = UUID(int=11), UUID(int=12)

    def work(db: DbSession) -> None:
        record_within(db, Event, "Ticket", [one], gateway.clock())
        with nothing_recorded(db):
            record_within(db, Event, "Ticket", [one, two], gateway.clock(), direct=True)

    gateway.write(work)
    assert recorded(gateway) == [("Ticket", one, "UPDATED", False, False)]


def test_compaction_keeps_that_the_entity_itself_was_changed(gateway: Gateway) -> None:
    one = UUID(int=11)
    for direct in (True, False):
        gateway.write(
            lambda db, direct=direct: record(  # type: ignore[misc]
                db, UPDATED, "Ticket", one, at=gateway.clock(), direct=direct, **IN_EVENT
            )
        )
    gateway.clock.advance(timedelta(hours=2))
    assert gateway.write(lambda db: compact(db, gateway.clock())) == (2, 1)
    assert recorded(gateway) == [("Ticket", one, "UPDATED", False, True)]


def test_nobody_reads_whether_the_public_saw_what_follows(gateway: Gateway) -> None:
    event = make_ready_event(gateway, gateway.organisation(), lifecycle="PUBLISHED")

    def work(direct: bool, db: DbSession) -> None:
        of: dict[str, Any] = {"organisation_id": event.organisation_id, "event_id": event.id}
        record(db, UPDATED, "Event", event.id, at=gateway.clock(), direct=direct, **of)

    found = []
    for direct in (False, True):
        with gateway.statements() as seen:
            gateway.write(lambda db, direct=direct: work(direct, db))  # type: ignore[misc]
        found.append(sum("lifecycle" in each for each in seen))
    assert found == [0, 1]
    assert [row["public"] for row in stored(gateway, ChangeRow)] == [False, True]
