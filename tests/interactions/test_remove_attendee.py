"""removeAttendee: the places are free again, exactly as many as were taken."""

from tests.builders import everything, make_price
from tests.gateway import Gateway
from tests.interactions.acting import (
    NOBODY,
    REGISTER,
    REMOVE,
    changes,
    counters,
    done,
    make_open,
    make_open_ticket,
    refused,
    token_of,
)
from tests.user_builders import make_user


def test_places_given_back_can_be_taken_again(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token, ada, (event, _) = token_of(gateway, acme), make_user(gateway, acme), make_open(gateway, acme)
    ticket = make_open_ticket(gateway, event, quantity=4)
    make_price(gateway, ticket, quantity_included=2)
    sent = {"userUuid": ada.id, "ticketUuid": ticket.id, "quantity": 2}
    uuid = done(gateway, REGISTER, token, event=event.id, input=sent)["attendee"]["uuid"]
    assert refused(gateway, REGISTER, token, event=event.id, input=sent) == [("SOLD_OUT", ["input", "ticketUuid"])]
    answer = done(gateway, REMOVE, token, uuid=uuid)
    assert (answer["message"], answer["event"]) == (
        "Attendee has been removed successfully",
        {"uuid": str(event.id)},
    )
    free = {"event": [0], "occurrences": [0], "tickets": [0], "prices": [0], "seats": []}
    assert counters(gateway, event.id) == free
    assert refused(gateway, REMOVE, token, uuid=uuid) == [("NOT_FOUND", ["uuid"])]
    done(gateway, REGISTER, token, event=event.id, input=sent)
    assert counters(gateway, event.id) == {name: [2 if name == "prices" else 4] for name in free}
    assert changes(gateway, "Attendee") == ["CREATED", "DELETED", "CREATED"]


def test_others_cannot_remove_an_attendee(gateway: Gateway) -> None:
    acme, other = gateway.organisation(), gateway.organisation("other")
    ada, (event, _) = make_user(gateway, acme), make_open(gateway, acme)
    sent = {"userUuid": ada.id, "ticketUuid": make_open_ticket(gateway, event).id}
    token = token_of(gateway, acme)
    uuid = done(gateway, REGISTER, token, event=event.id, input=sent)["attendee"]["uuid"]
    assert refused(gateway, REMOVE, token_of(gateway, other), uuid=uuid) == [("NOT_FOUND", ["uuid"])]
    assert refused(gateway, REMOVE, token, uuid=NOBODY) == [("NOT_FOUND", ["uuid"])]
    strangers = (None, gateway.token(acme, "event.update"))
    before = everything(gateway)
    for stranger in strangers:
        (error,) = gateway.errors(REMOVE, stranger, uuid=uuid)
        assert error["extensions"]["code"] == "FORBIDDEN"
    assert everything(gateway) == before


def test_the_list_is_for_the_organisation_alone(gateway: Gateway) -> None:
    acme, other = gateway.organisation(), gateway.organisation("other")
    (event, _), token = make_open(gateway, acme), token_of(gateway, acme)
    ticket, users = make_open_ticket(gateway, event), [make_user(gateway, acme) for _ in range(3)]
    for user in users:
        done(gateway, REGISTER, token, event=event.id, input={"userUuid": user.id, "ticketUuid": ticket.id})
    fields = "attendees { totalCount nodes { user { uuid } } } metrics { name value }"
    query = f"query($e: UUID!) {{ event(uuid: $e) {{ {fields} }} }}"
    answer = gateway.gql(query, token, e=event.id)["event"]
    assert answer["attendees"]["totalCount"] == 3
    assert {node["user"]["uuid"] for node in answer["attendees"]["nodes"]} == {str(user.id) for user in users}
    assert {"name": "ATTENDEE_COUNT", "value": 3} in answer["metrics"]
    for stranger in (None, token_of(gateway, other)):
        seen = gateway.gql(query, stranger, e=event.id)["event"]
        assert (seen["attendees"], seen["metrics"]) == (None, answer["metrics"])
