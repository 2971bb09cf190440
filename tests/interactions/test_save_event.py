"""saveEvent and unsaveEvent: once for each user."""

from typing import Any

import pytest

from app.guests.tables import InvitationRow
from app.interactions.tables import SaveRow
from tests.builders import make_row, stored
from tests.gateway import Gateway
from tests.interactions.acting import (
    JOIN,
    NOBODY,
    REGISTER,
    REVIEW,
    SAVE,
    SHARE,
    UNSAVE,
    changes,
    done,
    make_open,
    make_open_ticket,
    refused,
    token_of,
)
from tests.user_builders import make_user


def test_an_event_is_saved_once_and_unsaved_once(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token, ada, (event, _) = token_of(gateway, acme), make_user(gateway, acme), make_open(gateway, acme)
    both = {"event": event.id, "user": ada.id}
    assert done(gateway, SAVE, token, **both)["message"] == "Event has been saved successfully"
    assert [(row["user_id"], row["event_id"]) for row in stored(gateway, SaveRow)] == [(ada.id, event.id)]
    assert refused(gateway, SAVE, token, **both) == [("ALREADY_DONE", ["userUuid"])]
    query = "query($e: UUID!) { event(uuid: $e) { saves { nodes { user { uuid } event { uuid } } } } }"
    nodes = gateway.gql(query, token, e=event.id)["event"]["saves"]["nodes"]
    assert nodes == [{"user": {"uuid": str(ada.id)}, "event": {"uuid": str(event.id)}}]
    # Everybody sees that somebody has saved it; who, only if they see them.
    assert gateway.gql(query, e=event.id)["event"]["saves"]["nodes"] == [nodes[0] | {"user": None}]
    assert done(gateway, UNSAVE, token, **both)["message"] == "Event has been unsaved successfully"
    assert stored(gateway, SaveRow) == []
    assert refused(gateway, UNSAVE, token, **both) == [("NOT_FOUND", ["userUuid"])]
    assert changes(gateway, "Save") == ["CREATED", "DELETED"]


@pytest.mark.parametrize(
    ("document", "kind"),
    [(SAVE, None), (SHARE, {}), (REVIEW, {"rating": 5}), (JOIN, {}), (REGISTER, {"ticketUuid": None})],
)
def test_only_the_invited_act_on_an_event_for_the_invited(
    gateway: Gateway, document: str, kind: dict[str, Any] | None
) -> None:
    acme = gateway.organisation()
    ada, token = make_user(gateway, acme), token_of(gateway, acme)
    event, _ = make_open(gateway, acme, is_invite_only=True, waiting_list_enabled=True)
    ticket = make_open_ticket(gateway, event)
    more = {"ticketUuid": ticket.id} if kind == {"ticketUuid": None} else kind
    given: Any = {"user": ada.id} if more is None else {"input": {"userUuid": ada.id} | more}
    assert refused(gateway, document, token, event=event.id, **given) == [("NOT_INVITED", ["userUuid"])]
    make_row(gateway, InvitationRow, event, user_id=ada.id)
    done(gateway, document, token, event=event.id, **given)


@pytest.mark.parametrize("lifecycle", ["UNRELEASED", "UNPUBLISHED", "CANCELLED"])
def test_only_a_published_event_is_saved(gateway: Gateway, lifecycle: str) -> None:
    acme = gateway.organisation()
    ada, (event, _) = make_user(gateway, acme), make_open(gateway, acme, lifecycle=lifecycle)
    found = refused(gateway, SAVE, token_of(gateway, acme), event=event.id, user=ada.id)
    assert found == [("CANCELLED" if lifecycle == "CANCELLED" else "WRONG_STATE", ["eventUuid"])]


def test_users_and_events_of_others_are_not_found(gateway: Gateway) -> None:
    acme, other = gateway.organisation(), gateway.organisation("other")
    (event, _), token = make_open(gateway, acme), token_of(gateway, acme)
    stranger, ada = make_user(gateway, other), make_user(gateway, acme)
    for user in (stranger.id, NOBODY):
        assert refused(gateway, SAVE, token, event=event.id, user=user) == [("NOT_FOUND", ["userUuid"])]
    for document in (SAVE, UNSAVE):
        found = refused(gateway, document, token_of(gateway, other), event=event.id, user=ada.id)
        assert found == [("NOT_FOUND", ["eventUuid"])]


@pytest.mark.parametrize(("state", "code"), [("is_deleted", "DELETED"), ("is_global_ban", "BANNED")])
def test_deleted_and_banned_users_cannot_save(gateway: Gateway, state: str, code: str) -> None:
    acme = gateway.organisation()
    ada, (event, _) = make_user(gateway, acme, **{state: True}), make_open(gateway, acme)
    found = refused(gateway, SAVE, token_of(gateway, acme), event=event.id, user=ada.id)
    assert found == [(code, ["userUuid"])]
