"""moveAttendee: a booking moves to another date with its places and choices."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from app.events.tables import EventRow
from app.occurrences.tables import OccurrenceRow
from tests.builders import everything, make_price, make_session, stored
from tests.gateway import START, Gateway, Organisation
from tests.interactions.acting import (
    NOBODY,
    changes,
    done,
    make_open,
    make_open_occurrence,
    make_open_ticket,
    refused,
    token_of,
)
from tests.interactions.placing import MOVE, REGISTER, choose, chosen, make_date_of, make_slot, seats, taken
from tests.user_builders import make_user

DATE, SLOT = ["input", "occurrenceUuid"], ["input", "timeslotUuid"]
LATER = START + timedelta(days=60)


def make_dates(gateway: Gateway, acme: Organisation, **columns: Any) -> tuple[EventRow, OccurrenceRow, OccurrenceRow]:
    """An event with two dates; the columns are the second one's."""
    event, first = make_open(gateway, acme)
    return event, first, make_open_occurrence(gateway, event, **{"starts_at": LATER, **columns})


def book(gateway: Gateway, token: str, event: EventRow, date: OccurrenceRow, **sent: Any) -> str:
    """The uuid of the attendee."""
    given = {"occurrenceUuid": date.id, **sent}
    uuid: str = done(gateway, REGISTER, token, event=event.id, input=given)["attendee"]["uuid"]
    return uuid


