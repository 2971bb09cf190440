"""rescheduleEvent for tests, and a conference for it to move.

payload = reschedule(gateway, acme, uuid, byDays=1)
codes(refused(gateway, acme, uuid, byDays=0)) == [("INVALID", "input.byDays")]
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from app.core.time import local_of
from app.db.timestamps import created
from app.events.tables import EventRow
from app.occurrences.tables import OccurrenceRow
from app.sessions.rules.dates import start_in
from app.sessions.tables import SessionOccurrenceRow, SessionRow
from tests.builders import (
    Stored,
    event_of,
    everything,
    make_row,
    make_schedule_date,
    make_session,
    stored,
)
from tests.events.editing import create, daily
from tests.gateway import Gateway, Organisation

ZONE = "Europe/Berlin"
TIMES = "oldStartsOn { utc local timezone } oldEndsOn { local } newStartsOn { utc local timezone } newEndsOn { local }"
SESSIONS = f"sessions {{ sessionOccurrenceUuid sessionUuid name {TIMES} }}"
RESCHEDULE = f"""
mutation ($uuid: UUID!, $input: RescheduleEventInput!) {{
  rescheduleEvent(uuid: $uuid, input: $input) {{
    message warnings {{ code message path }} userErrors {{ code message path }} seats
    event {{ uuid version rescheduled {{ on {{ utc }} reason }} startsOn {{ local }} }}
    occurrences {{ uuid startsOn {{ local }} }}
    dates {{ occurrenceUuid bookedSeats {TIMES} {SESSIONS} }}
    {SESSIONS}
  }}
}}
"""
FOLLOWING = "THIS_AND_FOLLOWING"
WEEKLY = daily(4, "2026-07-01T10:00") | {"type": "WEEKLY"}
DONE = "Event has been rescheduled successfully"


def series(gateway: Gateway, acme: Organisation, **rest: Any) -> tuple[UUID, list[str]]:
    """Four Wednesdays in July, and the uuids of the dates."""
    uuid = create(gateway, acme, timezone=ZONE, occurrence=WEEKLY | rest)
    return uuid, [str(row["id"]) for row in dates(gateway, uuid)]


def attempt(gateway: Gateway, organisation: Organisation, uuid: UUID | str, **given: Any) -> Any:
    """The payload, whatever comes of it."""
    return gateway.gql(RESCHEDULE, gateway.token(organisation), uuid=str(uuid), input=given)["rescheduleEvent"]


def reschedule(gateway: Gateway, organisation: Organisation, uuid: UUID, **given: Any) -> Any:
    """The payload of a reschedule that goes through."""
    payload = attempt(gateway, organisation, uuid, **given)
    assert payload["userErrors"] == []
    assert payload["message"] == DONE
    return payload


def refused(gateway: Gateway, organisation: Organisation, uuid: UUID | str, **given: Any) -> Any:
    """The user errors of a reschedule that is refused and has changed nothing."""
    token = gateway.token(organisation)
    before = everything(gateway)
    payload = gateway.gql(RESCHEDULE, token, uuid=str(uuid), input=given)["rescheduleEvent"]
    assert (payload["event"], payload["message"], payload["dates"], payload["seats"]) == (None, None, [], None)
    assert everything(gateway) == before
    return payload["userErrors"]


def starts(gateway: Gateway, uuid: UUID) -> list[str]:
    """The wall clocks at which the dates of an event start, in order."""
    return sorted(row["starts_local"].isoformat()[:16] for row in stored(gateway, OccurrenceRow, event_id=uuid))


def dates(gateway: Gateway, uuid: UUID) -> list[Stored]:
    return sorted(stored(gateway, OccurrenceRow, event_id=uuid), key=lambda row: row["starts_at"])


def rule_of(gateway: Gateway, uuid: UUID) -> Stored:
    return stored(gateway, EventRow, id=uuid)[0]


def make_date_row(
    gateway: Gateway, session: SessionRow, occurrence: Stored, starts_at: datetime, **columns: Any
) -> SessionOccurrenceRow:
    """A session of an hour in one of its dates."""
    event = event_of(gateway, session.event_id)
    return make_row(
        gateway,
        SessionOccurrenceRow,
        event,
        **{
            "session_id": session.id,
            "occurrence_id": occurrence["id"],
            "starts_at": starts_at,
            "ends_at": starts_at + timedelta(hours=1),
            **created(gateway.clock(), event.timezone),
            **columns,
        },
    )


def make_talks(gateway: Gateway, uuid: UUID, minutes: int = 60, **columns: Any) -> SessionRow:
    """A session so many minutes behind the start of every date, with a row in each of them."""
    event = event_of(gateway, uuid)
    places = [(row, start_in(row["starts_at"], minutes * 60, event.timezone)[0]) for row in dates(gateway, uuid)]
    first = places[0][1]
    values = {"name": "Talk", "starts_at": first, "ends_at": first + timedelta(hours=1)}
    session = make_session(gateway, event, **values | {"offset_seconds": minutes * 60} | columns)
    for row, at in places:
        make_date_row(gateway, session, row, at)
    return session


def day(gateway: Gateway, uuid: UUID, number: int, **columns: Any) -> Any:
    """A schedule date of September 2026."""
    return make_schedule_date(gateway, event_of(gateway, uuid), date=date(2026, 9, number), **columns)


def berlin(at: datetime) -> str:
    return local_of(at, ZONE).isoformat()[:16]


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]
