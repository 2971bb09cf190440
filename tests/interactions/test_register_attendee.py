"""registerAttendee: places are given once, in the order of requests, and only while they can be booked."""

import asyncio
import re
from datetime import timedelta
from typing import Any

import pytest

from app.auth.rules import Scope
from app.db.outbox import ChangeRow
from app.interactions.tables import AttendeeRow
from tests.builders import everything, make_price, stored
from tests.gateway import START, Gateway
from tests.interactions.acting import (
    NOBODY,
    REGISTER,
    changes,
    counters,
    done,
    make_open,
    make_open_occurrence,
    make_open_ticket,
    refused,
    token_of,
)
from tests.subscribing import subscribed
from tests.user_builders import make_user

ASKERS = 20
# What a statement begins with.
STATEMENT = re.compile(r"^(SELECT|(?:WITH|UPDATE|INSERT INTO) \w+).*$")


def test_a_user_takes_places(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token, ada = token_of(gateway, acme), make_user(gateway, acme)
    event, occurrence = make_open(gateway, acme, event_capacity=50)
    ticket = make_open_ticket(gateway, event, quantity=40)
    price = make_price(gateway, ticket, quantity_included=2)
    sent = {"userUuid": ada.id, "ticketUuid": ticket.id, "quantity": 3}
    answer = done(gateway, REGISTER, token, event=event.id, input=sent)
    assert answer["message"] == "Attendee has been registered successfully"
    assert answer["attendee"] | {"uuid": None} == {
        "uuid": None,
        "quantity": 3,
        "seats": 6,
        "user": {"uuid": str(ada.id)},
        "ticket": {"uuid": str(ticket.id)},
        "price": {"uuid": str(price.id)},
        "occurrence": {"uuid": str(occurrence.id)},
    }
    assert counters(gateway, event.id) == {
        "event": [6], "occurrences": [6], "tickets": [6], "prices": [3], "seats": [6]
    }  # fmt: skip
    assert changes(gateway, "Attendee") == ["CREATED"]
    query = "query($t: ID!, $u: UUID!) { node(id: $t) { ... on Ticket { totalPurchasedByUser(userUuid: $u) } } }"
    requested: dict[str, Any] = {"t": f"Ticket_{ticket.id}", "u": ada.id}
    assert gateway.gql(query, token, **requested)["node"] == {"totalPurchasedByUser": 6}
    assert gateway.gql(query, token, **requested | {"u": NOBODY})["node"] == {"totalPurchasedByUser": 0}
    assert gateway.gql(query, **requested)["node"] == {"totalPurchasedByUser": None}


def test_what_counts_the_places_is_recorded_in_the_same_statement(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token, ada = token_of(gateway, acme), make_user(gateway, acme)
    event, occurrence = make_open(gateway, acme)
    ticket = make_open_ticket(gateway, event)
    sent = {"userUuid": ada.id, "ticketUuid": ticket.id}
    with gateway.statements() as seen:
        attendee = done(gateway, REGISTER, token, event=event.id, input=sent)["attendee"]
    # Nothing but the appending itself is about changes: the ids are those of the row.
    assert sum(" change " in f"{each} " or "INTO feed" in each for each in seen) == gateway.append_statements
    assert sum("feed" in each for each in seen[: -gateway.append_statements]) == 0
    rows = sorted(stored(gateway, ChangeRow), key=lambda row: row["position"])
    assert [(row["entity"], str(row["entity_id"]), row["kind"], row["direct"]) for row in rows] == [
        ("Attendee", attendee["uuid"], "CREATED", True),
        ("Ticket", str(ticket.id), "UPDATED", False),
        ("Occurrence", str(occurrence.id), "UPDATED", False),
        ("Event", str(event.id), "UPDATED", False),
    ]


@pytest.mark.parametrize(("named", "key"), [(False, None), (True, None), (True, "order-4711")])
def test_one_statement_reads_what_the_rules_need_and_one_takes_the_places(
    gateway: Gateway, named: bool, key: str | None
) -> None:
    acme = gateway.organisation()
    token, ada = token_of(gateway, acme), make_user(gateway, acme)
    event, occurrence = make_open(gateway, acme, event_capacity=50, max_ticket_per_customer=9)
    ticket = make_open_ticket(gateway, event, quantity=40, quantity_per_occurrence=20, max_quantity_per_customer=9)
    price = make_price(gateway, ticket)
    sent = {"ticketUuid": ticket.id}
    if named:
        sent |= {"priceUuid": price.id, "occurrenceUuid": occurrence.id}
    document = """mutation ($event: UUID!, $user: UUID!, $input: RegisterAttendeeInput!, $key: String) {
      registerAttendee(eventUuid: $event, userUuid: $user, input: $input, idempotencyKey: $key) {
        userErrors { code } attendee { uuid } } }"""
    with gateway.statements() as seen:
        done(gateway, document, token, event=event.id, user=ada.id, input=sent, key=key)
    # After that of the token.
    found = [STATEMENT.sub(r"\1", " ".join(sql.split())) for sql in seen[1:]]
    claim, store = ("WITH locked", "INSERT INTO idempotency_key") if key else ("", "")
    if gateway.engine == "postgresql":
        expected = [claim, "SELECT", "SELECT", "WITH raised_0", "WITH asked"]
    else:
        counters = ["UPDATE ticket", "UPDATE event", "UPDATE occurrence", "UPDATE price"]
        claim = claim and "SELECT"
        appends = ["INSERT INTO feed", "INSERT INTO change"]
        expected = [claim, "SELECT", "SELECT", *counters, "INSERT INTO attendee", "SELECT", store, *appends]
    assert found == [each for each in expected if each]


def test_followers_of_the_event_hear_of_the_counts(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token, ada = token_of(gateway, acme), make_user(gateway, acme)
    event, _ = make_open(gateway, acme)
    ticket = make_open_ticket(gateway, event)
    follow = """subscription ($uuid: UUID!) { eventChanged(uuid: $uuid) {
      kind nodes { __typename ... on Ticket { quantitySold } ... on Event { metrics { name value } } } } }"""
    with subscribed(gateway, follow, uuid=event.id) as stream:
        done(gateway, REGISTER, token, event=event.id, input={"userUuid": ada.id, "ticketUuid": ticket.id})
        item = stream.next()["eventChanged"]
    assert item["kind"] == "UPDATED"
    sold, date, whole = item["nodes"]
    assert sold == {"__typename": "Ticket", "quantitySold": 1}
    assert date == {"__typename": "Occurrence"}
    assert {"name": "ATTENDEE_COUNT", "value": 1} in whole["metrics"]


def test_a_user_s_places_are_found_by_the_user(gateway: Gateway) -> None:
    acme, other = gateway.organisation(), gateway.organisation("other")
    token, ada, bob = token_of(gateway, acme), make_user(gateway, acme), make_user(gateway, acme)
    expected = []
    for name in ("Camp", "Congress"):
        event, _ = make_open(gateway, acme, name=name)
        ticket = make_open_ticket(gateway, event)
        for user, quantity in ((bob, 1), (ada, 2)):
            sent = {"userUuid": user.id, "ticketUuid": ticket.id, "quantity": quantity}
            done(gateway, REGISTER, token, event=event.id, input=sent)
        expected.append({"quantity": 2, "event": {"name": name}, "ticket": {"uuid": str(ticket.id)}})
        gateway.clock.advance(timedelta(minutes=1))
    fields = "attendances(first: 5) { totalCount nodes { quantity event { name } ticket { uuid } } }"
    query = f"query($u: ID!) {{ node(id: $u) {{ ... on User {{ {fields} }} }} }}"
    found = gateway.gql(query, token, u=f"User_{ada.id}")["node"]["attendances"]
    assert found == {"totalCount": 2, "nodes": expected}
    for stranger in (None, token_of(gateway, other)):
        assert (gateway.gql(query, stranger, u=f"User_{ada.id}")["node"] or {"attendances": None}) == {
            "attendances": None
        }


def test_callers_without_a_read_scope_get_null_instead_of_places(gateway: Gateway) -> None:
    acme = gateway.organisation()
    ada, (event, _) = make_user(gateway, acme), make_open(gateway, acme)
    ticket = make_open_ticket(gateway, event)
    sent = {"userUuid": ada.id, "ticketUuid": ticket.id}
    done(gateway, REGISTER, token_of(gateway, acme), event=event.id, input=sent)
    rename = """mutation ($user: UUID!) {
      updateUser(uuid: $user, input: {displayName: "Ada"}) { userErrors { code } user { attendances { totalCount } } }
    }"""
    for scopes, answered in (((), None), ((Scope.EVENT_READ,), {"totalCount": 1})):
        token = gateway.token(acme, Scope.INTERACTION_WRITE, *scopes)
        answer = gateway.gql(rename, token, user=ada.id)["updateUser"]
        assert answer == {"userErrors": [], "user": {"attendances": answered}}


@pytest.mark.parametrize("limit", ["ticket", "occurrence", "event"])
def test_the_last_place_is_given_to_one_of_twenty(gateway: Gateway, limit: str) -> None:
    acme = gateway.organisation()
    event, occurrence = make_open(gateway, acme, event_capacity=1 if limit == "event" else None)
    if limit == "occurrence":
        occurrence = make_open_occurrence(gateway, event, starts_at=START + timedelta(days=9), capacity=1)
    ticket = make_open_ticket(gateway, event, quantity=1 if limit == "ticket" else None)
    token, users = token_of(gateway, acme), [make_user(gateway, acme) for _ in range(ASKERS)]

    async def together() -> list[Any]:
        requested = [
            gateway.client.post(
                "/graphql",
                json={
                    "query": REGISTER,
                    "variables": {
                        "event": str(event.id),
                        "user": str(user.id),
                        "input": {
                            "ticketUuid": str(ticket.id),
                            "occurrenceUuid": str(occurrence.id),
                        },
                    },
                },
                headers={"Authorization": f"Bearer {token}"},
            )
            for user in users
        ]
        return [response.json()["data"]["registerAttendee"] for response in await asyncio.gather(*requested)]

    answers = gateway.run(together())
    found = sorted([error["code"] for error in answer["userErrors"]][:1] for answer in answers)
    assert found == [[]] + [["SOLD_OUT"]] * (ASKERS - 1)
    kept = counters(gateway, event.id)
    assert (kept["event"], sum(kept["occurrences"]), kept["tickets"], kept["seats"]) == ([1], 1, [1], [1])
    (winner,) = [answer["attendee"]["user"]["uuid"] for answer in answers if not answer["userErrors"]]
    assert [str(row["user_id"]) for row in stored(gateway, AttendeeRow)] == [winner]


@pytest.mark.parametrize("limit", ["ticket", "occurrence", "event"])
def test_more_than_is_left_is_sold_out_and_less_is_not(gateway: Gateway, limit: str) -> None:
    acme = gateway.organisation()
    token, ada = token_of(gateway, acme), make_user(gateway, acme)
    event, first = make_open(gateway, acme, event_capacity=3 if limit == "event" else None)
    second = make_open_occurrence(gateway, event, starts_at=START + timedelta(days=9), capacity=3)
    ticket = make_open_ticket(gateway, event, quantity=3 if limit == "ticket" else None)
    where = second if limit == "occurrence" else first
    sent = {"userUuid": ada.id, "ticketUuid": ticket.id, "occurrenceUuid": where.id}
    done(gateway, REGISTER, token, event=event.id, input=sent | {"quantity": 2})
    quantity = ["input", "quantity"]
    assert refused(gateway, REGISTER, token, event=event.id, input=sent | {"quantity": 2}) == [("SOLD_OUT", quantity)]
    done(gateway, REGISTER, token, event=event.id, input=sent | {"quantity": None})
    state = "query($t: ID!, $o: ID!) { a: node(id: $t) { ...S } b: node(id: $o) { ...S } }"
    state += (
        " fragment S on Node { ... on Ticket { bookability { state } } ... on Occurrence { bookability { state } } }"
    )
    states = gateway.gql(state, t=f"Ticket_{ticket.id}", o=f"Occurrence_{where.id}")
    gone = [states[name]["bookability"]["state"] for name in "ab"]
    # Without a ticket that is left, the date has nothing left.
    expected = {"ticket": ["SOLD_OUT"] * 2, "occurrence": ["OPEN", "SOLD_OUT"], "event": ["SOLD_OUT"] * 2}
    assert gone == expected[limit]
    codes = {code for code, _ in refused(gateway, REGISTER, token, event=event.id, input=sent)}
    assert codes == {"SOLD_OUT"}


TICKET, OCCURRENCE = ["input", "ticketUuid"], ["input", "occurrenceUuid"]
LATER, EARLIER = START + timedelta(hours=1), START - timedelta(hours=1)


@pytest.mark.parametrize(
    ("event", "ticket", "occurrence", "expected"),
    [
        ({"lifecycle": "UNRELEASED"}, {}, {}, [("WRONG_STATE", TICKET), ("WRONG_STATE", OCCURRENCE)]),
        ({"lifecycle": "CANCELLED"}, {}, {}, [("CANCELLED", TICKET), ("CANCELLED", OCCURRENCE)]),
        ({}, {"opens_at": LATER}, {}, [("NOT_ON_SALE", TICKET)]),
        ({}, {"opens_at": EARLIER, "closes_at": START}, {}, [("NOT_ON_SALE", TICKET)]),
        ({}, {"active": False}, {}, [("NOT_ON_SALE", TICKET)]),
        ({}, {"archived_at": START}, {}, [("NOT_ON_SALE", TICKET)]),
        ({}, {"quantity": 0}, {}, [("SOLD_OUT", TICKET)]),
        ({}, {}, {"enabled": False}, [("CANCELLED", OCCURRENCE)]),
        ({}, {}, {"opens_at": LATER}, [("NOT_ON_SALE", OCCURRENCE)]),
        ({}, {}, {"capacity": 0}, [("SOLD_OUT", OCCURRENCE)]),
    ],
)
def test_only_what_can_be_booked_now_is_given(
    gateway: Gateway, event: Any, ticket: Any, occurrence: Any, expected: list[Any]
) -> None:
    acme = gateway.organisation()
    ada, (row, _) = make_user(gateway, acme), make_open(gateway, acme, **event)
    when = make_open_occurrence(gateway, row, starts_at=START + timedelta(days=9), **occurrence)
    sent = {"userUuid": ada.id, "ticketUuid": make_open_ticket(gateway, row, **ticket).id, "occurrenceUuid": when.id}
    assert refused(gateway, REGISTER, token_of(gateway, acme), event=row.id, input=sent) == expected


def test_one_customer_has_only_so_many(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token, ada, grace = token_of(gateway, acme), make_user(gateway, acme), make_user(gateway, acme)
    event, _ = make_open(gateway, acme, max_ticket_per_customer=3)
    tickets = [make_open_ticket(gateway, event, max_quantity_per_customer=2, position=n) for n in range(2)]

    def sent(user: Any, ticket: int, quantity: int) -> dict[str, Any]:
        return {"userUuid": user.id, "ticketUuid": tickets[ticket].id, "quantity": quantity}

    at = ("OUT_OF_RANGE", ["input", "quantity"])
    assert refused(gateway, REGISTER, token, event=event.id, input=sent(ada, 0, 3)) == [at]
    done(gateway, REGISTER, token, event=event.id, input=sent(ada, 0, 2))
    assert refused(gateway, REGISTER, token, event=event.id, input=sent(ada, 1, 2)) == [at]
    done(gateway, REGISTER, token, event=event.id, input=sent(ada, 1, 1))
    assert refused(gateway, REGISTER, token, event=event.id, input=sent(ada, 0, 1)) == [at, at]
    done(gateway, REGISTER, token, event=event.id, input=sent(grace, 0, 2))


def test_a_price_may_require_a_least_number(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token, ada, (event, _) = token_of(gateway, acme), make_user(gateway, acme), make_open(gateway, acme)
    ticket = make_open_ticket(gateway, event)
    make_price(gateway, ticket, minimum_quantity_enabled=True, minimum_quantity=2)
    sent = {"userUuid": ada.id, "ticketUuid": ticket.id}
    found = refused(gateway, REGISTER, token, event=event.id, input=sent | {"quantity": 1})
    assert found == [("OUT_OF_RANGE", ["input", "quantity"])]
    done(gateway, REGISTER, token, event=event.id, input=sent | {"quantity": 2})


def test_where_there_is_a_choice_it_must_be_made(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token, ada, (event, _) = token_of(gateway, acme), make_user(gateway, acme), make_open(gateway, acme)
    make_open_occurrence(gateway, event, starts_at=START + timedelta(days=9))
    ticket = make_open_ticket(gateway, event)
    for position in range(2):
        make_price(gateway, ticket, position=position)
    sent = {"userUuid": ada.id, "ticketUuid": ticket.id}
    expected = [("REQUIRED", ["input", "priceUuid"]), ("REQUIRED", OCCURRENCE)]
    assert refused(gateway, REGISTER, token, event=event.id, input=sent) == expected
    nulls = {"priceUuid": None, "occurrenceUuid": None}
    assert refused(gateway, REGISTER, token, event=event.id, input=sent | nulls) == expected


def test_all_problems_with_the_input_are_reported_at_once(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token, (event, _) = token_of(gateway, acme), make_open(gateway, acme)
    ticket = make_open_ticket(gateway, event)
    wrong = {"userUuid": NOBODY, "ticketUuid": ticket.id, "priceUuid": NOBODY, "occurrenceUuid": NOBODY, "quantity": 0}
    assert refused(gateway, REGISTER, token, event=event.id, input=wrong) == [
        ("OUT_OF_RANGE", ["input", "quantity"]),
        ("NOT_FOUND", ["userUuid"]),
        ("NOT_FOUND", ["input", "priceUuid"]),
        ("NOT_FOUND", OCCURRENCE),
    ]


def test_objects_of_another_event_or_tenant_are_not_found(gateway: Gateway) -> None:
    acme, other = gateway.organisation(), gateway.organisation("other")
    token, (event, _), (elsewhere, when) = token_of(gateway, acme), make_open(gateway, acme), make_open(gateway, acme)
    sent = {
        "userUuid": make_user(gateway, other).id,
        "ticketUuid": make_open_ticket(gateway, elsewhere).id,
        "occurrenceUuid": when.id,
    }
    assert refused(gateway, REGISTER, token, event=event.id, input=sent) == [
        ("NOT_FOUND", ["userUuid"]),
        ("NOT_FOUND", TICKET),
        ("NOT_FOUND", OCCURRENCE),
    ]
    stranger = token_of(gateway, other)
    assert refused(gateway, REGISTER, stranger, event=event.id, input=sent) == [("NOT_FOUND", ["eventUuid"])]


@pytest.mark.parametrize(("state", "code"), [("is_deleted", "DELETED"), ("is_global_ban", "BANNED")])
def test_deleted_and_banned_users_take_no_places(gateway: Gateway, state: str, code: str) -> None:
    acme = gateway.organisation()
    ada, (event, _) = make_user(gateway, acme, **{state: True}), make_open(gateway, acme)
    sent = {"userUuid": ada.id, "ticketUuid": make_open_ticket(gateway, event).id}
    found = refused(gateway, REGISTER, token_of(gateway, acme), event=event.id, input=sent)
    assert found == [(code, ["userUuid"])]


def test_without_the_scope_nothing_happens(gateway: Gateway) -> None:
    acme = gateway.organisation()
    (event, _), strangers = make_open(gateway, acme), (None, gateway.token(acme, "event.update"))
    given = {"event": event.id, "user": NOBODY, "input": {"ticketUuid": NOBODY}}
    before = everything(gateway)
    for token in strangers:
        (error,) = gateway.errors(REGISTER, token, **given)
        assert error["extensions"]["code"] == "FORBIDDEN"
    assert everything(gateway) == before
