"""registerAttendee: the limits of timeslots, and of a ticket on each date, hold like every other."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from tests.gateway import START, Gateway
from tests.interactions.acting import (
    NOBODY,
    REMOVE,
    done,
    make_open,
    make_open_occurrence,
    make_open_ticket,
    refused,
    token_of,
)
from tests.interactions.placing import REGISTER, make_slot, seats, taken
from tests.user_builders import make_user

ASKERS = 12
SLOT, TICKET, QUANTITY = ["input", "timeslotUuid"], ["input", "ticketUuid"], ["input", "quantity"]


def test_a_timeslot_counts_its_places_and_gets_them_back(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token, ada, (event, date) = token_of(gateway, acme), make_user(gateway, acme), make_open(gateway, acme)
    slots = [make_slot(gateway, event, date, position=n, capacity=4) for n in range(2)]
    ticket = make_open_ticket(gateway, event)
    sent = {"userUuid": ada.id, "ticketUuid": ticket.id, "timeslotUuid": slots[1].id, "quantity": 3}
    attendee = done(gateway, REGISTER, token, event=event.id, input=sent)["attendee"]
    assert attendee["timeslot"] == {"uuid": str(slots[1].id), "bookedCount": 3}
    assert taken(gateway, event.id) == {"dates": [3], "slots": [0, 3], "event": [3]}
    assert refused(gateway, REGISTER, token, event=event.id, input=sent) == [("SOLD_OUT", QUANTITY)]
    done(gateway, REGISTER, token, event=event.id, input=sent | {"quantity": 1})
    assert refused(gateway, REGISTER, token, event=event.id, input=sent) == [("SOLD_OUT", SLOT)]
    done(gateway, REGISTER, token, event=event.id, input=sent | {"timeslotUuid": slots[0].id})
    done(gateway, REMOVE, token, uuid=attendee["uuid"])
    assert taken(gateway, event.id) == {"dates": [4], "slots": [3, 1], "event": [4]}


def test_a_date_with_timeslots_is_booked_by_one_of_them_and_no_other_is(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token, ada, (event, date) = token_of(gateway, acme), make_user(gateway, acme), make_open(gateway, acme)
    other = make_open_occurrence(gateway, event, starts_at=START + timedelta(days=9))
    bare = make_open_occurrence(gateway, event, starts_at=START + timedelta(days=10))
    make_slot(gateway, event, date)
    elsewhere = make_slot(gateway, event, other)
    sent = {"userUuid": ada.id, "ticketUuid": make_open_ticket(gateway, event).id, "occurrenceUuid": date.id}
    for given, code in (
        ({}, "REQUIRED"),
        ({"timeslotUuid": None}, "REQUIRED"),
        ({"timeslotUuid": elsewhere.id}, "NOT_FOUND"),
        ({"timeslotUuid": NOBODY}, "NOT_FOUND"),
        ({"occurrenceUuid": bare.id, "timeslotUuid": elsewhere.id}, "NOT_FOUND"),
    ):
        assert refused(gateway, REGISTER, token, event=event.id, input=sent | given) == [(code, SLOT)]
    nowhere = sent | {"occurrenceUuid": bare.id, "timeslotUuid": None}
    assert done(gateway, REGISTER, token, event=event.id, input=nowhere)["attendee"]["timeslot"] is None


def test_what_a_ticket_has_for_each_date_is_kept_on_each(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token, ada, (event, first) = token_of(gateway, acme), make_user(gateway, acme), make_open(gateway, acme)
    second = make_open_occurrence(gateway, event, starts_at=START + timedelta(days=9))
    bounded, free = make_open_ticket(gateway, event, quantity_per_occurrence=2), make_open_ticket(gateway, event)
    sent = {"userUuid": ada.id, "ticketUuid": bounded.id, "occurrenceUuid": first.id}
    assert refused(gateway, REGISTER, token, event=event.id, input=sent | {"quantity": 3}) == [("SOLD_OUT", QUANTITY)]
    attendee = done(gateway, REGISTER, token, event=event.id, input=sent | {"quantity": 2})["attendee"]
    assert refused(gateway, REGISTER, token, event=event.id, input=sent) == [("SOLD_OUT", TICKET)]
    done(gateway, REGISTER, token, event=event.id, input=sent | {"ticketUuid": free.id, "quantity": 5})
    done(gateway, REGISTER, token, event=event.id, input=sent | {"occurrenceUuid": second.id, "quantity": 2})
    done(gateway, REMOVE, token, uuid=attendee["uuid"])
    done(gateway, REGISTER, token, event=event.id, input=sent)
    assert taken(gateway, event.id)["dates"] == [2, 6]


def test_a_paid_ticket_without_a_price_is_not_given(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token, ada, (event, _) = token_of(gateway, acme), make_user(gateway, acme), make_open(gateway, acme)
    sent = {"userUuid": ada.id, "ticketUuid": make_open_ticket(gateway, event, category="PAID").id}
    assert refused(gateway, REGISTER, token, event=event.id, input=sent) == [("NOT_ON_SALE", TICKET)]


@pytest.mark.parametrize("limit", ["timeslot", "ticket on each date"])
def test_the_last_place_is_given_to_one_of_many(gateway: Gateway, limit: str) -> None:
    acme = gateway.organisation()
    event, date = make_open(gateway, acme)
    timeslot = make_slot(gateway, event, date, capacity=1 if limit == "timeslot" else None)
    ticket = make_open_ticket(gateway, event, quantity_per_occurrence=None if limit == "timeslot" else 1)
    token, users = token_of(gateway, acme), [make_user(gateway, acme) for _ in range(ASKERS)]
    where = {"ticketUuid": str(ticket.id), "timeslotUuid": str(timeslot.id)}

    async def together() -> list[Any]:
        requested = [
            gateway.client.post(
                "/graphql",
                json={
                    "query": REGISTER,
                    "variables": {"event": str(event.id), "user": str(user.id), "input": where},
                },
                headers={"Authorization": f"Bearer {token}"},
            )
            for user in users
        ]
        return [response.json()["data"]["registerAttendee"] for response in await asyncio.gather(*requested)]

    answers = gateway.run(together())
    found = sorted([error["code"] for error in answer["userErrors"]][:1] for answer in answers)
    assert found == [[]] + [["SOLD_OUT"]] * (ASKERS - 1)
    assert taken(gateway, event.id) == {"dates": [1], "slots": [1], "event": [1]}
    assert seats(gateway) == 1