def test_a_booking_moves_with_its_places(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token, ada, (event, first, second) = token_of(gateway, acme), make_user(gateway, acme), make_dates(gateway, acme)
    ticket = make_open_ticket(gateway, event, quantity=9)
    make_price(gateway, ticket, quantity_included=2)
    uuid = book(gateway, token, event, first, userUuid=ada.id, ticketUuid=ticket.id, quantity=2)
    answer = done(gateway, MOVE, token, uuid=uuid, to=second.id)
    assert answer["message"] == "Attendee has been moved successfully"
    assert (answer["warnings"], answer["event"]) == ([], {"uuid": str(event.id)})
    where = {"occurrence": {"uuid": str(second.id)}, "timeslot": None}
    assert answer["attendee"] == {"uuid": uuid, "seats": 4, **where}
    assert taken(gateway, event.id) == {"dates": [0, 4], "slots": [], "event": [4]}
    assert changes(gateway, "Attendee") == ["CREATED", "UPDATED"]


def test_timeslots_are_given_back_and_taken(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token, ada, (event, first, second) = token_of(gateway, acme), make_user(gateway, acme), make_dates(gateway, acme)
    ticket = make_open_ticket(gateway, event)
    bare = make_open_occurrence(gateway, event, starts_at=LATER + timedelta(days=1))
    old, new = make_slot(gateway, event, first, capacity=3), make_slot(gateway, event, second, capacity=3)
    uuid = book(gateway, token, event, first, userUuid=ada.id, ticketUuid=ticket.id, quantity=3, timeslotUuid=old.id)
    for slot, code in ((None, "REQUIRED"), (old.id, "NOT_FOUND"), (NOBODY, "NOT_FOUND")):
        assert refused(gateway, MOVE, token, uuid=uuid, to=second.id, slot=slot) == [(code, SLOT)]
    assert refused(gateway, MOVE, token, uuid=uuid, to=bare.id, slot=new.id) == [("NOT_FOUND", SLOT)]
    moved = done(gateway, MOVE, token, uuid=uuid, to=second.id, slot=new.id)["attendee"]
    assert moved["timeslot"] == {"uuid": str(new.id)}
    assert taken(gateway, event.id) == {"dates": [0, 3, 0], "slots": [0, 3], "event": [3]}
    assert done(gateway, MOVE, token, uuid=uuid, to=bare.id)["attendee"]["timeslot"] is None
    assert taken(gateway, event.id) == {"dates": [0, 0, 3], "slots": [0, 0], "event": [3]}


def test_a_booking_gets_another_timeslot_of_its_date(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token, ada = token_of(gateway, acme), make_user(gateway, acme)
    event, first = make_open(gateway, acme)
    # The date and the ticket on it are sold out to the booking itself.
    ticket = make_open_ticket(gateway, event, quantity_per_occurrence=2)
    old, new, small = (make_slot(gateway, event, first, position=n, capacity=c) for n, c in enumerate((2, 2, 1)))
    row = make_date_of(gateway, event, make_session(gateway, event, capacity=1), first)
    selection = choose(gateway, event, ada, row)
    uuid = book(gateway, token, event, first, userUuid=ada.id, ticketUuid=ticket.id, quantity=2, timeslotUuid=old.id)
    assert refused(gateway, MOVE, token, uuid=uuid, to=first.id, slot=small.id) == [("SOLD_OUT", SLOT)]
    assert refused(gateway, MOVE, token, uuid=uuid, to=first.id, slot=old.id) == [("ALREADY_DONE", DATE)]
    answer = done(gateway, MOVE, token, uuid=uuid, to=first.id, slot=new.id)
    assert (answer["attendee"]["timeslot"], answer["warnings"]) == ({"uuid": str(new.id)}, [])
    assert taken(gateway, event.id) == {"dates": [2], "slots": [0, 2, 0], "event": [2]}
    assert chosen(gateway, selection) == {row.id}


def test_nobody_is_moved_to_where_there_is_no_room(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token, ada = token_of(gateway, acme), make_user(gateway, acme)
    event, first, full = make_dates(gateway, acme, capacity=1)
    slotted = make_open_occurrence(gateway, event, starts_at=LATER + timedelta(days=1))
    slot = make_slot(gateway, event, slotted, capacity=1)
    both = make_open_occurrence(gateway, event, starts_at=LATER + timedelta(days=2), capacity=0)
    none = make_slot(gateway, event, both, capacity=1)
    bounded = make_open_occurrence(gateway, event, starts_at=LATER + timedelta(days=3))
    ticket = make_open_ticket(gateway, event, quantity_per_occurrence=3)
    sent = {"userUuid": ada.id, "ticketUuid": ticket.id}
    uuid = book(gateway, token, event, first, **sent, quantity=2)
    book(gateway, token, event, bounded, **sent, quantity=2)
    assert refused(gateway, MOVE, token, uuid=uuid, to=full.id) == [("SOLD_OUT", DATE)]
    assert refused(gateway, MOVE, token, uuid=uuid, to=slotted.id, slot=slot.id) == [("SOLD_OUT", SLOT)]
    both_full = [("SOLD_OUT", DATE), ("SOLD_OUT", SLOT)]
    assert refused(gateway, MOVE, token, uuid=uuid, to=both.id, slot=none.id) == both_full
    assert refused(gateway, MOVE, token, uuid=uuid, to=bounded.id) == [("SOLD_OUT", DATE)]


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({"enabled": False}, "CANCELLED"),
        ({"enabled": False, "disabled_reason": "OUT_OF_RULE"}, "CANCELLED"),
        ({"starts_at": START - timedelta(hours=3), "ends_at": START}, "ENDED"),
    ],
)
def test_nobody_is_moved_to_a_date_that_does_not_take_place(
    gateway: Gateway, columns: dict[str, Any], code: str
) -> None:
    acme = gateway.organisation()
    token, ada, (event, first, other) = (
        token_of(gateway, acme),
        make_user(gateway, acme),
        make_dates(gateway, acme, **columns),
    )
    uuid = book(gateway, token, event, first, userUuid=ada.id, ticketUuid=make_open_ticket(gateway, event).id)
    assert refused(gateway, MOVE, token, uuid=uuid, to=other.id) == [(code, DATE)]
    assert refused(gateway, MOVE, token, uuid=uuid, to=first.id) == [("ALREADY_DONE", DATE)]


def test_staff_move_people_while_booking_is_closed_but_not_at_a_cancelled_event(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token, ada = gateway.token(acme), make_user(gateway, acme)
    event, first, second = make_dates(gateway, acme, opens_at=None)
    uuid = book(gateway, token, event, first, userUuid=ada.id, ticketUuid=make_open_ticket(gateway, event).id)
    done(gateway, MOVE, token, uuid=uuid, to=second.id)
    gateway.gql("mutation ($uuid: UUID!) { cancelEvent(uuid: $uuid) { message } }", token, uuid=event.id)
    assert refused(gateway, MOVE, token, uuid=uuid, to=first.id) == [("CANCELLED", ["uuid"])]


def test_unknown_and_foreign_objects_are_not_found(gateway: Gateway) -> None:
    acme, other = gateway.organisation(), gateway.organisation("other")
    token, ada, (event, first, second) = token_of(gateway, acme), make_user(gateway, acme), make_dates(gateway, acme)
    uuid = book(gateway, token, event, first, userUuid=ada.id, ticketUuid=make_open_ticket(gateway, event).id)
    _, elsewhere = make_open(gateway, acme)
    assert refused(gateway, MOVE, token, uuid=NOBODY, to=second.id) == [("NOT_FOUND", ["uuid"])]
    assert refused(gateway, MOVE, token_of(gateway, other), uuid=uuid, to=second.id) == [("NOT_FOUND", ["uuid"])]
    for wrong in (NOBODY, elsewhere.id):
        assert refused(gateway, MOVE, token, uuid=uuid, to=wrong) == [("NOT_FOUND", DATE)]
    strangers = (None, gateway.token(acme, "event.update"))
    before = everything(gateway)
    for stranger in strangers:
        (error,) = gateway.errors(MOVE, stranger, uuid=uuid, to=second.id)
        assert error["extensions"]["code"] == "FORBIDDEN"
    assert everything(gateway) == before


def test_chosen_sessions_follow_where_they_take_place_and_have_room(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token, (event, first, second) = token_of(gateway, acme), make_dates(gateway, acme)
    ada, bob = make_user(gateway, acme), make_user(gateway, acme)
    names = ("Follows", "Full", "Called off", "There already", "Not there")
    sessions = [make_session(gateway, event, name=name, capacity=1) for name in names]
    before = [make_date_of(gateway, event, session, first) for session in sessions]
    after = [make_date_of(gateway, event, session, second) for session in sessions[:2]]
    make_date_of(gateway, event, sessions[2], second, enabled=False)
    already = make_date_of(gateway, event, sessions[3], second)
    selection = choose(gateway, event, ada, *before, already)
    others = choose(gateway, event, bob, before[0], after[1])
    uuid = book(gateway, token, event, first, userUuid=ada.id, ticketUuid=make_open_ticket(gateway, event).id)
    warnings = done(gateway, MOVE, token, uuid=uuid, to=second.id)["warnings"]
    assert {(each["code"], tuple(each["path"])) for each in warnings} == {("SELECTION_NOT_MOVED", tuple(DATE))}
    assert sorted(each["message"].split("”")[0] for each in warnings) == ["“Called off", "“Full", "“Not there"]
    assert chosen(gateway, selection) == {after[0].id, before[1].id, before[2].id, already.id, before[4].id}
    assert chosen(gateway, others) == {before[0].id, after[1].id}
    assert changes(gateway, "SessionSelection") == ["UPDATED"]


def test_the_statements_do_not_grow_with_what_was_chosen(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token, (event, first, second) = token_of(gateway, acme), make_dates(gateway, acme)
    ticket, sessions = make_open_ticket(gateway, event), [make_session(gateway, event) for _ in range(12)]
    rows = [[make_date_of(gateway, event, each, date) for date in (first, second)] for each in sessions]
    counts = []
    for many in (2, 12):
        ada = make_user(gateway, acme)
        # Half of them were chosen on the new date before, too.
        selection = choose(
            gateway, event, ada, *(old for old, _ in rows[:many]), *(new for _, new in rows[: many // 2])
        )
        uuid = book(gateway, token, event, first, userUuid=ada.id, ticketUuid=ticket.id)
        with gateway.statements() as statements:
            assert done(gateway, MOVE, token, uuid=uuid, to=second.id)["warnings"] == []
        assert chosen(gateway, selection) == {new.id for _, new in rows[:many]}
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_users_with_another_booking_keep_their_choices_on_the_old_date(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token, ada, (event, first, second) = token_of(gateway, acme), make_user(gateway, acme), make_dates(gateway, acme)
    session = make_session(gateway, event)
    old, new = (make_date_of(gateway, event, session, date) for date in (first, second))
    selection, ticket = choose(gateway, event, ada, old), make_open_ticket(gateway, event)
    uuids = [book(gateway, token, event, first, userUuid=ada.id, ticketUuid=ticket.id) for _ in range(2)]
    assert done(gateway, MOVE, token, uuid=uuids[0], to=second.id)["warnings"] == []
    assert chosen(gateway, selection) == {old.id}
    done(gateway, MOVE, token, uuid=uuids[1], to=second.id)
    assert chosen(gateway, selection) == {new.id}


def test_the_last_place_is_given_to_one_of_those_who_move_and_book(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token, (event, first, second) = token_of(gateway, acme), make_dates(gateway, acme, capacity=1)
    ticket, users = make_open_ticket(gateway, event), [make_user(gateway, acme) for _ in range(8)]
    uuids = [book(gateway, token, event, first, userUuid=user.id, ticketUuid=ticket.id) for user in users]

    async def together() -> list[Any]:
        requested = []
        for uuid, user in zip(uuids, users, strict=True):
            moved = {"uuid": uuid, "to": str(second.id)}
            place = {"ticketUuid": str(ticket.id), "occurrenceUuid": str(second.id)}
            sent = {"event": str(event.id), "user": str(user.id), "input": place}
            for query, variables in ((MOVE, moved), (REGISTER, sent)):
                body = {"query": query, "variables": variables}
                headers = {"Authorization": f"Bearer {token}"}
                requested.append(gateway.client.post("/graphql", json=body, headers=headers))
        answers = [response.json()["data"] for response in await asyncio.gather(*requested)]
        return [payload for answer in answers for payload in answer.values()]

    answers = gateway.run(together())
    assert [len(answer["userErrors"]) for answer in answers].count(0) == 1
    assert {error["code"] for answer in answers for error in answer["userErrors"]} == {"SOLD_OUT"}
    dates = taken(gateway, event.id)["dates"]
    assert (dates[1], sum(dates)) == (1, seats(gateway))
    assert stored(gateway, OccurrenceRow, id=second.id)[0]["booked_count"] == 1
