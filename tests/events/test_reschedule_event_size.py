"""rescheduleEvent: the number of statements does not grow with the number of dates and sessions."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from app.db.bulk import insert_values
from app.db.timestamps import created
from app.occurrences.tables import OccurrenceRow
from app.sessions.tables import SessionOccurrenceRow
from tests.builders import event_of, make_session, stored
from tests.events.editing import create, daily
from tests.events.rescheduling import ZONE, dates
from tests.gateway import Gateway
from tests.stamps import stamped

MOVE = """
mutation ($uuid: UUID!) {
  rescheduleEvent(uuid: $uuid, input: {byMinutes: 60}) { userErrors { message } dates { newStartsOn { utc } } }
}
"""


def fill(gateway: Gateway, uuid: UUID, sessions: int) -> None:
    """So many sessions of a quarter of an hour, one behind the other, in every date."""
    event = event_of(gateway, uuid)
    found = dates(gateway, uuid)
    values: list[dict[str, Any]] = []
    for number in range(sessions):
        behind = timedelta(minutes=15 * number)
        first = found[0]["starts_at"] + behind
        session = make_session(
            gateway,
            event,
            name=f"Talk {number}",
            starts_at=first,
            ends_at=first + timedelta(minutes=15),
            offset_seconds=900 * number,
        )
        for date in found:
            starts_at = date["starts_at"] + behind
            values.append(
                {
                    "id": uuid4(),
                    "organisation_id": event.organisation_id,
                    "event_id": uuid,
                    "session_id": session.id,
                    "occurrence_id": date["id"],
                    "timezone": ZONE,
                    "own_times": False,
                    "enabled": True,
                    "cancellation_reason": None,
                    "capacity": None,
                    "rsvp_capacity": None,
                    "schedule_date_id": None,
                    "version": 1,
                    **stamped("starts", starts_at, ZONE),
                    **stamped("ends", starts_at + timedelta(minutes=15), ZONE),
                    **created(gateway.clock(), ZONE),
                }
            )
    gateway.in_database(lambda db: insert_values(db, SessionOccurrenceRow, values))


def statements_of_a_move(gateway: Gateway, acme: Any, number: int, sessions: int) -> int:
    uuid = create(gateway, acme, timezone=ZONE, occurrence=daily(number, "2026-07-01T09:00", 600))
    fill(gateway, uuid, sessions)
    before = {row["id"]: row["starts_local"] for row in stored(gateway, SessionOccurrenceRow, event_id=uuid)}
    with gateway.statements() as seen:
        payload = gateway.gql(MOVE, gateway.token(acme), uuid=uuid)["rescheduleEvent"]
    assert payload["userErrors"] == []
    assert len(payload["dates"]) == number
    after = stored(gateway, SessionOccurrenceRow, event_id=uuid)
    assert len(after) == number * sessions
    assert {row["starts_local"] - before[row["id"]] for row in after} == {timedelta(hours=1)}
    assert {row["starts_local"].hour for row in stored(gateway, OccurrenceRow, event_id=uuid)} == {10}
    return len(seen)


def test_the_number_of_statements_does_not_grow_with_the_dates(gateway: Gateway) -> None:
    acme = gateway.organisation()
    few = statements_of_a_move(gateway, acme, 2, 2)
    # Twenty thousand rows are written five thousand at a time: each statement has its deadline.
    assert statements_of_a_move(gateway, acme, 1_000, 20) == few + 3
    assert few <= 50
