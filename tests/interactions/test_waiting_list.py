"""joinWaitingList and leaveWaitingList: the order of joining is kept."""

from datetime import timedelta
from typing import Any

from tests.gateway import Gateway
from tests.interactions.acting import (
    JOIN,
    LEAVE,
    NOBODY,
    changes,
    done,
    make_open,
    make_open_ticket,
    refused,
    token_of,
)
from tests.user_builders import make_user

LIST = "query($e: UUID!) { event(uuid: $e) { waitingList { nodes { position user { uuid } } } } }"


def test_those_behind_move_up(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token, (event, when) = token_of(gateway, acme), make_open(gateway, acme, waiting_list_enabled=True)
    ticket, users = make_open_ticket(gateway, event), [make_user(gateway, acme) for _ in range(3)]
    wanted: tuple[dict[str, Any], ...] = (
        {},
        {"ticketUuid": ticket.id, "occurrenceUuid": when.id},
        {"ticketUuid": None, "occurrenceUuid": None},
    )
    for position, (user, given) in enumerate(zip(users, wanted, strict=True), 1):
        entry = done(gateway, JOIN, token, event=event.id, input={"userUuid": user.id, **given})["waitingListEntry"]
        named = bool(given.get("ticketUuid"))
        assert entry | {"uuid": None} == {
            "uuid": None,
            "position": position,
            "ticket": {"uuid": str(ticket.id)} if named else None,
            "occurrence": {"uuid": str(when.id)} if named else None,
        }
    again = refused(gateway, JOIN, token, event=event.id, input={"userUuid": users[0].id})
    assert again == [("ALREADY_DONE", ["userUuid"])]
    done(gateway, LEAVE, token, event=event.id, user=users[0].id)
    found = refused(gateway, LEAVE, token, event=event.id, user=users[0].id)
    assert found == [("NOT_FOUND", ["userUuid"])]
    done(gateway, JOIN, token, event=event.id, input={"userUuid": users[0].id})
    nodes = gateway.gql(LIST, token, e=event.id)["event"]["waitingList"]["nodes"]
    order = {node["position"]: node["user"]["uuid"] for node in nodes}
    assert order == {at: str(users[number].id) for at, number in enumerate((1, 2, 0), 1)}
    assert gateway.gql(LIST, e=event.id)["event"] == {"waitingList": None}
    moved_up = ["UPDATED", "UPDATED"]
    assert changes(gateway, "WaitingListEntry") == ["CREATED"] * 3 + [*moved_up, "DELETED", "CREATED"]


def test_all_problems_are_reported_at_once(gateway: Gateway) -> None:
    acme, other = gateway.organisation(), gateway.organisation("other")
    (event, _), token = make_open(gateway, acme, lifecycle="UNRELEASED"), token_of(gateway, acme)
    elsewhere, when = make_open(gateway, acme)
    sent = {"userUuid": NOBODY, "ticketUuid": make_open_ticket(gateway, elsewhere).id, "occurrenceUuid": when.id}
    assert refused(gateway, JOIN, token, event=event.id, input=sent) == [
        ("SWITCHED_OFF", ["eventUuid"]),
        ("WRONG_STATE", ["eventUuid"]),
        ("NOT_FOUND", ["input", "ticketUuid"]),
        ("NOT_FOUND", ["input", "occurrenceUuid"]),
        ("NOT_FOUND", ["userUuid"]),
    ]
    stranger = token_of(gateway, other)
    assert refused(gateway, JOIN, stranger, event=event.id, input=sent) == [("NOT_FOUND", ["eventUuid"])]
    assert refused(gateway, LEAVE, stranger, event=event.id, user=NOBODY) == [("NOT_FOUND", ["eventUuid"])]


def test_the_list_has_to_be_switched_on(gateway: Gateway) -> None:
    acme = gateway.organisation()
    ada, (event, _) = make_user(gateway, acme), make_open(gateway, acme)
    found = refused(gateway, JOIN, token_of(gateway, acme), event=event.id, input={"userUuid": ada.id})
    assert found == [("SWITCHED_OFF", ["eventUuid"])]


def test_nobody_waits_for_an_event_that_is_over(gateway: Gateway) -> None:
    acme = gateway.organisation()
    ada, (event, when) = make_user(gateway, acme), make_open(gateway, acme, waiting_list_enabled=True)
    gateway.clock.set(when.ends_at)
    found = refused(gateway, JOIN, token_of(gateway, acme), event=event.id, input={"userUuid": ada.id})
    assert found == [("ENDED", ["eventUuid"])]
    gateway.clock.set(when.ends_at - timedelta(seconds=1))
    done(gateway, JOIN, token_of(gateway, acme), event=event.id, input={"userUuid": ada.id})
