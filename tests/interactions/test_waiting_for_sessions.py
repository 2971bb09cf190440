"""joinWaitingList and leaveWaitingList: users wait for a session on a date on which it is full."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session as DbSession

from app.auth.rules import Scope
from app.events.tables import EventRow
from app.interactions.tables import WaitingRow
from app.occurrences.tables import OccurrenceRow
from app.sessions.tables import SelectedSessionRow, SessionOccurrenceRow, SessionRow
from tests.builders import everything, make_row, make_session, stored
from tests.gateway import Gateway
from tests.interactions.acting import NOBODY, changes, done, make_open_ticket, refused, variables_of
from tests.interactions.placing import make_date_of
from tests.interactions.queueing import JOIN, LEAVE, Queue

UPDATE = """mutation($uuid: UUID!, $input: UpdateSessionInput!) {
  updateSession(uuid: $uuid, input: $input) { userErrors { code message path } } }"""
AT = "input.sessionOccurrenceUuid"
FREE = ("PLACES_LEFT", "“Talk” has places left.")
OFF = ("SWITCHED_OFF", "“Talk” has no waiting list.")
CALLED_OFF = ("CANCELLED", "“Talk” has been called off.")


def change(gateway: Gateway, table: Any, uuid: UUID, **columns: Any) -> None:
    def write(db: DbSession) -> None:
        db.execute(update(table).where(table.id == uuid).values(columns))

    gateway.in_database(write)


def test_a_user_waits_for_each_date_of_a_session_separately(gateway: Gateway) -> None:
    queue = Queue(gateway)
    first, second = queue.rows
    ticket = make_open_ticket(gateway, queue.event)
    entry = queue.join(queue.bob, second, ticketUuid=ticket.id, occurrenceUuid=second.occurrence_id)
    assert entry == {
        "uuid": entry["uuid"],
        "position": 1,
        "ticket": {"uuid": str(ticket.id)},
        "occurrence": {"uuid": str(second.occurrence_id)},
        "sessionOccurrence": {"uuid": str(second.id), "name": "Talk"},
    }
    # Its date is known, whether it is sent or not.
    given: tuple[dict[str, Any], ...] = ({}, {"ticketUuid": None, "occurrenceUuid": None})
    for position, (user, more) in enumerate(zip((queue.ada, queue.bob), given, strict=True), 1):
        entry = queue.join(user, first, **more)
        assert (entry["position"], entry["ticket"]) == (position, None)
        assert entry["occurrence"] == {"uuid": str(first.occurrence_id)}
    queue.join(queue.cem, second)
    assert queue.waiting() == {
        (queue.bob, second.id, 1),
        (queue.ada, first.id, 1),
        (queue.bob, first.id, 2),
        (queue.cem, second.id, 2),
    }
    assert sorted(row["turn"] for row in stored(gateway, WaitingRow)) == [1, 2, 3, 4]
    done(gateway, LEAVE, queue.token, event=queue.event.id, user=queue.ada, row=first.id)
    assert queue.waiting() == {(queue.bob, second.id, 1), (queue.bob, first.id, 1), (queue.cem, second.id, 2)}
    assert changes(gateway, "WaitingListEntry") == ["CREATED"] * 4 + ["UPDATED", "DELETED"]


def test_the_event_and_its_sessions_are_waited_for_side_by_side(gateway: Gateway) -> None:
    queue = Queue(gateway, waiting_list_enabled=True)
    row = queue.rows[0]
    queue.join(queue.ada, row)
    entry = queue.join(queue.ada, None)
    assert entry == {
        "uuid": entry["uuid"],
        "position": 1,
        "ticket": None,
        "occurrence": None,
        "sessionOccurrence": None,
    }
    done(gateway, JOIN, queue.token, event=queue.event.id, input={"userUuid": queue.bob})
    assert queue.waiting() == {(queue.ada, row.id, 1), (queue.ada, None, 1), (queue.bob, None, 2)}
    # Absent and null are the event's own list.
    done(gateway, LEAVE, queue.token, event=queue.event.id, user=queue.ada)
    assert queue.waiting() == {(queue.ada, row.id, 1), (queue.bob, None, 1)}
    done(gateway, LEAVE, queue.token, event=queue.event.id, user=queue.bob, row=None)
    assert queue.waiting() == {(queue.ada, row.id, 1)}
    gone = [("NOT_FOUND", ["userUuid"])]
    assert refused(gateway, LEAVE, queue.token, event=queue.event.id, user=queue.ada) == gone
    assert refused(gateway, LEAVE, queue.token, event=queue.event.id, user=queue.bob, row=row.id) == gone


def test_choosing_the_session_there_ends_the_waiting(gateway: Gateway) -> None:
    queue = Queue(gateway, session_settings_enabled=True, waiting_list_enabled=True)
    first, second = queue.rows
    for row in (*queue.rows, None):
        queue.join(queue.ada, row)
    queue.join(queue.bob, first)
    queue.select(queue.zoe, second)
    assert len(queue.waiting()) == 4
    queue.select(queue.ada, first)
    assert queue.waiting() == {(queue.ada, second.id, 1), (queue.ada, None, 1), (queue.bob, first.id, 1)}
    assert changes(gateway, "WaitingListEntry") == ["CREATED"] * 4 + ["UPDATED", "DELETED"]
    # The one place is given, and the next waits on.
    assert queue.refused(queue.bob, first.id) == [
        ("ALREADY_DONE", "This user waits for this session on this date already.", "userUuid")
    ]


def test_waiting_twice_or_for_a_chosen_session_is_refused(gateway: Gateway) -> None:
    queue = Queue(gateway)
    row = queue.rows[0]
    queue.join(queue.ada, row)
    for user, what in ((queue.ada, "waits for"), (queue.zoe, "has chosen")):
        sentence = f"This user {what} this session on this date already."
        assert queue.refused(user, row.id) == [("ALREADY_DONE", sentence, "userUuid")]


@pytest.mark.parametrize(
    ("table", "columns", "problems"),
    [
        (SessionRow, {"wait_list_enabled": False}, [OFF]),
        (SessionRow, {"capacity": 2}, [FREE]),
        (SessionRow, {"capacity": None}, [FREE]),
        (SessionRow, {"rsvp": True}, [FREE]),
        (SessionRow, {"rsvp": True, "rsvp_capacity": "FIXED"}, []),
        (SessionOccurrenceRow, {"capacity": 2}, [FREE]),
        (SessionOccurrenceRow, {"capacity": 0}, []),
        (SessionOccurrenceRow, {"enabled": False}, [CALLED_OFF]),
        (OccurrenceRow, {"enabled": False, "disabled_reason": "CALLED_OFF"}, [CALLED_OFF]),
        (
            SessionRow,
            {"wait_list_enabled": False, "capacity": 2},
            [OFF, FREE],
        ),
    ],
)
def test_only_full_dates_to_come_can_be_waited_for(
    gateway: Gateway, table: Any, columns: dict[str, Any], problems: list[tuple[str, str]]
) -> None:
    queue = Queue(gateway)
    row = queue.rows[0]
    ids: dict[Any, UUID] = {SessionRow: row.session_id, SessionOccurrenceRow: row.id, OccurrenceRow: row.occurrence_id}
    change(gateway, table, ids[table], **columns)
    if problems:
        assert queue.refused(queue.ada, row.id) == [(code, sentence, AT) for code, sentence in problems]
    else:
        assert queue.join(queue.ada, row)["position"] == 1


def test_a_date_may_have_less_room_than_its_session(gateway: Gateway) -> None:
    queue = Queue(gateway)
    change(gateway, SessionRow, queue.talk.id, capacity=5)
    change(gateway, SessionOccurrenceRow, queue.rows[1].id, capacity=1)
    assert queue.refused(queue.ada, queue.rows[0].id) == [(*FREE, AT)]
    queue.join(queue.ada, queue.rows[1])


def test_nobody_waits_for_a_session_that_has_begun(gateway: Gateway) -> None:
    queue = Queue(gateway)
    gateway.clock.set(queue.rows[0].starts_at)
    assert queue.refused(queue.ada, queue.rows[0].id) == [("ENDED", "“Talk” has begun.", AT)]
    queue.join(queue.ada, queue.rows[1])
    gateway.clock.set(queue.rows[1].starts_at - timedelta(seconds=1))
    queue.join(queue.bob, queue.rows[1])


def test_unknown_and_hidden_rows_are_refused(gateway: Gateway) -> None:
    queue, other = Queue(gateway), Queue(gateway, gateway.organisation("other"))
    hidden = make_session(gateway, queue.event, kind="PRIVATE", wait_list_enabled=True, capacity=0)
    private = make_date_of(gateway, queue.event, hidden, queue.dates[0])
    sentence = "There is no date with this uuid of a session of this event that can be chosen."
    for uuid in (UUID(NOBODY), queue.talk.id, other.rows[0].id, private.id):
        assert queue.refused(queue.ada, uuid) == [("NOT_FOUND", sentence, AT)]
    for uuid in (UUID(NOBODY), queue.talk.id, other.rows[0].id):
        found = refused(gateway, LEAVE, queue.token, event=queue.event.id, user=queue.ada, row=uuid)
        assert found == [("NOT_FOUND", ["input", "sessionOccurrenceUuid"])]
    where = {"occurrenceUuid": queue.dates[1].id}
    assert queue.refused(queue.ada, queue.rows[0].id, **where) == [
        ("INVALID", "The session takes place in another occurrence.", "input.occurrenceUuid")
    ]


def test_all_problems_are_reported_at_once(gateway: Gateway) -> None:
    queue = Queue(gateway)
    change(gateway, EventRow, queue.event.id, lifecycle="CANCELLED", cancelled_at=gateway.clock())
    change(gateway, SessionRow, queue.talk.id, wait_list_enabled=False)
    given = {"ticketUuid": NOBODY, "occurrenceUuid": NOBODY}
    assert [(code, path) for code, _, path in queue.refused(UUID(NOBODY), queue.rows[0].id, **given)] == [
        ("CANCELLED", "eventUuid"),
        ("NOT_FOUND", "input.ticketUuid"),
        ("NOT_FOUND", "input.occurrenceUuid"),
        ("SWITCHED_OFF", AT),
        ("INVALID", "input.occurrenceUuid"),
        ("NOT_FOUND", "userUuid"),
    ]


def test_a_date_on_which_somebody_waits_is_not_taken_from_a_session(gateway: Gateway) -> None:
    queue = Queue(gateway)
    queue.join(queue.ada, queue.rows[0])
    gateway.in_database(lambda db: db.execute(delete(SelectedSessionRow)))
    where = {"type": "SPECIFIC", "uuids": [str(queue.dates[1].id)]}
    given = {"uuid": queue.talk.id, "input": {"occurrences": where}}
    token = queue.token
    before = everything(gateway)
    [error] = gateway.gql(UPDATE, token, **given)["updateSession"]["userErrors"]
    assert everything(gateway) == before
    assert error == {
        "code": "CONFLICT",
        "path": ["input", "occurrences"],
        "message": "1 user waits for the session on dates that it would leave. Call it off on those dates instead.",
    }
    done(gateway, LEAVE, queue.token, event=queue.event.id, user=queue.ada, row=queue.rows[0].id)
    done(gateway, UPDATE, queue.token, **given)
    assert [row["id"] for row in stored(gateway, SessionOccurrenceRow)] == [queue.rows[1].id]


def test_who_may(gateway: Gateway) -> None:
    queue = Queue(gateway)
    row = queue.rows[0]
    queue.join(queue.bob, row)
    joining = variables_of(queue.given(queue.ada, row.id))
    leaving = {"event": queue.event.id, "user": queue.bob, "row": row.id}
    reader = gateway.token(queue.organisation, Scope.EVENT_READ, Scope.EVENT_UPDATE_SESSION)
    before = everything(gateway)
    for document, variables in ((JOIN, joining), (LEAVE, leaving)):
        for token in (None, reader):
            [error] = gateway.errors(document, token, **variables)
            assert error["extensions"]["code"] == "FORBIDDEN"
    assert everything(gateway) == before
    stranger = gateway.token(gateway.organisation("stranger"))
    for document, variables in ((JOIN, joining), (LEAVE, leaving)):
        assert refused(gateway, document, stranger, **variables) == [("NOT_FOUND", ["eventUuid"])]


@pytest.mark.parametrize("for_session", [True, False])
def test_the_store_holds_one_entry_of_a_user_for_one_thing(gateway: Gateway, *, for_session: bool) -> None:
    queue = Queue(gateway)
    row = queue.rows[0].id if for_session else None
    by: dict[str, Any] = {"user_id": queue.ada, "session_occurrence_id": row}
    make_row(gateway, WaitingRow, queue.event, **by, turn=1)
    with pytest.raises(IntegrityError):
        make_row(gateway, WaitingRow, queue.event, **by, turn=2)
